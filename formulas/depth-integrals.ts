/**
 * The integrals over the escape from zero (Eq 13, 58, 60). All of them are one integral on a finite interval,
 *
 *     J = ∫₀¹ s^(L−3) [1 + s² (1 − κ + κ s^a)^(−2/b)]^(−c/2) ds,    x = 1/s in the source's form,
 *
 * with L the depth of the branch learned first including the c post-fusion layers, a and b its and the other branch's
 * pre-fusion depths less two, and κ the ratio of the two branches' speeds.
 */
import { formula } from './formula.js';
import { integrate, type Quadrature } from '../src/numerics/quadrature.js';
import { integer, real } from './formula.js';
import { balancedAlignedStart, firstIsA, firstIsAUnequal, smallInitialization } from './vocabulary.js';
import { L, L_A, L_B, L_c, L_f, k, u_0 } from './vocabulary.js';

const leadingOrder = [smallInitialization, balancedAlignedStart];

/** A value with its error and the method it came by. */
export interface DepthIntegral extends Quadrature {
  /** `exact`: a closed form; `series`: the hypergeometric series; `quadrature`: adaptive Gauss–Kronrod. */
  readonly method: 'exact' | 'series' | 'quadrature';
}

const EPS = Number.EPSILON;

function exact(value: number): DepthIntegral {
  return { value, error: 4 * EPS * value, evaluations: 0, method: 'exact' };
}

/** `x^n` for a small non-negative integer by repeated squaring: several times faster than `Math.pow`. */
function power(x: number, n: number): number {
  if (n > 64) return Math.pow(x, n);
  let result = 1;
  for (let base = x, rest = n; rest > 0; rest >>= 1, base *= base) if (rest & 1) result *= base;
  return result;
}

/** `z^(−c/2)`; up to the depths of real networks without a transcendental function. */
function inverseRootPower(z: number, c: number): number {
  return 1 / (c & 1 ? Math.sqrt(z) * power(z, (c - 1) >> 1) : power(z, c >> 1));
}

/** `t^(−2/b)`. */
function minusTwoOver(t: number, b: number): number {
  if (b === 1) return 1 / (t * t);
  if (b === 2) return 1 / t;
  if (b === 4) return 1 / Math.sqrt(t);
  return Math.pow(t, -2 / b);
}

/**
 * The integral J above for `a, b ≥ 1`. `s = v²` moves the boundary layer that forms at `s ~ ((1−κ)/κ)^(1/a)` as κ → 1
 * away from the end of the interval, where Gauss nodes are dense.
 */
function escapeIntegral(depth: number, a: number, b: number, c: number, kappa: number): DepthIntegral {
  const rest = 1 - kappa;
  const integrand = (v: number): number => {
    const s = v * v;
    const bracket = 1 + s * s * minusTwoOver(rest + kappa * power(s, a), b);
    return 2 * v * power(s, depth - 3) * inverseRootPower(bracket, c);
  };
  const { value, error, evaluations } = integrate(integrand, 0, 1);
  // One relative rounding of the bracket becomes c/2 in its power; powers by squaring cost one for each factor.
  return { value, error: error + (2 * c + 2 * depth) * EPS * value, evaluations, method: 'quadrature' };
}

/**
 * `I(L, 2; k) = 1/(L−2) ₂F₁(b, a; a+1; −1)` with `b = L/2 − 1`, `a = b/(1−k)`, after Pfaff's transformation
 * `₂F₁(b, a; a+1; −1) = 2^(−b) ₂F₁(b, 1; a+1; ½)`: positive terms whose ratio stays below ½.
 */
function fusionAtTwo(depth: number, kValue: number): DepthIntegral {
  const b = depth / 2 - 1;
  const a = b / (1 - kValue);
  let term = 1;
  let sum = 1;
  let n = 0;
  for (; term > 0.25 * EPS * sum; n++) {
    term *= (b + n) / (2 * (a + 1 + n));
    sum += term;
  }
  const value = (sum * Math.pow(2, -b)) / (depth - 2);
  // Ratios below ½ leave a tail smaller than the last term; each term carries three roundings a factor.
  return { value, error: (term / sum + (8 + n / 4) * EPS) * value, evaluations: n, method: 'series' };
}

/**
 * `I(L, L_f; k)` of Eq 13 (`L_f > 2`), Eq 58 (`L_f = 2`) and its extension to early fusion (`L_f = 1`), for
 * `3 ≤ L`, `1 ≤ L_f ≤ L`, `0 ≤ k ≤ 1`.
 */
export function equalDepthIntegral(depth: number, fusionLayer: number, kValue: number): DepthIntegral {
  const c = depth - fusionLayer;
  if (c === 0) return exact(1 / (depth - 2));
  if (kValue === 1) return exact(Math.pow(2, -c / 2) / (depth - 2));
  if (fusionLayer === 1) return earlyIntegral(depth, kValue);
  if (fusionLayer === 2) return fusionAtTwo(depth, kValue);
  return escapeIntegral(depth, fusionLayer - 2, fusionLayer - 2, c, kValue);
}

/** `∫₀¹ s^(L−3) [1 + (k + (1−k)s)²]^(−(L−1)/2) ds`: Eq 48 followed through for `L_f = 1`. */
function earlyIntegral(depth: number, kValue: number): DepthIntegral {
  const c = depth - 1;
  const integrand = (s: number): number => {
    const ratio = kValue + (1 - kValue) * s;
    return power(s, depth - 3) * inverseRootPower(1 + ratio * ratio, c);
  };
  const { value, error, evaluations } = integrate(integrand, 0, 1);
  return { value, error: error + 4 * depth * EPS * value, evaluations, method: 'quadrature' };
}

/** The ratio κ of the two branches' speeds, `k (L_B−2)/(L_A−2) u₀^(L_B−L_A)`; A is learned first where it is below 1. */
export function speedRatio(depthA: number, depthB: number, ratio: number, initScale: number): number {
  return ((ratio * (depthB - 2)) / (depthA - 2)) * Math.pow(initScale, depthB - depthA);
}

/**
 * `I(L_A, L_B, L_c)` of Eq 60, `ratio = s_B/s_A`, for `L_A > 2` and `L_B > 2` where A is learned first (κ ≤ 1); for
 * `L_A ≤ 2`, which the source leaves out, to leading order in u₀ (the other branch has not moved yet).
 */
export function unequalDepthIntegral(
  depthA: number,
  depthB: number,
  depthShared: number,
  ratio: number,
  initScale: number,
): DepthIntegral {
  const depth = depthA + depthShared;
  if (depthA === depthB) return equalDepthIntegral(depth, depthA, ratio);
  if (depthShared === 0) return exact(1 / (depth - 2));
  if (depthA <= 2) return escapeIntegral(depth, 1, 1, depthShared, 0);
  return escapeIntegral(depth, depthA - 2, depthB - 2, depthShared, speedRatio(depthA, depthB, ratio, initScale));
}

/** Eq 13. */
export const integralAbove2 = formula({
  id: 'depth-integral/above-2',
  equation: '13',
  title: 'Escape integral I(L, L_f) for a fusion layer above the second',
  statement: 'I = integral(s^(L-3) * (1 + s^2 * (k*s^(L_f-2) + 1-k)^(-2/(L_f-2)))^(-(L-L_f)/2), s, 0, 1)',
  variables: { L, L_f, k },
  where: ['L_f <= L'],
  assumptions: [...leadingOrder, firstIsA],
  evaluate: (v) => equalDepthIntegral(v.L, v.L_f, v.k).value,
});

/** Eq 13 as printed, on an infinite interval. */
export const integralPrinted = formula({
  id: 'depth-integral/above-2-printed',
  equation: '13',
  title: 'Escape integral I(L, L_f) as the source prints it, on an infinite interval',
  statement: 'I = integral(x^(1-L) * (1 + (k + (1-k)*x^(L_f-2))^(2/(2-L_f)))^((L_f-L)/2), x, 1, Infinity)',
  variables: { L, L_f, k },
  where: ['L_f <= L'],
  assumptions: [...leadingOrder, firstIsA],
  evaluate: (v) => equalDepthIntegral(v.L, v.L_f, v.k).value,
});

/** Eq 58. */
export const integralAt2 = formula({
  id: 'depth-integral/at-2',
  equation: '58',
  title: 'Escape integral I(L, 2) for fusion at the second layer',
  statement: 'I = integral(x^(-1) * (x^2 + x^(2*k))^(1-L/2), x, 1, Infinity)',
  variables: { L, k },
  assumptions: [...leadingOrder, firstIsA],
  evaluate: (v) => equalDepthIntegral(v.L, 2, v.k).value,
});

/** Not in the source: the same as ₂F₁, whose series (Pfaff) is how `I(L, 2; k)` is computed. */
export const integralAt2Hypergeometric = formula({
  id: 'depth-integral/at-2-hypergeometric',
  equation: '58',
  title: 'Escape integral I(L, 2) as a Gauss hypergeometric function (not in the source)',
  statement: 'I = hyp2f1(L/2-1, (L-2)/(2*(1-k)), (L-2)/(2*(1-k))+1, -1) / (L-2)',
  variables: { L, k },
  assumptions: [...leadingOrder],
  evaluate: (v) => equalDepthIntegral(v.L, 2, v.k).value,
});

/** Our extension of Eq 48 to L_f = 1. */
export const integralEarly = formula({
  id: 'depth-integral/early',
  equation: '—',
  title: 'Escape integral I(L, 1) for early fusion (not in the source)',
  statement: 'I = integral(s^(L-3) * (1 + (k + (1-k)*s)^2)^(-(L-1)/2), s, 0, 1)',
  variables: { L, k },
  assumptions: leadingOrder,
  evaluate: (v) => equalDepthIntegral(v.L, 1, v.k).value,
});

/** Eq 13 at L_f = L. */
export const integralLate = formula({
  id: 'depth-integral/late',
  equation: '13',
  title: 'Escape integral for late fusion',
  statement: 'I = 1/(L-2)',
  variables: { L },
  assumptions: leadingOrder,
  evaluate: (v) => equalDepthIntegral(v.L, v.L, 0.5).value,
});

/** Eq 13 at k = 1. */
export const integralEqualSpeeds = formula({
  id: 'depth-integral/equal-speeds',
  equation: '13',
  title: 'Escape integral for k = 1',
  statement: 'I = 2^(-(L-L_f)/2) / (L-2)',
  variables: { L, L_f: integer('fusion layer L_f', 1, 10) },
  where: ['L_f <= L'],
  assumptions: leadingOrder,
  evaluate: (v) => equalDepthIntegral(v.L, v.L_f, 1).value,
});

/** Eq 60. */
export const integralUnequal = formula({
  id: 'depth-integral/unequal',
  equation: '60',
  title: 'Escape integral I(L_A, L_B, L_c) for branches of unequal depth',
  statement:
    'I = integral(x^(1-L_A) * (x^2 + ((L_B-2)/(L_A-2)*q*u_0^(L_B-L_A)*(x^(2-L_A)-1) + 1)^(2/(2-L_B)))^(-L_c/2), x, 1, Infinity)',
  variables: { L_A, L_B, L_c, q: real('s_B/s_A', '1', 0.001, 2), u_0 },
  where: ['(L_B-2)/(L_A-2)*q*u_0^(L_B-L_A) < 1'],
  assumptions: [...leadingOrder, firstIsAUnequal],
  evaluate: (v) => unequalDepthIntegral(v.L_A, v.L_B, v.L_c, v.q, v.u_0).value,
});
