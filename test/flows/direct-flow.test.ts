/** What the rank-one flow tells of its way: crossings by either measure, records, rest, standstill, work. */
import { describe, expect, test } from 'vitest';
import { directFlow, type RankOneOptions } from '../../src/flows/balanced/direct-flow.js';
import { exponentsOf, monomial, perLayer, perLayerSlope } from '../../src/flows/balanced/layer-scalars.js';
import { balancedState, rankOneSystem } from '../../src/flows/balanced/rank-one-system.js';
import { dot, norm, rowTimesMatrix } from '../../src/numerics/matrix.js';
import { jointCorrelations } from '../../src/problem/correlations.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';
import { network } from '../../src/problem/network.js';
import { randomProblem } from './full-network.js';

const toy = toyCorrelations({ stdA: 2, stdB: 1, rho: 0 });
const state = (depth: number, fusionLayer: number, u0 = 0.1) =>
  balancedState(network({ depth, fusionLayer }), Float64Array.of(u0), Float64Array.of(u0), Math.SQRT2 * u0);
const options = (change: Partial<RankOneOptions> = {}): RankOneOptions => ({
  levels: { A: 1, B: 1 },
  earlyPhaseOnly: false,
  tolerance: 1e-8,
  maxSteps: 20_000,
  ...change,
});

describe('products of scalars', () => {
  const groups = {
    A: [{ scale: 2, count: 3 }],
    B: [
      { scale: 3, count: 1 },
      { scale: 5, count: 2 },
    ],
    shared: [{ scale: 7, count: 1 }],
  };
  const { A, B } = exponentsOf(groups);
  // Behind two entries of vectors.
  const y = Float64Array.of(9, 9, 2, 3, 5, 7);

  test('have the layers of a branch and those behind the fusion', () => {
    expect([A, B]).toEqual([
      [3, 0, 0, 1],
      [0, 1, 2, 1],
    ]);
    expect([monomial(y, A), monomial(y, B)]).toEqual([2 ** 3 * 7, 3 * 25 * 7]);
    expect([monomial(y, A, 0), monomial(y, A, 0, 3), monomial(y, A, 0, 0)]).toEqual([28, 4, 14]);
  });

  test('change by a layer as the product without it does, and that as the product without two', () => {
    expect([0, 1, 2, 3].map((k) => perLayer(y, A, k))).toEqual([28, 0, 0, 8]);
    expect([0, 1, 2, 3].map((k) => perLayer(y, B, k))).toEqual([0, 175, 105, 75]);
    const h = 1e-5;
    for (const powers of [A, B])
      for (let k = 0; k < 4; k++)
        for (let l = 0; l < 4; l++) {
          const at = (by: number) => perLayer(y.with(2 + l, y[2 + l] + by), powers, k);
          expect(perLayerSlope(y, powers, k, l)).toBeCloseTo((at(h) - at(-h)) / (2 * h), 6);
        }
  });
});

describe('what is measured on a state', () => {
  const c = randomProblem(2, 3, 9);
  const { sigma, sigmaY } = jointCorrelations(c);
  const net = network({ depth: 3, fusionLayer: 2 });
  const system = rankOneSystem(c, balancedState(net, Float64Array.of(0.3, -0.4), Float64Array.of(1, 2, 2), 1.5), false);
  const y = system.start;
  // f = a branch's scalar times the shared one.
  const W = y.slice(0, 5).map((value, i) => value * (i < 2 ? 0.5 : 3) * 1.5);

  test('norms, contributions, loss, and what is left of the drive in units of the inputs', () => {
    const seen = system.observe(y);
    const left = rowTimesMatrix(W, sigma).map((value, i) => sigmaY[i] - value);
    const own = (x: Float64Array) => norm(x.map((value, i) => value / Math.sqrt(sigma.data[6 * i])));
    const close = (x: number) => expect.closeTo(x, 9) as number;
    expect(seen).toEqual({
      uA: close(0.5),
      uB: close(3),
      u: close(1.5),
      totalA: close(norm(W.subarray(0, 2))),
      totalB: close(norm(W.subarray(2))),
      loss: close(((c.ySquared ?? NaN) - 2 * dot(W, sigmaY) + dot(rowTimesMatrix(W, sigma), W)) / 2),
      relativeSpeed: close(own(left) / own(sigmaY)),
    });
    const [wA, wB] = [W.slice(0, 2), W.slice(2)];
    expect(system.contribution(y, 'A')).toBeCloseTo(Math.sqrt(dot(rowTimesMatrix(wA, c.sigmaA), wA)), 9);
    expect(system.contribution(y, 'B')).toBeCloseTo(Math.sqrt(dot(rowTimesMatrix(wB, c.sigmaB), wB)), 9);
    const late = rankOneSystem(
      c,
      balancedState(network({ depth: 2, fusionLayer: 2 }), y.slice(0, 2), y.slice(2, 5), 9),
      false,
    );
    expect(late.observe(late.start).u).toBeCloseTo(Math.hypot(0.5, 3), 12);
    const noSquare = rankOneSystem(
      { ...c, ySquared: null },
      balancedState(net, y.slice(0, 2), y.slice(2, 5), 1.5),
      false,
    );
    expect(noSquare.observe(y).loss).toBeCloseTo(seen.loss - (c.ySquared ?? NaN) / 2, 9);
  });

  test('costs products with Σ, and a factor for each implicit step', () => {
    const own = rankOneSystem(c, balancedState(net, y.slice(0, 2), y.slice(2, 5), 1.5), false);
    const cost = (what: () => unknown) => {
      const before = own.work();
      what();
      return own.work() - before;
    };
    expect(cost(() => own.observe(y))).toBe(25);
    expect(cost(() => own.contribution(y, 'A'))).toBe(4);
    expect(cost(() => own.contribution(y, 'B'))).toBe(9);
    expect(cost(() => own.implicit(y, 10))).toBeCloseTo(25 + 125 / 6 + 250, 9);
  });

  test('errors against what they are of', () => {
    const error = (k: number, size: number) => system.errorNorm(new Float64Array(8).with(k, size), y);
    // Vectors against their lengths, scalars against themselves, both and a thousandth of the largest of the branch.
    expect(error(0, 0.1)).toBeCloseTo(0.1 / (0.5 * 1.001), 9);
    expect(error(4, 0.1)).toBeCloseTo(0.1 / (3 * 1.001), 9);
    expect(error(5, 0.1)).toBeCloseTo(0.1 / (0.5 + 0.0005), 9);
    expect(error(6, 0.1)).toBeCloseTo(0.1 / (3 + 0.003), 9);
    expect(error(7, -0.1)).toBeCloseTo(0.1 / (1.5 + 0.0015), 9);
    const small = y.with(5, -4);
    expect(system.errorNorm(Float64Array.of(0, 0, 0, 0, 0, 0, 0, 0).with(0, 1), small)).toBeCloseTo(
      1 / (0.5 + 0.004),
      9,
    );
  });
});

describe('the way', () => {
  test('is timed by contributions or by weights', () => {
    const byWeights = directFlow(toy, state(2, 2), options());
    const byOutput = directFlow(toy, state(2, 2), options({ measure: 'output', levels: { A: 2, B: 1 } }));
    expect(byOutput.tA).toBeCloseTo(byWeights.tA ?? NaN, 9);
    // Logistic: p/(1 − p) grows by e^(2 σ² t).
    const time = (level: number, square: number) =>
      (Math.log(level / (1 - level)) - Math.log(0.01 / 0.99)) / (2 * square);
    expect(byOutput.tA).toBeCloseTo(time(0.5, 4), 6);
    const other = directFlow(toy, state(2, 2), options({ measure: 'output', levels: { A: 1, B: 0.5 } }));
    expect([other.tA, other.tB]).toEqual([time(0.25, 4), time(0.25, 1)].map((t) => expect.closeTo(t, 6) as number));
  });

  test('ends when both have come and all is recorded', () => {
    const { trajectory } = directFlow(toy, state(2, 2), options({ times: [0, 1, 30] }));
    expect(trajectory.t).toEqual([0, 1, 30]);
    expect(trajectory.totalA[0]).toBeCloseTo(0.01, 12);
    expect(trajectory.totalA[2]).toBeCloseTo(1, 6);
    const each = directFlow(toy, state(2, 2), options());
    expect(each.trajectory.t[0]).toBe(0);
    const end = each.trajectory.t[each.trajectory.t.length - 1];
    expect(end).toBeGreaterThanOrEqual(each.tB ?? NaN);
    expect(end).toBeLessThan(1.5 * (each.tB ?? NaN));
    const one = directFlow(toy, state(2, 2), options({ levels: { A: 1, B: null } }));
    expect([one.tB, one.trajectory.t.length < each.trajectory.t.length]).toEqual([Infinity, true]);
  });

  test('tells each step to who watches', () => {
    const dts: number[] = [];
    let last = new Float64Array();
    const watch = (y: Float64Array, dt: number) => {
      dts.push(dt);
      last = y.slice();
    };
    const { trajectory } = directFlow(toy, state(2, 2), options(), watch);
    const n = trajectory.t.length - 1;
    expect(dts).toHaveLength(n);
    expect(dts.reduce((sum, dt) => sum + dt, 0)).toBeCloseTo(trajectory.t[n], 9);
    expect(last[0]).toBeCloseTo(trajectory.uA[n], 12);
  });

  test('of work that runs out is not finished', () => {
    const all = directFlow(toy, state(4, 3), options());
    const cut = directFlow(toy, state(4, 3), options({ maxWork: all.work / 2 }));
    expect([cut.tA !== null, cut.tB]).toEqual([true, null]);
    expect(cut.work).toBeGreaterThan(all.work / 2);
    expect(cut.work).toBeLessThan(0.6 * all.work);
  });

  test('that stands still is given up', () => {
    // Rounding on A's plateau keeps steps so short that 10⁵ of them are nothing beside the time that has passed.
    const c = toyCorrelations({ stdA: 2, stdB: 1, rho: 0.5 });
    let steps = 0;
    const run = directFlow(c, state(64, 20, 0.01), options({ maxSteps: 1e5, tolerance: 1e-7 }), () => steps++);
    expect(run.tA).toBeGreaterThan(1e114);
    expect(run.tB).toBeNull();
    expect(steps % 500).toBe(1);
    expect(steps).toBeLessThan(2500);
  });
});
