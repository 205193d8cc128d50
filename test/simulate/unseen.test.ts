import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readData } from '../../src/data/index.js';
import { mean } from '../../src/numerics/statistics.js';
import { simulate } from '../../src/simulate/index.js';

const modalities = { serum: 's1..s6', body: 'age,sex,bmi,bp' };
const files = { train: 'test/reference/diabetes-train.csv', test: 'test/reference/diabetes-test.csv' };
const read = () =>
  readData(files.train, { modalities, y: 'progression', standardize: true, test: files.test, samples: true });
const late = { depth: 2, fusionLayer: 2 } as const;
const settings = {
  start: { kind: 'gaussian', initScale: 0.01 },
  learningRate: 0.04,
  maxSteps: 20_000,
  settle: 'minimum',
  thinning: { maxRecords: 50 },
} as const;

/** Six runs of a program that shares no code with this one. */
const reference = (
  JSON.parse(readFileSync('test/reference/unseen.json', 'utf8')) as {
    unseen: Record<'bestStep' | 'bestLoss' | 'endLoss', number[]>;
  }
).unseen;

test('a run on unseen data is one of the reference runs', async () => {
  const { problem, test: testData } = await read();
  const { unseen, trajectory } = await simulate(problem, late, { ...settings, testData: testData ?? undefined });
  for (const key of ['bestStep', 'bestLoss', 'endLoss'] as const) {
    const runs = reference[key];
    // Four standard deviations of the reference seeds; the end is the same from every start, but for 0.1% of it.
    const std = Math.sqrt(mean(runs.map((value) => (value - mean(runs)) ** 2)));
    const miss = Math.abs((unseen?.[key] ?? NaN) - mean(runs));
    expect(miss, key).toBeLessThan(key === 'endLoss' ? 1e-3 * mean(runs) : 4 * std);
  }
  expect(unseen?.samples).toBe(382);
  // Watched at every step, recorded at few of them.
  const recorded = trajectory.map((point) => point.unseenLoss ?? NaN);
  expect(Math.min(...recorded)).toBeGreaterThanOrEqual(unseen?.bestLoss ?? NaN);
  expect(recorded.at(-1)).toBe(unseen?.endLoss);
});

test('on the training rows it is the training loss, and falls to the end', async () => {
  const { problem, samples } = await read();
  const { unseen, final } = await simulate(problem, late, {
    ...settings,
    maxSteps: 300,
    testData: samples ?? undefined,
  });
  expect(unseen?.bestStep).toBeNull();
  expect(unseen?.endLoss).toBeCloseTo(final.loss, 12);
});

test('without test data there is nothing, and two rows are too few', async () => {
  const { problem, samples } = await read();
  const short = { ...settings, maxSteps: 1 };
  expect((await simulate(problem, late, short)).unseen).toBeNull();
  const rows = (m: { cols: number; data: Float64Array }) => ({ ...m, rows: 2, data: m.data.slice(0, 2 * m.cols) });
  const two = samples && { x: rows(samples.x), y: rows(samples.y) };
  await expect(simulate(problem, late, { ...short, testData: two ?? undefined })).rejects.toThrow(/2 rows; at least 3/);
});
