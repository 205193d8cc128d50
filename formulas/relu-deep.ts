/** ReLU networks of three and four layers with late fusion, one input a modality, on symmetric data. Not in the source. */
import { formula } from './formula.js';
import { firstTimeThreeLayer } from './turning-drive.js';
import { gaussianWeights, N } from './random-weights.js';
import { symmetricData } from './relu.js';
import { smallInitialization } from './vocabulary.js';
import { s_A, tau, u_0 } from './vocabulary.js';

/**
 * One input is above zero or below it, and opens one half of the first layer or the other: two networks side by side, each
 * with half of the data. Of the last layer those units grow that are open at the start and whose weight keeps them so.
 */
const oneInput = [
  symmetricData,
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
