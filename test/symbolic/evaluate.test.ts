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

describe('statements', () => {
  test.each([
    ['', 'is no real number'],
    ['x = 0/0', 'is no real number'],
    ['x = sqrt(-1)', 'is no real number'],
    ['x = "text"', 'is no real number'],
    // A list of 10⁹ numbers filled the memory.
    ['x = 1:1e9', 'cannot have 1:1e\\+9'],
    ['x = factorial(1e6)', 'knows no function factorial'],
    ['f(x) = x', 'cannot have'],
    // To mathjs metres.
    ['x = 2 m', 'needs a value for m'],
    ['x = constructor', 'needs a value for constructor'],
    ['x = integral(x, x, 0)', 'is not integral'],
    ['x = integral(integral(integral(x*y*z, x, 0, 1), y, 0, 1), z, 0, 1)', 'too many evaluations'],
    ['x = hyp2f1(1, 1, 1, 2)', 'does not converge'],
    [`x = ${'-'.repeat(5000)}1`, 'Maximum call stack'],
    [`x = 1${' + 1'.repeat(5000)}`, 'at most 10000 are read'],
  ])('%.40s is refused: %s', (statement, message) => {
    expect(() => evaluateStatement(statement, {})).toThrow(
      expect.objectContaining({ name: 'InputError', message: expect.stringMatching(message) as string }),
    );
  });

  test.each([null, [], { a: null }, { a: '1' }, { a: [1] }, { a: { rows: 1, cols: 2, data: [1] } }])(
    'values %j are refused',
    (values) => {
      expect(() => evaluateStatement('x = 1', values as never)).toThrow(InputError);
    },
  );

  test.each([
    ['sinh', 1.5],
    ['cosh', -3],
    ['tanh', -1.25],
    ['cosh', 0.5],
  ] as const)('%s(%d), and of 10¹⁰, where a series takes minutes', (name, x) => {
    expect(Number(evaluateStatement(`y = ${name}(x)`, { x }))).toBeCloseTo(Math[name](x), 14);
    expect(Number(evaluateStatement(`y = log(abs(${name}(10^10)))`, {}))).toBeCloseTo(
      name === 'tanh' ? 0 : 1e10 - Math.LN2,
      3,
    );
  });
});
