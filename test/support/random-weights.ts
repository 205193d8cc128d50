/** What tests of the prediction for random weights share. */
import { readFileSync } from 'node:fs';
import { predict, type Correlations, type FiniteWidthPrediction, type PredictInput } from '../../src/index.js';

/** Means over seeds of full-matrix gradient descent by an independent program. */
export interface Row {
  readonly L: number;
  readonly Lf: number;
  readonly sigmaRatio: number;
  readonly rho: number;
  readonly u0: number;
  readonly N: number;
  readonly seeds: number;
  readonly tA: number;
  readonly tB: number;
  readonly ratio: number;
  readonly ratioStd: number;
}

/** The settings of up to four layers. */
export const rows = (JSON.parse(readFileSync('test/reference/simulated.json', 'utf8')) as Row[]).filter(
  ({ L }) => L <= 4,
);

/** The prediction for random weights, which must be there. */
export function finiteWidth(c: Correlations, input: PredictInput): FiniteWidthPrediction {
  const answer = predict(c, input).predictions[0].finiteWidth;
  if (!answer) throw new Error('no finite-width prediction');
  return answer;
}
