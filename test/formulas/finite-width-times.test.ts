import { describe, expect, test } from 'vitest';
import * as escape from '../../formulas/random-weights-escape.js';
import * as times from '../../formulas/random-weights.js';
import { effectiveStart, randomNorms } from '../support/growing-mode.js';
import { rankOneFlow } from '../../src/flows/balanced/rank-one-flow.js';
import { correlations, toyCorrelations } from '../../src/problem/from-numbers.js';

const N = 100;
const tau = 1;
const TOLERANCE = 1e-11;

/** Two scalar inputs: what the formulas need of them, at σ_B = 1. */
function scalars(stdA: number, rho: number) {
  const c = toyCorrelations({ stdA, stdB: 1, rho, wA: 1.6 });
  const [sA, sB] = [c.sigmaYA[0], c.sigmaYB[0]];
  const cross = rho * stdA;
  const pA = sA / stdA ** 2;
  const rB = sB - cross * pA;
  const wB = rB / (1 - rho ** 2);
  return { c, sA, sB, pA, rB, wB, rho, given: (cross * wB) / sA };
}
type Scalars = ReturnType<typeof scalars>;

/** The reduced dynamics from the effective start, and the start. */
function flow(q: Scalars, depth: number, fusionLayer: number, init: number) {
  const net = { depthA: fusionLayer, depthB: fusionLayer, depthShared: depth - fusionLayer };
  const scale = depth === 2 ? { std: init } : { initScale: init };
  const start = effectiveStart(net, randomNorms(1, 1, net, N, scale), q.sA, q.sB);
  const a = Float64Array.of(start.lengthA);
  const b = Float64Array.of(Math.sign(q.sB) * start.lengthB);
  const { tA, tB } = rankOneFlow(
    q.c,
    { a, b, layers: start.layers },
    {
      levels: { A: q.pA, B: fusionLayer === depth ? q.wB : null },
      earlyPhaseOnly: false,
      tolerance: TOLERANCE,
      maxSteps: 1e6,
    },
  );
  if (tA === null || tB === null) throw new Error('not finished');
  return { tA, tB, start };
}

function lateTimes(q: Scalars, L: number, init: number, withLag = true) {
  const t_lag = withLag ? times.lag.evaluate({ tau, s_A: q.sA, p_A: q.pA, L, rho: q.rho, g: q.given }) : 0;
  const second = (T_B: number, t_1: number) => times.secondLate.evaluate({ T_B, s_B: q.sB, r_B: q.rB, t_1, t_lag });
  if (L === 2) {
    const alone = (s_A: number, p_A: number) => times.firstTwoLayer.evaluate({ tau, s_A, p_A, N, sigma_w: init });
    const tA = alone(q.sA, q.pA);
    return { tA, tB: second(alone(q.rB, q.wB), tA) };
  }
  const escaped = (s_A: number) =>
    L === 3
      ? escape.escapeThreeLayerScalar.evaluate({ tau, s_A, u_0: init })
      : escape.escapeFourLayerScalar.evaluate({ tau, s_A, u_0: init, N });
  const half = (s_A: number, p_A: number) => times.halfTime.evaluate({ T_A: escaped(s_A), tau, s_A, p_A, L });
  const t_1 = times.switchTime.evaluate({ T_A: escaped(q.sA), tau, s_A: q.sA, p_A: q.pA, L });
  return { tA: half(q.sA, q.pA), tB: second(half(q.rB, q.wB), t_1) };
}

/** The exponent of an error between a value of a small parameter and its half. */
const order = (large: number, small: number): number => Math.log2(Math.abs(large / small));

describe('late fusion of uncorrelated modalities', () => {
  const q = scalars(2, 0);

  test('two layers: exact', () => {
    for (const std of [1e-3, 1e-6]) {
      const { tA, tB } = flow(q, 2, 2, std);
      const closed = lateTimes(q, 2, std);
      // The tolerance of a step, times some hundred steps.
      expect(Math.abs(closed.tA - tA)).toBeLessThan(1e3 * TOLERANCE * tA);
      expect(Math.abs(closed.tB - tB)).toBeLessThan(1e3 * TOLERANCE * tB);
    }
  });

  test.each([3, 4])('%d layers: the next term is of order u₀²', (L) => {
    const errors = [0.05, 0.025, 0.0125].map((u0) => {
      const { tA, tB } = flow(q, L, L, u0);
      const closed = lateTimes(q, L, u0);
      return { A: closed.tA - tA, B: closed.tB - tB };
    });
    // What follows is of order u₀⁴, or u₀³: a relative 1/100 of the error here.
    for (const i of [0, 1]) {
      expect(order(errors[i].A, errors[i + 1].A)).toBeCloseTo(2, 1);
      expect(order(errors[i].B, errors[i + 1].B)).toBeCloseTo(2, 1);
    }
  });
});

describe('late fusion of correlated modalities', () => {
  test.each([2, 3, 4])('%d layers: what the delay of A leaves is of order ρ² r_B/s_A²', (L) => {
    // s_A grows with σ_A²; r_B and w_B stay. The error of order u₀² is below a hundredth of the miss.
    const init = [NaN, NaN, 1e-9, 5e-4, 2e-3][L];
    const left = [2, 4].map((stdA) => {
      const q = scalars(stdA, 0.5);
      const miss = flow(q, L, L, init).tB - lateTimes(q, L, init).tB;
      return { miss, ratio: q.sA, scaled: (miss * q.sA ** 2) / (q.rho ** 2 * q.rB) };
    });
    const measured = Math.log(left[0].miss / left[1].miss) / Math.log(left[1].ratio / left[0].ratio);
    // The share that A gives up falls on the way, and with it the coefficient, by a tenth.
    expect(Math.abs(measured - 2)).toBeLessThan(0.15);
    for (const { scaled } of left) expect(Math.abs(scaled)).toBeLessThan(1);
  });

  test('it removes most of the miss', () => {
    for (const L of [2, 3, 4]) {
      const q = scalars(2, 0.5);
      const init = [NaN, NaN, 1e-9, 5e-4, 2e-3][L];
      const { tB } = flow(q, L, L, init);
      const [without, corrected] = [false, true].map((lag) => Math.abs(lateTimes(q, L, init, lag).tB - tB));
      // ρ² r_B/s_A² against ρ²/s_A: r_B/s_A is 0.12 here.
      expect(corrected).toBeLessThan(0.2 * without);
    }
  });
});

describe('intermediate fusion', () => {
  test.each([
    // k = 0.007: the next terms are of order u₀² and, from what B has grown, u₀^(2 − 2k) at the second layer.
    [3, 2, -0.3],
    [4, 2, -0.3],
    [4, 3, -0.3],
    [4, 3, 0.5],
  ])('L = %d, L_f = %d, ρ = %d: the next term is of order u₀²', (L, L_f, rho) => {
    const q = scalars(2, rho);
    const k = q.sB / q.sA;
    const errors = [0.05, 0.025, 0.0125].map((u0) => {
      const { tA, start } = flow(q, L, L_f, u0);
      const [v_A, v_B, g_A, g_B] = [start.lengthA, start.lengthB, start.layers.A[0].scale, start.layers.B[0].scale];
      const w = Math.SQRT2 * u0;
      const U = Math.sqrt(w ** 2 - g_A ** 2 - g_B ** 2);
      const common = { tau, s_A: q.sA, k };
      const deeper = { V_A: Math.sqrt(v_A ** 2 - g_A ** 2), V_B: Math.sqrt(v_B ** 2 - g_B ** 2), U, g: g_A };
      const T_A =
        L === 3
          ? escape.escape32.evaluate({ ...common, v_A, v_B, w })
          : L_f === 3
            ? escape.escape43.evaluate({ ...common, ...deeper })
            : escape.escape42.evaluate({ ...common, v_A, v_B, U, g_A, g_B });
      return times.halfTime.evaluate({ T_A, tau, s_A: q.sA, p_A: q.pA, L }) - tA;
    });
    for (const i of [0, 1]) expect(order(errors[i], errors[i + 1])).toBeCloseTo(2, 1);
  });
});

describe('a Σ_A that is not white', () => {
  const s_A = 3;
  const std = 1e-7;

  /** Eigenvalues about 2 that Σ_yA sees with shares `share` and `1 − share`, of relative standard deviation d. */
  function miss(share: number, d: number): number {
    const ratio = Math.sqrt((1 - share) / share);
    const eigenvalues = [2 * (1 + d * ratio), 2 * (1 - d / ratio)];
    const y = [s_A * Math.sqrt(share), s_A * Math.sqrt(1 - share)];
    const c = correlations({
      sigmaA: [
        [eigenvalues[0], 0],
        [0, eigenvalues[1]],
      ],
      sigmaB: [[1]],
      sigmaAB: [[0], [0]],
      sigmaYA: y,
      sigmaYB: [0.1],
    });
    const u = std * Math.sqrt(N / 2);
    const layers = [{ scale: u, count: 1 }];
    const { tA } = rankOneFlow(
      c,
      {
        a: Float64Array.from(y, (value) => (value * u) / s_A),
        b: Float64Array.of(u),
        layers: { A: layers, B: layers, shared: [] },
      },
      {
        levels: { A: Math.hypot(y[0] / eigenvalues[0], y[1] / eigenvalues[1]), B: null },
        earlyPhaseOnly: false,
        tolerance: TOLERANCE,
        maxSteps: 1e6,
      },
    );
    const white = times.firstTwoLayer.evaluate({ tau, s_A, p_A: s_A / 2, N, sigma_w: std });
    return (tA ?? NaN) - white - times.spectralShift.evaluate({ tau, s_A, epsilon: d * d });
  }

  test.each([
    [0.5, 4],
    [0.8, 3],
  ])('seen with shares %d: the next term is of order d^%d', (share, expected) => {
    // A symmetric spectrum has no third moment.
    const [large, small] = [miss(share, 0.05), miss(share, 0.025)];
    expect(Math.abs(order(large, small) - expected)).toBeLessThan(0.15);
  });
});

describe('constants', () => {
  test('κ_L is the integral, and elementary for three and four layers', () => {
    expect(times.transition.evaluate({ L: 3 })).toBeCloseTo(0.8502506921408278, 14);
    expect(times.transition.evaluate({ L: 4 })).toBeCloseTo((Math.SQRT2 - Math.log(1 + Math.SQRT2)) / 2, 14);
  });

  test('the escapes agree where they overlap', () => {
    const [u, g] = [0.1, 0.1 / Math.sqrt(2 * N)];
    const same = { tau, s_A: 2 };
    const three = escape.escapeThreeLayer.evaluate({ ...same, v: u, w: u });
    expect(three).toBeCloseTo(escape.escapeThreeLayerScalar.evaluate({ ...same, u_0: u }), 12);
    const four = escape.escapeFourLayer.evaluate({ ...same, v: u, w: u, g });
    expect(four).toBeCloseTo(escape.escapeFourLayerScalar.evaluate({ ...same, u_0: u, N }), 10);
    // B at rest: fusion where it may be.
    const alone = escape.escapeThreeLayer.evaluate({ ...same, v: u, w: 2 * u });
    expect(escape.escape32.evaluate({ ...same, k: 1e-9, v_A: u, v_B: u, w: 2 * u })).toBeCloseTo(alone, 10);
  });
});
