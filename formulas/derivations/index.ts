/** The derivations, in the source's order. */
import type { Derivation } from './derivation.js';
import { deepDerivations } from './deep.js';
import { escapeDerivations } from './escape.js';
import { finiteWidthDerivations } from './random-weights.js';
import { integralDerivations } from './integrals.js';
import { leverDerivations } from './levers.js';
import { matrixDerivations } from './matrices.js';
import { ratioDerivations } from './ratios.js';
import { sampleDerivations } from './samples.js';
import { turningDriveDerivations } from './turning-drive.js';
import { twoLayerDerivations } from './two-layer.js';

/**
 * Every derivation the program checks.
 *
 * @example
 * ```ts
 * import { derivations } from 'unimodal-bias/formulas';
 * derivations.find(({ id }) => id === 'shared-norm')?.conclusion; // => 'Eq 41: u_A² + u_B² − u² is conserved'
 * ```
 */
export const derivations: readonly Derivation[] = [
  ...matrixDerivations,
  ...twoLayerDerivations,
  ...deepDerivations,
  ...integralDerivations,
  ...ratioDerivations,
  ...finiteWidthDerivations,
  ...escapeDerivations,
  ...turningDriveDerivations,
  ...leverDerivations,
  ...sampleDerivations,
];
