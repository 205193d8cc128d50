/**
 * The rank-one flow of wide problems. Its first-layer vectors move in few directions: a space of some fifty for each modality
 * holds a trajectory of 2 × 512 dimensions to six digits, and the flow projected on it is one of some hundred dimensions
 * (`reduced-space.ts`). The space is found by what it misses. With the scalars given, the error δ of the vectors obeys
 *
 *     δ̇ = −F Σ F δ + R,     F = diag(f_A, f_B),     R = F (the part of W Σ outside of the space), up to the sign,
 *
 * R known along the trajectory. One pass of implicit Euler over a few windows of time gives δ roughly, which is taken into
 * the space; then the projected flow is integrated again, until its answers stand still.
 */
import type { Correlations } from '../../problem/correlations.js';
import { jointCorrelations } from '../../problem/correlations.js';
import { norm, rowTimesMatrix } from '../../numerics/matrix.js';
import { joined } from './damped-correlations.js';
import { dampedSolver, type DampedSolver } from './damped-solver.js';
import { directFlow, type RankOneOptions, type RankOneResult } from '../balanced/direct-flow.js';
import { exponentsOf, monomial, type Exponents } from '../balanced/layer-scalars.js';
import type { RankOneState } from '../balanced/rank-one-system.js';
import { reducedSpace, type ReducedSpace } from './reduced-space.js';

/** Windows of time, each of which gives the space one vector for each modality. */
const WINDOWS = 16;
/** Pieces of a trajectory in which is measured what the space misses. */
const MOMENTS = 128;
/** Products with Σ that the space begins with. */
const FIRST_PRODUCTS = 8;
/** Answers stand still when they change by less than so many tolerances of a step: less is the integrator's own error. */
const STILL = 10;
/** While they still change by more than this, a coarser tolerance is enough. */
const COARSE = 1e-2;
const COARSE_TOLERANCE = 1e-5;
/** What the space may miss at most, relative to the vectors, for a standstill to count. */
const MISSED = 0.1;
/** A space of more than this share of all dimensions is not worth its while: then the flow is integrated as it stands. */
const LARGEST = 0.7;

/** What the projected flow did in a few steps. */
interface Moment {
  readonly dt: number;
  readonly f: Factors;
  /** `∫ R dt`. */
  readonly missed: Float64Array;
  /** Its size relative to the vectors. */
  readonly size: number;
}

interface Factors {
  readonly A: number;
  readonly B: number;
}

/** The flow from a start, as {@link directFlow} has it. */
export function wideFlow(c: Correlations, start: RankOneState, options: RankOneOptions): RankOneResult {
  const { sigma, sigmaY } = jointCorrelations(c);
  const space = reducedSpace(c, sigma);
  const solver = dampedSolver(sigma, c.sigmaYA.length);
  let spent = 0;
  const work = () => spent + space.work() + solver.work();
  for (let k = 0, v = sigmaY; k <= FIRST_PRODUCTS; k++, v = rowTimesMatrix(v, sigma)) space.add(v);
  const began = work();
  const result = (last: RankOneResult, reductionError: number) => ({ ...last, work: work() - began, reductionError });
  space.add(joined(start.a, start.b));
  let tolerance = options.earlyPhaseOnly ? options.tolerance : Math.max(options.tolerance, COARSE_TOLERANCE);
  let before: RankOneResult | null = null;
  for (;;) {
    const maxWork = (options.maxWork ?? Infinity) - (work() - began);
    const now = project(c, space, start, { ...options, tolerance, maxWork });
    spent += now.last.work;
    if (now.last.tA === null || now.last.tB === null) return result(now.last, Infinity);
    const change = before ? changeBetween(before, now.last) : Infinity;
    const isFinal = tolerance === options.tolerance;
    if (now.missed === 0 && isFinal) return result(now.last, 0);
    if (isFinal && change <= STILL * tolerance && now.missed <= MISSED) return result(now.last, change);
    if (space.dimA() + space.dimB() > LARGEST * sigma.rows) {
      const direct = directFlow(c, start, { ...options, maxWork });
      spent += direct.work;
      return result(direct, 0);
    }
    if (change <= COARSE) tolerance = options.tolerance;
    before = now.last;
    const found = errors(now.moments, solver, c.sigmaYA.length);
    space.shrink(now.states);
    for (const vector of [joined(start.a, start.b), sigmaY, ...found]) space.add(vector);
  }
}

/** Integrates the projected flow and says what it missed. */
function project(c: Correlations, space: ReducedSpace, start: RankOneState, options: RankOneOptions) {
  const steps: Passed[] = [];
  const watch = (y: Float64Array, dt: number) => {
    steps.push({ y: y.slice(), dt });
  };
  const last = directFlow(space.problem(), space.project(start), options, options.earlyPhaseOnly ? undefined : watch);
  const moments = momentsOf(steps, space, exponentsOf(start.layers), c.sigmaYA.length);
  const m = space.dimA() + space.dimB();
  const states = steps.map(({ y }) => y.subarray(0, m));
  return { last, moments, states, missed: moments.reduce((sum, { size }) => sum + size, 0) };
}

/** A step of the projected flow and the state at its end. */
interface Passed {
  readonly y: Float64Array;
  readonly dt: number;
}

/** What the steps missed, a few steps at a time: R is linear in the state, so that sums of states do. */
function momentsOf(steps: readonly Passed[], space: ReducedSpace, powers: Exponents, dA: number): Moment[] {
  const [mA, m] = [space.dimA(), space.dimA() + space.dimB()];
  const outside = space.outside();
  const relative = (x: Float64Array, z: Float64Array) => (norm(x) === 0 ? 0 : norm(x) / norm(z));
  const together = Math.ceil(steps.length / MOMENTS);
  const moments: Moment[] = [];
  for (let from = 0; from < steps.length; from += together) {
    const group = steps.slice(from, from + together);
    const sums = { A: new Float64Array(m), B: new Float64Array(m) };
    let dt = 0;
    let f: Factors = { A: 0, B: 0 };
    for (const step of group) {
      f = { A: monomial(step.y, powers.A), B: monomial(step.y, powers.B) };
      dt += step.dt;
      for (let k = 0; k < m; k++) {
        const w = (k < mA ? f.A : f.B) * step.y[k] * step.dt;
        sums.A[k] -= f.A * w;
        sums.B[k] -= f.B * w;
      }
    }
    const missed = outside(sums.A, sums.B);
    const { y } = group[group.length - 1];
    const a = relative(missed.subarray(0, dA), y.subarray(0, mA));
    const b = relative(missed.subarray(dA), y.subarray(mA, m));
    moments.push({ dt, f, missed, size: Math.max(a, b) });
  }
  return moments;
}

/** The error at the end of each window, by `(1/Δt + F Σ F) δ = δ_before/Δt + ∫R dt/Δt`. */
function errors(moments: readonly Moment[], solver: DampedSolver, dA: number): Float64Array[] {
  let error: Float64Array = new Float64Array(moments[0].missed.length);
  return windows(moments).map((window) => {
    const duration = window.reduce((sum, { dt }) => sum + dt, 0);
    const { f } = window[window.length >> 1];
    // With x = F δ this is a damped Σ, of dampings 1/(f² Δt). A branch too weak to move is as good as one at the ceiling.
    const least = 1 / Math.sqrt(solver.ceiling * duration);
    const [fA, fB] = [f.A, f.B].map((value) => (value < 0 ? -1 : 1) * Math.max(Math.abs(value), least));
    const right = error.slice();
    for (const { missed } of window) for (let i = 0; i < right.length; i++) right[i] += missed[i];
    for (let i = 0; i < right.length; i++) right[i] /= duration * (i < dA ? fA : fB);
    const x = solver.solve(1 / (fA ** 2 * duration), 1 / (fB ** 2 * duration), right);
    error = x.map((value, i) => value / (i < dA ? fA : fB));
    return error;
  });
}

/** The trajectory in pieces in which equal shares are missed. */
function windows(moments: readonly Moment[]): Moment[][] {
  const all = moments.reduce((sum, { size }) => sum + size, 0);
  const pieces: Moment[][] = Array.from({ length: WINDOWS }, () => []);
  let sum = 0;
  for (const moment of moments) {
    sum += moment.size;
    pieces[Math.min(WINDOWS - 1, Math.floor((WINDOWS * sum) / all))].push(moment);
  }
  return pieces.filter((piece) => piece.length > 0);
}

/** The largest relative change of the times and, where times were given, of what was recorded at them. */
function changeBetween(before: RankOneResult, now: RankOneResult): number {
  const ofTime = (p: number | null, q: number | null) => (p === q ? 0 : Math.abs((p ?? NaN) / (q ?? NaN) - 1));
  const changes = [ofTime(before.tA, now.tA), ofTime(before.tB, now.tB)];
  if (sameTimes(before, now)) {
    for (const key of ['uA', 'uB', 'u', 'totalA', 'totalB'] as const) {
      const [p, q] = [before.trajectory[key], now.trajectory[key]];
      const largest = q.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
      changes.push(...q.map((value, i) => Math.abs(value - p[i]) / largest));
    }
  }
  return changes.reduce((most, change) => (change <= most ? most : change), 0);
}

const sameTimes = ({ trajectory: p }: RankOneResult, { trajectory: q }: RankOneResult): boolean =>
  p.t.length === q.t.length && p.t.every((t, i) => t === q.t[i]);
