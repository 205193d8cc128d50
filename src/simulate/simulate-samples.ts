import type { Measure } from '../problem/use.js';
import { matrixTimesColumn, row, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import type { Correlations } from '../problem/correlations.js';
import { slopeOf, type Activation } from '../problem/activation.js';
import { InputError, requireFields } from '../problem/errors.js';
import { network, type Network, type NetworkInput } from '../problem/network.js';
import { numbered } from '../problem/two-modalities.js';
import type { Weights } from '../problem/weights.js';
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
import { fastStepper } from './fast-stepper.js';
import { sampleGauge } from './gauge.js';
import { linearModel, type Model } from './model.js';
import { reluModel } from './relu.js';
import { checkSamples, onSamples, pointLosses, type Samples } from './samples.js';
import { scalarReluModel } from './scalar-relu.js';
import { DEFAULT_WIDTH, type SimulationSettings } from './simulate.js';
import { startWeights } from './start.js';
import { plainStepper } from './stepper.js';

/** How a network is trained on samples. */
export interface SampleSettings extends ScalarReluSettings {
  /** Behind every layer but the last, and behind the sum at the fusion layer; `linear` unless told. */
  readonly activation?: Activation;
  /** What levels are levels of: norms of total weights, unless told, or standard deviations of what a branch adds to the output. */
  readonly measure?: Measure;
  /** `square` (`½⟨(y − ŷ)²⟩`, unless told) or `logistic` (`⟨ln(1 + e^{−yŷ})⟩`, targets ±1). */
  readonly loss?: 'square' | 'logistic';
}

/** How a ReLU network of scalar inputs is trained. */
export interface ScalarReluSettings extends DescentSettings, Pick<SimulationSettings, 'start' | 'width' | 'seed'> {}

const SCALAR_FIELDS: readonly (keyof ScalarReluSettings)[] = [...DESCENT_FIELDS, 'start', 'width', 'seed'];
const FIELDS: readonly (keyof SampleSettings)[] = [...SCALAR_FIELDS, 'activation', 'measure', 'loss'];

/**
 * Trains a network on explicit samples by full-batch gradient descent: what the correlations alone do not decide, (leaky) ReLU
 * networks without biases and logistic loss. Inputs and targets are taken as they are, without centring. The total
 * weights of a ReLU network are the products of its matrices, as if it were linear.
 *
 * @param samples - `P` samples
 * @param networkInput - depths and fusion layer
 * @param settings - as for `simulate`, with activation and loss
 * @param options - a signal that stops the run; what is finished by then is returned with `aborted: true`
 * @throws InputError as `simulate` does; `usage` for an unknown activation, `unsupported` for `measure: 'output'` of a network
 * that does not end with its fusion; `number` for logistic loss with targets other than ±1.
 *
 * @example
 * ```ts
 * import { simulateSamples } from 'unimodal-bias/simulate';
 * const x = { rows: 2, cols: 1, data: Float64Array.of(1, -1) };
 * const run = await simulateSamples(
 *   { xA: x, xB: x, y: Float64Array.of(2, 0) },
 *   { depth: 2, fusionLayer: 2 },
 *   { activation: 'relu', start: { kind: 'gaussian', std: 0.1 }, learningRate: 0.1, maxSteps: 2000 },
 * );
 * run.final.loss < 1e-6; // => true
 * ```
 */
export async function simulateSamples(
  samples: Samples,
  networkInput: NetworkInput,
  settings: SampleSettings,
  options: RunOptions = {},
): Promise<Simulation> {
  const { model, landmarks } = prepare(samples, networkInput, settings);
  return descend(model, settings, options, landmarks);
}

/** The same simulation at its first step, to be taken forward by the caller; refusals as of {@link simulateSamples}. */
export function beginSamples(samples: Samples, networkInput: NetworkInput, settings: SampleSettings): Descent {
  const { model, landmarks } = prepare(samples, networkInput, settings);
  return begin(model, settings, landmarks);
}

function prepare(
  samples: Samples,
  networkInput: NetworkInput,
  settings: SampleSettings,
): { model: Model; landmarks: Landmarks } {
  requireFields('settings', settings, FIELDS);
  const net = network(networkInput);
  const { activation = 'linear', loss = 'square', learningRate, measure = 'weights' } = settings;
  checkSamples(samples, loss);
  const slope = slopeOf(activation);
  if (measure === 'output') requireLate(net);
  const weights = start(net, settings, [targetTimes(samples, 'xA'), targetTimes(samples, 'xB')]);
  const gauged = (outputs: (m: number) => Float64Array): Landmarks =>
    measure === 'output' ? { gauge: sampleGauge(outputs) } : {};
  if (slope !== null) {
    const model = reluModel(samples, weights, pointLosses[loss], learningRate, slope);
    return { model, landmarks: gauged((m) => model.branchOutputs[m]) };
  }
  const model = linearModel(fastStepper(weights, { learningRate }), onSamples(samples, pointLosses[loss]));
  const inputs = [samples.xA, samples.xB];
  return { model, landmarks: gauged((m) => matrixTimesColumn(inputs[m], model.totals[m])) };
}

/**
 * Trains a two-layer late fusion ReLU network on scalar modalities under mean square error, exactly, from nothing but
 * the second moments of the inputs split by sign. A step costs as little as a hidden unit a multiplication or two,
 * whatever the number of samples.
 *
 * @param signs - correlations of `(x_A⁺, x_A⁻)` and `(x_B⁺, x_B⁻)`: of a Gaussian population by `signCorrelations`, of
 * samples from what `splitSigns` makes of them (uncentred)
 * @param settings - as for `simulate`; a start that needs `Σ_y` takes `⟨yx⟩ = ⟨yx⁺⟩ + ⟨yx⁻⟩`
 * @param options - a signal that stops the run; what is finished by then is returned with `aborted: true`
 * @throws InputError as `simulate` does; `shape` if a modality does not come as two inputs.
 *
 * @example
 * ```ts
 * import { toyCorrelations } from 'unimodal-bias/data';
 * import { signCorrelations, simulateScalarRelu } from 'unimodal-bias/simulate';
 * const run = await simulateScalarRelu(signCorrelations(toyCorrelations({ stdA: 2, stdB: 1, rho: 0 })), {
 *   start: { kind: 'gaussian', std: 1e-3 },
 *   learningRate: 0.04,
 *   maxSteps: 5000,
 * });
 * run.final.totals[0][0].toFixed(6); // => '2.000000'
 * ```
 */
export async function simulateScalarRelu(
  signs: Correlations,
  settings: ScalarReluSettings,
  options: RunOptions = {},
): Promise<Simulation> {
  requireFields('settings', settings, SCALAR_FIELDS);
  const { sigmaYA, sigmaYB } = signs;
  if (sigmaYA.length !== 2 || sigmaYB.length !== 2) {
    const found = `${sigmaYA.length} and ${sigmaYB.length}`;
    throw new InputError('shape', 'signs', found, `must be correlations of two inputs a modality, but has ${found}`);
  }
  const unsplit = [sigmaYA, sigmaYB].map(([positive, negative]) => Float64Array.of(positive + negative));
  const weights = start(network({ depth: 2, fusionLayer: 2 }), settings, unsplit);
  return descend(scalarReluModel(signs, weights, settings.learningRate), settings, options);
}

/**
 * The loss of a network with the given weights, averaged over samples: on samples it was not trained on, its
 * generalization error. For a linear network under mean square error `squareLoss` needs no samples.
 *
 * @param weights - all layers
 * @param samples - `P` samples
 * @param settings - activation and loss, as for `simulateSamples`
 * @throws InputError `shape` if the samples do not fit each other, `number` for logistic loss with targets other than ±1,
 * `usage` for an unknown activation.
 *
 * @example
 * ```ts
 * import { sampleLoss } from 'unimodal-bias/simulate';
 * const m = (x: number) => ({ rows: 1, cols: 1, data: Float64Array.of(x) });
 * const weights = { branches: [[m(1), m(2)], [m(1), m(1)]], shared: [] };
 * sampleLoss(weights, { xA: m(3), xB: m(-1), y: Float64Array.of(4) }, { activation: 'relu' }); // => 2
 * ```
 */
export function sampleLoss(
  weights: Weights,
  samples: Samples,
  { activation = 'linear', loss = 'square' }: Pick<SampleSettings, 'activation' | 'loss'> = {},
): number {
  checkSamples(samples, loss);
  const slope = slopeOf(activation);
  const noRate = 0; // only looked at, never stepped
  const model =
    slope !== null
      ? reluModel(samples, weights, pointLosses[loss], noRate, slope)
      : linearModel(plainStepper(weights, { learningRate: noRate }), onSamples(samples, pointLosses[loss]));
  model.refresh();
  return model.loss();
}

/** Starting weights for inputs with these correlations with the target. */
function start(net: Network, settings: ScalarReluSettings, drives: readonly Float64Array[]): Weights {
  const { width = DEFAULT_WIDTH, seed = 1 } = settings;
  const modalities = drives.map(({ length }, m) => numbered('AB'[m], length));
  const problem = { modalities, sigmaYX: row(Float64Array.from(drives.flatMap((drive) => [...drive]))) };
  return startWeights(settings.start, { network: net, width, seed, problem });
}

/** `⟨y xᵀ⟩`. */
function targetTimes(samples: Samples, modality: 'xA' | 'xB'): Float64Array {
  const inputs: Matrix = samples[modality];
  return rowTimesMatrix(samples.y, inputs).map((sum) => sum / samples.y.length);
}

function requireLate({ depthShared }: Network): void {
  if (depthShared === 0) return;
  const message = 'what a branch adds to the output is known for late fusion only; measure weights instead';
  throw new InputError('unsupported', 'measure', 'output', message);
}
