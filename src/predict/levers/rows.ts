/** Rows of the comparison of levers: at their usual strength, or at the one that a time ratio takes. */
import type { Levers } from '../../levers/levers.js';
import { planOf, type Plan } from '../../levers/plan.js';
import { multiply, norm, transpose } from '../../numerics/matrix.js';
import type { Problem } from '../../problem/problem.js';
import { finalWeights, type Use } from '../../problem/use.js';
import type { Choice, Setting } from './settings.js';
import { isNear, NEAR, strengthFor, type Ratio } from './strength.js';
import { follow, type Way } from './way.js';
import { steepestUnder } from '../starts/levered.js';
import type { LeverRow } from './levers.js';
import { digits } from '../numbers.js';
import type { Checked } from '../question.js';
import type { TestData } from '../starts/unseen.js';

/** What all rows are followed with. */
export interface Comparison {
  readonly problem: Problem;
  readonly checked: Checked;
  readonly uses: readonly Use[];
  /** Position of the modality used first without levers. */
  readonly leader: number;
  /** When the last modality is used without levers. */
  readonly last: number;
  readonly testData: TestData | undefined;
}

/** From 2 on, in units of η times the curvature, steps swing or diverge. */
const LIMIT = 2;

/** A lever as it is compared: by halves of the plain solution. */
export const comparedPlan = (problem: Problem, levers: Levers, { learningRate }: Checked): Plan =>
  planOf(problem, { ...levers, level: 'plain' }, learningRate);

/** The row of a lever as it is set. */
export function rowOf(
  { problem, checked, uses, last, testData }: Comparison,
  { entry, modality }: Choice,
  { levers, setting }: Setting,
): LeverRow {
  const plan = comparedPlan(problem, levers, checked);
  const way = follow(plan, checked, uses, { last, testData });
  return {
    lever: entry.name,
    names: entry.source,
    modality: modality === null ? null : problem.modalities[modality].name,
    setting,
    ...timesOf(way),
    lossTime: way.lossTime,
    ...(way.unseen === null ? {} : { unseen: way.unseen }),
    ...costOf(plan, problem.ySquared),
    extra: entry.extra,
    step: checked.learningRate * steepestUnder(plan, checked.networks[0], way.fastest),
    method: plan.rule === null && plan.heads === null ? 'flow of the typical start' : 'typical start, step by step',
    equations: entry.law === null ? [] : [entry.law],
  };
}

/** The row at the weakest strength with the time ratio `target`; with the nearest one and the reason where there is none. */
export function rowAtRatio(comparison: Comparison, choice: Choice, plain: Way, target: number): LeverRow {
  const { leader } = comparison;
  const ratioIn = ([tA, tB]: readonly (number | null)[]): number =>
    leader === 0 ? (tB ?? Infinity) / (tA ?? Infinity) : (tA ?? Infinity) / (tB ?? Infinity);
  const { strength, usual } = choice;
  const { setting, short } =
    typeof strength === 'string'
      ? { setting: usual[0], short: strength }
      : strengthFor(strength, (one: Setting) => ratioUnder(comparison, one, target), ratioIn(plain.times), target);
  const row = rowOf(comparison, choice, setting);
  const ratio = ratioIn([row.tA, row.tB]);
  const reached = isNear(ratio, target) && row.step < LIMIT;
  const has = ratio > 0 && ratio < Infinity ? `ratio ${digits(ratio)}` : 'no ratio within the run';
  return { ...row, short: reached ? null : `${has}; ${short ?? 'steps are above their limit'}` };
}

/** The ratio under a lever, followed until it is known on which side of the target it is, beyond what counts as near. */
function ratioUnder({ problem, checked, uses, leader, last }: Comparison, { levers }: Setting, target: number): Ratio {
  const plan = comparedPlan(problem, levers, checked);
  const margin = 1 + 2 * NEAR;
  const isEnough = (step: number, times: Way['times']): boolean => {
    const [first, second] = [times[leader], times[1 - leader]];
    if (first === null) return second !== null && step > (margin * second) / target;
    return second !== null || step > margin * target * first;
  };
  const { times, reached, fastest, diverged } = follow(plan, checked, uses, { last, isEnough });
  const [first, second] = [times[leader], times[1 - leader]];
  const step = checked.learningRate * steepestUnder(plan, checked.networks[0], fastest);
  return {
    ratio: first === null && second === null ? null : (second ?? reached) / (first ?? reached),
    unstable: diverged || step >= LIMIT,
  };
}

/** Times of use, and what follows from them. */
export function timesOf({ times: [tA, tB] }: Way): Pick<LeverRow, 'tA' | 'tB' | 'timeRatio' | 'phase' | 'bothUsed'> {
  if (tA === null || tB === null) return { tA, tB, timeRatio: null, phase: null, bothUsed: null };
  const [earlier, later] = [Math.min(tA, tB), Math.max(tA, tB)];
  const timeRatio = earlier === 0 ? null : later / earlier;
  return { tA, tB, timeRatio, phase: later - earlier, bothUsed: later };
}

/** What the end point costs, by the data as the lever has them. */
function costOf({ end, measured }: Plan, ySquared: number | null): Pick<LeverRow, 'excess' | 'weightChange'> {
  if (end === null) return { excess: null, weightChange: null };
  const plain = finalWeights(measured);
  const change = { ...plain, data: end.data.map((value, k) => value - plain.data[k]) };
  const square = multiply(multiply(change, measured.sigma), transpose(change)).data[0];
  return { excess: square / (ySquared ?? NaN), weightChange: norm(change.data) / norm(plain.data) };
}
