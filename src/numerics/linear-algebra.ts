import { EigenvalueDecomposition, Matrix as MlMatrix } from 'ml-matrix';
import { dot, matrix, matrixTimesColumn, rowTimesMatrix, type Matrix } from './matrix.js';

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

/**
 * The lower triangular `L` of `m = L Lᵀ`, or `null` if the symmetric `m` is not numerically positive definite. Row by
 * row over flat rows: four times faster at 1024 dimensions than the library's, and `predict` spends most of its time here.
 */
export function cholesky(m: Matrix, zero = relativeZero(m.rows)): Matrix | null {
  const n = m.rows;
  const factor = matrix(n, n);
  const l = factor.data;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) l[i * n + j] = (m.data[i * n + j] - rowsDot(l, i * n, j * n, j)) / l[j * n + j];
    const pivot = m.data[i * n + i] - rowsDot(l, i * n, i * n, i);
    if (!(pivot > zero * m.data[i * n + i])) return null;
    l[i * n + i] = Math.sqrt(pivot);
  }
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

/** The solution `x` of `L Lᵀ x = b`. */
export function choleskySolve(L: Matrix, b: Float64Array): Float64Array {
  const { rows: n, data } = L;
  const x = b.slice();
  // L z = b, row by row from the top …
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let sum = x[i];
    for (let j = 0; j < i; j++) sum -= data[row + j] * x[j];
    x[i] = sum / data[row + i];
  }
  // … then Lᵀ x = z from the bottom; taking x[i] out of all equations above it keeps the access row by row.
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    x[i] /= data[row + i];
    for (let j = 0; j < i; j++) x[j] -= data[row + j] * x[i];
  }
  return x;
}

/** `x = m⁺ b`: by Cholesky where `m` is positive definite, by its eigenvalues where it is not. */
export function solveSymmetric(m: Matrix, b: Float64Array): Float64Array {
  const factor = cholesky(m);
  return factor ? choleskySolve(factor, b) : pseudoInverseSolve(m, b).x;
}

/** Eigenvalues in ascending order; column `k` of `vectors` is the unit eigenvector of `values[k]`. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix;
}

/** The eigenvalues and eigenvectors of a symmetric matrix. */
export function symmetricEigen(m: Matrix): Eigen {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(toMl(m), { assumeSymmetric: true });
  return { values: Float64Array.from(realEigenvalues), vectors: fromMl(eigenvectorMatrix) };
}

/**
 * `x = m⁺ b`, the least-squares solution of smallest norm, for a symmetric `m`, and the rank of `m`. Pass the
 * eigenvalues where they are known already: they are nearly all of the cost.
 */
export function pseudoInverseSolve(
  m: Matrix,
  b: Float64Array,
  { values, vectors }: Eigen = symmetricEigen(m),
): { x: Float64Array; rank: number } {
  const largest = Math.max(-values[0], values[values.length - 1]);
  const kept = values.map((value) => (Math.abs(value) > relativeZero(m.rows) * largest ? 1 : 0));
  // m⁺ b = Σ_k v_k (v_k · b) / λ_k over the eigenvalues that are not zero
  const coordinates = rowTimesMatrix(b, vectors).map((c, k) => (kept[k] ? c / values[k] : 0));
  return { x: matrixTimesColumn(vectors, coordinates), rank: dot(kept, kept) };
}

function toMl(m: Matrix): MlMatrix {
  return MlMatrix.from1DArray(m.rows, m.cols, m.data);
}

function fromMl(m: MlMatrix): Matrix {
  return matrix(m.rows, m.columns, Float64Array.from(m.to1DArray()));
}
