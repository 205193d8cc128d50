/**
 * The second-order Runge–Kutta–Chebyshev method of Sommeijer, Shampine and Verwer (J. Comput. Appl. Math. 88, 1997):
 * explicit, with as many stages as the stiffness of a step asks for. `s` stages are stable over `0.65 s²` of the
 * negative real axis, where the eigenvalues of a gradient flow near its plateaus lie.
 */
import { norm } from './matrix.js';
import type { Flow, Method, Step } from './ode.js';

/** Damping of the stability polynomial. */
const DAMPING = 2 / 13;
/** Steps between two estimates of the spectral radius. */
const REFRESH = 25;
const MAX_POWER_STEPS = 50;
/** The power method comes from below. */
const SAFETY = 1.2;
/** Rounding grows with the square of the stages: at so many it is 10⁻⁸ of a step. */
const MAX_STAGES = 10_000;

/** The method for a flow of `n` numbers. A step that needs more stages than it may have is unstable, and so refused for its error. */
export function chebyshev(flow: Flow, n: number): Method {
  const [work, image, error] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  // One of the buffers of stages holds the state that a step starts from: the last one's end.
  const stages = Array.from({ length: 4 }, () => new Float64Array(n));
  const slopes = [new Float64Array(n), new Float64Array(n)];
  // The direction of the largest eigenvalue, from one estimate to the next: on a plateau the flow itself has hardly any of it.
  const fastest = new Float64Array(n);
  let radius = 0;
  let age = REFRESH;
  let from: Float64Array | null = null;
  return (t, y, slope, h, most = Infinity) => {
    // A step from where the last one began: that was refused, maybe since the radius has grown.
    const isRefused = y === from;
    from = y;
    if (age++ >= REFRESH || (isRefused && age > 1)) {
      age = 0;
      if (norm(fastest) === 0) fastest.set(slope);
      radius = SAFETY * spectralRadius(flow, y, slope, fastest, work, image);
    }
    const s = Math.max(2, Math.min(most, stagesFor(h * radius)));
    const buffers = stages.filter((buffer) => buffer !== y);
    const next = stagesOf(flow, y, slope, h, s, image, buffers);
    const nextSlope = slopes[slope === slopes[0] ? 1 : 0];
    flow(next, nextSlope);
    for (let i = 0; i < n; i++) error[i] = 0.8 * (y[i] - next[i]) + 0.4 * h * (slope[i] + nextSlope[i]);
    const step = () => hermite(t, h, y, slope, next, nextSlope);
    return { next, error, slope: nextSlope, atStabilityLimit: false, step };
  };
}

/** Above so many stages their numbers are 3% apart: the coefficients of each are kept. */
const EXACT_STAGES = 200;

/** How many stages are stable over `z` of the negative real axis. */
function stagesFor(z: number): number {
  const least = Math.max(2, 1 + Math.floor(Math.sqrt(1 + 1.54 * z)));
  if (!(least > EXACT_STAGES)) return least;
  const ratio = 1.03 ** Math.ceil(Math.log(least / EXACT_STAGES) / Math.log(1.03));
  return Math.min(MAX_STAGES, Math.ceil(EXACT_STAGES * ratio));
}

/** The coefficients of a stage `j ≥ 2`, but for the length of the step: `μ`, `ν`, `μ̃` and `γ̃`. */
type Coefficients = readonly (readonly [mu: number, nu: number, step: number, back: number])[];

const known = new Map<number, { readonly first: number; readonly stages: Coefficients }>();

/** The coefficients of `s` stages: those of the shifted Chebyshev polynomial and its first two derivatives. */
function coefficients(s: number): { readonly first: number; readonly stages: Coefficients } {
  const found = known.get(s);
  if (found) return found;
  const w0 = 1 + DAMPING / (s * s);
  const [T, d, dd] = [
    [1, w0],
    [0, 1],
    [0, 0],
  ];
  for (let j = 2; j <= s; j++) {
    T.push(2 * w0 * T[j - 1] - T[j - 2]);
    d.push(2 * T[j - 1] + 2 * w0 * d[j - 1] - d[j - 2]);
    dd.push(4 * d[j - 1] + 2 * w0 * dd[j - 1] - dd[j - 2]);
  }
  const w1 = d[s] / dd[s];
  const b = T.map((_, j) => dd[Math.max(j, 2)] / d[Math.max(j, 2)] ** 2);
  b[1] = 1 / w0;
  const stages = Array.from({ length: s - 1 }, (_, i) => {
    const j = i + 2;
    const step = (2 * b[j] * w1) / b[j - 1];
    return [(2 * b[j] * w0) / b[j - 1], -b[j] / b[j - 2], step, -(1 - b[j - 1] * T[j - 1]) * step] as const;
  });
  const made = { first: b[1] * w1, stages };
  known.set(s, made);
  return made;
}

/** `y` a step later: the three-term recurrence of the shifted Chebyshev polynomials. */
function stagesOf(
  flow: Flow,
  y: Float64Array,
  slope: Float64Array,
  h: number,
  s: number,
  image: Float64Array,
  buffers: readonly Float64Array[],
): Float64Array {
  const { first, stages } = coefficients(s);
  let [before, now, after] = buffers;
  before.set(y);
  for (let i = 0; i < y.length; i++) now[i] = y[i] + first * h * slope[i];
  for (const [mu, nu, ofStep, ofBack] of stages) {
    flow(now, image);
    const rest = 1 - mu - nu;
    const step = ofStep * h;
    const back = ofBack * h;
    for (let i = 0; i < y.length; i++) {
      after[i] = rest * y[i] + mu * now[i] + nu * before[i] + step * image[i] + back * slope[i];
    }
    [before, now, after] = [now, after, before];
  }
  return now;
}

/** The modulus of the Jacobian's largest eigenvalue at `y`, by the power method on differences of the flow, on from `direction`. */
function spectralRadius(
  flow: Flow,
  y: Float64Array,
  slope: Float64Array,
  direction: Float64Array,
  shifted: Float64Array,
  image: Float64Array,
): number {
  const n = y.length;
  const small = Math.sqrt(Number.EPSILON) * (norm(y) || 1);
  let radius = 0;
  for (let i = 0; i < MAX_POWER_STEPS; i++) {
    const size = norm(direction);
    if (size === 0) return radius;
    for (let j = 0; j < n; j++) shifted[j] = y[j] + (small / size) * direction[j];
    flow(shifted, image);
    for (let j = 0; j < n; j++) direction[j] = (image[j] - slope[j]) / small;
    const previous = radius;
    radius = norm(direction);
    if (Math.abs(radius - previous) < 0.01 * radius) return radius;
  }
  return radius;
}

/** Cubic interpolation through the two ends and their slopes. */
function hermite(
  from: number,
  h: number,
  y: Float64Array,
  slope: Float64Array,
  next: Float64Array,
  nextSlope: Float64Array,
): Step {
  const at = (t: number, out: Float64Array): Float64Array => {
    const x = (t - from) / h;
    const [a, b] = [x * x * (3 - 2 * x), x * (1 - x)];
    for (let i = 0; i < y.length; i++) {
      out[i] = y[i] + a * (next[i] - y[i]) + h * b * ((1 - x) * slope[i] - x * nextSlope[i]);
    }
    return out;
  };
  return { from, to: from + h, at };
}
