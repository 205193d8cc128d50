import { dot, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import type { Correlations } from '../problem/correlations.js';

/** What a linear network is trained on, as a function of nothing but its two total weights. */
export interface Objective {
  /** Fills `errorA`, `errorB` with minus the derivative of the loss by `W_A^tot`, `W_B^tot`. */
  errors(totalA: Float64Array, totalB: Float64Array, errorA: Float64Array, errorB: Float64Array): void;
  loss(totalA: Float64Array, totalB: Float64Array): number;
}

/** Mean square error from correlations: the errors are `e_A`, `e_B` of Eq 5. */
export function meanSquare(correlations: Correlations): Objective {
  const { sigmaA, sigmaB, sigmaAB, sigmaYA, sigmaYB } = correlations;
  const predictedA = new Float64Array(sigmaYA.length);
  const predictedB = new Float64Array(sigmaYB.length);
  return {
    errors(totalA, totalB, errorA, errorB) {
      rowTimesMatrix(totalA, sigmaA, predictedA);
      rowTimesMatrix(totalB, sigmaB, predictedB);
      addMatrixTimesColumn(sigmaAB, totalB, predictedA);
      addRowTimesMatrix(totalA, sigmaAB, predictedB);
      for (let i = 0; i < errorA.length; i++) errorA[i] = sigmaYA[i] - predictedA[i];
      for (let i = 0; i < errorB.length; i++) errorB[i] = sigmaYB[i] - predictedB[i];
    },
    loss: (totalA, totalB) => squareLoss(correlations, totalA, totalB),
  };
}

/** `out += M x`. */
function addMatrixTimesColumn({ rows, cols, data }: Matrix, x: Float64Array, out: Float64Array): void {
  for (let i = 0, k = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, k++) out[i] += data[k] * x[j];
  }
}

/** `out += x M`. */
function addRowTimesMatrix(x: Float64Array, { rows, cols, data }: Matrix, out: Float64Array): void {
  for (let i = 0, k = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, k++) out[j] += data[k] * x[i];
  }
}

/**
 * The loss `½⟨(y − ŷ)²⟩` of a linear network with the given total weights (Sec. 2.3). `W = (W_A W_B)` has length
 * `D_A + D_B`, Σ and Σ_yx are those of both modalities side by side.
 *
 * With the correlations of the training set it is the training loss, with those of the true distribution or of a test
 * set the generalization error. Where `correlations.ySquared` is `null` it is the loss less `½⟨y²⟩`.
 *
 * @formula fixed-points/loss
 * @param totalA - `W_A^tot`, length `D_A`
 * @param totalB - `W_B^tot`, length `D_B`
 *
 * @example
 * ```ts
 * import { toyCorrelations } from 'unimodal-bias';
 * import { squareLoss } from 'unimodal-bias/simulate';
 * const toy = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 }); // y = x_A + x_B
 * squareLoss(toy, Float64Array.of(1), Float64Array.of(0)); // => 0.5
 * ```
 */
export function squareLoss(correlations: Correlations, totalA: Float64Array, totalB: Float64Array): number {
  const { sigmaA, sigmaB, sigmaAB, sigmaYA, sigmaYB, ySquared } = correlations;
  const quadratic =
    dot(rowTimesMatrix(totalA, sigmaA), totalA) +
    2 * dot(rowTimesMatrix(totalA, sigmaAB), totalB) +
    dot(rowTimesMatrix(totalB, sigmaB), totalB);
  return (ySquared ?? 0) / 2 - dot(sigmaYA, totalA) - dot(sigmaYB, totalB) + quadratic / 2;
}
