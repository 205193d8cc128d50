/** Random weights: by the flow of their starts where it applies, by simulating full matrices where it does not. */
import { summaryOf, type StartsSummary } from '../flows/random/distribution.js';
import { randomStart, type RandomStartResult } from '../flows/random/index.js';
import type { Plan } from '../levers/plan.js';
import type { Network } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { Width } from '../problem/shapes.js';
import type { GaussianStart } from '../problem/start.js';
import type { Use } from '../problem/use.js';
import { leveredFlow } from './levered.js';
import type { Measure, RandomStart, StartKind } from './answer.js';
import type { Separation } from './separates.js';

/** What is simulated where no flow applies. */
export interface SimulationRequest {
  /** The data. */
  readonly problem: Problem;
  /** The depths. */
  readonly network: Network;
  /** Hidden width. */
  readonly width: Width;
  /** How Gaussian weights are drawn, or PyTorch's own start. */
  readonly start: GaussianStart | 'pytorch';
  /** η on ½ mean square error. */
  readonly learningRate: number;
  /** What counts as use. */
  readonly measure: Measure;
  /** What is waited for. */
  readonly uses: readonly Use[];
  /** How it is trained, where not by plain descent. */
  readonly plan: Plan | null;
  /** Seeds to run, in this order. */
  readonly seeds: readonly number[];
  /** Milliseconds to spend; what is known by then is the answer. */
  readonly budget: number;
  /** Told how much is done, 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/**
 * Simulated use: for each seed, the step of every event in the order of {@link Use}; `Infinity` for never, `NaN` for what the
 * time did not suffice for.
 */
export type Simulator = (request: SimulationRequest) => readonly (readonly number[])[];

/** Three seeds: enough to tell an order from a tie. */
const SEEDS = [1, 2, 3];
/** Milliseconds that all networks of a question together may be simulated for: short enough to wait for. */
export const BUDGET = 20_000;

/** What is asked of one network. */
export interface RandomQuestion {
  readonly problem: Problem;
  readonly network: Network;
  readonly uses: readonly Use[];
  readonly width: Width;
  readonly start: StartKind;
  readonly scale: GaussianStart;
  readonly learningRate: number;
  readonly measure: Measure;
  readonly plan: Plan | null;
  /** For each use, what it separates. */
  readonly separations: readonly (Separation | null)[];
  readonly steps: number | null;
  /** Milliseconds that a simulation may take. */
  readonly budget: number;
  readonly onProgress: (fraction: number) => void;
}

/** The answer, or why there is none; `simulated` says why it had to be simulated. */
export type RandomAnswer =
  { readonly randomStart: RandomStart; readonly simulated: string | null } | { readonly reason: string };

/** What random weights do, never without an answer or a reason. */
export function answerRandom(question: RandomQuestion, simulate: Simulator | undefined): RandomAnswer {
  const flow = question.start === 'pytorch' ? { unfinished: 'PyTorch’s start is not small' } : flowOf(question);
  if (!('unfinished' in flow)) return { randomStart: fromFlow(question, flow), simulated: null };
  if (!simulate) return { reason: `${flow.unfinished}, and no simulator was handed in` };
  const runs = simulate({
    problem: question.problem,
    network: question.network,
    width: question.width,
    start: question.start === 'pytorch' ? 'pytorch' : question.scale,
    learningRate: question.learningRate,
    measure: question.measure,
    uses: question.uses,
    plan: question.plan,
    seeds: SEEDS,
    budget: question.budget,
    onProgress: question.onProgress,
  });
  // A run that was cut off does not know never from not yet.
  const finished = runs.filter((run) => question.uses.every(({ level }, i) => level === 0 || !Number.isNaN(run[i])));
  if (finished.length === 0) {
    const seconds = Number((question.budget / 1000).toPrecision(2));
    return { reason: `${flow.unfinished}, and no seed could be simulated to its end in ${seconds} s; use simulate` };
  }
  return { randomStart: fromRuns(question, finished), simulated: flow.unfinished };
}

function flowOf(asked: RandomQuestion) {
  if (asked.plan !== null) return leveredFlow(asked, asked.plan);
  const { problem, network, width, scale, learningRate, measure, uses, steps, onProgress } = asked;
  const budget = steps === null ? {} : { usedBySteps: steps };
  const question = { problem, network, width, start: scale, learningRate, measure, uses, ...budget, onProgress };
  const flow = randomStart(question);
  const isLarge = !('unfinished' in flow) && flow.times.some((times) => times.some((time) => time === 0));
  return isLarge ? { unfinished: 'the start is so large that a modality may be in use from the beginning' } : flow;
}

/** A summary over starts, in the user's names. */
function named(
  { problem, width, steps, separations }: RandomQuestion,
  summary: StartsSummary,
  shares: readonly number[] | null,
  method: string,
): RandomStart {
  const name = (m: number) => problem.modalities[m].name;
  return {
    method,
    width,
    events: summary.events.map(({ modality, ...event }, u) => ({
      modality: name(modality),
      ...event,
      share: shares === null ? null : shares[u],
      separates: separations[u],
    })),
    orders: summary.orders.map(({ modalities, probability }) => ({ modalities: modalities.map(name), probability })),
    usedBy:
      steps === null || summary.usedBy === null
        ? null
        : {
            steps,
            modalities: summary.usedBy.map(({ modality, probability }) => ({ modality: name(modality), probability })),
          },
  };
}

function fromFlow(question: RandomQuestion, flow: RandomStartResult): RandomStart {
  return named(
    question,
    flow,
    flow.shares,
    `flow of ${flow.draws} ${flow.method} ${flow.draws === 1 ? 'start' : 'starts'}`,
  );
}

function fromRuns(question: RandomQuestion, runs: readonly (readonly number[])[]): RandomStart {
  const { problem, uses, steps } = question;
  const summary = summaryOf(runs, uses, problem.modalities.length, steps ?? undefined);
  return named(question, summary, null, `simulation of ${runs.length} ${runs.length === 1 ? 'seed' : 'seeds'}`);
}
