import { describe, expect, it } from 'vitest';
import { compareLeastOrder, compareOrder, compareRefined, judged, rowHolds } from '../../src/check/harness/judge.js';
import {
  convergenceOrder,
  meanInterval,
  richardson,
  slopeOf,
  standardDeviation,
} from '../../src/check/harness/statistics.js';

describe('statistics', () => {
  // Student's table: t₀.₉₇₅ with 4 and 19, t₀.₉₉₅ with 9 degrees of freedom.
  it.each([
    [5, 0.95, 2.776],
    [20, 0.95, 2.093],
    [10, 0.99, 3.25],
  ])('t-interval of %i values at %d', (n, level, t) => {
    const values = Array.from({ length: n }, (_, i) => i);
    const { value, uncertainty } = meanInterval(values, level);
    expect(value).toBeCloseTo((n - 1) / 2, 12);
    expect((uncertainty * Math.sqrt(n)) / standardDeviation(values)).toBeCloseTo(t, 3);
  });

  it('slope through points of known residuals', () => {
    expect(slopeOf([0, 1, 2], [1, 4, 5])).toBe(2); // residuals −1/3, 2/3, −1/3
  });

  it.each([0.5, 1, 3])('order of an error c·h^%d', (order) => {
    const h = [0.4, 0.2, 0.1];
    expect(
      convergenceOrder(
        h,
        h.map((x) => 7 * x ** order),
      ),
    ).toBeCloseTo(order, 12);
  });

  it('Richardson’s limit is exact for a parabola and knows its error for a cubic', () => {
    const at = (cubic: number) => (h: number) => 2 + 3 * h - h * h + cubic * h ** 3;
    const values = (f: (h: number) => number): [number, number, number] => [f(0.4), f(0.2), f(0.1)];
    expect(richardson(values(at(0))).value).toBeCloseTo(2, 12);
    const { value, uncertainty } = richardson(values(at(0.1)));
    expect(Math.abs(value - 2)).toBeGreaterThan(0);
    expect(Math.abs(value - 2)).toBeLessThan(uncertainty);
  });
});

describe('judging', () => {
  const h = [0.1, 0.01, 0.001];

  it('an error of another order does not hold', () => {
    const errors = h.map((x) => x ** 2);
    expect(rowHolds(compareOrder('', 2, h, errors))).toBe(true);
    expect(rowHolds(compareOrder('', 1, h, errors))).toBe(false);
    expect(rowHolds(compareLeastOrder('', 1, h, errors))).toBe(true);
    expect(rowHolds(compareLeastOrder('', 3, h, errors))).toBe(false);
  });

  it('an error that stays does not hold', () => {
    expect(rowHolds(compareLeastOrder('', 1, h, [0.3, 0.21, 0.201]))).toBe(false);
    expect(rowHolds(compareRefined('', 1, 1.3, 1.2))).toBe(false);
    expect(rowHolds(compareRefined('', 1, 1.3, 1.1))).toBe(true);
  });

  it('no number and no rows do not hold', () => {
    expect(rowHolds(compareRefined('', 1, 1, NaN))).toBe(false);
    expect(judged([]).verdict).toBe('fails');
  });
});
