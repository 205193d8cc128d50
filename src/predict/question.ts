/** The question put to {@link predict}, checked: the one border behind which nothing is validated again. */
import type { Measure } from '../problem/use.js';
import type { Levers } from '../levers/levers.js';
import { requireShapes } from '../levers/plan.js';
import { fromTorch } from '../levers/units.js';
import { slopeOf, type Activation } from '../problem/activation.js';
import { InputError, requireFields, requireInteger, requireNumber, requireOneOf, show } from '../problem/errors.js';
import { branchDepths, network, type Network, type NetworkInput } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import { requireBatch, requireSamples, type Samples, type Sampling } from '../problem/samples.js';
import { DEFAULT_WIDTH, type Width } from '../problem/shapes.js';
import type { GaussianStart } from '../problem/start.js';
import { reluStart } from '../../formulas/relu.js';
import type { ActivationSummary, Loss, StartKind, TrainingSummary } from './answer.js';
import { activationOf, requireTwoLayersLate } from './closed/relu.js';
import type { BatchQuestion } from './closed/mini-batches.js';

/** Networks of one depth, for several fusion layers. */
export interface FusionLayers {
  /** Total depth L, 2…1000. */
  readonly depth: number;
  /** Every fusion layer from early to late, or those listed. */
  readonly fusionLayer: 'all' | readonly number[];
}

/** The question put to {@link predict}. */
export interface Question {
  /** One network, or a depth with several fusion layers. */
  readonly network: NetworkInput | FusionLayers;
  /** How weights start; Gaussian random weights unless told. */
  readonly start?: StartKind;
  /** u₀ > 0, the Frobenius norm of a pre-fusion layer at the start (post-fusion layers have `√2 u₀`). Default 0.01. */
  readonly initScale?: number;
  /** σ > 0, the standard deviation of every weight of a random start, instead of `initScale`. */
  readonly std?: number;
  /** Hidden width N, 1…10⁹, or one a layer (two modalities). Default 100. */
  readonly width?: Width;
  /** Learning rate η > 0. Default 0.04, the source's. */
  readonly learningRate?: number;
  /** The loss. Default `'mse'`, ½ mean square error. */
  readonly loss?: Loss;
  /** What counts as use. Default `'output'`. */
  readonly measure?: Measure;
  /** What would change it: of the data, the objective, or the way of training. */
  readonly levers?: Levers;
  /** A budget of steps: how probably is each modality in use by then, and what is the loss on unseen data there? */
  readonly steps?: number;
  /** Samples a mini-batch, up to all; needs the samples of the problem. All of them unless told. */
  readonly batch?: number;
  /** How batches are drawn: `epochs` unless told, as a data loader does, or with `replacement`. */
  readonly sampling?: Sampling;
  /** `linear` unless told; `relu` or `leaky:α` (slope α below zero) for two layers, late fusion, random weights. */
  readonly activation?: Activation;
  /** Told how much is done, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

const FIELDS: readonly (keyof Question)[] = [
  'network',
  'start',
  'initScale',
  'std',
  'width',
  'learningRate',
  'loss',
  'measure',
  'levers',
  'steps',
  'batch',
  'sampling',
  'activation',
  'onProgress',
];

/** A question that has passed the border. */
export interface Checked {
  readonly networks: readonly Network[];
  readonly start: StartKind;
  /** How Gaussian weights are drawn; for a balanced start its norm. */
  readonly scale: GaussianStart;
  readonly width: Width;
  /** η on ½ mean square error: what the theory calls the learning rate. */
  readonly learningRate: number;
  /** η for a learning rate of 1 in the user's convention. */
  readonly rateUnit: number;
  readonly loss: Loss;
  readonly measure: Measure;
  readonly levers: Levers | null;
  readonly steps: number | null;
  readonly batch: BatchQuestion | null;
  /** An activation that follows no linear network on these data: its own start and rate, to be simulated. */
  readonly simulated: {
    readonly name: Activation;
    readonly samples: Samples;
    readonly scale: GaussianStart;
    readonly learningRate: number;
  } | null;
  readonly training: TrainingSummary;
}

/** Checks a question. @throws InputError as {@link predict} does. */
export function checkQuestion(question: Question, problem: Problem, samples?: Samples): Checked {
  requireProblem(problem);
  requireFields('question', question, FIELDS);
  const { start = 'random', loss = 'mse', measure = 'output' } = question;
  requireOneOf('start', start, ['random', 'balanced', 'pytorch']);
  requireOneOf('loss', loss, ['mse', 'torch-mse', 'logistic']);
  requireOneOf('measure', measure, ['output', 'weights']);
  const scale = scaleOf(question, start);
  const given = requireNumber('learningRate', question.learningRate ?? 0.04, { above: 0 });
  const width = question.width ?? DEFAULT_WIDTH;
  if (typeof width === 'number') requireInteger('width', width, 1, 1e9);
  const steps = question.steps === undefined ? null : requireInteger('steps', question.steps, 1, 1e15, 'number');
  requireTarget(problem, loss);
  const batch = batchOf(question, problem, samples);
  if (loss === 'logistic' && question.width !== undefined) {
    throw new InputError(
      'unsupported',
      'width',
      width,
      'logistic loss has closed forms only, which know no width; leave it out',
    );
  }
  requireShapes(question.levers ?? {});
  const levers = question.levers !== undefined && Object.keys(question.levers).length > 0 ? question.levers : null;
  const asGiven = { learningRate: given, levers };
  const rated = loss === 'torch-mse' ? fromTorch(asGiven, problem.outputs.length) : asGiven;
  if (levers !== null && (start === 'balanced' || loss === 'logistic')) {
    const what = start === 'balanced' ? 'a balanced start' : 'logistic loss';
    throw new InputError('unsupported', 'levers', levers, `are of random weights and square loss; ${what} has none`);
  }
  if (levers !== null && batch !== null) {
    throw new InputError(
      'unsupported',
      'batch',
      batch.size,
      'cannot go with levers: its noise is known for plain descent; simulate has both',
    );
  }
  const networks = networksOf(question.network);
  const activation = activationFor(question, networks, problem, samples);
  if (levers !== null && activation !== null) {
    throw new InputError(
      'unsupported',
      'activation',
      activation.name,
      'cannot go with levers: they are of linear networks',
    );
  }
  if (batch !== null && activation !== null) {
    const message = `cannot go with ${activation.name}: the noise of mini-batches is known for linear networks`;
    throw new InputError('unsupported', 'batch', batch.size, message);
  }
  // A ReLU network is a linear one with another start and another clock.
  const gain = activation === null ? 1 : (1 + activation.alpha) / 2;
  for (const net of networks) branchDepths(net, problem.modalities.length);
  const { learningRate } = rated;
  return {
    networks,
    start,
    scale: scaled(scale, reluStart.evaluate({ alpha: 2 * gain - 1, sigma: 1 })),
    width,
    learningRate: gain * learningRate,
    rateUnit: gain * (learningRate / given),
    loss,
    measure,
    levers: rated.levers,
    steps,
    batch,
    simulated:
      activation?.verdict === 'simulate' && samples !== undefined
        ? { name: activation.name as Activation, samples, scale, learningRate }
        : null,
    training: {
      start,
      initScale: start !== 'pytorch' && 'initScale' in scale ? scale.initScale : null,
      std: start !== 'pytorch' && 'std' in scale ? scale.std : null,
      width: start === 'balanced' ? null : width,
      learningRate: given,
      loss,
      activation,
      ...(levers === null ? {} : { levers }),
      batch: batch && { size: batch.size, sampling: batch.sampling },
    },
  };
}

/** @throws InputError for what is no problem, which callers without types may hand in. */
function requireProblem(data: unknown): void {
  if (typeof data === 'object' && data !== null && 'modalities' in data && 'sigmaYX' in data) return;
  throw new InputError(
    'usage',
    'data',
    data,
    `must be a problem, as of toyProblem or problemFromFile, but is ${show(data)}`,
  );
}

function scaleOf({ std, initScale }: Question, start: StartKind): GaussianStart {
  if (start === 'pytorch' && (std !== undefined || initScale !== undefined)) {
    const field = std === undefined ? 'initScale' : 'std';
    throw new InputError('usage', field, std ?? initScale, 'PyTorch’s start has a scale of its own; leave this out');
  }
  if (std === undefined) return { initScale: requireNumber('initScale', initScale ?? 0.01, { above: 0 }) };
  requireNumber('std', std, { above: 0 });
  if (initScale !== undefined) throw new InputError('usage', 'std', std, 'cannot go with initScale: give one of them');
  if (start === 'balanced')
    throw new InputError('usage', 'std', std, 'is for random weights; a balanced start has initScale');
  return { std };
}

function activationFor(
  { activation = 'linear', start = 'random', loss = 'mse' }: Question,
  networks: readonly Network[],
  problem: Problem,
  samples: Samples | undefined,
): ActivationSummary | null {
  const alpha = slopeOf(activation);
  if (alpha === null) return null;
  requireTwoLayersLate(activation, networks);
  if (start !== 'random' || loss === 'logistic') {
    const message = `${activation} has a law for small random weights and mean square error only`;
    throw new InputError('unsupported', 'activation', activation, message);
  }
  return activationOf(activation, alpha, problem, samples);
}

const scaled = (scale: GaussianStart, factor: number): GaussianStart =>
  'std' in scale ? { std: factor * scale.std } : { initScale: factor * scale.initScale };

function batchOf({ batch, sampling }: Question, problem: Problem, samples: Samples | undefined): BatchQuestion | null {
  if (batch === undefined) {
    if (sampling === undefined) return null;
    throw new InputError('usage', 'sampling', sampling, 'goes with batch: give the samples of a mini-batch');
  }
  if (samples === undefined) {
    const message = 'needs the samples of the data: the noise of mini-batches is not in their second moments';
    throw new InputError('usage', 'batch', batch, message);
  }
  requireSamples(samples, problem);
  requireBatch(samples, batch, sampling ?? 'epochs');
  return { size: batch, sampling: sampling ?? 'epochs', samples };
}

function requireTarget({ target }: Problem, loss: Loss): void {
  if (loss !== 'logistic' || target === null || target === 'signs' || target === 'zero-one') return;
  throw new InputError(
    'unsupported',
    'loss',
    loss,
    'logistic loss needs targets −1, +1 or 0, 1; recode the target or use mse',
  );
}

/**
 * The problem with targets 0 and 1 as −1 and +1 under logistic loss, which is the same for both: `y' = 2y − 1` doubles its
 * correlation with what is centred.
 *
 * @throws InputError `unsupported` where means are kept: what is correlated with the mean of the inputs is not known
 */
export function withSigns(problem: Problem, { loss = 'mse' }: Question): Problem {
  if (loss !== 'logistic' || problem.target !== 'zero-one') return problem;
  if (!problem.centred) {
    const message = 'logistic loss on targets 0 and 1 needs centred columns; recode the target as −1 and +1';
    throw new InputError('unsupported', 'loss', loss, message);
  }
  const { sigmaYX, ySquared } = problem;
  const data = sigmaYX.data.map((value) => 2 * value);
  return { ...problem, sigmaYX: { ...sigmaYX, data }, ySquared: ySquared === null ? null : 4 * ySquared };
}

/** The networks asked for. @throws InputError `network` for depths and layers out of range, or a layer given twice. */
export function networksOf(input: Question['network']): Network[] {
  if (typeof input !== 'object' || (input as unknown) === null) {
    throw new InputError('network', 'network', input, `must give depth and fusionLayer, but is ${show(input)}`);
  }
  return isSeveral(input) ? severalNetworks(input) : [network(input)];
}

const isSeveral = (input: Question['network']): input is FusionLayers =>
  'fusionLayer' in input && typeof input.fusionLayer !== 'number';

function severalNetworks({ depth, fusionLayer }: FusionLayers): Network[] {
  const deepest = network({ depth, fusionLayer: depth });
  const layers: unknown = fusionLayer === 'all' ? Array.from({ length: deepest.depthA }, (_, i) => i + 1) : fusionLayer;
  if (!isList(layers) || layers.length === 0) {
    const message = `must be a layer, a list of them or all, but is ${show(fusionLayer)}`;
    throw new InputError('network', 'fusionLayer', fusionLayer, message);
  }
  const twice = layers.find((layer, i) => layers.indexOf(layer) < i);
  if (twice !== undefined) throw new InputError('network', 'fusionLayer', twice, `layer ${twice} is given twice`);
  return layers.map((layer) => network({ depth, fusionLayer: layer }));
}

const isList = (value: unknown): value is readonly number[] => Array.isArray(value);
