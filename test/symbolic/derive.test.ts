import { describe, expect, test } from 'vitest';
import { derivation } from '../../formulas/derivations/derivation.js';
import { derivations } from '../../formulas/derivations/index.js';
import { leverDerivations } from '../../formulas/derivations/levers.js';
import { turningDriveDerivations } from '../../formulas/derivations/turning-drive.js';
import { derive, deriveAll } from '../../src/symbolic/derive.js';

/** Derivations with a step that algebra does not reduce: evaluated at random points in 64 digits only. */
const checkedOnly = [
  ...['drive', 'spectral', 'three-layer', 'four-layer', 'shared', 'shared-above'].map((name) => `finite-width-${name}`),
  ...['two-layer', 'three-layer', 'elliptic', 'four-layer'].map((name) => `turning-${name}`),
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
  const corrected = [...turningDriveDerivations, ...leverDerivations];
  const source = derivations.filter((one) => !own.includes(one) && !corrected.includes(one));

  test.each([
    ['of the source', source],
    ['of random weights', own],
    ['of turning drives, selection and levers', corrected],
  ])('%s hold, and all but some are proved', async (_, chosen) => {
    const reports = await deriveAll(chosen);
    const verdicts = reports.map(({ id, verdict }) => [id, verdict]);
    expect(verdicts).toEqual(chosen.map(({ id }) => [id, checkedOnly.includes(id) ? 'checked' : 'proved']));
    for (const step of reports.flatMap(({ steps }) => steps)) {
      expect(step.residual).toBeLessThan(1e-40);
      expect(step.label).toBe(step.verdict === 'checked' ? `checked at ${step.points} points` : step.verdict);
    }
  });

  test('say everything that the theory rests on', () => {
    const conclusions = derivations.map(({ conclusion }) => conclusion).join('; ');
    for (const equation of '7a 9 10b 11 12 13 21 26 30 31 32 36 38 39 41 45 46 47 48 51 53 54 55 56a 56b 57 59 62'.split(
      ' ',
    ))
      expect(conclusions).toMatch(new RegExp(`(Eq|, ) ?${equation}\\b`));
  });
});

describe('identities of matrices', () => {
  const matrices = { X: ['M', 'N'], Y: ['N', 'K'], Z: ['M', 'M'] } as const;
  const about = (zero: string) => derivation({ ...claim(zero), matrices });
  test.each([
    'transpose(X*Y) - transpose(Y)*transpose(X)',
    'inv(Z)*X - inv(Z)*X',
    'Z*inv(Z)*X - X',
    'along(Z*Z, Z, X*transpose(X)) - X*transpose(X)*Z - Z*X*transpose(X)',
  ])('%s is proved', async (zero) => {
    expect(await derive(about(zero))).toMatchObject({ verdict: 'proved' });
  });
  test.each(['Z*X*transpose(X) - X*transpose(X)*Z', 'transpose(Z) - Z', 'along(Z*Z, Z, Z) - Z*Z'])(
    '%s fails',
    async (zero) => {
      expect(await derive(about(zero))).toMatchObject({ verdict: 'failed' });
    },
  );
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
