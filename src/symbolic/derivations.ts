/** The derivations, in the source's order. */
import type { Derivation } from './derivation.js';
import { deepDerivations } from './derivations-deep.js';
import { escapeDerivations } from './derivations-escape.js';
import { finiteWidthDerivations } from './derivations-finite-width.js';
import { integralDerivations } from './derivations-integrals.js';
import { ratioDerivations } from './derivations-ratios.js';
import { twoLayerDerivations } from './derivations-two-layer.js';

/**
 * Every derivation the program checks.
 *
 * @example
 * ```ts
 * import { derivations } from 'unimodal-bias';
 * derivations.find(({ id }) => id === 'shared-norm')?.conclusion; // => 'Eq 41: u_A² + u_B² − u² is conserved'
 * ```
 */
export const derivations: readonly Derivation[] = [
  ...twoLayerDerivations,
  ...deepDerivations,
  ...integralDerivations,
  ...ratioDerivations,
  ...finiteWidthDerivations,
  ...escapeDerivations,
];
