import { expect, test } from 'vitest';
import { matrix } from '../../src/numerics/matrix.js';
import { singularValues } from '../../src/numerics/singular-values.js';

test('singular values of a matrix whose values are known, the small one to rounding', () => {
  // U diag(3, 1e-7) Vᵀ with rotations by the angles of the 3-4-5 and 5-12-13 triangles.
  const [c, s, d, t] = [3 / 5, 4 / 5, 5 / 13, 12 / 13];
  const [big, small] = [3, 1e-7];
  const data = [
    big * c * d + small * s * t,
    big * c * t - small * s * d,
    big * s * d - small * c * t,
    big * s * t + small * c * d,
  ];
  const values = singularValues(matrix(2, 2, Float64Array.from(data)));
  expect(values[0]).toBeCloseTo(3, 14);
  expect(values[1] / small).toBeCloseTo(1, 7);
});

test('as many as the smaller side', () => {
  expect(Array.from(singularValues(matrix(3, 1, Float64Array.of(0, 3, 4))))).toEqual([5]);
  expect(Array.from(singularValues(matrix(1, 2, Float64Array.of(3, 4))))).toEqual([5]);
});
