/** The starting weights of a network, drawn. */
import { matrix, norm, outer, type Matrix } from '../numerics/matrix.js';
import { fillNormal, randomSource, uniform, unitVector, type RandomSource } from '../numerics/random.js';
import { InputError, requireFields, requireInteger, requireNumber, show } from '../problem/errors.js';
import type { Network } from '../problem/network.js';
import { inCoordinates, offsets, type Modality, type Problem } from '../problem/problem.js';
import { checkWeights, layerShapes, type LayerShapes, type Width } from '../problem/shapes.js';
import { layerStds, type BalancedStart, type RandomStart, type Start } from '../problem/start.js';
import { allLayers, mapLayers, type Place, type Weights } from '../problem/weights.js';

/** What the starting weights depend on besides the way they start. */
export interface StartContext {
  /** Depths of the branches and behind the fusion. */
  readonly network: Network;
  /** Hidden widths. */
  readonly width: Width;
  /** Seed of a random start, an integer in `0…2³²−1`. */
  readonly seed: number;
  /** How many inputs and outputs there are, and the directions `Σ_ym` of a balanced start. */
  readonly problem: Pick<Problem, 'modalities' | 'sigmaYX'>;
  /** `u_0` of branches that have one of their own. */
  readonly inits?: readonly (number | null)[];
}

/**
 * The starting weights of a network: the same for the same seed on every machine. The first layer of a branch is in the
 * coordinates of its modality (`dim` of them), drawn as for all of its inputs.
 *
 * @throws InputError `number` for a standard deviation or `u_0` that is not positive, or a seed that is not an integer
 * in `0…2³²−1`; `network` for more than 2²⁷ weights; `zero-correlation` for a balanced start where a modality says nothing
 * about the target, `unsupported` for one with several outputs; `shape` and `network` for widths and given weights that
 * do not fit the network and its inputs.
 *
 * @example
 * ```ts
 * import { network, toyProblem } from 'unimodal-bias';
 * import { startWeights } from 'unimodal-bias/simulate';
 * const weights = startWeights(
 *   { kind: 'gaussian', initScale: 0.1 },
 *   {
 *     network: network({ depth: 3, fusionLayer: 2 }),
 *     width: 50,
 *     seed: 1,
 *     problem: toyProblem({ stdA: 2, stdB: 1, rho: 0 }),
 *   },
 * );
 * weights.branches[0].map(({ rows, cols }) => [rows, cols]); // => [[50, 1], [50, 50]]
 * ```
 */
export function startWeights(start: Start, { network, width, seed, problem, inits }: StartContext): Weights {
  requireStart(start);
  const { modalities, sigmaYX } = problem;
  const dims = modalities.map(({ dim }) => dim);
  if (start.kind === 'given') {
    checkWeights(start.weights, network, dims, sigmaYX.rows);
    return mapLayers(start.weights, ({ rows, cols, data }) => matrix(rows, cols, data.slice()));
  }
  const shapes = withinMemory(layerShapes(network, width, dims, sigmaYX.rows), width);
  const source = randomSource(requireInteger('seed', seed, 0, 2 ** 32 - 1, 'number'));
  if (start.kind === 'balanced') return balanced(source, shapes, start, problem, inits);
  const inputs = modalities.map((modality) => modality.inputs);
  return drawn(source, start, layerShapes(network, width, inputs, sigmaYX.rows), modalities, inits);
}

/** The fields of each kind of start. */
const FIELDS: Readonly<Record<Start['kind'], readonly string[]>> = {
  gaussian: ['kind', 'std', 'initScale'],
  balanced: ['kind', 'initScale'],
  pytorch: ['kind'],
  given: ['kind', 'weights'],
};

function requireStart(start: Start): void {
  const kinds = Object.keys(FIELDS);
  const kind: unknown = typeof start === 'object' && (start as unknown) !== null ? start.kind : start;
  if (!kinds.includes(kind as string)) {
    throw new InputError('usage', 'start.kind', kind, `must be one of ${kinds.join(', ')}, but is ${show(kind)}`);
  }
  requireFields('start', start, FIELDS[start.kind]);
}

/** One gigabyte of double precision: a run holds two or three copies, and WebAssembly addresses four gigabytes. */
const MAX_WEIGHTS = 2 ** 27;

function withinMemory(shapes: LayerShapes, width: Width): LayerShapes {
  const count = allLayers(shapes).reduce((sum, [rows, cols]) => sum + rows * cols, 0);
  if (count <= MAX_WEIGHTS) return shapes;
  const message = `makes ${count} weights, more than ${MAX_WEIGHTS}; use a smaller one`;
  throw new InputError('network', 'width', width, message);
}

/** Independent weights; `shapes` are those of all inputs. */
function drawn(
  source: RandomSource,
  start: RandomStart,
  shapes: LayerShapes,
  modalities: readonly Modality[],
  inits: StartContext['inits'],
): Weights {
  if (start.kind === 'gaussian') {
    if ('std' in start) requireNumber('start.std', start.std, { above: 0 });
    else requireNumber('start.initScale', start.initScale, { above: 0 });
  }
  const stds = layerStds(shapes, start, inits);
  const stdAt = ({ branch, layer }: Place): number => (branch === null ? stds.shared : stds.branches[branch])[layer];
  return mapLayers(shapes, ([rows, cols], place) => {
    const modality = place.branch !== null && place.layer === 0 ? modalities[place.branch] : null;
    if (start.kind === 'gaussian') {
      // A Gaussian matrix has the same law in every orthonormal basis.
      const layer = matrix(rows, modality?.dim ?? cols);
      fillNormal(source, layer.data, stdAt(place));
      return layer;
    }
    const layer = matrix(rows, cols);
    const bound = Math.sqrt(3) * stdAt(place);
    for (let k = 0; k < layer.data.length; k++) layer.data[k] = bound * (2 * uniform(source) - 1);
    return modality === null ? layer : inCoordinates(layer, modality);
  });
}

/** Eq 43: `W^l = u r^l r^{l−1}ᵀ`, from `Σ_y/‖Σ_y‖` at the inputs through shared hidden directions to the output 1. */
function balanced(
  source: RandomSource,
  { branches, shared }: LayerShapes,
  { initScale }: BalancedStart,
  problem: StartContext['problem'],
  inits: StartContext['inits'],
): Weights {
  requireNumber('start.initScale', initScale, { above: 0 });
  const outputs = problem.sigmaYX.rows;
  if (outputs > 1) {
    const message = 'a balanced start has rank one, for a single output; use a Gaussian start';
    throw new InputError('unsupported', 'start', 'balanced', message);
  }
  const output = Float64Array.of(1);
  const behind = [...shared.slice(0, -1).map(([rows]) => unitVector(source, rows)), output];
  const fused = shared.length === 0 ? output : unitVector(source, shared[0][1]);
  return {
    branches: branches.map((layers, m) => {
      const hidden = layers.slice(0, -1).map(([rows]) => unitVector(source, rows));
      return rankOneChain([drive(problem, m), ...hidden, fused], inits?.[m] ?? initScale);
    }),
    shared: shared.length === 0 ? [] : rankOneChain([fused, ...behind], Math.sqrt(branches.length) * initScale),
  };
}

/** `W^l = scale · r^l r^{l−1}ᵀ` through directions of length 1. */
export function rankOneChain(directions: readonly Float64Array[], scale: number): Matrix[] {
  return directions.slice(1).map((left, l) => outer(scale, left, directions[l]));
}

/** `Σ_ym/‖Σ_ym‖` of one output. */
function drive({ modalities, sigmaYX }: StartContext['problem'], m: number): Float64Array {
  const [from, to] = offsets({ modalities }).slice(m, m + 2);
  const x = sigmaYX.data.slice(from, to);
  const length = norm(x);
  if (length > 0) return x.map((value) => value / length);
  const message = `of ${modalities[m].name} is zero, so a balanced start has no direction to align with`;
  throw new InputError('zero-correlation', `sigmaY${modalities[m].name}`, 0, message);
}
