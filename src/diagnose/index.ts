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
import type { TimeDistribution } from '../flows/random/distribution.js';
import { randomStart, type RandomStartInput } from '../flows/random/index.js';
import { branchScores, type BranchScore } from '../predict/modes/branches.js';
import { unseenLoss } from '../predict/starts/unseen.js';
import { adviceOf } from './advice.js';
import { columnsOf, heightsAlong, heightsOf, match, type Evidence, type Heights, type Order } from './evidence.js';
import { forecastOf } from './forecast.js';
import { checkLog, noiseOf, stretches, type RunLog, type Stretch } from './run-log.js';

import { digits, steps } from '../predict/numbers.js';

export { stretches };
export type { BranchScore, Evidence, RunLog, Stretch, TimeDistribution };

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
}

/** η of the linear network that a ReLU network starts like. */
const RELU_RATE = 0.5;
/** u₀ where nothing is known of it: plateaus hardly depend on it. */
const FIRST_SCALE = { two: 0.01, deep: 0.1 };

/** What a log says. */
export interface Diagnosis {
  /** The modalities in use at the end of the log. */
  readonly uses: readonly string[];
  /** How probable that is, by the heights of the plateaus and the orders that starts take. */
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
  /** How far the end of the log is from a run that has come down when it has, or from its plateau, as a share of all that can be learned. */
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
  /** The transitions that were seen: where the loss is half way between two plateaus. */
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
 * const toy = toyProblem({ sigmaA: 2, sigmaB: 1, rho: 0.5 });
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
  const { width = 100, learningRate, initScale, testData, activation = 'linear' } = question;
  requireInteger('width', width, 1, 1e9);
  requireNumber('learningRate', learningRate, { above: 0 });
  if (initScale !== undefined) requireNumber('initScale', initScale, { above: 0 });
  checkLog(log);
  if (problem.ySquared === null) {
    throw new InputError('unsupported', 'problem', null, 'diagnose needs ⟨y²⟩: give data, or ySquared');
  }
  const columns = columnsOf(log, problem, testData === undefined ? null : unseenLoss(testData, problem).of);
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
  const { known, orders } = plateausAndOrders(input, uses, global);
  const parts = stretches(log);
  const noise = noiseOf(log.losses);
  requireAbove(parts, known, noise);
  const found = match(log, parts, known, columns, orders);
  const forecast = forecastOf(input, initScale, found, parts, noise);
  const names = problem.modalities.map(({ name }) => name);
  const nameOf = (use: number) => ({ modality: names[uses[use].modality], mode: uses[use].mode });
  const diagnosis = {
    uses: names.filter((_, m) => found.used.some((u) => uses[u].modality === m)),
    confidence: found.confidence,
    plateau: { name: found.manifold, loss: found.height, observed: found.observed },
    misfit: Math.abs(found.observed - (forecast.expected ?? found.height)) / known.range,
    calibrated: forecast.calibrated,
    seen: found.seen.map(({ use, step }) => ({ ...nameOf(use), step })),
    next:
      forecast.next === null
        ? null
        : { ...nameOf(forecast.next.use), time: forecast.next.time, ratioOnly: activation === 'relu' },
    plateaus: known.sets.map(({ manifold, height }) => ({ name: manifold, loss: height })),
    evidence: found.evidence,
    branches: branchScores(problem, global),
  };
  const start = parts[0].loss / known.sets[0].height;
  return { ...diagnosis, advice: adviceOf(diagnosis, start, initScale !== undefined) };
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

/** Nothing is below the global minimum. */
function requireAbove(parts: readonly Stretch[], { sets, range }: Heights, noise: number): void {
  const least = sets[sets.length - 1].height;
  const lowest = parts.reduce((one, other) => (other.loss < one.loss ? other : one));
  if (lowest.loss >= least - Math.max(4 * noise, 0.01 * range)) return;
  const ratio = digits(parts[0].loss / sets[0].height);
  const message = `has the loss ${digits(lowest.loss)} at step ${steps(lowest.step)}, below the least there is with these data, ${digits(least)}; it begins at ${ratio} times ½⟨y²⟩: mostly a factor 2 (--loss torch-mse halves), or another scale of the target`;
  throw new InputError('number', 'log', lowest.loss, message);
}
