/** From the options of simulate to the job that is run. */
import type { Command } from 'commander';
import { InputError, requireInteger, requireNumber, show } from '../problem/errors.js';
import type { ByModality, Correlations } from '../problem/correlations.js';
import type { FusionLayers } from '../predict/question.js';
import { network, type Network, type NetworkInput } from '../problem/network.js';
import { learningLevels } from '../predict/levels.js';
import { signCorrelations, type Job, type Start } from '../simulate/index.js';
import { numberOption } from './options.js';
import { isGiven, networkFrom, type QuestionOptions } from './question.js';
import { seedsFrom } from './seeds.js';

/** The values of the options of simulate, as text. */
export interface SimulateOptions extends QuestionOptions {
  readonly width: string;
  readonly seeds: string;
  readonly start: string;
  readonly std?: string;
  readonly steps: string;
  readonly activation: string;
  readonly trajectory?: string;
  readonly json?: boolean;
}

/** What is simulated, on whatever data. */
export interface Experiment {
  readonly network: Network;
  readonly width: number;
  readonly start: Exclude<Start, { kind: 'given' }>;
  readonly learningRate: number;
  readonly maxSteps: number;
  readonly activation: 'linear' | 'relu';
  readonly seeds: readonly number[];
}

/** After how many steps a run is given up unless told. */
export const DEFAULT_STEPS = 1_000_000;

/** What the options ask for, checked as far as it can be without the data. */
export function experimentFrom(options: SimulateOptions, command: Command): Experiment {
  if (options.loss !== 'mse') {
    const why = 'simulate trains on correlations under mse only; simulateSamples of the library knows logistic loss';
    throw new InputError('unsupported', '--loss', options.loss, why);
  }
  const asked = networkFrom(options, isGiven(command, 'fusion'));
  const net = network(oneNetwork(asked));
  return {
    network: net,
    width: requireInteger('--width', numberOption('--width', options.width), 1, 10_000, 'number'),
    start: startFrom(options, isGiven(command, 'init')),
    learningRate: positive('--lr', options.lr),
    maxSteps: requireInteger('--steps', numberOption('--steps', options.steps), 1, Number.MAX_SAFE_INTEGER, 'number'),
    activation: activationFrom(options, net),
    seeds: seedsFrom('--seeds', options.seeds),
  };
}

function oneNetwork(asked: NetworkInput | FusionLayers): NetworkInput {
  if (!('fusionLayer' in asked)) return asked;
  const { depth, fusionLayer } = asked;
  if (typeof fusionLayer === 'number') return { depth, fusionLayer };
  const why = 'simulate runs one fusion layer; give 1 (early) to L, or late';
  throw new InputError('usage', '--fusion', fusionLayer, why);
}

function startFrom({ start, std, init }: SimulateOptions, initGiven: boolean): Experiment['start'] {
  if (start === 'balanced') {
    if (std !== undefined) throw new InputError('usage', '--std', std, 'does not go with --start balanced; use --init');
    return { kind: 'balanced', initScale: positive('--init', init) };
  }
  if (start !== 'gaussian') {
    throw new InputError('usage', '--start', start, `must be gaussian or balanced, but is ${show(start)}`);
  }
  if (std === undefined) return { kind: 'gaussian', initScale: positive('--init', init) };
  if (initGiven) throw new InputError('usage', '--std', std, 'does not go with --init');
  return { kind: 'gaussian', std: positive('--std', std) };
}

function positive(option: string, text: string): number {
  return requireNumber(option, numberOption(option, text), { above: 0 });
}

function activationFrom({ activation, data }: SimulateOptions, net: Network): Experiment['activation'] {
  if (activation === 'linear') return activation;
  if (activation !== 'relu') {
    throw new InputError('usage', '--activation', activation, `must be linear or relu, but is ${show(activation)}`);
  }
  if (data !== undefined) {
    const why = 'relu needs more of the data than their correlations; give scalar inputs by --toy or --correlations';
    throw new InputError('unsupported', '--activation', activation, why);
  }
  if (net.depthA !== 2 || net.depthB !== 2 || net.depthShared !== 0) {
    throw new InputError('unsupported', '--activation', activation, 'relu needs two layers and late fusion: --depth 2');
  }
  return activation;
}

/**
 * The levels whose halves are the learning times. A ReLU network computes a linear function with twice the total weight:
 * half of its units see the positive inputs, half the negative.
 */
export function levelsOf(
  { network, start, width, activation }: Experiment,
  correlations: Correlations,
): ByModality<number> {
  // With one standard deviation a layer passes a random vector on with σ√N of its length, as one of norm u₀ does with u₀.
  const initScale = 'std' in start ? start.std * Math.sqrt(width) : start.initScale;
  const { A, B } = learningLevels(correlations, network, initScale);
  return activation === 'relu' ? { A: 2 * A, B: 2 * B } : { A, B };
}

/** The experiment on the user's data, less its seeds. */
export function jobOf(experiment: Experiment, correlations: Correlations, levels: ByModality<number>): Job {
  const { network, start, width, learningRate, maxSteps, activation } = experiment;
  const settings = { start, width, learningRate, maxSteps, levels };
  return activation === 'relu'
    ? { kind: 'scalar-relu', signs: signCorrelations(correlations), settings }
    : { kind: 'linear', correlations, network, settings };
}
