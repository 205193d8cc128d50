/** How weights start: the one home of the way from u₀ or σ to the standard deviation of every layer. */
import type { LayerShapes, Shape } from './shapes.js';
import { mapLayers, type ByLayer, type Weights } from './weights.js';

/** How Gaussian weights are drawn. */
export type GaussianStart =
  | {
      /** Frobenius norm of a pre-fusion layer (the deep protocol; post-fusion layers have `√2` of it). */
      readonly initScale: number;
    }
  | {
      /** Standard deviation of every weight (the two-layer protocol). */
      readonly std: number;
    };

/** Independent Gaussian weights, all of one standard deviation: the source's protocol for two layers. */
export interface GaussianStdStart {
  /** Says how the weights start. */
  readonly kind: 'gaussian';
  /** Standard deviation of every weight, > 0. */
  readonly std: number;
}

/** Independent Gaussian weights, layers of one norm: the source's protocol for deep networks. */
export interface GaussianScaleStart {
  /** Says how the weights start. */
  readonly kind: 'gaussian';
  /**
   * `u_0 > 0`: a pre-fusion layer has entries of standard deviation `u_0/√(number of entries)`, so that `‖W‖_F ≈ u_0`, a
   * post-fusion layer `√2·u_0/√(number of entries)`.
   */
  readonly initScale: number;
}

/**
 * What `nn.Linear` of PyTorch does unless told otherwise: independent weights, uniform within `±1/√fan_in`. Under early
 * fusion the first layers of the branches are one such module over all inputs.
 */
export interface PyTorchStart {
  /** Says how the weights start. */
  readonly kind: 'pytorch';
}

/** An aligned, rank-one and balanced start (Eq 43), in random hidden directions. */
export interface BalancedStart {
  /** Says how the weights start. */
  readonly kind: 'balanced';
  /** `u_0 > 0`: pre-fusion layers have the norm `u_0`, post-fusion layers `√M·u_0` for M modalities. */
  readonly initScale: number;
}

/** The caller's own weights. */
export interface GivenStart {
  /** Says how the weights start. */
  readonly kind: 'given';
  /** All layers; copied. */
  readonly weights: Weights;
}

/** Independent random weights of mean zero. */
export type RandomStart = GaussianStdStart | GaussianScaleStart | PyTorchStart;

/** How the weights of a network start. */
export type Start = RandomStart | BalancedStart | GivenStart;

/** Standard deviations of the weights of each layer. */
export type LayerStds = ByLayer<number>;

/**
 * Standard deviations of independent random weights. The shapes are those of all inputs a branch has, whether or not
 * moments are kept in fewer coordinates. `inits` are the `u_0` of branches that have one of their own.
 */
export function layerStds(
  shapes: LayerShapes,
  start: GaussianStart | PyTorchStart,
  inits: readonly (number | null)[] = [],
): LayerStds {
  const common = commonStds(shapes, start);
  return mapLayers(shapes, ([rows, cols], { branch, layer }) => {
    const own = branch === null ? null : (inits[branch] ?? null);
    if (own !== null) return own / Math.sqrt(rows * cols);
    return (branch === null ? common.shared : common.branches[branch])[layer];
  });
}

function commonStds(shapes: LayerShapes, start: GaussianStart | PyTorchStart): LayerStds {
  if ('std' in start) return mapLayers(shapes, () => start.std);
  if (!('initScale' in start)) return pyTorchStds(shapes);
  return mapLayers(shapes, ([rows, cols], { branch }) => {
    return ((branch === null ? Math.SQRT2 : 1) * start.initScale) / Math.sqrt(rows * cols);
  });
}

/** Uniform within `±1/√fan_in` has the variance `1/(3 fan_in)`. */
function pyTorchStds(shapes: LayerShapes): LayerStds {
  const early = shapes.branches.every((layers) => layers.length === 1);
  const allInputs = shapes.branches.reduce((sum, [[, inputs]]) => sum + inputs, 0);
  const fanIn = ([, cols]: Shape, branch: number | null): number => (early && branch !== null ? allInputs : cols);
  return mapLayers(shapes, (shape, { branch }) => 1 / Math.sqrt(3 * fanIn(shape, branch)));
}
