import { expect, test } from 'vitest';
import { matrix, rowTimesMatrix } from '../../src/numerics/matrix.js';
import { largestEigenvalue } from '../../src/numerics/power-iteration.js';

const of = (rows: readonly (readonly number[])[], iterations: number) => {
  const m = matrix(rows.length, rows.length, Float64Array.from(rows.flat()));
  return largestEigenvalue((x) => rowTimesMatrix(x, m), rows.length, iterations);
};

test('is come to from below, a factor of the ratio squared nearer each time', () => {
  const diagonal = [
    [3, 0, 0],
    [0, 2, 0],
    [0, 0, 0],
  ];
  const missed = [5, 10, 40].map((iterations) => 3 - of(diagonal, iterations));
  expect(missed[0]).toBeGreaterThan(0);
  expect(missed[1] / missed[0]).toBeLessThan(2 * (2 / 3) ** 10);
  expect(missed[2]).toBeCloseTo(0, 9);
});

test('does not depend on a symmetry of the matrix, and is none of zeros', () => {
  // A vector of ones is in its null space.
  const opposite = [
    [1, -1],
    [-1, 1],
  ];
  expect(of(opposite, 3)).toBeCloseTo(2, 12);
  expect(of([[0]], 3)).toBe(0);
});
