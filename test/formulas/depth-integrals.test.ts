import hyp2f1 from '@stdlib/math-base-special-hyp2f1';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  equalDepthIntegral,
  integralAbove2,
  integralAt2,
  integralEarly,
  integralUnequal,
  speedRatio,
  unequalDepthIntegral,
  type DepthIntegral,
} from '../../formulas/depth-integrals.js';
import { evaluateStatement } from '../../src/symbolic/evaluate.js';

const EPS = Number.EPSILON;

interface Reference {
  readonly equal: { L: number; Lf: number; k: number; I: string }[];
  readonly unequal: { LA: number; LB: number; Lc: number; ratio: number; u0: number; I: string }[];
}
const reference = JSON.parse(
  readFileSync(new URL('../reference/integrals.json', import.meta.url), 'utf8'),
) as Reference;

/** Accurate to the 1e-13 that the project promises, and honest about it: the reported error covers the true one. */
function holdTo({ value, error }: DepthIntegral, truth: number): void {
  const off = Math.abs(value - truth);
  expect(off).toBeLessThanOrEqual(1e-13 * truth);
  // The truth itself is rounded to a double: half a unit in the last place.
  expect(error).toBeGreaterThanOrEqual(off - (EPS / 2) * truth);
  expect(error).toBeLessThanOrEqual(1e-13 * truth);
}

describe('the reference table', () => {
  it('is all there', () => {
    expect([reference.equal.length, reference.unequal.length]).toEqual([154, 54]);
  });

  it.each(reference.equal)('I($L, $Lf; $k)', ({ L, Lf, k, I }) => {
    holdTo(equalDepthIntegral(L, Lf, k), Number(I));
  });

  it.each(reference.unequal)('I($LA, $LB, $Lc), s_B/s_A = $ratio, u_0 = $u0', ({ LA, LB, Lc, ratio, u0, I }) => {
    holdTo(unequalDepthIntegral(LA, LB, Lc, ratio, u0), Number(I));
  });
});

describe('equal depths', () => {
  /** What a dense property test costs in 64 digits: about a second a point where there is an integral. */
  const digits = [
    // L, L_f, k. Boundary layers at k → 1, deep networks, odd and even c, and k < 0: B's drive reversed.
    [7, 4, 0.37],
    [12, 3, 0.999999],
    [9, 8, 0.9999],
    [40, 5, 0.93],
    [5, 3, -0.4],
    [6, 4, -1],
    [30, 11, -0.95],
  ] as const;
  it.each(digits)('agree with 64 digits at L = %i, L_f = %i, k = %d', (L, L_f, k) => {
    holdTo(equalDepthIntegral(L, L_f, k), Number(evaluateStatement(integralAbove2.statement, { L, L_f, k })));
  });

  it.each([
    [4, 0.3],
    [8, -1],
    [25, 0.8],
  ])('agree with 64 digits at L = %i, L_f = 1 and 2, k = %d', (L, k) => {
    holdTo(equalDepthIntegral(L, 2, k), Number(evaluateStatement(integralAt2.statement, { L, k })));
    holdTo(equalDepthIntegral(L, 1, k), Number(evaluateStatement(integralEarly.statement, { L, k })));
  });

  const ks = [1e-12, 1e-6, 0.1, 0.5, 0.9, 1 - 1e-6, 1 - 1e-12];
  const depths = [3, 4, 5, 7, 10, 33, 100, 317, 1000];
  const fusionLayers = (L: number) =>
    [...new Set([1, 2, 3, 4, 5, L >> 1, L - 2, L - 1, L])].filter((F) => F >= 1 && F <= L);

  it.each(depths)('are finite, positive and good to 1e-12 at L = %i, for every k', (L) => {
    for (const fusionLayer of fusionLayers(L)) {
      for (const k of ks) {
        const { value, error } = equalDepthIntegral(L, fusionLayer, k);
        // Between the integrand with u_B = u_A and the one with u_B = 0 (Eq 13); 2^(−500) is still a normal number.
        // Both bounds are taken for a few roundings and the error reported.
        expect(value + error).toBeGreaterThanOrEqual((Math.pow(2, -(L - fusionLayer) / 2) / (L - 2)) * (1 - 8 * EPS));
        expect(value - error).toBeLessThanOrEqual((1 / (L - 2)) * (1 + 8 * EPS));
        // A relative rounding of the bracket grows by c/2 ≤ 500, so 4 (L + c) ε ≤ 1.8e-12 at L = 1000.
        expect(error).toBeLessThanOrEqual(Math.max(1e-13, 8 * L * EPS) * value);
      }
    }
  });

  it('is exact for late fusion and for equal speeds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 1000 }), fc.double({ min: 0, max: 1 }), (L, k) => {
        expect(equalDepthIntegral(L, L, k)).toMatchObject({ value: 1 / (L - 2), method: 'exact' });
      }),
    );
    for (const L of depths) {
      for (const L_f of fusionLayers(L)) {
        const { value } = equalDepthIntegral(L, L_f, 1);
        const truth = 2 ** (-(L - L_f) / 2) / (L - 2);
        expect(Math.abs(value - truth)).toBeLessThanOrEqual(4 * EPS * truth);
      }
    }
  });

  it('goes continuously to both ends of k', () => {
    for (const L of [4, 7, 20]) {
      for (const L_f of [1, 2, 3, L - 1]) {
        const at = (k: number) => equalDepthIntegral(L, L_f, k).value;
        // |dI/dk| ≤ c/2 × I × max |d ln bracket/dk|, at most 2 L² on this list, near 0.
        expect(Math.abs(at(1e-12) / at(0) - 1)).toBeLessThanOrEqual(2e-12 * L * L + 1e-13);
        // At k → 1 the layer contributes (1 − k) ln(1 − k) at most.
        expect(Math.abs(at(1 - 1e-12) / at(1) - 1)).toBeLessThanOrEqual(30e-12 * L * L);
      }
    }
  });

  it('has the elementary forms that exist at k = 0', () => {
    // ∫₀¹ s^(L−3) (1 + s²)^(−c/2) ds: (4, 3): √2 − 1; (6, 4): ½ (1 − ln 2); (4, 2): ½ ln 2 at c = 2.
    const forms: [number, number, number][] = [
      [4, 3, Math.SQRT2 - 1],
      [6, 4, (1 - Math.LN2) / 2],
      [4, 2, Math.LN2 / 2],
    ];
    for (const [L, L_f, truth] of forms) {
      // The closed forms are differences: a few roundings of their terms, which are below 1.5.
      expect(Math.abs(equalDepthIntegral(L, L_f, 0).value - truth)).toBeLessThanOrEqual(8 * EPS);
    }
  });

  it('falls as k grows: B takes up nothing without speeding A up', () => {
    // u_B grows with k, and with it u: the escape gets faster.
    const depthAndFusion = fc
      .integer({ min: 4, max: 60 })
      .chain((L) => fc.tuple(fc.constant(L), fc.integer({ min: 2, max: L - 1 })));
    const k = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(depthAndFusion, k, k, ([L, L_f], p, q) => {
        const [low, high] = [equalDepthIntegral(L, L_f, Math.min(p, q)), equalDepthIntegral(L, L_f, Math.max(p, q))];
        expect(low.value + low.error).toBeGreaterThanOrEqual(high.value - high.error);
        // Strictly, where the difference is above what the errors may hide.
        if (Math.abs(p - q) > 1e-6) expect(low.value).toBeGreaterThan(high.value);
      }),
      { numRuns: 200 },
    );
  });
});

describe('fusion at the second layer', () => {
  it('agrees with the hypergeometric function of another library', () => {
    const k = fc.oneof(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.constantFrom(1e-12, 0.9999));
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 10 }), k, (L, kValue) => {
        const { value, error, method } = equalDepthIntegral(L, 2, kValue);
        const b = (L - 2) / (2 * (1 - kValue));
        const other = hyp2f1(L / 2 - 1, b, b + 1, -1) / (L - 2);
        expect(method).toBe('series');
        // 1e-13 is what both are asked for.
        expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-13 * value);
        expect(error).toBeLessThanOrEqual(1e-13 * value);
      }),
      { numRuns: 300 },
    );
  });
});

describe('unequal depths', () => {
  it('are the equal ones at equal depths', () => {
    for (const [depth, shared, k] of [
      [3, 2, 0.4],
      [5, 0, 0.1],
      [2, 3, 0.7],
    ]) {
      expect(unequalDepthIntegral(depth, depth, shared, k, 0.1)).toEqual(equalDepthIntegral(depth + shared, depth, k));
    }
  });

  it.each([
    // L_A, L_B, L_c, s_B/s_A, u_0; κ = 0.9 in the second, and a reversed drive in the last.
    [3, 5, 3, 0.8, 0.3],
    [4, 3, 2, 0.18, 0.1],
    [3, 4, 1, -0.9, 0.3],
  ])('agree with 64 digits at %i, %i, %i, %d, %d', (L_A, L_B, L_c, q, u_0) => {
    const truth = evaluateStatement(integralUnequal.statement, { L_A, L_B, L_c, q, u_0 });
    holdTo(unequalDepthIntegral(L_A, L_B, L_c, q, u_0), Number(truth));
  });

  it('depend on the data through the ratio of speeds', () => {
    // (L_B−2)/(L_A−2) k u₀^(L_B−L_A) = 3 · 0.5 · 0.01
    expect(speedRatio(3, 5, 0.5, 0.1)).toBeCloseTo(0.015, 16);
    expect(speedRatio(4, 4, 0.5, 0.1)).toBe(0.5);
    // Where B does not move, its depth does not matter.
    expect(unequalDepthIntegral(4, 7, 3, 0, 0.1).value).toBeCloseTo(unequalDepthIntegral(4, 3, 3, 0, 0.1).value, 15);
  });

  it('have an exact form without shared layers, and a shallow one beside a branch that has not moved', () => {
    expect(unequalDepthIntegral(5, 3, 0, 0.2, 0.1)).toMatchObject({ value: 1 / 3, method: 'exact' });
    // ∫₀¹ (1 + s²)^(−1) ds = π/4 at L_A = 1, L_c = 2; ∫₀¹ (1+s²)^(−½) ds = asinh 1 at L_A = 2, L_c = 1.
    holdTo(unequalDepthIntegral(1, 3, 2, 0.5, 0.1), Math.PI / 4);
    holdTo(unequalDepthIntegral(2, 3, 1, 0.5, 0.1), Math.asinh(1));
  });
});
