/**
 * The second time of fusion at the third of four layers, its drive turned, from Gaussian weights (not in the source; corrects Eq 12, 54).
 * Both outer layers of a branch are long at the start and stand still until it escapes, so that its two hidden ones are a two-layer
 * problem in the clock dθ = e V_B w dt, w the norm of the shared layer: slow until A escapes, at A's plateau afterwards.
 */
import { formula, positive, real } from './formula.js';
import { fusedAssumptions } from './turning-fused.js';
import { p_A, r_B, s_A, s_B, tau } from './vocabulary.js';

const size = (meaning: string) => positive(meaning, '1', 1e-4, 0.3);
const V_A = size('V_A = √(u₀²/D_A − g²), what the first layer of A exceeds its hidden ones by');
const V_B = size('V_B = √(u₀²/D_B − g²)');
const g = size('start g = u₀/√(2N) of a hidden layer');

/** `p_A = V_A/sinh X` while A escapes, X from asinh(V_A/g) down to that of the plateau. */
export const growthFused43 = formula({
  id: 'turning-drive/growth-fused-4-3',
  equation: '—',
  title: 'What B has grown by until A is learned: four layers, fusion at the third',
  statement: 'x = s_B*V_B/(s_A*V_A) * (asinh(V_A/g) - asinh(V_A/p_A^(1/4)))',
  variables: { s_B, s_A, V_A, V_B, g, p_A },
  where: ['g < V_A'],
  assumptions: fusedAssumptions,
  evaluate: (v) =>
    ((v.s_B * v.V_B) / (v.s_A * v.V_A)) * (Math.asinh(v.V_A / v.g) - Math.asinh(v.V_A / v.p_A ** (1 / 4))),
});

/** From θ_B with the drive `s_B e_A/s_A + r_B y⁴` at the pace y, y a layer of A over that of its plateau. */
export const clockEndFused43 = formula({
  id: 'turning-drive/clock-end-fused-4-3',
  equation: '—',
  title: 'When the drive of B turns: four layers, fusion at the third',
  statement: 'T = T_A - tau/(s_A*sqrt(p_A)) * (1/2 - atan(1)/2 + log(2)/4)',
  variables: { T_A: positive('escape time T_A of A, to infinity', 'steps', 1, 1e5), tau, s_A, p_A },
  assumptions: fusedAssumptions,
  evaluate: ({ T_A, tau, s_A, p_A }) => T_A - (tau / (s_A * Math.sqrt(p_A))) * (1 / 2 - Math.PI / 8 + Math.LN2 / 4),
});

/** `y = V_B/sinh X` of a hidden layer of B, to infinity: X is `asinh(V_B/g)` at the start, and loses what has grown. */
export const secondTimeFused43 = formula({
  id: 'turning-drive/second-random-4-3',
  equation: '—',
  title: 'Escape of B, its drive turned: four layers, fusion at the third, Gaussian weights (corrects Eq 12, 54)',
  statement: 'T_B = T + tau/(r_B*p_A^(1/4)*V_B) * (asinh(V_B/g) - log(P/g^2)/2)',
  variables: {
    T: real('time T at which the drive of B turns', 'steps', 1, 1e5),
    tau,
    r_B,
    p_A,
    V_B,
    g,
    P: positive('size P of what has grown along Σ̃_yB, turning-drive/size-four-layer', '1', 1e-8, 1e-2),
  },
  assumptions: fusedAssumptions,
  evaluate: ({ T, tau, r_B, p_A, V_B, g, P }) =>
    T + (tau / (r_B * p_A ** (1 / 4) * V_B)) * (Math.asinh(V_B / g) - Math.log(P / g ** 2) / 2),
});
