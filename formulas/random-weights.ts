/**
 * Learning times of Gaussian weights in closed form, to O(1) in u₀ (not in the source): what the rank-one flow from the
 * effective start of `finite-width.ts` takes, where both modalities stay on a line of their input space. Escapes and the
 * averages over seeds are in `finite-width-escape.ts`; docs/finite-width-closed-forms.md derives all of them.
 */
import { formula, integer, positive, real } from './formula.js';
import { integrate } from '../src/numerics/quadrature.js';
import { gradientFlow, notCollinear, secondStaysSmall, smallInitialization } from './vocabulary.js';
import { L, p_A, r_B, s_A, tau } from './vocabulary.js';

export const gaussianWeights = {
  id: 'gaussian-weights',
  statement:
    'weights are independent Gaussians; the width N is large, corrections of order 1/N are those of the lengths',
};
export const onOneLine = {
  id: 'on-one-line',
  statement:
    'Σ_yA is an eigenvector of Σ_A, of eigenvalue λ_A = s_A/p_A, and likewise for B; Σ_yA Σ_AB points along Σ_yB and Σ_yB Σ_BA along Σ_yA',
};
export const slowSecond = {
  id: 'slow-second',
  statement:
    'A follows while B is learned: r_B small against s_A, or ρ small; what is left out is of order ρ² r_B/s_A²',
};

const first = [smallInitialization, gaussianWeights, gradientFlow, onOneLine, secondStaysSmall];
const second = [...first, notCollinear, slowSecond];

export const N = integer('hidden width N', 20, 2000);
export const sigma_w = positive('standard deviation σ_w of every weight', '1', 1e-9, 1e-3);
export const T_A = positive('escape time of A: to infinity under its first drive', 'steps', 1, 1e5);
const plateau = positive('plateau p_A = s_A/λ_A of the total weight of A', '[y]/[x]', 0.05, 20);
const signed_s_B = real(
  's_B = ‖Σ_yB‖, with a minus sign where it points against what B learns in the end',
  '[y][x]',
  -3,
  3,
);

/** Eq 21 from the effective start. For B beside an uncorrelated A: with r_B and its final weight. */
export const firstTwoLayer = formula({
  id: 'finite-width/first-two-layer',
  equation: '—',
  title: 'When A is learned: two-layer late fusion, Gaussian weights',
  statement: 't_A = tau/(2*s_A) * log(2*p_A/(N*sigma_w^2) - 1)',
  variables: { tau, s_A, p_A: plateau, N, sigma_w },
  where: ['p_A > N*sigma_w^2'],
  assumptions: first,
  evaluate: (v) => (v.tau / (2 * v.s_A)) * Math.log((2 * v.p_A) / (v.N * v.sigma_w ** 2) - 1),
});

/** `3/2 − 2η(½)²` from the level and `I/2` from the way: see docs/finite-width-closed-forms.md. */
export const spectralShift = formula({
  id: 'finite-width/spectral-shift',
  equation: '—',
  title: 'What a spread of the eigenvalues of Σ_A seen by Σ_yA adds to t_A of two layers, to first order',
  statement:
    'shift = tau*epsilon/s_A * (3/2 - 2*((1-atan(1))/2)^2 + (atan(1) - 1 - log(2)/2 + integral(x^2/sin(x), x, 0, 2*atan(1))/4)/2)',
  variables: {
    tau,
    s_A,
    epsilon: positive('variance of the eigenvalues of Σ_A seen by Σ_yA, over their mean squared', '1', 1e-4, 1e-2),
  },
  assumptions: [
    ...first.filter(({ id }) => id !== 'on-one-line'),
    { id: 'small-spread', statement: 'Σ_A is nearly white where Σ_yA looks: what is left out is of order ε^(3/2)' },
  ],
  evaluate: (v) => ((v.tau * v.epsilon) / v.s_A) * SPECTRAL,
});

/** `∫_0^{π/2} x²/sin x dx = 2πG − 7ζ(3)/2`, G Catalan's constant. */
const CATALAN = 0.915965594177219;
const ZETA_3 = 1.2020569031595942;
const SPECTRAL =
  3 / 2 -
  (1 - Math.PI / 4) ** 2 / 2 +
  (Math.PI / 4 - 1 - Math.LN2 / 2 + (2 * Math.PI * CATALAN - 3.5 * ZETA_3) / 4) / 2;

/** What saturation takes off the escape to infinity, in units of `τ/s p^(2/L−1)`: see the two elementary values. */
export const transition = formula({
  id: 'finite-width/transition',
  equation: '—',
  title: 'From the escape to half of the plateau: the constant κ_L',
  statement: 'kappa = 2^(1-2/L)/(L-2) - integral(z/(1-z^L), z, 0, 2^(-1/L))',
  variables: { L },
  assumptions: first,
  evaluate: (v) => transitionOf(v.L),
});

export const transition3 = formula({
  id: 'finite-width/transition-3',
  equation: '—',
  title: 'κ_3 in elementary functions',
  statement: 'kappa = z^(-1) + log(1-z)/3 - log(1+z+z^2)/6 + (atan((2*z+1)/sqrt(3)) - atan(1/sqrt(3)))/sqrt(3)',
  variables: { z: real('cube root of the share of the plateau, 2^(−1/3) for a half', '1', 0.5, 0.95) },
  assumptions: first,
  evaluate: ({ z }) =>
    1 / z +
    Math.log(1 - z) / 3 -
    Math.log(1 + z + z * z) / 6 +
    (Math.atan((2 * z + 1) / Math.sqrt(3)) - Math.PI / 6) / Math.sqrt(3),
});

export const transition4 = formula({
  id: 'finite-width/transition-4',
  equation: '—',
  title: 'κ_4 in elementary functions',
  statement: 'kappa = z^(-2)/2 - log((1+z^2)/(1-z^2))/4',
  variables: { z: real('fourth root of the share of the plateau, 2^(−1/4) for a half', '1', 0.5, 0.95) },
  assumptions: first,
  evaluate: ({ z }) => z ** -2 / 2 - Math.atanh(z * z) / 2,
});

function transitionOf(depth: number): number {
  if (depth === 3) return transition3.evaluate({ z: 2 ** (-1 / 3) });
  if (depth === 4) return transition4.evaluate({ z: 2 ** (-1 / 4) });
  return 2 ** (1 - 2 / depth) / (depth - 2) - integrate((z) => z / (1 - z ** depth), 0, 2 ** (-1 / depth)).value;
}

/** The escape, less what is not walked to infinity, and slowed down on the way to half. */
export const halfTime = formula({
  id: 'finite-width/half-time',
  equation: '—',
  title: 'When A is learned: three or more layers, from its escape time',
  statement: 't_A = T_A - tau/s_A * p_A^(2/L-1) * (2^(1-2/L)/(L-2) - integral(z/(1-z^L), z, 0, 2^(-1/L)))',
  variables: { T_A, tau, s_A, p_A, L },
  assumptions: first,
  evaluate: (v) => v.T_A - (v.tau / v.s_A) * v.p_A ** (2 / v.L - 1) * transitionOf(v.L),
});

/** When a drive that switched at once would have switched, to give B what it gets while A saturates. For two layers t_A. */
export const switchTime = formula({
  id: 'finite-width/switch-time',
  equation: '—',
  title: 'When the drive of B changes, as if at once: late fusion of three or more layers',
  statement: 't_1 = T_A - tau/s_A * p_A^(2/L-1) / (L-2)',
  variables: { T_A, tau, s_A, p_A, L },
  assumptions: second,
  evaluate: (v) => v.T_A - ((v.tau / v.s_A) * v.p_A ** (2 / v.L - 1)) / (v.L - 2),
});

/** A has to give way to B, and does so with a delay. */
export const lag = formula({
  id: 'finite-width/lag',
  equation: '—',
  title: 'What the delay of A on its way from plateau to final weight costs B, to first order: late fusion',
  statement: 't_lag = tau*rho^2/((1-rho^2)*L*p_A^(1-2/L)*s_A) * integral((1-g*b)^(2/L-2)/(1-b), b, 0, 1/2)',
  variables: {
    tau,
    s_A,
    p_A,
    L: integer('total depth L', 2, 10),
    rho: real('correlation ρ of the inputs along Σ_yA and Σ_yB', '1', -0.99, 0.99),
    g: real('share g of its plateau that A gives up, (p_A − w_A)/p_A', '1', -3, 0.95),
  },
  assumptions: second,
  evaluate: (v) => {
    const path = integrate((b) => (1 - v.g * b) ** (2 / v.L - 2) / (1 - b), 0, 0.5).value;
    return ((v.tau * v.rho ** 2) / ((1 - v.rho ** 2) * v.L * v.p_A ** (1 - 2 / v.L) * v.s_A)) * path;
  },
});

/** `s_B t_1 + r_B (t_B − t_1 − t_lag)` is what B needs, `r_B T_B`. */
export const secondLate = formula({
  id: 'finite-width/second-late',
  equation: '—',
  title: 'When B is learned: late fusion, Gaussian weights',
  statement: 't_B = T_B + (1 - s_B/r_B)*t_1 + t_lag',
  variables: {
    T_B: positive('time that B by itself takes to half of its final weight under the drive r_B', 'steps', 1, 1e5),
    s_B: signed_s_B,
    r_B,
    t_1: positive('time t_1 at which the drive of B changes', 'steps', 1, 1e5),
    t_lag: positive('delay by A', 'steps', 1e-3, 10),
  },
  assumptions: second,
  evaluate: (v) => v.T_B + (1 - v.s_B / v.r_B) * v.t_1 + v.t_lag,
});

/** `t_B = (1 − s_B/r_B) t_A + X` with X independent of t_A: `⟨1/t_A⟩ = (1 + cv²)/⟨t_A⟩`. */
export const ratioLate = formula({
  id: 'finite-width/ratio-late',
  equation: '—',
  title: 'Mean time ratio over seeds: late fusion, Gaussian weights',
  statement: 'ratio = t_B/t_A + (t_B/t_A - 1 + s_B/r_B) * (std_A/t_A)^2',
  variables: {
    t_A: positive('mean time t_A', 'steps', 10, 1e5),
    t_B: positive('mean time t_B', 'steps', 10, 1e5),
    s_B: signed_s_B,
    r_B,
    std_A: positive('standard deviation of t_A over seeds', 'steps', 0.1, 1e3),
  },
  assumptions: second,
  evaluate: (v) => v.t_B / v.t_A + (v.t_B / v.t_A - 1 + v.s_B / v.r_B) * (v.std_A / v.t_A) ** 2,
});
