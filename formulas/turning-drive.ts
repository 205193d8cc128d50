/**
 * The second time where the drive of B turns (not in the source; corrects Eq 8b, 9, 12, 33, 57). Until A is learned B
 * grows along Σ_yB, from then on along Σ̃_yB = Σ_yB − Σ_yA Σ_A⁻¹ Σ_AB: θ is the angle between them, c = cos θ. While weights
 * are small a branch is linear: what grows along the second direction is a projection of what grew along the first.
 */
import { formula, integer, positive, real } from './formula.js';
import { integrate } from '../src/numerics/quadrature.js';
import { gaussianWeights, N } from './random-weights.js';
import { gradientFlow, notCollinear, plateauReached, secondStaysSmall, smallInitialization } from './vocabulary.js';
import { L, L_f, p_A, r_B, s_A, s_B, tau, u_0 } from './vocabulary.js';

const first = [smallInitialization, gaussianWeights, gradientFlow];
const second = [...first, plateauReached, secondStaysSmall, notCollinear];
const equalNorms = {
  id: 'equal-norms',
  statement:
    'the first layer, seen along Σ_yB, and the last one start with equal norms: 0.5% off for D = 3, 2–4% for D = 10',
};
const smallRatio = {
  id: 'small-k',
  statement: 'c = 1 or c = −1 (then at any depth), or s_B small against s_A: what is left out is of order (s_B/s_A)²',
};

const c = real('cosine c of the angle between Σ_yB and Σ̃_yB', '1', -1, 1);
const x = real('what B has grown by until A is learned, x = s_B T_A/τ', '1', 0.05, 8);
const alpha = positive('norm α of a column of the first layer at the start: u₀/√D, or σ√N', '1', 1e-6, 0.3);
const beta = positive('norm β of the last layer at the start: u₀, or σ√N', '1', 1e-6, 0.3);
const level = (of: string) =>
  positive(`${of}, as a weight along its growth d: √(W Σ Wᵀ) ‖d‖/√(d Σ dᵀ)`, '[y]/[x]', 0.2, 20);
const T_A = positive('half time T_A of A on its own plateau', 'steps', 1, 1e5);
const T_end = positive('time T at which the clock of A has run out: ∫ (1 − w_A/w_A^plateau) dt', 'steps', 1, 1e5);
const v = positive('length v = u₀/√D of the first layer, seen along one direction', '1', 1e-3, 0.3);
const P = positive('size P of what grows along Σ̃_yB at T_A', '1', 1e-8, 1e-2);
const Theta = real('angle Θ of the clock dθ = s w dt, w the norm of the last layer, when A is learned', '1', 0.05, 4);
const dimension = integer('number of inputs D of the modality', 1, 100);
const plateau = positive('plateau l = s/(n Σ nᵀ) of the weight along its growth n', '[y]/[x]', 0.2, 20);

/** A logistic is at its half where its exponential, `(α² + β²)/4 e^(2 s t/τ)`, reaches the plateau. */
export const halfTimeTwoLayer = formula({
  id: 'turning-drive/half-time-two-layer',
  equation: '—',
  title: 'Half time of A on its own plateau: two layers (corrects Eq 8a, 27)',
  statement: 'T_A = tau/(2*s_A) * log(4*l_A/(alpha^2+beta^2))',
  variables: { tau, s_A, l_A: level('plateau l_A of A alone'), alpha, beta },
  assumptions: first,
  evaluate: (v) => (v.tau / (2 * v.s_A)) * Math.log((4 * v.l_A) / (v.alpha ** 2 + v.beta ** 2)),
});

/** `½ |[α, β] exp(x [[0, n₁ᵀ], [n₁, 0]]) (n₂; 1)|²`. */
export const sizeTwoLayer = formula({
  id: 'turning-drive/size-two-layer',
  equation: '—',
  title: 'What has grown along the second drive of B when A is learned: two layers',
  statement: 'P = (alpha^2*((c*cosh(x)+sinh(x))^2 + 1 - c^2) + beta^2*(c*sinh(x)+cosh(x))^2)/2',
  variables: { alpha, beta, c, x },
  assumptions: second,
  evaluate: ({ alpha, beta, c, x }) => (alpha ** 2 * turned(c, x).first + beta ** 2 * turned(c, x).last) / 2,
});

/** Squared lengths of `exp(x [[0, n₁ᵀ], [n₁, 0]]) (n₂; 1)`, its first D entries and its last; by its modes, for c near −1. */
function turned(c: number, x: number) {
  const [up, down] = [((1 + c) / 2) * Math.exp(x), ((1 - c) / 2) * Math.exp(-x)];
  return { first: (up - down) ** 2 + (1 - c) * (1 + c), last: (up + down) ** 2 };
}

export const secondTimeTwoLayer = formula({
  id: 'turning-drive/second-two-layer',
  equation: '—',
  title: 'When B is used, its drive turned: two layers (corrects Eq 8b, 33)',
  statement: 't_B = T_A + tau/(2*r_B) * log(2*l_B/P)',
  variables: { T_A, tau, r_B, l_B: level('final contribution l_B of B'), P },
  assumptions: second,
  evaluate: (v) => v.T_A + (v.tau / (2 * v.r_B)) * Math.log((2 * v.l_B) / v.P),
});

/** A logistic of rate `2s/τ` that is at its half at T. */
export const crossingTwoLayer = formula({
  id: 'turning-drive/crossing-two-layer',
  equation: '—',
  title: 'When a share f of a plateau is reached: two layers',
  statement: 't = T + tau/(2*s) * log(f/(1-f))',
  variables: {
    T: positive('half time T on the plateau', 'steps', 1, 1e5),
    tau,
    s: positive('drive s of the growth', '[y][x]'),
    f: real('share f of the plateau: half of the final contribution over the plateau', '1', 0.01, 0.99),
  },
  assumptions: first,
  evaluate: (v) => v.T + (v.tau / (2 * v.s)) * Math.log(v.f / (1 - v.f)),
});

/** `∫ e_B dt = s_B n₁ t_A + …`, seen along the second drive. */
export const timeRatioTurned = formula({
  id: 'turning-drive/ratio-signed',
  equation: '—',
  title: 'Time ratio of late fusion, any depth, with the direction of the drive (corrects Eq 9)',
  statement: 'ratio = 1 + (s_A - c*s_B)/r_B',
  variables: { s_A, s_B, r_B, c },
  assumptions: [...second, smallRatio],
  evaluate: (v) => 1 + (v.s_A - v.c * v.s_B) / v.r_B,
});

const phi = real('φ = (π/2) s_B/s_A', '1', 0.01, 1.55);

/** With `tan φ = sinh Θ` the quadrature below is elementary for v = u₀. */
export const timeRatioThreeLayer = formula({
  id: 'turning-drive/ratio-three-layer',
  equation: '—',
  title: 'Time ratio of three-layer late fusion by the angle of the drives (corrects Eq 9)',
  statement: 'ratio = 1 + s_A/r_B * cos(phi)*acos(c*sin(phi))/(2*atan(1)*sqrt(1-c^2*sin(phi)^2))',
  variables: { s_A, r_B, c, phi },
  assumptions: [...second, equalNorms],
  evaluate: ({ s_A, r_B, c, phi }) => {
    const cosine = c * Math.sin(phi);
    const sine = Math.sqrt((1 - cosine) * (1 + cosine));
    // atan2: an arc cosine loses digits near ±1.
    return 1 + ((s_A / r_B) * Math.cos(phi) * Math.atan2(sine, cosine)) / (QUARTER * sine);
  },
});

const QUARTER = Math.PI / 2;

/** Complete elliptic integral `K(m = 1 − 1/D)`. */
export const firstTimeThreeLayer = formula({
  id: 'turning-drive/first-three-layer',
  equation: '—',
  title: 'Escape of a modality alone: three layers, Gaussian weights of one norm a layer',
  statement: 'T = tau/(s_A*u_0) * integral(1/sqrt(1-(1-1/D)*sin(x)^2), x, 0, 2*atan(1))',
  variables: { tau, s_A, u_0, D: dimension },
  assumptions: first,
  evaluate: ({ tau, s_A, u_0, D }) => {
    const [m, k] = [1 / D, 1 - 1 / D];
    return (tau / (s_A * u_0)) * integrate((a) => 1 / Math.sqrt(Math.cos(a) ** 2 * k + m), 0, QUARTER).value;
  },
});

/** Where the clock of B stands when A is learned: solve for Θ. */
export const clockThreeLayer = formula({
  id: 'turning-drive/clock-three-layer',
  equation: '—',
  title: 'Drive and time s_B T/τ until the clock of B reaches the angle Θ: three layers',
  statement: 'S = integral(1/sqrt(u_0^2 + v^2*sinh(x)^2), x, 0, Theta)',
  variables: { u_0, v, Theta },
  assumptions: second,
  evaluate: ({ u_0, v, Theta }) => integrate((a) => 1 / Math.hypot(u_0, v * Math.sinh(a)), 0, Theta).value,
});

/** `dθ` over the norm of the last layer; `s = e^(−θ)`. */
export const secondTimeThreeLayer = formula({
  id: 'turning-drive/second-three-layer',
  equation: '—',
  title: 'Escape of B, its drive turned: three layers (corrects Eq 54)',
  statement:
    'T_B = T + tau/r_B * integral(1/sqrt(u_0^2*s^2 + v^2*((sinh(Theta)*(1+s^2) + c*cosh(Theta)*(1-s^2))^2 + (1-c^2)*(1-s^2)^2)/4), s, 0, 1)',
  variables: { T: T_end, tau, r_B, u_0, v, c, Theta },
  assumptions: second,
  evaluate: ({ T, tau, r_B, u_0, v, c, Theta }) => {
    const [sh, ch, sine] = [Math.sinh(Theta), c * Math.cosh(Theta), Math.sqrt((1 - c) * (1 + c))];
    const inverse = (s: number) => {
      const [sum, difference] = [1 + s * s, 1 - s * s];
      return 1 / Math.hypot(u_0 * s, (v / 2) * (sh * sum + ch * difference), (v / 2) * sine * difference);
    };
    return T + (tau / r_B) * integrate(inverse, 0, 1).value;
  },
});

/** `∫ (1 − y^L) dt` of a balanced branch, `y` its layer over the plateau's. */
export const clockEnd = formula({
  id: 'turning-drive/clock-end',
  equation: '—',
  title: 'How long A counts against B: where its clock ends, to first order in u₀',
  statement: 'T = T_A - tau/((L-2)*s_A*l_A^(1-2/L))',
  variables: { T_A: positive('escape time T_A of A, to infinity', 'steps', 1, 1e5), tau, s_A, l_A: plateau, L },
  assumptions: first,
  evaluate: (v) => v.T_A - v.tau / ((v.L - 2) * v.s_A * v.l_A ** (1 - 2 / v.L)),
});

/** `g_L(y)`; −g_L(2^(−1/L)) is κ_L of `finite-width/transition`. */
export const crossing = formula({
  id: 'turning-drive/crossing',
  equation: '—',
  title: 'When a share of a plateau is reached, counted from the escape: g_L(y), y^L the share',
  statement: 'g = -y^(2-L)/(L-2) + integral(x/(1-x^L), x, 0, y)',
  variables: { L, y: real('y, the L-th root of the share of the plateau', '1', 0.3, 0.95) },
  assumptions: first,
  evaluate: ({ L, y }) => -(y ** (2 - L)) / (L - 2) + integrate((x) => x / (1 - x ** L), 0, y).value,
});

export const crossingTime = formula({
  id: 'turning-drive/crossing-time',
  equation: '—',
  title: 'Time of a crossing from the escape, three and more layers, to first order in u₀',
  statement: 't = T + tau*g/(s*l^(1-2/L))',
  variables: {
    T: positive('escape time T, to infinity', 'steps', 1, 1e5),
    tau,
    g: real('g_L(y) of the crossing', '1', -2, 1),
    s: positive('drive s of the growth', '[y][x]'),
    l: plateau,
    L,
  },
  assumptions: first,
  evaluate: (v) => v.T + (v.tau * v.g) / (v.s * v.l ** (1 - 2 / v.L)),
});

/** `ln(2vw/(g(v+w)))/(vw)` with v = u₀/√D, w = u₀, g = u₀/√(2N). */
export const firstTimeFourLayer = formula({
  id: 'turning-drive/first-four-layer',
  equation: '—',
  title: 'Escape of a modality alone: four layers, Gaussian weights of one norm a layer',
  statement: 'T = tau*sqrt(D)/(2*s_A*u_0^2) * log(8*N/(1+sqrt(D))^2)',
  variables: { tau, s_A, u_0, D: dimension, N },
  where: ['8*N > 2*(1+sqrt(D))^2'],
  assumptions: first,
  evaluate: ({ tau, s_A, u_0, D, N }) =>
    ((tau * Math.sqrt(D)) / (2 * s_A * u_0 ** 2)) * Math.log((8 * N) / (1 + Math.sqrt(D)) ** 2),
});

/** The two-layer problem of the two hidden layers, of rate s v u₀. */
export const sizeFourLayer = formula({
  id: 'turning-drive/size-four-layer',
  equation: '—',
  title: 'What has grown along the second drive of B when A is learned: four layers',
  statement: 'P = u_0^2/(4*N) * ((c*cosh(x)+sinh(x))^2 + (c*sinh(x)+cosh(x))^2 + 1 - c^2)',
  variables: { u_0, N, c, x: real('what B has grown by, x = s_B v u₀ T/τ', '1', 0.05, 8) },
  assumptions: second,
  evaluate: ({ u_0, N, c, x }) => (u_0 ** 2 / (4 * N)) * (turned(c, x).first + turned(c, x).last),
});

export const secondTimeFourLayer = formula({
  id: 'turning-drive/second-four-layer',
  equation: '—',
  title: 'Escape of B, its drive turned: four layers (corrects Eq 54)',
  statement: 'T_B = T + tau/(2*r_B*v*u_0) * log(4*v^2*u_0^2/(P*(v+u_0)^2))',
  variables: { T: T_end, tau, r_B, v, u_0, P },
  assumptions: second,
  evaluate: ({ T, tau, r_B, v, u_0, P }) =>
    T + (tau / (2 * r_B * v * u_0)) * Math.log((4 * v ** 2 * u_0 ** 2) / (P * (v + u_0) ** 2)),
});

/** `c_3 … c_6`: the escape of four and more random matrices of one variance at large width, integrated numerically. */
export const EQUAL_VARIANCE_CONSTANTS: Readonly<Record<number, number>> = {
  3: 1.167973,
  4: 0.592615,
  5: 0.3871,
  6: 0.2814,
};

export const firstTimeEqualVariances = formula({
  id: 'turning-drive/first-equal-variances',
  equation: '—',
  title: 'Escape of a modality alone: every weight of one standard deviation, any number of inputs',
  statement: 'T = tau*c_L/(s_A*(sigma*sqrt(N))^(L-2))',
  variables: {
    tau,
    c_L: positive('constant of the depth: c₃ … c₆ = 1.167973, 0.592615, 0.3871, 0.2814', '1', 0.1, 2),
    s_A,
    sigma: positive('standard deviation σ of every weight', '1', 1e-4, 0.03),
    N,
    L,
  },
  assumptions: first,
  evaluate: (v) => (v.tau * v.c_L) / (v.s_A * (v.sigma * Math.sqrt(v.N)) ** (v.L - 2)),
});

const t_A = positive('time t_A at which A is learned', 'steps', 1, 1e5);

/** Eq 54 with the sign of the turn; checked at c = −1. */
export const secondTimeSigned = formula({
  id: 'turning-drive/second-fused',
  equation: '—',
  title: 'When B is learned, its drive turned: fusion above the second layer (corrects Eq 12, 54)',
  statement: 't_B = t_A + tau * (1 - c*s_B/s_A) / ((L_f-2) * p_A^(1-L_f/L) * r_B) * u_0^(2-L_f)',
  variables: { t_A, tau, s_A, s_B, c, p_A, r_B, u_0, L, L_f },
  where: ['L_f <= L', 's_B < s_A'],
  assumptions: [...second, smallRatio],
  evaluate: (v) =>
    v.t_A +
    ((v.tau * (1 - (v.c * v.s_B) / v.s_A)) / ((v.L_f - 2) * v.p_A ** (1 - v.L_f / v.L) * v.r_B)) * v.u_0 ** (2 - v.L_f),
});

/** Eq 56b with the sign of the turn. */
export const secondTimeSignedAt2 = formula({
  id: 'turning-drive/second-fused-at-2',
  equation: '—',
  title: 'When B is learned, its drive turned: fusion at the second of more layers (corrects Eq 56b, 57)',
  statement: 't_B = t_A + tau * (1 - c*s_B/s_A) / r_B * p_A^(2/L-1) * log(1/u_0)',
  variables: { t_A, tau, s_A, s_B, c, r_B, p_A, L, u_0 },
  where: ['s_B < s_A'],
  assumptions: [...second, smallRatio],
  evaluate: (v) => v.t_A + ((v.tau * (1 - (v.c * v.s_B) / v.s_A)) / v.r_B) * v.p_A ** (2 / v.L - 1) * -Math.log(v.u_0),
});
