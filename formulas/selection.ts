/**
 * Greedy selection with a clock (not in the source): third and later times of M modalities, and the order of two from
 * independent Gaussian starts. What a branch needs is an integral of its drive, with its sign: the need Λ_m.
 */
import { formula, matrixVariable, positive, real } from './formula.js';
import { integrate } from '../src/numerics/quadrature.js';
import { addScaled, multiply } from '../src/numerics/matrix.js';
import { gaussianWeights, N } from './random-weights.js';
import {
  balancedAlignedStart,
  firstIsA,
  gradientFlow,
  notCollinear,
  plateauReached,
  scalarInputs,
  secondStaysSmall,
  smallInitialization,
  uncorrelated,
  whitened,
} from './vocabulary.js';
import { L, s_A, s_B, tau, u_0 } from './vocabulary.js';

const escaping = [smallInitialization, gradientFlow, plateauReached, secondStaysSmall, notCollinear];
const signed = [
  ...escaping,
  {
    id: 'scalar-or-parallel',
    statement: 'inputs are scalars, or each drive is parallel or opposite to the one before',
  },
];

/** Branch reduced to what is left of its correlation. */
export const drive = formula({
  id: 'selection/drive',
  equation: '—',
  title: 'What is left for a modality on a plateau: its drive (with A alone on the plateau, Eq 31)',
  statement: 'G = S_ym - W*S_nm',
  variables: {
    S_ym: matrixVariable('Σ_ym = ⟨y x_mᵀ⟩, a row vector for each output', '[y][x]', 'C', 'D_m'),
    W: matrixVariable('total weights of the modalities that are learned, at their best fit', '[y]/[x]', 'C', 'D_n'),
    S_nm: matrixVariable('⟨x_n x_mᵀ⟩, the correlations of their inputs with those of m', '[x]²', 'D_n', 'D_m'),
  },
  assumptions: [plateauReached],
  evaluate: ({ S_ym, W, S_nm }) => ({ ...S_ym, data: addScaled(S_ym.data, -1, multiply(W, S_nm).data) }),
});

/** Two layers: from `Nσ²/2` the total weight grows as `e^(2 ∫ s dt)` to its level. */
export const needTwoLayer = formula({
  id: 'selection/need-two-layer',
  equation: '—',
  title: 'What a branch of two layers needs: drive times time',
  statement: 'Lambda = tau/2 * log(4*l/(alpha^2+beta^2))',
  variables: {
    tau,
    l: positive('level l, as a weight along the growth', '[y]/[x]', 0.2, 20),
    alpha: positive('norm α of a column of the first layer at the start', '1', 1e-6, 0.3),
    beta: positive('norm β of the last layer at the start', '1', 1e-6, 0.3),
  },
  assumptions: [smallInitialization, gaussianWeights, gradientFlow],
  evaluate: (v) => (v.tau / 2) * Math.log((4 * v.l) / (v.alpha ** 2 + v.beta ** 2)),
});

/** `∫ u^(1−L) du` from u₀. */
export const needDeep = formula({
  id: 'selection/need-deep',
  equation: '—',
  title: 'What a balanced branch of three and more layers needs: drive times time',
  statement: 'Lambda = tau*u_0^(2-L)/(L-2)',
  variables: { tau, u_0, L },
  assumptions: [smallInitialization, gradientFlow],
  evaluate: (v) => (v.tau * v.u_0 ** (2 - v.L)) / (v.L - 2),
});

const t_1 = positive('time t₁ at which the first modality is learned', 'steps', 1, 1e4);
const t_2 = positive('time t₂ at which the second modality is learned', 'steps', 1, 1e5);
const Lambda = positive('need Λ of the modality', '[y][x] steps', 1, 1e5);
const s = real('its first drive s, positive where it has the sign of the last one', '[y][x]', -3, 3);
const r = real('its drive r on the plateau of the first, with the sign relative to the last one', '[y][x]', -3, 3);

export const secondTime = formula({
  id: 'selection/second-time',
  equation: '—',
  title: 'When the second modality is learned: its need less what it got, with its sign (corrects Eq 9)',
  statement: 't_2 = t_1 + (Lambda - s*t_1)/q',
  variables: { t_1, Lambda, s, q: positive('size q of its drive on the plateau of the first', '[y][x]') },
  where: ['Lambda > s*t_1'],
  assumptions: signed,
  evaluate: (v) => v.t_1 + (v.Lambda - v.s * v.t_1) / v.q,
});

export const thirdTime = formula({
  id: 'selection/third-time',
  equation: '—',
  title: 'When the third modality is learned',
  statement: 't_3 = t_2 + (Lambda - (s*t_1 + r*(t_2-t_1)))/q',
  variables: { t_1, t_2, Lambda, s, r, q: positive('size q of its drive on the plateau of both', '[y][x]') },
  where: ['t_1 < t_2', 'Lambda > s*t_1 + r*(t_2-t_1)'],
  assumptions: signed,
  evaluate: (v) => v.t_2 + (v.Lambda - (v.s * v.t_1 + v.r * (v.t_2 - v.t_1))) / v.q,
});

/** The flow of one singular value of `Σ_ym`, which nothing else reaches. */
export const modeTime = formula({
  id: 'selection/mode-time',
  equation: '—',
  title: 'When a mode of several outputs is used: two layers, white inputs without cross-correlation',
  statement: 't = tau/(2*s) * log(s/(sigma^2*w_0) - 1)',
  variables: {
    tau,
    s: positive('singular value s of Σ_ym', '[y][x]'),
    sigma: positive('standard deviation σ of the inputs of the modality', '[x]', 0.1, 10),
    w_0: positive('total weight along the mode at the start', '[y]/[x]', 1e-9, 1e-3),
  },
  where: ['s/(sigma^2*w_0) > 2'],
  assumptions: [uncorrelated, whitened, balancedAlignedStart, gradientFlow],
  evaluate: (v) => (v.tau / (2 * v.s)) * Math.log(v.s / (v.sigma ** 2 * v.w_0) - 1),
});

const need = (of: string) => positive(`need of ${of} in units of the drive, Λ/τ = ½ ln(2 level/(Nσ²))`, '1', 2, 20);
const white = { id: 'white', statement: 'Σ_m ∝ 1: elsewhere the probability comes from the flow of drawn starts' };
const random = [smallInitialization, gaussianWeights, gradientFlow];

/** The normal distribution function. */
const NORMAL = (argument: string) => `1/2 + integral(exp(-x^2/2), x, 0, ${argument})/sqrt(8*atan(1))`;

/** `Φ(z)`; from the nearer side, so that small probabilities keep their digits. */
function normalDistribution(z: number): number {
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const tail = (from: number) => (from > 38 ? 0 : integrate(density, from, Math.min(38.5, from + 12)).value);
  return z < 0 ? tail(-z) : 1 - tail(z);
}

/** The logarithm of an amplitude has the standard deviation `1/√(2N)`. */
export const orderTwoLayer = formula({
  id: 'selection/order-two-layer',
  equation: '—',
  title: 'Probability that A is used first: two layers, white inputs without cross-correlation',
  statement: `P = ${NORMAL('(Lambda_B/s_B - Lambda_A/s_A)*sqrt(2*N)/sqrt(s_A^(-2)+s_B^(-2))')}`,
  variables: { Lambda_A: need('A'), Lambda_B: need('B'), s_A, s_B, N },
  where: ['abs(Lambda_B/s_B - Lambda_A/s_A)*sqrt(2*N)/sqrt(s_A^(-2)+s_B^(-2)) < 4'],
  assumptions: [...random, uncorrelated, white],
  evaluate: (v) =>
    normalDistribution(
      ((v.Lambda_B / v.s_B - v.Lambda_A / v.s_A) * Math.sqrt(2 * v.N)) / Math.hypot(1 / v.s_A, 1 / v.s_B),
    ),
});

const alone = (of: string) =>
  positive(`time T_${of} of ${of} alone to half of its final contribution`, 'steps', 1, 1e5);
const kappa = positive(
  'κ_L: 0.51, 0.86, 1.10, 1.26 for layers of one norm, 0.48, 0.74, 0.94, 1.15 for one variance, L = 3 … 6',
  '1',
  0.3,
  1.5,
);

/** κ_L: the spread of ln t over random starts is κ_L/√N, of draws of the large-width start; L = 3 … 6. */
export const ORDER_SPREAD: Readonly<Record<'oneNorm' | 'oneVariance', Readonly<Record<number, number>>>> = {
  oneNorm: { 3: 0.51, 4: 0.86, 5: 1.1, 6: 1.26 },
  oneVariance: { 3: 0.48, 4: 0.74, 5: 0.94, 6: 1.15 },
};

export const orderDeep = formula({
  id: 'selection/order-deep',
  equation: '—',
  title: 'Probability that A is used first: three and more layers',
  statement: `P = ${NORMAL('log(T_B/T_A)*sqrt(N/2)/kappa')}`,
  variables: { T_A: alone('A'), T_B: alone('B'), N, kappa },
  where: ['abs(log(T_B/T_A))*sqrt(N/2)/kappa < 4'],
  assumptions: [...random, { id: 'apart', statement: 'the transitions do not overlap: then it was off by up to 0.24' }],
  evaluate: (v) => normalDistribution((Math.log(v.T_B / v.T_A) * Math.sqrt(v.N / 2)) / v.kappa),
});

export const spreadDeep = formula({
  id: 'selection/spread-deep',
  equation: '—',
  title: 'Standard deviation of the first time over seeds: three and more layers',
  statement: 'std_A = kappa*T_A/sqrt(N)',
  variables: { kappa, T_A: alone('A'), N },
  assumptions: [...random, firstIsA],
  evaluate: (v) => (v.kappa * v.T_A) / Math.sqrt(v.N),
});

/** `t_B = Λ_B/s̃_B + (1 − s_B/s̃_B) t_A`, both random. */
export const spreadSecond = formula({
  id: 'selection/spread-second',
  equation: '—',
  title: 'Standard deviation of the second time over seeds: parallel drives',
  statement: 'std_B = sqrt(std_need^2 + (1 - s_B/r_B)^2*std_A^2)',
  variables: {
    std_need: positive(
      'standard deviation of Λ_B/s̃_B, what B would take under its last drive alone',
      'steps',
      0.1,
      1e3,
    ),
    s_B,
    r_B: positive('‖Σ̃_yB‖, what is left for B once A is learned', '[y][x]'),
    std_A: positive('standard deviation of t_A', 'steps', 0.1, 1e3),
  },
  assumptions: [...random, scalarInputs],
  evaluate: (v) => Math.hypot(v.std_need, (1 - v.s_B / v.r_B) * v.std_A),
});
