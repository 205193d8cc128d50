import type { BranchSpeeds } from '../flows/balanced/direct-flow.js';
import type { Network } from '../problem/network.js';
import type { FiniteWidthTimes } from './random-times.js';

/** What a flow says of the two modalities, in units of τ. */
interface FlowTimes {
  readonly tA: number | null;
  readonly tB: number | null;
  readonly speeds: BranchSpeeds;
}

/**
 * Times of gradient descent from those of its flow, in units of τ. A step of length η goes along the flow of
 * `f − ½ η f'`, `f'` the derivative along the trajectory (backward error analysis). For growth along a line that is slower by
 * the factor `1 − ½ η d ln f/dt`: descent lags behind by `½ ln` of how much the speed has grown, in steps. Behind shared layers
 * the second modality grows on the clock of the first, and its lag is that of the first and of its own growth since.
 */
export function descentTimes(
  { tA, tB, speeds }: FlowTimes,
  { depthShared }: Network,
  learningRate: number,
): FiniteWidthTimes | null {
  if (tA === null || tB === null) return null;
  const times = { A: tA, B: tB };
  const { atStart } = speeds;
  const [early, late] = tA <= tB ? (['A', 'B'] as const) : (['B', 'A'] as const);
  const [atEarly, atLate] = [speeds[`when${early}`] ?? atStart, speeds[`when${late}`] ?? atStart];
  const lag = (from: number, to: number) => (learningRate / 2) * Math.log(to / from);
  const ofEarly = lag(atStart[early], atEarly[early]);
  const ofLate = depthShared > 0 ? ofEarly + lag(atEarly[late], atLate[late]) : lag(atStart[late], atLate[late]);
  times[early] += ofEarly;
  times[late] += ofLate;
  return { first: times.A, second: times.B, ratio: times[late] / times[early] };
}
