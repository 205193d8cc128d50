/** Starts, typical and drawn. */
import { describe, expect, test } from 'vitest';
import { gradientOf } from '../../src/flows/random/gradient.js';
import { normals, startsOf } from '../../src/flows/random/starts.js';
import { asked, momentsOf } from './random-inputs.js';

describe('starts', () => {
  const data = momentsOf([2, 1], 1);
  // E‖W_m‖² = D_m n^{L−1} ∏ σ_l², of all layers the same σ; the mean over signs and draws to a few percent.
  test.each([
    [{ depth: 2, fusionLayer: 2 }, 1],
    [{ depth: 3, fusionLayer: 3 }, 2],
    [{ depth: 3, fusionLayer: 1 }, 2],
  ] as const)('of drawn weights have the size that full matrices have: %j', (net, hidden) => {
    const input = asked(data, net, { start: { std: 0.5 }, width: 8, everyDirection: true });
    const make = startsOf(input);
    const draws = 1500;
    const squares = [0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const { weights, ...shape } = make(normals(draw, 1));
      const W = gradientOf(shape, data).total(weights);
      squares[0] += (W[0] ** 2 + W[1] ** 2) / draws;
      squares[1] += W[2] ** 2 / draws;
    }
    const variance = 0.25 ** (hidden + 1) * 8 ** hidden;
    // The fourth moments of such products are below 6: four standard errors are 4 √(5 / 1500) = 0.23.
    expect(Math.abs(squares[0] / (2 * variance) - 1)).toBeLessThan(0.23);
    expect(Math.abs(squares[1] / variance - 1)).toBeLessThan(0.23);
  });

  test('the typical one has layers of root-mean-square length', () => {
    const { layers, weights } = startsOf(asked(data, { depth: 2, fusionLayer: 2 }, { start: { std: 0.5 }, width: 9 }))(
      null,
    );
    const size = ({ offset, rows, cols }: (typeof layers)[number]) =>
      weights.subarray(offset, offset + rows * cols).reduce((sum, w) => sum + w * w, 0);
    // A first layer of D inputs in their words: D σ² n; a last one to one output: σ² n.
    const sizes = layers.map((layer) => [layer.branch, layer.index, Math.round(1e9 * size(layer)) / 1e9]);
    expect(sizes).toEqual([
      [0, 0, 2 * 0.25 * 9],
      [0, 1, 0.25 * 9],
      [1, 0, 0.25 * 9],
      [1, 1, 0.25 * 9],
    ]);
  });

  test('come in pairs of opposite sign', () => {
    const [plus, minus] = [1, -1].map((sign) => Array.from({ length: 70 }, normals(5, sign)));
    expect(minus).toEqual(plus.map((z) => -z));
    expect(new Set(plus).size).toBe(70);
  });
});
