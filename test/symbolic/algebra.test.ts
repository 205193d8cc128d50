import { afterAll, describe, expect, test } from 'vitest';
import { startAlgebra } from '../../src/symbolic/algebra.js';
import { antiderivative, checkedAntiderivative } from '../../src/symbolic/antiderivative.js';
import { derivation } from '../../formulas/derivations/derivation.js';
import { derive } from '../../src/symbolic/derive.js';

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

test('a question that takes too much work has no answer, and the next one has', async () => {
  expect(await algebra.ask('solve(sA^2*w-sB^2,w)', 5000)).toBeNull();
  expect(await algebra.ask('1+1', 1000)).toBe('2');
});

test('the limit is work, the same on every machine', async () => {
  // 2710 symbols.
  expect(await algebra.ask(`integrate(${INTEGRAND_6_4}, s)`, 2700)).toBeNull();
  expect(await algebra.ask(`integrate(${INTEGRAND_6_4}, s)`, 2800)).toContain('log');
});

test('what nests too deep is refused, not a stack that overflows', async () => {
  const refusal = expect.objectContaining({
    code: 'formula',
    message: expect.stringMatching(/at most 1000/) as string,
  }) as unknown;
  await expect(antiderivative(`${'-'.repeat(5000)}x`, 'x')).rejects.toEqual(refusal);
  await expect(antiderivative(`${'('.repeat(400)}x${')'.repeat(400)}`, 'x')).rejects.toHaveProperty('code', 'formula');
  expect(await antiderivative(`${'-'.repeat(200)}x`, 'x')).toBe('(1/2)*x^2');
});

test('an antiderivative that is right is found', async () => {
  expect(await antiderivative(INTEGRAND_6_4, 's')).toContain('log(1+3*s^2)');
});

test.each(['s^3/(1+s^2/(k*s^2+1-k))', 's^3*(k*s^2+1-k)/((1+k)*s^2+1-k)'])(
  'the (6,4) integrand for general k is not found: %s',
  async (integrand) => {
    expect(await antiderivative(integrand, 's', { limit: 5000 })).toBeNull();
  },
);

describe('wrong answers that it really gives', () => {
  test.each([
    ['sqrt(s^4+s^2)', '(1/3)*s^3+(1/5)*s^5'],
    // Its second factor is 1/0 for every s.
    ['1/(s^2+s+1)^2', '-((1/2+s)^2+3/4)^(-1)*((1/2+s)^2-1/4-s-s^2)^(-1)'],
  ])('∫ %s is not shown', async (integrand, wrong) => {
    expect(await algebra.ask(`integrate(${integrand}, s)`, 30_000)).toBe(wrong);
    expect(await antiderivative(integrand, 's', { limit: 30_000 })).toBeNull();
  });

  // ρ may be negative.
  test.each(['log(rho^2) - 2*log(rho)', 'sqrt(rho*sigma) - sqrt(rho)*sqrt(sigma)'])(
    '%s is 0 to it, and fails as a step',
    async (zero) => {
      expect(await algebra.ask(`simplify(${zero})`, 30_000)).toBe('0');
      const step = { claim: '', zero };
      const { verdict } = await derive(
        derivation({ id: '', title: '', hypotheses: [], conclusion: '', method: 'symbolic zero', steps: [step] }),
      );
      expect(verdict).toBe('failed');
    },
  );
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
