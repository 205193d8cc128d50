import { matrix, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';

/** How many rows travel together. A few hundred keep a block of some thousand columns within the cache. */
export const BLOCK_ROWS = 256;

/** What one pass over a table leaves of it. The last column is the target. */
export interface Moments {
  /** How many rows were seen. */
  count: number;
  readonly mean: Float64Array;
  /** `S = Σ_rows (x − mean)(x − mean)ᵀ`. */
  readonly scatter: Matrix;
  readonly min: Float64Array;
  readonly max: Float64Array;
  /** Whether every target so far was −1 or +1. */
  binaryTarget: boolean;
}

/** The moments of no rows. */
export function noMoments(columns: number): Moments {
  return {
    count: 0,
    mean: new Float64Array(columns),
    scatter: matrix(columns, columns),
    min: new Float64Array(columns).fill(Infinity),
    max: new Float64Array(columns).fill(-Infinity),
    binaryTarget: true,
  };
}

/**
 * Adds a block of rows to `moments`; the block is centred in place and of no further use. Sums are of centred values
 * only, so columns far from zero lose no digits, and blocks are merged by Chan, Golub and LeVeque's update:
 * `S ← S + S' + n n'/(n + n') δδᵀ`, `mean ← mean + n'/(n + n') δ`, where `δ` is the difference of the means.
 */
export function addBlock(moments: Moments, block: Matrix): void {
  const { rows, cols } = block;
  noteRange(moments, block);
  const delta = centre(block).map((mean, j) => mean - moments.mean[j]);
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

function noteRange(moments: Moments, { rows, cols, data }: Matrix): void {
  const { min, max } = moments;
  for (let r = 0; r < rows; r++) {
    const row = data.subarray(r * cols, (r + 1) * cols);
    for (let j = 0; j < cols; j++) {
      if (row[j] < min[j]) min[j] = row[j];
      if (row[j] > max[j]) max[j] = row[j];
    }
    moments.binaryTarget &&= Math.abs(row[cols - 1]) === 1;
  }
}

/** Subtracts the column means from `block` and returns them. */
function centre({ rows, cols, data }: Matrix): Float64Array {
  const mean = new Float64Array(cols);
  for (let r = 0, k = 0; r < rows; r++) {
    for (let j = 0; j < cols; j++) mean[j] += data[k++] / rows;
  }
  for (let r = 0, k = 0; r < rows; r++) {
    for (let j = 0; j < cols; j++) data[k++] -= mean[j];
  }
  return mean;
}
