/** Random weights: by the flow of their starts where it applies, by simulating full matrices where it does not. */
import { summaryOf, type Followed, type StartsSummary } from '../../flows/random/distribution.js';
import { InputError } from '../../problem/errors.js';
import { randomStart, type RandomStartResult } from '../../flows/random/index.js';
import type { Levers } from '../../levers/levers.js';
import type { Plan } from '../../levers/plan.js';
import type { Network } from '../../problem/network.js';
import type { Activation } from '../../problem/activation.js';
import type { Problem } from '../../problem/problem.js';
import type { Samples } from '../../problem/samples.js';
import type { Width } from '../../problem/shapes.js';
import type { GaussianStart } from '../../problem/start.js';
import { sharedBlocks } from '../../problem/two-modalities.js';
import type { Measure, Use } from '../../problem/use.js';
import { leveredFlow } from './levered.js';
import type { RandomStart, StartKind } from '../answer.js';
import type { Separation } from '../modes/separates.js';

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
  /** How it is trained, where not by plain descent; scales of inputs are in the problem already. */
  readonly levers: Levers | null;
  /** A (leaky) ReLU behind the hidden layers of both branches, trained on samples; `null` for a linear network. */
  readonly activation: {
    /** Which of them. */
    readonly name: Activation;
    /** What is trained on. */
    readonly samples: Samples;
  } | null;
  /** Seeds to run, in this order. */
  readonly seeds: readonly number[];
  /** Milliseconds to spend; what is known by then is the answer. */
  readonly budget: number;
  /** Told how much is done, 0 to 1. */
  readonly onProgress: (fraction: number) => void;
}

/**
 * Simulated use, seed by seed: the step of every event in the order of {@link Use}, `Infinity` for never, `null` for what the
 * time did not suffice for, and the step it did suffice for. Throws an InputError `learning-rate` where descent diverges.
 */
export type Simulator = (request: SimulationRequest) => readonly Followed[];

/** Three seeds: enough to tell an order from a tie. */
const SEEDS = [1, 2, 3];

/** What is asked of one network. */
export interface RandomQuestion {
  readonly problem: Problem;
  readonly network: Network;
  readonly uses: readonly Use[];
  readonly width: Width;
  readonly start: StartKind;
  readonly scale: GaussianStart;
  readonly learningRate: number;
  /** Whether steps are so large that descent swings. */
  readonly swings: boolean;
  readonly measure: Measure;
  readonly plan: Plan | null;
  /** For each use, what it separates. */
  readonly separations: readonly (Separation | null)[];
  /** Those of the plan, less scales of inputs, which are in the problem already. */
  readonly levers: Levers | null;
  /** Data on which an activation follows no linear network; the start and the rate are then its own. */
  readonly activation: SimulationRequest['activation'];
  readonly steps: number | null;
  /** Milliseconds that a simulation may take. */
  readonly budget: number;
  /** Multiplications that its flows may take. */
  readonly maxWork: number;
  readonly onProgress: (fraction: number) => void;
}

/** The answer, or why there is none, `diverged` if simulated training did; `simulated` says why it had to be simulated. */
export type RandomAnswer =
  | {
      readonly randomStart: RandomStart;
      readonly simulated: string | null;
      /** The largest factor that a remedy's rule has put on a rate. */
      readonly fastest?: number;
    }
  | { readonly reason: string; readonly diverged?: true };

/** What random weights do, never without an answer or a reason. */
export function answerRandom(question: RandomQuestion, simulate: Simulator | undefined): RandomAnswer {
  const flow = flowOf(question);
  if (!('unfinished' in flow)) {
    return { randomStart: fromFlow(question, flow), simulated: null, fastest: flow.fastest ?? 1 };
  }
  if (question.activation !== null && sharedBlocks(question.problem) === null) {
    return { reason: `${flow.unfinished}, and only two modalities and one output can be simulated on samples` };
  }
  if (flow.hopeless) return { reason: flow.unfinished };
  if (!simulate) return { reason: `${flow.unfinished}, and no simulator was handed in` };
  const { start, scale, ...request } = question;
  let runs: readonly Followed[];
  try {
    runs = simulate({ ...request, start: start === 'pytorch' ? 'pytorch' : scale, seeds: SEEDS });
  } catch (error) {
    if (!(error instanceof InputError && error.code === 'learning-rate')) throw error;
    return { reason: error.message, diverged: true };
  }
  // Seeds that the others left no time for know nothing.
  const finished = runs.filter(({ times }) => !times.includes(null));
  const known =
    finished.length > 0
      ? finished
      : runs.slice(0, 1).filter(({ times }) => times.some((t) => t !== null && t < Infinity));
  if (known.length === 0) {
    const seconds = Number((question.budget / 1000).toPrecision(2));
    return {
      reason: `${flow.unfinished}, and nothing was in use when ${seconds} s of simulation were over; use simulate`,
    };
  }
  return { randomStart: fromRuns(question, known), simulated: flow.unfinished };
}

function flowOf(asked: RandomQuestion): ReturnType<typeof leveredFlow> {
  if (asked.start === 'pytorch') return { unfinished: 'PyTorch’s start is not small' };
  if (asked.activation !== null)
    return { unfinished: `on these data ${asked.activation.name} follows no linear network` };
  if (asked.plan !== null) return leveredFlow(asked, asked.plan);
  const { problem, network, width, scale, learningRate, swings, measure, uses, steps, maxWork, onProgress } = asked;
  const way = { problem, network, width, start: scale, learningRate, swings, measure, uses };
  const flow = randomStart({ ...way, ...(steps !== null && { usedBySteps: steps }), maxWork, onProgress });
  const isLarge = !('unfinished' in flow) && flow.times.some((times) => times.some((time) => time === 0));
  return isLarge ? { unfinished: 'the start is so large that a modality may be in use from the beginning' } : flow;
}

/** A summary over starts, in the user's names. */
function named(
  { problem, width, separations }: RandomQuestion,
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
    horizon: summary.horizon,
    usedBy: summary.usedBy && {
      steps: summary.usedBy.steps,
      modalities: summary.usedBy.modalities.map(({ modality, probability }) => ({
        modality: name(modality),
        probability,
      })),
    },
  };
}

function fromFlow(question: RandomQuestion, flow: RandomStartResult): RandomStart {
  const { draws, method, shares } = flow;
  return named(question, flow, shares, `flow of ${draws} ${method} ${draws === 1 ? 'start' : 'starts'}`);
}

function fromRuns(question: RandomQuestion, runs: readonly Followed[]): RandomStart {
  const { problem, uses, steps } = question;
  const summary = summaryOf(runs, uses, problem.modalities.length, steps ?? undefined);
  return named(question, summary, null, `simulation of ${runs.length} ${runs.length === 1 ? 'seed' : 'seeds'}`);
}
