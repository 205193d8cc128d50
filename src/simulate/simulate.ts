import { network, type NetworkInput } from '../problem/network.js';
import { offsets, type Problem } from '../problem/problem.js';
import { requireBatch, requireSamples, requireTestData, type Samples } from '../problem/samples.js';
import type { Width } from '../problem/shapes.js';
import type { Start } from '../problem/start.js';
import { finalWeights, usesAt, type Use } from '../problem/use.js';
import { norm, type Matrix } from '../numerics/matrix.js';
import {
  begin,
  descend,
  type Descent,
  type DescentSettings,
  type Landmarks,
  type RunOptions,
  type Simulation,
} from './descend.js';
import { fastStepper } from './fast-stepper.js';
import { outputGauge, weightGauge } from './gauge.js';
import { miniBatchObjective, type MiniBatches } from './mini-batches.js';
import { linearModel, type Model } from './model.js';
import { meanSquare, squareLoss } from './objective.js';
import { startWeights } from './start.js';
import { plainStepper } from './stepper.js';
import { unseenLoss, type UnseenLandmark } from './unseen.js';
import { checkTraining, isPlainDescent, type Training } from './training.js';

/**
 * How use is measured: by the `output`, the singular values of `W_m Σ_m^{1/2}`, or by the norm of the `weights`
 * `‖W_m^tot‖`, as the source does.
 */
export type Measure = 'output' | 'weights';

/** How a linear network is simulated. */
export interface SimulationSettings extends DescentSettings, Training {
  /** How the weights start. */
  readonly start: Start;
  /** Hidden widths; 100, the source's, unless told. Given weights bring their own. */
  readonly width?: Width;
  /** Seed of a random start, an integer in `0…2³²−1`; 1 unless told. */
  readonly seed?: number;
  /** The moments that gradients see, where they are others than those of `problem`, with which use is measured. */
  readonly trainedOn?: Problem;
  /** By `output` unless told. */
  readonly measure?: Measure;
  /** What is waited for, in units of the measure; all that the global minimum-norm solution uses unless told. */
  readonly levels?: readonly Use[];
  /** Mini-batches of samples, drawn with the seed; all of them (the moments of the problem) unless told. */
  readonly batch?: MiniBatches;
  /** Data that are not trained on, in the units and coordinates of the problem: the loss on them is watched. */
  readonly testData?: Samples | undefined;
  /**
   * `fast` (WebAssembly SIMD, unless told) or `plain`, the reference in TypeScript: equal up to rounding. Rules of training
   * other than plain gradient descent are always `plain`.
   */
  readonly engine?: 'fast' | 'plain';
}

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
 * import { problemOf, toyCorrelations } from 'unimodal-bias';
 * import { simulate } from 'unimodal-bias/simulate';
 * const { events } = await simulate(
 *   problemOf(toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 })),
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
  const { model, ...descent } = prepare(problem, network, settings);
  return descend(model, descent.settings, options, descent.landmarks);
}

/** The same simulation at its first step, to be taken forward by the caller; refusals as of {@link simulate}. */
export function beginSimulation(problem: Problem, network: NetworkInput, settings: SimulationSettings): Descent {
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
  checkTraining(settings);
  const { start, width = DEFAULT_WIDTH, seed = 1, measure = 'output', engine = 'fast', batch, testData } = settings;
  if (batch) {
    requireSamples(batch.samples, problem);
    requireBatch(batch.samples, batch.size, batch.sampling ?? 'epochs');
  }
  if (testData) requireTestData(testData, problem);
  const weights = startWeights(start, { network: network(networkInput), width, seed, problem });
  const stepper = engine === 'plain' || !isPlainDescent(settings) ? plainStepper : fastStepper;
  const final = finalWeights(problem);
  return {
    model: linearModel(
      stepper(weights, settings),
      batch ? miniBatchObjective(problem, batch, seed) : meanSquare(settings.trainedOn ?? problem),
    ),
    settings: { ...settings, levels: settings.levels ?? finalLevels(problem, final, measure) },
    landmarks: {
      gauge: measure === 'output' ? outputGauge(problem) : weightGauge(problem.modalities.length),
      losses: lossesOf(problem, final),
      ...(testData ? { unseen: unseenLandmark(testData, problem, final) } : {}),
    },
  };
}

function unseenLandmark(testData: Samples, problem: Problem, final: Matrix): UnseenLandmark {
  const loss = unseenLoss(testData, problem);
  return { samples: testData.x.rows, loss, end: loss(totalsOf(problem, final)) };
}

/** What the global minimum-norm solution `W*` uses of each modality, in units of the measure. */
function finalLevels(problem: Problem, final: Matrix, measure: Measure): Use[] {
  const uses = usesAt(problem, final);
  if (measure === 'output') return uses;
  const used = (m: number): boolean => uses.some(({ modality, level }) => modality === m && level > 0);
  return totalsOf(problem, final).map((total, modality) => ({
    modality,
    mode: 1,
    level: used(modality) ? norm(total) : 0,
  }));
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
function totalsOf(problem: Problem, { rows, cols, data }: Matrix): Float64Array[] {
  const at = offsets(problem);
  return problem.modalities.map(({ dim }, m) => {
    const total = new Float64Array(rows * dim);
    for (let c = 0; c < rows; c++) total.set(data.subarray(c * cols + at[m], c * cols + at[m + 1]), c * dim);
    return total;
  });
}
