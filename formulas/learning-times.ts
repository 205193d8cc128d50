/**
 * When each modality is learned (Eq 8, 27–33, 48–56 and the branches of unequal depth). Everywhere A is the modality
 * learned first; times are in gradient-descent steps, τ = 1/η.
 */
import { formula, integer, positive, real } from './formula.js';
import { equalDepthIntegral, unequalDepthIntegral } from './depth-integrals.js';
import {
  balancedAlignedStart,
  binaryTarget,
  firstIsA,
  firstIsAUnequal,
  gradientFlow,
  notCollinear,
  plateauReached,
  secondStaysSmall,
  smallInitialization,
} from './vocabulary.js';
import { L, L_A, L_B, L_c, L_f, k, p_A, r_B, s_A, s_B, tau, u_0 } from './vocabulary.js';

const first = [smallInitialization, balancedAlignedStart, gradientFlow, firstIsA];
const second = [...first, plateauReached, secondStaysSmall, notCollinear];
const firstUnequal = [smallInitialization, balancedAlignedStart, gradientFlow, firstIsAUnequal];
const secondUnequal = [...firstUnequal, plateauReached, secondStaysSmall, notCollinear];

const t_A = positive('time t_A at which A is learned', 'steps', 1, 1e5);
const anyFusion = integer('fusion layer L_f', 2, 10);

/** Eq 8a. */
export const firstTimeLate = formula({
  id: 'learning-time/first-two-layer',
  equation: '8a, 27',
  covers: '26',
  title: 'When A is learned: two-layer late fusion',
  statement: 't_A = tau/s_A * log(1/u_0)',
  variables: { tau, s_A, u_0 },
  assumptions: first,
  evaluate: (v) => (v.tau / v.s_A) * -Math.log(v.u_0),
});

/** Eq 30. */
export const secondNormAt2 = formula({
  id: 'learning-time/second-norm-at-2',
  equation: '30',
  covers: '29',
  title: 'Norm of a pre-fusion layer of B when A is learned, fusion at the second layer',
  statement: 'u_B = u_0^(1-k)',
  variables: { k, u_0 },
  assumptions: first,
  evaluate: (v) => v.u_0 ** (1 - v.k),
});

/** Eq 8b. */
export const secondTimeLate = formula({
  id: 'learning-time/second-two-layer',
  equation: '8b, 33',
  covers: '32',
  title: 'When B is learned: two-layer late fusion',
  statement: 't_B = t_A + tau * (1 - s_B/s_A) / r_B * log(1/u_0)',
  variables: { t_A, tau, s_A, s_B, r_B, u_0 },
  assumptions: second,
  evaluate: (v) => v.t_A + ((v.tau * (1 - v.s_B / v.s_A)) / v.r_B) * -Math.log(v.u_0),
});

/** Eq 48. */
export const firstTime = formula({
  id: 'learning-time/first',
  equation: '48',
  title: 'When A is learned: fusion above the second layer',
  statement:
    't_A = tau/s_A * u_0^(2-L) * integral(x^(1-L)*(1+(k+(1-k)*x^(L_f-2))^(2/(2-L_f)))^((L_f-L)/2), x, 1, Infinity)',
  variables: { tau, s_A, u_0, k, L, L_f },
  where: ['L_f <= L'],
  assumptions: first,
  evaluate: (v) => (v.tau / v.s_A) * v.u_0 ** (2 - v.L) * equalDepthIntegral(v.L, v.L_f, v.k).value,
});

/** Eq 51. */
export const secondNorm = formula({
  id: 'learning-time/second-norm',
  equation: '51',
  title: 'Norm of a pre-fusion layer of B when A is learned, fusion above the second layer',
  statement: 'u_B = (1-k)^(1/(2-L_f)) * u_0',
  variables: { k, u_0, L_f },
  assumptions: first,
  evaluate: (v) => (1 - v.k) ** (1 / (2 - v.L_f)) * v.u_0,
});

/** Eq 54. */
export const secondTime = formula({
  id: 'learning-time/second',
  equation: '54',
  covers: '53',
  title: 'When B is learned: fusion above the second layer',
  statement: 't_B = t_A + tau * (1 - s_B/s_A) / ((L_f-2) * p_A^(1-L_f/L) * r_B) * u_0^(2-L_f)',
  variables: { t_A, tau, s_A, s_B, p_A, r_B, u_0, L, L_f },
  where: ['L_f <= L'],
  assumptions: second,
  evaluate: (v) =>
    v.t_A + ((v.tau * (1 - v.s_B / v.s_A)) / ((v.L_f - 2) * v.p_A ** (1 - v.L_f / v.L) * v.r_B)) * v.u_0 ** (2 - v.L_f),
});

/** Eq 56a. */
export const firstTimeAt2 = formula({
  id: 'learning-time/first-at-2',
  equation: '56a',
  title: 'When A is learned: fusion at the second of more layers',
  statement: 't_A = tau/s_A * u_0^(2-L) * integral(x^(-1)*(x^2 + x^(2*k))^(1-L/2), x, 1, Infinity)',
  variables: { tau, s_A, u_0, k, L },
  assumptions: first,
  evaluate: (v) => (v.tau / v.s_A) * v.u_0 ** (2 - v.L) * equalDepthIntegral(v.L, 2, v.k).value,
});

/** Eq 56b. */
export const secondTimeAt2 = formula({
  id: 'learning-time/second-at-2',
  equation: '56b',
  title: 'When B is learned: fusion at the second of more layers',
  statement: 't_B = t_A + tau * (1 - s_B/s_A) / r_B * p_A^(2/L-1) * log(1/u_0)',
  variables: { t_A, tau, s_A, s_B, r_B, p_A, L, u_0 },
  assumptions: second,
  evaluate: (v) => v.t_A + ((v.tau * (1 - v.s_B / v.s_A)) / v.r_B) * v.p_A ** (2 / v.L - 1) * -Math.log(v.u_0),
});

/** Early fusion, two layers. */
export const timeEarlyTwoLayer = formula({
  id: 'learning-time/early-two-layer',
  equation: '—',
  title: 'When both modalities are learned: two-layer early fusion (not in the source)',
  statement: 't = tau / sqrt(s_A^2 + s_B^2) * log(1/u_0)',
  variables: { tau, s_A, s_B, u_0 },
  assumptions: [smallInitialization, balancedAlignedStart, gradientFlow],
  evaluate: (v) => (v.tau / Math.hypot(v.s_A, v.s_B)) * -Math.log(v.u_0),
});

/** Early fusion, deep: Eq 48 at L_f = 1. */
export const timeEarly = formula({
  id: 'learning-time/early',
  equation: '—',
  title: 'When both modalities are learned: deep early fusion, Eq 48 followed through for L_f = 1 (not in the source)',
  statement: 't = tau/s_A * u_0^(2-L) * integral(s^(L-3) * (1 + (k + (1-k)*s)^2)^(-(L-1)/2), s, 0, 1)',
  variables: { tau, s_A, u_0, k, L },
  assumptions: [smallInitialization, balancedAlignedStart, gradientFlow],
  evaluate: (v) => (v.tau / v.s_A) * v.u_0 ** (2 - v.L) * equalDepthIntegral(v.L, 1, v.k).value,
});

/** Branches of unequal depth, L_A, L_B > 2. */
export const firstTimeUnequal = formula({
  id: 'learning-time/first-unequal',
  equation: '59, 60',
  title: 'When A is learned: branches of unequal depth, both above 2',
  statement:
    't_A = tau/s_A * u_0^(2-L_A-L_c) * integral(x^(1-L_A) * (x^2 + ((L_B-2)/(L_A-2)*s_B/s_A*u_0^(L_B-L_A)*(x^(2-L_A)-1) + 1)^(2/(2-L_B)))^(-L_c/2), x, 1, Infinity)',
  variables: { tau, s_A, s_B, u_0, L_A, L_B, L_c },
  where: ['(L_B-2)/(L_A-2)*s_B/s_A*u_0^(L_B-L_A) < 1'],
  assumptions: firstUnequal,
  evaluate: (v) =>
    (v.tau / v.s_A) *
    v.u_0 ** (2 - v.L_A - v.L_c) *
    unequalDepthIntegral(v.L_A, v.L_B, v.L_c, v.s_B / v.s_A, v.u_0).value,
});

/** Branches of unequal depth, L_A, L_B > 2. */
export const secondTimeUnequal = formula({
  id: 'learning-time/second-unequal',
  equation: '59',
  title: 'When B is learned: branches of unequal depth, both above 2',
  statement: 't_B = t_A + tau * (u_0^(2-L_B)/(L_B-2) - s_B/s_A*u_0^(2-L_A)/(L_A-2)) / (p_A^(L_c/(L_A+L_c)) * r_B)',
  variables: { t_A, tau, s_A, s_B, p_A, r_B, u_0, L_A, L_B, L_c },
  where: ['(L_B-2)/(L_A-2)*s_B/s_A*u_0^(L_B-L_A) < 1'],
  assumptions: secondUnequal,
  evaluate: (v) =>
    v.t_A +
    (v.tau * (v.u_0 ** (2 - v.L_B) / (v.L_B - 2) - ((v.s_B / v.s_A) * v.u_0 ** (2 - v.L_A)) / (v.L_A - 2))) /
      (v.p_A ** (v.L_c / (v.L_A + v.L_c)) * v.r_B),
});

const shallow = integer('pre-fusion depth L_A of branch A, 1 or 2', 1, 2);
const sharedLayers = integer('post-fusion depth L_c', 1, 6);

/** A branch of depth 1 or 2 beside a deeper one: A escapes before B has moved. */
export const firstTimeShallow = formula({
  id: 'learning-time/first-shallow',
  equation: '—',
  title: 'When A is learned: a branch of depth 1 or 2 beside a deeper one, L_A + L_c > 2 (not in the source)',
  statement: 't_A = tau/s_A * u_0^(2-L_A-L_c) * integral(x^(1-L_A) * (x^2 + 1)^(-L_c/2), x, 1, Infinity)',
  variables: { tau, s_A, u_0, L_A: shallow, L_c: sharedLayers },
  where: ['L_A + L_c > 2'],
  assumptions: firstUnequal,
  // However deep the other branch is, it has not moved.
  evaluate: (v) =>
    (v.tau / v.s_A) * v.u_0 ** (2 - v.L_A - v.L_c) * unequalDepthIntegral(v.L_A, v.L_A + 1, v.L_c, 0, v.u_0).value,
});

/** The same where branch A and the shared layers make two layers: growth is exponential. */
export const firstTimeShallowTwo = formula({
  id: 'learning-time/first-shallow-two-layer',
  equation: '—',
  title: 'When A is learned: L_A + L_c = 2 beside a deeper branch (not in the source)',
  statement: 't_A = tau/s_A * log(1/u_0)',
  variables: { tau, s_A, u_0 },
  assumptions: firstUnequal,
  evaluate: (v) => (v.tau / v.s_A) * -Math.log(v.u_0),
});

/** B of depth above 2 beside a branch of depth 1 or 2. */
export const secondTimeShallow = formula({
  id: 'learning-time/second-shallow',
  equation: '—',
  title: 'When B of depth above 2 is learned beside a branch of depth 1 or 2 (not in the source)',
  statement: 't_B = t_A + tau * (u_0^(2-L_B)/(L_B-2) - q*log(1/u_0)) / (p_A^(L_c/(L_A+L_c)) * r_B)',
  variables: {
    t_A,
    tau,
    p_A,
    r_B,
    u_0,
    q: real('s_B/s_A where L_A = 2, 0 where L_A = 1: what B has grown when A is learned', '1', 0, 1),
    L_A: shallow,
    L_B,
    L_c,
  },
  assumptions: secondUnequal,
  evaluate: (v) =>
    v.t_A +
    (v.tau * (v.u_0 ** (2 - v.L_B) / (v.L_B - 2) + v.q * Math.log(v.u_0))) /
      (v.p_A ** (v.L_c / (v.L_A + v.L_c)) * v.r_B),
});

/** B of depth 2 beside a branch of depth 1. */
export const secondTimeShallowAt2 = formula({
  id: 'learning-time/second-shallow-at-2',
  equation: '—',
  title: 'When B of depth 2 is learned beside a branch of depth 1 (not in the source)',
  statement: 't_B = t_A + tau * log(1/u_0) / (p_A^(L_c/(1+L_c)) * r_B)',
  variables: { t_A, tau, p_A, r_B, u_0, L_c: sharedLayers },
  assumptions: secondUnequal,
  evaluate: (v) => v.t_A + (v.tau * -Math.log(v.u_0)) / (v.p_A ** (v.L_c / (1 + v.L_c)) * v.r_B),
});

/** Eq 37. */
export const logisticTime = formula({
  id: 'learning-time/logistic',
  equation: '37',
  title: 'Time under logistic loss from the time under mean square error',
  statement: 't_logistic = 2 * t_mse',
  variables: { t_mse: positive('the same time under mean square error', 'steps', 1, 1e6) },
  assumptions: [smallInitialization, binaryTarget],
  evaluate: (v) => 2 * v.t_mse,
});

/** What B has grown by when A is learned, as a multiple of u₀, for the check that it is still small. */
export const secondGrowth = formula({
  id: 'learning-time/second-growth',
  equation: '30, 51',
  title: 'Growth of a pre-fusion layer of B until A is learned, u_B(t_A)/u₀, fusion above the second layer',
  statement: 'growth = (1-k)^(1/(2-L_f))',
  variables: { k, L_f: anyFusion },
  where: ['L_f > 2'],
  assumptions: first,
  evaluate: (v) => (1 - v.k) ** (1 / (2 - v.L_f)),
});
