import { describe, expect, test } from 'vitest';
import { evaluateStatement } from '../../src/symbolic/evaluate.js';
import { InputError } from '../../src/problem/errors.js';

describe('integrals of statements', () => {
  test.each([
    ['integral(exp(-x), x, 0, Infinity)', 1],
    ['integral(1/(1+x^2), x, -Infinity, Infinity)', Math.PI],
    ['integral(1/(1+x^2), x, -1, Infinity)', (3 * Math.PI) / 4],
    ['integral(x^(-3), x, Infinity, 1)', -1 / 2],
    ['integral(x^(-1/2), x, 0, 1)', 2],
    ['integral(x, x, 2, 1)', -3 / 2],
    ['integral(x, x, 1, 1)', 0],
  ])('%s', (statement, value) => {
    expect(Math.abs(Number(evaluateStatement(statement, {})) - value)).toBeLessThanOrEqual(1e-15 * Math.abs(value));
  });

  test.each([
    'integral(1/x, x, 0, 1)',
    'integral(1/x, x, -1, 1)',
    'integral(1, x, 0, Infinity)',
    'I = integral(',
    'I = nobody + 1',
  ])('%s is refused', (statement) => {
    expect(() => evaluateStatement(statement, {})).toThrow(InputError);
  });
});
