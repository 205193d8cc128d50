import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cholesky,
  choleskySolve,
  gram as rowsGram,
  squareRoot,
  symmetricEigen,
} from '../../src/numerics/linear-algebra.js';
import { pseudoInverse, pseudoInverseSolve, solveSymmetric } from '../../src/numerics/pseudo-inverse.js';
import { dot, matrix, matrixTimesColumn, norm, type Matrix } from '../../src/numerics/matrix.js';

/** `G Gᵀ` for a `D × cols` matrix `G`: positive semi-definite of rank at most `cols`. */
function gram(D: number, cols: number, g: number[]): Matrix {
  const m = matrix(D, D);
  for (let i = 0; i < D; i++) {
    for (let j = 0; j < D; j++) {
      for (let k = 0; k < cols; k++) m.data[i * D + j] += g[i * cols + k] * g[j * cols + k];
    }
  }
  return m;
}

const entries = (length: number) => fc.array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length });
const shapes = fc.record({ D: fc.integer({ min: 1, max: 6 }), cols: fc.integer({ min: 1, max: 6 }) });
const grams = shapes.chain(({ D, cols }) =>
  fc.record({ m: entries(D * cols).map((g) => gram(D, cols, g)), b: entries(D).map((b) => Float64Array.from(b)) }),
);
const distance = (x: Float64Array, y: Float64Array) => norm(x.map((value, i) => value - y[i]));

describe('cholesky', () => {
  it('factors a positive definite matrix and solves with it', () => {
    const L = cholesky(matrix(2, 2, Float64Array.of(4, 2, 2, 5)));
    expect(L?.data).toEqual(Float64Array.of(2, 0, 1, 2));
    // [4 2; 2 5] [1; -1] = [2; -3]
    expect(L && choleskySolve(L, Float64Array.of(2, -3))).toEqual(Float64Array.of(1, -1));
  });

  it('is null for semi-definite, indefinite and zero matrices', () => {
    for (const entries of [
      [1, 1, 1, 1],
      [1, 2, 2, 1],
      [0, 0, 0, 1],
      [-1, 0, 0, 1],
    ]) {
      expect(cholesky(matrix(2, 2, Float64Array.from(entries)))).toBeNull();
    }
  });

  it('does not depend on the units of the columns', () => {
    expect(cholesky(matrix(2, 2, Float64Array.of(1e16, 0, 0, 1e-16)))).not.toBeNull();
  });

  it('solves what it factors', () => {
    fc.assert(
      fc.property(grams, ({ m, b }) => {
        const L = cholesky(m);
        fc.pre(L !== null);
        const x = choleskySolve(L, b);
        // Backward stable: the residual is of rounding size relative to ‖m‖‖x‖, whatever the condition.
        expect(distance(matrixTimesColumn(m, x), b)).toBeLessThanOrEqual(1e-13 * (norm(m.data) * norm(x) + norm(b)));
      }),
    );
  });
});

/** Whole numbers from −4 to 4, of which sums of products are exact. */
const whole = (rows: number, cols: number): Matrix =>
  matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, (_, k) => ((k * k + 3 * k) % 9) - 4),
  );

describe('panels and tiles', () => {
  it.each([
    [3, 2],
    [4, 4],
    [9, 5],
    [14, 600],
  ])('gram of %d rows of %d', (rows, cols) => {
    const x = whole(rows, cols);
    expect(distance(rowsGram(x).data, gram(rows, cols, Array.from(x.data)).data)).toBe(0);
  });

  it.each([131, 132])('cholesky of %d rows gives back the factor', (n) => {
    const factor = whole(n, n);
    // A diagonal above all that is beside it: well conditioned.
    for (let i = 0; i < n; i++) {
      factor.data.fill(0, i * n + i, (i + 1) * n);
      factor.data[i * n + i] = 4 * n;
    }
    const found = cholesky(gram(n, n, Array.from(factor.data)));
    expect(found && distance(found.data, factor.data)).toBeLessThan(1e-12 * norm(factor.data));
  });
});

describe('symmetricEigen', () => {
  it('returns ascending values and their unit vectors', () => {
    const { values, vectors } = symmetricEigen(matrix(2, 2, Float64Array.of(2, 1, 1, 2)));
    expect(values[0]).toBeCloseTo(1, 14);
    expect(values[1]).toBeCloseTo(3, 14);
    expect(Math.abs(vectors.data[1])).toBeCloseTo(Math.SQRT1_2, 14);
    expect(vectors.data[1]).toBeCloseTo(vectors.data[3], 14);
  });

  it('takes a single entry', () => {
    expect(symmetricEigen(matrix(1, 1, Float64Array.of(-3))).values).toEqual(Float64Array.of(-3));
  });

  it('reproduces the matrix: m v = λ v', () => {
    fc.assert(
      fc.property(grams, ({ m }) => {
        const { values, vectors } = symmetricEigen(m);
        for (let k = 0; k < m.rows; k++) {
          const v = Float64Array.from({ length: m.rows }, (_, i) => vectors.data[i * m.rows + k]);
          // Rounding relative to ‖m‖: the EVD is backward stable, not accurate eigenvalue by eigenvalue.
          const error = distance(
            matrixTimesColumn(m, v),
            v.map((x) => values[k] * x),
          );
          expect(error).toBeLessThanOrEqual(1e-13 * norm(m.data));
        }
      }),
    );
  });
});

describe('pseudoInverse', () => {
  const D = 80;
  // Columns in units of their own; with `rank` columns of G the last ones are collinear.
  const wide = (rank: number) => {
    const g = Array.from({ length: D * rank }, (_, k) => Math.sin(k * k + 1) * 10 ** ((Math.floor(k / rank) % 5) - 2));
    return gram(D, rank, g);
  };
  const b = (m: Matrix) =>
    matrixTimesColumn(
      m,
      Float64Array.from({ length: D }, (_, i) => Math.cos(3 * i)),
    );

  it('of a wide matrix needs no eigenvalues where none of them is zero', () => {
    const m = wide(3 * D);
    const bySpectrum = pseudoInverseSolve(m, b(m));
    expect(bySpectrum.rank).toBe(D);
    const x = pseudoInverse(m)(b(m));
    expect(distance(x, bySpectrum.x)).toBeLessThan(1e-9 * norm(x));
    expect(x).not.toEqual(bySpectrum.x);
  });

  it('of a wide matrix is by its eigenvalues where one counts as zero, though Cholesky has a factor', () => {
    const m = wide(3 * D);
    // The second input is the first and a little noise, whose eigenvalue is 80 · 10⁻¹⁰ of variances: of the largest it is less.
    for (let i = 0; i < D; i++) m.data[i * D + 1] = m.data[D + i] = m.data[i * D];
    m.data[D + 1] = m.data[0] * (1 + 2e-10 * D);
    expect(cholesky(m)).not.toBeNull();
    const bySpectrum = pseudoInverseSolve(m, b(m));
    expect(bySpectrum.rank).toBe(D - 1);
    expect(pseudoInverse(m)(b(m))).toEqual(bySpectrum.x);
  });
});

describe('pseudoInverseSolve', () => {
  it('gives the shortest solution and the rank', () => {
    const { x, rank } = pseudoInverseSolve(matrix(2, 2, Float64Array.of(1, 1, 1, 1)), Float64Array.of(1, 1));
    expect(rank).toBe(1);
    expect(x[0]).toBeCloseTo(0.5, 14);
    expect(x[1]).toBeCloseTo(0.5, 14);
  });

  it('inverts negative eigenvalues and not those of the zero matrix', () => {
    expect(pseudoInverseSolve(matrix(1, 1, Float64Array.of(-2)), Float64Array.of(6))).toEqual({
      x: Float64Array.of(-3),
      rank: 1,
    });
    expect(pseudoInverseSolve(matrix(1, 1), Float64Array.of(6))).toEqual({ x: Float64Array.of(0), rank: 0 });
  });

  it('agrees with Cholesky where the matrix is positive definite', () => {
    fc.assert(
      fc.property(grams, ({ m, b }) => {
        const L = cholesky(m);
        fc.pre(L !== null);
        const { values } = symmetricEigen(m);
        const condition = values[values.length - 1] / values[0];
        const { x, rank } = pseudoInverseSolve(m, b);
        fc.pre(rank === m.rows);
        // Each of the two is off by at most a few roundings times the condition number.
        expect(distance(x, choleskySolve(L, b))).toBeLessThanOrEqual(1e-13 * condition * norm(x));
      }),
    );
  });

  it('gives the shortest solution in whatever units the columns are', () => {
    const wide = fc.record({
      D: fc.integer({ min: 3, max: 6 }),
      exponents: fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 6, maxLength: 6 }),
      g: entries(12),
      w: entries(6),
    });
    fc.assert(
      fc.property(wide, ({ D, exponents, g, w }) => {
        const scaled = g.map((value, k) => value * 2 ** exponents[Math.floor(k / 2) % 6]);
        const m = gram(D, 2, scaled);
        const b = matrixTimesColumn(m, Float64Array.from(w.slice(0, D)));
        const { x, rank } = pseudoInverseSolve(m, b);
        // Below two, the columns of G are collinear to the last digit or not, which rounding decides.
        fc.pre(rank === 2);
        expect(distance(matrixTimesColumn(m, x), b)).toBeLessThanOrEqual(1e-9 * norm(b));
        // What is in the range of m = G Gᵀ is a combination of the columns of G, so has no part in what is left of them.
        const columns = [0, 1].map((c) => Float64Array.from({ length: D }, (_, i) => scaled[2 * i + c]));
        const [p, q] = columns;
        const across = q.map((value, i) => value - (dot(p, q) / dot(p, p)) * p[i]);
        fc.pre(norm(p) > 0 && norm(across) > 1e-3 * norm(q));
        const left = x.map(
          (value, i) => value - (dot(x, p) / dot(p, p)) * p[i] - (dot(x, across) / dot(across, across)) * across[i],
        );
        expect(norm(left)).toBeLessThanOrEqual(1e-9 * norm(x));
      }),
    );
  });
});

describe('what may be singular', () => {
  // Of ranks 3 and 2.
  const full = gram(3, 3, [1, 2, 3, 0, 1, 4, 5, 6, 0]);
  const flat = gram(3, 2, [1, 2, 3, 0, -1, 4]);
  const square = (r: Matrix) => rowsGram(r).data;

  it.each([full, flat])('has a square root', (m) => {
    const found = square(squareRoot(m));
    m.data.forEach((value, k) => {
      expect(found[k]).toBeCloseTo(value, 9);
    });
  });

  it.each([full, flat])('is solved for what it makes of a vector', (m) => {
    const b = matrixTimesColumn(m, Float64Array.of(1, -2, 3));
    const x = solveSymmetric(m, b);
    expect(distance(matrixTimesColumn(m, x), b)).toBeLessThan(1e-9 * norm(b));
    expect(distance(x, pseudoInverseSolve(m, b).x)).toBeLessThan(1e-9 * norm(x));
  });
});
