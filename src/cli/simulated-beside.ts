/** Simulated times beside the predicted ones. */
import type { Correlations } from '../problem/correlations.js';
import { learningLevels } from '../predict/levels.js';
import type { NetworkPrediction, Prediction } from '../predict/types.js';
import { DEFAULT_WIDTH, type Job } from '../simulate/index.js';
import { DEFAULT_STEPS } from './experiment.js';
import { runJobs, runTable, tellOfUnfinished, type Measured } from './runs.js';

/** The three times of a network, `null` where no run reached them. */
type Times = Pick<Measured, 'tA' | 'tB' | 'timeRatio'>;

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
  const jobs = prediction.predictions.map(({ network }): Job => {
    const levels = learningLevels(correlations, network, initScale);
    const start = { kind: 'gaussian', initScale } as const;
    const settings = { start, width: DEFAULT_WIDTH, learningRate, maxSteps: DEFAULT_STEPS, levels };
    return { kind: 'linear', correlations, network, settings };
  });
  const results = await runJobs(jobs, seeds);
  const predictions = prediction.predictions.map((predicted, i) => {
    const { runs, mean, std } = runTable(results[i], correlations);
    const where = predicted.fusionLayer === null ? '' : ` with fusion layer ${predicted.fusionLayer}`;
    tellOfUnfinished(runs, DEFAULT_STEPS, where);
    return { ...predicted, simulated: { ...times(mean), std: times(std), seeds: runs.length, width: DEFAULT_WIDTH } };
  });
  return { ...prediction, predictions };
}

const times = ({ tA, tB, timeRatio }: Measured): Times => ({ tA, tB, timeRatio });
