import { EigenvalueDecomposition, Matrix as MlMatrix } from './decompositions.js';
import { matrix, type Matrix } from './matrix.js';

/**
 * What counts as zero, per dimension: an eigenvalue relative to the largest one, a Cholesky pivot relative to its
 * diagonal entry. One number for all of them, so that a matrix has one rank, and no eigenvalue that passes as a rounded
 * zero is ever inverted. Far above the rounding of double precision, because correlations are often given rounded.
 */
const ZERO_PER_DIMENSION = 1e-10;

/** Below which share of the largest eigenvalue an eigenvalue of a `dimension × dimension` matrix counts as zero. */
export function relativeZero(dimension: number): number {
  return ZERO_PER_DIMENSION * dimension;
}

/** Columns that {@link cholesky} finishes before it touches what is right of them: 64 of 1024 rows fit in the cache. */
const PANEL = 64;

/**
 * The lower triangular `L` of `m = L Lᵀ`, or `null` if the symmetric `m` is not numerically positive definite. Panel by
 * panel over flat rows, what is right of a panel in tiles of 4 × 4: 5.5 times the library's speed at 1024 dimensions,
 * and wide problems spend most of their time here.
 */
export function cholesky(m: Matrix, zero = relativeZero(m.rows)): Matrix | null {
  const n = m.rows;
  const factor = matrix(n, n);
  const l = factor.data;
  for (let i = 0; i < n; i++) l.set(m.data.subarray(i * n, i * n + i + 1), i * n);
  for (let from = 0; from < n; from += PANEL) {
    const to = Math.min(n, from + PANEL);
    for (let i = from; i < n; i++) {
      for (let j = from; j < Math.min(i, to); j++) {
        l[i * n + j] = (l[i * n + j] - rowsDot(l, i * n + from, j * n + from, j - from)) / l[j * n + j];
      }
      if (i >= to) continue;
      const pivot = l[i * n + i] - rowsDot(l, i * n + from, i * n + from, i - from);
      if (!(pivot > zero * m.data[i * n + i])) return null;
      l[i * n + i] = Math.sqrt(pivot);
    }
    for (let j = to; j < n; j += 4) {
      for (let i = j; i < n; i += 4) takeOffTile(factor, factor, i, j, from, to);
    }
  }
  // Tiles on the diagonal reach above it.
  for (let i = 0; i < n; i++) l.fill(0, i * n + i + 1, (i + 1) * n);
  return factor;
}

/** `Σ_{t<length} x[p + t] x[q + t]`, in two interleaved sums so that additions overlap. */
function rowsDot(x: Float64Array, p: number, q: number, length: number): number {
  let even = 0;
  let odd = 0;
  let t = 0;
  for (; t + 1 < length; t += 2) {
    even += x[p + t] * x[q + t];
    odd += x[p + t + 1] * x[q + t + 1];
  }
  if (t < length) even += x[p + t] * x[q + t];
  return even + odd;
}

/** `X Xᵀ` of the rows of X, a panel of columns after the other. */
export function gram(x: Matrix): Matrix {
  const n = x.rows;
  const out = matrix(n, n);
  for (let from = 0; from < x.cols; from += 4 * PANEL) {
    const to = Math.min(x.cols, from + 4 * PANEL);
    for (let j = 0; j < n; j += 4) for (let i = j; i < n; i += 4) takeOffTile(out, x, i, j, from, to);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) out.data[j * n + i] = out.data[i * n + j] = -out.data[i * n + j];
  }
  return out;
}

/** `M[i…i+3, j…j+3] −= X[i…i+3, from…to] X[j…j+3, from…to]ᵀ`, as far as there are rows; `j ≤ i`. */
function takeOffTile(m: Matrix, x: Matrix, i: number, j: number, from: number, to: number): void {
  if (i + 4 <= m.rows) {
    takeOffWholeTile(m.data, m.cols, x.data, x.cols, i, j, from, to);
    return;
  }
  for (let row = i; row < Math.min(i + 4, m.rows); row++) {
    for (let col = j; col < Math.min(j + 4, row + 1); col++) {
      m.data[row * m.cols + col] -= rowsDot(x.data, row * x.cols + from, col * x.cols + from, to - from);
    }
  }
}

/** Sixteen sums in registers for eight numbers read. Written out: arrays here cost a factor of two. */
function takeOffWholeTile(
  m: Float64Array,
  cols: number,
  x: Float64Array,
  stride: number,
  i: number,
  j: number,
  from: number,
  to: number,
): void {
  let a00 = 0;
  let a01 = 0;
  let a02 = 0;
  let a03 = 0;
  let a10 = 0;
  let a11 = 0;
  let a12 = 0;
  let a13 = 0;
  let a20 = 0;
  let a21 = 0;
  let a22 = 0;
  let a23 = 0;
  let a30 = 0;
  let a31 = 0;
  let a32 = 0;
  let a33 = 0;
  const p0 = i * stride;
  const p1 = p0 + stride;
  const p2 = p1 + stride;
  const p3 = p2 + stride;
  const q0 = j * stride;
  const q1 = q0 + stride;
  const q2 = q1 + stride;
  const q3 = q2 + stride;
  for (let t = from; t < to; t++) {
    const x0 = x[p0 + t];
    const x1 = x[p1 + t];
    const x2 = x[p2 + t];
    const x3 = x[p3 + t];
    const y0 = x[q0 + t];
    const y1 = x[q1 + t];
    const y2 = x[q2 + t];
    const y3 = x[q3 + t];
    a00 += x0 * y0;
    a01 += x0 * y1;
    a02 += x0 * y2;
    a03 += x0 * y3;
    a10 += x1 * y0;
    a11 += x1 * y1;
    a12 += x1 * y2;
    a13 += x1 * y3;
    a20 += x2 * y0;
    a21 += x2 * y1;
    a22 += x2 * y2;
    a23 += x2 * y3;
    a30 += x3 * y0;
    a31 += x3 * y1;
    a32 += x3 * y2;
    a33 += x3 * y3;
  }
  const r0 = i * cols + j;
  const r1 = r0 + cols;
  const r2 = r1 + cols;
  const r3 = r2 + cols;
  m[r0] -= a00;
  m[r0 + 1] -= a01;
  m[r0 + 2] -= a02;
  m[r0 + 3] -= a03;
  m[r1] -= a10;
  m[r1 + 1] -= a11;
  m[r1 + 2] -= a12;
  m[r1 + 3] -= a13;
  m[r2] -= a20;
  m[r2 + 1] -= a21;
  m[r2 + 2] -= a22;
  m[r2 + 3] -= a23;
  m[r3] -= a30;
  m[r3 + 1] -= a31;
  m[r3 + 2] -= a32;
  m[r3 + 3] -= a33;
}

/** The solution `x` of `L Lᵀ x = b`. */
export function choleskySolve(L: Matrix, b: Float64Array): Float64Array {
  const { rows: n, data } = L;
  const x = b.slice();
  // L z = b, row by row from the top …
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let even = 0;
    let odd = 0;
    let j = 0;
    for (; j + 1 < i; j += 2) {
      even += data[row + j] * x[j];
      odd += data[row + j + 1] * x[j + 1];
    }
    if (j < i) even += data[row + j] * x[j];
    x[i] = (x[i] - even - odd) / data[row + i];
  }
  // … then Lᵀ x = z from the bottom; taking x[i] out of all equations above it keeps the access row by row.
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const value = x[i] / data[row + i];
    x[i] = value;
    for (let j = 0; j < i; j++) x[j] -= data[row + j] * value;
  }
  return x;
}

/** Eigenvalues in ascending order; column `k` of `vectors` is the unit eigenvector of `values[k]`. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** The eigenvalues and eigenvectors of a symmetric matrix. */
export function symmetricEigen(m: Matrix): Eigen {
  // The library squares entries, and fails where that underflows; a power of two costs no digit.
  const largest = m.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const unit = largest > 0 ? 2 ** Math.floor(Math.log2(largest)) : 1;
  const scaled = { ...m, data: m.data.map((value) => value / unit) };
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(toMl(scaled), { assumeSymmetric: true });
  return { values: Float64Array.from(realEigenvalues, (value) => value * unit), vectors: fromMl(eigenvectorMatrix) };
}

/** An `R` with `R Rᵀ = S`: Cholesky's, or `V Λ^{1/2}` where S is singular. */
export function squareRoot(s: Matrix): Matrix {
  const factor = cholesky(s);
  if (factor) return factor;
  const { values, vectors } = symmetricEigen(s);
  const out = matrix(s.rows, s.rows);
  for (let i = 0; i < s.rows; i++) {
    for (let k = 0; k < s.rows; k++)
      out.data[i * s.rows + k] = vectors.data[i * s.rows + k] * Math.sqrt(Math.max(0, values[k]));
  }
  return out;
}

function toMl(m: Matrix): MlMatrix {
  return MlMatrix.from1DArray(m.rows, m.cols, m.data);
}

function fromMl(m: MlMatrix): Matrix {
  return matrix(m.rows, m.columns, Float64Array.from(m.to1DArray()));
}
