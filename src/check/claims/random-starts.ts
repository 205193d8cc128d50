/** Deep networks from the source’s random starts: against an independent program, and against the closed forms. */
import { sourceTheory } from '../../predict/source/theory.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { compare, compareEstimate, judged, reported, rowsOver } from '../harness/judge.js';
import { linearJob, seedsFrom, SOURCE_RATE, timesOf, toy } from '../harness/problems.js';
import { mean, meanInterval, standardDeviation, tWidth } from '../harness/statistics.js';

/** A setting of the source's deep protocol: σ_A/σ_B, ρ, u₀, width. */
export interface Setting {
  readonly depth: number;
  readonly fusionLayer: number;
  readonly ratio: number;
  readonly rho: number;
  readonly u0: number;
  readonly width: number;
}

/** Means and standard deviations over 20 seeds by an independent program (and, for four layers, the authors' own code). */
interface Reference extends Setting {
  readonly tA: readonly [mean: number, std: number];
  readonly timeRatio: readonly [mean: number, std: number];
}

const SEEDS = 20;
export const base = { depth: 4, ratio: 2, rho: 0, u0: 0.1, width: 100 };

const AUTHORS: readonly Reference[] = [
  { ...base, fusionLayer: 2, tA: [1144.3, 57.6], timeRatio: [1.0444, 0.0036] },
  { ...base, fusionLayer: 3, tA: [1251.6, 117.9], timeRatio: [1.4883, 0.081] },
  { ...base, fusionLayer: 4, tA: [1690.6, 130.6], timeRatio: [3.988, 0.3811] },
];

const OTHERS: readonly Reference[] = [
  { ...base, fusionLayer: 2, rho: 0.5, tA: [888.9, 43.7], timeRatio: [1.0534, 0.0048] },
  { ...base, fusionLayer: 3, rho: 0.5, tA: [1000.9, 93.8], timeRatio: [1.616, 0.1232] },
  { ...base, fusionLayer: 2, rho: -0.9, tA: [2037.4, 93], timeRatio: [1.3179, 0.018] },
  { ...base, fusionLayer: 3, rho: -0.9, tA: [2268.7, 213.3], timeRatio: [3.9663, 0.3129] },
  { ...base, fusionLayer: 2, u0: 0.03, tA: [12692.1, 640.1], timeRatio: [1.0058, 0.0004] },
  { ...base, fusionLayer: 3, u0: 0.03, tA: [13882.9, 1308.9], timeRatio: [1.1513, 0.0249] },
  { ...base, depth: 3, fusionLayer: 2, tA: [77.8, 4.8], timeRatio: [1.6771, 0.0598] },
  { ...base, depth: 3, fusionLayer: 3, tA: [94.7, 4.6], timeRatio: [3.939, 0.3797] },
  { ...base, fusionLayer: 3, width: 400, tA: [1559.8, 72.3], timeRatio: [1.4758, 0.0315] },
  { ...base, fusionLayer: 2, width: 400, tA: [1438.2, 49.3], timeRatio: [1.0354, 0.0014] },
  { ...base, depth: 5, fusionLayer: 3, u0: 0.3, tA: [1518.4, 162.4], timeRatio: [1.12, 0.0184] },
];

export const nameOf = ({ depth, fusionLayer, ratio, rho, u0, width }: Setting): string =>
  `L = ${depth}, L_f = ${fusionLayer}, σ_A/σ_B = ${ratio}, ρ = ${rho}, u_0 = ${u0}, N = ${width}`;

/** First time and ratio of every seed, in steps. */
async function simulated(
  context: CheckContext,
  { depth, fusionLayer, ratio, rho, u0, width }: Setting,
  count: number,
): Promise<{ first: number[]; timeRatio: number[] }> {
  const start = { kind: 'gaussian', initScale: u0 } as const;
  const job = linearJob(toy(ratio, rho).correlations, { depth, fusionLayer }, start, SOURCE_RATE, { width });
  const runs = (await context.simulate(job, seedsFrom(1, count))).map(timesOf);
  return { first: runs.map(({ tA, tB }) => Math.min(tA, tB)), timeRatio: runs.map((run) => run.ratio) };
}

/** Two means of 20 seeds each, `errors` combined standard errors apart at most. */
function compareMeans(
  name: string,
  [there, std]: readonly [number, number],
  here: readonly number[],
  errors: number,
): Row {
  return compare(name, there, mean(here), errors * Math.sqrt((std ** 2 + standardDeviation(here) ** 2) / SEEDS));
}

async function against(context: CheckContext, references: readonly Reference[], errors: number): Promise<ClaimResult> {
  const rows = await rowsOver(context, references, async (reference) => {
    const { first, timeRatio } = await simulated(context, reference, SEEDS);
    return [
      compareMeans(`t_A, ${nameOf(reference)}`, reference.tA, first, errors),
      compareMeans(`t_B/t_A, ${nameOf(reference)}`, reference.timeRatio, timeRatio, errors),
    ];
  });
  return judged(rows);
}

/** Fig 6b–d. */
export const SWEEPS: readonly Omit<Setting, 'fusionLayer'>[] = [
  ...[-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9].map((rho) => ({ ...base, rho })),
  ...[1.2, 1.6, 2.4, 2.8].map((ratio) => ({ ...base, ratio })),
  ...[0.03, 0.06, 0.14, 0.18].map((u0) => ({ ...base, u0 })),
];

/** Claims about random starts of deep networks. */
export const randomStartClaims: readonly Claim[] = [
  claim({
    id: 'authors-runs',
    equations: 'Fig 6a',
    title: 'The authors’ own runs: four layers, u_0 = 0.1, σ_A/σ_B = 2, ρ = 0',
    predicted: 'means over 20 seeds of the authors’ code and of an independent program',
    problems: 'L_f = 2, 3, 4',
    measured: 'means over 20 other seeds, width 100, η = 0.04',
    criterion: { kind: 'interval', reason: 'Means of independent seeds: two combined standard errors.' },
    run: (context) => against(context, AUTHORS, 2),
  }),
  claim({
    id: 'reference-runs',
    equations: 'Fig 6b–d',
    title: 'More settings of an independent program',
    predicted: 'means over 20 seeds of that program',
    problems: 'three to five layers, other ρ, u_0 and widths',
    measured: 'means over 20 other seeds, η = 0.04',
    criterion: {
      kind: 'interval',
      reason:
        'Means of independent seeds: t-interval of their difference with 38 degrees of freedom, at 99% for all comparisons together (Bonferroni).',
    },
    quick: false,
    run: (context) => against(context, OTHERS, tWidth(1 - 0.01 / (2 * OTHERS.length), 2 * SEEDS - 2)),
  }),
  claim({
    id: 'ratio-random-starts',
    equations: '12, 57',
    title: 'Time ratio over the sweeps of Fig 6b–d from the source’s random starts',
    predicted: 'Eq 12, 57',
    problems: 'four layers, L_f = 2, 3, 4; ρ, σ_A/σ_B and u_0 as in Fig 6b–d',
    measured: 'mean of five seeds, width 100, η = 0.04, with its t-interval at 95%',
    criterion: {
      kind: 'report',
      reason:
        'The closed form starts from balanced aligned layers; a hidden random matrix of the same norm passes on only κu_0/√N. The miss by setting.',
    },
    quick: false,
    run: sweeps,
  }),
];

async function sweeps(context: CheckContext): Promise<ClaimResult> {
  const settings = SWEEPS.flatMap((setting) => [2, 3, 4].map((fusionLayer) => ({ ...setting, fusionLayer })));
  const rows = await rowsOver(context, settings, async (setting) => {
    const { depth, fusionLayer, ratio, rho, u0 } = setting;
    const question = { network: { depth, fusionLayer }, initScale: u0, learningRate: SOURCE_RATE };
    const { timeRatio } = sourceTheory(toy(ratio, rho).correlations, question).closedForm;
    const runs = await simulated(context, setting, 5);
    return [compareEstimate(nameOf(setting), timeRatio, meanInterval(runs.timeRatio, 0.95))];
  });
  return reported(rows);
}
