import type { Levers } from '../levers/levers.js';
import { scaledSamples } from '../levers/moments.js';
import { planOf, requireLevers, type Plan } from '../levers/plan.js';
import { InputError, requireFields, requireNumber } from '../problem/errors.js';
import { network, type Network, type NetworkInput } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import { requireBatch, requireSamples, requireTestData, type Samples } from '../problem/samples.js';
import type { Width } from '../problem/shapes.js';
import type { Start } from '../problem/start.js';
import { finalWeights, joined, partOf, usesAt, usesAtRest, type Measure, type Use } from '../problem/use.js';
import { norm, type Matrix } from '../numerics/matrix.js';
import { totalsAtRest } from './at-rest.js';
import {
  begin,
  descend,
  DESCENT_FIELDS,
  type Descent,
  type DescentSettings,
  type Landmarks,
  type RunOptions,
  type Simulation,
} from './descend.js';
import { outputGauge, weightGauge } from './gauge.js';
import { leveredModel, leveredStart, otherSeed } from './levered.js';
import { miniBatchObjective, type MiniBatches } from './mini-batches.js';
import type { Model } from './model.js';
import { squareLoss } from './objective.js';
import { startWeights } from './start.js';
import { unseenLoss, type UnseenLandmark } from './unseen.js';

/** How a linear network is simulated. */
export interface SimulationSettings extends DescentSettings {
  /** How the weights start. */
  readonly start: Start;
  /** Hidden widths; 100, the source's, unless told. Given weights bring their own. */
  readonly width?: Width;
  /** Seed of a random start, an integer in `0…2³²−1`; 1 unless told. */
  readonly seed?: number;
  /** What changes the training: rates, momentum, remedies, …; plain descent unless told. */
  readonly levers?: Levers;
  /** By `output` unless told. */
  readonly measure?: Measure;
  /**
   * What is waited for, in units of the measure; unless told all that training ends at, which without levers is the global
   * minimum-norm solution, or with the lever `level: 'plain'` that solution.
   */
  readonly levels?: readonly Use[];
  /** Mini-batches of samples, drawn with the seed; all of them (the moments of the problem) unless told. */
  readonly batch?: MiniBatches | undefined;
  /** Data that are not trained on, in the units and coordinates of the problem: the loss on them is watched. */
  readonly testData?: Samples | undefined;
  /**
   * `fast` (WebAssembly SIMD, unless told) or `plain`, the reference in TypeScript: equal up to rounding. Momentum, decay,
   * Adam and teachers, which need whole gradients, are always `plain`.
   */
  readonly engine?: 'fast' | 'plain';
}

const FIELDS: readonly (keyof SimulationSettings)[] = [
  ...DESCENT_FIELDS,
  'start',
  'width',
  'seed',
  'levers',
  'measure',
  'batch',
  'testData',
  'engine',
];

/** The width of every hidden layer in the source (J.1). */
export const DEFAULT_WIDTH = 100;

/**
 * Trains a linear network of M branches and C outputs by full-matrix gradient descent, full-batch unless told, on the mean
 * square error `½⟨‖y − ŷ‖²⟩` (Eq 3–5), in double precision, and measures when each mode of each modality comes into use. The same
 * seed gives the same numbers on every machine. A step costs C matrix–vector products a layer and pass.
 *
 * @formula gradient-flow/layer, gradient-flow/error-A, gradient-flow/error-B
 * @param problem - all the network sees of the data
 * @param network - depths and fusion layer
 * @param settings - start, width, learning rate and rule of training, when to stop, what to record
 * @param options - a signal that stops the run; what is finished by then is returned with `aborted: true`
 * @throws InputError `learning-rate` if the weights diverge, naming the learning rate and the step; `number`, `shape`,
 * `network` or `zero-correlation` for settings that are out of range or do not fit together.
 *
 * @example
 * ```ts
 * import { toyProblem } from 'unimodal-bias';
 * import { simulate } from 'unimodal-bias/simulate';
 * const { events } = await simulate(
 *   toyProblem({ stdA: 2, stdB: 1, rho: 0 }),
 *   { depth: 2, fusionLayer: 2 },
 *   { start: { kind: 'balanced', initScale: 1e-4 }, width: 8, learningRate: 0.04, maxSteps: 5000 },
 * );
 * const [tA, tB] = events.map(({ time }) => time ?? NaN);
 * Math.round(tB / tA); // => 4
 * ```
 */
export async function simulate(
  problem: Problem,
  network: NetworkInput,
  settings: SimulationSettings,
  options: RunOptions = {},
): Promise<Simulation> {
  requireFields('settings', settings, FIELDS);
  const levels = settings.levels ?? (await levelsAtRest(problem, network, settings, options));
  const { model, ...descent } = prepare(problem, network, { ...settings, ...(levels && { levels }) });
  return descend(model, descent.settings, options, descent.landmarks);
}

/**
 * The same simulation at its first step, to be taken forward by the caller; refusals as of {@link simulate}, and `usage` for
 * levers whose end only the way there tells, if no levels are given.
 */
export function beginSimulation(problem: Problem, network: NetworkInput, settings: SimulationSettings): Descent {
  requireFields('settings', settings, FIELDS);
  const { model, ...descent } = prepare(problem, network, settings);
  return begin(model, descent.settings, descent.landmarks);
}

/** A model at its start, and what its descent is told. */
interface Prepared {
  readonly model: Model;
  readonly settings: DescentSettings;
  readonly landmarks: Landmarks;
}

function prepare(problem: Problem, networkInput: NetworkInput, settings: SimulationSettings): Prepared {
  const {
    start,
    width = DEFAULT_WIDTH,
    seed = 1,
    measure = 'output',
    engine = 'fast',
    batch,
    testData,
    learningRate,
  } = settings;
  const net = network(networkInput);
  const plan = planUnder(problem, net, settings);
  const { measured } = plan;
  if (batch) {
    if (plan.trained !== measured || plan.heads !== null) {
      const message = 'cannot go with levers that change what is averaged (noise, dropout, unimodal losses, teachers)';
      throw new InputError('unsupported', 'batch', batch.size, `${message}: these are of all samples at once`);
    }
    requireSamples(batch.samples, problem);
    requireBatch(batch.samples, batch.size, batch.sampling ?? 'epochs');
  }
  if (testData) requireTestData(testData, problem);
  const context = { network: net, width, problem: measured };
  const another = () => startWeights(start, { ...context, seed: otherSeed(seed) });
  const samples = batch && scaledSamples(batch.samples, measured, plan.scale);
  const objective = batch && samples ? miniBatchObjective(measured, { ...batch, samples }, seed) : null;
  const how = { learningRate, engine, maxSteps: settings.maxSteps, objective, another };
  const end = plan.level === 'plain' ? finalWeights(measured) : plan.end;
  return {
    model: leveredModel(leveredStart(start, plan, { ...context, seed }), plan, how),
    settings: { ...settings, levels: settings.levels ?? levelsAt(measured, end, measure) },
    landmarks: {
      gauge: measure === 'output' ? outputGauge(measured) : weightGauge(measured.modalities.length),
      ...(plan.end === null ? {} : { losses: lossesOf(measured, plan.end) }),
      ...(testData ? { unseen: unseenLandmark(testData, plan) } : {}),
    },
  };
}

function planUnder(problem: Problem, net: Network, { levers, learningRate }: SimulationSettings): Plan {
  if (levers !== undefined) requireLevers(levers, net);
  return planOf(problem, levers ?? {}, requireNumber('learningRate', learningRate, { above: 0 }));
}

function unseenLandmark(testData: Samples, { measured, scale, end }: Plan): UnseenLandmark {
  const loss = unseenLoss(scaledSamples(testData, measured, scale), measured);
  return { samples: testData.x.rows, loss, end: end && loss(totalsOf(measured, end)) };
}

/** What training ends at, in units of the measure. */
function levelsAt(problem: Problem, end: Matrix | null, measure: Measure, used?: readonly Use[]): readonly Use[] {
  if (end === null) {
    const message = 'must be given: where training with these levers ends only the way there tells';
    throw new InputError('usage', 'levels', undefined, message);
  }
  const uses = used ?? usesAt(problem, end);
  if (measure === 'output') return uses;
  const isUsed = (m: number): boolean => uses.some(({ modality, level }) => modality === m && level > 0);
  return totalsOf(problem, end).map((total, modality) => ({
    modality,
    mode: 1,
    level: isUsed(modality) ? norm(total) : 0,
  }));
}

/** How long a way is followed before it may be at rest: so many times that of plain descent to all uses. */
const AFTER = 3;

/**
 * What training ends at where no formula tells, from the same start: run on until the weights move no more. `null` where the
 * end is known.
 */
async function levelsAtRest(
  problem: Problem,
  networkInput: NetworkInput,
  asked: SimulationSettings,
  options: RunOptions,
): Promise<readonly Use[] | null> {
  // Batches never come to rest: what they jitter around is the end of descent on all samples.
  const settings: SimulationSettings = { ...asked, batch: undefined };
  const { measured, end, level } = planUnder(problem, network(networkInput), settings);
  if (end !== null || level === 'plain') return null;
  const thinning = { maxRecords: 1 };
  const without = { ...settings, levers: {}, settle: 0, thinning };
  const plain = await simulate(measured, networkInput, without, options);
  const run = beginSimulation(problem, networkInput, { ...settings, levels: [], thinning });
  const last = Math.max(...plain.events.map(({ time }) => time ?? 0));
  const look = { after: AFTER * last, scale: norm(finalWeights(measured).data) };
  const totals = await totalsAtRest(run, look, options);
  const rest = joined(measured, totals);
  return levelsAt(measured, rest, settings.measure ?? 'output', usesAtRest(measured, rest));
}

/** Where the loss starts and ends. */
export interface Losses {
  /** `½⟨‖y‖²⟩`: nothing is learned. */
  readonly zero: number;
  /** That of the global minimum. */
  readonly least: number;
}

/** The loss of a network that has learned nothing and that of the global minimum. */
export function lossesOf(problem: Problem, final: Matrix = finalWeights(problem)): Losses {
  return { zero: (problem.ySquared ?? 0) / 2, least: squareLoss(problem, totalsOf(problem, final)) };
}

/** `C × D` total weights as a block for each modality. */
const totalsOf = (problem: Problem, W: Matrix): Float64Array[] =>
  problem.modalities.map((_, m) => partOf(problem, W, m).data);
