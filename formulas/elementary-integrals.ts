/**
 * Escape integrals in elementary functions, which the source does not have. With `w = k s^(L_f−2) + 1 − k` the integrand of
 * Eq 13 is rational in `s` or `s²` for L_f = 3 and for L_f = 4 with even L, up to the root of a quadratic.
 */
import { equalDepthIntegral } from './depth-integrals.js';
import { formula, type Formula } from './formula.js';
import { balancedAlignedStart, firstIsA, smallInitialization } from './vocabulary.js';
import { k } from './vocabulary.js';

/** The entry of a pair (L, L_f). */
const elementary = (depth: number, fusionLayer: number, expression: string): Formula<{ k: typeof k }, number> =>
  formula({
    id: `depth-integral/elementary-${depth}-${fusionLayer}`,
    equation: '13',
    title: `Escape integral I(${depth}, ${fusionLayer}) in elementary functions (not in the source)`,
    statement: `I = ${expression}`,
    variables: { k },
    assumptions: [smallInitialization, balancedAlignedStart, firstIsA],
    // The quadrature: next to k = 0 and k = 1 the terms of the closed forms cancel.
    evaluate: (v) => equalDepthIntegral(depth, fusionLayer, v.k).value,
  });

// For L_f = 3 the bracket is X/w², w = ks + q, q = 1−k, with X = w² + s² = a s² + 2kq s + q², a = 1 + k²; X = 2 at s = 1.

/** `∫₀¹ s w/√X ds`, by `∫ ds/√X = ln(√(aX) + as + kq)/√a`. */
export const integral43 = elementary(
  4,
  3,
  'k/(sqrt(2)*(1+k^2)) + (1-k)*(2-k^2)*(sqrt(2)-1+k)/(2*(1+k^2)^2) - 3*k*(1-k)^2/(2*(1+k^2)^(5/2))*log((sqrt(2+2*k^2)+1+k)/((1-k)*(sqrt(1+k^2)+k)))',
);

/** `∫₀¹ s² w²/X ds = ⅓ − ∫₀¹ s⁴/X ds`; `∫₀¹ ds/X = π/(4q)` for every k, and π/4 = atan 1. */
export const integral53 = elementary(
  5,
  3,
  '1/3 - 1/(3*(1+k^2)) + k*(1-k)/(1+k^2)^2 - (1-k)^2*(3*k^2-1)/(1+k^2)^3 - 4*k*(1-k)^3*(1-k^2)/(1+k^2)^4*log(sqrt(2)/(1-k)) - (1-k)^3*(k^4-6*k^2+1)/(1+k^2)^4*atan(1)',
);

/** `½ ∫₀¹ v (kv + 1−k) / ((1+k)v + 1−k) dv`, v = s². */
export const integral64 = elementary(6, 4, '(k/(2*(1+k)) + (1-k)/(1+k)^2 - (1-k)^2/(1+k)^3*log(2/(1-k))) / 2');

/** `½ ∫₀¹ v² ((kv + 1−k) / ((1+k)v + 1−k))² dv`, in y = (1+k)v + 1−k, which runs from q = 1−k to 2. */
export const integral84 = elementary(
  8,
  4,
  '(k^2*(8-(1-k)^3)/3 + k*(1-k)^2*(4-(1-k)^2) + ((1-k)^4-2*k*(1-k)^2)*(1+k) - 2*(1-k)^4*log(2/(1-k)) + (1-k)^3*(1+k)/2) / (2*(1+k)^5)',
);
