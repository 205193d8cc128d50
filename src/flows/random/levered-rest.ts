/** What training under levers ends at, where no formula tells. */
import { norm } from '../../numerics/matrix.js';
import { RESTING, usesAtRest, type Use } from '../../problem/use.js';
import type { OnPiece } from './descent.js';
import { typicalAfter, wayOf, workOf, type LeveredInput, type Way } from './levered.js';

/**
 * What training with these levers converges to, by following the typical start until it moves no more: levels of use, for
 * trainings whose end is no formula. Three layers and more can end under decay with a modality or without, by their start: what is
 * waited for is its use, so decay is followed from what training without it has learned in `after` steps.
 */
export function levelsAtRest(input: Omit<LeveredInput, 'uses'>, after: number): readonly Use[] {
  const way = wayOf(input);
  const { measured, weightDecay } = input.plan;
  const undecayed = (): Way => wayOf({ ...input, plan: { ...input.plan, weightDecay: 0 } });
  const from = weightDecay > 0 ? typicalAfter(undecayed(), after, workOf(input)) : way.start(null);
  const D = measured.sigmaYX.cols;
  let before = new Float64Array(D);
  let next = Math.max(16, after);
  let weights = before;
  const onPiece: OnPiece = (_, to, at) => {
    if (to < next) return false;
    next = Math.ceil(1.5 * to);
    weights = way.total(at(to)).slice(0, measured.sigmaYX.rows * D);
    const still = norm(weights.map((value, k) => value - before[k])) <= RESTING * norm(weights);
    before = weights;
    return still;
  };
  const maxSteps = way.stepsFor(workOf(input));
  way.descend(from, { onPiece, maxSteps, maxWork: workOf(input) });
  return usesAtRest(measured, { rows: measured.sigmaYX.rows, cols: D, data: weights });
}
