import { dot, rowTimesMatrix } from '../numerics/matrix.js';
import { offsets, type Problem } from '../problem/problem.js';

/** What a linear network is trained on, as a function of nothing but its total weights, `C × D_m` each, row by row. */
export interface Objective {
  /** Fills `errors` with minus the derivatives of the loss by the total weights. */
  errors(totals: readonly Float64Array[], errors: readonly Float64Array[]): void;
  loss(totals: readonly Float64Array[]): number;
}

/** Mean square error from second moments: the errors are those of Eq 5, `Σ_yx − W Σ`, a block a modality. */
export function meanSquare(problem: Problem): Objective {
  const { sigma, sigmaYX } = problem;
  const at = offsets(problem);
  const [outputs, inputs] = [sigmaYX.rows, sigmaYX.cols];
  const weights = new Float64Array(inputs);
  const predicted = new Float64Array(inputs);
  return {
    errors(totals, errors) {
      for (let c = 0; c < outputs; c++) {
        for (let m = 0; m < totals.length; m++) copyRow(totals[m], c * (at[m + 1] - at[m]), weights, at[m], at[m + 1]);
        rowTimesMatrix(weights, sigma, predicted);
        for (let m = 0; m < errors.length; m++) {
          const shift = c * (at[m + 1] - at[m]) - at[m];
          for (let i = at[m]; i < at[m + 1]; i++) {
            errors[m][shift + i] = sigmaYX.data[c * inputs + i] - predicted[i];
          }
        }
      }
    },
    loss: (totals) => squareLoss(problem, totals),
  };
}

/** `to[from…until−1]` becomes what stands in `row` from `start` on. */
function copyRow(row: Float64Array, start: number, to: Float64Array, from: number, until: number): void {
  for (let i = from; i < until; i++) to[i] = row[start + i - from];
}

/**
 * The loss `½⟨‖y − ŷ‖²⟩` of a linear network with the given total weights (Sec. 2.3).
 *
 * With the moments of the training set it is the training loss, with those of the true distribution or of a test set the
 * generalization error. Where `problem.ySquared` is `null` it is the loss less `½⟨‖y‖²⟩`.
 *
 * @formula fixed-points/loss
 * @param totals - `W_m^tot` of each modality, `C × D_m`, row by row
 *
 * @example
 * ```ts
 * import { toyProblem } from 'unimodal-bias';
 * import { squareLoss } from 'unimodal-bias/simulate';
 * const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0 }); // y = x_A + x_B
 * squareLoss(toy, [Float64Array.of(1), Float64Array.of(0)]); // => 0.5
 * ```
 */
export function squareLoss(
  problem: Pick<Problem, 'modalities' | 'sigma' | 'sigmaYX' | 'ySquared'>,
  totals: readonly Float64Array[],
): number {
  const { sigma, sigmaYX, ySquared } = problem;
  const at = offsets(problem);
  const weights = new Float64Array(sigma.rows);
  let loss = (ySquared ?? 0) / 2;
  for (let c = 0; c < sigmaYX.rows; c++) {
    totals.forEach((total, m) => {
      copyRow(total, c * (at[m + 1] - at[m]), weights, at[m], at[m + 1]);
    });
    const target = sigmaYX.data.subarray(c * sigmaYX.cols, (c + 1) * sigmaYX.cols);
    loss += dot(rowTimesMatrix(weights, sigma), weights) / 2 - dot(target, weights);
  }
  return loss;
}
