import { describe, expect, it } from 'vitest';
import { sourceTheory } from '../../src/predict/source/theory.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';
import type { NetworkInput } from '../../src/problem/network.js';

/**
 * The closed forms are the leading order in u₀ of the reduced system: they leave out a time of O(1), the same at any u₀.
 * So their relative errors fall like the time itself grows: like `u₀^n` where that is `u₀^(−n)`, and like `1/ln(1/u₀)`,
 * which is called order 0 here, where it is `ln(1/u₀)`.
 */
interface Case {
  readonly net: NetworkInput;
  readonly rho: number;
  /** Order of t_A: `L_A + L_c − 2`. */
  readonly first: number;
  /** Order of t_B − t_A: `L_B − 2`; `null` where the error changes sign on the way and has no order yet. */
  readonly second: number | null;
}

const at = (depth: number, fusionLayer: number) => ({ depth, fusionLayer });
const branches = (depthA: number, depthB: number, depthShared: number) => ({ depthA, depthB, depthShared });

const cases: Case[] = [
  // The source's: equal depths.
  { net: at(3, 3), rho: 0.5, first: 1, second: 1 },
  { net: at(4, 4), rho: 0.5, first: 2, second: 2 },
  { net: at(4, 3), rho: 0, first: 2, second: 1 },
  { net: at(4, 2), rho: 0, first: 2, second: 0 },
  // The reversed drive: k < 0.
  { net: at(4, 3), rho: -0.9, first: 2, second: 1 },
  { net: at(4, 2), rho: -0.9, first: 2, second: 0 },
  { net: at(4, 4), rho: -0.9, first: 2, second: 2 },
  // The source's: unequal depths.
  { net: branches(3, 4, 1), rho: 0, first: 2, second: 2 },
  { net: branches(3, 4, 1), rho: -0.9, first: 2, second: 2 },
  // The project's own: a branch of depth 1 or 2.
  { net: branches(1, 2, 1), rho: 0, first: 0, second: 0 },
  { net: branches(1, 2, 2), rho: 0, first: 1, second: 0 },
  { net: branches(1, 3, 1), rho: 0, first: 0, second: 1 },
  { net: branches(1, 3, 2), rho: -0.9, first: 1, second: 1 },
  { net: branches(2, 3, 1), rho: 0, first: 1, second: 1 },
  { net: branches(2, 3, 1), rho: -0.9, first: 1, second: 1 },
  { net: branches(2, 4, 0), rho: -0.9, first: 0, second: 2 },
];

/** Relative errors of t_A and t_B − t_A. */
function errors({ net, rho }: Case, initScale: number) {
  // A plateau that is not 1: every power of it counts.
  const c = toyCorrelations({ stdA: 2, stdB: 1, rho, wA: 1.6 });
  const { first, closedForm: form, reducedOde: ode } = sourceTheory(c, { network: net, initScale });
  expect(first).toBe('A');
  if (!ode) throw new Error('no reduced system');
  return { first: form.tA / ode.tA - 1, second: (form.tB - form.tA) / (ode.tB - ode.tA) - 1 };
}

const [LARGE, SMALL] = [0.01, 0.003];

/** The exponent between the two u₀, in units of what the leading order grows by. */
function holdOrder(large: number, small: number, order: number): void {
  // The one that leaves O(1) out errs by its size over what remains.
  expect(Math.abs(small)).toBeLessThan(Math.abs(large));
  const measured = Math.log(large / small) / Math.log(LARGE / SMALL);
  // ln(1/u₀) grows by 1.26 between the two: an exponent of 0.19.
  const expected = order === 0 ? Math.log(Math.log(SMALL) / Math.log(LARGE)) / Math.log(LARGE / SMALL) : order;
  // What follows the O(1) is smaller by a power of u₀ or a logarithm: a fifth of an order here at most.
  expect(Math.abs(measured - expected)).toBeLessThan(order === 0 ? 0.05 : 0.2);
}

describe('closed forms tend to the reduced system as u₀ → 0', () => {
  it.each(cases)('at their order: $net, ρ = $rho', (one) => {
    const [large, small] = [errors(one, LARGE), errors(one, SMALL)];
    holdOrder(large.first, small.first, one.first);
    if (one.second !== null) holdOrder(large.second, small.second, one.second);
  });

  it('under early fusion too: order L − 2', () => {
    for (const depth of [3, 4]) {
      const one: Case = { net: at(depth, 1), rho: 0, first: depth - 2, second: null };
      holdOrder(errors(one, LARGE).first, errors(one, SMALL).first, one.first);
    }
  });

  it('in two layers, where the ratio is exact up to logarithms', () => {
    const c = toyCorrelations({ stdA: 2, stdB: 1, rho: 0.5 });
    const ratio = (initScale: number) => sourceTheory(c, { network: at(2, 2), initScale });
    const off = [1e-3, 1e-6, 1e-12].map((u0) => {
      const { closedForm, reducedOde } = ratio(u0);
      // Eq 9: 1 + (5 − 2)/0.75, whatever u₀.
      expect(closedForm.timeRatio).toBeCloseTo(5, 13);
      return Math.abs((reducedOde?.timeRatio ?? NaN) / 5 - 1) * -Math.log(u0);
    });
    // An error c/ln(1/u₀), to a tenth of c.
    expect(Math.abs(off[1] / off[2] - 1)).toBeLessThan(0.1);
    expect(off[2]).toBeLessThan(1);
  });
});
