/** What would change a unimodal phase: every lever and remedy, followed from the typical start. */
import { wayOf } from '../flows/random/levered.js';
import type { OnPiece } from '../flows/random/descent.js';
import { unimodalWeights } from '../levers/end-points.js';
import type { Levers } from '../levers/levers.js';
import { planOf, type Plan } from '../levers/plan.js';
import { drivesOf } from '../levers/remedies/index.js';
import { remedyTable, type RemedyEntry } from '../levers/table.js';
import { bisect } from '../numerics/bisection.js';
import { matrix, multiply, norm, transpose, type Matrix } from '../numerics/matrix.js';
import { InputError } from '../problem/errors.js';
import { offsets, type Problem } from '../problem/problem.js';
import { finalWeights, usesAt, type Use } from '../problem/use.js';
import { explainedBy } from './facts.js';
import { ONE_BRANCH, practiceOf, settingsOf } from './lever-settings.js';
import { checkQuestion, type Checked, type Question } from './question.js';
import { leastIn, unseenLoss, type TestData, type UnseenLoss } from './unseen.js';

/** What a lever does. Times are steps of the typical start, by halves of the plain solution; `null` is not within the run. */
export interface LeverRow {
  /** Its name. */
  readonly lever: string;
  /** Where it comes from. */
  readonly names: string;
  /** The modality it acts on; `null` where it acts on all. */
  readonly modality: string | null;
  /** How it is set. */
  readonly setting: string;
  /** When the first modality listed is used. */
  readonly tA: number | null;
  /** The same for the second. */
  readonly tB: number | null;
  /** The later over the earlier. */
  readonly timeRatio: number | null;
  /** Steps between the two. */
  readonly phase: number | null;
  /** When both are used. */
  readonly bothUsed: number | null;
  /** When 95% of the explainable variance is explained. */
  readonly lossTime: number | null;
  /** On unseen data, where there are any. */
  readonly unseen?: LeverUnseen;
  /** Excess of the mean square error at the end point over that of the plain one, over `⟨y²⟩`; `null` where not known. */
  readonly excess: number | null;
  /** `‖W − W*‖/‖W*‖` at the end point. */
  readonly weightChange: number | null;
  /** Parts it adds, or `null`. */
  readonly extra: string | null;
  /** How the times were found. */
  readonly method: string;
  /** Catalogue ids of its laws. */
  readonly equations: readonly string[];
}

/** The loss `½⟨(y − ŷ)²⟩` on unseen data under a lever, of the typical start. */
export interface LeverUnseen {
  /** The least on the way, to three times the step at which both are used. */
  readonly bestLoss: number;
  /** Where it is. */
  readonly bestStep: number;
  /** When both are used; `null` where they are not within the run. */
  readonly atBothUsed: number | null;
}

/** The answer of {@link levers}. */
export interface LeversAnswer {
  /** What kind of problem it is, and what follows. */
  readonly verdict: {
    /** The modality used first. */
    readonly leader: string;
    /** What the leader does to the drive of the other: takes of it, leaves it, or adds to it. */
    readonly regime: 'redundant' | 'independent' | 'suppressed';
    /** `s_w/s̃_w` of the modality used second. */
    readonly driveRatio: number;
    /** Steps that t_w moves for a step of delay of the leader: `1 − s_w/s̃_w`. */
    readonly throttleSlope: number;
    /** Freeze the leader for so many steps and both are used together. */
    readonly freezeSteps: number | null;
    /** Factor on the rate of the weak branch that makes drives equal. */
    readonly boost: number;
    /** Whether waiting explains more sooner than slowing the leader does. */
    readonly wait: boolean;
  };
  /** Plain training. */
  readonly baseline: Pick<LeverRow, 'tA' | 'tB' | 'timeRatio' | 'phase' | 'bothUsed'> & {
    /** At its end. */
    readonly loss: number | null;
    /** On unseen data, where there are any. */
    readonly unseen?: LeverUnseen;
  };
  /** Those without cost first, then those with a biased end, then those with extra parts; soonest first. */
  readonly levers: readonly LeverRow[];
}

/** A ratio of drives this near to 1 is none. */
const INDEPENDENT = 0.02;
const EXPLAINED = 0.95;
/** Its step is known to this share of a piece of the way. */
const PRECISION = 1e-4;
/** How far a lever is followed: so many times the plain steps, and multiplications. */
const LIMITS = { times: 8, work: 6e7 };
/** With unseen data: so many times the steps until both are used. */
const UNSEEN_TIMES = 3;

interface Way {
  readonly times: readonly (number | null)[];
  readonly lossTime: number | null;
  readonly unseen: LeverUnseen | null;
}

/**
 * What would change the unimodal phase of a network of two modalities, one output and late fusion.
 *
 * @param question - as of `predict`, of one network of late fusion, without levers
 * @param options - data to test on, in the units and coordinates of the problem
 * @throws InputError `unsupported` for other problems and networks; else as `predict`
 *
 * @example
 * ```ts
 * import { levers, toyProblem } from 'unimodal-bias';
 * const toy = toyProblem({ sigmaA: 2, sigmaB: 1, rho: 0.5 });
 * const { verdict } = levers(toy, { network: { depth: 2, fusionLayer: 2 } });
 * verdict.regime; // => 'redundant'
 * verdict.throttleSlope.toFixed(3); // => '-1.667'
 * ```
 */
export function levers(
  problem: Problem,
  question: Question,
  options: { readonly testData?: TestData | undefined } = {},
): LeversAnswer {
  const checked = checkQuestion(question, problem);
  const unseen = options.testData === undefined ? null : unseenLoss(options.testData, problem);
  const [network] = checked.networks;
  if (problem.modalities.length !== 2 || problem.outputs.length !== 1) {
    throw new InputError(
      'unsupported',
      'problem',
      problem.modalities.length,
      'levers compares two modalities and one output',
    );
  }
  if (checked.networks.length > 1 || network.depthShared > 0 || checked.levers !== null || checked.start !== 'random') {
    throw new InputError(
      'unsupported',
      'network',
      network,
      'levers compares one network of late fusion, from random weights',
    );
  }
  if (problem.ySquared === null) {
    throw new InputError('usage', 'ySquared', null, 'levers needs ⟨y²⟩: give ySquared with the correlations');
  }
  const uses = usesAt(problem);
  const planned = (lever: Levers) => planOf(problem, { ...lever, level: 'plain' }, checked.learningRate);
  const plain = follow(planned({}), checked, uses, null, unseen);
  const end = finalWeights(problem);
  const [tA, tB] = plain.times;
  const drives = drivesOf(problem);
  const leader = (tA ?? Infinity) <= (tB ?? Infinity) ? 0 : 1;
  const weak = 1 - leader;
  const last = Math.max(tA ?? 0, tB ?? 0, 1);
  const alone = follow(planned({ remedy: 'unimodal-ensemble' }), checked, uses, last).times;
  const [sooner, later] = [alone[leader], alone[weak]];
  const freezeSteps = sooner === null || later === null ? null : Math.max(0, Math.round(later - sooner));
  const row = (lever: Levers, setting: string, entry: RemedyEntry, modality: number | null): LeverRow => {
    const plan = planned(lever);
    const way = follow(plan, checked, uses, last, unseen);
    return {
      lever: entry.name,
      names: entry.source,
      modality: modality === null ? null : problem.modalities[modality].name,
      setting,
      ...timesOf(way),
      lossTime: way.lossTime,
      ...(way.unseen === null ? {} : { unseen: way.unseen }),
      ...costOf(problem, plan, end),
      extra: entry.extra,
      method: plan.rule === null && plan.heads === null ? 'flow of the typical start' : 'typical start, step by step',
      equations: entry.law === null ? [] : [entry.law],
    };
  };
  const reset = Math.round(1.5 * (plain.times[leader] ?? last));
  const rows = remedyTable.flatMap((entry): LeverRow[] => {
    const settings = settingsOf(entry.name, reset, freezeSteps);
    return settings.map((setting) =>
      row(
        { remedy: setting },
        setting,
        entry,
        ONE_BRANCH.has(entry.name) ? (entry.name === 'boost' ? weak : leader) : null,
      ),
    );
  });
  for (const { entry, levers: set, setting, modality } of practiceOf(problem, leader))
    rows.push(row(set, setting, entry, modality));
  const ratio = drives[weak] / driveOnPlateau(problem, leader);
  const throttled = rows.find(({ lever }) => lever === 'equal-drives')?.lossTime ?? Infinity;
  return {
    verdict: {
      leader: problem.modalities[leader].name,
      regime: ratio > 1 + INDEPENDENT ? 'redundant' : ratio < 1 - INDEPENDENT ? 'suppressed' : 'independent',
      driveRatio: ratio,
      throttleSlope: 1 - ratio,
      freezeSteps,
      boost: drives[leader] / drives[weak],
      wait: plain.lossTime !== null && throttled > plain.lossTime,
    },
    baseline: { ...timesOf(plain), loss: plain.lossTime, ...(plain.unseen === null ? {} : { unseen: plain.unseen }) },
    levers: rows.sort((a, b) => groupOf(a) - groupOf(b) || (a.bothUsed ?? Infinity) - (b.bothUsed ?? Infinity)),
  };
}

const groupOf = ({ extra, excess }: LeverRow): number =>
  extra !== null ? 2 : excess === null || excess > 1e-9 ? 1 : 0;

/** The typical start under a lever: when modalities are used, and when nearly all is explained. */
function follow(
  plan: Plan,
  checked: Checked,
  uses: readonly Use[],
  last: number | null,
  unseen: UnseenLoss | null = null,
): Way {
  const { networks, width, scale: start, learningRate, measure } = checked;
  const way = wayOf({ plan, network: networks[0], width, start, learningRate, measure });
  const problem = plan.measured;
  const watch = way.watch(uses);
  const explained = (weights: Float64Array) => explainedBy(problem, matrix(1, problem.sigma.cols, weights));
  const wanted = EXPLAINED * explained(finalWeights(problem).data);
  let lossTime: number | null = null;
  let come = false;
  let best = { step: 0, loss: Infinity };
  let atBothUsed: number | null = null;
  const maxSteps = Math.ceil(
    last === null ? LIMITS.work / way.work : Math.min(LIMITS.times * last, LIMITS.work / way.work),
  );
  const onPiece: OnPiece = (from, to, at) => {
    const isEnough = (t: number) => explained(way.total(at(t))) >= wanted;
    if (lossTime === null && isEnough(to)) lossTime = bisect(isEnough, from, to, PRECISION);
    come = watch.onPiece(from, to, at);
    let farEnough = true;
    if (unseen !== null) {
      const loss = (t: number) => unseen.of(way.total(at(t)));
      const found = leastIn(loss, { from, to }, best.loss);
      if (found.loss < best.loss) best = found;
      const both = Math.max(...watch.times.map((time) => time ?? Infinity));
      if (both < Infinity) atBothUsed ??= loss(Math.min(Math.max(both, from), to));
      farEnough = to > UNSEEN_TIMES * both;
    }
    return (come && lossTime !== null && farEnough) || to > maxSteps;
  };
  way.descend(way.start(null), { onPiece, maxSteps, maxWork: LIMITS.work });
  const times = watch.times.map((time) => (time === null || !Number.isFinite(time) ? null : time));
  return { times, lossTime, unseen: unseen && { bestLoss: best.loss, bestStep: best.step, atBothUsed } };
}

function timesOf({ times: [tA, tB] }: Way): Pick<LeverRow, 'tA' | 'tB' | 'timeRatio' | 'phase' | 'bothUsed'> {
  if (tA === null || tB === null) return { tA, tB, timeRatio: null, phase: null, bothUsed: null };
  const [earlier, later] = [Math.min(tA, tB), Math.max(tA, tB)];
  return { tA, tB, timeRatio: later / earlier, phase: later - earlier, bothUsed: later };
}

function costOf(problem: Problem, { end }: Plan, plain: Matrix): Pick<LeverRow, 'excess' | 'weightChange'> {
  if (end === null) return { excess: null, weightChange: null };
  const change = { ...plain, data: end.data.map((value, k) => value - plain.data[k]) };
  const square = multiply(multiply(change, problem.sigma), transpose(change)).data[0];
  return { excess: square / (problem.ySquared ?? NaN), weightChange: norm(change.data) / norm(plain.data) };
}

/** `‖Σ_yw − Σ_yl Σ_l⁺ Σ_lw‖`, w the other modality than l. */
function driveOnPlateau(problem: Problem, leader: number): number {
  const alone = unimodalWeights(problem).data;
  const at = offsets(problem);
  const D = problem.sigma.cols;
  const rest: number[] = [];
  for (let j = at[1 - leader]; j < at[2 - leader]; j++) {
    let drive = problem.sigmaYX.data[j];
    for (let i = at[leader]; i < at[leader + 1]; i++) drive -= alone[i] * problem.sigma.data[i * D + j];
    rest.push(drive);
  }
  return norm(Float64Array.from(rest));
}
