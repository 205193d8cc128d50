/** Losses on unseen data along the way: predicted against full matrices on held-out splits. */
import { readData, type Samples } from '../../data/index.js';
import { mean } from '../../numerics/statistics.js';
import { predict } from '../../predict/predict.js';
import { network } from '../../problem/network.js';
import type { Simulation } from '../../simulate/index.js';
import type { CheckContext, Claim, ClaimResult, Row } from '../harness/claim.js';
import { diabetesFile } from '../harness/diabetes.js';
import { compare, judged } from '../harness/judge.js';

const LATE = network({ depth: 2, fusionLayer: 2 });
const WIDTH = 100;
const ROWS = 442;
/** Stated beforehand: shares of best step and best loss. */
const LIMITS = { step: 0.04, loss: 0.02 };
/** A minimum so flat has no step to speak of: nothing is lost by stopping anywhere about it. */
const FLAT = 1e-4;

/** Claims about unseen data. */
export const unseenClaims: readonly Claim[] = [
  {
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
    expectHolds: true,
    quick: true,
    run,
  },
];

async function run(context: CheckContext): Promise<ClaimResult> {
  const sizes = context.quick ? [60] : [5, 10, 20, 30, 60, 100];
  const rows: Row[] = [];
  for (const size of sizes) {
    rows.push(...(await compared(context, size)));
    await context.progress(rows.length / sizes.length / 2);
  }
  return judged(rows);
}

async function compared(context: CheckContext, size: number): Promise<Row[]> {
  const { problem, test } = await readData(diabetesFile(), {
    modalities: { serum: 's1..s6', body: 'age,sex,bmi,bp' },
    y: 'progression',
    standardize: true,
    holdout: { fraction: 1 - size / ROWS, seed: 1 },
  });
  if (test === null) return [];
  const { unseen } = predict(problem, { network: LATE, width: WIDTH }, { testData: test }).predictions[0];
  if (unseen === null) return [];
  const start = { kind: 'gaussian', initScale: 0.01 } as const;
  const maxSteps = context.quick ? 1000 : 20_000;
  const settings = { start, width: WIDTH, learningRate: 0.04, maxSteps, levels: [], thinning: { every: 2 } } as const;
  const seeds = context.quick ? [1, 2] : [1, 2, 3, 4, 5, 6];
  const runs = await context.simulate({ kind: 'linear', problem, network: LATE, settings }, seeds);
  const bests = runs.map((one) => leastOf(one, test));
  const name = `${size} rows`;
  const loss = mean(bests.map((best) => best.loss));
  const turns = unseen.bestStep !== Infinity && unseen.trainedLoss - unseen.bestLoss > FLAT * unseen.trainedLoss;
  const step = mean(bests.map((best) => best.step));
  return [
    compare(`best step, ${name}`, unseen.bestStep, step, turns ? LIMITS.step * step : null),
    compare(`best loss, ${name}`, unseen.bestLoss, loss, LIMITS.loss * loss),
  ];
}

/** The recorded step with the least unseen loss. */
function leastOf({ trajectory }: Simulation, test: Samples): { step: number; loss: number } {
  let best = { step: 0, loss: Infinity };
  for (const { step, totals } of trajectory) {
    const weights = totals.flatMap((part) => [...part]);
    let sum = 0;
    for (let r = 0; r < test.x.rows; r++) {
      let error = test.y.data[r];
      for (let j = 0; j < weights.length; j++) error -= weights[j] * test.x.data[r * weights.length + j];
      sum += error * error;
    }
    const loss = sum / (2 * test.x.rows);
    if (loss < best.loss) best = { step, loss };
  }
  return best;
}
