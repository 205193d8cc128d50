/** What would change a unimodal phase: every lever and remedy, followed from the typical start. */
import { unimodalWeights } from '../../levers/end-points.js';
import { divergesUnder } from '../../flows/random/levered-stability.js';
import type { Levers } from '../../levers/levers.js';
import type { Plan } from '../../levers/plan.js';
import { requireTestData } from '../../problem/samples.js';
import { norm } from '../../numerics/matrix.js';
import { InputError, requireFields, requireNumber } from '../../problem/errors.js';
import { driveNorms, offsets, type Problem } from '../../problem/problem.js';
import { usesAt, type Use } from '../../problem/use.js';
import { comparedPlan, rowAtRatio, rowOf, timesOf } from './rows.js';
import { choicesOf, userUnits } from './settings.js';
import { follow } from './way.js';
import { setting } from '../numbers.js';
import { checkQuestion, type Checked, type Question } from '../question.js';
import { steepestUnder } from '../starts/levered.js';
import type { TestData } from '../starts/unseen.js';

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
  /** η times the largest curvature that its steps meet, over `1 + β`: from 2 on they swing or diverge. */
  readonly step: number;
  /** With a time ratio asked for: why this setting, the nearest, does not have it; `null` if it has. */
  readonly short?: string | null;
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
  /** The time ratio asked for. */
  readonly targetRatio?: number;
  /** Those without cost first, then those with a biased end, then those with extra parts, then those that do not have the ratio asked for; soonest first. */
  readonly levers: readonly LeverRow[];
}

/** A ratio of drives this near to 1 is none. */
const INDEPENDENT = 0.02;

/** What {@link levers} may be handed besides the question. */
export interface LeversOptions {
  /** Data to test on, in the units and coordinates of the problem. */
  readonly testData?: TestData | undefined;
  /**
   * A time ratio ≥ 1, the time of the modality that is second without levers over that of the leader: each lever at the weakest
   * strength that reaches it.
   */
  readonly targetRatio?: number | undefined;
  /** Told how much is done, 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/**
 * What would change the unimodal phase of a network of two modalities, one output and late fusion.
 *
 * @param question - as of `predict`, of one network of late fusion, without levers
 * @param options - data to test on, a time ratio to reach
 * @throws InputError `unsupported` for other problems and networks, `number` for a ratio below 1; else as `predict`
 *
 * @example
 * ```ts
 * import { levers, toyProblem } from 'unimodal-bias';
 * const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
 * const { verdict } = levers(toy, { network: { depth: 2, fusionLayer: 2 } });
 * verdict.regime; // => 'redundant'
 * verdict.throttleSlope.toFixed(3); // => '-1.667'
 * ```
 */
export function levers(problem: Problem, question: Question, options: LeversOptions = {}): LeversAnswer {
  requireFields('options', options, ['testData', 'targetRatio', 'onProgress']);
  const { testData, targetRatio, onProgress } = options;
  const checked = checkQuestion(question, problem);
  if (testData !== undefined) requireTestData(testData, problem);
  if (targetRatio !== undefined) requireNumber('targetRatio', targetRatio, { atLeast: 1 });
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
      'fusionLayer',
      question.network,
      'levers compares one network of late fusion, from random weights',
    );
  }
  if (checked.loss === 'logistic') {
    throw new InputError('unsupported', 'loss', checked.loss, 'levers are of square loss: mse or torch-mse');
  }
  if (problem.ySquared === null) {
    throw new InputError('usage', 'ySquared', null, 'levers needs ⟨y²⟩: give ySquared with the correlations');
  }
  const uses = usesAt(problem);
  const planned = (lever: Levers) => comparedPlan(problem, lever, checked);
  requireTraining(planned({}), checked, uses);
  const plain = follow(planned({}), checked, uses, { last: null, testData });
  const [tA, tB] = plain.times;
  const drives = driveNorms(problem);
  const leader = (tA ?? Infinity) <= (tB ?? Infinity) ? 0 : 1;
  const weak = 1 - leader;
  const last = Math.max(tA ?? 0, tB ?? 0, 1);
  const alone = follow(planned({ remedy: 'unimodal-ensemble' }), checked, uses, { last }).times;
  const [sooner, later] = [alone[leader], alone[weak]];
  const freezeSteps = sooner === null || later === null ? null : Math.max(0, Math.round(later - sooner));
  const boost = drives[leader] / drives[weak];
  const choices = choicesOf({
    problem,
    leader,
    boost,
    reset: Math.round(1.5 * (plain.times[leader] ?? last)),
    freezeSteps,
    last,
    ...userUnits(checked),
  });
  const comparison = { problem, checked, uses, leader, last, testData };
  const rows = choices.flatMap((choice, c): LeverRow[] => {
    onProgress?.(c / choices.length);
    return targetRatio === undefined
      ? choice.usual.map((setting) => rowOf(comparison, choice, setting))
      : [rowAtRatio(comparison, choice, plain, targetRatio)];
  });
  const throttled = follow(planned({ remedy: 'equal-drives' }), checked, uses, { last }).lossTime ?? Infinity;
  const ratio = drives[weak] / driveOnPlateau(problem, leader);
  return {
    verdict: {
      leader: problem.modalities[leader].name,
      regime: ratio > 1 + INDEPENDENT ? 'redundant' : ratio < 1 - INDEPENDENT ? 'suppressed' : 'independent',
      driveRatio: ratio,
      throttleSlope: 1 - ratio,
      freezeSteps,
      boost,
      wait: plain.lossTime !== null && throttled > plain.lossTime,
    },
    baseline: { ...timesOf(plain), loss: plain.lossTime, ...(plain.unseen === null ? {} : { unseen: plain.unseen }) },
    ...(targetRatio === undefined ? {} : { targetRatio }),
    levers: rows.sort((a, b) => groupOf(a) - groupOf(b) || (a.bothUsed ?? Infinity) - (b.bothUsed ?? Infinity)),
  };
}

const groupOf = ({ extra, excess, short }: LeverRow): number =>
  typeof short === 'string' ? 3 : extra !== null ? 2 : excess === null || excess > 1e-9 ? 1 : 0;

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

/** Refuses a rate at which training runs away without any lever: there is nothing to compare with. */
function requireTraining(plan: Plan, checked: Checked, uses: readonly Use[]): void {
  const { networks, width, scale: start, learningRate, measure, training, rateUnit } = checked;
  const [network] = networks;
  const steepest = steepestUnder(plan, network);
  if (learningRate * steepest <= 2) return;
  if (!divergesUnder({ plan, network, width, start, learningRate, measure, uses })) return;
  const message = `training without any lever diverges at ${setting(training.learningRate)}; use at most ${setting(1 / steepest / rateUnit)}`;
  throw new InputError('learning-rate', 'learningRate', training.learningRate, message);
}
