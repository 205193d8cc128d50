/** The loss of a run on data that it is not trained on: looked at at every step, however thinly the run is recorded. */
import type { Problem } from '../problem/problem.js';
import { momentsOf, type Samples } from '../problem/samples.js';
import { squareLoss } from './objective.js';

/** What a run does on unseen data. Losses are `½⟨‖y − ŷ‖²⟩` in the units of the training target. */
export interface UnseenRun {
  /** Rows of the unseen data. */
  readonly samples: number;
  /** Where the unseen loss was least; `null` where it was still falling at the end of the run. */
  readonly bestStep: number | null;
  /** What it was there. */
  readonly bestLoss: number;
  /** What it was at the last step. */
  readonly endLoss: number;
}

/** Watches the unseen loss of a run. */
export interface UnseenWatch {
  /** Looks at one step. */
  see(step: number): void;
  /** The loss at the step looked at last. */
  now(): number;
  /** Whether the loss has rested for the last third of the way: where training ends, or with all learned. */
  atRest(step: number, allLearned: boolean): boolean;
  /** What came of it. */
  result(): UnseenRun;
}

/** At rest within this share of the loss. */
const ARRIVED = 1e-3;
/** So much of the way, in arrivals, to be sure that the loss stays. */
const STAYS = 1.5;

/** The loss on samples of given total weights, from the samples' own moments. */
export function unseenLoss(samples: Samples, { modalities }: Pick<Problem, 'modalities'>) {
  const moments = { modalities, ...momentsOf(samples) };
  return (totals: readonly Float64Array[]): number => squareLoss(moments, totals);
}

/** Watches `loss` of the total weights, which ends at `end`. */
export function watchUnseen(totals: readonly Float64Array[], { samples, loss, end }: UnseenLandmark): UnseenWatch {
  let [now, last] = [NaN, 0];
  let best = { step: 0, loss: Infinity };
  let rested = { step: 0, loss: Infinity };
  return {
    see(step) {
      last = step;
      now = loss(totals);
      if (now < best.loss) best = { step, loss: now };
      if (Math.abs(now - rested.loss) > ARRIVED * now) rested = { step, loss: now };
    },
    now: () => now,
    atRest: (step, allLearned) =>
      (allLearned || (end !== null && Math.abs(now - end) <= ARRIVED * end)) && step >= STAYS * rested.step,
    result: () => ({ samples, bestStep: best.step < last ? best.step : null, bestLoss: best.loss, endLoss: now }),
  };
}

/** The loss of total weights on unseen data, and where it ends: that of where training ends; `null` if nobody knows. */
export interface UnseenLandmark {
  readonly samples: number;
  readonly loss: (totals: readonly Float64Array[]) => number;
  readonly end: number | null;
}
