import { Matrix as Dense, SingularValueDecomposition } from '../numerics/decompositions.js';
import { dot, norm, type Matrix } from '../numerics/matrix.js';

/** What the hidden units of a first layer have learned to see. */
export interface Features<Name extends string> {
  /** `‖w_i‖` of every row, length `N`. */
  readonly norms: Float64Array;
  /** For every direction `d` asked for, `w_i·d/(‖w_i‖‖d‖)` of every row, length `N`; 0 where either is zero. */
  readonly cosines: Readonly<Record<Name, Float64Array>>;
  /** Singular values of the layer, largest first, as many as the smaller of its sides. */
  readonly singularValues: readonly number[];
  /** Stable rank `‖W‖_F²/‖W‖₂²`: 1 for rank one, up to the rank itself; 0 for a layer of zeros. */
  readonly stableRank: number;
}

/**
 * First-layer features: the rows of `W¹` as vectors in input space (Fig 10), and how many directions they fill, the stable
 * rank `Σ s_i²/s_1²` of its singular values.
 *
 * @param layer - `W¹`, `N × D`: `weights.branches[m][0]`, or for early fusion both side by side
 * @param directions - directions in input space to compare the rows with, each of length `D`
 *
 * @example
 * ```ts
 * import { features } from 'unimodal-bias/simulate';
 * const layer = { rows: 2, cols: 2, data: Float64Array.of(3, 4, -6, -8) };
 * const { norms, cosines, stableRank } = features(layer, { x: Float64Array.of(1, 0) });
 * norms; // => Float64Array [5, 10]
 * cosines.x; // => Float64Array [0.6, -0.6]
 * stableRank.toFixed(6); // => '1.000000'
 * ```
 */
export function features<Name extends string>(
  layer: Matrix,
  directions: Readonly<Record<Name, Float64Array>>,
): Features<Name> {
  const { rows, cols, data } = layer;
  const units = Array.from({ length: rows }, (_, i) => data.subarray(i * cols, (i + 1) * cols));
  const cosines = Object.entries<Float64Array>(directions).map(([name, direction]) => [
    name,
    Float64Array.from(units, (unit) => cosine(unit, direction)),
  ]);
  const dense = Dense.from1DArray(rows, cols, data);
  const singularValues = new SingularValueDecomposition(dense, { autoTranspose: true }).diagonal;
  const squares = singularValues.map((value) => (value / (singularValues[0] || 1)) ** 2);
  return {
    norms: Float64Array.from(units, (unit) => norm(unit)),
    cosines: Object.fromEntries(cosines) as Record<Name, Float64Array>,
    singularValues,
    stableRank: squares.reduce((sum, square) => sum + square, 0),
  };
}

function cosine(x: Float64Array, y: Float64Array): number {
  const lengths = norm(x) * norm(y);
  return lengths === 0 ? 0 : dot(x, y) / lengths;
}
