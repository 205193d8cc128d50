/**
 * Dormand and Prince's explicit Runge–Kutta pair of orders 5 and 4 with Shampine's continuous extension of order 4
 * (Hairer, Nørsett, Wanner: Solving Ordinary Differential Equations I, II.5–II.6).
 */
import type { Flow, Method, Step } from './ode.js';

const A21 = 1 / 5;
const [A31, A32] = [3 / 40, 9 / 40];
const [A41, A42, A43] = [44 / 45, -56 / 15, 32 / 9];
const [A51, A52, A53, A54] = [19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729];
const [A61, A62, A63, A64, A65] = [9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656];
const [B1, B3, B4, B5, B6] = [35 / 384, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84];
const [E1, E3, E4, E5, E6, E7] = [71 / 57600, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40];
const [D1, D3, D4, D5, D6, D7] = [
  -12715105075 / 11282082432,
  87487479700 / 32700410799,
  -10690763975 / 1880347072,
  701980252875 / 199316789632,
  -1453857185 / 822651844,
  69997945 / 29380423,
];

/** Where the stability region ends on the negative real axis. */
const STABILITY_LIMIT = 3.25;

/** The method for a flow of `n` numbers. */
export function dormandPrince(flow: Flow, n: number): Method {
  const [k2, k3, k4, k5, k6, stage, error] = Array.from({ length: 7 }, () => new Float64Array(n));
  // The state and the flow that a step starts from are those the last one ended with: two buffers of each take turns.
  const nexts = [new Float64Array(n), new Float64Array(n)];
  const slopes = [new Float64Array(n), new Float64Array(n)];
  return (t, y, k1, h) => {
    const next = nexts[y === nexts[0] ? 1 : 0];
    const k7 = slopes[k1 === slopes[0] ? 1 : 0];
    for (let i = 0; i < n; i++) stage[i] = y[i] + h * A21 * k1[i];
    flow(stage, k2);
    for (let i = 0; i < n; i++) stage[i] = y[i] + h * (A31 * k1[i] + A32 * k2[i]);
    flow(stage, k3);
    for (let i = 0; i < n; i++) stage[i] = y[i] + h * (A41 * k1[i] + A42 * k2[i] + A43 * k3[i]);
    flow(stage, k4);
    for (let i = 0; i < n; i++) stage[i] = y[i] + h * (A51 * k1[i] + A52 * k2[i] + A53 * k3[i] + A54 * k4[i]);
    flow(stage, k5);
    for (let i = 0; i < n; i++) {
      stage[i] = y[i] + h * (A61 * k1[i] + A62 * k2[i] + A63 * k3[i] + A64 * k4[i] + A65 * k5[i]);
    }
    flow(stage, k6);
    for (let i = 0; i < n; i++) {
      next[i] = y[i] + h * (B1 * k1[i] + B3 * k3[i] + B4 * k4[i] + B5 * k5[i] + B6 * k6[i]);
    }
    flow(next, k7);
    let [speed, distance] = [0, 0];
    for (let i = 0; i < n; i++) {
      error[i] = h * (E1 * k1[i] + E3 * k3[i] + E4 * k4[i] + E5 * k5[i] + E6 * k6[i] + E7 * k7[i]);
      speed += (k7[i] - k6[i]) ** 2;
      distance += (next[i] - stage[i]) ** 2;
    }
    // h |λ| of the fastest direction, from the last two stages, which are at the same time (Hairer, IV.2).
    const atStabilityLimit = h * h * speed > STABILITY_LIMIT ** 2 * distance;
    const step = () => continuous(t, h, y, next, [k1, k3, k4, k5, k6, k7]);
    return { next, error, slope: k7, atStabilityLimit, step };
  };
}

type Stages = [
  k1: Float64Array,
  k3: Float64Array,
  k4: Float64Array,
  k5: Float64Array,
  k6: Float64Array,
  k7: Float64Array,
];

function continuous(from: number, h: number, y: Float64Array, next: Float64Array, stages: Stages): Step {
  const [k1, k3, k4, k5, k6, k7] = stages;
  const at = (t: number, out: Float64Array): Float64Array => {
    const theta = (t - from) / h;
    const rest = 1 - theta;
    for (let i = 0; i < y.length; i++) {
      const difference = next[i] - y[i];
      const r3 = h * k1[i] - difference;
      const r4 = difference - h * k7[i] - r3;
      const r5 = h * (D1 * k1[i] + D3 * k3[i] + D4 * k4[i] + D5 * k5[i] + D6 * k6[i] + D7 * k7[i]);
      out[i] = y[i] + theta * (difference + rest * (r3 + theta * (r4 + rest * r5)));
    }
    return out;
  };
  return { from, to: from + h, at };
}
