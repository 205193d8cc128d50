/**
 * The slow plateau (not in the source): two layers on an ill-conditioned Σ_A reach their plateau direction by direction, long after
 * half of it. The path is that of gradient flow of a ridge, W(T) = Σ_yA Σ_A⁻¹ (1 − e^(−Σ_A T)), with a clock of its own.
 */
import { formula, positive, real } from './formula.js';
import { gaussianWeights } from './random-weights.js';
import { gradientFlow, smallInitialization } from './vocabulary.js';
import { s_A, tau } from './vocabulary.js';

const assumptions = [
  smallInitialization,
  gaussianWeights,
  gradientFlow,
  {
    id: 'ridge-path',
    statement:
      'the total weight follows the path of a single layer, which it does exactly while it is along one eigenvector of Σ_A; off by 2% of t_B in the median, by a quarter in one of ten problems, and wrong where both blocks are collinear',
  },
];

const lambda = positive('eigenvalue λ of Σ_A', '[x]²', 0.01, 10);
const T = positive('clock T of the path', '1/[x]²', 0.01, 10);

export const ridgeWeight = formula({
  id: 'slow-plateau/weight',
  equation: '—',
  title: 'The slow plateau: total weight along an eigenvector of Σ_A at the clock T',
  statement: 'w = y*(1 - exp(-lambda*T))/lambda',
  variables: { y: real('Σ_yA along the eigenvector', '[y][x]', -3, 3), lambda, T },
  assumptions,
  evaluate: (v) => (-v.y * Math.expm1(-v.lambda * v.T)) / v.lambda,
});

/** A balanced branch moves by `‖W‖ (e + ŵ (ŵ·e))`: `1 + cos²` of it along the error `e = Σ_yA e^(−Σ_A T)`. */
export const ridgeClock = formula({
  id: 'slow-plateau/pace',
  equation: '—',
  title: 'The slow plateau: time for a unit of the clock',
  statement: 'dt = tau/((1+c^2)*w)',
  variables: {
    tau,
    c: real('cosine of the angle between the total weight and its error', '1', -1, 1),
    w: positive('norm of the total weight', '[y]/[x]', 1e-4, 10),
  },
  assumptions,
  evaluate: (v) => v.tau / ((1 + v.c ** 2) * v.w),
});

export const ridgeStart = formula({
  id: 'slow-plateau/start',
  equation: '—',
  title: 'The slow plateau: where the clock starts',
  statement: 'T_0 = (alpha^2+beta^2)/(4*s_A)',
  variables: {
    alpha: positive('norm α of a column of the first layer at the start', '1', 1e-6, 0.3),
    beta: positive('norm β of the last layer at the start', '1', 1e-6, 0.3),
    s_A,
  },
  assumptions,
  evaluate: (v) => (v.alpha ** 2 + v.beta ** 2) / (4 * v.s_A),
});

/** White inputs: the logistic of Eq 21 in another clock. */
export const ridgeTimeWhite = formula({
  id: 'slow-plateau/time-white',
  equation: '—',
  title: 'The slow plateau: time from T₀ to T where Σ_yA is an eigenvector of Σ_A',
  statement: 't = tau/(2*s_A)*log((exp(lambda*T)-1)/(exp(lambda*T_0)-1))',
  variables: { tau, s_A, lambda, T, T_0: positive('start T₀ of the clock', '1/[x]²', 1e-8, 1e-3) },
  assumptions,
  evaluate: (v) => (v.tau / (2 * v.s_A)) * Math.log(Math.expm1(v.lambda * v.T) / Math.expm1(v.lambda * v.T_0)),
});
