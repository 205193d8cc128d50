/** The question put to {@link predict}, checked. */
import type { GaussianStart } from '../problem/start.js';
import type { Correlations } from '../problem/correlations.js';
import { InputError, requireInteger, requireNumber, show } from '../problem/errors.js';
import { network, type Network, type NetworkInput } from '../problem/network.js';
import type { Width } from '../problem/shapes.js';
import type { Training } from './types.js';

/** All networks of one depth. */
export interface EveryFusionLayer {
  /** Total depth L, 2…1000. */
  readonly depth: number;
  /** Every fusion layer from early to late. */
  readonly fusionLayer: 'all';
}

/** The question put to {@link predict}. */
export interface PredictInput {
  /** One network, or a depth with `fusionLayer: 'all'` for every fusion layer from early to late. */
  readonly network: NetworkInput | EveryFusionLayer;
  /** Initial Frobenius norm u₀ of a pre-fusion layer. Default 0.01. */
  readonly initScale?: number;
  /** Hidden width N of a network with Gaussian weights, or one a layer; without it `finiteWidth` is `null`. */
  readonly width?: Width;
  /**
   * Standard deviation σ > 0 of every weight, instead of `initScale`, which is then the norm of a balanced start of the same
   * growing mode: `σ √(N/2)` for two layers, `σ √N` for more. Goes with one `width` for all layers.
   */
  readonly std?: number;
  /** Learning rate η. Default 0.04, the source's. */
  readonly learningRate?: number;
  /** Loss. Default `'mse'`. */
  readonly loss?: Training['loss'];
  /** Told how much is done, 0 to 1, while random weights of many layers are integrated. */
  readonly onProgress?: (fraction: number) => void;
}

/** How the network is trained. */
export function checkTraining(input: PredictInput, { binaryTarget, names }: Correlations): Training {
  const { learningRate = 0.04, loss = 'mse' } = input;
  const initScale = scaleOfStd(input) ?? input.initScale ?? 0.01;
  requireNumber('initScale', initScale, { above: 0 });
  requireNumber('learningRate', learningRate, { above: 0 });
  if (initScale >= 1) {
    throw new InputError(
      'init-scale',
      'initScale',
      initScale,
      `must be below 1 for the small-weight formulas (ln 1/u0), but is ${initScale}`,
    );
  }
  if (!['mse', 'logistic'].includes(loss))
    throw new InputError('usage', 'loss', loss, `must be mse or logistic, but is ${show(loss)}`);
  if (loss === 'logistic' && binaryTarget === false) {
    throw new InputError(
      'unsupported',
      'loss',
      loss,
      `logistic loss needs targets -1 and +1 (modalities ${names.A}, ${names.B}); recode the target or use mse`,
    );
  }
  return { initScale, learningRate, loss };
}

/** A balanced two-layer start of the same growing mode as weights of standard deviation σ. */
function scaleOfStd({ std, width, initScale, network }: PredictInput): number | undefined {
  if (std === undefined) return undefined;
  requireNumber('std', std, { above: 0 });
  if (initScale !== undefined) throw new InputError('usage', 'std', std, 'cannot go with initScale: give one of them');
  if (typeof width !== 'number') throw new InputError('usage', 'std', std, 'needs one width for all layers');
  const layers = 'depth' in network ? network.depth : Math.max(network.depthA, network.depthB) + network.depthShared;
  return std * Math.sqrt(requireInteger('width', width, 1, 1e9) / (layers === 2 ? 2 : 1));
}

/** How the weights are drawn, if a width is asked for. */
export function gaussianStart({ width, std }: PredictInput, { initScale, loss }: Training): Gaussian | null {
  if (width === undefined || loss !== 'mse') return null;
  if (typeof width === 'number') requireInteger('width', width, 1, 1e9);
  return { width, start: std === undefined ? { initScale } : { std } };
}

/** Random weights: how wide, and how they are drawn. */
export interface Gaussian {
  readonly width: Width;
  readonly start: GaussianStart;
}

/** The networks asked for. */
export function networksOf(input: PredictInput['network']): Network[] {
  if (!('fusionLayer' in input) || input.fusionLayer !== 'all') return [network(input)];
  const deepest = network({ depth: input.depth, fusionLayer: input.depth });
  return Array.from({ length: deepest.depthA }, (_, i) => network({ depth: input.depth, fusionLayer: i + 1 }));
}
