import { describe, expect, test } from 'vitest';
import { dataFromArrays, worthOf } from '../../src/data/index.js';
import { headline } from '../../src/predict/in-words.js';
import { predict } from '../../src/predict/predict.js';
import { averageProducts, matrix, type Matrix } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import { finalWeights } from '../../src/problem/use.js';
import type { Problem } from '../../src/problem/problem.js';

/** Rows of two modalities, and a target of the first columns of both and noise. */
function rows(n: number, dims: readonly [number, number], seed: number) {
  const source = randomSource(seed);
  const draw = (d: number) => Array.from({ length: n }, () => [...fillNormal(source, new Float64Array(d))]);
  const [a, b] = dims.map(draw);
  const y = draw(1).map(([noise], i) => a[i][0] + 0.5 * b[i][0] + noise + 1);
  return { a, b, y };
}

/** Mean of ½ error² of row i by the minimum-norm solution of the other rows: refitted n times. */
function refitted(x: readonly number[][], y: readonly number[], centred: boolean): number {
  const losses = x.map((left, i) => {
    const others = x.filter((_, k) => k !== i);
    const targets = y.filter((_, k) => k !== i);
    const mean = (values: readonly number[]) => (centred ? values.reduce((s, v) => s + v, 0) / values.length : 0);
    const means = left.map((_, j) => mean(others.map((row) => row[j])));
    const X = matrix(others.length, left.length, Float64Array.from(others.flatMap((row) => row.map((v, j) => v - means[j]))));
    const Y = matrix(targets.length, 1, Float64Array.from(targets, (v) => v - mean(targets)));
    const moments = { sigma: averageProducts(X, X), sigmaYX: averageProducts(Y, X) } as unknown as Problem;
    const w: Matrix = finalWeights(moments);
    const fitted = left.reduce((sum, v, j) => sum + w.data[j] * (v - means[j]), mean(targets));
    return (y[i] - fitted) ** 2 / 2;
  });
  return losses.reduce((s, v) => s + v, 0) / losses.length;
}

describe('what a modality is worth', () => {
  test.each([
    { n: 30, dims: [3, 4], center: true },
    { n: 30, dims: [3, 4], center: false },
    { n: 12, dims: [7, 9], center: true },
    { n: 12, dims: [7, 9], center: false },
  ] as const)('is what refitting without each row says: $n rows, $dims columns, centred $center', ({ n, dims, center }) => {
    const { a, b, y } = rows(n, dims, 3);
    const { problem, samples } = dataFromArrays({ modalities: { a, b }, y }, { center, samples: true });
    const worth = samples && worthOf(problem, samples);
    if (!worth) throw new Error('no samples');
    const both = refitted(a.map((row, i) => [...row, ...b[i]]), y, center);
    const alone = [a, b].map((x) => refitted(x, y, center));
    const scale = Math.max(both, ...alone);
    worth.forEach((one, m) => {
      expect(Math.abs(one.alone - alone[m]) / scale).toBeLessThan(1e-12);
      expect(Math.abs(one.without - one.gain - both) / scale).toBeLessThan(1e-12);
      expect(Math.abs(one.alone + one.aloneGain - refitted(y.map(() => [0]), y, center)) / scale).toBeLessThan(1e-12);
      expect(one.pValue === null).toBe(n <= dims[0] + dims[1]);
    });
  });

  test('columns of noise gain in training and nothing beyond chance on unseen rows', () => {
    const { a, b } = rows(60, [3, 20], 5);
    const y = a.map(([v], i) => v + Math.sin(40 * i));
    const { problem, samples } = dataFromArrays({ modalities: { a, b }, y }, { samples: true });
    const [ofA, ofB] = (samples && worthOf(problem, samples)) ?? [];
    expect(ofA.gain).toBeGreaterThan(2 * ofA.gainError);
    expect(ofA.pValue).toBeLessThan(1e-3);
    expect(ofB.gain).toBeLessThan(0);
    expect(ofB.pValue).toBeGreaterThan(0.05);
  });

  test('fifty columns of noise and sixty rows take less off, corrected, than three real inputs; as many columns as rows say nothing', () => {
    for (const seed of [1, 2, 3]) {
      const { a: real, b: noise } = rows(60, [3, 50], seed);
      const { a: all } = rows(60, [60, 1], seed + 10);
      const y = real.map(([p, q, r], i) => p + q - r + Math.sin(40 * i));
      const answered = (x: number[][]) => {
        const { problem, samples } = dataFromArrays({ modalities: { noise: x, real }, y }, { samples: true });
        return predict(problem, { network: { depth: 2, fusionLayer: 2 } }, { worth: samples && worthOf(problem, samples) });
      };
      const answer = answered(noise);
      const { gains, correctedGains, contributes } = answer.preference;
      const [n, r, y2] = [60, 50, 2 * (answer.plateaus[0].loss ?? NaN)];
      expect(correctedGains?.['noise']).toBeCloseTo((n / (n - 1)) * y2 - (n / (n - 1 - r)) * (y2 - gains['noise']), 12);
      expect(contributes).toBe('real');
      const [ofNoise, ofReal] = answer.worth ?? [];
      expect(ofNoise.aloneGain).toBeLessThan(0);
      expect(ofReal.aloneGain).toBeGreaterThan(2 * ofReal.aloneGainError);
      expect(headline(answer).includes('noise alone is worse than nothing')).toBe(answer.first === 'noise');
      expect(answered(all).preference).toMatchObject({ contributes: 'real', correctedGains: { noise: null } });
    }
  });

  test('the F test of one column is the t test: p of t = 2.0860 with 20 degrees of freedom is 0.05', () => {
    // y = x_b scaled so that the partial t of b is 2.0860 by construction: orthogonal columns, 22 rows without means.
    const n = 22;
    const unit = (k: number) => Array.from({ length: n }, (_, i) => [Math.sqrt(2 / n) * Math.cos((2 * Math.PI * k * i) / n)]);
    const [a, b, rest] = [unit(1), unit(2), unit(3)];
    const t = 2.0859634472658644;
    const y = b.map(([v], i) => a[i][0] + (t / Math.sqrt(20)) * v + rest[i][0]);
    const { problem, samples } = dataFromArrays({ modalities: { a, b }, y }, { center: false, samples: true });
    const [, ofB] = (samples && worthOf(problem, samples)) ?? [];
    expect(ofB.pValue).toBeCloseTo(0.05, 10);
  });

  test('a column that takes nothing off the loss has a p-value all the same', () => {
    // Given b and the mean, y has no part along a: residuals with it are larger, by their rounding.
    const [a, b, y] = [[[1], [4], [7], [3]], [[2], [5], [8], [1]], [3, 7, 10, 2]];
    const { problem, samples } = dataFromArrays({ modalities: { a, b }, y }, { samples: true });
    const [ofA] = (samples && worthOf(problem, samples)) ?? [];
    expect(ofA.pValue).toBeCloseTo(1, 6);
  });
});
