/**
 * The second time of fusion at the second layer, its drive turned, from Gaussian weights (not in the source; corrects Eq 56b, 57). The
 * two layers of B before the fusion are a two-layer problem, in the clock dθ = e w dt of what the shared layers amount to, w: it
 * runs fast while A escapes, and at the pace of A's plateau afterwards.
 */
import { formula, positive, real } from './formula.js';
import { integrate } from '../src/numerics/quadrature.js';
import { gaussianWeights } from './random-weights.js';
import { gradientFlow, notCollinear, plateauReached, secondStaysSmall, smallInitialization } from './vocabulary.js';
import { L, p_A, r_B, s_A, s_B, tau } from './vocabulary.js';

export const fusedAssumptions = [
  smallInitialization,
  gaussianWeights,
  gradientFlow,
  plateauReached,
  secondStaysSmall,
  notCollinear,
  { id: 'layers-of-one-norm', statement: 'the deep protocol: columns of first layers u₀/√D, three or four layers' },
  { id: 'shared-stand-still', statement: 'the shared layers do not grow with B: what is left out is of order u₀' },
];

/** `½ ln` of what A's first layer has grown by: it is `v_A/2 e^θ`, and `p_A^(1/L)` on the plateau. */
export const growthFused = formula({
  id: 'turning-drive/growth-fused-at-2',
  equation: '—',
  title: 'What B has grown by until A is learned: fusion at the second layer',
  statement: 'x = s_B/s_A * log(2*p_A^(1/L)/v_A)',
  variables: { s_B, s_A, p_A, L, v_A: positive('norm of a column of the first layer of A, u₀/√D_A', '1', 1e-4, 0.3) },
  assumptions: fusedAssumptions,
  evaluate: (v) => (v.s_B / v.s_A) * Math.log((2 * v.p_A ** (1 / v.L)) / v.v_A),
});

/** From `θ_B` with the drive `s_B e_A/s_A + r_B y^L`, y a layer of A over that of its plateau. */
export const clockEndFused = formula({
  id: 'turning-drive/clock-end-fused-at-2',
  equation: '—',
  title: 'When the drive of B turns: fusion at the second layer',
  statement: 'T = T_A - tau/(s_A*p_A^(1-2/L)) * (1/(L-2) + integral((x^(L-1)-x)/(1-x^L), x, 0, 1))',
  variables: { T_A: positive('escape time T_A of A, to infinity', 'steps', 1, 1e5), tau, s_A, p_A, L },
  where: ['L > 2'],
  assumptions: fusedAssumptions,
  evaluate: ({ T_A, tau, s_A, p_A, L }) => {
    const early = integrate((x) => (x ** (L - 1) - x) / (1 - x ** L), 0, 1).value;
    return T_A - (tau / (s_A * p_A ** (1 - 2 / L))) * (1 / (L - 2) + early);
  },
});

export const secondTimeFused = formula({
  id: 'turning-drive/second-random-at-2',
  equation: '—',
  title: 'When B is used, its drive turned: fusion at the second layer, Gaussian weights (corrects Eq 56b, 57)',
  statement: 't_B = T + tau/(2*r_B*p_A^(1-2/L)) * log(2*l_B/(P*p_A^(1-2/L)))',
  variables: {
    T: real('time T at which the drive of B turns', 'steps', 1, 1e5),
    tau,
    r_B,
    p_A,
    L,
    l_B: positive('final contribution l_B of B, as a weight along its growth', '[y]/[x]', 0.2, 20),
    P: positive('size P of what has grown along Σ̃_yB, turning-drive/size-two-layer with β = 0', '1', 1e-8, 1e-2),
  },
  assumptions: fusedAssumptions,
  evaluate: ({ T, tau, r_B, p_A, L, l_B, P }) => {
    const pace = p_A ** (1 - 2 / L);
    return T + (tau / (2 * r_B * pace)) * Math.log((2 * l_B) / (P * pace));
  },
});
