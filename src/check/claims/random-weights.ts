/** The prediction for random weights against full-matrix gradient descent from random weights. */
import { randomTimes } from '../../predict/source/random-times.js';
import type { Correlations } from '../../problem/correlations.js';
import type { NetworkInput } from '../../problem/network.js';
import type { Width } from '../../problem/shapes.js';
import type { GaussianStart } from '../../problem/start.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { diabetes } from '../harness/diabetes.js';
import { compare, judged, rowsOver } from '../harness/judge.js';
import { base } from '../harness/other-programs.js';
import { linearJob, networkName, networksOf, seedsFrom, SOURCE_RATE, timesOf, toy } from '../harness/problems.js';
import { nameOf, SWEEPS } from './random-starts.js';
import { mean, standardDeviation, tWidth } from '../harness/statistics.js';

/** A network with random weights. */
interface Case {
  readonly name: string;
  readonly correlations: Correlations;
  readonly network: NetworkInput;
  readonly start: GaussianStart;
  readonly width: Width;
}

const SEEDS = 20;
const MANY_SEEDS = 200;

/**
 * The prediction, and the times of every seed. Each case has seeds of its own: the same ones would draw the same fluctuation in
 * every row.
 */
async function measure(
  context: CheckContext,
  { correlations, network, start, width }: Case,
  index: number,
  count: number,
) {
  const predicted = randomTimes(correlations, { network, start, width, learningRate: SOURCE_RATE });
  const job = linearJob(correlations, network, { kind: 'gaussian', ...start }, SOURCE_RATE, { width });
  const runs = (await context.simulate(job, seedsFrom(index * count + 1, count))).map(timesOf);
  return {
    predicted,
    tA: runs.map((run) => run.tA),
    tB: runs.map((run) => run.tB),
    ratio: runs.map((run) => run.ratio),
  };
}

/** Whether the means over seeds are within a share of what is predicted, by t-intervals at 95% for all of them together. */
async function means(context: CheckContext, cases: readonly Case[], share: number): Promise<ClaimResult> {
  const rows: Row[] = [];
  const level = 1 - 0.05 / (3 * cases.length); // Bonferroni
  let within = 0;
  const add = (name: string, predicted: number, values: readonly number[]) => {
    const error = standardDeviation(values) / Math.sqrt(values.length);
    const allowed = share * predicted + tWidth(level, values.length - 1) * error;
    const row = compare(name, predicted, mean(values), allowed);
    if (row.miss <= Math.max(share * predicted, error)) within++;
    rows.push(row);
  };
  for (const [index, item] of cases.entries()) {
    const { predicted, tA, tB, ratio } = await measure(context, item, index, SEEDS);
    add(`t_A, ${item.name}`, predicted?.tA ?? NaN, tA);
    add(`t_B, ${item.name}`, predicted?.tB ?? NaN, tB);
    const excess = ratio.map((value) => value - 1);
    add(`later/earlier − 1, ${item.name}`, (predicted?.timeRatio ?? NaN) - 1, excess);
    await context.progress(rows.length / (3 * cases.length));
  }
  const percent = `${100 * share}%`;
  return judged(rows, `${within} of ${rows.length} means within ${percent} or one standard error, whichever is larger`);
}

/** Whether the spread over seeds is the predicted one. */
async function spreads(context: CheckContext, cases: readonly Case[]): Promise<ClaimResult> {
  const width = tWidth(0.99, MANY_SEEDS - 1);
  const rows = await rowsOver(context, cases, async (item, index) => {
    const { predicted, tA, ratio } = await measure(context, item, index, MANY_SEEDS);
    // The prediction is a sample too: of starts in pairs of opposite sign, which say of a spread no more than one of them does.
    const pairs = (predicted?.draws ?? 0) / 2;
    const beside = (name: string, spread: number, values: readonly number[]) => {
      const measured = standardDeviation(values);
      const error = Math.hypot(spreadError(measured, MANY_SEEDS), spreadError(spread, pairs));
      return compare(`std of ${name}, ${item.name}`, spread, measured, width * error);
    };
    const { tA: ofFirst = NaN, timeRatio: ofRatio = NaN } = predicted?.std ?? {};
    return [beside('t_A', ofFirst, tA), beside('the ratio', ofRatio, ratio)];
  });
  return judged(rows);
}

/** The standard error of a standard deviation of `n` normal numbers. */
const spreadError = (deviation: number, n: number): number => deviation / Math.sqrt(2 * (n - 1));

type ToySetting = Parameters<typeof nameOf>[0];

const toyCase = (setting: ToySetting): Case => ({
  name: nameOf(setting),
  correlations: toy(setting.ratio, setting.rho).correlations,
  network: { depth: setting.depth, fusionLayer: setting.fusionLayer },
  start: { initScale: setting.u0 },
  width: setting.width,
});

const fused = (settings: readonly Omit<ToySetting, 'fusionLayer'>[], layers: readonly number[]): Case[] =>
  settings.flatMap((setting) => layers.map((fusionLayer) => toyCase({ ...setting, fusionLayer })));

const scalars = toy(2, 0).correlations;
const OTHERS: readonly Case[] = [
  {
    name: 'branches of 2 and 3 layers, 1 shared, u_0 = 0.1, N = 100',
    correlations: scalars,
    network: { depthA: 2, depthB: 3, depthShared: 1 },
    start: { initScale: 0.1 },
    width: 100,
  },
  {
    name: 'L = 4, L_f = 3, u_0 = 0.1, widths 60, 60 | 150, 150 | 40',
    correlations: scalars,
    network: { depth: 4, fusionLayer: 3 },
    start: { initScale: 0.1 },
    width: { A: [60, 60], B: [150, 150], shared: [40] },
  },
  {
    name: 'L = 3, L_f = 2, all weights of standard deviation 0.003, N = 100',
    correlations: scalars,
    network: { depth: 3, fusionLayer: 2 },
    start: { std: 3e-3 },
    width: 100,
  },
];

const DIABETES = [
  ...[1, 2].map((fusionLayer) => ({ network: { depth: 2, fusionLayer }, start: { std: 1e-4 } })),
  ...[1, 2, 3].map((fusionLayer) => ({ network: { depth: 3, fusionLayer }, start: { initScale: 0.05 } })),
];

async function diabetesCases(): Promise<Case[]> {
  const correlations = await diabetes();
  return DIABETES.map((item) => ({
    ...item,
    name: `diabetes, ${networkName(item.network)}`,
    correlations,
    width: 100,
  }));
}

const deep = (depth: number, u0: number): Case[] =>
  networksOf(depth).map((layers) => toyCase({ ...base, u0, ...layers }));

const REASON = (share: string) =>
  `The mean over seeds may miss the prediction by ${share} (what is promised) and by its own t-interval, at 95% for all comparisons together (Bonferroni), which 20 seeds leave open.`;

const finiteWidth = (
  id: string,
  title: string,
  problems: string,
  share: number,
  cases: (quick: boolean) => readonly Case[] | Promise<readonly Case[]>,
  quick: boolean,
): Claim =>
  claim({
    id,
    equations: '—',
    title,
    predicted: 'starts drawn in the coordinates that descent uses, by weight norms',
    problems,
    measured: `mean of ${SEEDS} seeds of full-matrix gradient descent, η = ${SOURCE_RATE}`,
    criterion: { kind: 'interval', reason: REASON(`${100 * share}%`) },
    quick,
    run: async (context) => means(context, await cases(context.quick), share),
  });

/** Claims about the prediction for random weights. */
export const finiteWidthClaims: readonly Claim[] = [
  finiteWidth(
    'finite-width-fig6',
    'Random weights over the sweeps of Fig 6b–d',
    'three and four layers, L_f from 2 to L; ρ, σ_A/σ_B and u_0 as in Fig 6b–d, N = 100; L = 4, N = 400',
    0.02,
    (quick) =>
      quick
        ? fused([{ ...base, depth: 3 }], [2, 3])
        : [
            ...fused(SWEEPS, [2, 3, 4]),
            ...fused(
              SWEEPS.map((setting) => ({ ...setting, depth: 3 })),
              [2, 3],
            ),
            ...fused([{ ...base, width: 400 }], [2, 3]),
          ],
    true,
  ),
  finiteWidth(
    'finite-width-deep',
    'Random weights of five and six layers',
    'L = 5 with u_0 = 0.3 and L = 6 with u_0 = 0.4, every L_f from 2, σ_A/σ_B = 2, ρ = 0, N = 100',
    0.05,
    () => [...deep(5, 0.3), ...deep(6, 0.4)],
    false,
  ),
  finiteWidth(
    'finite-width-shapes',
    'Random weights of other shapes and scales',
    'branches of unequal depth, unequal widths, one standard deviation for all layers',
    0.02,
    () => OTHERS,
    false,
  ),
  finiteWidth(
    'finite-width-diabetes',
    'Random weights on the diabetes data',
    'serum against body measurements, two layers (σ = 10⁻⁴) and three (u_0 = 0.05), every fusion layer, N = 100',
    0.05,
    diabetesCases,
    false,
  ),
  claim({
    id: 'finite-width-spread',
    equations: '—',
    title: 'Spread over seeds of random weights',
    predicted: 'standard deviations of predict with a width',
    problems: 'L = 4, L_f = 2, 3 with u_0 = 0.1; L = 5, L_f = 3 with u_0 = 0.3; σ_A/σ_B = 2, ρ = 0, N = 100',
    measured: `standard deviation over ${MANY_SEEDS} seeds`,
    criterion: {
      kind: 'interval',
      reason:
        'A standard deviation of n independent numbers is known to 1/√(2(n−1)) of itself: of the seeds measured, and of the pairs of starts drawn for the prediction, 7% for 200 starts; the interval at 99% of both together.',
    },
    quick: false,
    run: (context) => spreads(context, [...fused([base], [2, 3]), ...fused([{ ...base, depth: 5, u0: 0.3 }], [3])]),
  }),
];
