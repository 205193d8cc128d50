import { describe, expect, it } from 'vitest';
import { spectralMeasure } from '../../src/numerics/lanczos.js';
import { symmetricEigen } from '../../src/numerics/linear-algebra.js';
import { matrix, matrixTimesColumn, norm, type Matrix } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource, unitVector } from '../../src/numerics/random.js';

/** A symmetric matrix with these eigenvalues: reflections of a diagonal. */
function withEigenvalues(values: number[], seed: number): Matrix {
  const n = values.length;
  const source = randomSource(seed);
  const m = matrix(n, n);
  values.forEach((value, i) => (m.data[i * n + i] = value));
  for (let reflection = 0; reflection < 3; reflection++) {
    const v = unitVector(source, n);
    // (1 − 2vvᵀ) M (1 − 2vvᵀ) = M − 2 v wᵀ − 2 w vᵀ with w = Mv − (v·Mv) v
    const mv = matrixTimesColumn(m, v);
    const vmv = mv.reduce((sum, x, i) => sum + x * v[i], 0);
    const w = mv.map((x, i) => x - vmv * v[i]);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) m.data[i * n + j] -= 2 * (v[i] * w[j] + w[i] * v[j]);
    }
  }
  return m;
}

/** Σ share · f(λ). */
const moment = (
  { values, shares }: { values: ArrayLike<number>; shares: ArrayLike<number> },
  f: (x: number) => number,
) => Array.from(values).reduce((sum, value, i) => sum + shares[i] * f(value), 0);

/** The same by all eigenvectors. */
function fullMeasure(m: Matrix, x: Float64Array) {
  const { values, vectors } = symmetricEigen(m);
  const shares = values.map((_, k) => {
    const along = x.reduce((sum, value, i) => sum + value * vectors.data[i * m.rows + k], 0);
    return (along / norm(x)) ** 2;
  });
  return { values, shares };
}

const geometric = (n: number, condition: number) => Array.from({ length: n }, (_, i) => condition ** (-i / (n - 1)));

describe('spectralMeasure', () => {
  it('is the whole spectrum up to dimension 60', () => {
    for (const n of [1, 2, 5, 20, 40]) {
      const m = withEigenvalues(n === 1 ? [3] : geometric(n, 100), n);
      const x = fillNormal(randomSource(n + 100), new Float64Array(n));
      const [found, full] = [spectralMeasure(m, x), fullMeasure(m, x)];
      expect(found.values.length).toBe(n);
      // Eigenvalues to rounding of ‖m‖; shares to that over the smallest gap, (1 − 100^(−1/39))/100 ≈ 1e-3 at n = 40.
      found.values.forEach((value, i) => {
        expect(Math.abs(value - full.values[i])).toBeLessThanOrEqual(1e-13 * full.values[n - 1]);
        expect(Math.abs(found.shares[i] - full.shares[i])).toBeLessThanOrEqual(1e-10);
      });
    }
  });

  it('has shares that add up to 1, in ascending order of values', () => {
    const { values, shares } = spectralMeasure(
      withEigenvalues(geometric(100, 1e4), 3),
      unitVector(randomSource(4), 100),
    );
    // Sums of 60 squares of a unit vector.
    expect(Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1)).toBeLessThanOrEqual(60 * Number.EPSILON);
    expect([...values]).toEqual([...values].sort((p, q) => p - q));
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
  });

  it('is a Gauss quadrature beyond: moments to degree 119, decays to a few digits', () => {
    const m = withEigenvalues(geometric(200, 1e6), 5);
    const x = fillNormal(randomSource(6), new Float64Array(200));
    const [found, full] = [spectralMeasure(m, x), fullMeasure(m, x)];
    expect(found.values.length).toBe(60);
    for (const degree of [0, 1, 2, 10, 60, 119]) {
      const f = (value: number) => value ** degree;
      expect(Math.abs(moment(found, f) / moment(full, f) - 1)).toBeLessThanOrEqual(1e-11);
    }
    for (const time of [0.1, 1, 10, 100, 1000]) {
      const f = (value: number) => Math.exp(-time * value);
      // "A few digits", as the comment on MAX_STEPS has it.
      expect(Math.abs(moment(found, f) - moment(full, f))).toBeLessThanOrEqual(1e-4);
    }
  });

  it('stops where the vector lies in an invariant subspace', () => {
    const m = matrix(3, 3, Float64Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3));
    expect(spectralMeasure(m, Float64Array.of(0, 5, 0))).toEqual({
      values: Float64Array.of(2),
      shares: Float64Array.of(1),
    });
    for (const unit of [1, 1e12, 1e-12]) {
      const inUnits = matrix(
        3,
        3,
        m.data.map((value) => value * unit),
      );
      const { values, shares } = spectralMeasure(inUnits, Float64Array.of(3, 0, 4));
      expect(values.length).toBe(2);
      [1, 3].forEach((value, i) => {
        expect(values[i] / unit).toBeCloseTo(value, 14);
      });
      [0.36, 0.64].forEach((share, i) => {
        expect(shares[i]).toBeCloseTo(share, 14);
      });
    }
  });
});
