/** Mini-batches: mean and spread of the times from one start, against training on them. */
import { dataFromArrays, readData, type Data } from '../../data/index.js';
import { mean, standardDeviation } from '../../numerics/statistics.js';
import { rowsOf } from '../../numerics/matrix.js';
import { batchEffect } from '../../predict/closed/mini-batches.js';
import { network } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import type { Samples } from '../../problem/samples.js';
import { gaussianSamples, startWeights } from '../../simulate/index.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { diabetesFile } from '../harness/diabetes.js';
import { compare, judged, rowsOver } from '../harness/judge.js';
import { seedsFrom, trained, TWO_LAYER_LATE } from '../harness/problems.js';

const LATE = network(TWO_LAYER_LATE);
const WIDTH = 20;

/** What the formula for the first modality claims, beside what the seeds leave open: second orders in the noise of a step. */
const CLAIMED = 0.15;
/** Starts that come to their transitions at other shares of an epoch. */
const STARTS = [0.01, 0.006] as const;

/** Claims about mini-batches. */
export const miniBatchClaims: readonly Claim[] = [
  claim({
    id: 'mini-batches',
    equations: '—',
    title: 'Mini-batches spread the times of use by as much as fourth moments of the data say',
    predicted: 'mean and standard deviation over batches, by epochs and with replacement, from one start',
    problems: '512 samples of scalar Gaussian inputs, and two splits of the diabetes data',
    measured: `full matrices of width ${WIDTH}, two starts, other batches with every seed`,
    criterion: {
      kind: 'interval',
      reason:
        'The standard deviation of the first modality is claimed to 15%, to which comes the 95% interval of one measured over as many seeds, in every setting. The spread of the second modality, and the means, are reported.',
    },
    run,
  }),
];

interface Batch {
  readonly size: number;
  readonly sampling: 'replacement' | 'epochs';
}

interface Case {
  readonly name: string;
  readonly problem: Problem;
  readonly samples: Samples;
  readonly learningRate: number;
}

async function run(context: CheckContext): Promise<ClaimResult> {
  const sizes = context.quick ? [16] : [4, 16, 64];
  const starts = context.quick ? STARTS.slice(0, 1) : STARTS;
  const seeds = seedsFrom(1, context.quick ? 30 : 200);
  const cases = [toy(), await diabetes('s1..s6', 'age,sex,bmi,bp', 0.02), await diabetes('bmi,bp', 's4,s5,s6', 0.03)];
  const rows = await rowsOver(context, context.quick ? cases.slice(0, 2) : cases, async (each) => {
    const found: Row[] = [];
    for (const initScale of starts) {
      for (const sampling of ['replacement', 'epochs'] as const) {
        for (const size of sizes) found.push(...(await compared(context, each, initScale, { size, sampling }, seeds)));
      }
    }
    return found;
  });
  return judged(rows);
}

async function compared(
  context: CheckContext,
  { name, problem, samples, learningRate }: Case,
  initScale: number,
  batch: Batch,
  seeds: readonly number[],
): Promise<Row[]> {
  const start = { kind: 'gaussian', initScale } as const;
  const weights = startWeights(start, { network: LATE, width: WIDTH, seed: 5, problem });
  const settings = { start: { kind: 'given', weights }, learningRate, maxSteps: 20_000 } as const;
  const [full] = await trained(context, problem, LATE, settings);
  const names = problem.modalities.map((modality) => modality.name);
  const times = full.events.map(({ time }) => time ?? NaN);
  const events = times.map((time, m) => ({
    ...{ modality: names[m], mode: 1, level: 1, probability: 1 },
    time: { mean: time, std: 0, q05: time, q50: time, q95: time },
  }));
  const orders = [{ modalities: times[0] <= times[1] ? names : names.toReversed(), probability: 1 }];
  const effect = batchEffect(problem, { ...batch, samples }, LATE, learningRate, { events, orders });
  if ('reason' in effect) throw new Error(effect.reason);
  const runs = await trained(context, problem, LATE, { ...settings, batch: { ...batch, samples } }, seeds);
  // Of a standard deviation measured over so many seeds, 95% lie within this.
  const allowed = CLAIMED + 1.96 / Math.sqrt(2 * (seeds.length - 1));
  return effect.modalities.flatMap(({ modality, shift, std }, i) => {
    const m = names.indexOf(modality);
    const measured = runs.map((one) => one.events[m].time ?? NaN);
    const spread = standardDeviation(measured);
    const where = `${name}, u₀ = ${initScale}, ${batch.size} by ${batch.sampling}, ${modality}`;
    return [
      compare(`${where}: standard deviation`, std, spread, i === 0 ? allowed * spread : null),
      compare(`${where}: mean`, times[m] + shift, mean(measured), null),
    ];
  });
}

function toy(): Case {
  const sigma = { rows: 2, cols: 2, data: Float64Array.of(4, 1, 1, 1) };
  const population = { sigma, inputsA: 1, target: Float64Array.of(1, 1), noise: 0.5 };
  const { xA, xB, y } = gaussianSamples(population, { count: 512, seed: 3 });
  const data = dataFromArrays({ modalities: { A: rowsOf(xA), B: rowsOf(xB) }, y }, { samples: true });
  return caseOf('toy', data, 0.01);
}

async function diabetes(first: string, second: string, learningRate: number): Promise<Case> {
  const options = { modalities: { first, second }, y: 'progression', standardize: true, samples: true };
  return caseOf(`diabetes, ${first} | ${second}`, await readData(diabetesFile(), options), learningRate);
}

function caseOf(name: string, { problem, samples }: Data, learningRate: number): Case {
  if (samples === null) throw new Error('samples were asked for');
  return { name, problem, samples, learningRate };
}
