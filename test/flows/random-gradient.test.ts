/** What the passes through a network of words are: the gradient, held against differences of the loss. */
import { describe, expect, test } from 'vitest';
import { lossOf } from '../../src/flows/random/follow.js';
import { gradientOf } from '../../src/flows/random/gradient.js';
import { lossMeters } from '../../src/flows/random/loss-taken.js';
import { usesOf } from '../../src/flows/random/starts.js';
import { asked, grown, momentsOf } from './random-inputs.js';

describe.each([
  [[2, 1], 1, { depth: 2, fusionLayer: 2 }],
  [[2, 3], 2, { depth: 3, fusionLayer: 2 }],
  [[1, 2], 3, { depth: 3, fusionLayer: 1 }],
  [[2, 2], 5, { depthA: 3, depthB: 1, depthShared: 1 }],
  [[1, 2, 1], 2, { depth: 4, fusionLayer: 3 }],
  // More words than two turns of four rows.
  [[8, 1], 2, { depth: 3, fusionLayer: 3 }],
] as const)('inputs %j, %d outputs, %j', (dims, outputs, net) => {
  const data = momentsOf(dims, outputs);
  const input = asked(data, net, { width: 12, everyDirection: true });
  const { weights, ...shape } = grown(input);
  const gradient = gradientOf(shape, data);
  const loss = (y: Float64Array) => lossOf(data, gradient.total(y)) ?? NaN;
  const slopes = new Float64Array(weights.length);
  gradient.flow(weights, slopes);

  test('the gradient is that of the loss, weight by weight', () => {
    const h = 1e-5;
    weights.forEach((w, i) => {
      const difference = (loss(weights.with(i, w + h)) - loss(weights.with(i, w - h))) / (2 * h);
      expect(Math.abs(slopes[i] + difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
    });
  });

  test('weights of outputs are factors on their losses', () => {
    const only = Array.from({ length: outputs }, (_, c) => {
      const out = new Float64Array(weights.length);
      gradientOf(
        shape,
        data,
        Array.from({ length: outputs }, (_, k) => (k === c ? c + 2 : 0)),
      ).flow(weights, out);
      return out.map((x) => x / (c + 2));
    });
    slopes.forEach((slope, i) => {
      expect(only.reduce((sum, one) => sum + one[i], 0)).toBeCloseTo(slope, 9);
    });
  });

  test('total weights are products of layers', () => {
    // The words of a start are followed from each input through all layers by a plain sum over ways.
    const D = data.sigma.rows;
    const signal = (node: number, coordinate: number): Float64Array => {
      const values = shape.sizes.map((size) => new Float64Array(size));
      values[node][coordinate] = 1;
      for (const { from, to, rows, cols, offset } of shape.layers) {
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < cols; j++) values[to][i] += weights[offset + i * cols + j] * values[from][j];
      }
      return values[shape.sizes.length - 1];
    };
    const columns = dims.flatMap((dim, m) => Array.from({ length: dim }, (_, j) => signal(m, j)));
    const W = gradient.total(weights);
    columns.forEach((column, i) => {
      column.forEach((value, c) => {
        expect(W[c * D + i]).toBeCloseTo(value, 9);
      });
    });
  });

  test('what uses take of the loss is all of it', () => {
    const meter = lossMeters(data, usesOf(data, 'output'))(gradient);
    meter.onPiece(0, 1, () => weights);
    const shares = meter.shares();
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});
