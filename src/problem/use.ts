/**
 * When a modality counts as used: the one home of levels and of "never".
 *
 * Mode j of modality m is used when the j-th singular value of its contribution `W_m Σ_m^{1/2}` first reaches half of its
 * final value, that of the global minimum-norm solution `W* = Σ_yx Σ⁺`. With one output there is one mode, and its
 * singular value is the standard deviation `√(W_m Σ_m W_mᵀ)` of what the modality adds to the output. It does not change
 * with the basis of the inputs or of the outputs.
 */
import { multiply, norm, transpose, matrix, type Matrix } from '../numerics/matrix.js';
import { once } from './once.js';
import { squareRoot, symmetricEigen } from '../numerics/linear-algebra.js';
import { pseudoInverse } from '../numerics/pseudo-inverse.js';
import { singularValues } from '../numerics/singular-values.js';
import { offsets, sigmaBlock, type Problem } from './problem.js';

/**
 * How use is measured: by the `output`, the singular values of `W_m Σ_m^{1/2}`, or by the Frobenius norm of the total
 * `weights` `W_m`, as the source does.
 */
export type Measure = 'output' | 'weights';

/** A mode of a modality, and the whole of its final contribution. */
export interface Use {
  /** Position among the problem's modalities. */
  readonly modality: number;
  /** From 1, the largest contribution first. */
  readonly mode: number;
  /** Standard deviation of the final contribution, in units of the target; 0 where there is none: it is never used. */
  readonly level: number;
}

/** A contribution below this share of the largest is a rounded zero: correlations are given or measured as doubles. */
const NOTHING = 1e-9;

/** The global minimum-norm solution `W* = Σ_yx Σ⁺` (Eq 6b), `C × D`; its rank is judged in units without units. */
export const finalWeights = once(({ sigma, sigmaYX }: Problem): Matrix => {
  const solve = pseudoInverse(sigma);
  const weights = matrix(sigmaYX.rows, sigmaYX.cols);
  for (let c = 0; c < sigmaYX.rows; c++) {
    const target = sigmaYX.data.subarray(c * sigmaYX.cols, (c + 1) * sigmaYX.cols);
    weights.data.set(solve(target), c * sigmaYX.cols);
  }
  return weights;
});

/** What is waited for: every mode that the modalities can have, in their order, with its level at the weights given. */
export function usesAt(problem: Problem, weights: Matrix = finalWeights(problem)): Use[] {
  const values = problem.modalities.map((_, m) => contributions(problem, weights, m));
  const largest = Math.max(...values.map((ofModality) => ofModality[0]));
  return values.flatMap((ofModality, modality) =>
    Array.from(ofModality, (level, j) => ({ modality, mode: j + 1, level: level > NOTHING * largest ? level : 0 })),
  );
}

/** A run is at rest when over a third of its way its weights move by no more than this share of them. */
export const RESTING = 1e-3;

/** The same of weights that a run has come to rest at: what contributes less than they still move by is on its way to nothing. */
export function usesAtRest(problem: Problem, weights: Matrix): Use[] {
  const least = RESTING * Math.max(...usesAt(problem).map(({ level }) => level));
  return usesAt(problem, weights).map((use) => (use.level > least ? use : { ...use, level: 0 }));
}

/** Singular values of `W_m Σ_m^{1/2}` for total weights `W`, `C × D`: `min(C, dim_m)` of them, the largest first. */
export function contributions(problem: Problem, weights: Matrix, m: number): Float64Array {
  const part = partOf(problem, weights, m);
  const sigma = sigmaBlock(problem, m, m);
  // The square root of a Gram matrix's rounding is 1e-8: classes that add up to one would seem to have a mode more.
  if (part.rows > 1) return singularValues(multiply(part, squareRoot(sigma)));
  return Float64Array.of(Math.sqrt(Math.max(0, multiply(multiply(part, sigma), transpose(part)).data[0])));
}

/** `u_j`, the output singular vectors of `W_m Σ_m^{1/2}`: `min(C, dim_m)` unit vectors of C outputs, in the order of the modes. */
export function outputDirections(problem: Problem, weights: Matrix, m: number): Float64Array[] {
  const image = multiply(partOf(problem, weights, m), squareRoot(sigmaBlock(problem, m, m)));
  const isTall = image.rows > image.cols;
  const gram = isTall ? multiply(transpose(image), image) : multiply(image, transpose(image));
  const { vectors } = symmetricEigen(gram);
  return Array.from({ length: gram.rows }, (_, j) => {
    const vector = matrix(gram.rows, 1);
    for (let i = 0; i < gram.rows; i++) vector.data[i] = vectors.data[i * gram.rows + gram.rows - 1 - j];
    const direction = isTall ? multiply(image, vector).data : vector.data;
    const size = norm(direction);
    return size > 0 ? direction.map((value) => value / size) : direction;
  });
}

/** Total weights `C × D` of the blocks of all modalities, row-major each: what {@link partOf} takes apart. */
export function joined(problem: Problem, parts: readonly Float64Array[]): Matrix {
  const at = offsets(problem);
  const weights = matrix(problem.sigmaYX.rows, problem.sigmaYX.cols);
  parts.forEach((part, m) => {
    const dim = at[m + 1] - at[m];
    for (let c = 0; c < weights.rows; c++) {
      weights.data.set(part.subarray(c * dim, (c + 1) * dim), c * weights.cols + at[m]);
    }
  });
  return weights;
}

/** The columns of modality m of total weights `W`. */
export function partOf(problem: Problem, W: Matrix, m: number): Matrix {
  const [from, to] = offsets(problem).slice(m, m + 2);
  const part = matrix(W.rows, to - from);
  for (let c = 0; c < W.rows; c++) part.data.set(W.data.subarray(c * W.cols + from, c * W.cols + to), c * part.cols);
  return part;
}
