import { describe, expect, test } from 'vitest';
import * as p from '../../src/numerics/polynomial.js';

const half = p.scaled(p.polynomial(1, -2, 0, 4), 1, 2);
const text = (q: p.Polynomial): string => p.polynomialText(q, 'x');

describe('polynomials', () => {
  test('are kept in lowest terms, without leading zeros', () => {
    expect(p.polynomial(1, 2, 0, 0)).toEqual({ numerators: [1n, 2n], denominator: 1n });
    expect(p.scaled(p.polynomial(2, -4), 3, 6)).toEqual({ numerators: [1n, -2n], denominator: 1n });
    expect(p.scaled(p.polynomial(1, 2), 1, -2)).toEqual({ numerators: [-1n, -2n], denominator: 2n });
    expect(p.scaled(p.polynomial(1), 0)).toEqual(p.ZERO);
  });

  test('add and multiply, exactly', () => {
    expect(text(p.sum(half, p.polynomial(0, 1)))).toBe('(1 + 4*x^3)/2');
    expect(p.sum(half, p.scaled(half, -1))).toEqual(p.ZERO);
    expect(text(p.product(half, p.polynomial(0, 2)))).toBe('(x - 2*x^2 + 4*x^4)');
    expect(text(p.power(p.polynomial(1, 1), 3))).toBe('(1 + 3*x + 3*x^2 + x^3)');
    expect(p.power(half, 0)).toEqual(p.polynomial(1));
  });

  test('are one if and only if they are', () => {
    expect([p.polynomial(1), p.scaled(p.polynomial(3), 1, 3)].every(p.isOne)).toBe(true);
    expect([p.polynomial(2), p.polynomial(1, 1), p.ZERO, p.scaled(p.polynomial(1), 1, 2)].some(p.isOne)).toBe(false);
  });

  test('are written in brackets', () => {
    expect([p.ZERO, p.polynomial(-1), p.polynomial(0, -1, 1), half].map(text)).toEqual([
      '(0)',
      '(-1)',
      '(-x + x^2)',
      '(1 - 2*x + 4*x^3)/2',
    ]);
  });

  test('multinomials count', () => {
    expect([p.multinomial(2, 1, 1), p.multinomial(5), p.multinomial(3, 3), p.multinomial()]).toEqual([12, 1, 20, 1]);
  });
});
