import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readData } from '../../src/data/index.js';
import { levers } from '../../src/predict/levers/levers.js';
import { standardDeviation } from '../../src/numerics/statistics.js';
import { predict } from '../../src/predict/predict.js';
import { simulate } from '../../src/simulate/index.js';

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

  test('fewer rows than columns: where training ends, from when on, and where it stands before that', async () => {
    const { problem, test: testData } = await readData('data/iris.csv', {
      modalities: { sepal: 'sepal_*', petal: 'petal_*' },
      y: 'species',
      standardize: true,
      samples: true,
      holdout: { fraction: 0.98, seed: 44 },
    });
    if (testData === null) throw new Error('there is a hold-out');
    const question = { ...late, initScale: 0.1, learningRate: 0.05 };
    const unseenOf = (more: object = {}) => {
      const { unseen } = predict(problem, { ...question, ...more }, { testData }).predictions[0];
      if (unseen === null) throw new Error('there are test data');
      return unseen;
    };
    const end = unseenOf();
    expect(problem.samples).toBe(3);
    expect(Math.abs(end.trainedLoss / end.endLoss - 1)).toBeGreaterThan(0.1);
    const stopped = unseenOf({ steps: 60 });
    expect(stopped.bestStep).toBeCloseTo(end.bestStep, 10);
    for (const { unseen, maxSteps } of [
      { unseen: end, maxSteps: Math.ceil(2 * (end.trainedStep ?? NaN)) },
      { unseen: stopped, maxSteps: 60 },
    ]) {
      const losses = [1, 2, 3, 4, 5, 6, 7, 8].map(async (seed) => {
        const start = { kind: 'gaussian', initScale: 0.1 } as const;
        const run = await simulate(problem, late.network, {
          start,
          learningRate: 0.05,
          maxSteps,
          levels: [],
          seed,
          testData,
        });
        return run.unseen?.endLoss ?? NaN;
      });
      const ends = await Promise.all(losses);
      const error = standardDeviation(ends) / Math.sqrt(ends.length);
      expect(Math.abs(unseen.trainedLoss - mean(ends))).toBeLessThan(0.005 * mean(ends) + 2 * error);
      expect(standardDeviation(ends) / unseen.spread.trainedLoss).toBeGreaterThan(0.4);
      expect(standardDeviation(ends) / unseen.spread.trainedLoss).toBeLessThan(2.5);
    }
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

  test('levers have it too, for the typical start; of scaled inputs on scaled rows', async () => {
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
    // Where inputs are scaled unseen ones are too.
    const row = answer.levers.find(({ lever }) => lever === 'scale');
    const factor = Number(row?.setting.split('=')[1]);
    expect(factor).toBeGreaterThan(1.1);
    const runs = [1, 2, 3].map((seed) => {
      const start = { kind: 'gaussian', initScale: 0.01 } as const;
      const more = { levers: { scale: { body: factor } }, testData: testData ?? undefined, maxSteps: 1000, seed };
      return simulate(problem, late.network, { start, learningRate: 0.04, ...more, levels: [] });
    });
    const least = mean((await Promise.all(runs)).map((run) => run.unseen?.bestLoss ?? NaN));
    expect(Math.abs((row?.unseen?.bestLoss ?? NaN) - least)).toBeLessThan(0.01 * least);
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
