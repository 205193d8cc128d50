/**
 * ReLU networks with late fusion on symmetric data (not in the source, which has the factor 2 in Fig 11). Of two layers, they
 * are linear networks with another clock and another start. For inputs and targets whose law does not change under
 * `(x, y) → (−x, −y)` the residual is odd, so that of the activation only its odd part, `(1+α)/2 z`, has a gradient.
 */
import { formula, positive, real } from './formula.js';
import { firstTimeThreeLayer } from './turning-drive.js';
import { gaussianWeights, N } from './random-weights.js';
import { smallInitialization } from './vocabulary.js';
import { s_A, tau, u_0 } from './vocabulary.js';

const alpha = real('slope α of the leaky ReLU below zero; 0 for ReLU, 1 for a linear network', '1', 0, 1);
const sigma = positive('standard deviation σ of every weight', '1', 1e-9, 1e-2);

const symmetric = [
  { id: 'symmetric-data', statement: '(x, y) and (−x, −y) have the same law' },
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

/**
 * One input is above zero or below it, and opens one half of the first layer or the other: two networks side by side, each
 * with half of the data. Of the last layer those units grow that are open at the start and whose weight keeps them so.
 */
const oneInput = [
  symmetric[0],
  { id: 'one-input', statement: 'one input a modality, late fusion, no biases, ReLU with α = 0' },
  { id: 'layers-of-one-norm', statement: 'every layer starts with the norm u₀' },
  {
    id: 'wide-halves',
    statement:
      'halves and quarters of a layer have their mean norms: what is left out is of order 1/√N, some 6% at N = 100',
  },
  smallInitialization,
  gaussianWeights,
];

export const reluThreeLayer = formula({
  id: 'relu/three-layer',
  equation: '—',
  title: 'Escape of a modality of one input: three ReLU layers, √2 Γ(¼)²/π^(3/2) = 3.34 times as long as linear ones',
  statement: 'T = 2*sqrt(2)*tau/(s_A*u_0) * integral(1/sqrt(1-sin(x)^2/2), x, 0, 2*atan(1))',
  variables: { tau, s_A, u_0 },
  assumptions: oneInput,
  // Half of the drive, norms u₀/√2 and u₀/2.
  evaluate: (v) => firstTimeThreeLayer.evaluate({ tau: v.tau, s_A: v.s_A / 2, u_0: v.u_0 / Math.SQRT2, D: 2 }),
});

/** Of both hidden layers together the share 3/8 + 1/(4π) keeps growing. */
const KEPT = 3 / 8 + 1 / (4 * Math.PI);

export const reluFourLayer = formula({
  id: 'relu/four-layer',
  equation: '—',
  title: 'Escape of a modality of one input: four ReLU layers, at large width 4√2 = 5.66 times as long as linear ones',
  statement: 'T = 2*sqrt(2)*tau/(s_A*u_0^2) * log(4*N/((1+sqrt(2))^2*(3/8+1/(16*atan(1)))))',
  variables: { tau, s_A, u_0, N },
  assumptions: oneInput,
  evaluate: ({ tau, s_A, u_0, N: width }) =>
    ((2 * Math.SQRT2 * tau) / (s_A * u_0 ** 2)) * Math.log((4 * width) / ((1 + Math.SQRT2) ** 2 * KEPT)),
});
