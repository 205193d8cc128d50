/** The linear algebra of the rank-one flow's implicit steps that is `O(D³)`. */
import { cholesky } from '../../numerics/linear-algebra.js';
import { matrix, type Matrix } from '../../numerics/matrix.js';
import type { Correlations } from '../../problem/correlations.js';

/**
 * The Cholesky factor of `d I + F Σ F`, F = diag(f_A, f_B); of `d I` while the error terms are left out. `null` where d is too
 * small for what rounding leaves of a singular `F Σ F`, or that overflows.
 */
export function dampedFactor(
  c: Correlations,
  f: { readonly A: number; readonly B: number },
  d: number,
  diagonalOnly: boolean,
): Matrix | null {
  const [dimA, dimB] = [c.sigmaYA.length, c.sigmaYB.length];
  const m = matrix(dimA + dimB, dimA + dimB);
  // Only the lower triangle is read.
  const fill = (top: number, left: number, scale: number, block: Matrix, transposed: boolean) => {
    for (let i = 0; i < block.rows; i++) {
      for (let j = 0; j < block.cols; j++) {
        const [row, column] = transposed ? [top + j, left + i] : [top + i, left + j];
        m.data[row * m.cols + column] = scale * block.data[i * block.cols + j];
      }
    }
  };
  if (!diagonalOnly) {
    fill(0, 0, f.A * f.A, c.sigmaA, false);
    fill(dimA, dimA, f.B * f.B, c.sigmaB, false);
    fill(dimA, 0, f.A * f.B, c.sigmaAB, true);
  }
  for (let i = 0; i < m.rows; i++) m.data[i * m.cols + i] += d;
  return cholesky(m, 0);
}

/** `[x, y]`. */
export function joined(x: Float64Array, y: Float64Array): Float64Array {
  const out = new Float64Array(x.length + y.length);
  out.set(x);
  out.set(y, x.length);
  return out;
}
