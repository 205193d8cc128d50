/** The ratio t_B/t_A of the two learning times (Eq 9, 12, 57, 59): the length of the unimodal phase in units of t_A. */
import { formula, positive, real } from './formula.js';
import { equalDepthIntegral, unequalDepthIntegral } from './depth-integrals.js';
import {
  balancedAlignedStart,
  firstIsA,
  firstIsAUnequal,
  gradientFlow,
  notCollinear,
  plateauReached,
  scalarInputs,
  secondStaysSmall,
  smallInitialization,
} from './vocabulary.js';
import { L, L_A, L_B, L_c, L_f, k, p_A, r_B, rho, s_A, s_B, sigma_A, sigma_B, u_0 } from './vocabulary.js';

const common = [
  smallInitialization,
  balancedAlignedStart,
  gradientFlow,
  plateauReached,
  secondStaysSmall,
  notCollinear,
];

/** Eq 9. */
export const timeRatioLate = formula({
  id: 'time-ratio/late',
  equation: '9',
  title: 'Time ratio of late fusion, any depth',
  statement: 'ratio = 1 + (s_A - s_B) / r_B',
  variables: { s_A, s_B, r_B },
  assumptions: [...common, firstIsA],
  evaluate: (v) => 1 + (v.s_A - v.s_B) / v.r_B,
});

/** Eq 12. */
export const timeRatio = formula({
  id: 'time-ratio/above-2',
  equation: '12',
  title: 'Time ratio for a fusion layer above the second',
  statement:
    'ratio = 1 + (s_A - s_B)/r_B * u_0^(L-L_f) / ((L_f-2) * p_A^(1-L_f/L)) / integral(x^(1-L)*(1+(s_B/s_A+(1-s_B/s_A)*x^(L_f-2))^(2/(2-L_f)))^((L_f-L)/2), x, 1, Infinity)',
  variables: { s_A, s_B, r_B, p_A, u_0, L, L_f },
  where: ['s_B < s_A', 'L_f <= L'],
  assumptions: [...common, firstIsA],
  evaluate: (v) =>
    1 +
    (((v.s_A - v.s_B) / v.r_B) * v.u_0 ** (v.L - v.L_f)) /
      ((v.L_f - 2) * v.p_A ** (1 - v.L_f / v.L) * equalDepthIntegral(v.L, v.L_f, v.s_B / v.s_A).value),
});

/** Eq 57 as corrected in the errata: no factor (L_f − 2), exponent 1 − 2/L. */
export const timeRatioAt2 = formula({
  id: 'time-ratio/at-2',
  equation: '57',
  title: 'Time ratio for fusion at the second of more layers',
  statement:
    'ratio = 1 + (s_A - s_B)/r_B * u_0^(L-2) * log(1/u_0) / p_A^(1-2/L) / integral(x^(-1)*(x^2 + x^(2*s_B/s_A))^(1-L/2), x, 1, Infinity)',
  variables: { s_A, s_B, r_B, p_A, u_0, L },
  where: ['s_B < s_A'],
  assumptions: [...common, firstIsA],
  evaluate: (v) =>
    1 +
    (((v.s_A - v.s_B) / v.r_B) * v.u_0 ** (v.L - 2) * -Math.log(v.u_0)) /
      (v.p_A ** (1 - 2 / v.L) * equalDepthIntegral(v.L, 2, v.s_B / v.s_A).value),
});

/** Eq 59. */
export const timeRatioUnequal = formula({
  id: 'time-ratio/unequal',
  equation: '59',
  title: 'Time ratio for branches of unequal depth, both above 2',
  statement:
    'ratio = 1 + (u_0^(L_c+L_A-L_B)/(L_B-2)*s_A - u_0^L_c/(L_A-2)*s_B) / (p_A^(L_c/(L_A+L_c)) * r_B) / integral(x^(1-L_A) * (x^2 + ((L_B-2)/(L_A-2)*s_B/s_A*u_0^(L_B-L_A)*(x^(2-L_A)-1) + 1)^(2/(2-L_B)))^(-L_c/2), x, 1, Infinity)',
  variables: { s_A, s_B, r_B, p_A, u_0, L_A, L_B, L_c },
  where: ['(L_B-2)/(L_A-2)*s_B/s_A*u_0^(L_B-L_A) < 1'],
  assumptions: [...common, firstIsAUnequal],
  evaluate: (v) => {
    const gap = (v.u_0 ** (v.L_A - v.L_B) / (v.L_B - 2)) * v.s_A - v.s_B / (v.L_A - 2);
    const integral = unequalDepthIntegral(v.L_A, v.L_B, v.L_c, v.s_B / v.s_A, v.u_0).value;
    return 1 + (v.u_0 ** v.L_c * gap) / (v.p_A ** (v.L_c / (v.L_A + v.L_c)) * v.r_B * integral);
  },
});

/** J.3, Figure 3: Eq 9 for scalars with y = x_A + x_B; σ are standard deviations (see the errata). */
export const timeRatioScalar = formula({
  id: 'time-ratio/scalar',
  equation: 'J.3',
  title: 'Time ratio of late fusion for scalar inputs and y = x_A + x_B',
  statement: 'ratio = 1 + ((sigma_A/sigma_B)^2 - 1) / (1 - rho^2)',
  variables: { sigma_A, sigma_B, rho },
  where: ['sigma_A > sigma_B', 'sigma_B + rho*sigma_A > 0'],
  assumptions: [...common, firstIsA, scalarInputs],
  evaluate: (v) => 1 + ((v.sigma_A / v.sigma_B) ** 2 - 1) / (1 - v.rho ** 2),
});

const relative = positive(
  '‖Σ̃_yB‖/‖Σ_yA‖, what is left for B once A is learned relative to s_A; k where Σ_AB = 0',
  '1',
  0.01,
  10,
);

/** Eq 9 in ratios of correlations, to see the effect of each alone. */
export const timeRatioLateRelative = formula({
  id: 'time-ratio/late-relative',
  equation: '—',
  title: 'Time ratio of late fusion as a function of k (not in the source)',
  statement: 'ratio = 1 + (1 - k) / r',
  variables: { k, r: relative },
  assumptions: [...common, firstIsA],
  evaluate: (v) => 1 + (1 - v.k) / v.r,
});

/** Eq 12 in ratios of correlations. */
export const timeRatioRelative = formula({
  id: 'time-ratio/above-2-relative',
  equation: '—',
  title: 'Time ratio for a fusion layer above the second as a function of k (not in the source)',
  statement:
    'ratio = 1 + (1-k)/r * u_0^(L-L_f) / ((L_f-2) * p_A^(1-L_f/L)) / integral(s^(L-3) * (1 + s^2 * (k*s^(L_f-2) + 1-k)^(-2/(L_f-2)))^(-(L-L_f)/2), s, 0, 1)',
  variables: { k, r: relative, p_A, u_0, L, L_f },
  where: ['L_f <= L'],
  assumptions: [...common, firstIsA],
  evaluate: (v) =>
    1 +
    (((1 - v.k) / v.r) * v.u_0 ** (v.L - v.L_f)) /
      ((v.L_f - 2) * v.p_A ** (1 - v.L_f / v.L) * equalDepthIntegral(v.L, v.L_f, v.k).value),
});

/** Eq 57 in ratios of correlations. */
export const timeRatioRelativeAt2 = formula({
  id: 'time-ratio/at-2-relative',
  equation: '—',
  title: 'Time ratio for fusion at the second of more layers as a function of k (not in the source)',
  statement:
    'ratio = 1 + (1-k)/r * u_0^(L-2) * log(1/u_0) / p_A^(1-2/L) / integral(s^(L-3) * (1 + s^(2-2*k))^(1-L/2), s, 0, 1)',
  variables: { k, r: relative, p_A, u_0, L },
  assumptions: [...common, firstIsA],
  evaluate: (v) =>
    1 +
    (((1 - v.k) / v.r) * v.u_0 ** (v.L - 2) * -Math.log(v.u_0)) /
      (v.p_A ** (1 - 2 / v.L) * equalDepthIntegral(v.L, 2, v.k).value),
});

/** σ_A/σ_B: for scalars with y = x_A + x_B it is above 1 exactly where A is learned first. */
const q = real('ratio σ_A/σ_B of standard deviations', '1', 1.001, 10);
/** s_B/s_A for them; the drive of B does not reverse where it is positive. */
const kOfScalars = '(1+rho*q)/(q^2+rho*q)';
const kValue = (v: { q: number; rho: number }) => (1 + v.rho * v.q) / (v.q * (v.q + v.rho));

/** Eq 12 for scalars, as in Figure 6b–d. */
export const timeRatioScalarAbove2 = formula({
  id: 'time-ratio/scalar-above-2',
  equation: '—',
  title: 'Time ratio for a fusion layer above the second, scalar inputs and y = x_A + x_B (not in the source)',
  statement: `ratio = 1 + (q^2-1)/(1-rho^2) * u_0^(L-L_f) / ((L_f-2) * (1+rho/q)^(1-L_f/L)) / integral(s^(L-3) * (1 + s^2 * (${kOfScalars}*s^(L_f-2) + 1-${kOfScalars})^(-2/(L_f-2)))^(-(L-L_f)/2), s, 0, 1)`,
  variables: { q, rho, u_0, L, L_f },
  where: ['L_f <= L', '1 + rho*q > 0'],
  assumptions: [...common, firstIsA, scalarInputs],
  evaluate: (v) =>
    1 +
    (((v.q ** 2 - 1) / (1 - v.rho ** 2)) * v.u_0 ** (v.L - v.L_f)) /
      ((v.L_f - 2) * (1 + v.rho / v.q) ** (1 - v.L_f / v.L) * equalDepthIntegral(v.L, v.L_f, kValue(v)).value),
});

/** Eq 57 for scalars. */
export const timeRatioScalarAt2 = formula({
  id: 'time-ratio/scalar-at-2',
  equation: '—',
  title: 'Time ratio for fusion at the second of more layers, scalar inputs and y = x_A + x_B (not in the source)',
  statement: `ratio = 1 + (q^2-1)/(1-rho^2) * u_0^(L-2) * log(1/u_0) / (1+rho/q)^(1-2/L) / integral(s^(L-3) * (1 + s^(2-2*${kOfScalars}))^(1-L/2), s, 0, 1)`,
  variables: { q, rho, u_0, L },
  where: ['1 + rho*q > 0'],
  assumptions: [...common, firstIsA, scalarInputs],
  evaluate: (v) =>
    1 +
    (((v.q ** 2 - 1) / (1 - v.rho ** 2)) * v.u_0 ** (v.L - 2) * -Math.log(v.u_0)) /
      ((1 + v.rho / v.q) ** (1 - 2 / v.L) * equalDepthIntegral(v.L, 2, kValue(v)).value),
});
