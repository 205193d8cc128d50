/**
 * A run under way: which modalities its loss says it uses, and when the next comes. The heights of the plateaus are known
 * (Eq 62); the scale of time is not, but a transition that was seen calibrates it. Free of Node.
 *
 * @module unimodal-bias/diagnose
 */
import type { Matrix } from '../numerics/matrix.js';
import { finalWeights, usesAt, type Use } from '../problem/use.js';
import { InputError, requireInteger, requireNumber } from '../problem/errors.js';
import { network, type NetworkInput } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { Samples } from '../problem/samples.js';
import { distributionOf, type TimeDistribution } from '../flows/random/distribution.js';
import { randomStart, type RandomStartInput } from '../flows/random/index.js';
import { activationOf } from '../predict/closed/relu.js';
import { branchScores, type BranchScore } from '../predict/modes/branches.js';
import { digits, percent, steps } from '../predict/numbers.js';
import { unseenLoss } from '../predict/starts/unseen.js';
import { adviceOf } from './advice.js';
import {
  BLUR,
  columnsOf,
  FITS,
  heightsAlong,
  heightsOf,
  type Column,
  type Heights,
  type KnownPlateau,
  type Order,
} from './evidence.js';
import { nextOf, stateOf } from './forecast.js';
import { anchorsOf, match } from './match.js';
import { checkLog, partAt, stretches, type RunLog, type Stretch } from './run-log.js';
import { averageOf, startsLike, type Start } from './starts.js';

export { stretches };
export type { BranchScore, RunLog, Stretch, TimeDistribution };

/** What is known of the run besides its log. */
export interface RunQuestion {
  /** Its layers. */
  readonly network: NetworkInput;
  /** u₀; calibrated on the transitions seen where it is not given. */
  readonly initScale?: number;
  /** Hidden width; 100 unless told. */
  readonly width?: number;
  /** η on `½⟨‖y − ŷ‖²⟩`. */
  readonly learningRate: number;
  /**
   * Of the hidden layers. ReLU passes half of what a small network sends (late fusion, symmetric inputs), so that it is taken for a linear
   * network of half the rate; plateaus are the linear ones, and times are known by their ratio to the transition seen.
   */
  readonly activation?: 'linear' | 'relu';
  /** What `test_loss` was measured on, in the units and coordinates of the problem. */
  readonly testData?: Samples | undefined;
  /** The training rows: how far a ReLU network is from a linear one is measured on them. */
  readonly samples?: Samples | undefined;
}

/** η of the linear network that a ReLU network starts like. */
const RELU_RATE = 0.5;
/**
 * What is known of a network by its activation: heights, as a share of what can be learned, and times, as a standard deviation of
 * `ln t` about the flow from the same start. The flow has the leading order in 1/width, and a log tells of its start to a few steps:
 * forecasts were off by 1% where starts hardly spread. A ReLU network has a linear one's heights and times the less, the farther data
 * are from symmetric under (x, y) → (−x, −y); where they are far, its times and order are not known (`null`).
 */
const KNOWN = {
  linear: { height: BLUR, time: 0.01 },
  believe: { height: BLUR, time: 0.03 },
  nearly: { height: 0.1, time: 0.15 },
  unchecked: { height: 0.1, time: 0.15 },
  simulate: { height: 0.3, time: null },
} as const;
/** The flow has the losses of a network to this share of what can be learned. */
const FLOW_BLUR = 0.01;
/** u₀ where nothing is known of it: plateaus hardly depend on it. */
const FIRST_SCALE = { two: 0.01, deep: 0.1 };

/** A column besides the loss: what was measured at the end of the log, and what it should be. */
export interface Evidence {
  /** Its name. */
  readonly column: string;
  /** At the end of the log. */
  readonly measured: number;
  /** For the starts that agree with the log, or else on the plateau that it is nearest to. */
  readonly here: number;
  /** At the global optimum. */
  readonly atOptimum: number;
  /** Whether what was measured may be so. */
  readonly agrees: boolean;
}

/** What a log says. */
export interface Diagnosis {
  /** The modalities in use at the end of the log. */
  readonly uses: readonly string[];
  /** How probable that is: by the starts that agree with the log, or else by the heights of the plateaus and the orders of use. */
  readonly confidence: number;
  /** The plateau that the log is nearest to. */
  readonly plateau: {
    /** Its manifold, as in `plateaus` of a prediction. */
    readonly name: string;
    /** Its height. */
    readonly loss: number;
    /** What the log has at its end. */
    readonly observed: number;
  };
  /** How far the log is from starts that come down when it does, or its end from a plateau if that is nearer, as a share of all that can be learned. */
  readonly misfit: number;
  /** What was fitted to the last transition: u₀, a median over starts with their range; `null` where nothing was. */
  readonly calibrated: {
    /** The median u₀. */
    readonly initScale: number;
    /** Of twenty starts one is below it. */
    readonly q05: number;
    /** Of twenty starts one is above it. */
    readonly q95: number;
  } | null;
  /** What came into use, and when: by the starts that agree with the log, or else where the loss is half way between two plateaus. */
  readonly seen: readonly {
    /** What came into use. */
    readonly modality: string;
    /** Its mode; 1 with one output. */
    readonly mode: number;
    /** When. */
    readonly step: number;
  }[];
  /** The modality that comes into use next; `time` is `null` where the log does not tell. */
  readonly next: {
    /** What comes into use. */
    readonly modality: string;
    /** Its mode; 1 with one output. */
    readonly mode: number;
    /** How probable it is that this comes next. */
    readonly probability: number;
    /** When, over starts. */
    readonly time: TimeDistribution | null;
    /** Whether only its ratio to the transition seen means something: the network is not linear. */
    readonly ratioOnly: boolean;
  } | null;
  /** The known plateaus, from no modality in use to all. */
  readonly plateaus: readonly {
    /** Its manifold. */
    readonly name: string;
    /** Its height. */
    readonly loss: number;
  }[];
  /** The other columns of the log beside what they should be. */
  readonly evidence: readonly Evidence[];
  /** In words. */
  readonly advice: string;
  /** What a branch scores at the optimum, whatever the training: to be held beside what was measured. */
  readonly branches: readonly BranchScore[];
}

/**
 * Reads the log of a run of a linear network: which modalities it uses now, by the heights of the plateaus, and
 * when the next comes into use, by random starts that agree with the log.
 *
 * @param log - losses `½⟨‖y − ŷ‖²⟩` at growing steps, at least five
 * @param problem - the data of the run, with `⟨y²⟩`
 * @param question - its network and learning rate; its start, if that is known
 * @throws InputError `shape`, `cell`, `number`, `columns` for a log that cannot be one of this problem; `unsupported` where
 * `⟨y²⟩` is not known and for networks without a flow.
 *
 * @example
 * ```ts
 * import { toyProblem } from 'unimodal-bias';
 * import { diagnose } from 'unimodal-bias/diagnose';
 * import { simulate } from 'unimodal-bias/simulate';
 * const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
 * const network = { depth: 2, fusionLayer: 2 };
 * const settings = { start: { kind: 'gaussian', initScale: 0.004 }, learningRate: 0.04, maxSteps: 90 } as const;
 * const { trajectory } = await simulate(toy, network, settings);
 * const log = {
 *   steps: Float64Array.from(trajectory, ({ step }) => step),
 *   losses: Float64Array.from(trajectory, ({ loss }) => loss),
 * };
 * const { uses, next } = diagnose(log, toy, { network, learningRate: 0.04 });
 * [uses, next?.modality]; // => [['A'], 'B']
 * ```
 */
export function diagnose(log: RunLog, problem: Problem, question: RunQuestion): Diagnosis {
  const { width = 100, learningRate, initScale, testData, samples, activation = 'linear' } = question;
  requireInteger('width', width, 1, 1e9);
  requireNumber('learningRate', learningRate, { above: 0 });
  if (initScale !== undefined) requireNumber('initScale', initScale, { above: 0 });
  checkLog(log);
  if (problem.ySquared === null) {
    throw new InputError('unsupported', 'problem', null, 'diagnose needs ⟨y²⟩: give data, or ySquared');
  }
  const global = finalWeights(problem);
  const net = network(question.network);
  const uses = usesAt(problem, global);
  const input: RandomStartInput = {
    problem,
    network: net,
    width,
    learningRate: activation === 'relu' ? RELU_RATE * learningRate : learningRate,
    uses,
    measure: 'output',
    start: { initScale: initScale ?? (net.depthA + net.depthShared > 2 ? FIRST_SCALE.deep : FIRST_SCALE.two) },
  };
  const { known, orders: likely } = plateausAndOrders(input, uses, global);
  const parts = stretches(log);
  const now = parts[parts.length - 1];
  const unseen = testData === undefined ? null : unseenLoss(testData, problem).of;
  const columns = columnsOf(log, now.rows, problem, known, unseen);
  const kind = activation === 'linear' ? null : activationOf(activation, 0, problem, samples);
  if (kind === null) requireAbove(parts, known);
  const { height, time } = KNOWN[kind?.verdict ?? 'linear'];
  const orders = time === null ? [] : likely;
  const plateau = match(parts, known, columns, orders, height * known.range);
  const offPlateau = Math.abs(plateau.observed - plateau.height);
  const enough = Math.max(BLUR * known.range, offPlateau);
  const anchors = anchorsOf(plateau.seen);
  const asked = { initScale, anchors, parts, columns, enough, blur: FLOW_BLUR * known.range, timeError: time ?? 0 };
  const { starts, transition, misfit } =
    time === null ? { starts: [], transition: anchors[0], misfit: Infinity } : startsLike(input, asked);
  const end = { now: log.steps[log.steps.length - 1], error: Math.hypot(time ?? 0, transition?.error ?? 0) };
  const state = misfit <= enough ? stateOf(starts, end) : { ...plateau, steps: null, starts: [] };
  const half = partAt(parts, ((transition?.step ?? 0) + now.step) / 2);
  const drop = { value: half.loss - now.loss, noise: Math.hypot(half.error, now.error) };
  const next = nextOf(uses, state, orders, end, drop);
  const names = problem.modalities.map(({ name }) => name);
  const nameOf = (use: number) => ({ modality: names[uses[use].modality], mode: uses[use].mode });
  const diagnosis = {
    uses: names.filter((_, m) => state.used.some((u) => uses[u].modality === m)),
    confidence: state.confidence,
    plateau: { name: plateau.manifold, loss: plateau.height, observed: plateau.observed },
    misfit: Math.min(offPlateau, misfit) / known.range,
    calibrated: initScale === undefined ? scalesOf(state.starts) : null,
    seen:
      state.steps === null
        ? plateau.seen.map(({ use, step }) => ({ ...nameOf(use), step }))
        : state.used.map((use, i) => ({ ...nameOf(use), step: state.steps[i] })),
    next: next && {
      ...nameOf(next.use),
      probability: next.probability,
      time: next.time,
      ratioOnly: kind !== null,
    },
    plateaus: known.sets.map(({ manifold, height }) => ({ name: manifold, loss: height })),
    evidence: columns.map((column) => evidenceOf(column, state.starts, plateau, global)),
    branches: branchScores(problem, global),
  };
  const first = parts[0];
  const facts = {
    start: log.steps[0] <= 1 ? first.loss / known.sets[0].height : null,
    startError: (4 * first.error) / known.sets[0].height,
    scaleKnown: initScale !== undefined,
    verdict: kind?.verdict ?? null,
  };
  return { ...diagnosis, advice: adviceOf(diagnosis, facts) };
}

function scalesOf(starts: readonly Start[]): Diagnosis['calibrated'] {
  const of = distributionOf(starts.map(({ initScale }) => initScale));
  return of === null ? null : { initScale: of.q50, q05: of.q05, q95: of.q95 };
}

/** A column beside what it is for the starts that agree with the log, or on its plateau. */
function evidenceOf(column: Column, starts: readonly Start[], plateau: KnownPlateau, global: Matrix): Evidence {
  const { name, measured, of, blur } = column;
  const here = starts.length === 0 ? of(plateau.weights) : averageOf(starts, ({ end }) => of(end));
  return { column: name, measured, here, atOptimum: of(global), agrees: Math.abs(measured - here) <= FITS * blur };
}

/** With one output a set of modalities is a plateau; with several a set of their modes, those on the way. */
function plateausAndOrders(
  input: RandomStartInput,
  uses: readonly Use[],
  global: Matrix,
): { readonly known: Heights; readonly orders: readonly Order[] } {
  if (input.problem.outputs.length > 1) {
    const along = heightsAlong(input, uses, global);
    return { known: along, orders: [along.order] };
  }
  const answer = randomStart(input);
  if ('unfinished' in answer) {
    throw new InputError('unsupported', 'network', input.network, `no forecast: ${answer.unfinished}`);
  }
  const orders = answer.orders.map(({ modalities, probability }) => ({ uses: modalities, probability }));
  return { known: heightsOf(input.problem, orders[0].uses, global), orders };
}

/** So many standard deviations below the least, or this share of what can be learned, are no chance. */
const BELOW = { deviations: 5, share: 0.01 };

/** Nothing linear is below the global minimum. */
function requireAbove(parts: readonly Stretch[], { sets, range }: Heights): void {
  const least = sets[sets.length - 1].height;
  const lowest = parts.reduce((one, other) => (other.loss < one.loss ? other : one));
  const missing = least - lowest.loss;
  if (missing <= Math.max(BELOW.deviations * lowest.error, BELOW.share * range)) return;
  const ratio = parts[0].loss / sets[0].height;
  const why =
    ratio > 0.9 && ratio < 1.1
      ? 'a network that is not linear (--activation relu), or other inputs'
      : 'mostly a factor 2 (--loss torch-mse halves), or another scale of the target';
  const message = `has the loss ${digits(lowest.loss)} at step ${steps(lowest.step)}, ${percent(missing / range)} of all that can be learned below the least there is with these data, ${digits(least)}; it begins at ${digits(ratio)} times ½⟨y²⟩: ${why}`;
  throw new InputError('number', 'log', lowest.loss, message);
}
