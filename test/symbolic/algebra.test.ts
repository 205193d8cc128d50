import { afterAll, expect, test } from 'vitest';
import { startAlgebra } from '../../src/symbolic/algebra.js';
import { antiderivative, checkedAntiderivative } from '../../src/symbolic/antiderivative.js';

const algebra = startAlgebra();
afterAll(() => algebra.close());

/** Eq 13 for (6, 4) at k = ½ on the finite interval. */
const INTEGRAND_6_4 = 's^3*(s^2+1)/(3*s^2+1)';
const ANTIDERIVATIVE_6_4 = 's^4/12 + s^2/9 - log(1+3*s^2)/27';

test('answers', async () => {
  expect(await algebra.ask('expand((x+1)^2-x^2-2*x-1)', 1000)).toBe('0');
});

test('an expression that it cannot read has no answer', async () => {
  expect(await algebra.ask('((', 1000)).toBeNull();
});

test('a question that takes too long has no answer, and the next one has', async () => {
  const started = performance.now();
  expect(await algebra.ask('solve(sA^2*w-sB^2,w)', 300)).toBeNull();
  expect(performance.now() - started).toBeLessThan(3000);
  expect(await algebra.ask('1+1', 1000)).toBe('2');
});

test('an antiderivative that is right is found', async () => {
  expect(await antiderivative(INTEGRAND_6_4, 's')).toContain('log(1+3*s^2)');
});

test('the (6,4) integrand for general k is not found in time', async () => {
  expect(await antiderivative('s^3/(1+s^2/(k*s^2+1-k))', 's', { limit: 500 })).toBeNull();
});

test('a wrong answer that it really gives is caught', async () => {
  const wrong = await algebra.ask('integrate(sqrt(s^4+s^2), s)', 1000);
  expect(wrong).toBe('(1/3)*s^3+(1/5)*s^5');
  expect(await antiderivative('sqrt(s^4+s^2)', 's')).toBeNull();
});

test.each([
  ['a wrong coefficient', ANTIDERIVATIVE_6_4.replace('/27', '/9')],
  ['a lost logarithm', 's^4/12 + s^2/9'],
  ['a function we do not know', 'Si(s)'],
  ['the question itself', 'integrate(s, s)'],
])('a wrong answer is caught: %s', async (_, answer) => {
  expect(await checkedAntiderivative(INTEGRAND_6_4, 's', { ask: () => Promise.resolve(answer) }, 1)).toBeNull();
});

test.each([
  ['import("x")', 's'],
  ['s = 2', 's'],
  ['solve(s, s)', 's'],
  ['[s, 1]', 's'],
  ['s; s', 's'],
  ['s +', 's'],
  ['"s"', 's'],
  ['s!', 's'],
  ['s < 1', 's'],
  ['s', 's, x'],
])('%j over %j does not reach nerdamer', async (integrand, variable) => {
  await expect(antiderivative(integrand, variable)).rejects.toMatchObject({ code: 'formula' });
});
