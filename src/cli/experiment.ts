/** From the options of simulate to the jobs that are run. */
import type { Command } from 'commander';
import { slopeOf, type Activation } from '../problem/activation.js';
import { InputError, requireInteger, requireNumber, show } from '../problem/errors.js';
import type { Correlations } from '../problem/correlations.js';
import type { Network } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { Samples, Sampling } from '../problem/samples.js';
import { twoModalities } from '../problem/two-modalities.js';
import { finalWeights, usesAt } from '../problem/use.js';
import type { Levers } from '../levers/levers.js';
import { fromTorch } from '../levers/units.js';
import { learningLevels } from '../predict/source/levels.js';
import { networksOf } from '../predict/question.js';
import { normLevels, signCorrelations, splitSamples, type Job, type Measure, type Start } from '../simulate/index.js';
import { leversFrom, type LeverOptions } from './lever-options.js';
import { numberOption } from './options.js';
import { batchFrom, isGiven, networkFrom, type QuestionOptions } from './question.js';
import { seedsFrom } from './seeds.js';

/** The values of the options of simulate, as text. */
export interface SimulateOptions extends QuestionOptions, LeverOptions {
  readonly width: string;
  readonly seeds: string;
  readonly start: string;
  readonly std?: string;
  readonly steps: string;
  readonly measure: string;
  readonly activation: string;
  readonly trajectory?: string;
  readonly json?: boolean;
}

/** What is simulated, on whatever data. */
export interface Experiment {
  readonly networks: readonly Network[];
  readonly width: number;
  readonly start: Exclude<Start, { kind: 'given' }>;
  /** As the user gave it, and whether for a loss without ½ and averaged over outputs. */
  readonly learningRate: number;
  readonly loss: 'mse' | 'torch-mse';
  readonly maxSteps: number;
  readonly measure: Measure;
  readonly activation: Activation;
  readonly seeds: readonly number[];
  /** As the user gave them; `null` for plain descent. */
  readonly levers: Levers | null;
  /** Mini-batches; `null` for the gradient of all samples. */
  readonly batch: { readonly size: number; readonly sampling: Sampling } | null;
}

/** After how many steps a run is given up unless told. */
export const DEFAULT_STEPS = 1_000_000;

/** What the options ask for, checked as far as it can be without the data. */
export function experimentFrom(options: SimulateOptions, command: Command): Experiment {
  const networks = networksOf(networkFrom(options, isGiven(command, 'fusion')));
  const start = startFrom(options, isGiven(command, 'init'));
  const seeds = seedsFrom('--seeds', options.seeds);
  const { batch, sampling = 'epochs' } = batchFrom(options);
  const levers = leversFrom(options);
  const given = Object.keys(levers).length > 0;
  if (given) refuseWithLevers(options);
  return {
    networks,
    width: requireInteger('--width', numberOption('--width', options.width), 1, 10_000, 'number'),
    start,
    learningRate: positive('--lr', options.lr),
    loss: lossFrom(options),
    maxSteps: requireInteger('--steps', numberOption('--steps', options.steps), 1, Number.MAX_SAFE_INTEGER, 'number'),
    measure: measureFrom(options),
    activation: activationFrom(options, networks),
    // A balanced start differs between seeds by a rotation of hidden units only: its times do not.
    seeds: start.kind === 'balanced' && batch === undefined ? seeds.slice(0, 1) : seeds,
    levers: given ? levers : null,
    batch: batch === undefined ? null : { size: batch, sampling },
  };
}

function refuseWithLevers({ activation }: SimulateOptions): void {
  if (activation === 'linear') return;
  const why = 'cannot go with levers: they are of linear networks';
  throw new InputError('unsupported', '--activation', activation, why);
}

function lossFrom({ loss }: SimulateOptions): Experiment['loss'] {
  if (loss === 'mse' || loss === 'torch-mse') return loss;
  if (loss !== 'logistic') {
    throw new InputError('usage', '--loss', loss, `must be mse or torch-mse, but is ${show(loss)}`);
  }
  const why = 'simulate trains on second moments under mse only; simulateSamples of the library knows logistic loss';
  throw new InputError('unsupported', '--loss', loss, why);
}

function measureFrom({ measure }: SimulateOptions): Measure {
  if (measure === 'output' || measure === 'weights') return measure;
  throw new InputError('usage', '--measure', measure, `must be output or weights, but is ${show(measure)}`);
}

function startFrom({ start, std, init }: SimulateOptions, initGiven: boolean): Experiment['start'] {
  if (start !== 'gaussian' && start !== 'balanced') {
    throw new InputError('usage', '--start', start, `must be gaussian or balanced, but is ${show(start)}`);
  }
  if (init === 'pytorch') {
    if (std !== undefined) throw new InputError('usage', '--std', std, 'does not go with --init pytorch');
    if (start === 'gaussian') return { kind: 'pytorch' };
    throw new InputError('usage', '--init', init, 'does not go with --start balanced; give a number');
  }
  if (start === 'balanced') {
    if (std !== undefined) throw new InputError('usage', '--std', std, 'does not go with --start balanced; use --init');
    return { kind: 'balanced', initScale: positive('--init', init) };
  }
  if (std === undefined) return { kind: 'gaussian', initScale: positive('--init', init) };
  if (initGiven) throw new InputError('usage', '--std', std, 'does not go with --init');
  return { kind: 'gaussian', std: positive('--std', std) };
}

function positive(option: string, text: string): number {
  return requireNumber(option, numberOption(option, text), { above: 0 });
}

/** ReLU networks need more of the data than their moments: samples, or that they are Gaussian scalars. */
function activationFrom(options: SimulateOptions, networks: readonly Network[]): Activation {
  const { activation, data, measure, batch, test, holdout } = options;
  const refuse = (why: string) => new InputError('unsupported', '--activation', activation, why);
  const slope = slopeOf(activation);
  if (slope === null) return 'linear';
  if (networks.some(({ depthShared }) => depthShared !== 0)) {
    throw refuse(`${activation} is simulated for late fusion, where a branch has an output of its own: --fusion late`);
  }
  if (test !== undefined || holdout !== undefined) {
    throw refuse(
      `unseen losses are measured of linear networks; leave out ${test === undefined ? '--holdout' : '--test'}`,
    );
  }
  if (batch !== undefined) throw refuse(`${activation} is trained on all samples at once: leave --batch out`);
  if (data !== undefined && measure !== 'output') {
    throw refuse(`${activation} has no total weight; use is measured by output: leave --measure out`);
  }
  if (data === undefined && (slope > 0 || networks.some(({ depthA, depthB }) => depthA !== 2 || depthB !== 2))) {
    throw refuse(
      `${activation} needs samples (--data); without them relu of two layers on scalars can be simulated (--depth 2)`,
    );
  }
  return activation as Activation;
}

/** Whether the samples of the data are needed beside their moments. */
export const wantsSamples = ({ batch, activation }: Experiment): boolean => batch !== null || activation !== 'linear';

/** The jobs of an experiment on the user's data, one a network, less their seeds. */
export function jobsOf(
  experiment: Experiment,
  problem: Problem,
  { samples, test }: { readonly samples: Samples | null; readonly test: Samples | null },
): Job[] {
  const { networks, start, width, maxSteps, activation, loss, measure } = experiment;
  const { learningRate, levers } = loss === 'mse' ? experiment : fromTorch(experiment, problem.outputs.length);
  const settings = { start, width, learningRate, maxSteps, settle: 'minimum' } as const;
  const data = {
    ...(experiment.batch && samples ? { batch: { ...experiment.batch, samples } } : {}),
    ...(test ? { testData: test } : {}),
  };
  const source = twoModalities(problem);
  if (activation !== 'linear') {
    const own = { ...settings, settle: 0 };
    if (samples === null) return [scalarReluJob(experiment, problem, source, own)];
    // What is waited for is the half of what a linear network would end with.
    const measured = { activation, measure: 'output', levels: usesAt(problem) } as const;
    const pair = splitSamples(problem, samples);
    return networks.map((network): Job => ({
      kind: 'samples',
      samples: pair,
      network,
      settings: { ...own, ...measured },
    }));
  }
  return networks.map((network): Job => {
    if (levers !== null)
      return { kind: 'linear', problem, network, settings: { ...settings, ...data, measure, levers } };
    if (measure === 'output' || source === null) {
      return { kind: 'linear', problem, network, settings: { ...settings, ...data, measure } };
    }
    const levels = normLevels(learningLevels(source, network, scaleOf(experiment)));
    return { kind: 'linear', problem, network, settings: { ...settings, ...data, measure, levels } };
  });
}

/**
 * A ReLU network computes a linear function with twice the total weight: half of its units see the positive inputs, half
 * the negative. A scalar is used by output when it is by weight.
 */
function scalarReluJob(
  experiment: Experiment,
  problem: Problem,
  source: Correlations | null,
  settings: Extract<Job, { kind: 'scalar-relu' }>['settings'],
): Job {
  if (source === null) {
    const why = 'relu is for two modalities of one input each and one output';
    throw new InputError('unsupported', '--activation', 'relu', why);
  }
  const signs = signCorrelations(source);
  const [A, B] = finalWeights(problem).data.map(Math.abs);
  const norms =
    experiment.measure === 'output' ? { A, B } : learningLevels(source, experiment.networks[0], scaleOf(experiment));
  return {
    kind: 'scalar-relu',
    signs,
    settings: { ...settings, levels: normLevels({ A: 2 * norms.A, B: 2 * norms.B }) },
  };
}

/** With one standard deviation a layer passes a random vector on with σ√N of its length, as one of norm u₀ does with u₀. */
function scaleOf({ start, width }: Experiment): number {
  if ('initScale' in start) return start.initScale;
  return 'std' in start ? start.std * Math.sqrt(width) : 1 / Math.sqrt(3);
}
