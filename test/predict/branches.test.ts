import { expect, test } from 'vitest';
import { dataFromArrays } from '../../src/data/index.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import { predict } from '../../src/predict/predict.js';

const ROWS = 40;

/** Values of the least-squares fit of y by the columns of x, by descent on the rows: nothing of the theory's moments. */
function fitted(x: readonly number[][], y: readonly number[]): { weights: number[]; values: number[] } {
  const weights = x[0].map(() => 0);
  const valueOf = (row: readonly number[]) => row.reduce((sum, v, j) => sum + weights[j] * v, 0);
  for (let step = 0; step < 1500; step++) {
    const errors = x.map((row, i) => y[i] - valueOf(row));
    weights.forEach((_, j) => (weights[j] += 0.3 * x.reduce((sum, row, i) => sum + (errors[i] * row[j]) / ROWS, 0)));
  }
  return { weights, values: x.map(valueOf) };
}

test('what branches score at the optimum is what fits by descent on the rows have', () => {
  const source = randomSource(3);
  const draw = (d: number) => Array.from({ length: ROWS }, () => [...fillNormal(source, new Float64Array(d))]);
  const common = draw(1);
  const [a, b] = [draw(3), draw(2)].map((rows) => rows.map((row, i) => row.map((v) => 0.7 * (v + common[i][0]))));
  const y = draw(1).map(([noise], i) => a[i][0] - a[i][2] + 0.8 * b[i][1] + noise);
  const { problem } = dataFromArrays({ modalities: { a, b }, y }, { center: false });
  const explained = (values: readonly number[]) =>
    1 - y.reduce((sum, v, i) => sum + (v - values[i]) ** 2, 0) / y.reduce((sum, v) => sum + v * v, 0);
  const all = fitted(
    a.map((row, i) => [...row, ...b[i]]),
    y,
  ).weights;
  const { branches } = predict(problem, { network: { depth: 2, fusionLayer: 2 } });
  [a, b].forEach((x, m) => {
    const own = x.map((row) => row.reduce((sum, v, j) => sum + all[(m === 0 ? 0 : 3) + j] * v, 0));
    const [asItStands, alone] = [explained(own), explained(fitted(x, y).values)];
    const probe = explained(
      fitted(
        own.map((v) => [v]),
        y,
      ).values,
    );
    const want = { asItStands, probe, alone, gap: alone - asItStands };
    for (const key of ['asItStands', 'probe', 'alone', 'gap'] as const)
      expect(branches[m][key]).toBeCloseTo(want[key], 9);
  });
  expect(branches[1].gap).toBeGreaterThan(0.001);
});
