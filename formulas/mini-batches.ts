/**
 * What mini-batches do to the times of two-layer late fusion from a small start (not in the source). The noise of a batch
 * multiplies the weights, on every plateau as at the start, so that it drives no escape: it only makes the growth of each step
 * random. Its size is a fourth moment of the data.
 */
import { formula, integer, positive, real } from './formula.js';
import { smallInitialization } from './vocabulary.js';
import { s_A } from './vocabulary.js';

const eta = positive('learning rate η', '1', 1e-4, 0.1);
const v_A = positive('v = Var(y x_A·Σ̂_yA) over the samples', '([y][x])²', 1e-2, 1e2);
const v = positive('variance over the samples of what each adds to the growth in a step', '([y][x])²', 1e-2, 1e2);
const b = integer('samples b of a batch', 1, 256);
const P = integer('samples P', 300, 10_000);
const b_last = integer('samples of the last batch of an epoch, P − (n_b − 1) b', 1, 256);
const n_b = integer('batches n_b of an epoch', 2, 200);
const t_A = positive('time t_A of full batches', 'steps', 10, 1e5);

const small = [
  smallInitialization,
  {
    id: 'one-transition',
    statement: 'the noise acts on one growing mode: for the second modality t_B is well behind t_A',
  },
  { id: 'small-steps', statement: 'η times the noise of a step is small: second order in it' },
];
const drawn = [...small, { id: 'with-replacement', statement: 'every sample of every batch is drawn independently' }];
const byEpochs = [
  ...small,
  { id: 'by-epochs', statement: 'every epoch goes once through all samples, in a new order; P much larger than b' },
];

/** `E ln(1 + ηŝ) = ηs − η²(s² + v/b)/2`: the variance of a batch slows a step down. */
export const batchMean = formula({
  id: 'mini-batches/mean',
  equation: '—',
  title: 'Mini-batches drawn with replacement: mean time of the first modality, two layers',
  statement: 't = t_A*(1 + eta*v/(2*b*s_A))',
  variables: { t_A, eta, v: v_A, b, s_A },
  assumptions: drawn,
  evaluate: (x) => x.t_A * (1 + (x.eta * x.v) / (2 * x.b * x.s_A)),
});

/**
 * By epochs the noise of a step is taken back by the others of its epoch: across the growing mode that slows it down, by
 * `x = ηs n_b` the less the more it grows in an epoch; along it the crossing is biased, early in f of its epoch.
 */
export const epochMean = formula({
  id: 'mini-batches/mean-epochs',
  equation: '—',
  title: 'Mini-batches by epochs: mean time of the first modality, two layers',
  statement: 't = t_A*(1 + eta/(2*b*s_A)*(v + v_across*(x-1+exp(-x))/x^2)) - f*v/(b*s_A^2)',
  variables: {
    t_A,
    eta,
    v: v_A,
    v_across: positive('sum of the variances of y x_A across Σ̂_yA', '([y][x])²', 1e-2, 1e2),
    b,
    s_A,
    x: positive('growth x = η s_A n_b of an epoch', '1', 0.1, 20),
    f: real('f, the share of its last epoch that is over', '1', 0.01, 0.99),
  },
  assumptions: byEpochs,
  evaluate: ({ t_A: t, eta, v, v_across, b, s_A: s, x, f }) =>
    t * (1 + (eta / (2 * b * s)) * (v + (v_across * (x + Math.expm1(-x))) / x ** 2)) - (f * v) / (b * s ** 2),
});

/** A sum of `t` independent terms of variance `v/b`, over the rate `s`. */
export const batchSpread = formula({
  id: 'mini-batches/spread-replacement',
  equation: '—',
  title: 'Mini-batches drawn with replacement: standard deviation of the time, two layers',
  statement: 'std = sqrt(v*t_A/b)/s_A',
  variables: { v, t_A, b, s_A },
  assumptions: drawn,
  evaluate: (x) => Math.sqrt((x.v * x.t_A) / x.b) / x.s_A,
});

/** A sum over a share f of a finite population that is gone through without replacement. */
export const epochSpread = formula({
  id: 'mini-batches/spread-epochs',
  equation: '—',
  title: 'Mini-batches by epochs: standard deviation of the time, two layers',
  statement: 'std = sqrt(v*n_b*f*(1-f)/b)/s_A',
  variables: { v, n_b, f: real('f, the share of its last epoch that is over: frac(t/n_b)', '1', 0.01, 0.99), b, s_A },
  assumptions: byEpochs,
  evaluate: (x) => Math.sqrt((x.v * x.n_b * x.f * (1 - x.f)) / x.b) / x.s_A,
});

/** `Σ w² − (Σ w)²/P` of the weights w = 1/b or 1/b_last that the samples have in the sum over an epoch. */
export const epochRest = formula({
  id: 'mini-batches/epoch-rest',
  equation: '—',
  title: 'Mini-batches by epochs: what a smaller last batch leaves of the variance of a whole epoch',
  statement: 'rest = v*((n_b-1)/b + 1/b_last - n_b^2/P)',
  variables: { v, n_b, b, b_last, P },
  assumptions: byEpochs,
  evaluate: (x) => x.v * ((x.n_b - 1) / x.b + 1 / x.b_last - x.n_b ** 2 / x.P),
});

/** Two sorts of steps in one epoch: `p v_1 + q v_2 − Var(p z_1 + q z_2)`, p and q their shares. */
export const epochVariance = formula({
  id: 'mini-batches/variance-two-phases',
  equation: '—',
  title: 'Mini-batches by epochs: variance of what an epoch adds in which the drive changes',
  statement: 'variance = n_b/b * (p*v_1 + q*v_2 - p^2*v_1 - 2*p*q*v_12 - q^2*v_2)',
  variables: {
    n_b,
    b,
    p: real('share of the epoch before the change', '1', 0.01, 0.45),
    q: real('share behind it', '1', 0.01, 0.45),
    v_1: positive('variance over the samples of what each adds in a step before', '([y][x])²', 1e-1, 1e1),
    v_2: positive('the same behind', '([y][x])²', 1e-1, 1e1),
    v_12: real('their covariance', '([y][x])²', -0.1, 0.1),
  },
  assumptions: byEpochs,
  evaluate: ({ n_b, b, p, q, v_1, v_2, v_12 }) =>
    (n_b / b) * (p * (1 - p) * v_1 + q * (1 - q) * v_2 - 2 * p * q * v_12),
});

/** Sums over a finite population in a random order (Hoeffding 1951): `c_2 = Σ c²/b` over the steps, `c_1 = Σ c`. */
export const epochNoise = formula({
  id: 'mini-batches/variance-epoch',
  equation: '—',
  title: 'Mini-batches by epochs: variance of what an epoch adds whose steps count with weights c',
  statement: 'variance = P/(P-1)*v*(c_2 - c_1^2/P)',
  variables: {
    P,
    v,
    c_1: positive('sum of the weights c of the steps', '1', 1, 3),
    c_2: positive('sum of c²/b over the steps, b the size of their batches', '1', 0.1, 1),
  },
  assumptions: byEpochs,
  evaluate: ({ P, v, c_1, c_2 }) => (P / (P - 1)) * v * (c_2 - c_1 ** 2 / P),
});
