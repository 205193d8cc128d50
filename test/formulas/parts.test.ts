/** Parts of entries that two points in 64 digits do not reach, held against one another. */
import { describe, expect, it } from 'vitest';
import { halfTime } from '../../formulas/random-weights.js';
import { timeRatio, timeRatioAt2, timeRatioRelative, timeRatioRelativeAt2 } from '../../formulas/time-ratio.js';
import { adamTime } from '../../formulas/training.js';
import { integrate } from '../../src/numerics/quadrature.js';

it.each([3, 4, 5, 7])('the way to half of the plateau: elementary functions and the integral, L = %i', (L) => {
  const [T_A, tau, s_A, p_A] = [500, 20, 3, 1.7];
  const walked = integrate((z) => z / (1 - z ** L), 0, 2 ** (-1 / L)).value;
  const kappa = 2 ** (1 - 2 / L) / (L - 2) - walked;
  const expected = T_A - (tau / s_A) * p_A ** (2 / L - 1) * kappa;
  expect(halfTime.evaluate({ T_A, tau, s_A, p_A, L })).toBeCloseTo(expected, 10);
});

describe('ratios of correlations', () => {
  // A start so large that the second term is not lost in the 1.
  it.each([
    [0.3, 0.5],
    [0.9, 2],
  ])('are Eq 12 and 57 with s_A = 1: k = %f, r = %f', (k, r) => {
    const rest = { p_A: 1.3, u_0: 0.4, L: 4 };
    expect(timeRatioRelative.evaluate({ ...rest, k, r, L_f: 3 })).toBeCloseTo(
      timeRatio.evaluate({ ...rest, s_A: 1, s_B: k, r_B: r, L_f: 3 }),
      13,
    );
    expect(timeRatioRelativeAt2.evaluate({ ...rest, k, r })).toBeCloseTo(
      timeRatioAt2.evaluate({ ...rest, s_A: 1, s_B: k, r_B: r }),
      13,
    );
  });
});

describe('the clock of Adam', () => {
  const at = (level: number, more: object = {}) => adamTime({ depth: 2, level, end: Infinity, ...more });
  // Two steps of x from 0.3 with the gradient x, by hand: the first is one unit; in the second averages are 0.157 and 0.00177991.
  const second = 0.157 / (1 - 0.9 ** 2) / Math.sqrt(0.00177991 / (1 - 0.999 ** 2));

  it('goes by steps, with what lies between in proportion', () => {
    expect(at(1.3 - 1e-12)).toBeCloseTo(1, 9);
    expect(at(0.8)).toBeCloseTo(0.5, 12);
    expect(at(1.3 + second / 4)).toBeCloseTo(1.25, 9);
  });

  it('without memory is a unit a step, to any depth', () => {
    for (const depth of [2, 5]) expect(at(30.3, { depth, betas: [0, 0] })).toBeCloseTo(30, 9);
  });

  it('goes at the pace √(2L − 1) between the two averages', () => {
    const [early, late] = [1000, 2000].map((steps) => at(steps * Math.sqrt(5), { depth: 3, betas: [0, 0.999999] }));
    expect(((late ?? NaN) - (early ?? NaN)) / 1000).toBeCloseTo(1, 2);
  });

  it('does not come beyond where its gradient vanishes', () => {
    expect(adamTime({ depth: 2, level: 40, end: 20 })).toBeNull();
    expect(adamTime({ depth: 2, level: 19, end: 20 })).toBeGreaterThan(10);
  });
});
