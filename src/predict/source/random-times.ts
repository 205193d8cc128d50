/** Times of random weights as the source counts them: by weight norms, half of a plateau and half of the final value. */
import { mean, standardDeviation } from '../../numerics/statistics.js';
import { randomStart } from '../../flows/random/index.js';
import type { Correlations } from '../../problem/correlations.js';
import { network, type NetworkInput } from '../../problem/network.js';
import type { Width } from '../../problem/shapes.js';
import type { GaussianStart } from '../../problem/start.js';
import { problemOf } from '../../problem/two-modalities.js';
import type { LearningTimes } from '../answer.js';
import { usesByWeights } from './levels.js';
import { laterOverEarlier } from '../numbers.js';

/** Random weights of a network. */
export interface RandomWeights {
  readonly network: NetworkInput;
  readonly width: Width;
  readonly start: GaussianStart;
  readonly learningRate: number;
}

/** Means over starts, with their standard deviations, in steps. */
export interface RandomTimes extends LearningTimes {
  readonly std: LearningTimes;
  /** How many starts were drawn. */
  readonly draws: number;
}

/** The times, or `null` where the work they take is too much. */
export function randomTimes(c: Correlations, weights: RandomWeights): RandomTimes | null {
  const net = network(weights.network);
  const problem = problemOf(c);
  const uses = usesByWeights(problem, net, weights.start);
  const found = randomStart({ problem, ...weights, network: net, measure: 'weights', uses });
  if ('unfinished' in found || found.horizon !== null) return null;
  const column = (value: (times: readonly number[]) => number) => found.times.map(value);
  const values = {
    tA: column(([tA]) => tA),
    tB: column(([, tB]) => tB),
    timeRatio: column(([tA, tB]) => laterOverEarlier([tA, tB])),
  };
  const over = (statistic: (x: number[]) => number, never: number): LearningTimes => {
    const of = (x: number[]) => (x.every(Number.isFinite) ? statistic(x) : never);
    return { tA: of(values.tA), tB: of(values.tB), timeRatio: of(values.timeRatio) };
  };
  return { ...over(mean, Infinity), std: over(standardDeviation, 0), draws: found.times.length };
}
