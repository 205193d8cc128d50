import { matrix, type Matrix } from '../numerics/matrix.js';
import { gram, symmetricEigen } from '../numerics/linear-algebra.js';
import type { Basis } from '../problem/problem.js';

/** Eigenvalues of the Gram matrix below this share of the largest, a row, are its rounding. */
const ROUNDING = 1e-14;

/** Samples in the coordinates that they span. */
export interface Thin {
  /** `n × r`. */
  readonly coordinates: Matrix;
  /** What they are in the columns. */
  readonly basis: Basis;
}

/**
 * Samples with more columns than rows in `r ≤ n` coordinates: gradients of the first layer never leave the span of the
 * samples, so the network sees `r` inputs, exactly. From `X Xᵀ = U Λ Uᵀ`, the coordinates are `U √Λ` and their directions
 * `Λ^{−1/2} Uᵀ X`.
 */
export function thin(x: Matrix): Thin {
  const { values, vectors } = symmetricEigen(gram(x));
  const n = x.rows;
  const largest = values[n - 1];
  const kept = Array.from({ length: n }, (_, k) => n - 1 - k).filter((k) => values[k] > ROUNDING * n * largest);
  const coordinates = matrix(n, kept.length);
  const mix = matrix(kept.length, n);
  kept.forEach((k, c) => {
    const root = Math.sqrt(values[k]);
    for (let i = 0; i < n; i++) {
      coordinates.data[i * kept.length + c] = vectors.data[i * n + k] * root;
      mix.data[c * n + i] = vectors.data[i * n + k] / root;
    }
  });
  return { coordinates, basis: { mix, rows: x } };
}
