/**
 * RODAS: a linearly implicit Rosenbrock method of order 4 with an embedded method of order 3, six stages, L-stable and
 * stiffly accurate (Hairer, Wanner: Solving Ordinary Differential Equations II, IV.7; coefficients in the transformed form
 * that needs no products with the Jacobian). For the long plateaus, on which an explicit method creeps.
 */
import type { Flow, ImplicitSolver, Method, Step } from './ode.js';

const GAMMA = 0.25;
const A = [
  [],
  [1.544],
  [0.9466785280815826, 0.2557011698983284],
  [3.314825187068521, 2.896124015972201, 0.9986419139977817],
  [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895],
  [1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895, 1],
];
const C = [
  [],
  [-5.6688],
  [-2.430093356833875, -0.2063599157091915],
  [-0.1073529058151375, -9.594562251023355, -20.47028614809616],
  [7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616],
  [8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054],
];
const STAGES = A.length;

/** The method for a flow of `n` numbers. */
export function rodas(flow: Flow, implicit: ImplicitSolver, n: number): Method {
  const stage = new Float64Array(n);
  const rate = new Float64Array(n);
  return (t, y, slope, h) => {
    const solve = implicit(y, 1 / (h * GAMMA));
    const k: Float64Array[] = [];
    for (let s = 0; s < STAGES; s++) {
      if (s === 0) {
        rate.set(slope);
      } else {
        combine(stage, y, A[s], k, 1);
        flow(stage, rate);
      }
      combine(rate, rate, C[s], k, 1 / h);
      k.push(solve(rate));
    }
    const next = new Float64Array(n);
    // Stiffly accurate: the result is the argument of a seventh stage, and the last increment is the error.
    combine(next, stage, [1], [k[STAGES - 1]], 1);
    const end = new Float64Array(n);
    flow(next, end);
    const step = () => hermite(t, h, y, slope, next, end);
    return { next, error: k[STAGES - 1], slope: end, atStabilityLimit: false, step };
  };
}

/** `out = base + scale · Σ_j weights[j] k[j]`. */
function combine(out: Float64Array, base: Float64Array, weights: number[], k: Float64Array[], scale: number): void {
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let j = 0; j < weights.length; j++) sum += weights[j] * k[j][i];
    out[i] = base[i] + scale * sum;
  }
}

/** Cubic Hermite interpolation, of the order of the embedded method. */
function hermite(
  from: number,
  h: number,
  y: Float64Array,
  slope: Float64Array,
  next: Float64Array,
  end: Float64Array,
): Step {
  const at = (t: number, out: Float64Array): Float64Array => {
    const x = (t - from) / h;
    const [h00, h10, h01, h11] = [(1 + 2 * x) * (1 - x) ** 2, x * (1 - x) ** 2, x * x * (3 - 2 * x), x * x * (x - 1)];
    for (let i = 0; i < y.length; i++) out[i] = h00 * y[i] + h10 * h * slope[i] + h01 * next[i] + h11 * h * end[i];
    return out;
  };
  return { from, to: from + h, at };
}
