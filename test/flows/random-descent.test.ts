/** The way down, held against recursions and the logistic function. */
import { describe, expect, test } from 'vitest';
import { descendAlongCurve, descendBySteps, plainUpdate } from '../../src/flows/random/descent.js';
import { gradientOf } from '../../src/flows/random/gradient.js';
import { lossMeters } from '../../src/flows/random/loss-taken.js';
import { usesOf } from '../../src/flows/random/starts.js';
import { sizesOf, watchFor } from '../../src/flows/random/use-times.js';
import type { WordNetwork } from '../../src/flows/random/words.js';
import { toyProblem } from '../../src/problem/from-general.js';

describe('the way down of one neuron', () => {
  // Two layers, one input that matters: w₁, w₂ → the product p of equal weights has ṗ = 2 p (s − p σ²).
  const data = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
  const net: WordNetwork = {
    sizes: [1, 1, 1, 1, 1],
    layers: [
      { from: 0, to: 2, rows: 1, cols: 1, offset: 0, branch: 0, index: 0 },
      { from: 2, to: 4, rows: 1, cols: 1, offset: 1, branch: 0, index: 1 },
      { from: 1, to: 3, rows: 1, cols: 1, offset: 2, branch: 1, index: 0 },
      { from: 3, to: 4, rows: 1, cols: 1, offset: 3, branch: 1, index: 1 },
    ],
    weights: Float64Array.of(0.1, 0.1, 0.1, 0.1),
  };
  const gradient = gradientOf(net, data);
  const uses = usesOf(data, 'output');
  const eta = 1e-3;
  /** Where `p` comes to half of its end w = 1: `ln((1/p₀ − 1))/(2 s)` in time, by the logistic function. */
  const half = (s: number) => Math.log(1 / 0.01 - 1) / (2 * s) / eta;

  test('of the flow is that of the logistic function', () => {
    const watch = watchFor(data, uses, sizesOf(data, 'output'), gradient);
    const how = { learningRate: eta, ofFlow: true, tolerance: 1e-6, maxWork: 1e9, onPiece: watch.onPiece };
    const { finished, stuck, reached, work } = descendAlongCurve(net, gradient, how);
    expect([finished, stuck]).toEqual([true, null]);
    // s_A = 4, s_B = 1.
    [half(4), half(1)].forEach((time, u) => {
      expect(Math.abs((watch.times[u] ?? NaN) / time - 1)).toBeLessThan(1e-5);
    });
    expect(reached).toBeGreaterThanOrEqual(watch.times[1] ?? NaN);
    expect(work).toBeGreaterThan(0);
  });

  test.each([1, 8])('by steps is the recursion of the weights, told of by %d', (told) => {
    const steps: number[] = [];
    let end = net.weights;
    const { finished, reached } = descendBySteps(net, gradient, {
      update: plainUpdate(0.05),
      maxSteps: 19,
      eachStep: told === 1,
      onPiece: (from, to, at) => {
        steps.push(from);
        end = at(to).slice();
        // Between two steps it is straight.
        const [a, b, middle] = [from, from + 1, from + 0.5].map((t) => at(t)[0]);
        expect(middle).toBeCloseTo((a + b) / 2, 14);
        return false;
      },
    });
    let [a, b] = [0.1, 0.1];
    for (let i = 0; i < 19; i++) {
      [a, b] = [a + 0.05 * a * (4 - 4 * a * a), b + 0.05 * b * (1 - b * b)];
    }
    expect([finished, reached]).toEqual([false, 19]);
    expect(Array.from(end)).toEqual([a, a, b, b].map((w) => expect.closeTo(w, 14) as number));
    expect(steps).toEqual(told === 1 ? Array.from({ length: 19 }, (_, i) => i) : [0, 8, 16]);
    expect(net.weights[0]).toBe(0.1);
  });

  test('along the curve through the steps comes when the steps do', () => {
    const times = [true, false].map((curve) => {
      const watch = watchFor(data, uses, sizesOf(data, 'output'), gradient);
      const { onPiece } = watch;
      if (curve) descendAlongCurve(net, gradient, { learningRate: 0.02, tolerance: 1e-5, maxWork: 1e9, onPiece });
      else descendBySteps(net, gradient, { update: plainUpdate(0.02), maxSteps: 1e5, onPiece });
      return watch.times.map(Number);
    });
    // To the second order in η λ ≤ 0.16; the flow itself is more than half a step ahead.
    times[0].forEach((time, u) => {
      expect(Math.abs(time - times[1][u])).toBeLessThan(0.1);
    });
    expect(Math.abs((half(4) * eta) / 0.02 - times[1][0])).toBeGreaterThan(0.5);
  });

  test('ends where the work does', () => {
    const onPiece = () => false;
    const { finished, work } = descendAlongCurve(net, gradient, {
      learningRate: eta,
      tolerance: 1e-6,
      maxWork: 3000,
      onPiece,
    });
    expect(finished).toBe(false);
    expect(work).toBeGreaterThan(1000);
    expect(work).toBeLessThan(20_000);
  });

  test('is not begun where not one piece can be paid for, nor where nothing pulls', () => {
    const how = { learningRate: eta, tolerance: 1e-6, onPiece: () => true };
    // Six evaluations of two gradients, and five multiplications a weight.
    const least = 6 * (2 * gradient.work + 5 * 4);
    expect(descendAlongCurve(net, gradient, { ...how, maxWork: least - 1 }).reached).toBe(0);
    expect(descendAlongCurve(net, gradient, { ...how, maxWork: least }).reached).toBeGreaterThan(0);
    for (const [size, stuck] of [
      [1e-155, 'still'],
      [1e-150, null],
    ] as const) {
      const small = { ...net, weights: net.weights.map(() => size) };
      expect(descendAlongCurve(small, gradient, { ...how, maxWork: 1e9 }).stuck).toBe(stuck);
      expect(descendBySteps(small, gradient, { ...how, update: plainUpdate(eta), maxSteps: 1 }).stuck).toBe(stuck);
    }
  });

  test('takes from the loss what is there, each its own where they are independent', () => {
    const meter = lossMeters(data, uses)(gradient);
    // s²/σ² of each: 4 and 1.
    for (const p of [0.3, 0.9, 1]) meter.onPiece(0, 1, () => Float64Array.of(Math.sqrt(p), Math.sqrt(p), 0.1, 0.1));
    const [a, b] = meter.shares();
    expect([a, b]).toEqual([expect.closeTo(0.8, 12), expect.closeTo(0.2, 12)]);
  });

  test('is at rest where nothing is left to learn, and what is not in use by then never will be', () => {
    const watch = watchFor(data, [...uses, { modality: 1, mode: 1, level: 5 }], sizesOf(data, 'output'), gradient);
    expect(watch.onPiece(0, 1, () => Float64Array.of(1, 1, 1, 1))).toBe(true);
    expect(watch.times[2]).toBe(Infinity);
    const open = watchFor(data, uses, sizesOf(data, 'output'), gradient);
    expect(open.onPiece(0, 1, () => Float64Array.of(1, 1, 0.1, 0.1))).toBe(false);
    expect(open.times[1]).toBeNull();
    const none = watchFor(data, [{ modality: 0, mode: 1, level: 0 }], sizesOf(data, 'output'), gradient);
    expect(none.times).toEqual([Infinity]);
  });

  test('is located between two states to a part in 10⁵', () => {
    // The contribution of A, 2 p, goes as t³ to 2: half of it at t = ∛½.
    const watch = watchFor(data, uses, sizesOf(data, 'output'), gradient);
    watch.onPiece(0, 1, (t) => Float64Array.of(t ** 3, 1, 0.1, 0.1));
    expect(watch.times[0]).toBeCloseTo(0.5 ** (1 / 3), 4);
    const weights = sizesOf(data, 'weights');
    expect(weights(Float64Array.of(-3, 4), 1)).toEqual(Float64Array.of(4));
    expect(sizesOf(data, 'output')(Float64Array.of(-3, 4), 0)).toEqual(Float64Array.of(6));
  });
});
