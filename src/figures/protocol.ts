/** The source's settings (App. J) that several figures share. */
import { problemOf } from '../problem/two-modalities.js';
import { learningLevels } from '../predict/source/levels.js';
import { fusionLayerOf, network, type NetworkInput } from '../problem/network.js';
import type { Correlations } from '../problem/correlations.js';
import { mean, standardDeviation } from '../numerics/statistics.js';
import {
  normLevels,
  signCorrelations,
  timeOf,
  type Job,
  type Simulation,
  type SimulationSettings,
  type Start,
} from '../simulate/index.js';
import type { FigureRow, Role, RuleMark } from './grammar/spec.js';
import type { Problem } from '../problem/problem.js';
import type { GaussianStart } from '../problem/start.js';

/** Learning rate (J.1). */
export const RATE = 0.04;
/** Hidden width (J.1). */
export const WIDTH = 100;
/** Standard deviation of every weight of two layers (J.3, where it is printed as a variance). */
export const STD = 1e-9;
/** `u_0` of a balanced start with the growing mode of weights of standard deviation {@link STD}: `σ √(N/2)`. */
export const STD_SCALE = STD * Math.sqrt(WIDTH / 2);
/** Two layers, late fusion. */
export const LATE = { depth: 2, fusionLayer: 2 } as const;
/** Two layers, early fusion. */
export const EARLY = { depth: 2, fusionLayer: 1 } as const;
/** A run that gets here has not learned. */
const STEP_LIMIT = 3_000_000;

/** Evenly spaced numbers, both ends included, without the dust of addition. */
export function grid(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => Number((from + ((to - from) * i) / (count - 1)).toPrecision(12)));
}

/** A linear network trained until both modalities are learned. */
export function untilLearned(
  correlations: Correlations,
  net: NetworkInput,
  start: Start,
  more: Partial<SimulationSettings> = {},
): Job {
  const initScale = 'initScale' in start ? start.initScale : STD_SCALE;
  const levels = normLevels(learningLevels(correlations, net, initScale));
  const settings = {
    start,
    width: WIDTH,
    learningRate: RATE,
    maxSteps: STEP_LIMIT,
    measure: 'weights' as const,
    levels,
    thinning: { maxRecords: 2 },
  };
  return { kind: 'linear', problem: problemOf(correlations), network: net, settings: { ...settings, ...more } };
}

/** How a figure trains: width, start and learning rate; the source's two-layer protocol unless told. */
export interface Protocol {
  readonly width?: number;
  readonly start?: GaussianStart;
  readonly learningRate?: number;
}

/** A linear network from random weights, trained for so many steps, whatever comes. */
export function forSteps(
  problem: Problem,
  net: NetworkInput,
  { width = WIDTH, start = { std: STD }, learningRate = RATE }: Protocol,
  maxSteps: number,
  more: Partial<SimulationSettings>,
): Job {
  const settings = {
    start: { kind: 'gaussian', ...start },
    width,
    learningRate,
    maxSteps,
    levels: [],
    ...more,
  } as const;
  return { kind: 'linear', problem, network: net, settings };
}

/** A dotted horizontal line, for comparison. */
export const reference = (series: string, y: number, role: Role = 'reference'): RuleMark => ({
  ...{ kind: 'rule', series, role, colour: 'grey', dash: 'dotted' },
  rows: [{ y }],
});

/** The same for a two-layer late fusion ReLU network on scalar Gaussian inputs, whose total weights are twice as large. */
export function reluUntilLearned(correlations: Correlations, settle: number): Job {
  const { A, B } = learningLevels(correlations, LATE, STD_SCALE);
  return {
    kind: 'scalar-relu',
    signs: signCorrelations(correlations),
    settings: {
      start: { kind: 'gaussian', std: STD },
      width: WIDTH,
      learningRate: RATE,
      maxSteps: STEP_LIMIT,
      levels: normLevels({ A: 2 * A, B: 2 * B }),
      settle,
      thinning: { maxRecords: 2 },
    },
  };
}

/** The later time over the earlier; nothing where one was not reached. */
export function timeRatio(run: Simulation): number[] {
  const times = bothTimes(run);
  return times.length === 0 ? [] : [times[1] / times[0]];
}

/** The earlier and the later time; nothing where one was not reached. */
export function bothTimes(run: Simulation): number[] {
  const [tA, tB] = [timeOf(run, 0), timeOf(run, 1)];
  return tA === null || tB === null ? [] : [Math.min(tA, tB), Math.max(tA, tB)];
}

/** A mark: the mean over seeds with a bar of one standard deviation to each side; nothing without a measurement. */
export function markOf(x: number, values: readonly number[]): FigureRow[] {
  if (values.length === 0) return [];
  const y = mean(values);
  if (values.length === 1) return [{ x, y }];
  const std = standardDeviation(values);
  return [{ x, y, low: y - std, high: y + std }];
}

/** `L_f = 2`, with the names of both ends. */
export function fusionLabel(net: NetworkInput): string {
  const { depthShared } = network(net);
  const layer = fusionLayerOf(network(net));
  return `L_f = ${layer ?? '?'}${layer === 1 ? ' (early)' : depthShared === 0 ? ' (late)' : ''}`;
}

/** `seeds 1 to 5`, `seed 1`. */
export function seedsPhrase(seeds: readonly number[]): string {
  return seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds[seeds.length - 1]}`;
}
