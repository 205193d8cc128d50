/** What weight decay takes for good. */
import { endWithHeld } from '../../levers/end-points.js';
import type { Plan } from '../../levers/plan.js';
import { matrix, multiply, norm } from '../../numerics/matrix.js';
import type { Problem } from '../../problem/problem.js';
import { partOf } from '../../problem/use.js';
import type { WordNetwork } from './words.js';

/**
 * Whether a modality will never be learned from weights `y`, as far as can be sure: `d‖W_l‖/dt ≤ ‖e_m‖ ∏_{k≠l} ‖W_k‖ − λ ‖W_l‖`
 * for the layers of its branch, so from `‖e_m‖ max‖W_l‖^{L−2} < λ` on the largest only falls. Of late fusion; remedies that set
 * weights back or add heads are not judged.
 */
export function lostUnder(
  { trained, weightDecay, rule, heads }: Plan,
  { layers }: WordNetwork,
): (modality: number, y: Float64Array) => boolean {
  const isLate = layers.every(({ branch }) => branch !== null);
  if (weightDecay === 0 || rule !== null || heads !== null || !isLate) return () => false;
  const drives = trained.modalities.map((_, m) => largestDrive(trained, m));
  return (modality, y) => {
    const own = layers.filter(({ branch }) => branch === modality);
    const sizes = own.map(({ offset, rows, cols }) => norm(y.subarray(offset, offset + rows * cols)));
    return drives[modality] * Math.max(...sizes) ** (own.length - 2) < weightDecay;
  };
}

/** More than the drive `e_m` is while the others are learned: `‖Σ_ym‖ + ‖W Σ_·m‖`, W the solution without modality m. */
function largestDrive(problem: Problem, m: number): number {
  const { sigma, sigmaYX, modalities } = problem;
  const none = modalities.map(() => false);
  const others = endWithHeld(problem, none.with(m, true), none, matrix(sigmaYX.rows, sigmaYX.cols));
  const taken = multiply(others, sigma);
  return norm(partOf(problem, sigmaYX, m).data) + norm(partOf(problem, taken, m).data);
}
