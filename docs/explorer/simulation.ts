/** The live simulation: what to train, for how long, and how it is going. */
import type { Levers } from '../../src/levers/levers.js';
import type { FusedNetwork } from '../../src/problem/network.js';
import type { Problem } from '../../src/problem/problem.js';
import type { Refusal, SimulatedPoint, SimulationOrder, SimulationReport } from './messages.js';
import type { State } from './state.js';
import { startWorker } from './workers.js';

/** What is trained. */
export interface Experiment {
  readonly problem: Problem;
  readonly network: FusedNetwork;
  readonly state: State;
  /** `null` without any. */
  readonly levers: Levers | null;
  /** Where the run is expected to end, in steps: past both transitions. */
  readonly end: number;
}

/** How the simulation stands. */
export interface Progress {
  readonly status: 'waiting' | 'running' | 'finished' | 'step-limit' | 'stopped' | 'refused';
  readonly points: readonly SimulatedPoint[];
  /** When each modality was first used. */
  readonly times: readonly (number | null)[];
  /** Where the run is expected to end, in steps. */
  readonly end: number;
  /** Seconds the whole run is estimated to take. */
  readonly estimate: number;
  /** Why it was refused. */
  readonly message: string;
}

/** Steps after both modalities are learned, as a share of the expected ones: the picture shows where it settles. */
const SETTLE = 0.2;
/** A run is given up at so many times the expected steps, and not before this many seconds: a seed may be slow. */
const GIVE_UP = 4;
const AT_LEAST = 60;
/** Reports a run is divided into, and milliseconds between two: some four seconds in all. */
const SLICES = 240;
const PACE = 16;
/** Nanoseconds a weight costs a step (docs/architecture.md). */
const COST = 0.35;
/** Whole gradients (momentum, decay) cost so many times as much. */
const WHOLE = 6;
/** Runs estimated to take longer, in seconds, wait to be started. */
const PATIENCE = 30;

const IDLE: Progress = { status: 'waiting', points: [], times: [], end: 1, estimate: 0, message: '' };

/** Starts the worker; `onProgress` is called with every report. */
export function simulation(onProgress: (progress: Progress) => void) {
  const worker = startWorker('training', (data) => {
    hear(data as SimulationReport | Refusal);
  });
  let run = 0;
  let progress = IDLE;
  const update = (change: Partial<Progress>) => {
    progress = { ...progress, ...change };
    onProgress(progress);
  };
  const hear = (data: SimulationReport | Refusal) => {
    if ('refused' in data) {
      if (data.id === run) update({ status: 'refused', message: data.refused });
    } else if (data.run === run) {
      const { status, times } = data;
      update({ status, times, points: [...progress.points, ...data.points] });
    }
  };
  const halt = () => {
    run++;
    worker.post({ stop: true } satisfies SimulationOrder);
  };
  return {
    /** Runs an experiment from its start; one that takes long only if it `insists`. */
    start: (experiment: Experiment, insists: boolean) => {
      halt();
      progress = { ...IDLE, end: experiment.end, estimate: secondsFor(experiment) };
      if (progress.estimate > PATIENCE && !insists) {
        update({ status: 'waiting' });
        return;
      }
      update({ status: 'running' });
      worker.post(orderFor(experiment, run));
    },
    isRunning: () => progress.status === 'running',
    stop: () => {
      halt();
      update({ status: 'stopped' });
    },
    /** Stops, and shows nothing. */
    clear: () => {
      halt();
      progress = IDLE;
      onProgress(progress);
    },
  };
}

function orderFor(experiment: Experiment, run: number): SimulationOrder {
  const { problem, network, state, levers, end } = experiment;
  const { start, init: initScale, width, seed, rate: learningRate } = state;
  const calm = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  return {
    run,
    problem,
    network,
    settings: {
      start: start === 'gaussian' ? { kind: start, initScale } : { kind: start, initScale },
      width,
      seed,
      learningRate,
      ...(levers && { levers }),
      maxSteps: Math.ceil(Math.max(GIVE_UP * end, (AT_LEAST * end) / secondsFor(experiment))),
      settle: Math.ceil(SETTLE * end),
      thinning: { maxRecords: 1 },
    },
    slice: Math.ceil(end / SLICES),
    pace: calm ? 0 : PACE,
  };
}

function secondsFor({ problem, network, state, levers, end }: Experiment): number {
  const { depth, fusionLayer } = network;
  const { width } = state;
  const [inputs, C] = [problem.sigma.cols, problem.outputs.length];
  const hidden = problem.modalities.length * (fusionLayer - 1) + (depth - fusionLayer) - 1;
  const weights = inputs * width + Math.max(hidden, 0) * width ** 2 + 2 * C * width;
  const whole = levers?.momentum !== undefined || levers?.weightDecay !== undefined;
  return end * (weights * C * COST * (whole ? WHOLE : 1) + 500) * 1e-9;
}
