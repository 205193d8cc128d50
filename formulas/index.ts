/**
 * The theory as data: every formula in the source's order, the misprints of the source, and the derivations.
 *
 * @module unimodal-bias/formulas
 */
import type { Formula } from './formula.js';
import * as balancing from './balancing.js';
import * as depthIntegrals from './depth-integrals.js';
import { elementaryIntegrals } from './elementary-integrals.js';
import * as exactSolution from './exact-solution.js';
import * as finiteWidthEscape from './random-weights-escape.js';
import * as finiteWidthTimes from './random-weights.js';
import * as fixedPoints from './fixed-points.js';
import * as gradientFlow from './gradient-flow.js';
import * as learningTimes from './learning-times.js';
import * as logisticLoss from './logistic-loss.js';
import * as miniBatches from './mini-batches.js';
import * as misattribution from './misattribution.js';
import * as modalityPreference from './modality-preference.js';
import * as reducedDynamics from './reduced-dynamics.js';
import * as levers from './levers.js';
import * as relu from './relu.js';
import * as reluDeep from './relu-deep.js';
import * as selection from './selection.js';
import * as slowPlateau from './slow-plateau.js';
import * as timeRatio from './time-ratio.js';
import * as training from './training.js';
import * as turningDrive from './turning-drive.js';
import * as turningFused from './turning-fused.js';
import * as turningFusedLate from './turning-fused-late.js';

export type {
  Assumption,
  Domain,
  Formula,
  IntegerDomain,
  MatrixDomain,
  RealDomain,
  Result,
  Statement,
  ValueOf,
  Values,
  Variable,
} from './formula.js';
export { conservedQuantities, type ConservedQuantity } from './balancing.js';
export { errata } from './errata/index.js';
export type { ComputedErratum, Discrepancy, Erratum, Readings, StatementErratum } from './errata/erratum.js';
export { derivations } from './derivations/index.js';
export type { Derivation, Method, Step } from './derivations/derivation.js';

/** Topics as the source treats them. */
const topics = [
  gradientFlow,
  fixedPoints,
  exactSolution,
  learningTimes,
  timeRatio,
  misattribution,
  modalityPreference,
  logisticLoss,
  balancing,
  reducedDynamics,
  depthIntegrals,
  { elementaryIntegrals },
  finiteWidthTimes,
  finiteWidthEscape,
  turningDrive,
  turningFused,
  turningFusedLate,
  slowPlateau,
  selection,
  training,
  miniBatches,
  relu,
  reluDeep,
  levers,
];

/**
 * Every formula of the theory: statement, variables, assumptions and fast evaluation.
 *
 * @example
 * ```ts
 * import { catalogue } from 'unimodal-bias/formulas';
 * catalogue.find(({ equation }) => equation === '9')?.statement; // => 'ratio = 1 + (s_A - s_B) / r_B'
 * ```
 */
export const catalogue: readonly Formula[] = topics.flatMap((topic) =>
  Object.values(topic)
    .flat()
    .filter(isFormula)
    .sort((p, q) => place(p) - place(q) || p.id.localeCompare(q.id)),
);

/** Where a formula stands in the source; the project's own come last in their topic. */
function place({ equation }: Formula): number {
  const number = Number.parseFloat(equation);
  return Number.isNaN(number) ? Number.MAX_VALUE : number;
}

function isFormula(value: unknown): value is Formula {
  return typeof value === 'object' && value !== null && 'statement' in value && 'evaluate' in value;
}
