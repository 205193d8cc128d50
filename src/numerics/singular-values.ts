/** Singular values of small matrices, for loops in which a library's overhead would count. */
import { norm, transpose, type Matrix } from './matrix.js';

const MAX_SWEEPS = 30;

/**
 * The singular values of `m`, `min(rows, cols)` of them, the largest first: one-sided Jacobi (Hestenes 1958) on the rows,
 * which makes them orthogonal; accurate to rounding for small values too. Of a matrix with more rows than columns it turns the
 * columns: more rows than dimensions have no orthogonal end that sweeps could come to. `m` is overwritten.
 */
export function singularValues(m: Matrix): Float64Array {
  if (m.rows === 1 || m.cols === 1) return Float64Array.of(norm(m.data));
  const wide = m.rows > m.cols ? transpose(m) : m;
  const { rows, cols, data } = wide.cols > wide.rows ? lower(wide) : wide;
  for (let sweep = 0; sweep < MAX_SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < rows; p++)
      for (let q = p + 1; q < rows; q++) turned = orthogonalise(data, cols, p, q) || turned;
    if (!turned) break;
  }
  const values = Float64Array.from({ length: rows }, (_, i) => {
    let square = 0;
    for (let k = i * cols; k < (i + 1) * cols; k++) square += data[k] * data[k];
    return Math.sqrt(square);
  });
  return values.sort().reverse();
}

/** The square matrix `L` of `m = LQ`, which has the same singular values: modified Gram–Schmidt on the rows. */
function lower({ rows, cols, data }: Matrix): Matrix {
  const left = new Float64Array(rows * rows);
  for (let p = 0; p < rows; p++) {
    let square = 0;
    for (let k = p * cols; k < (p + 1) * cols; k++) square += data[k] * data[k];
    const size = Math.sqrt(square);
    left[p * rows + p] = size;
    if (size === 0) continue;
    for (let q = p + 1; q < rows; q++) {
      let sum = 0;
      for (let k = 0; k < cols; k++) sum += data[p * cols + k] * data[q * cols + k];
      left[q * rows + p] = sum / size;
      const share = sum / square;
      for (let k = 0; k < cols; k++) data[q * cols + k] -= share * data[p * cols + k];
    }
  }
  return { rows, cols: rows, data: left };
}

/** Turns rows p and q in their plane until they are orthogonal; whether they were not yet. */
function orthogonalise(data: Float64Array, cols: number, p: number, q: number): boolean {
  // No destructuring in these loops: until they are compiled it would make arrays.
  let pp = 0;
  let qq = 0;
  let pq = 0;
  for (let k = 0; k < cols; k++) {
    const x = data[p * cols + k];
    const y = data[q * cols + k];
    pp += x * x;
    qq += y * y;
    pq += x * y;
  }
  if (Math.abs(pq) <= Number.EPSILON * Math.sqrt(pp * qq)) return false;
  const zeta = (qq - pp) / (2 * pq);
  const t = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.hypot(1, zeta));
  const c = 1 / Math.hypot(1, t);
  const s = c * t;
  for (let k = 0; k < cols; k++) {
    const x = data[p * cols + k];
    const y = data[q * cols + k];
    data[p * cols + k] = c * x - s * y;
    data[q * cols + k] = s * x + c * y;
  }
  return true;
}
