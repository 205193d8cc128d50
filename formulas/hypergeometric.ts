/**
 * The ₂F₁ form of Eq 58. A module of its own, because it stands on a library function that costs several times the series
 * in depth-integrals.ts and a tenth of a second to load: it is the cross-check, not the fast path.
 */
import hyp2f1 from '@stdlib/math-base-special-hyp2f1';
import { formula } from './formula.js';
import { balancedAlignedStart, smallInitialization } from './vocabulary.js';
import { L, k } from './vocabulary.js';

/** Not in the source. */
export const integralAt2Hypergeometric = formula({
  id: 'depth-integral/at-2-hypergeometric',
  equation: '58',
  title: 'Escape integral I(L, 2) as a Gauss hypergeometric function (not in the source)',
  statement: 'I = hyp2f1(L/2-1, (L-2)/(2*(1-k)), (L-2)/(2*(1-k))+1, -1) / (L-2)',
  variables: { L, k },
  assumptions: [smallInitialization, balancedAlignedStart],
  evaluate: (v) => {
    const a = (v.L - 2) / (2 * (1 - v.k));
    return hyp2f1(v.L / 2 - 1, a, a + 1, -1) / (v.L - 2);
  },
});
