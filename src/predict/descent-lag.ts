import type { FiniteWidthTimes } from './finite-width.js';

/** What a flow says of the two modalities, in units of τ. */
interface FlowTimes {
  readonly tA: number | null;
  readonly tB: number | null;
  /** How many times faster a branch moves when its modality is learned than at the start. */
  readonly speedupA: number;
  readonly speedupB: number;
}

/**
 * Times of gradient descent from those of its flow, in units of τ. A step of length η goes along the flow of
 * `f − ½ η f'`, `f'` the derivative along the trajectory (backward error analysis). For growth along a line that is slower by
 * the factor `1 − ½ η d ln f/dt`: descent lags behind by `½ ln` of how much the speed has grown, in steps.
 */
export function descentTimes({ tA, tB, speedupA, speedupB }: FlowTimes, learningRate: number): FiniteWidthTimes | null {
  if (tA === null || tB === null) return null;
  const later = (t: number, speedup: number) => (Number.isFinite(t) ? t + (learningRate / 2) * Math.log(speedup) : t);
  const [first, second] = [later(tA, speedupA), later(tB, speedupB)];
  return { first, second, ratio: Math.max(first, second) / Math.min(first, second) };
}
