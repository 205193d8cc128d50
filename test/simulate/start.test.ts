import { describe, expect, it } from 'vitest';
import { matrix, norm, row } from '../../src/numerics/matrix.js';
import { network } from '../../src/problem/network.js';
import type { Weights } from '../../src/problem/weights.js';
import { numbered } from '../../src/problem/two-modalities.js';
import type { Start } from '../../src/problem/start.js';
import { startWeights } from '../../src/simulate/start.js';
import type { Width } from '../../src/problem/shapes.js';
import { flatten, gram } from '../support/weights.js';

const problem = { modalities: [numbered('A', 2), numbered('B', 3)], sigmaYX: row(Float64Array.of(3, 4, 0, 2, 0)) };
const depths = network({ depthA: 3, depthB: 2, depthShared: 3 });

function start(kind: Start, seed = 1, width: Width = 200): Weights {
  return startWeights(kind, { network: depths, width, seed, problem });
}

const failure = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('starting weights', () => {
  it('are reproduced by their seed and differ between seeds', () => {
    const kind: Start = { kind: 'gaussian', std: 1 };
    expect(start(kind, 3)).toEqual(start(kind, 3));
    expect(start(kind, 3)).not.toEqual(start(kind, 4));
  });

  it('have one standard deviation under the two-layer protocol', () => {
    const entries = flatten(start({ kind: 'gaussian', std: 1e-9 }));
    const variance = entries.reduce((sum, x) => sum + (x / 1e-9) ** 2, 0) / entries.length;
    expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / entries.length)); // five standard errors
  });

  it('have norm u_0 before the fusion and √2·u_0 behind it under the deep protocol', () => {
    const {
      branches: [A, B],
      shared,
    } = start({ kind: 'gaussian', initScale: 0.1 });
    for (const { data } of [...A, ...B])
      expect(Math.abs(norm(data) / 0.1 - 1)).toBeLessThan(5 / Math.sqrt(2 * data.length));
    for (const { data } of shared) {
      // ‖W‖ of n entries has relative standard error 1/√(2n); five of them.
      expect(Math.abs(norm(data) / (Math.SQRT2 * 0.1) - 1)).toBeLessThan(5 / Math.sqrt(2 * data.length));
    }
  });

  it('take a width for every layer', () => {
    const {
      branches: [A, B],
      shared,
    } = start({ kind: 'gaussian', std: 1 }, 1, { A: [5, 6], B: [7], shared: [8, 9, 10] });
    const shapes = [A, B, shared].map((layers) => layers.map(({ rows, cols }) => [rows, cols]));
    expect(shapes).toEqual([
      [
        [5, 2],
        [6, 5],
        [8, 6],
      ],
      [
        [7, 3],
        [8, 7],
      ],
      [
        [9, 8],
        [10, 9],
        [1, 10],
      ],
    ]);
  });

  it('are balanced, aligned and rank one when asked for', () => {
    const u0 = 0.3;
    const {
      branches: [A, B],
      shared,
    } = start({ kind: 'balanced', initScale: u0 }, 1, 12);
    const close = (x: number[], y: number[]): void => {
      x.forEach((value, i) => {
        expect(value).toBeCloseTo(y[i], 14);
      });
    };
    // Eq 38: W^l W^lᵀ = W^{l+1}ᵀ W^{l+1} within the branches and behind the fusion,
    for (const layers of [A, B, shared]) {
      layers.slice(1).forEach((next, l) => {
        close(gram(layers[l], 'rows'), gram(next, 'columns'));
      });
    }
    // Eq 39: and both branches together at the fusion.
    const [last, other] = [gram(A[2], 'rows'), gram(B[1], 'rows')];
    close(
      last.map((value, i) => value + other[i]),
      gram(shared[0], 'columns'),
    );
    for (const { data } of [...A, ...B]) expect(norm(data)).toBeCloseTo(u0, 14);
    for (const { data } of shared) expect(norm(data)).toBeCloseTo(Math.SQRT2 * u0, 14);
    const [x, y] = A[0].data;
    expect(x / y).toBeCloseTo(3 / 4, 14); // rows along Σ_yA
  });

  it('of a late fusion network end both branches in the output', () => {
    const late = network({ depth: 3, fusionLayer: 3 });
    const weights = startWeights({ kind: 'balanced', initScale: 0.1 }, { network: late, width: 5, seed: 1, problem });
    expect([weights.branches[0][2].rows, weights.branches[1][2].rows, weights.shared.length]).toEqual([1, 1, 0]);
  });
});

describe('starting weights are refused', () => {
  const two = network({ depth: 2, fusionLayer: 2 });
  const given = (weights: Weights): unknown =>
    failure(() => startWeights({ kind: 'given', weights }, { network: two, width: 1, seed: 1, problem }));
  const A = [matrix(4, 2), matrix(1, 4)];
  const B = [matrix(3, 3), matrix(1, 3)];
  const good: Weights = { branches: [A, B], shared: [] };

  it.each([
    ['a missing layer', { ...good, branches: [[A[0]], B] }, 'weights.branches[0]'],
    ['an extra layer', { ...good, shared: [matrix(1, 1)] }, 'weights.shared'],
    [
      'columns that do not fit the inputs',
      { ...good, branches: [[matrix(4, 3), matrix(1, 4)], B] },
      'weights.branches[0][0]',
    ],
    [
      'layers that do not fit each other',
      { ...good, branches: [A, [matrix(3, 3), matrix(1, 4)]] },
      'weights.branches[1][1]',
    ],
    ['more outputs than targets', { ...good, branches: [[matrix(4, 2), matrix(2, 4)], B] }, 'weights.branches[0][1]'],
    ['a branch too many', { ...good, branches: [A, B, B] }, 'weights.branches'],
    [
      'data of the wrong length',
      { ...good, branches: [[matrix(4, 2, new Float64Array(7)), A[1]], B] },
      'weights.branches[0][0]',
    ],
  ])('with %s', (_, weights, field) => {
    expect(given(weights)).toMatchObject({ name: 'InputError', code: 'shape', field });
  });

  it('with numbers that are not finite', () => {
    const weights = { ...good, branches: [[matrix(4, 2, new Float64Array(8).fill(NaN)), A[1]], B] };
    expect(given(weights)).toMatchObject({ code: 'number', field: 'weights.branches[0][0]' });
  });

  it('and are copied where they are accepted', () => {
    const copy = startWeights({ kind: 'given', weights: good }, { network: two, width: 1, seed: 1, problem });
    expect(copy).toEqual(good);
    expect(copy.branches[0][0].data).not.toBe(A[0].data);
  });

  it('for scales, seeds and widths out of range', () => {
    expect(failure(() => start({ kind: 'gaussian', std: 0 }))).toMatchObject({ code: 'number', field: 'start.std' });
    expect(failure(() => start({ kind: 'balanced', initScale: -1 }))).toMatchObject({ field: 'start.initScale' });
    expect(failure(() => start({ kind: 'gaussian', std: 1 }, 1.5))).toMatchObject({ code: 'number', field: 'seed' });
    expect(failure(() => start({ kind: 'gaussian', std: 1 }, 1, 0))).toMatchObject({ code: 'network', field: 'width' });
    const huge = failure(() => start({ kind: 'gaussian', std: 1 }, 1, 10_000));
    expect(huge).toMatchObject({ code: 'network', field: 'width', value: 10_000 });
    const lists = { A: [5], B: [7], shared: [8, 9, 10] };
    expect(failure(() => start({ kind: 'gaussian', std: 1 }, 1, lists))).toMatchObject({
      code: 'shape',
      field: 'width.A',
    });
  });

  it('where a balanced start has no direction', () => {
    const silent = { ...problem, sigmaYX: row(Float64Array.of(3, 4, 0, 0, 0)) };
    const run = (): unknown =>
      startWeights({ kind: 'balanced', initScale: 1 }, { network: two, width: 3, seed: 1, problem: silent });
    expect(failure(run)).toMatchObject({ code: 'zero-correlation', field: 'sigmaYB' });
  });
});
