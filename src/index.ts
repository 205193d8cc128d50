/**
 * Predicted unimodal phases of multimodal deep linear networks: the theory of "Understanding Unimodal Bias in Multimodal
 * Deep Linear Networks" as a library.
 *
 * @packageDocumentation
 */
export { InputError, type ErrorCode } from './problem/errors.js';
export type { ByModality, Correlations } from './problem/correlations.js';
export { correlations, toyCorrelations, type ToyOptions } from './problem/from-numbers.js';
export { problem, toyProblem } from './problem/from-general.js';
export {
  correlationsFromArrays,
  correlationsFromFile,
  type ArrayData,
  type TwoModalityOptions,
} from './data/from-data.js';
export * from './data/index.js';
export type { LayerWidths, Width } from './problem/shapes.js';
export { network, type FusedNetwork, type Network, type NetworkInput } from './problem/network.js';
export type { Weights } from './problem/weights.js';
export type { Matrix } from './numerics/matrix.js';
export type { Quadrature } from './numerics/quadrature.js';

export { predict } from './predict/predict.js';
export type { EveryFusionLayer, PredictInput } from './predict/question.js';
export type {
  Advice,
  CheckedAssumption,
  ClosedFormTimes,
  FiniteWidthMethod,
  FiniteWidthClosedForm,
  FiniteWidthPrediction,
  FormulaIds,
  LearningTimes,
  Loss,
  Misattribution,
  Modality,
  NetworkPrediction,
  Norms,
  Plateau,
  Prediction,
  Preference,
  ProblemSummary,
  ReducedOdeTimes,
  Training,
  Units,
  Warning,
  WarningCode,
  WarningEffect,
} from './predict/types.js';
export {
  branchIntegral,
  depthIntegral,
  type BranchIntegralInput,
  type DepthIntegralInput,
} from './predict/integrals.js';
export type { DepthIntegral } from '../formulas/depth-integrals.js';
export { learningLevels } from './predict/levels.js';
export { solveFor, type Solutions, type SolveInput, type Unknown } from './predict/solve.js';
export { reducedTrajectory, type Trajectory, type TrajectoryInput } from './predict/trajectory.js';
export { exactSolution, type ExactInput, type ExactSolution } from './predict/exact.js';
export {
  balancedStart,
  weightsOnManifold,
  weightsWithTotals,
  type BalancedStartInput,
  type Manifold,
  type TotalsInput,
  type WeightsInput,
} from './predict/manifolds.js';
export { conservedQuantities, type ConservedQuantity } from '../formulas/balancing.js';

export { catalogue } from '../formulas/index.js';
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
} from '../formulas/formula.js';
export { errata } from '../formulas/errata/index.js';
export type { ComputedErratum, Discrepancy, Erratum, Readings, StatementErratum } from '../formulas/errata/erratum.js';
export { checkErrata, checkErratum, type ErratumCheck, type ErratumReport } from './symbolic/errata.js';
export { derivations } from '../formulas/derivations/index.js';
export type { Derivation, Method, Step } from '../formulas/derivations/derivation.js';
export { derive, deriveAll, type DerivationReport, type StepReport, type StepVerdict } from './symbolic/derive.js';
export {
  formulaValue,
  sensitivity,
  sensitivityAt,
  type FormulaValue,
  type Sensitivity,
  type SensitivityValue,
} from './symbolic/formula-at.js';
export { antiderivative, type AntiderivativeOptions } from './symbolic/antiderivative.js';
export { statementLatex } from './symbolic/latex.js';
export { statementText } from './symbolic/unicode.js';
export { evaluateStatement, type BigResult } from './symbolic/evaluate.js';

export * from './simulate/index.js';

export { claims } from './check/index.js';
export type {
  CheckContext,
  Claim,
  ClaimResult,
  Criterion,
  CriterionKind,
  Row,
  Verdict,
} from './check/harness/claim.js';
export { checkMarkdown, checkTable, type Provenance } from './check/harness/report.js';
export {
  runClaims,
  selectClaims,
  type CheckedClaim,
  type CheckOptions,
  type CheckReport,
} from './check/harness/run.js';

export {
  drawFigure,
  figures,
  makeFigure,
  type ArrowsMark,
  type Axis,
  type BandMark,
  type Colour,
  type Dash,
  type Figure,
  type FigureOptions,
  type FigureTitle,
  type LegendEntry,
  type LineMark,
  type Mark,
  type Panel,
  type PanelSize,
  type PanelSpec,
  type PointsMark,
  type Role,
  type RuleMark,
  type MarkSymbol,
  type TextMark,
} from './figures/index.js';
export type { Row as FigureRow } from './figures/grammar/spec.js';
