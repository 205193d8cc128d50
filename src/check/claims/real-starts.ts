/** Random starts on the data and moments on which an earlier version of the prediction was wrong. */
import { readFileSync } from 'node:fs';
import { problemFromFile } from '../../data/from-files.js';
import { toyProblem } from '../../problem/from-general.js';
import { correlations } from '../../problem/from-numbers.js';
import type { Problem } from '../../problem/problem.js';
import { problemOf } from '../../problem/two-modalities.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { dataFile } from '../harness/diabetes.js';
import { compare, judged, rowsOver } from '../harness/judge.js';
import { SOURCE_RATE } from '../harness/problems.js';
import { mean, standardDeviation, tWidth } from '../harness/statistics.js';
import { compared, type Case } from './many-modalities.js';

/** A network on a problem: layers, fusion layer, u₀, and where they are others than 100, the source’s and 32: width, rate, seeds. */
export interface Asked {
  readonly on: string;
  readonly network: readonly [depth: number, fusionLayer: number];
  readonly initScale: number;
  readonly width?: number;
  readonly learningRate?: number;
  readonly seeds?: number;
}

const FILES: Readonly<Record<string, { readonly modalities: Readonly<Record<string, string>>; readonly y: string }>> = {
  iris: { modalities: { sepal: 'sepal_*', petal: 'petal_*' }, y: 'versicolor' },
  cancer: { modalities: { mean: 'mean_*', error: 'error_*' }, y: 'benign' },
  diabetes: { modalities: { serum: 's1..s6', body: 'age,sex,bmi,bp' }, y: 'progression' },
  'diabetes, five columns': { modalities: { A: 's1,s3,age', B: 'bmi,s5' }, y: 'progression' },
};
const TOYS: Readonly<Record<string, Parameters<typeof toyProblem>[0]>> = {
  'σ_A = 2, ρ = 0.5': { stdA: 2, stdB: 1, rho: 0.5 },
  'identical modalities': { stdA: 1, stdB: 1, rho: 1 },
};

/** All that were wrong once; the first two are the quick part. */
const CASES: readonly Asked[] = [
  { on: 'σ_A = 2, ρ = 0.5', network: [3, 1], initScale: 0.05 },
  { on: 'iris', network: [3, 3], initScale: 0.05 },
  { on: 'iris', network: [4, 4], initScale: 0.1, seeds: 16 },
  { on: 'cancer', network: [3, 3], initScale: 0.05 },
  { on: 'cancer', network: [4, 3], initScale: 0.1, seeds: 12 },
  { on: 'cancer', network: [4, 4], initScale: 0.1, seeds: 12 },
  { on: 'diabetes', network: [2, 2], initScale: 0.01 },
  { on: 'diabetes', network: [4, 2], initScale: 0.1 },
  { on: 'diabetes', network: [4, 4], initScale: 0.1 },
  { on: 'diabetes, five columns', network: [3, 3], initScale: 0.1 },
  { on: 'identical modalities', network: [2, 2], initScale: 0.01 },
  { on: 'n10', network: [2, 2], initScale: 0.01 },
  { on: 'never96', network: [2, 1], initScale: 0.01 },
  { on: 'case1-1', network: [2, 2], initScale: 0.01 },
  { on: 'case1-54', network: [3, 3], initScale: 0.1, seeds: 16 },
  { on: 'case1-33', network: [5, 5], initScale: 0.3, seeds: 12 },
  { on: 'case2-13', network: [2, 1], initScale: 0.1 },
  // One start in two hundred uses A twenty times later.
  { on: 'e3', network: [2, 1], initScale: 0.3, width: 80, seeds: 1000 },
  { on: 'l4', network: [4, 4], initScale: 0.3, learningRate: 0.02, width: 80 },
];
const SEEDS = 32;
/** What is promised of a mean and of a spread, and how many standard errors of the seeds a mean may be off otherwise. */
const PROMISED = { mean: 0.03, errors: 2.5, spread: 1 / 3 };

async function problemNamed(name: string): Promise<Problem | null> {
  if (name in TOYS) return toyProblem(TOYS[name]);
  const isTable = name in FILES;
  const path = dataFile(isTable ? `${name.split(',')[0]}.csv` : `tried/${name}.json`);
  if (path === null) return null;
  if (isTable) return problemFromFile(path, { ...FILES[name], standardize: true });
  return problemOf(correlations(JSON.parse(readFileSync(path, 'utf8')) as Parameters<typeof correlations>[0]));
}

/** The network asked about; `null` where the file of its problem is not there. */
export async function caseOf({ on, network: [depth, fusionLayer], initScale, ...asked }: Asked): Promise<Case | null> {
  const problem = await problemNamed(on);
  if (problem === null) return null;
  const name = `${on}, L = ${depth}, L_f = ${fusionLayer}`;
  const { width = 100, learningRate = SOURCE_RATE } = asked;
  return { initScale, width, learningRate, name, problem, depth, fusionLayer };
}

async function starts(context: CheckContext): Promise<ClaimResult> {
  const rows = await rowsOver(context, context.quick ? CASES.slice(0, 2) : CASES, async (asked, index) => {
    const item = await caseOf(asked);
    if (item === null) return [];
    const count = context.quick ? 12 : (asked.seeds ?? SEEDS);
    const { events, first } = await compared(context, item, index, count);
    // A standard deviation of n normal numbers is known to 1/√(2(n − 1)) of itself.
    const ofSpread = tWidth(0.95, count - 1) / Math.sqrt(2 * (count - 1));
    const ofTimes = events.flatMap(({ name: event, predicted, times }) => {
      const [time, std] = [mean(times), standardDeviation(times)];
      const allowed = Math.max(PROMISED.mean * time, (PROMISED.errors * std) / Math.sqrt(count));
      return [
        compare(event, predicted.mean, time, allowed),
        compare(`std of ${event}`, predicted.std, std, (PROMISED.spread + ofSpread) * std),
      ];
    });
    const { modality, predicted, counted } = first[0];
    const spread = Math.max(predicted * (1 - predicted), 1 / count);
    const allowed = PROMISED.errors * Math.sqrt(spread / count);
    return [...ofTimes, compare(`P(${modality} first), ${item.name}`, predicted, counted, allowed)];
  });
  return judged(rows);
}

/** Claims about random starts where they were wrong once. */
export const realStartClaims: readonly Claim[] = [
  claim({
    id: 'real-starts',
    equations: '—',
    title: 'Random starts where an earlier version was wrong: real data, and random problems of up to seven dimensions',
    predicted: 'starts drawn in the coordinates that descent uses, by output: mean, spread, probability of first use',
    problems:
      'iris, cancer, diabetes, two toys and eight random problems, two to five layers, early to late fusion, u₀ = 0.01 to 0.3',
    measured: 'full matrices by output, 12 to 32 seeds (e3: 1000), η = 0.04 (l4: 0.02), N = 100 (e3, l4: 80)',
    criterion: {
      kind: 'interval',
      reason:
        'What is promised: a mean within 3% or 2.5 standard errors of the seeds; a spread within a third, and the 95% interval that the seeds leave open; a probability within 2.5 binomial standard deviations. A time that does not come is no number and holds nothing.',
    },
    run: starts,
  }),
];
