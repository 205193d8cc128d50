import { symmetricEigen } from './linear-algebra.js';
import { addScaled, dot, matrix, matrixTimesColumn, norm, type Matrix } from './matrix.js';

/** Eigenvalues that matter for a vector, and the share of its squared length along each; shares add up to 1. */
export interface SpectralMeasure {
  /** Ascending. */
  readonly values: Float64Array;
  readonly shares: Float64Array;
}

/** Enough for the moments of any smooth function of a matrix of condition 10⁶ to a few digits. */
const MAX_STEPS = 60;

/**
 * How `x` spreads over the eigenvectors of the symmetric `m`, by Lanczos with full reorthogonalization: exact up to
 * dimension {@link MAX_STEPS}, the Gauss quadrature of the spectral measure beyond it, at `O(D²)` a step.
 */
export function spectralMeasure(m: Matrix, x: Float64Array): SpectralMeasure {
  const length = norm(x);
  let q = x.map((value) => value / length);
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const offDiagonal: number[] = [];
  while (basis.length < Math.min(m.rows, MAX_STEPS)) {
    basis.push(q);
    let next = matrixTimesColumn(m, q);
    diagonal.push(dot(next, q));
    // Twice is enough (Kahan, Parlett).
    for (const b of [...basis, ...basis]) next = addScaled(next, -dot(next, b), b);
    const rest = norm(next);
    if (rest < 1e-13 * Math.abs(diagonal[0])) break;
    offDiagonal.push(rest);
    q = next.map((value) => value / rest);
  }
  const n = diagonal.length;
  const tridiagonal = matrix(n, n);
  for (let i = 0; i < n; i++) {
    tridiagonal.data[i * n + i] = diagonal[i];
    if (i + 1 < n) tridiagonal.data[i * n + i + 1] = tridiagonal.data[(i + 1) * n + i] = offDiagonal[i];
  }
  const { values, vectors } = symmetricEigen(tridiagonal);
  // The first components of the eigenvectors, squared, are the weights of the quadrature.
  return { values, shares: values.map((_, j) => vectors.data[j] ** 2) };
}
