import { expect, test } from 'vitest';
import { bisect } from '../../src/numerics/bisection.js';

test('halving finds where it begins, to the next number', () => {
  expect(bisect((x) => x * x >= 2, 1, 2)).toBeCloseTo(Math.SQRT2, 15);
  expect(bisect((x) => x >= 0.3, 0, 1)).toBeCloseTo(0.3, 15);
  // Nowhere: the end; everywhere: the beginning.
  expect(bisect(() => false, 3, 5)).toBeCloseTo(5, 14);
  expect(bisect(() => true, 3, 5)).toBeCloseTo(3, 14);
});

test.each([
  [0, 1],
  [100, 101],
  [-8, 8],
])('or to a share of the interval: from %d to %d', (from, to) => {
  let looks = 0;
  const where = from + 0.3 * (to - from);
  const isSo = (x: number) => {
    looks++;
    return x >= where;
  };
  expect(Math.abs(bisect(isSo, from, to, 1 / 64) - where)).toBeLessThan((to - from) / 64);
  expect(looks).toBe(6);
});
