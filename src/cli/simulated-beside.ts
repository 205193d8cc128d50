/** Simulated times beside the predicted ones. */
import { mean, standardDeviation } from '../numerics/statistics.js';
import type { Correlations } from '../problem/correlations.js';
import { problemOf } from '../problem/two-modalities.js';
import { learningLevels } from '../predict/levels.js';
import type { NetworkPrediction, Prediction } from '../predict/types.js';
import { DEFAULT_WIDTH, normLevels, timeOf, type Job, type SeedRun } from '../simulate/index.js';
import { DEFAULT_STEPS } from './experiment.js';
import { runJobs, tellOfUnfinished } from './runs.js';

/** The three times of a network, `null` where no run reached them. */
interface Times {
  readonly tA: number | null;
  readonly tB: number | null;
  /** The later time over the earlier. */
  readonly timeRatio: number | null;
}

/** Times over several seeds of random starts: means over the runs that reached them. */
export interface Simulated extends Times {
  /** Sample standard deviations. */
  readonly std: Times;
  /** How many seeds were finished. */
  readonly seeds: number;
  /** Of every hidden layer. */
  readonly width: number;
}

/** A prediction whose networks may have been simulated too. */
export interface ComparedPrediction extends Prediction {
  readonly predictions: readonly (NetworkPrediction & { readonly simulated?: Simulated })[];
}

/** Trains every network of a prediction from the same seeds, by the source's deep protocol. */
export async function simulateBeside(
  prediction: Prediction,
  correlations: Correlations,
  seeds: readonly number[],
): Promise<ComparedPrediction> {
  const { initScale, learningRate } = prediction.training;
  const problem = problemOf(correlations);
  const jobs = prediction.predictions.map(({ network }): Job => {
    const levels = normLevels(learningLevels(correlations, network, initScale));
    const start = { kind: 'gaussian', initScale } as const;
    const settings = { start, width: DEFAULT_WIDTH, learningRate, maxSteps: DEFAULT_STEPS, levels };
    return { kind: 'linear', problem, network, settings: { ...settings, measure: 'weights' } };
  });
  const results = await runJobs(jobs, seeds);
  const predictions = prediction.predictions.map((predicted, i) => {
    const runs = results.at(i) ?? [];
    const where = predicted.fusionLayer === null ? '' : ` with fusion layer ${predicted.fusionLayer}`;
    tellOfUnfinished(runs, DEFAULT_STEPS, where);
    const spreads = over(runs, standardDeviation, 2);
    return {
      ...predicted,
      simulated: { ...over(runs, mean, 1), std: spreads, seeds: runs.length, width: DEFAULT_WIDTH },
    };
  });
  return { ...prediction, predictions };
}

/** A statistic of each time over the runs that have it, `null` where fewer than `least` do. */
function over(runs: readonly SeedRun[], statistic: (values: number[]) => number, least: number): Times {
  const of = (read: (a: number | null, b: number | null) => number | null): number | null => {
    const values = runs.flatMap(({ simulation }) => read(timeOf(simulation, 0), timeOf(simulation, 1)) ?? []);
    return values.length < least ? null : statistic(values);
  };
  return { tA: of((a) => a), tB: of((_, b) => b), timeRatio: of(ratioOf) };
}

/** The later time over the earlier; `null` where one was not reached or a start had passed it already. */
function ratioOf(tA: number | null, tB: number | null): number | null {
  if (tA === null || tB === null || Math.min(tA, tB) === 0) return null;
  return Math.max(tA, tB) / Math.min(tA, tB);
}
