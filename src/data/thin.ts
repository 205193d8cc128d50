import { matrix, multiply, type Matrix } from '../numerics/matrix.js';
import { symmetricEigen } from '../numerics/linear-algebra.js';

/** Eigenvalues of the Gram matrix below this share of the largest, a row, are its rounding. */
const ROUNDING = 1e-14;

/** Samples in the coordinates that they span. */
export interface Thin {
  /** `n × r`. */
  readonly coordinates: Matrix;
  /** The coordinates as rows of an orthonormal `r × D` matrix; `null` where nobody asked. */
  readonly basis: Matrix | null;
}

/**
 * Samples with more columns than rows in `r ≤ n` coordinates: gradients of the first layer never leave the span of the
 * samples, so the network sees `r` inputs, exactly. From `X Xᵀ = U Λ Uᵀ`, the coordinates are `U √Λ` and their directions
 * `Λ^{−1/2} Uᵀ X`.
 */
export function thin(x: Matrix, withBasis: boolean): Thin {
  const { values, vectors } = symmetricEigen(gram(x));
  const n = x.rows;
  const largest = values[n - 1];
  const kept = Array.from({ length: n }, (_, k) => n - 1 - k).filter((k) => values[k] > ROUNDING * n * largest);
  const coordinates = matrix(n, kept.length);
  const directions = matrix(kept.length, n);
  kept.forEach((k, c) => {
    const root = Math.sqrt(values[k]);
    for (let i = 0; i < n; i++) {
      coordinates.data[i * kept.length + c] = vectors.data[i * n + k] * root;
      directions.data[c * n + i] = vectors.data[i * n + k] / root;
    }
  });
  return { coordinates, basis: withBasis ? multiply(directions, x) : null };
}

/** `X Xᵀ`, two rows by two: four products for four numbers read. */
function gram({ rows, cols, data }: Matrix): Matrix {
  const out = matrix(rows, rows);
  const put = (i: number, j: number, value: number) => (out.data[i * rows + j] = out.data[j * rows + i] = value);
  for (let i = 0; i < rows; i += 2) {
    for (let j = 0; j <= i; j += 2) {
      // The last row stands for the one behind it.
      const [below, right] = [Math.min(i + 1, rows - 1), Math.min(j + 1, rows - 1)];
      let [p, q, r, s] = [i * cols, below * cols, j * cols, right * cols];
      let [a, b, c, d] = [0, 0, 0, 0];
      for (const end = p + cols; p < end; p++, q++, r++, s++) {
        a += data[p] * data[r];
        b += data[p] * data[s];
        c += data[q] * data[r];
        d += data[q] * data[s];
      }
      put(i, j, a);
      put(i, right, b);
      put(below, j, c);
      put(below, right, d);
    }
  }
  return out;
}
