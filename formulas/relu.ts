/**
 * ReLU networks with late fusion on symmetric data (not in the source, which has the factor 2 in Fig 11). Of two layers, they
 * are linear networks with another clock and another start. For inputs and targets whose law does not change under
 * `(x, y) → (−x, −y)` the residual is odd, so that of the activation only its odd part, `(1+α)/2 z`, has a gradient.
 */
import { formula, positive, real } from './formula.js';
import { gaussianWeights, N } from './random-weights.js';
import { smallInitialization } from './vocabulary.js';
import { s_A, tau } from './vocabulary.js';

const alpha = real('slope α of the leaky ReLU below zero; 0 for ReLU, 1 for a linear network', '1', 0, 1);
const sigma = positive('standard deviation σ of every weight', '1', 1e-9, 1e-2);

/** Of the data. */
export const symmetricData = { id: 'symmetric-data', statement: '(x, y) and (−x, −y) have the same law' } as const;

const symmetric = [
  symmetricData,
  {
    id: 'even-parts-cancel',
    statement:
      'the even parts Σ v_i |w_i·x| of the neurons cancel: as many of them are positive as negative (order 1/√N)',
  },
  { id: 'no-biases', statement: 'two layers, late fusion, no biases' },
];

export const reluTime = formula({
  id: 'relu/time',
  equation: '—',
  title:
    'A time of a (leaky) ReLU network, from that of a linear one with the start of relu/start: two layers, late fusion',
  statement: 't = 2/(1+alpha)*t_linear',
  variables: { alpha, t_linear: positive('the same time of the linear network', 'steps', 1, 1e5) },
  assumptions: symmetric,
  evaluate: (v) => (2 / (1 + v.alpha)) * v.t_linear,
});

export const reluStart = formula({
  id: 'relu/start',
  equation: '—',
  title: 'The start of the linear network that a (leaky) ReLU network follows',
  statement: 'sigma_linear = sqrt((1+alpha)/2)*sigma',
  variables: { alpha, sigma },
  assumptions: symmetric,
  evaluate: (v) => Math.sqrt((1 + v.alpha) / 2) * v.sigma,
});

export const reluHalfTime = formula({
  id: 'relu/half-time',
  equation: '—',
  title: 'When a modality alone is learned: two layers, late fusion, (leaky) ReLU',
  statement: 't = tau/((1+alpha)*s_A) * log(4*l_A/((1+alpha)*N*sigma^2))',
  variables: {
    tau,
    alpha,
    s_A,
    l_A: positive(
      'plateau l_A of the effective weight along its growth, (1+α)/2 times the product of layers',
      '[y]/[x]',
      0.05,
      20,
    ),
    N,
    sigma,
  },
  where: ['4*l_A > 2*(1+alpha)*N*sigma^2'],
  assumptions: [...symmetric, smallInitialization, gaussianWeights],
  evaluate: (v) => (v.tau / ((1 + v.alpha) * v.s_A)) * Math.log((4 * v.l_A) / ((1 + v.alpha) * v.N * v.sigma ** 2)),
});
