/** The catalogue of claims. */
import type { Claim } from './claim.js';
import { deepClaims } from './deep.js';
import { dynamicsClaims } from './dynamics.js';
import { fixedPointClaims } from './fixed-points.js';
import { finiteWidthClaims } from './finite-width.js';
import { featureClaims } from './feature-claims.js';
import { nonlinearClaims } from './nonlinear.js';
import { parameterizationClaims } from './parameterization.js';
import { plateauClaims } from './plateaus.js';
import { preferenceClaims } from './preference.js';
import { randomProblemClaims } from './random-problems.js';
import { randomStartClaims } from './random-starts.js';
import { twoLayerClaims } from './two-layer.js';

/**
 * Every claim, in the order of the source.
 *
 * @example
 * ```ts
 * import { claims } from 'unimodal-bias';
 * claims.find(({ id }) => id === 'ratio-grid')?.criterion.kind; // => 'order'
 * ```
 */
export const claims: readonly Claim[] = [
  ...fixedPointClaims,
  ...dynamicsClaims,
  ...preferenceClaims,
  ...twoLayerClaims,
  ...randomProblemClaims,
  ...plateauClaims,
  ...deepClaims,
  ...randomStartClaims,
  ...finiteWidthClaims,
  ...nonlinearClaims,
  ...parameterizationClaims,
  ...featureClaims,
];
