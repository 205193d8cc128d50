/**
 * Integration of autonomous systems with error control, events and dense output: Dormand–Prince while the system is not
 * stiff; from where it has become so RODAS, or Runge–Kutta–Chebyshev where no linear system can be solved.
 */
import { chebyshev } from './chebyshev.js';
import { dormandPrince } from './dormand-prince.js';
import { rodas } from './rosenbrock.js';

/** An autonomous system `ẏ = f(y)`; `f` writes into `out`. */
export type Flow = (y: Float64Array, out: Float64Array) => void;

/** Given a state and a number `d > 0`, a function that solves `(d I − J) x = r` with the flow's Jacobian J there. */
export type ImplicitSolver = (y: Float64Array, d: number) => (r: Float64Array) => Float64Array;

/** One accepted step, with the state anywhere in between; good until the next step is tried. */
export interface Step {
  readonly from: number;
  readonly to: number;
  /** The state at time `t` in `[from, to]`, written into `out`. */
  at(t: number, out: Float64Array): Float64Array;
}

/** What a method returns for one step it was asked to try. */
export interface Attempt {
  readonly next: Float64Array;
  readonly error: Float64Array;
  /** The flow at `next`. */
  readonly slope: Float64Array;
  /** Whether stability, not accuracy, keeps the step from being longer. */
  readonly atStabilityLimit: boolean;
  /** Dense output, made only for steps that are accepted. */
  readonly step: () => Step;
}

/** Attempts one step of length `h` from `y` at time `t`, where the flow is `slope`, with so many evaluations at most. */
export type Method = (t: number, y: Float64Array, slope: Float64Array, h: number, most?: number) => Attempt;

/** What to integrate and how far. */
export interface OdeProblem {
  readonly flow: Flow;
  /** Without it Runge–Kutta–Chebyshev takes over where the system becomes stiff: right for gradient flows. */
  readonly implicit?: ImplicitSolver;
  readonly start: Float64Array;
  /** Size of an error vector relative to its tolerance, given the state: at most 1 is accepted. */
  readonly errorNorm: (error: Float64Array, y: Float64Array) => number;
  /** Called after each accepted step with the new state; return true to stop there. */
  readonly onStep: (step: Step, y: Float64Array) => boolean;
  readonly maxSteps: number;
  /** Evaluations of the flow, beyond which no step is tried: one of Runge–Kutta–Chebyshev may take 10,000. */
  readonly maxEvaluations?: number;
}

/** How an integration ended. */
export interface OdeEnd {
  /** Whether `onStep` ended it; otherwise the steps ran out. */
  readonly finished: boolean;
  /** Whether there was no step forward any more: the flow is zero, or beyond numbers. */
  readonly stuck: boolean;
}

/**
 * So many steps at the stability limit make a system stiff, unless a few others in a row come between (Hairer, IV.2): few where
 * stages of Runge–Kutta–Chebyshev take over, each of which costs no more than one of Dormand and Prince.
 */
const STIFF_AFTER = { rodas: 15, chebyshev: 2 };
const NOT_STIFF_AFTER = 6;

/** Integrates from time 0 until `onStep` says so or the steps run out. */
export function integrateOde(problem: OdeProblem): OdeEnd {
  const { implicit, start, errorNorm, onStep, maxSteps, maxEvaluations = Infinity } = problem;
  let left = maxEvaluations;
  const flow: Flow = (state, out) => {
    left--;
    problem.flow(state, out);
  };
  const n = start.length;
  let y: Float64Array = start.slice();
  let slope: Float64Array = new Float64Array(n);
  flow(y, slope);
  let attempt: Method = dormandPrince(flow, n);
  let order = 5;
  let [atLimit, within] = [0, 0];
  let [t, h] = [0, firstStep(y, slope, errorNorm)];
  let last: { readonly h: number; readonly size: number } | null = null;
  // A flow that is zero, be it by underflow, goes nowhere.
  if (!Number.isFinite(h)) return { finished: false, stuck: true };
  for (let tries = 0; tries < maxSteps && left > 0; tries++) {
    const trial = attempt(t, y, slope, h, left);
    const size = errorNorm(trial.error, y);
    if (!(size <= 1)) {
      h *= Number.isFinite(size) ? Math.max(0.2, 0.9 * size ** (-1 / order)) : 0.1;
      if (h === 0) return { finished: false, stuck: true };
      continue;
    }
    if (onStep(trial.step(), trial.next)) return { finished: true, stuck: false };
    t += h;
    ({ next: y, slope } = trial);
    const accepted = { h, size: Math.max(size, 1e-4) };
    h *= Math.min(5, Math.max(0.2, growthAfter(accepted, last, order)));
    last = accepted;
    within = trial.atStabilityLimit ? 0 : within + 1;
    if (trial.atStabilityLimit) atLimit++;
    else if (within === NOT_STIFF_AFTER) atLimit = 0;
    if (order === 5 && atLimit >= (implicit ? STIFF_AFTER.rodas : STIFF_AFTER.chebyshev)) {
      attempt = implicit ? rodas(flow, implicit, n) : chebyshev(flow, n);
      order = implicit ? 4 : 3;
    }
  }
  return { finished: false, stuck: false };
}

/**
 * How much longer the next step is: what the error of the last one allows, or less where errors have been growing, by
 * Gustafsson's predictive controller (Hairer, IV.8): towards a transition every step is shorter than the one before.
 */
function growthAfter(
  now: { h: number; size: number },
  last: { h: number; size: number } | null,
  order: number,
): number {
  const asNow = 0.9 * now.size ** (-1 / order);
  if (last === null) return asNow;
  return Math.min(asNow, asNow * (now.h / last.h) * (last.size / now.size) ** (1 / order));
}

/** A step over which the flow would move the state by a hundred tolerances, if it kept its speed. */
function firstStep(y: Float64Array, slope: Float64Array, errorNorm: OdeProblem['errorNorm']): number {
  return 100 / Math.max(errorNorm(slope, y), Number.MIN_VALUE);
}

/** The time in the step at which `value(y)` crosses zero, given that its signs at the two ends differ. */
export function locateCrossing(step: Step, value: (y: Float64Array) => number, scratch: Float64Array): number {
  let [low, high] = [step.from, step.to];
  const startsPositive = value(step.at(low, scratch)) > 0;
  for (let i = 0; i < 60; i++) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    if (value(step.at(middle, scratch)) > 0 === startsPositive) low = middle;
    else high = middle;
  }
  return high;
}
