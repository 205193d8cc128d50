import { parse } from '../../src/symbolic/mathjs.js';
import { describe, expect, test } from 'vitest';
import { vanishesAsPowers } from '../../src/symbolic/powers.js';

describe('sums of products of powers', () => {
  test.each([
    '(x*y)^a - x^a*y^a',
    '(x^a)^b - x^(a*b)',
    'x^(1/3)*x^(2/3) - x',
    '(u^2*x^2 + u^2)^(a/2) - u^a*(x^2+1)^(a/2)',
    '(k*(u*x)^(2-m) + (1-k)*u^(2-m))^(1/(2-m)) - u*(k*x^(2-m) + 1 - k)^(1/(2-m))',
    'a/(b+c) + a/(b-c) - 2*a*b/(b^2-c^2) - a/(b+c) - a/(b-c) + 2*a*b/(b^2-c^2)',
    '1/(1+x) + x/(1+x) - 1',
    'sqrt(x+y)^2 - x - y',
    '(2*x)^a - 2^a*x^a',
    'x^(L/(L+M))*x^(M/(L+M)) - x',
  ])('%s vanishes', (expression) => {
    expect(vanishesAsPowers(parse(expression))).toBe(true);
  });
  test.each([
    '(x+y)^a - x^a - y^a',
    'x^a - x^b',
    'x^2 - x',
    'x - 1',
    '(1+x)^a - (1+x)^(a+1)',
    '1/(1+x) - 1/(1+y)',
    'log(x*y) - log(x)*log(y)',
    '2^a - 2',
    'sqrt(x^2+1) - x - 1',
    '(-1)^a - 1',
  ])('%s does not', (expression) => {
    expect(vanishesAsPowers(parse(expression))).toBe(false);
  });
});
