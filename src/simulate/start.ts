import { matrix, norm, type Matrix } from '../numerics/matrix.js';
import { fillNormal, randomSource, unitVector, type RandomSource } from '../numerics/random.js';
import type { Correlations } from '../problem/correlations.js';
import { InputError, requireInteger, requireNumber } from '../problem/errors.js';
import type { Network } from '../problem/network.js';
import type { Weights } from '../problem/weights.js';
import { checkWeights, layerShapes, type LayerShapes, type Shape, type Width } from '../problem/shapes.js';

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

/** An aligned, rank-one and balanced start (Eq 43), in random hidden directions. */
export interface BalancedStart {
  /** Says how the weights start. */
  readonly kind: 'balanced';
  /** `u_0 > 0`: pre-fusion layers have the norm `u_0`, post-fusion layers `√2·u_0`. */
  readonly initScale: number;
}

/** The caller's own weights. */
export interface GivenStart {
  /** Says how the weights start. */
  readonly kind: 'given';
  /** All layers; copied. */
  readonly weights: Weights;
}

/** How the weights of a simulated network start. */
export type Start = GaussianStdStart | GaussianScaleStart | BalancedStart | GivenStart;

/** What the starting weights depend on besides the way they start. */
export interface StartContext {
  /** Depths of the branches and behind the fusion. */
  readonly network: Network;
  /** Hidden widths. */
  readonly width: Width;
  /** Seed of a random start, an integer in `0…2³²−1`. */
  readonly seed: number;
  /** Input–output correlations: their lengths are the input dimensions, their directions those of a balanced start. */
  readonly correlations: Pick<Correlations, 'sigmaYA' | 'sigmaYB'>;
}

/**
 * The starting weights of a network: the same for the same seed on every machine.
 *
 * @throws InputError `number` for a standard deviation or `u_0` that is not positive, or a seed that is not an integer
 * in `0…2³²−1`; `network` for more than 2²⁷ weights; `zero-correlation` for a balanced start where a modality says nothing about the target; `shape` and
 * `network` for widths and given weights that do not fit the network and its inputs.
 *
 * @example
 * ```ts
 * import { network } from 'unimodal-bias';
 * import { startWeights } from 'unimodal-bias/simulate';
 * const weights = startWeights(
 *   { kind: 'gaussian', initScale: 0.1 },
 *   {
 *     network: network({ depth: 3, fusionLayer: 2 }),
 *     width: 50,
 *     seed: 1,
 *     correlations: { sigmaYA: Float64Array.of(4), sigmaYB: Float64Array.of(1) },
 *   },
 * );
 * weights.A.map(({ rows, cols }) => [rows, cols]); // => [[50, 1], [50, 50]]
 * ```
 */
export function startWeights(start: Start, { network, width, seed, correlations }: StartContext): Weights {
  const { sigmaYA, sigmaYB } = correlations;
  if (start.kind === 'given') {
    checkWeights(start.weights, network, sigmaYA.length, sigmaYB.length);
    return mapLayers(start.weights, (layer) => matrix(layer.rows, layer.cols, layer.data.slice()));
  }
  const shapes = withinMemory(partsOf(layerShapes(network, width, [sigmaYA.length, sigmaYB.length])), width);
  const source = randomSource(requireInteger('seed', seed, 0, 2 ** 32 - 1, 'number'));
  if (start.kind === 'balanced') return balanced(source, shapes, start.initScale, sigmaYA, sigmaYB);
  return 'std' in start ? gaussianStd(source, shapes, start.std) : gaussianScale(source, shapes, start.initScale);
}

/** One gigabyte of double precision: a run holds two or three copies, and WebAssembly addresses four gigabytes. */
const MAX_WEIGHTS = 2 ** 27;

/** The shapes by the parts of `Weights`. */
type PartShapes = Readonly<Record<'A' | 'B' | 'shared', readonly Shape[]>>;

const partsOf = ({ branches, shared }: LayerShapes): PartShapes => ({ A: branches[0], B: branches[1], shared });

function withinMemory(shapes: PartShapes, width: Width): PartShapes {
  const count = [...shapes.A, ...shapes.B, ...shapes.shared].reduce((sum, [rows, cols]) => sum + rows * cols, 0);
  if (count <= MAX_WEIGHTS) return shapes;
  throw new InputError(
    'network',
    'width',
    width,
    `makes ${count} weights, more than ${MAX_WEIGHTS}; use a smaller one`,
  );
}

function mapLayers<T>(layers: Record<'A' | 'B' | 'shared', readonly T[]>, make: (layer: T) => Matrix): Weights {
  return { A: layers.A.map(make), B: layers.B.map(make), shared: layers.shared.map(make) };
}

function gaussianStd(source: RandomSource, shapes: PartShapes, std: number): Weights {
  requireNumber('start.std', std, { above: 0 });
  return mapLayers({ ...shapes }, (shape) => gaussianLayer(source, shape, std));
}

function gaussianScale(source: RandomSource, shapes: PartShapes, initScale: number): Weights {
  requireNumber('start.initScale', initScale, { above: 0 });
  const ofNorm = (norm: number) => (shape: Shape) =>
    gaussianLayer(source, shape, norm / Math.sqrt(shape[0] * shape[1]));
  return {
    A: shapes.A.map(ofNorm(initScale)),
    B: shapes.B.map(ofNorm(initScale)),
    shared: shapes.shared.map(ofNorm(Math.SQRT2 * initScale)),
  };
}

function gaussianLayer(source: RandomSource, [rows, cols]: Shape, std: number): Matrix {
  const layer = matrix(rows, cols);
  fillNormal(source, layer.data, std);
  return layer;
}

/** Eq 43: `W^l = u r^l r^{l−1}ᵀ`, from `Σ_y/‖Σ_y‖` at the inputs through shared hidden directions to the output 1. */
function balanced(
  source: RandomSource,
  shapes: PartShapes,
  initScale: number,
  sigmaYA: Float64Array,
  sigmaYB: Float64Array,
): Weights {
  requireNumber('start.initScale', initScale, { above: 0 });
  const directions = (layers: readonly Shape[]): Float64Array[] => layers.map(([rows]) => unitVector(source, rows));
  const output = Float64Array.of(1);
  const shared = [...directions(shapes.shared.slice(0, -1)), output];
  const fused = shapes.shared.length === 0 ? output : unitVector(source, shapes.shared[0][1]);
  const branch = (layers: readonly Shape[], name: string, sigmaY: Float64Array): Matrix[] =>
    rankOneChain([unit(name, sigmaY), ...directions(layers.slice(0, -1)), fused], initScale);
  return {
    A: branch(shapes.A, 'sigmaYA', sigmaYA),
    B: branch(shapes.B, 'sigmaYB', sigmaYB),
    shared: shapes.shared.length === 0 ? [] : rankOneChain([fused, ...shared], Math.SQRT2 * initScale),
  };
}

function rankOneChain(directions: readonly Float64Array[], scale: number): Matrix[] {
  return directions.slice(1).map((left, l) => {
    const right = directions[l];
    const data = Float64Array.from({ length: left.length * right.length }, (_, k) => {
      return scale * left[Math.floor(k / right.length)] * right[k % right.length];
    });
    return matrix(left.length, right.length, data);
  });
}

function unit(field: string, x: Float64Array): Float64Array {
  const length = norm(x);
  if (length > 0) return x.map((value) => value / length);
  throw new InputError('zero-correlation', field, 0, 'is zero, so a balanced start has no direction to align with');
}
