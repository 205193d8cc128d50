/** The largest curvature, and what steps of a learning rate do. */
import { describe, expect, test } from 'vitest';
import { lossOf } from '../../src/flows/random/follow.js';
import { sharpness } from '../../src/flows/random/sharpness.js';
import { growth, stability } from '../../src/flows/random/stability.js';
import { symmetricEigen } from '../../src/numerics/linear-algebra.js';
import { matrix } from '../../src/numerics/matrix.js';
import { toyProblem } from '../../src/problem/from-general.js';
import { network } from '../../src/problem/network.js';
import type { Problem } from '../../src/problem/problem.js';
import { finalWeights } from '../../src/problem/use.js';
import { asked } from './random-inputs.js';

describe('the largest curvature', () => {
  /** Of a balanced network with weights `w` of one neuron a layer: the largest eigenvalue of the matrix of second differences of the loss. */
  function byDifferences(data: Problem, w: readonly number[], total: (w: readonly number[]) => number[]): number {
    const n = w.length;
    const h = 1e-4;
    const at = (i: number, di: number, j: number, dj: number) => {
      const moved = w.map((x, k) => x + (k === i ? di : 0) + (k === j ? dj : 0));
      return lossOf(data, Float64Array.from(total(moved))) ?? NaN;
    };
    const H = matrix(n, n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        H.data[i * n + j] = (at(i, h, j, h) - at(i, h, j, -h) - at(i, -h, j, h) + at(i, -h, j, -h)) / (4 * h * h);
    return symmetricEigen(H).values[n - 1];
  }
  const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5, wA: 1, wB: 3 });

  test('two layers, late: branches by themselves', () => {
    const b = Math.sqrt(3);
    const found = byDifferences(toy, [1, 1, b, b], ([a1, a2, b1, b2]) => [a1 * a2, b1 * b2]);
    expect(sharpness(toy, network({ depth: 2, fusionLayer: 2 }), finalWeights(toy)) / found).toBeCloseTo(1, 2);
  });

  test('two layers, early: a common second layer, of the norm of the first', () => {
    // a/u, b/u before the fusion with u² = |W|, so that both layers have one norm.
    const u = 10 ** 0.25;
    const found = byDifferences(toy, [1 / u, 3 / u, u], ([a, b, shared]) => [a * shared, b * shared]);
    expect(sharpness(toy, network({ depth: 2, fusionLayer: 1 }), finalWeights(toy)) / found).toBeCloseTo(1, 2);
  });

  test('three layers, fusion at the second', () => {
    // Branches p, q of two equal layers, u behind: p² u = 1, q² u = 3, and u² = p² + q².
    const u = 4 ** (1 / 3);
    const [p, q] = [Math.sqrt(1 / u), Math.sqrt(3 / u)];
    const found = byDifferences(toy, [p, p, q, q, u], ([a, c, b, d, shared]) => [a * c * shared, b * d * shared]);
    expect(sharpness(toy, network({ depth: 3, fusionLayer: 2 }), finalWeights(toy)) / found).toBeCloseTo(1, 2);
  });

  test('a modality that has nothing has no curvature of its own; nothing at all has none', () => {
    const late = network({ depth: 2, fusionLayer: 2 });
    // A alone: 2 σ_A² |w| = 8.
    expect(sharpness(toy, late, matrix(1, 2, Float64Array.of(1, 0)))).toBeCloseTo(8, 6);
    expect(sharpness(toy, late, matrix(1, 2))).toBe(0);
    // A rate with a factor of 3 in one branch.
    expect(sharpness(toy, late, matrix(1, 2, Float64Array.of(1, 0)), { branches: [3, 1], shared: 1 })).toBeCloseTo(
      24,
      6,
    );
  });
});

test.each([
  [0.01, 'smooth'],
  // The limit is 2/(2 σ_A²) = 0.25 where A has been learned.
  [0.24, 'smooth'],
  [0.27, 'swings'],
  [0.8, 'diverges'],
  [1e6, 'diverges'],
] as const)('with a learning rate of %d, descent of two layers is said to be: %s', (learningRate, expected) => {
  const data = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
  const input = asked(data, { depth: 2, fusionLayer: 2 }, { learningRate, start: { std: 0.05 } });
  expect(stability(input)).toBe(expected);
});

test('where no way can be paid for, the curvature at its end decides', () => {
  const data = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
  const input = asked(data, { depth: 2, fusionLayer: 2 }, { learningRate: 0.27, start: { std: 0.05 } });
  expect(stability({ ...input, maxWork: 100 })).toBe('diverges');
});

test.each([1, 1e4])('a loss has grown where it is above that of no weights, targets in units of %d', (unit) => {
  const data = toyProblem({ stdA: 2, stdB: 1, rho: 0.5, wA: unit, wB: unit });
  const { data: final } = finalWeights(data);
  // Along the weights of the end the loss is (s²/2 − s) of what there is to learn twice: that of none again at s = 2.
  const grown = (share: number) => {
    const { onPiece, hasGrown } = growth(data, (y) => y, new Float64Array(2), { onPiece: () => true });
    const at = () => final.map((w) => share * w);
    expect([onPiece(0, 1, at), onPiece(1, 201, at)]).toEqual([false, true]);
    return hasGrown();
  };
  expect([1, 2, 2 + 1e-7, 2 + 1e-6, 3].map(grown)).toEqual([false, false, false, true, true]);
  const { onPiece, hasGrown } = growth(data, (y) => y, new Float64Array(2), { onPiece: () => false });
  expect(onPiece(0, 1, () => Float64Array.of(NaN, 0))).toBe(true);
  expect(hasGrown()).toBe(true);
});
