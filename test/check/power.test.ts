import { expect, test } from 'vitest';
import { claims } from '../../src/check/index.js';
import { compare, compareLeastOrder, judged } from '../../src/check/harness/judge.js';
import { rejects, smallestVisibleError } from '../../src/check/harness/power.js';
import { runClaims, selectClaims } from '../../src/check/harness/run.js';

test('the smallest visible error is where the verdict turns', () => {
  const rows = [compare('one', 10, 10.1, 0.5), compare('two', -4, -4, 0.4), compare('known', 3, 9, null)];
  const error = smallestVisibleError(judged(rows)) ?? NaN;
  // Up, the second row fails first or the first beyond 10.6; down, the first below 9.6: the larger of both.
  expect(error).toBeCloseTo(0.06, 12);
  for (const sign of [1, -1]) expect(rejects(rows, 1 + sign * error * (1 + 1e-9))).toBe(true);
  expect(rejects(rows, 1 + 0.99 * error)).toBe(false);
});

test('a claim that sees no error says so', () => {
  expect(smallestVisibleError(judged([compare('zero', 0, 0, 0.1)]))).toBeNull();
  expect(smallestVisibleError({ rows: [compare('known', 3, 9, null)], verdict: 'reported' })).toBeNull();
  const order = compareLeastOrder('faster', 2, [1, 0.5, 0.25], [1, 1 / 8, 1 / 64]);
  expect(smallestVisibleError(judged([order]))).toBeNull();
});

test('real claims reject their own formulas with a wrong factor, exponent or sign', async () => {
  const { claims: checked } = await runClaims(selectClaims(claims, ['fixed-points', 'early-fusion-no-plateau'], true), {
    quick: true,
  });
  for (const { rows, verdict, visibleError } of checked) {
    expect(verdict).toBe('holds');
    if (visibleError === null) continue;
    for (const factor of [1 + 2 * visibleError + 1e-14, 1 - 2 * visibleError - 1e-14, -1]) {
      expect(rejects(rows, factor)).toBe(true);
    }
    const cubed = rows.map((row) => ({
      ...row,
      miss: Math.abs(row.measured - row.predicted ** 3),
      predicted: row.predicted ** 3,
    }));
    const moved = rows.some(
      ({ predicted, uncertainty }) => Math.abs(predicted ** 3 - predicted) > 2 * (uncertainty ?? Infinity),
    );
    if (moved) expect(rejects(cubed, 1)).toBe(true);
  }
});
