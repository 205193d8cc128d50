import { expect, test } from 'vitest';
import { mean, NORMAL, RunningMoments, standardDeviation } from '../../src/numerics/statistics.js';
import { aboveF, tQuantile } from '../../src/numerics/stdlib.js';

test('mean and standard deviation of a sample', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(standardDeviation([1, 2, 6])).toBe(Math.sqrt(7));
});

test('tables of Student and Fisher', () => {
  // The first column of any table: t of 10 degrees of freedom at 97.5%, F of 3 and 10 at 5%.
  expect(tQuantile(0.975, 10)).toBeCloseTo(2.2281, 4);
  expect(aboveF(3.7083, 3, 10)).toBeCloseTo(0.05, 5);
  expect(aboveF(0, 3, 10)).toBe(1);
});

test('quantiles of the normal distribution are those of Student with many degrees of freedom', () => {
  const quantile = (p: number) => tQuantile(p, 1e8);
  expect(NORMAL.q75).toBeCloseTo(quantile(0.75), 6);
  expect(NORMAL.q95).toBeCloseTo(quantile(0.95), 6);
  NORMAL.ninths.slice(5).forEach((z, i) => {
    expect(z).toBeCloseTo(quantile((i + 5.5) / 9), 6);
    expect(NORMAL.ninths[3 - i]).toBe(-z);
  });
});

test('moments of numbers that come one after the other are those of all', () => {
  const sample = [1, 2, 6, -3, 0.5];
  const running = new RunningMoments();
  expect([running.count, running.mean, running.standardDeviation]).toEqual([0, null, null]);
  sample.forEach((value, i) => {
    running.add(value);
    const so_far = sample.slice(0, i + 1);
    expect(running.count).toBe(i + 1);
    expect(running.mean).toBeCloseTo(mean(so_far), 12);
    if (i === 0) expect(running.standardDeviation).toBeNull();
    else expect(running.standardDeviation).toBeCloseTo(standardDeviation(so_far), 12);
  });
});
