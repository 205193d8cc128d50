/** What each branch scores at the global optimum: below its unimodal model though nothing is under-trained. */
import { solveSymmetric } from '../../numerics/pseudo-inverse.js';
import { matrix, multiply, transpose, type Matrix } from '../../numerics/matrix.js';
import { sigmaBlock, sigmaYBlock, type Problem } from '../../problem/problem.js';
import { weightsOf } from '../facts.js';
import { partOf } from '../../problem/use.js';

/** Shares of the target's mean square that a branch explains by itself at the optimum of the whole network. */
export interface BranchScore {
  /** The user's name. */
  readonly modality: string;
  /** Its output as it stands, `W*_m x_m`; negative where it is worse than nothing. */
  readonly asItStands: number;
  /** A linear probe on its output. */
  readonly probe: number;
  /** A unimodal model. */
  readonly alone: number;
  /** `alone − asItStands = (W*_m − W_m^uni) Σ_m (·)ᵀ/⟨‖y‖²⟩`: of the optimum itself, no under-training. */
  readonly gap: number;
}

/** The scores of every branch; none where `⟨‖y‖²⟩` is not known. */
export function branchScores(problem: Problem, global: Matrix): BranchScore[] {
  const { ySquared } = problem;
  if (ySquared === null) return [];
  return problem.modalities.map(({ name }, m) => {
    const sigma = sigmaBlock(problem, m, m);
    const drive = sigmaYBlock(problem, m);
    const own = partOf(problem, global, m);
    const explained = (W: Matrix) => (2 * inner(W, drive) - inner(multiply(W, sigma), W)) / ySquared;
    const alone = explained(partOf(problem, weightsOf(problem, [m]), m));
    const asItStands = explained(own);
    return { modality: name, asItStands, probe: explained(probed(own, drive, sigma)), alone, gap: alone - asItStands };
  });
}

/** The best linear map of the outputs `W x`: `Σ_ym Wᵀ (W Σ Wᵀ)⁺ W`. */
function probed(W: Matrix, drive: Matrix, sigma: Matrix): Matrix {
  const spread = multiply(multiply(W, sigma), transpose(W));
  const together = multiply(drive, transpose(W));
  const map = matrix(W.rows, W.rows);
  for (let c = 0; c < W.rows; c++) {
    map.data.set(solveSymmetric(spread, together.data.slice(c * W.rows, (c + 1) * W.rows)), c * W.rows);
  }
  return multiply(map, W);
}

const inner = (p: Matrix, q: Matrix): number => p.data.reduce((sum, value, k) => sum + value * q.data[k], 0);
