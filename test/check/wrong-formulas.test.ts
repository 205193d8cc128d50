/** The harness held against itself: with its formula made wrong, by a factor, a sign or an exponent, a claim must fail. */
import { afterEach, expect, test, vi } from 'vitest';
import { loss } from '../../formulas/fixed-points.js';
import { claims } from '../../src/check/index.js';
import { runClaims, selectClaims } from '../../src/check/harness/run.js';

afterEach(() => vi.restoreAllMocks());

test.each([
  ['a factor', (x: number) => 1.1 * x],
  ['a sign', (x: number) => -x],
  ['an exponent', (x: number) => Math.sign(x) * Math.abs(x) ** 1.1],
])('the loss of a plateau with %s wrong is rejected', async (_, wrong) => {
  const right = loss.evaluate.bind(loss);
  vi.spyOn(loss, 'evaluate').mockImplementation((values) => wrong(right(values)));
  const { claims: checked } = await runClaims(selectClaims(claims, ['plateau-loss'], true), { quick: true });
  expect(checked.map(({ verdict }) => verdict)).toEqual(['fails']);
});
