/** How weights are drawn: the one home of the way from u₀ or σ to the standard deviation of every layer. */
import type { LayerShapes, Shape } from './shapes.js';

/** How the weights are drawn. */
export type GaussianStart =
  | {
      /** Frobenius norm of a pre-fusion layer (the deep protocol; post-fusion layers have `√2` of it). */
      readonly initScale: number;
    }
  | {
      /** Standard deviation of every weight (the two-layer protocol). */
      readonly std: number;
    };

/** Standard deviations of the weights of each layer, first layer first. */
export interface LayerStds {
  readonly branches: readonly (readonly number[])[];
  readonly shared: readonly number[];
}

/** Standard deviations of the weights by the two protocols (`GaussianStart`). */
export function layerStds(shapes: LayerShapes, start: GaussianStart): LayerStds {
  const each = (layerNorm: number) => (shape: Shape) =>
    'std' in start ? start.std : layerNorm / Math.sqrt(shape[0] * shape[1]);
  const u0 = 'std' in start ? NaN : start.initScale;
  return {
    branches: shapes.branches.map((branch) => branch.map(each(u0))),
    shared: shapes.shared.map(each(Math.SQRT2 * u0)),
  };
}
