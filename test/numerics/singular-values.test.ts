import fc from 'fast-check';
import { expect, test } from 'vitest';
import { symmetricEigen } from '../../src/numerics/linear-algebra.js';
import { matrix, multiply, transpose } from '../../src/numerics/matrix.js';
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

test('rows of more than the columns are turned over: so many cannot be orthogonal, which cost all sweeps there are', () => {
  const tall = matrix(
    10,
    3,
    Float64Array.from({ length: 30 }, (_, i) => Math.sin(3 * i * i + 1)),
  );
  expect(singularValues(matrix(10, 3, tall.data.slice()))).toEqual(singularValues(transpose(tall)));
});

test('their squares are the eigenvalues of M Mᵀ', () => {
  const shapes = fc.record({ rows: fc.integer({ min: 2, max: 5 }), cols: fc.integer({ min: 1, max: 7 }) });
  const matrices = shapes.chain(({ rows, cols }) =>
    fc
      .array(fc.integer({ min: -9, max: 9 }), { minLength: rows * cols, maxLength: rows * cols })
      .map((entries) => matrix(rows, cols, Float64Array.from(entries))),
  );
  fc.assert(
    fc.property(matrices, (m) => {
      const squares = symmetricEigen(multiply(m, transpose(m))).values.toReversed();
      singularValues(m).forEach((value, k) => {
        expect(Math.abs(value ** 2 - squares[k])).toBeLessThanOrEqual(1e-13 * squares[0]);
      });
    }),
  );
});
