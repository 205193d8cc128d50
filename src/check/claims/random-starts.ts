/** Deep networks from the source’s random starts: against an independent program, and against the closed forms. */
import { sourceTheory } from '../../predict/source/theory.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { compare, compareEstimate, judged, reported, rowsOver } from '../harness/judge.js';
import { linearJob, seedsFrom, SOURCE_RATE, timesOf, toy } from '../harness/problems.js';
import { base, runsOf, SEEDS, type Program, type Setting } from '../harness/other-programs.js';
import { mean, meanInterval, standardDeviation, tWidth } from '../harness/statistics.js';

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

async function against(context: CheckContext, program: Program, errors: number): Promise<ClaimResult> {
  const rows = await rowsOver(context, runsOf(program), async (reference) => {
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
    run: (context) => against(context, 'authors', 2),
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
    run: (context) =>
      against(context, 'independent', tWidth(1 - 0.01 / (2 * runsOf('independent').length), 2 * SEEDS - 2)),
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
