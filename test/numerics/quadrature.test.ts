import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { integrate } from '../../src/numerics/quadrature.js';

const EPS = Number.EPSILON;

/**
 * The reported error must cover the true one, but for the integrand's own error beyond a few units in the last place, of
 * which the rule knows nothing: `condition` roundings. The truth is itself rounded by a few units.
 */
function holdTo(f: (x: number) => number, from: number, to: number, truth: number, relative: number, condition = 0) {
  const { value, error } = integrate(f, from, to);
  const off = Math.abs(value - truth);
  expect(error).toBeGreaterThanOrEqual(off - (2 + condition) * EPS * Math.abs(truth));
  expect(off).toBeLessThanOrEqual(relative * Math.abs(truth));
}

describe('integrate', () => {
  it('is exact for the polynomials its rule is made for, on one segment', () => {
    // The Gauss rule of 20 points is exact to degree 39, the Kronrod rule of 41 to 3·20 + 1 = 61. Powers up to degree 39
    // leave no difference between them but rounding; above, the difference makes the interval split.
    for (let degree = 0; degree <= 39; degree++) {
      const { value, evaluations } = integrate((x) => x ** degree, 0, 1);
      // A sum of 41 terms of one sign, each with three roundings, errors adding like √41.
      expect(Math.abs(value * (degree + 1) - 1)).toBeLessThanOrEqual(8 * EPS);
      expect(evaluations).toBe(41);
    }
  });

  it('has a Kronrod rule exact to degree 61 and no further', () => {
    // With a tolerance that nothing misses, the value is that of one application. Even monomials on [−1, 1].
    const relativeError = (degree: number) =>
      Math.abs((integrate((x) => x ** degree, -1, 1, Infinity).value * (degree + 1)) / 2 - 1);
    // Monomials hardly feel the next degrees; Chebyshev polynomials do.
    const chebyshev = (degree: number) => integrate((x) => Math.cos(degree * Math.acos(x)), -1, 1, Infinity).value;
    for (let degree = 40; degree <= 60; degree += 2) {
      expect(relativeError(degree)).toBeLessThanOrEqual(16 * EPS * degree);
      // ∫T_n = −2/(n² − 1) for even n; absolute, since the terms of the sum are of size 1.
      expect(Math.abs(chebyshev(degree) + 2 / (degree ** 2 - 1))).toBeLessThanOrEqual(32 * EPS);
    }
    const missed = [62, 64, 66, 68, 70, 72, 74, 76, 78, 80, 82].map((n) => Math.abs(chebyshev(n) + 2 / (n ** 2 - 1)));
    expect(Math.max(...missed)).toBeGreaterThan(1e-3);
  });

  it('never reports less than the true error: powers, algebraic ends', () => {
    const exponent = fc.double({ min: 0.5, max: 30, noNaN: true });
    fc.assert(
      // x^p on [0, 1]: an algebraic singularity of a derivative at 0. 1e-14 was asked for.
      fc.property(exponent, (p) => {
        holdTo((x) => x ** p, 0, 1, 1 / (p + 1), 3e-14);
      }),
      { numRuns: 60 },
    );
  });

  it('never reports less than the true error: exponentials and intervals of any length', () => {
    const rate = fc.double({ min: -50, max: 50, noNaN: true }).filter((c) => Math.abs(c) > 1e-3);
    const to = fc.double({ min: 0.01, max: 10, noNaN: true });
    fc.assert(
      fc.property(rate, to, (c, end) => {
        // A rounding of x, and one of c x, are |c x| roundings of the exponential.
        const condition = 2 * Math.abs(c * end);
        holdTo((x) => Math.exp(c * x), 0, end, Math.expm1(c * end) / c, (16 + condition) * EPS + 1e-14, condition);
      }),
      { numRuns: 100 },
    );
  });

  it('resolves kinks and boundary layers', () => {
    for (const kink of [0.5, 1 / 3, 0.1234567, 0.999]) {
      holdTo((x) => Math.abs(x - kink), 0, 1, (kink ** 2 + (1 - kink) ** 2) / 2, 1e-13);
    }
    // Lorentzians of width w at the end: arctan(1/w)/w; relative, at any width.
    for (const w of [1, 1e-2, 1e-4, 1e-6, 1e-8]) {
      holdTo((x) => 1 / (x * x + w * w), 0, 1, Math.atan(1 / w) / w, 1e-13);
    }
    // e^(−x/w)/w: all of it in a layer of width w.
    for (const w of [1e-1, 1e-3, 1e-5]) holdTo((x) => Math.exp(-x / w) / w, 0, 1, -Math.expm1(-1 / w), 1e-13);
  });

  it('says so where it cannot do what was asked', () => {
    // 1/√x and a jump: 400 segments are not enough for 1e-14, and the error tells.
    const endpoint = integrate((x) => 1 / Math.sqrt(x), 0, 1);
    expect(Math.abs(endpoint.value - 2)).toBeLessThanOrEqual(endpoint.error);
    // log x oscillating ever faster.
    const hard = integrate((x) => Math.sin(1 / x), 1e-5, 1);
    expect(hard.error).toBeGreaterThan(1e-14 * Math.abs(hard.value));
    // ∫ sin(1/x) from 0: 0.504067061906928…, of which the part below 1e-5 is at most 1e-5² (by parts) ≪ the error.
    expect(Math.abs(hard.value - 0.504067061906928)).toBeLessThanOrEqual(hard.error);
  });

  it('integrates backwards and over nothing', () => {
    expect(integrate((x) => x, 1, 0).value).toBeCloseTo(-0.5, 15);
    expect(integrate(() => 1, 2, 2).value).toBe(0);
    expect(integrate(() => 0, 0, 1)).toMatchObject({ value: 0, error: 0 });
  });

  it('stops early when less is asked', () => {
    const f = (x: number) => Math.sqrt(x);
    const [rough, fine] = [integrate(f, 0, 1, 1e-4), integrate(f, 0, 1, 1e-13)];
    expect(rough.evaluations).toBeLessThan(fine.evaluations);
    expect(Math.abs(rough.value - 2 / 3)).toBeLessThanOrEqual(rough.error);
    expect(rough.error).toBeLessThanOrEqual(1e-4);
  });
});
