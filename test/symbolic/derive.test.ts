import { describe, expect, test } from 'vitest';
import { derivation } from '../../src/symbolic/derivation.js';
import { derivations } from '../../src/symbolic/derivations.js';
import { derive, deriveAll } from '../../src/symbolic/derive.js';

/** Derivations with a step that the algebra system cannot reduce. */
const checkedOnly = [
  ...['first-time', 'first-time-at-2', 'finite-interval', 'integral-at-2', 'unequal-to-equal'],
  ...['finite-width-drive', 'finite-width-spectral', 'finite-width-transition', 'finite-width-three-layer'],
  ...['finite-width-four-layer', 'finite-width-shared', 'finite-width-shared-above'],
  'finite-width-seeds-three',
];

/** One step that claims `zero` to vanish. */
const claim = (zero: string, where: string[] = []) =>
  derivation({
    id: 'claim',
    title: 'claim',
    hypotheses: [],
    conclusion: '',
    method: 'symbolic zero',
    where,
    steps: [{ claim: 'claim', zero }],
  });

describe('derivations', () => {
  test('have unique names', () => {
    expect(new Set(derivations.map(({ id }) => id)).size).toBe(derivations.length);
  });

  const own = derivations.filter(({ id }) => id.startsWith('finite-width'));
  const source = derivations.filter((one) => !own.includes(one));

  test.each([
    ['of the source', source],
    ['of random weights', own],
  ])('%s hold, and all but some are proved', async (_, chosen) => {
    const reports = await deriveAll(chosen);
    const verdicts = reports.map(({ id, verdict }) => [id, verdict]);
    expect(verdicts).toEqual(chosen.map(({ id }) => [id, checkedOnly.includes(id) ? 'checked' : 'proved']));
    for (const step of reports.flatMap(({ steps }) => steps)) {
      expect(step.residual).toBeLessThan(1e-40);
      expect(step.label).toBe(step.verdict === 'checked' ? `checked at ${step.points} points` : step.verdict);
    }
  });
});

describe('a step that does not hold', () => {
  test.each([
    ['a coefficient', 'D(u_A^2 + 2*u_B^2 - u^2, u_A)*u_A - 2*u_A'],
    [
      'Eq 47 without its prefactor',
      'D(eq("reduced-dynamics/time-to-reach")*s_A/tau, u_A)*eq("reduced-dynamics/closed-rate-A") - 1',
    ],
    [
      'Eq 12 with another power of u_0',
      'at(abstract(eq("time-ratio/above-2")), L_f, L, J, u_0/(L-2)) - eq("time-ratio/late")',
    ],
    ['what has no value', '1/(x-x) - 1'],
    ['nothing but zeros', '0*x'],
    // True in many algebra systems, false for negative ρ.
    ['sqrt(x^2) = x', 'sqrt(rho^2) - rho'],
  ])('%s', async (_, zero) => {
    expect(await derive(claim(zero))).toMatchObject({ verdict: 'failed' });
  });
});

test('what only evaluation supports is not called proved', async () => {
  // True for positive x, and beyond what the algebra system knows of the arc tangent.
  const { steps } = await derive(claim('atan(1/x) + atan(x) - atan(1) - atan(1)'));
  expect(steps[0]).toMatchObject({ verdict: 'checked', label: 'checked at 12 points', algebra: 'not found' });
});
