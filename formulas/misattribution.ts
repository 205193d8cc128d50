/** Mis-attribution (Sec. 3.3): what A wrongly takes over from B while the network is unimodal. */
import { formula, real } from './formula.js';
import { matrixTimesColumn, row } from '../src/numerics/matrix.js';
import { solveSymmetric } from '../src/numerics/pseudo-inverse.js';
import { fullRank, plateauReached, scalarInputs } from './vocabulary.js';
import { S_A, S_AB, W_B, rho, sigma_A, sigma_B } from './vocabulary.js';

/** Σ_yA Σ_A⁻¹ − W_A* by the normal equations of W*. */
export const misattribution = formula({
  id: 'misattribution/any-dimension',
  equation: '3.3',
  title: 'Mis-attribution: plateau weight of A less its final weight',
  statement: 'M = W_B * transpose(S_AB) * inv(S_A)',
  variables: { W_B, S_AB, S_A },
  assumptions: [fullRank, plateauReached],
  evaluate: (v) => row(solveSymmetric(v.S_A, matrixTimesColumn(v.S_AB, v.W_B.data))),
});

/** J.3, Figure 3d, with the weight of B. */
export const misattributionScalar = formula({
  id: 'misattribution/scalar',
  equation: 'J.3',
  title: 'Mis-attribution of scalar inputs',
  statement: 'M = w_B * rho * sigma_B / sigma_A',
  variables: { w_B: real('weight w*_B of B in the target, 1 in the source', '[y]/[x]', -3, 3), rho, sigma_A, sigma_B },
  assumptions: [scalarInputs, plateauReached],
  evaluate: (v) => (v.w_B * v.rho * v.sigma_B) / v.sigma_A,
});
