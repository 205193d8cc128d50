import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readData } from '../../src/data/index.js';
import { levers } from '../../src/predict/levers/levers.js';
import { predict } from '../../src/predict/predict.js';

const modalities = { serum: 's1..s6', body: 'age,sex,bmi,bp' };
const files = { train: 'test/reference/diabetes-train.csv', test: 'test/reference/diabetes-test.csv' };
const read = (more: object = {}) =>
  readData(files.train, { modalities, y: 'progression', standardize: true, test: files.test, ...more });
const late = { network: { depth: 2, fusionLayer: 2 } } as const;

const reference = (
  JSON.parse(readFileSync('test/reference/unseen.json', 'utf8')) as {
    unseen: Record<'bestStep' | 'bestLoss' | 'endLoss', number[]>;
  }
).unseen;
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('unseen data', () => {
  test('best step, best loss and end of six full-matrix runs', async () => {
    const { problem, test: testData } = await read();
    const { unseen } = predict(problem, late, { testData: testData ?? undefined }).predictions[0];
    const limits = { bestStep: 0.04, bestLoss: 0.02, endLoss: 0.005 };
    for (const key of ['bestStep', 'bestLoss', 'endLoss'] as const) {
      const want = mean(reference[key]);
      expect(Math.abs((unseen?.[key] ?? NaN) - want), key).toBeLessThan(limits[key] * want);
    }
    expect(unseen).toMatchObject({ samples: 382, usedAtBest: ['serum', 'body'] });
  });

  test('test rows are centred and scaled by the training rows', async () => {
    const column = (file: string) =>
      readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => Number(line.split(',').at(-1)));
    const train = column(files.train);
    const variance = mean(train.map((y) => (y - mean(train)) ** 2));
    const nothing = mean(column(files.test).map((y) => (y - mean(train)) ** 2)) / (2 * variance);
    const { problem, test: testData } = await read();
    const { unseen } = predict(problem, late, { testData: testData ?? undefined }).predictions[0];
    expect(unseen?.plateaus[0].test).toBeCloseTo(nothing, 12);
  });

  test('on the training rows themselves the loss falls to the end', async () => {
    const { problem, samples } = await read({ samples: true });
    const answer = predict(problem, late, { testData: samples ?? undefined });
    const { unseen } = answer.predictions[0];
    expect(unseen?.bestStep).toBe(Infinity);
    expect(unseen?.bestLoss).toBeCloseTo(unseen?.endLoss ?? NaN, 12);
    for (const { train, test } of unseen?.plateaus ?? []) expect(test).toBeCloseTo(train ?? NaN, 12);
  });

  test('levers have it too, for the typical start', async () => {
    const { problem, test: testData } = await read();
    const answer = levers(problem, late, { testData: testData ?? undefined });
    const plain = predict(problem, late, { testData: testData ?? undefined }).predictions[0].unseen;
    const { bestLoss, bestStep, atBothUsed } = answer.baseline.unseen ?? {
      bestLoss: NaN,
      bestStep: NaN,
      atBothUsed: NaN,
    };
    expect(Math.abs(bestLoss - (plain?.bestLoss ?? NaN))).toBeLessThan(3 * (plain?.spread.bestLoss ?? NaN));
    expect(Math.abs(bestStep - (plain?.bestStep ?? NaN))).toBeLessThan(3 * (plain?.spread.bestStep ?? NaN));
    expect(atBothUsed).toBeGreaterThan(bestLoss);
    expect(answer.levers.every(({ unseen }) => unseen !== undefined && unseen.bestLoss > 0)).toBe(true);
    expect(levers(problem, late).baseline.unseen).toBeUndefined();
  });

  test('without test data there is nothing, and what does not fit is refused', async () => {
    const { problem, test: testData } = await read();
    expect(predict(problem, late).predictions[0].unseen).toBeNull();
    const balanced = predict(problem, { ...late, start: 'balanced' }, { testData: testData ?? undefined });
    expect(balanced.predictions[0].unseen).toBeNull();
    expect(balanced.predictions[0].missing.map(({ part }) => part)).toContain('unseen');
    const row = {
      x: { rows: 1, cols: 10, data: new Float64Array(10) },
      y: { rows: 1, cols: 1, data: new Float64Array(1) },
    };
    expect(() => predict(problem, late, { testData: row })).toThrow(/has 1 row; at least 3/);
    const wide = { ...row, x: { rows: 1, cols: 11, data: new Float64Array(11) } };
    expect(() => predict(problem, late, { testData: wide })).toThrow(/11 inputs and 1 outputs/);
  });
});
