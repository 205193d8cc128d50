import { parse } from '../../src/symbolic/mathjs.js';
import { expect, test } from 'vitest';
import { evaluateNode } from '../../src/symbolic/evaluate.js';
import { differentiate } from '../../src/symbolic/differentiate.js';
import { tidy } from '../../src/symbolic/tidy.js';

test.each([
  ['0 + x*1 - 0', 'x'],
  ['(1/2 - 1)*x', '-1 / 2 * x'],
  ['x^(3/2 - 1/2)', 'x'],
  ['-(a)*-(b)', 'a * b'],
  ['a + -(b/c)', 'a - b / c'],
  ['a - (b - c)', 'a - (b - c)'],
  ['a/(b/c)', 'a / (b / c)'],
  ['2^(1/3)', '2 ^ (1 / 3)'],
  ['0.1*x', '0.1 * x'],
  ['0 - (a + b)', '-(a + b)'],
])('%s becomes %s', (expression, wanted) => {
  expect(tidy(parse(expression)).toString()).toBe(wanted);
});

// mathjs's own simplification makes 0.41997368329829105 k^(−2/3) of the first.
test.each(['(2*k)^(1/3)', 'sqrt(2)*k^2/(1-k)', 'asinh(k)/(1+k^2)^(29/2)', 'log(2/(1-k))*atan(k)'])(
  'the derivative of %s is the limit of differences to 20 digits',
  (expression) => {
    const node = parse(expression);
    const [k, h] = [0.375, 2 ** -40];
    const difference = evaluateNode(
      parse(`((${expression.replaceAll('k', '(k+h)')}) - (${expression.replaceAll('k', '(k-h)')}))/(2*h)`),
      { k, h },
    );
    const slope = evaluateNode(differentiate(node, 'k'), { k });
    if (
      typeof slope !== 'object' ||
      typeof difference !== 'object' ||
      Array.isArray(slope) ||
      Array.isArray(difference)
    ) {
      throw new Error('not numbers');
    }
    // h² is 10⁻²⁴; third derivatives here are below 10⁵ of the first.
    expect(slope.minus(difference).div(slope).abs().toNumber()).toBeLessThan(1e-18);
  },
);
