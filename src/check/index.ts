/**
 * The claims of the source and of this project, each held against simulations.
 *
 * @module unimodal-bias/check
 */
import type { Claim } from './harness/claim.js';
import { deepClaims } from './claims/deep.js';
import { digitsClaims } from './claims/digits.js';
import { dynamicsClaims } from './claims/dynamics.js';
import { fixedPointClaims } from './claims/fixed-points.js';
import { finiteWidthClaims } from './claims/random-weights.js';
import { featureClaims } from './claims/features.js';
import { leverConditionClaims } from './claims/lever-conditions.js';
import { leverEndClaims } from './claims/lever-ends.js';
import { decayClaims } from './claims/decay.js';
import { leverLawClaims } from './claims/lever-laws.js';
import { throttleClaims } from './claims/throttle.js';
import { leverClaims } from './claims/levers.js';
import { manyModalityClaims } from './claims/many-modalities.js';
import { closedOrderClaims } from './claims/closed-order.js';
import { miniBatchClaims } from './claims/mini-batches.js';
import { nonlinearClaims } from './claims/nonlinear.js';
import { parameterizationClaims } from './claims/parameterization.js';
import { plateauClaims } from './claims/plateaus.js';
import { preferenceClaims } from './claims/preference.js';
import { randomProblemClaims } from './claims/random-problems.js';
import { randomStartClaims } from './claims/random-starts.js';
import { standingClaims } from './claims/standing.js';
import { realStartClaims } from './claims/real-starts.js';
import { reluDeepClaims } from './claims/relu-deep.js';
import { timetableClaims } from './claims/timetables.js';
import { turningDriveClaims } from './claims/turning-drive.js';
import { twoLayerClaims } from './claims/two-layer.js';
import { typicalStartClaims } from './claims/typical-starts.js';
import { unseenClaims } from './claims/unseen.js';
import { warningClaims } from './claims/warnings.js';

export type {
  CheckContext,
  Claim,
  ClaimParts,
  ClaimResult,
  Criterion,
  CriterionKind,
  Row,
  Verdict,
} from './harness/claim.js';
export { checkMarkdown, checkTable, type Provenance } from './harness/report.js';
export {
  beating,
  errorText,
  FAMILIES,
  readStanding,
  standingOf,
  subjectOf,
  titleOf,
  type EntryStanding,
  type Errors,
  type Family,
  type Quantity,
  type Standing,
  type StandingRow,
} from './standing/standing.js';
export {
  collectClaims,
  runClaims,
  selectClaims,
  type CheckedClaim,
  type CheckOptions,
  type CheckReport,
  type Keeping,
  type Piece,
  type PieceResult,
} from './harness/run.js';

/**
 * Every claim, in the order of the source.
 *
 * @example
 * ```ts
 * import { claims } from 'unimodal-bias/check';
 * claims.find(({ id }) => id === 'ratio-grid')?.criterion.kind; // => 'order'
 * ```
 */
export const claims: readonly Claim[] = [
  ...fixedPointClaims,
  ...dynamicsClaims,
  ...preferenceClaims,
  ...twoLayerClaims,
  ...randomProblemClaims,
  ...turningDriveClaims,
  ...standingClaims,
  ...plateauClaims,
  ...deepClaims,
  ...randomStartClaims,
  ...finiteWidthClaims,
  ...manyModalityClaims,
  ...timetableClaims,
  ...realStartClaims,
  ...typicalStartClaims,
  ...closedOrderClaims,
  ...miniBatchClaims,
  ...leverClaims,
  ...throttleClaims,
  ...decayClaims,
  ...leverLawClaims,
  ...leverConditionClaims,
  ...leverEndClaims,
  ...unseenClaims,
  ...warningClaims,
  ...nonlinearClaims,
  ...reluDeepClaims,
  ...parameterizationClaims,
  ...featureClaims,
  ...digitsClaims,
];
