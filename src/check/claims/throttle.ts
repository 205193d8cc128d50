/** The throttle law against full matrices: in its limit, and at strengths that people use. */
import { throttle } from '../../../formulas/levers.js';
import type { Levers } from '../../levers/levers.js';
import { toyProblem } from '../../problem/from-general.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { compare, compareRefined, judged, reported, rowsOver } from '../harness/judge.js';
import { SOURCE_RATE, trained, TWO_LAYER_LATE } from '../harness/problems.js';
import { ranked } from '../harness/statistics.js';
import { times, verdictOf } from './lever-laws.js';
import { diabetesCase, randomCase, toyCase } from './levers.js';
import { driveNorms } from '../../problem/problem.js';

/** Two layers, by steps: `∫ ln(1 + η s_B) dt` in place of `∫ η s_B dt`. */
async function throttleLimit(context: CheckContext): Promise<ClaimResult> {
  // Above −0.5, where B has no drive before A is learned.
  const rhos = context.quick ? [0.5] : [0.7, 0.5, 0.2, -0.2, -0.4];
  const rows = await rowsOver(context, rhos, async (rho) => {
    const problem = toyProblem({ stdA: 2, stdB: 1, rho });
    const [, s_B] = driveNorms(problem);
    const r_B = 1 - rho * rho;
    const growth = (s: number) => Math.log1p(SOURCE_RATE * s);
    const slope = throttle.evaluate({ s_B: growth(s_B), r_B: growth(r_B), delay: 1 });
    const measured: number[] = [];
    for (const initScale of [1e-1, 1e-2, 1e-3]) {
      const times = async (levers: Levers) => {
        const start = { kind: 'gaussian', initScale } as const;
        const settings = { start, width: 100, learningRate: SOURCE_RATE, maxSteps: 5000, levers };
        const [run] = await trained(context, problem, TWO_LAYER_LATE, settings);
        return run.events.map(({ time }) => time ?? NaN);
      };
      const [plain, frozen] = [await times({}), await times({ freeze: { A: 10 } })];
      measured.push((frozen[1] - plain[1]) / (frozen[0] - plain[0]));
    }
    const name = `slope, A frozen for 10 steps, ρ = ${rho}`;
    return [
      compareRefined(`${name}, u₀ = 0.01`, slope, measured[0], measured[1]),
      compareRefined(`${name}, u₀ = 0.001`, slope, measured[1], measured[2]),
    ];
  });
  return judged(rows);
}

/** What only slows the leader, at strengths that leave it the first. */
const THROTTLES: readonly Levers[] = [
  { remedy: 'ogm:alpha=0.1' },
  { remedy: 'ogm:alpha=0.2' },
  { remedy: 'ogm:alpha=0.15,layers=branch' },
  { remedy: 'equal-drives' },
];

async function slopes(context: CheckContext): Promise<ClaimResult> {
  const cases = [
    ...[0.5, 0.2, 0, -0.3].map((rho) => toyCase(rho, 2)),
    ...[3, 4, 5].map((depth) => toyCase(0.5, depth)),
    randomCase(5, 2),
    randomCase(8, 2),
    await diabetesCase(),
  ];
  const rows = await rowsOver(context, cases, async (item) => {
    const { verdict, first, last, tA } = verdictOf(item);
    const run = (levers: Levers) => times(context, item, levers, Math.ceil(5 * last));
    const plain = await run({});
    const held: Levers = { freeze: { [verdict.leader]: Math.max(1, Math.round(tA / 4)) } };
    const found: Row[] = [];
    for (const levers of [held, ...THROTTLES]) {
      const slowed = await run(levers);
      const slope = (slowed[1 - first] - plain[1 - first]) / (slowed[first] - plain[first]);
      const name = `Δt_B/Δt_A, ${levers.remedy ?? 'freeze'}, ${item.name}`;
      found.push(compare(name, verdict.throttleSlope, slope, null));
    }
    return found;
  });
  const misses = rows.map(({ miss }) => miss);
  const at = (share: number) => ranked(misses, share).toPrecision(2);
  return reported(rows, `slopes off by ${at(0.5)} (median), ${at(0.9)} (nine in ten)`);
}

/** Claims about the throttle law. */
export const throttleClaims: readonly Claim[] = [
  claim({
    id: 'throttle-limit',
    equations: '—',
    title: 'The throttle law: a delay of the leader moves the second time by 1 − s_B/s̃_B',
    predicted: 'levers/throttle, with the growth ln(1 + ηs) of a step in place of ηs',
    problems: 'toy problems, two layers, redundant to suppressed; the leader frozen for 10 steps',
    measured: 'difference of both times with and without, the same seed, from starts of 0.1, 0.01 and 0.001',
    criterion: {
      kind: 'order',
      reason:
        'The law is that of small starts, so a tenth of the start must move the slope by more than is still missing.',
    },
    run: throttleLimit,
  }),
  claim({
    id: 'throttle-slopes',
    equations: '—',
    title: 'The throttle law for remedies at finite starts',
    predicted: 'levers/throttle',
    problems: 'toy problems, random 3 + 3 inputs and diabetes; frozen, modulated, slowed',
    measured: 'full matrices of width 100, means of 3 seeds',
    criterion: { kind: 'report', reason: 'Leading order: the size of the miss is what is measured.' },
    quick: false,
    run: slopes,
  }),
];
