/**
 * Integration of the rank-one flow as it stands: when the levels are crossed, and what the norms and the loss do meanwhile.
 */
import { integrateOde, locateCrossing, type Step } from '../../numerics/ode.js';
import type { Correlations } from '../../problem/correlations.js';
import { rankOneSystem, type Observation, type RankOneState, type RankOneSystem } from './rank-one-system.js';

/** Norms and loss along a trajectory, one entry a recorded time; times in units of τ. */
export interface RankOneTrajectory {
  readonly t: number[];
  readonly uA: number[];
  readonly uB: number[];
  readonly u: number[];
  /** `‖W_A^tot‖`. */
  readonly totalA: number[];
  /** `‖W_B^tot‖`. */
  readonly totalB: number[];
  /** `½⟨(y − ŷ)²⟩`, or its difference from `½⟨y²⟩` where `⟨y²⟩` is not known. */
  readonly loss: number[];
}

/** What the integration of a rank-one flow found; times in units of τ. */
export interface RankOneResult {
  /** When `‖W_A^tot‖` first crosses half of its level; `Infinity` if it never does; `null` if the steps ran out. */
  readonly tA: number | null;
  /** The same for B. */
  readonly tB: number | null;
  readonly trajectory: RankOneTrajectory;
  /** Multiplications done, about. */
  readonly work: number;
  /** What the times (and recorded norms, relative to their largest) lost to a reduction of the dimensions, estimated. */
  readonly reductionError: number;
}

/** How a rank-one flow runs. */
export interface RankOneOptions {
  /** What is to reach half of its level: a contribution `√(W Σ Wᵀ)`, or a weight norm `‖W‖`, unless told. */
  readonly measure?: 'output' | 'weights';
  /** The levels whose halves are crossed; `null` for a modality that is not waited for. */
  readonly levels: { readonly A: number | null; readonly B: number | null };
  /** Leave out what the weights take off the error (Eq 44 as it stands, valid before t_A). */
  readonly earlyPhaseOnly: boolean;
  /** Relative tolerance of a step. */
  readonly tolerance: number;
  readonly maxSteps: number;
  /** Give up after so many multiplications: bounds the time on wide problems without making it depend on the machine. */
  readonly maxWork?: number;
  /** Record at these times (ascending, units of τ); otherwise after each step. */
  readonly times?: readonly number[];
}

/** The flow is taken as at rest when the error correlations have fallen to this share of Σ_y. */
const AT_REST = 1e-10;

/** Integrates the flow in all its dimensions; `watch` sees the state after each step, which took `dt`. */
export function directFlow(
  c: Correlations,
  start: RankOneState,
  options: RankOneOptions,
  watch?: (y: Float64Array, dt: number) => void,
): RankOneResult {
  const system = rankOneSystem(c, start, options.earlyPhaseOnly);
  const halves = { A: halfOf(options.levels.A), B: halfOf(options.levels.B) };
  const crossed: { A: number | null; B: number | null } = { A: null, B: null };
  const record = recorder(system, options.times);
  const scratch = new Float64Array(system.start.length);
  const maxWork = options.maxWork ?? Infinity;

  const sizeOf =
    options.measure === 'output'
      ? system.contribution
      : (y: Float64Array, modality: 'A' | 'B') => totalOf(system.observe(y), modality);

  const cross = (modality: 'A' | 'B', step: Step, y: Float64Array) => {
    const half = halves[modality];
    if (crossed[modality] !== null || half === null || sizeOf(y, modality) < half) return;
    const above = (state: Float64Array) => sizeOf(state, modality) - half;
    crossed[modality] = locateCrossing(step, above, scratch);
  };
  const settled = (modality: 'A' | 'B') => halves[modality] === null || crossed[modality] !== null;
  let atRest = false;
  const stands = standstill();

  record.start(system.observe(system.start));
  integrateOde({
    flow: system.flow,
    implicit: system.implicit,
    start: system.start,
    errorNorm: (error, y) => system.errorNorm(error, y) / options.tolerance,
    maxSteps: options.maxSteps,
    onStep: (step, y) => {
      const now = system.observe(y);
      cross('A', step, y);
      cross('B', step, y);
      watch?.(y, step.to - step.from);
      record.step(step, now);
      atRest = now.relativeSpeed < AT_REST;
      const givenUp = system.work() > maxWork || stands(step.to, now);
      return atRest || givenUp || (settled('A') && settled('B') && record.done());
    },
  });
  const time = (modality: 'A' | 'B') => crossed[modality] ?? (halves[modality] === null || atRest ? Infinity : null);
  return { tA: time('A'), tB: time('B'), trajectory: record.trajectory, work: system.work(), reductionError: 0 };
}

/**
 * So many steps in which nothing changes by so much, neither the state nor the time that has passed, come to nothing: where each is five
 * times as long as the one before, 440 lead from 1 to the largest number.
 */
const STANDSTILL = { steps: 500, change: 1e-3 };

/**
 * Whether the way has come to a standstill, asked after each step: where a plateau takes 10²⁰ times as long as what is fast on it,
 * rounding keeps steps short, and no number of them ends it.
 */
function standstill(): (time: number, now: Observation) => boolean {
  let since = 0;
  let before: readonly number[] = [];
  return (time, { uA, uB, u, relativeSpeed }) => {
    if (since++ % STANDSTILL.steps > 0) return false;
    const now = [time, uA, uB, u, relativeSpeed];
    const stands = before.length > 0 && now.every((x, i) => Math.abs(x - before[i]) <= STANDSTILL.change * Math.abs(x));
    before = now;
    return stands;
  };
}

const totalOf = (o: Observation, modality: 'A' | 'B'): number => (modality === 'A' ? o.totalA : o.totalB);

const halfOf = (level: number | null) => (level === null ? null : level / 2);

function recorder(system: RankOneSystem, times: readonly number[] | undefined) {
  const trajectory: RankOneTrajectory = { t: [], uA: [], uB: [], u: [], totalA: [], totalB: [], loss: [] };
  const scratch = new Float64Array(system.start.length);
  let next = 0;
  const push = (t: number, { uA, uB, u, totalA, totalB, loss }: Observation) => {
    trajectory.t.push(t);
    trajectory.uA.push(uA);
    trajectory.uB.push(uB);
    trajectory.u.push(u);
    trajectory.totalA.push(totalA);
    trajectory.totalB.push(totalB);
    trajectory.loss.push(loss);
  };
  const pushUpTo = (end: number, at: (t: number) => Observation) => {
    while (times && next < times.length && times[next] <= end) {
      push(times[next], at(times[next]));
      next++;
    }
  };
  return {
    trajectory,
    start: (now: Observation) => {
      if (times) pushUpTo(0, () => now);
      else push(0, now);
    },
    step: (step: Step, now: Observation) => {
      if (times) pushUpTo(step.to, (t) => system.observe(step.at(t, scratch)));
      else push(step.to, now);
    },
    done: () => times === undefined || next >= times.length,
  };
}
