/**
 * How long Gaussian weights take to escape from zero: the rank-one flow from the effective start with the error at Σ_y, to
 * infinity (not in the source). Differences of squares of the scalars are conserved, so each is one integral. For late fusion
 * they are Gauss's (three layers) and a logarithm (four); and what seeds do to them follows by differentiation.
 */
import { formula, positive, real } from './formula.js';
import { gaussianWeights, N } from './random-weights.js';
import { integrate } from '../src/numerics/quadrature.js';
import { firstIsA, gradientFlow, smallInitialization } from './vocabulary.js';
import { k, s_A, tau, u_0 } from './vocabulary.js';

const alone = [
  smallInitialization,
  gaussianWeights,
  gradientFlow,
  { id: 'alone', statement: 'late fusion, or B negligible in the layers it shares with A: its share is of order k²' },
];
const beside = [smallInitialization, gaussianWeights, gradientFlow, firstIsA];
const spread = [
  ...alone,
  { id: 'independent-lengths', statement: 'lengths are those of independent Gaussian N-vectors; order 1/N' },
];

const length = (meaning: string) => positive(meaning, '1', 0.01, 0.3);
const v = length('length v = u₀/√D_A of the first layer, seen along Σ_yA');
const w = length('length w of the last layer: u₀ for late fusion, else √2 u₀');
const v_A = v;
const v_B = length('length v_B = u₀/√D_B of the first layer of B, seen along Σ_yB');
const g = positive('start g = u₀/√(2N) of a hidden layer', '1', 1e-4, 5e-3);
const V_A = length('V_A = √(v_A² − g_A²), what the first layer exceeds the hidden ones by');
const V_B = length('V_B = √(v_B² − g_B²)');
const U = length('U, what the last layer exceeds the hidden ones by');
const signed_k = real('k = s_B/s_A, with a minus sign where the drive of B reverses at t_A', '1', -0.9, 0.9);

const QUARTER = Math.PI / 2;

/** `∫_0^{π/2} f(cos² x, sin² x) dx`. */
const overQuarter = (f: (cos2: number, sin2: number) => number): number =>
  integrate((x) => f(Math.cos(x) ** 2, Math.sin(x) ** 2), 0, QUARTER).value;

/** Gauss: `∫ dx/√(v² cos² x + w² sin² x) = π/(2 agm(v, w))`. */
export const escapeThreeLayer = formula({
  id: 'finite-width/escape-three-layer',
  equation: '—',
  title: 'Escape of A: three layers',
  statement: 'T_A = tau/s_A * integral(1/sqrt(v^2*cos(x)^2 + w^2*sin(x)^2), x, 0, 2*atan(1))',
  variables: { tau, s_A, v, w },
  assumptions: alone,
  evaluate: (x) => ((x.tau / x.s_A) * QUARTER) / arithmeticGeometricMean(x.v, x.w),
});

function arithmeticGeometricMean(a: number, b: number): number {
  // Quadratic convergence: a difference of √ε is squared once more.
  while (Math.abs(a - b) > 1e-9 * a) [a, b] = [(a + b) / 2, Math.sqrt(a * b)];
  return (a + b) / 2;
}

export const escapeThreeLayerScalar = formula({
  id: 'finite-width/escape-three-layer-scalar',
  equation: '—',
  title: 'Escape of A: three layers, late fusion, scalar input',
  statement: 'T_A = tau/s_A * 2*atan(1)/u_0',
  variables: { tau, s_A, u_0 },
  assumptions: alone,
  evaluate: (x) => ((x.tau / x.s_A) * QUARTER) / x.u_0,
});

/** `½ δ² Σ (v² ∂²_v − v ∂_v)` of the escape, `δ² = 1/(2N)`. */
export const seedShiftThreeLayer = formula({
  id: 'finite-width/seed-shift-three-layer',
  equation: '—',
  title: 'What the spread of the lengths adds to the mean of t_A: three layers',
  statement:
    'shift = 3*tau/(4*N*s_A) * integral((v^4*cos(x)^4 + w^4*sin(x)^4)/(v^2*cos(x)^2 + w^2*sin(x)^2)^(5/2), x, 0, 2*atan(1))',
  variables: { tau, s_A, N, v, w },
  assumptions: spread,
  evaluate: ({ tau, s_A, N, v, w }) =>
    ((3 * tau) / (4 * N * s_A)) *
    overQuarter((c, s) => (v ** 4 * c * c + w ** 4 * s * s) / (v * v * c + w * w * s) ** 2.5),
});

export const spreadThreeLayer = formula({
  id: 'finite-width/spread-three-layer',
  equation: '—',
  title: 'Standard deviation of t_A over seeds: three layers',
  statement:
    'std_A = tau/(s_A*sqrt(2*N)) * sqrt(integral(v^2*cos(x)^2/(v^2*cos(x)^2 + w^2*sin(x)^2)^(3/2), x, 0, 2*atan(1))^2 + integral(w^2*sin(x)^2/(v^2*cos(x)^2 + w^2*sin(x)^2)^(3/2), x, 0, 2*atan(1))^2)',
  variables: { tau, s_A, N, v, w },
  assumptions: spread,
  evaluate: ({ tau, s_A, N, v, w }) => {
    const ofFirst = overQuarter((c, s) => (v * v * c) / (v * v * c + w * w * s) ** 1.5);
    const ofLast = overQuarter((c, s) => (w * w * s) / (v * v * c + w * w * s) ** 1.5);
    return (tau / (s_A * Math.sqrt(2 * N))) * Math.hypot(ofFirst, ofLast);
  },
});

/** `V = √(v² − g²)`, `U = √(w² − g²)`; for wide networks `ln(2vw/(g(v+w)))/(vw)`. */
export const escapeFourLayer = formula({
  id: 'finite-width/escape-four-layer',
  equation: '—',
  title: 'Escape of A: four layers',
  statement:
    'T_A = tau/(s_A*sqrt((v^2-g^2)*(w^2-g^2))) * log((sqrt(w^2-g^2)*v + sqrt(v^2-g^2)*w)/(g*(sqrt(v^2-g^2) + sqrt(w^2-g^2))))',
  variables: { tau, s_A, v, w, g },
  where: ['g < v', 'g < w'],
  assumptions: alone,
  evaluate: ({ tau, s_A, v, w, g }) => {
    const V = Math.sqrt((v - g) * (v + g));
    const U = Math.sqrt((w - g) * (w + g));
    return (tau / (s_A * V * U)) * Math.log((U * v + V * w) / (g * (V + U)));
  },
});

export const escapeFourLayerScalar = formula({
  id: 'finite-width/escape-four-layer-scalar',
  equation: '—',
  title: 'Escape of A: four layers, late fusion, scalar input',
  statement: 'T_A = tau/s_A * log(2*N)/(u_0^2*(2 - 1/N))',
  variables: { tau, s_A, u_0, N },
  assumptions: alone,
  evaluate: (x) => ((x.tau / x.s_A) * Math.log(2 * x.N)) / (x.u_0 ** 2 * (2 - 1 / x.N)),
});

/** In the logarithms of v, w, g, each of mean −δ² and variance δ². */
export const seedShiftFourLayer = formula({
  id: 'finite-width/seed-shift-four-layer',
  equation: '—',
  title: 'What the spread of the lengths adds to the mean of t_A: four layers',
  statement: 'shift = tau/(2*N*s_A*v*w) * (3*log(2*v*w/(g*(v+w))) - 1 - v*w/(v+w)^2)',
  variables: { tau, s_A, N, v, w, g },
  assumptions: spread,
  evaluate: ({ tau, s_A, N, v, w, g }) =>
    (tau / (2 * N * s_A * v * w)) * (3 * Math.log((2 * v * w) / (g * (v + w))) - 1 - (v * w) / (v + w) ** 2),
});

export const spreadFourLayer = formula({
  id: 'finite-width/spread-four-layer',
  equation: '—',
  title: 'Standard deviation of t_A over seeds: four layers',
  statement:
    'std_A = tau/(s_A*v*w*sqrt(2*N)) * sqrt((log(2*v*w/(g*(v+w))) - w/(v+w))^2 + (log(2*v*w/(g*(v+w))) - v/(v+w))^2 + 1)',
  variables: { tau, s_A, N, v, w, g },
  assumptions: spread,
  evaluate: ({ tau, s_A, N, v, w, g }) => {
    const logarithm = Math.log((2 * v * w) / (g * (v + w)));
    const slopes = [logarithm - w / (v + w), logarithm - v / (v + w), 1];
    return (tau / (s_A * v * w * Math.sqrt(2 * N))) * Math.hypot(...slopes);
  },
});

/** `ln u²` of `u² = σ² χ²_N/2` has mean `ln(σ² N/2) − 1/N` and standard deviation `√(2/N)`. */
export const seedShiftTwoLayer = formula({
  id: 'finite-width/seed-shift-two-layer',
  equation: '—',
  title: 'What the spread of the lengths adds to the mean of t_A: two layers',
  statement: 'shift = tau/(2*N*s_A)',
  variables: { tau, s_A, N },
  assumptions: spread,
  evaluate: (x) => x.tau / (2 * x.N * x.s_A),
});

export const spreadTwoLayer = formula({
  id: 'finite-width/spread-two-layer',
  equation: '—',
  title: 'Standard deviation of t_A over seeds: two layers',
  statement: 'std_A = tau/(s_A*sqrt(2*N))',
  variables: { tau, s_A, N },
  assumptions: spread,
  evaluate: (x) => x.tau / (x.s_A * Math.sqrt(2 * x.N)),
});

/** `sinh x` beyond which an escape is over to rounding. */
const FAR = 42;

/** `p_A = v_A sinh x`, `p_B = v_B sinh kx`, `s = e^(−x)`. */
export const escape32 = formula({
  id: 'finite-width/escape-3-2',
  equation: '—',
  title: 'Escape of A: three layers, fusion at the second, B included',
  statement: 'T_A = tau/s_A * integral(1/sqrt(s^2*w^2 + v_A^2*(1-s^2)^2/4 + v_B^2*s^2*(s^(-k)-s^k)^2/4), s, 0, 1)',
  variables: { tau, s_A, k, v_A, v_B, w },
  assumptions: beside,
  evaluate: ({ tau, s_A, k, v_A, v_B, w }) => {
    const inverse = (x: number) => 1 / Math.hypot(w, v_A * Math.sinh(x), v_B * Math.sinh(k * x));
    return (tau / s_A) * integrate(inverse, 0, FAR).value;
  },
});

/** `p_A = V_A/sinh x`; B's hidden layers start at g as well, `U² = w² − 2g²`. */
export const escape43 = formula({
  id: 'finite-width/escape-4-3',
  equation: '—',
  title: 'Escape of A: four layers, fusion at the third, B included',
  statement:
    'T_A = tau/(s_A*V_A) * integral(1/sqrt(U^2 + V_A^2/sinh(x)^2 + V_B^2/sinh(asinh(V_B/g) - k*V_B/V_A*(asinh(V_A/g)-x))^2), x, 0, asinh(V_A/g))',
  variables: { tau, s_A, k: signed_k, V_A, V_B, U, g },
  where: ['asinh(V_B/g) > 1.001*k*V_B/V_A*asinh(V_A/g)'],
  assumptions: beside,
  evaluate: ({ tau, s_A, k, V_A, V_B, U, g }) => {
    const [X_A, X_B] = [Math.asinh(V_A / g), Math.asinh(V_B / g)];
    const inverse = (x: number) =>
      1 / Math.hypot(U, V_A / Math.sinh(x), V_B / Math.sinh(X_B - ((k * V_B) / V_A) * (X_A - x)));
    return (tau / (s_A * V_A)) * integrate(inverse, 0, X_A).value;
  },
});

/** `c_1² = p_A² + p_B²`, `c_2² = c_1² + U²`, `U² = w² − g_A² − g_B²`; `c_1² c_2²` is completed to a square. */
export const escape42 = formula({
  id: 'finite-width/escape-4-2',
  equation: '—',
  title: 'Escape of A: four layers, fusion at the second, B included',
  statement:
    'T_A = tau/s_A * integral(s/sqrt(((v_A+g_A - s^2*(v_A-g_A))^2/4 + s^2*((v_B+g_B)*s^(-k) - (v_B-g_B)*s^k)^2/4 + s^2*U^2/2)^2 - s^4*U^4/4), s, 0, 1)',
  variables: {
    tau,
    s_A,
    k,
    v_A,
    v_B,
    U,
    g_A: positive('start g_A of the hidden layer of A', '1', 1e-4, 5e-3),
    g_B: positive('start g_B of the hidden layer of B', '1', 1e-4, 5e-3),
  },
  assumptions: beside,
  evaluate: ({ tau, s_A, k, v_A, v_B, U, g_A, g_B }) => {
    // a sinh(y + arsinh(g/a)), a² = v² − g².
    const grown = (v: number, g: number, y: number) => v * Math.sinh(y) + g * Math.cosh(y);
    const inverse = (x: number) => {
      const first = Math.hypot(grown(v_A, g_A, x), grown(v_B, g_B, k * x));
      return 1 / (first * Math.hypot(first, U));
    };
    return (tau / s_A) * integrate(inverse, 0, FAR).value;
  },
});
