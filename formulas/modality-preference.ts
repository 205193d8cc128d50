/** Which modality is learned first, and which one contributes more (Eq 10, 11, 28, 61). */
import { formula, integer, positive } from './formula.js';
import { dot } from '../src/numerics/matrix.js';
import { solveSymmetric } from '../src/numerics/pseudo-inverse.js';
import { speedRatio } from './depth-integrals.js';
import { balancedAlignedStart, fullRank, scalarInputs, smallInitialization, uncorrelated } from './vocabulary.js';
import { L_A, L_B, S_A, S_B, S_yA, S_yB, s_A, s_B, sigma_A, sigma_B, u_0 } from './vocabulary.js';

/** Eq 10a, 28, 49. */
export const learnedFirst = formula({
  id: 'modality-preference/first',
  equation: '10a, 28, 49',
  title: 'A is learned first',
  statement: 's_A > s_B',
  variables: { s_A, s_B },
  assumptions: [smallInitialization, balancedAlignedStart],
  evaluate: (v) => v.s_A > v.s_B,
});

/** From Eq 60: the branch that escapes from zero first. */
export const learnedFirstUnequal = formula({
  id: 'modality-preference/first-unequal',
  equation: '60',
  title: 'A is learned first, branches of unequal depth above 2',
  statement: '(L_B-2)/(L_A-2) * s_B/s_A * u_0^(L_B-L_A) < 1',
  variables: { s_A, s_B, L_A, L_B, u_0 },
  assumptions: [smallInitialization, balancedAlignedStart],
  evaluate: (v) => speedRatio(v.L_A, v.L_B, v.s_B / v.s_A, v.u_0) < 1,
});

/** The same where branch A has two layers: it grows exponentially, B along a power. */
export const learnedFirstAt2 = formula({
  id: 'modality-preference/first-at-2',
  equation: '—',
  title: 'A is learned first, a branch of depth 2 beside a deeper one (not in the source)',
  statement: 's_B/s_A * (L_B-2) * u_0^(L_B-2) * log(1/u_0) < 1',
  variables: { s_A, s_B, L_B: integer('pre-fusion depth L_B of branch B', 3, 8), u_0 },
  assumptions: [smallInitialization, balancedAlignedStart],
  evaluate: (v) => (v.s_B / v.s_A) * (v.L_B - 2) * v.u_0 ** (v.L_B - 2) * -Math.log(v.u_0) < 1,
});

/** Eq 10b. */
export const contribution = formula({
  id: 'modality-preference/contribution',
  equation: '10b, 61',
  title: 'What a modality alone takes off the mean square error',
  statement: 'gain = S_yA * inv(S_A) * transpose(S_yA)',
  variables: { S_yA, S_A },
  assumptions: [fullRank],
  evaluate: (v) => dot(solveSymmetric(v.S_A, v.S_yA.data), v.S_yA.data),
});

/** Eq 10. */
export const superficial = formula({
  id: 'modality-preference/superficial',
  equation: '10',
  title: 'A is learned first although B contributes more',
  statement:
    'norm(S_yA, "fro") > norm(S_yB, "fro") and (S_yA * inv(S_A) * transpose(S_yA))[1,1] < (S_yB * inv(S_B) * transpose(S_yB))[1,1]',
  variables: { S_yA, S_yB, S_A, S_B },
  assumptions: [smallInitialization, balancedAlignedStart, fullRank],
  evaluate: (v) =>
    dot(v.S_yA.data, v.S_yA.data) > dot(v.S_yB.data, v.S_yB.data) &&
    contribution.evaluate(v) < contribution.evaluate({ S_yA: v.S_yB, S_A: v.S_B }),
});

/** Eq 11, σ being standard deviations (see the errata). */
export const superficialScalar = formula({
  id: 'modality-preference/superficial-scalar',
  equation: '11',
  title: 'A is learned first although B contributes more: scalar, uncorrelated inputs',
  statement: 'sigma_B^2/sigma_A^2 < w_A/w_B and w_A/w_B < sigma_B/sigma_A',
  variables: {
    sigma_A,
    sigma_B,
    w_A: positive('weight w*_A of A in the target', '[y]/[x]', 0.01, 100),
    w_B: positive('weight w*_B of B in the target', '[y]/[x]', 0.01, 100),
  },
  assumptions: [smallInitialization, scalarInputs, uncorrelated],
  evaluate: (v) => v.sigma_B ** 2 / v.sigma_A ** 2 < v.w_A / v.w_B && v.w_A / v.w_B < v.sigma_B / v.sigma_A,
});
