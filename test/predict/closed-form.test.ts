import { predict } from '../../src/predict/predict.js';
import { describe, expect, it } from 'vitest';
import {
  halfTimeTwoLayer,
  secondTimeThreeLayer,
  secondTimeTwoLayer,
  sizeTwoLayer,
  timeRatioThreeLayer,
} from '../../formulas/turning-drive.js';
import { dot, norm } from '../../src/numerics/matrix.js';
import { closedOrders } from '../../src/predict/closed/order.js';
import { closedFormTimes, greedyTimes, sourceTimes } from '../../src/predict/closed/closed-form.js';
import { sourceQuantities, swapped } from '../../src/predict/source/quantities.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';
import { typicalTrajectory } from '../../src/flows/random/index.js';
import { network, type Network } from '../../src/problem/network.js';
import type { Problem } from '../../src/problem/problem.js';
import { parseCorrelations } from '../../src/problem/parse-correlations.js';
import { problemOf } from '../../src/problem/two-modalities.js';
import turning from '../reference/turning.json' with { type: 'json' };

const late = (depth: number) => network({ depth, fusionLayer: depth });
const DEEP = { initScale: 0.01, width: 100 };

describe('a drive that turns', () => {
  it('two layers: full matrices within 3% in the median, ten of twelve within 10%', () => {
    const errors = turning.cases.map(({ correlations, times }) => {
      const closed = closedFormTimes(parseCorrelations(correlations), late(2), DEEP, 0.02);
      const simulated = times.reduce((sum, [, tB]) => sum + tB / times.length, 0);
      return Math.abs((closed?.tB ?? NaN) / simulated - 1);
    });
    errors.sort((a, b) => a - b);
    expect((errors[5] + errors[6]) / 2).toBeLessThan(0.03);
    expect(errors[9]).toBeLessThan(0.1);
  });

  it('two layers: the recursion of two modalities is the entries', () => {
    const c = parseCorrelations(turning.cases[1].correlations);
    const m = sourceQuantities(c);
    const cosine = dot(c.sigmaYB, m.residualB) / (m.sB * m.rB);
    const perStep = (s: number) => Math.log1p(0.02 * s) / 0.02;
    const [alpha, beta, tau] = [0.01 / Math.sqrt(3), 0.01, 50];
    const s_A = perStep(m.sA);
    const T_A = halfTimeTwoLayer.evaluate({ tau, s_A, l_A: m.sA, alpha, beta }); // white: the plateau is s_A
    const P = sizeTwoLayer.evaluate({ alpha, beta, c: cosine, x: (perStep(m.sB) * T_A) / tau });
    const second = secondTimeTwoLayer.evaluate({ T_A, tau, r_B: perStep(m.rB), l_B: norm(m.finalB), P });
    expect(greedyTimes(problemOf(c), late(2), DEEP, 0.02)?.times[1].time).toBeCloseTo(second, 8);
  });

  it('three layers: the quadrature of equal norms is the arc cosine', () => {
    const [c, k, u_0] = [-0.4, 0.6, 0.1];
    const phi = (Math.PI / 2) * k;
    const Theta = Math.asinh(Math.tan(phi)); // the Gudermannian of Θ is φ
    const T = Math.PI / 2 / u_0;
    const T_B = secondTimeThreeLayer.evaluate({ T, tau: 1, r_B: 0.3, u_0, v: u_0, c, Theta });
    expect(T_B / T).toBeCloseTo(timeRatioThreeLayer.evaluate({ s_A: 1, r_B: 0.3, c, phi }), 10);
  });

  it.each([2, 3, 4, 5, 6])(
    '%i layers: scalars of opposite drives count against each other as the start gets small',
    (L) => {
      // Fig 3c at ρ = −0.9: s_A = 2.2, s_B = 0.8, rest 0.19.
      const c = toyCorrelations({ stdA: 2, stdB: 1, rho: -0.9 });
      const start = L === 2 ? { std: 1e-60, width: 100 } : { std: 1e-6, width: 100 };
      const ratio = closedFormTimes(c, late(L), start, 1e-3)?.timeRatio;
      expect((ratio ?? NaN) / (1 + 3 / 0.19)).toBeCloseTo(1, L === 2 ? 1 : 2);
      expect(sourceTimes(c, late(L), start, 1e-3).timeRatio).toBeCloseTo(1 + 1.4 / 0.19, 2);
    },
  );
});

describe('the closed form by output', () => {
  const c = parseCorrelations(turning.cases[10].correlations);

  it('waits for the second transition where half of a contribution lies above its plateau', () => {
    const closed = closedFormTimes(c, late(2), DEEP, 0.02);
    expect(closed?.tA).toBeGreaterThan(530); // 568 in full matrices; 270 is when it starts
  });

  it.each([
    [2, 2],
    [3, 3],
    [4, 4],
    [4, 3],
    [3, 2],
    [3, 1],
  ])('depth %i, fusion at %i: does not depend on which modality is listed first', (depth, fusionLayer) => {
    const net = network({ depth, fusionLayer });
    const turned = parseCorrelations(turning.cases[0].correlations);
    const [one, other] = [turned, swapped(turned)].map((problem) => closedFormTimes(problem, net, DEEP, 0.02));
    expect(other?.tA).toBeCloseTo(one?.tB ?? NaN, 6);
    expect(other?.tB).toBeCloseTo(one?.tA ?? NaN, 6);
  });

  it('never uses what others explain', () => {
    // x_B = 2 x_A + noise that y does not know.
    const collinear = parseCorrelations({
      sigmaA: [[1]],
      sigmaB: [[5]],
      sigmaAB: [[2]],
      sigmaYA: [1],
      sigmaYB: [2],
    });
    const problem = problemOf(collinear);
    const times = greedyTimes(problem, late(2), DEEP, 0.02);
    expect(times?.times.map(({ time }) => time === null)).toContain(true);
  });

  it('knows probabilities of orders for white inputs without cross-correlation in late fusion, and nowhere else', () => {
    const eye = [
      [1, 0],
      [0, 1],
    ];
    const zero = [
      [0, 0],
      [0, 0],
    ];
    const white = { sigmaA: eye, sigmaB: eye, sigmaAB: zero, sigmaYA: [0.6, 0.8], sigmaYB: [0.8, 0.59] };
    const ordersOf = (data: object, depth = 2, fusionLayer = depth) => {
      const c = parseCorrelations({ ...white, ...data });
      const [net, start] = [network({ depth, fusionLayer }), { initScale: depth === 2 ? 0.01 : 0.2, width: 100 }];
      const times = closedFormTimes(c, net, start, 0.04);
      return times === null ? undefined : closedOrders(c, net, start, times);
    };
    const [{ closedForm }] = predict(problemOf(parseCorrelations(white)), {
      network: { depth: 2, fusionLayer: 2 },
    }).predictions;
    expect(closedForm !== null && 'orders' in closedForm ? closedForm.orders : null).toEqual(ordersOf({}));
    const orders = ordersOf({}) ?? [];
    expect(orders.map(({ modalities }) => modalities.join(''))).toEqual(['AB', 'BA']);
    expect(orders[0].probability + orders[1].probability).toBeCloseTo(1, 12);
    // A pair of equal drives is a coin.
    expect(ordersOf({ sigmaYB: [0.8, 0.6] })?.[0].probability).toBeCloseTo(0.5, 9);
    expect(ordersOf({}, 3)?.[0].probability).toBeGreaterThan(0.5);
    expect(
      ordersOf({
        sigmaA: [
          [1, 0.1],
          [0.1, 1],
        ],
      }),
    ).toBeNull();
    expect(
      ordersOf({
        sigmaB: [
          [1, 0],
          [0, 1.1],
        ],
      }),
    ).toBeNull();
    expect(
      ordersOf({
        sigmaAB: [
          [0.01, 0],
          [0, 0],
        ],
      }),
    ).toBeNull();
    expect(ordersOf({}, 3, 2)).toBeNull();
  });
});

describe('fusion between, a drive that turns', () => {
  /** When both are used by the flow of the typical start, in steps. */
  const typical = (problem: Problem, net: Network, width: number): number[] => {
    const { events } = typicalTrajectory({
      problem,
      network: net,
      width,
      start: DEEP_BETWEEN,
      learningRate: 0.02,
      measure: 'output',
    });
    return events.map(({ step }) => step ?? NaN);
  };
  const DEEP_BETWEEN = { initScale: 0.05 };

  it.each([0, 3, 7])(
    'problem %i, four layers, fusion at the third: the flow of the typical start within 3 percent',
    (i) => {
      const c = parseCorrelations(turning.cases[i].correlations);
      const net = network({ depth: 4, fusionLayer: 3 });
      const width = 400;
      const [tA, tB] = typical(problemOf(c), net, width);
      const closed = closedFormTimes(c, net, { ...DEEP_BETWEEN, width }, 0.02);
      expect((closed?.tA ?? NaN) / tA).toBeCloseTo(1, 1);
      // What comes after the first time is what the turn decides.
      expect(((closed?.tB ?? NaN) - (closed?.tA ?? NaN)) / (tB - tA)).toBeGreaterThan(0.97);
      expect(((closed?.tB ?? NaN) - (closed?.tA ?? NaN)) / (tB - tA)).toBeLessThan(1.03);
    },
  );
});
