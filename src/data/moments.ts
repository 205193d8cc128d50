import { matrix, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';

/** What one pass over a table leaves of it. */
export interface Moments {
  /** How many rows were seen. */
  count: number;
  /** The first row: values are counted from it, so that columns far from zero lose no digits. */
  shift: Float64Array | null;
  /** Means, counted from `shift`. */
  readonly mean: Float64Array;
  /** `S = Σ_rows (x − mean)(x − mean)ᵀ`. */
  readonly scatter: Matrix;
}

/** The moments of no rows. */
export function noMoments(columns: number): Moments {
  return { count: 0, shift: null, mean: new Float64Array(columns), scatter: matrix(columns, columns) };
}

/**
 * Adds a block of rows to `moments`; the block is centred in place and of no further use. Sums are of centred values
 * only, and blocks are merged by Chan, Golub and LeVeque's update:
 * `S ← S + S' + n n'/(n + n') δδᵀ`, `mean ← mean + n'/(n + n') δ`, where `δ` is the difference of the means.
 */
export function addBlock(moments: Moments, block: Matrix): void {
  const { rows, cols } = block;
  moments.shift ??= block.data.slice(0, cols);
  const mean = centre(block, moments.shift);
  const delta = mean.map((value, j) => value - moments.mean[j]);
  const share = rows / (moments.count + rows);
  const weight = moments.count * share;
  const column = new Float64Array(rows);
  const product = new Float64Array(cols);
  for (let i = 0; i < cols; i++) {
    for (let r = 0; r < rows; r++) column[r] = block.data[r * cols + i];
    rowTimesMatrix(column, block, product);
    const row = moments.scatter.data.subarray(i * cols, (i + 1) * cols);
    // Written so that (i, j) and (j, i) round alike: the scatter stays exactly symmetric.
    for (let j = 0; j < cols; j++) row[j] += product[j] + weight * (delta[i] * delta[j]);
  }
  for (let j = 0; j < cols; j++) moments.mean[j] += share * delta[j];
  moments.count += rows;
}

/**
 * Subtracts `shift` and the column means from `block`, and returns these means. The mean of what is left is taken out
 * once more: the first mean is rounded in units of the values, the second in units of their deviations.
 */
export function centre(block: Matrix, shift: Float64Array): Float64Array {
  const { cols, data } = block;
  for (let k = 0, j = 0; k < data.length; k++, j = j + 1 === cols ? 0 : j + 1) data[k] -= shift[j];
  const mean = takeOffMeans(block);
  const rest = takeOffMeans(block);
  return mean.map((value, j) => value + rest[j]);
}

function takeOffMeans({ rows, cols, data }: Matrix): Float64Array {
  const mean = new Float64Array(cols);
  for (let r = 0, k = 0; r < rows; r++) {
    for (let j = 0; j < cols; j++) mean[j] += data[k++] / rows;
  }
  for (let r = 0, k = 0; r < rows; r++) {
    for (let j = 0; j < cols; j++) data[k++] -= mean[j];
  }
  return mean;
}
