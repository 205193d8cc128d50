import type { ByModality } from '../problem/correlations.js';
import { InputError, requireInteger, requireNumber } from '../problem/errors.js';
import type { Weights } from '../problem/weights.js';
import { milestones, type Milestones, type PlateauState } from './milestones.js';
import type { Model } from './model.js';
import { observe, recorder, type Recorder, type Thinning, type TrajectoryPoint } from './recorder.js';

/** What every simulation is told about its descent, whatever it trains. */
export interface DescentSettings {
  /** `η > 0`; the time constant is `τ = 1/η` steps. */
  readonly learningRate: number;
  /** Step limit, at least 1. */
  readonly maxSteps: number;
  /**
   * Norms of the total weights whose halves are the learning times `t_A`, `t_B`: the plateau of the modality learned
   * first, the final value of the other, `Infinity` for one that has nothing to learn. Without them nothing counts as
   * learned and the run goes to its step limit.
   */
  readonly levels?: ByModality<number>;
  /** How many steps to go on once both are learned; 0 unless told. */
  readonly settle?: number;
  /** How densely to record the trajectory; at most 500 points unless told. */
  readonly thinning?: Thinning;
  /** Steps at which to keep a full copy of the weights. */
  readonly snapshotsAt?: readonly number[];
}

/** What may be said to a running simulation. */
export interface RunOptions {
  /** Stops the run where it is; what is finished is returned. */
  readonly signal?: AbortSignal;
}

/** A copy of all weights at one step. */
export interface Snapshot {
  /** Gradient-descent steps done. */
  readonly step: number;
  /** All layers at that step. */
  readonly weights: Weights;
}

/** Where a simulation ended. */
export interface FinalState extends TrajectoryPoint {
  /** All layers, a copy. */
  readonly weights: Weights;
}

/** A simulation, as plain data. */
export interface Simulation {
  /** Step, linearly interpolated, at which `‖W_A^tot‖` first crossed half of `levels.A`; `null` if it has not. */
  readonly tA: number | null;
  /** The same for `W_B^tot`. */
  readonly tB: number | null;
  /** Gradient-descent steps done. */
  readonly steps: number;
  /** Whether the run was stopped by its signal. */
  readonly aborted: boolean;
  /** The recorded states, first and last step included. */
  readonly trajectory: readonly TrajectoryPoint[];
  /** The total weights where they moved least between `t_A` and `t_B`; `null` if no step lies between. */
  readonly plateau: PlateauState | null;
  /** The weights at the steps asked for. */
  readonly snapshots: readonly Snapshot[];
  /** The state at the last step. */
  readonly final: FinalState;
}

/** How long to compute before letting other events (an abort) in, in milliseconds. */
const TURN = 50;
const DEFAULT_RECORDS = 500;

/** Gradient descent from the model's present weights, until both modalities are learned or a limit is reached. */
export async function descend(model: Model, settings: DescentSettings, options: RunOptions = {}): Promise<Simulation> {
  const run = begin(model, settings);
  let aborted = options.signal?.aborted ?? false;
  while (!aborted && !run.finished()) {
    const deadline = performance.now() + TURN;
    run.advance(() => performance.now() < deadline);
    await new Promise((resume) => setTimeout(resume));
    aborted = options.signal?.aborted ?? false;
  }
  return run.conclude();
}

/** A descent that its caller takes forward, and may look at on the way. */
export interface Descent {
  /** Whether both modalities are learned (and settled), or the step limit is reached. */
  finished(): boolean;
  /** Goes on while `more` says so, unless finished. */
  advance(more: () => boolean): void;
  /** The present state. */
  point(): TrajectoryPoint;
  /** When each modality was learned; `null` where it is not (yet). */
  times(): { tA: number | null; tB: number | null };
  /** What came of it; `aborted` if it was not finished. */
  conclude(): Simulation;
}

/** The descent of {@link descend}, at its first step. */
export function begin(model: Model, settings: DescentSettings): Descent {
  checkSettings(settings);
  const run = newRun(model, settings);
  model.refresh();
  look(run);
  return {
    finished: () => finished(run),
    advance: (more) => {
      advance(run, more);
    },
    point: () => observe(model, run.step),
    times: () => run.milestones.times(),
    conclude: () => conclude(run, !finished(run)),
  };
}

/** @throws InputError `number` for a setting that is not a number or out of its range. */
function checkSettings({ learningRate, maxSteps, levels, settle, thinning, snapshotsAt }: DescentSettings): void {
  requireNumber('learningRate', learningRate, { above: 0 });
  requireInteger('maxSteps', maxSteps, 1, Number.MAX_SAFE_INTEGER, 'number');
  requireInteger('settle', settle ?? 0, 0, Number.MAX_SAFE_INTEGER, 'number');
  if (levels !== undefined) {
    if (levels.A !== Infinity) requireNumber('levels.A', levels.A, { above: 0 });
    if (levels.B !== Infinity) requireNumber('levels.B', levels.B, { above: 0 });
  }
  if (thinning !== undefined) {
    const [field, count] = 'every' in thinning ? ['every', thinning.every] : ['maxRecords', thinning.maxRecords];
    requireInteger(field, count, 1, Number.MAX_SAFE_INTEGER, 'number');
  }
  for (const step of snapshotsAt ?? []) requireInteger('snapshotsAt', step, 0, maxSteps, 'number');
}

/** A run in progress. */
interface Run {
  readonly model: Model;
  readonly settings: DescentSettings;
  readonly milestones: Milestones;
  readonly recorder: Recorder;
  readonly wanted: ReadonlySet<number>;
  readonly snapshots: Snapshot[];
  step: number;
  /** Where the run ends: the step limit, or sooner once both are learned. */
  end: number;
}

function newRun(model: Model, settings: DescentSettings): Run {
  return {
    model,
    settings,
    milestones: milestones(model, settings.levels),
    recorder: recorder(model, settings.thinning ?? { maxRecords: DEFAULT_RECORDS }),
    wanted: new Set(settings.snapshotsAt),
    snapshots: [],
    step: 0,
    end: settings.maxSteps,
  };
}

function finished({ step, end }: Run): boolean {
  return step >= end;
}

function advance(run: Run, more: () => boolean): void {
  while (!finished(run) && more()) {
    run.model.step();
    run.model.refresh();
    run.step += 1;
    look(run);
  }
}

/** Everything that is measured at one step. */
function look(run: Run): void {
  const { model, settings, step } = run;
  requireFinite(model, settings.learningRate, step);
  run.milestones.see(step);
  run.recorder.see(step);
  if (run.wanted.has(step)) run.snapshots.push({ step, weights: model.weights() });
  if (run.end === settings.maxSteps && run.milestones.bothLearned()) {
    run.end = Math.min(settings.maxSteps, step + (settings.settle ?? 0));
  }
}

function requireFinite({ totalA, totalB }: Model, learningRate: number, step: number): void {
  if (!totalA.every(Number.isFinite) || !totalB.every(Number.isFinite)) throw diverged(learningRate, step);
}

function diverged(learningRate: number, step: number): InputError {
  const message = `the simulation diverged at step ${step} with learning rate ${learningRate}; use a smaller one`;
  return new InputError('learning-rate', 'learningRate', learningRate, message);
}

function conclude(run: Run, aborted: boolean): Simulation {
  const { model, settings, step, milestones, recorder, snapshots } = run;
  const trajectory = recorder.finish(step);
  const final = trajectory[trajectory.length - 1];
  requireDescent(trajectory[0], final, settings.learningRate);
  return {
    ...milestones.times(),
    steps: step,
    aborted,
    trajectory,
    plateau: milestones.plateau(),
    snapshots,
    final: { ...final, weights: model.weights() },
  };
}

/**
 * Weights on their way to infinity cross both levels too. What tells them apart is the loss, which gradient flow never
 * raises; the 1e-9 leaves room for rounding in a run from given weights that are optimal already.
 */
function requireDescent(first: TrajectoryPoint, final: TrajectoryPoint, learningRate: number): void {
  if (!(final.loss <= first.loss + Math.abs(first.loss) + 1e-9)) throw diverged(learningRate, final.step);
}
