/**
 * Escape integrals in elementary functions, which the source does not have: every pair (L, L_f) that has such a form for
 * every k, up to L = 12.
 *
 * With v = u_B/u_A, which runs from 0 to 1 as s does, c = L − L_f and m = L_f − 2,
 *
 *     I = (1−k)^(1+c/m) ∫₀¹ v^(L−3) (1 − k v^m)^(−2−c/m) (1 + v²)^(−c/2) dv
 *       = (1−k)^(1+c/m) ∫₀^(π/4) (sin θ cos θ)^(L−3) (cos^m θ − k sin^m θ)^(−2−c/m) dθ,    v = tan θ.
 *
 * For L_f > 2 it is elementary for every k in (0, 1) exactly where m divides c, or m = 4 and c is even;
 * docs/elementary-integrals.md has the proof. For L_f = 1 it always is, for L_f = 2 only at some k.
 */
import { equalDepthIntegral } from './depth-integrals.js';
import { eighthOfFive, eleventhOfFive, twelfthOfSeven } from './elementary-roots.js';
import { firstLayer, fourthLayer, sixthLayer, thirdLayer } from './elementary-statements.js';
import { formula, type Formula } from './formula.js';
import { balancedAlignedStart, firstIsA, smallInitialization } from './vocabulary.js';
import { k } from './vocabulary.js';

/** Up to which depth every elementary pair is an entry. */
export const DEEPEST = 12;

/** Whether `I(L, L_f; k)` is elementary for every k; of `L_f < L` only, as `I(L, L)` is 1/(L−2). */
export function isElementary(depth: number, fusionLayer: number): boolean {
  const [c, m] = [depth - fusionLayer, fusionLayer - 2];
  if (m === 0) return false;
  return c % m === 0 || (m === 4 && c % 2 === 0);
}

/** The right-hand side for a pair that {@link isElementary}. */
function closedForm(depth: number, fusionLayer: number): string {
  const c = depth - fusionLayer;
  switch (fusionLayer) {
    case 1:
      return firstLayer(depth);
    case 3:
      return thirdLayer(c);
    case 4:
      return fourthLayer(c);
    case 5:
      return c === 3 ? eighthOfFive : eleventhOfFive;
    case 6:
      return sixthLayer(c);
    default:
      return twelfthOfSeven;
  }
}

function entry(depth: number, fusionLayer: number): Formula<{ k: typeof k }, number> {
  return formula({
    id: `depth-integral/elementary-${depth}-${fusionLayer}`,
    equation: fusionLayer === 1 ? '—' : '13',
    title: `Escape integral I(${depth}, ${fusionLayer}) in elementary functions (not in the source)`,
    statement: `I = ${closedForm(depth, fusionLayer)}`,
    variables: { k },
    assumptions: [smallInitialization, balancedAlignedStart, firstIsA],
    // The quadrature: next to k = 0 and k = 1 the terms of the closed forms cancel, up to (1−k)^(2−L) of them.
    evaluate: (v) => equalDepthIntegral(depth, fusionLayer, v.k).value,
  });
}

const upTo = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, i) => first + i);

/** One entry for each pair. */
export const elementaryIntegrals: readonly Formula[] = upTo(3, DEEPEST).flatMap((depth) =>
  upTo(1, depth - 1)
    .filter((fusionLayer) => isElementary(depth, fusionLayer))
    .map((fusionLayer) => entry(depth, fusionLayer)),
);
