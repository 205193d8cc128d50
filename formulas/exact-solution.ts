/** The solvable case (Eq 21): two-layer late fusion, uncorrelated modalities, white inputs. */
import { formula, positive, real } from './formula.js';
import { balancedAlignedStart, gradientFlow, uncorrelated, whitened } from './vocabulary.js';
import { s_A, sigma_A, tau } from './vocabulary.js';

const t = real('time', 'steps', 0, 500);
const w_0 = positive('norm ‖W_A^tot(0)‖ of the initial total weight', '[y]/[x]', 1e-12, 1e-2);

/** Eq 21, with the initial total weight where the source prints `u_A(0)` (see the errata). */
export const exactScale = formula({
  id: 'exact-solution/scale',
  equation: '21',
  title: 'Total weight of A relative to its plateau, as a function of time',
  statement: 'scale = 1 / ((s_A/(sigma_A^2 * w_0) - 1) * exp(-2*s_A*t/tau) + 1)',
  variables: { s_A, sigma_A, w_0, t, tau },
  assumptions: [uncorrelated, whitened, balancedAlignedStart, gradientFlow],
  evaluate: (v) => 1 / ((v.s_A / (v.sigma_A ** 2 * v.w_0) - 1) * Math.exp((-2 * v.s_A * v.t) / v.tau) + 1),
});

/** Eq 21 solved for the time at which half of the plateau is reached. */
export const exactHalfTime = formula({
  id: 'exact-solution/half-time',
  equation: '21',
  title: 'When the total weight of A is half of its plateau, exactly',
  statement: 't_A = tau/(2*s_A) * log(s_A/(sigma_A^2 * w_0) - 1)',
  variables: { s_A, sigma_A, w_0, tau },
  where: ['s_A/(sigma_A^2 * w_0) > 2'],
  assumptions: [uncorrelated, whitened, balancedAlignedStart, gradientFlow],
  evaluate: (v) => (v.tau / (2 * v.s_A)) * Math.log(v.s_A / (v.sigma_A ** 2 * v.w_0) - 1),
});
