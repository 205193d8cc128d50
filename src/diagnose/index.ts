/**
 * A run under way: which modalities its loss says it uses, and when the next comes. The heights of the plateaus are known
 * (Eq 62); the scale of time is not, but a transition that was seen calibrates it. Free of Node.
 *
 * @module unimodal-bias/diagnose
 */
import { finalWeights, usesAt } from '../problem/use.js';
import { InputError, requireInteger, requireNumber } from '../problem/errors.js';
import { network, type NetworkInput } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { Samples } from '../problem/samples.js';
import type { TimeDistribution } from '../flows/random/distribution.js';
import { randomStart, type RandomStartInput } from '../flows/random/index.js';
import { branchScores, type BranchScore } from '../predict/branches.js';
import { unseenLoss } from '../predict/unseen.js';
import { adviceOf } from './advice.js';
import { columnsOf, heightsOf, match, type Evidence, type Heights, type Order } from './evidence.js';
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
  /** What `test_loss` was measured on, in the units and coordinates of the problem. */
  readonly testData?: Samples | undefined;
}

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
    /** When. */
    readonly step: number;
  }[];
  /** The modality that comes into use next; `time` is `null` where the log does not tell. */
  readonly next: {
    /** What comes into use. */
    readonly modality: string;
    /** When, over starts. */
    readonly time: TimeDistribution | null;
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
 * Reads the log of a run of a linear network of one output: which modalities it uses now, by the heights of the plateaus, and
 * when the next comes into use, by random starts that agree with the log.
 *
 * @param log - losses `½⟨(y − ŷ)²⟩` at growing steps, at least five
 * @param problem - the data of the run, with `⟨y²⟩`
 * @param question - its network and learning rate; its start, if that is known
 * @throws InputError `shape`, `cell`, `number`, `columns` for a log that cannot be one of this problem; `unsupported` for several
 * outputs and for networks without a flow.
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
  const { width = 100, learningRate, initScale, testData } = question;
  requireInteger('width', width, 1, 1e9);
  requireNumber('learningRate', learningRate, { above: 0 });
  if (initScale !== undefined) requireNumber('initScale', initScale, { above: 0 });
  checkLog(log);
  if (problem.ySquared === null || problem.outputs.length > 1) {
    const what = problem.ySquared === null ? 'needs ⟨y²⟩: give data, or ySquared' : 'knows the plateaus of one output';
    throw new InputError('unsupported', 'problem', problem.outputs.length, `diagnose ${what}`);
  }
  const columns = columnsOf(log, problem, testData === undefined ? null : unseenLoss(testData, problem).of);
  const global = finalWeights(problem);
  const input: RandomStartInput = {
    problem,
    network: network(question.network),
    width,
    learningRate,
    uses: usesAt(problem, global),
    measure: 'output',
    start: { initScale: initScale ?? 0.01 },
  };
  const orders = ordersOf(input);
  const known = heightsOf(problem, orders[0].modalities, global);
  const parts = stretches(log);
  const noise = noiseOf(log.losses);
  requireAbove(parts, known, noise);
  const found = match(log, parts, known, columns, orders);
  const forecast = forecastOf(input, initScale, found, parts, noise);
  const names = problem.modalities.map(({ name }) => name);
  const diagnosis = {
    uses: found.used.map((m) => names[m]),
    confidence: found.confidence,
    plateau: { name: found.manifold, loss: found.height, observed: found.observed },
    misfit: Math.abs(found.observed - (forecast.expected ?? found.height)) / known.range,
    calibrated: forecast.calibrated,
    seen: found.seen.map(({ modality, step }) => ({ modality: names[modality], step })),
    next: forecast.next === null ? null : { modality: names[forecast.next.modality], time: forecast.next.time },
    plateaus: known.sets.map(({ manifold, height }) => ({ name: manifold, loss: height })),
    evidence: found.evidence,
    branches: branchScores(problem, global),
  };
  const start = parts[0].loss / known.sets[0].height;
  return { ...diagnosis, advice: adviceOf(diagnosis, start, initScale !== undefined) };
}

function ordersOf(input: RandomStartInput): readonly Order[] {
  const answer = randomStart(input);
  if (!('unfinished' in answer)) return answer.orders;
  throw new InputError('unsupported', 'network', input.network, `no forecast: ${answer.unfinished}`);
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
