/** A dense real matrix, row-major: entry (i, j) is `data[i * cols + j]`. */
export interface Matrix {
  /** Number of rows. */
  readonly rows: number;
  /** Number of columns. */
  readonly cols: number;
  /** The entries, row by row. */
  readonly data: Float64Array;
}

/** A `rows × cols` matrix of zeros, or over `data` (not copied). */
export function matrix(rows: number, cols: number, data: Float64Array = new Float64Array(rows * cols)): Matrix {
  return { rows, cols, data };
}

/** The rows, copied. */
export const rowsOf = ({ rows, cols, data }: Matrix): Float64Array[] =>
  Array.from({ length: rows }, (_, i) => data.slice(i * cols, (i + 1) * cols));

/** The rows as plain arrays, as JSON has them. */
export const nested = (m: Matrix): number[][] => rowsOf(m).map((row) => Array.from(row));

/** `out[j] = Σ_i x[i] m[i, j]`: the row vector `x M`. Four rows at a time, so that each pass over `out` does more work. */
export function rowTimesMatrix(x: Float64Array, m: Matrix, out: Float64Array = new Float64Array(m.cols)): Float64Array {
  const { rows, cols, data } = m;
  out.fill(0);
  let i = 0;
  for (; i + 3 < rows; i += 4) {
    const x0 = x[i];
    const x1 = x[i + 1];
    const x2 = x[i + 2];
    const x3 = x[i + 3];
    const r0 = i * cols;
    const r1 = r0 + cols;
    const r2 = r1 + cols;
    const r3 = r2 + cols;
    for (let j = 0; j < cols; j++) {
      out[j] += x0 * data[r0 + j] + x1 * data[r1 + j] + x2 * data[r2 + j] + x3 * data[r3 + j];
    }
  }
  for (; i < rows; i++) {
    for (let j = 0; j < cols; j++) out[j] += x[i] * data[i * cols + j];
  }
  return out;
}

/** `out[i] = Σ_j m[i, j] x[j]`: the column vector `M x`, returned as a plain vector. */
export function matrixTimesColumn(
  m: Matrix,
  x: Float64Array,
  out: Float64Array = new Float64Array(m.rows),
): Float64Array {
  const { rows, cols, data } = m;
  for (let i = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0, k = i * cols; j < cols; j++) sum += data[k + j] * x[j];
    out[i] = sum;
  }
  return out;
}

/** `x · y`. */
export function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i];
  return sum;
}

/** Rows `top…bottom − 1` and columns `left…right − 1`, copied. */
export function block(from: Matrix, top: number, bottom: number, left: number, right: number): Matrix {
  const part = matrix(bottom - top, right - left);
  for (let i = top; i < bottom; i++) {
    part.data.set(from.data.subarray(i * from.cols + left, i * from.cols + right), (i - top) * part.cols);
  }
  return part;
}

/** `‖x‖₂`; scaled only where the squares would overflow or underflow. */
export function norm(x: Float64Array): number {
  const square = dot(x, x);
  if (square > 1e-280 && square < 1e280) return Math.sqrt(square);
  let largest = 0;
  for (const value of x) largest = Math.max(largest, Math.abs(value));
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  let sum = 0;
  for (const value of x) sum += (value / largest) ** 2;
  return largest * Math.sqrt(sum);
}

/** `Mᵀ`. */
export function transpose(m: Matrix): Matrix {
  const out = matrix(m.cols, m.rows);
  for (let i = 0; i < m.rows; i++) {
    for (let j = 0; j < m.cols; j++) out.data[j * m.rows + i] = m.data[i * m.cols + j];
  }
  return out;
}

/** `x + factor · y`, a new vector. */
export function addScaled(x: Float64Array, factor: number, y: Float64Array): Float64Array {
  return x.map((value, i) => value + factor * y[i]);
}

/** The matrix product `P Q`. */
export function multiply(p: Matrix, q: Matrix): Matrix {
  const out = matrix(p.rows, q.cols);
  for (let i = 0; i < p.rows; i++) {
    rowTimesMatrix(p.data.subarray(i * p.cols, (i + 1) * p.cols), q, out.data.subarray(i * q.cols, (i + 1) * q.cols));
  }
  return out;
}

/** `P + factor · Q`. */
export function addMatrices(p: Matrix, factor: number, q: Matrix): Matrix {
  return matrix(p.rows, p.cols, addScaled(p.data, factor, q.data));
}

/** The matrix as a `1 × n` row. */
export function row(x: Float64Array): Matrix {
  return matrix(1, x.length, x);
}

/** `scale · x yᵀ`, `x.length × y.length`. */
export function outer(scale: number, x: Float64Array, y: Float64Array): Matrix {
  const out = matrix(x.length, y.length);
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < y.length; j++) out.data[i * y.length + j] = scale * x[i] * y[j];
  }
  return out;
}

/** `⟨u vᵀ⟩`, `C × D` of samples `n × C` and `n × D`. */
export function averageProducts(u: Matrix, v: Matrix): Matrix {
  const out = matrix(u.cols, v.cols);
  const column = new Float64Array(u.rows);
  for (let i = 0; i < u.cols; i++) {
    for (let r = 0; r < u.rows; r++) column[r] = u.data[r * u.cols + i];
    const products = rowTimesMatrix(column, v);
    for (let j = 0; j < v.cols; j++) out.data[i * v.cols + j] = products[j] / u.rows;
  }
  if (u !== v) return out;
  // Sums in another order round otherwise; the matrix is symmetric.
  for (let i = 0; i < out.rows; i++) {
    for (let j = 0; j < i; j++) out.data[j * out.cols + i] = out.data[i * out.cols + j];
  }
  return out;
}
