/** Losses on unseen data along the way: predicted against full matrices on held-out splits. */
import { readData, type Samples } from '../../data/index.js';
import { mean, standardDeviation } from '../../numerics/statistics.js';
import { predict } from '../../predict/predict.js';
import { unseenAlong, unseenLoss } from '../../predict/starts/unseen.js';
import { network } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import type { Simulation } from '../../simulate/index.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { diabetesFile } from '../harness/diabetes.js';
import { compare, judged, rowsOver } from '../harness/judge.js';
import { seedsFrom, trained, TWO_LAYER_LATE } from '../harness/problems.js';

const LATE = network(TWO_LAYER_LATE);
const WIDTH = 100;
const ROWS = 442;
/** Stated beforehand: shares of best step and best loss. */
const LIMITS = { step: 0.04, loss: 0.02 };
/** A minimum so flat has no step to speak of: nothing is lost by stopping anywhere about it. */
const FLAT = 1e-4;

/** Claims about unseen data. */
export const unseenClaims: readonly Claim[] = [
  claim({
    id: 'unseen-loss',
    equations: '—',
    title: 'The loss on unseen data along the way follows from the training moments',
    predicted: 'best step and best loss on held-out rows, means over drawn starts',
    problems: 'diabetes data, ten inputs, trained on 5 to 100 rows',
    measured: `full matrices of width ${WIDTH}, means over seeds`,
    criterion: {
      kind: 'interval',
      reason:
        'Stated beforehand: 4% of the best step, 2% of the best loss; a minimum within 0.01% of the end has no step.',
    },
    run: (context) => bySize(context, bestRows),
  }),
  claim({
    id: 'unseen-curve',
    equations: '—',
    title: 'The whole curve of the loss on unseen data follows from the training moments',
    predicted: 'the loss on held-out rows at thirty steps, evenly in ln t: means over drawn starts',
    problems: 'diabetes data, ten inputs, trained on 5 to 100 rows',
    measured: `full matrices of width ${WIDTH}, means over seeds; the step with the largest miss for its uncertainty`,
    criterion: {
      kind: 'interval',
      reason:
        'Stated beforehand: 2% of the loss, and three standard errors of the means over seeds and over drawn starts.',
    },
    run: (context) => bySize(context, curveRows),
  }),
];

/** A split, and the runs on it. */
interface Split {
  readonly name: string;
  readonly problem: Problem;
  readonly test: Samples;
  readonly maxSteps: number;
  readonly runs: readonly Simulation[];
}

const START = { initScale: 0.01 };
const RATE = 0.04;

async function bySize(context: CheckContext, rowsOf: (split: Split) => Row[]): Promise<ClaimResult> {
  const sizes = context.quick ? [60] : [5, 10, 20, 30, 60, 100];
  return judged(await rowsOver(context, sizes, async (size) => rowsOf(await splitOf(context, size))));
}

async function splitOf(context: CheckContext, size: number): Promise<Split> {
  const { problem, test } = await readData(diabetesFile(), {
    modalities: { serum: 's1..s6', body: 'age,sex,bmi,bp' },
    y: 'progression',
    standardize: true,
    holdout: { fraction: 1 - size / ROWS, seed: 1 },
  });
  if (test === null) throw new Error('there is a hold-out');
  const start = { kind: 'gaussian', ...START } as const;
  const maxSteps = context.quick ? 1000 : 20_000;
  const settings = { start, width: WIDTH, learningRate: RATE, maxSteps, levels: [], thinning: { every: 2 } } as const;
  const runs = await trained(context, problem, LATE, settings, seedsFrom(1, context.quick ? 3 : 6));
  return { name: `${size} rows`, problem, test, maxSteps, runs };
}

function bestRows({ name, problem, test, runs }: Split): Row[] {
  const { unseen } = predict(problem, { network: LATE, width: WIDTH }, { testData: test }).predictions[0];
  if (unseen === null) return [];
  const bests = runs.map((one) => leastOf(one, test));
  const loss = mean(bests.map((best) => best.loss));
  const turns = unseen.bestStep !== Infinity && unseen.trainedLoss - unseen.bestLoss > FLAT * unseen.trainedLoss;
  const step = mean(bests.map((best) => best.step));
  return [
    compare(`best step, ${name}`, unseen.bestStep, step, turns ? LIMITS.step * step : null),
    compare(`best loss, ${name}`, unseen.bestLoss, loss, LIMITS.loss * loss),
  ];
}

const POINTS = 30;
const ERRORS = 3;

/** The step at which the mean over runs is farthest from the mean over as many drawn starts, for its uncertainty. */
function curveRows({ name, problem, test, maxSteps, runs }: Split): Row[] {
  // Recorded steps are even.
  const grid = Array.from({ length: POINTS }, (_, i) => 2 * Math.round(maxSteps ** ((i + 1) / POINTS) / 2));
  const steps = [...new Set(grid)];
  const measured = runs.map(({ trajectory }) => {
    const at = new Map(trajectory.map(({ step, totals }) => [step, lossOn(test, totals)]));
    return steps.map((step) => at.get(step) ?? NaN);
  });
  const input = { problem, network: LATE, width: WIDTH, learningRate: RATE, measure: 'output', start: START } as const;
  const predicted = runs.map((_, draw) => unseenAlong(input, unseenLoss(test, problem), { draw, steps }));
  const rows = steps.map((step, i) => {
    const [ofFlow, ofRuns] = [predicted, measured].map((curves) => curves.map((curve) => curve[i]));
    const error = Math.hypot(standardDeviation(ofFlow), standardDeviation(ofRuns)) / Math.sqrt(runs.length);
    const uncertainty = LIMITS.loss * mean(ofRuns) + ERRORS * error;
    return compare(`unseen loss at step ${step}, ${name}`, mean(ofFlow), mean(ofRuns), uncertainty);
  });
  const share = ({ miss, uncertainty }: Row) => miss / (uncertainty ?? Infinity);
  return [rows.reduce((worst, row) => (share(row) > share(worst) || Number.isNaN(row.miss) ? row : worst))];
}

/** The recorded step with the least unseen loss. */
function leastOf({ trajectory }: Simulation, test: Samples): { step: number; loss: number } {
  const losses = trajectory.map(({ step, totals }) => ({ step, loss: lossOn(test, totals) }));
  return losses.reduce((best, one) => (one.loss < best.loss ? one : best));
}

/** `½⟨(y − W x)²⟩` over the rows, of total weights by modality: row by row, as the theory's moments are not. */
function lossOn({ x, y }: Samples, totals: readonly Float64Array[]): number {
  const weights = totals.flatMap((part) => [...part]);
  let sum = 0;
  for (let r = 0; r < x.rows; r++) {
    let error = y.data[r];
    for (let j = 0; j < weights.length; j++) error -= weights[j] * x.data[r * weights.length + j];
    sum += error * error;
  }
  return sum / (2 * x.rows);
}
