import { norm } from '../numerics/matrix.js';
import type { ByModality } from '../problem/correlations.js';
import type { Model } from './model.js';

/** Total weights at one step. */
export interface PlateauState {
  /** Gradient-descent steps done. */
  readonly step: number;
  /** `W_A^tot`, length `D_A`. */
  readonly totalA: Float64Array;
  /** `W_B^tot`, length `D_B`. */
  readonly totalB: Float64Array;
}

/** What is watched at every step of a simulation, however thinly it is recorded. */
export interface Milestones {
  see(step: number): void;
  /** When `‖W_A^tot‖` and `‖W_B^tot‖` first crossed half of their levels, in steps; `null` where they did not (yet). */
  times(): { tA: number | null; tB: number | null };
  bothLearned(): boolean;
  /** The state at the step between the two crossings at which the total weights moved least. */
  plateau(): PlateauState | null;
}

/**
 * Watches both total weights for their crossings, and the phase between these for its stillest point. Without levels
 * nothing is ever crossed.
 */
export function milestones(model: Model, levels: ByModality<number> | undefined): Milestones {
  const { totalA, totalB } = model;
  const crossingA = crossing((levels?.A ?? Infinity) / 2);
  const crossingB = crossing((levels?.B ?? Infinity) / 2);
  const stillest = slowest(model);
  return {
    see(step) {
      crossingA.see(step, norm(totalA));
      crossingB.see(step, norm(totalB));
      if ((crossingA.time() === null) !== (crossingB.time() === null)) stillest.see(step);
    },
    bothLearned: () => crossingA.time() !== null && crossingB.time() !== null,
    times: () => ({ tA: crossingA.time(), tB: crossingB.time() }),
    plateau: () => stillest.point(),
  };
}

/** The first time a sequence reaches `threshold`, interpolated linearly between two steps. */
function crossing(threshold: number): { see(step: number, value: number): void; time(): number | null } {
  let time: number | null = null;
  let previous = NaN;
  return {
    see(step, value) {
      if (time !== null) return;
      if (value >= threshold) time = step === 0 ? 0 : step - 1 + (threshold - previous) / (value - previous);
      previous = value;
    },
    time: () => time,
  };
}

/** The total weights at the step into which they moved least. Called at (nearly) every step, it only copies them. */
function slowest(model: Model): { see(step: number): void; point(): PlateauState | null } {
  const { totalA, totalB } = model;
  const [lastA, lastB] = [totalA.slice(), totalB.slice()];
  const [bestA, bestB] = [totalA.slice(), totalB.slice()];
  let seen = false;
  let least = Infinity;
  let bestStep = -1;
  return {
    see(step) {
      const moved = squaredDistance(totalA, lastA) + squaredDistance(totalB, lastB);
      if (seen && moved < least) {
        least = moved;
        bestStep = step;
        bestA.set(totalA);
        bestB.set(totalB);
      }
      lastA.set(totalA);
      lastB.set(totalB);
      seen = true;
    },
    point: () => (bestStep < 0 ? null : { step: bestStep, totalA: bestA, totalB: bestB }),
  };
}

function squaredDistance(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - y[i]) ** 2;
  return sum;
}
