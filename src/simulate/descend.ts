import { InputError, requireInteger, requireNumber } from '../problem/errors.js';
import type { Use } from '../problem/use.js';
import type { Weights } from '../problem/weights.js';
import { weightGauge, type Gauge } from './gauge.js';
import { milestones, type Milestones, type PlateauState, type UseEvent } from './milestones.js';
import type { Model } from './model.js';
import { observe, recorder, type Recorder, type Thinning, type TrajectoryPoint } from './recorder.js';
import { watchUnseen, type UnseenLandmark, type UnseenRun, type UnseenWatch } from './unseen.js';

/** What every simulation is told about its descent, whatever it trains. */
export interface DescentSettings {
  /** `η > 0`; the time constant is `τ = 1/η` steps. */
  readonly learningRate: number;
  /** Step limit, at least 1. */
  readonly maxSteps: number;
  /**
   * What is waited for: every mode with its level, whose half is its time. A level of 0 never comes. Where nothing is
   * waited for the run goes to its step limit.
   */
  readonly levels?: readonly Use[];
  /**
   * How many steps to go on once all has come; 0 unless told. `minimum`: until the loss has come within a hundredth of
   * what there is to explain to its minimum, for as many steps again at most; with unseen data, until the loss on them rests
   * where it ends, for a hundred times as many steps at most.
   */
  readonly settle?: number | 'minimum';
  /** How densely to record the trajectory; at most 500 points unless told. */
  readonly thinning?: Thinning;
  /** Steps at which to keep a full copy of the weights. */
  readonly snapshotsAt?: readonly number[];
}

/** The fields of {@link DescentSettings}. */
export const DESCENT_FIELDS: readonly (keyof DescentSettings)[] = [
  'learningRate',
  'maxSteps',
  'levels',
  'settle',
  'thinning',
  'snapshotsAt',
];

/** What may be said to a running simulation. */
export interface RunOptions {
  /** Stops the run where it is; what is finished is returned. */
  readonly signal?: AbortSignal;
}

/** A copy of all weights at one step. */
export interface Snapshot {
  /** Steps done. */
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
  /** When each mode that is waited for was first used, in the order of the levels. */
  readonly events: readonly UseEvent[];
  /** Whether all that is waited for has come; `false` where nothing is. */
  readonly complete: boolean;
  /** Steps done. */
  readonly steps: number;
  /** Whether the run was stopped by its signal. */
  readonly aborted: boolean;
  /** The recorded states, first and last step included. */
  readonly trajectory: readonly TrajectoryPoint[];
  /** The total weights where they moved least between the first event and the last; `null` if no step lies between. */
  readonly plateau: PlateauState | null;
  /** On unseen data; `null` without any. */
  readonly unseen: UnseenRun | null;
  /** The weights at the steps asked for. */
  readonly snapshots: readonly Snapshot[];
  /** The state at the last step. */
  readonly final: FinalState;
}

/** What a descent knows of where it is going. */
export interface Landmarks {
  /** How use is measured; by the norms of the total weights unless told. */
  readonly gauge?: Gauge;
  /** Loss of a network that has learned nothing, and the least loss there is, where they are known. */
  readonly losses?: { readonly zero: number; readonly least: number };
  /** The loss on data that are not trained on. */
  readonly unseen?: UnseenLandmark;
}

/** How long to compute before letting other events (an abort) in, in milliseconds. */
const TURN = 50;
const DEFAULT_RECORDS = 500;

/** Gradient descent from the model's present weights, until all that is waited for has come or a limit is reached. */
export async function descend(
  model: Model,
  settings: DescentSettings,
  options: RunOptions,
  landmarks: Landmarks = {},
): Promise<Simulation> {
  const run = begin(model, settings, landmarks);
  let aborted = options.signal?.aborted ?? false;
  while (!aborted && !run.finished()) {
    await takeTurn(run, () => true);
    aborted = options.signal?.aborted ?? false;
  }
  return run.conclude();
}

/** Takes a descent forward for a moment while `more` says so, then lets other events (an abort) in. */
export async function takeTurn(run: Descent, more: () => boolean): Promise<void> {
  const deadline = performance.now() + TURN;
  run.advance(() => performance.now() < deadline && more());
  await new Promise((resume) => setTimeout(resume));
}

/** A descent that its caller takes forward, and may look at on the way. */
export interface Descent {
  /** Whether all has come (and settled), or the step limit is reached. */
  finished(): boolean;
  /** Goes on while `more` says so, unless finished. */
  advance(more: () => boolean): void;
  /** The present state. */
  point(): TrajectoryPoint;
  /** When each mode was used; `null` where it is not (yet). */
  events(): readonly UseEvent[];
  /** What came of it; `aborted` if it was not finished. */
  conclude(): Simulation;
}

/** The descent of {@link descend}, at its first step. */
export function begin(model: Model, settings: DescentSettings, landmarks: Landmarks): Descent {
  checkSettings(settings);
  const run = newRun(model, settings, landmarks);
  model.refresh();
  look(run);
  return {
    finished: () => finished(run),
    advance: (more) => {
      advance(run, more);
    },
    point: () => observe(model, run.step, run.unseen?.now()),
    events: () => run.milestones.events(),
    conclude: () => conclude(run, !finished(run)),
  };
}

/** @throws InputError `number` for a setting that is not a number or out of its range. */
function checkSettings({ learningRate, maxSteps, levels, settle, thinning, snapshotsAt }: DescentSettings): void {
  requireNumber('learningRate', learningRate, { above: 0 });
  requireInteger('maxSteps', maxSteps, 1, Number.MAX_SAFE_INTEGER, 'number');
  if (settle !== 'minimum') requireInteger('settle', settle ?? 0, 0, Number.MAX_SAFE_INTEGER, 'number');
  for (const { level } of levels ?? []) requireNumber('levels', level, { atLeast: 0 });
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
  readonly losses: Landmarks['losses'];
  readonly milestones: Milestones;
  readonly recorder: Recorder;
  readonly unseen: UnseenWatch | null;
  readonly wanted: ReadonlySet<number>;
  readonly snapshots: Snapshot[];
  step: number;
  /** Where the run ends: the step limit, or sooner once all has come. */
  end: number;
  /** Whether all has come, and what is left is to settle. */
  settling: boolean;
}

function newRun(model: Model, settings: DescentSettings, { gauge, losses, unseen }: Landmarks): Run {
  const watch = unseen === undefined ? null : watchUnseen(model.totals, unseen);
  return {
    model,
    settings,
    losses,
    milestones: milestones(model, settings.levels ?? [], gauge ?? weightGauge(model.totals.length)),
    recorder: recorder(model, settings.thinning ?? { maxRecords: DEFAULT_RECORDS }, () => watch?.now()),
    unseen: watch,
    wanted: new Set(settings.snapshotsAt),
    snapshots: [],
    step: 0,
    end: settings.maxSteps,
    settling: false,
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
  run.unseen?.see(step);
  run.recorder.see(step);
  if (run.wanted.has(step)) run.snapshots.push({ step, weights: model.weights() });
  if (run.settling) settle(run);
  else if (run.milestones.allCame() && isTrained(run)) startSettling(run);
}

/**
 * A large random start may be above half of a level by chance. That counts as used from the start only if it stays so
 * until half of what there is to explain is explained.
 */
function isTrained({ model, losses, milestones }: Run): boolean {
  if (losses === undefined || !milestones.anyAtStart()) return true;
  return model.loss() <= (losses.zero + losses.least) / 2;
}

function startSettling(run: Run): void {
  const { maxSteps, settle: steps = 0 } = run.settings;
  const times = run.unseen === null ? 1 : UNSEEN_TIMES;
  run.settling = true;
  run.end = Math.min(maxSteps, run.step + (steps === 'minimum' ? times * run.step : steps));
  settle(run);
}

/** With unseen data a run goes on for so many times the steps that all took to come, at most. */
const UNSEEN_TIMES = 100;
/** How near the least loss is near enough, as a share of what there is to explain; and every how many steps to look. */
const NEAR = 0.01;
/** What is left to learn where there are many minima, and training ends at one of them. */
const LEARNED = 1e-6;
const LOOK_EVERY = 8;

function settle(run: Run): void {
  const { settings, losses, model, step } = run;
  if (settings.settle !== 'minimum' || losses === undefined || step % LOOK_EVERY !== 0) return;
  const loss = model.loss();
  if (!isAtMinimum(loss, losses)) return;
  const allLearned = loss - losses.least <= LEARNED * (losses.zero - losses.least);
  if (run.unseen === null || run.unseen.atRest(step, allLearned)) run.end = step;
}

/** Whether a loss is within a hundredth of what there is to explain of the least one. */
export function isAtMinimum(loss: number, { zero, least }: NonNullable<Landmarks['losses']>): boolean {
  return loss - least <= NEAR * (zero - least);
}

function requireFinite({ totals }: Model, learningRate: number, step: number): void {
  for (const total of totals) if (!total.every(Number.isFinite)) throw diverged(learningRate, step);
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
    events: milestones.events(),
    complete: run.settling,
    steps: step,
    aborted,
    trajectory,
    plateau: milestones.plateau(),
    unseen: run.unseen?.result() ?? null,
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
