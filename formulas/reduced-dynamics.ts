/**
 * The reduced system (Eq 44–47): a balanced, aligned, rank-one network is three norms, u_A, u_B of a pre-fusion layer of
 * each branch and u of a post-fusion layer.
 */
import { formula } from './formula.js';
import { integrate } from '../src/numerics/quadrature.js';
import { balancedAlignedStart, firstIsA, gradientFlow, smallInitialization } from './vocabulary.js';
import { L, L_f, k, s_A, s_B, tau, u, u_0, u_A, u_B } from './vocabulary.js';

const early = [smallInitialization, balancedAlignedStart, gradientFlow];

/** Eq 44a. */
export const rateA = formula({
  id: 'reduced-dynamics/rate-A',
  equation: '44a',
  covers: '25',
  title: 'Growth of a pre-fusion layer of A before t_A',
  statement: 'rate = s_A * u_A^(L_f-1) * u^(L-L_f) / tau',
  variables: { s_A, u_A, u, L, L_f, tau },
  where: ['L_f <= L'],
  assumptions: early,
  evaluate: (v) => (v.s_A * v.u_A ** (v.L_f - 1) * v.u ** (v.L - v.L_f)) / v.tau,
});

/** Eq 44b. */
export const rateB = formula({
  id: 'reduced-dynamics/rate-B',
  equation: '44b',
  title: 'Growth of a pre-fusion layer of B before t_A',
  statement: 'rate = s_B * u_B^(L_f-1) * u^(L-L_f) / tau',
  variables: { s_B, u_B, u, L, L_f, tau },
  where: ['L_f <= L'],
  assumptions: early,
  evaluate: (v) => (v.s_B * v.u_B ** (v.L_f - 1) * v.u ** (v.L - v.L_f)) / v.tau,
});

/** Eq 44c. */
export const rateShared = formula({
  id: 'reduced-dynamics/rate-shared',
  equation: '44c',
  title: 'Growth of a post-fusion layer before t_A',
  statement: 'rate = (s_A * u_A^L_f + s_B * u_B^L_f) * u^(L-L_f-1) / tau',
  variables: { s_A, s_B, u_A, u_B, u, L, L_f, tau },
  where: ['L_f < L'],
  assumptions: early,
  evaluate: (v) => ((v.s_A * v.u_A ** v.L_f + v.s_B * v.u_B ** v.L_f) * v.u ** (v.L - v.L_f - 1)) / v.tau,
});

/** Eq 45. */
export const branchNormB = formula({
  id: 'reduced-dynamics/norm-B',
  equation: '45',
  title: 'Norm of a pre-fusion layer of B when that of A is u_A, fusion above the second layer',
  statement: 'u_B = (k*u_A^(2-L_f) + (1-k)*u_0^(2-L_f))^(1/(2-L_f))',
  variables: { k, u_A, u_0, L_f },
  where: ['u_A >= u_0'],
  assumptions: early,
  evaluate: (v) => {
    // Scaled by u₀, so that the large negative powers of small norms do not overflow.
    const m = v.L_f - 2;
    return v.u_0 * (v.k * (v.u_0 / v.u_A) ** m + 1 - v.k) ** (-1 / m);
  },
});

/** Eq 55. */
export const branchNormBAt2 = formula({
  id: 'reduced-dynamics/norm-B-at-2',
  equation: '55',
  title: 'Norm of a pre-fusion layer of B when that of A is u_A, fusion at the second layer',
  statement: 'u_B = u_0 * (u_A/u_0)^k',
  variables: { k, u_A, u_0 },
  where: ['u_A >= u_0'],
  assumptions: early,
  evaluate: (v) => v.u_0 * (v.u_A / v.u_0) ** v.k,
});

/** Eq 46. */
export const closedRateA = formula({
  id: 'reduced-dynamics/closed-rate-A',
  equation: '46',
  title: 'Growth of a pre-fusion layer of A as a function of itself alone',
  statement: 'rate = s_A * u_A^(L_f-1) * (u_A^2 + (k*u_A^(2-L_f) + (1-k)*u_0^(2-L_f))^(2/(2-L_f)))^((L-L_f)/2) / tau',
  variables: { s_A, u_A, k, u_0, L, L_f, tau },
  where: ['L_f <= L', 'u_A >= u_0'],
  assumptions: early,
  evaluate: (v) => {
    const uB = branchNormB.evaluate(v);
    return (v.s_A * v.u_A ** (v.L_f - 1) * (v.u_A ** 2 + uB ** 2) ** ((v.L - v.L_f) / 2)) / v.tau;
  },
});

/** Eq 47, with the prefactor τ/s_A that the source leaves out (see the errata). */
export const timeToReach = formula({
  id: 'reduced-dynamics/time-to-reach',
  equation: '47',
  title: 'Time at which a pre-fusion layer of A reaches u_A',
  statement:
    't = tau/s_A * integral(x^(1-L_f) * (x^2 + (k*x^(2-L_f) + (1-k)*u_0^(2-L_f))^(2/(2-L_f)))^((L_f-L)/2), x, u_0, u_A)',
  variables: { tau, s_A, k, u_0, u_A, L, L_f },
  where: ['L_f <= L', 'u_A >= u_0'],
  assumptions: [...early, firstIsA],
  evaluate: (v) => {
    const scaled = scaledTimeToReach(v.L, v.L_f, v.k, v.u_A / v.u_0);
    return (v.tau / v.s_A) * v.u_0 ** (2 - v.L) * scaled;
  },
});

/** `∫_1^X x^(1−L_f) [x² + (k x^(2−L_f) + 1 − k)^(2/(2−L_f))]^((L_f−L)/2) dx` in `y = ln x`, where it varies slowly. */
function scaledTimeToReach(depth: number, fusionLayer: number, kValue: number, X: number): number {
  const m = fusionLayer - 2;
  const integrand = (y: number): number => {
    const x = Math.exp(y);
    const uB = (kValue * Math.exp(-m * y) + 1 - kValue) ** (-1 / m);
    return Math.exp(-m * y) * (x * x + uB * uB) ** ((fusionLayer - depth) / 2);
  };
  return integrate(integrand, 0, Math.log(X)).value;
}
