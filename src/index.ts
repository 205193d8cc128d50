/**
 * Predicted unimodal phases of multimodal deep linear networks: the theory of "Understanding Unimodal Bias in Multimodal
 * Deep Linear Networks" as a calculator. Nothing here needs Node. Files are read by `unimodal-bias/data`, networks trained by
 * `unimodal-bias/simulate`, formulas listed by `unimodal-bias/formulas` and taken apart by `unimodal-bias/symbolic`.
 *
 * @module unimodal-bias
 */
export { InputError, type ErrorCode } from './problem/errors.js';
export type { Measure, Use } from './problem/use.js';
export type { ToyOptions } from './problem/from-numbers.js';
export { problem, toyProblem } from './problem/from-general.js';
export type {
  Basis,
  DroppedColumn,
  Modality as ProblemModality,
  Problem,
  RowCount,
  TargetKind,
} from './problem/problem.js';
export { network, type FusedNetwork, type Network, type NetworkInput } from './problem/network.js';
export type { LayerWidths, Width } from './problem/shapes.js';
export type { ByLayer, Weights } from './problem/weights.js';
export type { GaussianStart } from './problem/start.js';
export type { Matrix } from './numerics/matrix.js';
export type { Quadrature } from './numerics/quadrature.js';

export { predict, type PredictOptions } from './predict/predict.js';
export type { Activation } from './problem/activation.js';
export type { Followed } from './flows/random/distribution.js';
export type { FusionLayers, Question } from './predict/question.js';
export type { SimulationRequest, Simulator } from './predict/starts/random-start.js';
export type { TestData } from './predict/starts/unseen.js';
export type * from './predict/answer.js';
export {
  levers,
  type LeverRow,
  type LeversAnswer,
  type LeversOptions,
  type LeverUnseen,
} from './predict/levers/levers.js';
export type { Levers, ByName } from './levers/levers.js';
export type { Heads, Plan } from './levers/plan.js';
export type { BranchRates, Rule, Signals, Turn } from './levers/rule.js';
export type { DropoutScaling } from './levers/moments.js';
export { headline } from './predict/in-words.js';
export {
  branchIntegral,
  depthIntegral,
  type BranchIntegralInput,
  type DepthIntegralInput,
} from './predict/source/integrals.js';
export type { DepthIntegral } from '../formulas/depth-integrals.js';
export { solveFor, type Solutions, type SolveInput, type Unknown } from './predict/source/solve.js';
export { reducedTrajectory, type Trajectory, type TrajectoryInput } from './predict/source/trajectory.js';
export { exactSolution, type ExactInput, type ExactSolution } from './predict/source/exact.js';
export {
  balancedStart,
  weightsOnManifold,
  weightsWithTotals,
  type BalancedStartInput,
  type Manifold,
  type TotalsInput,
  type WeightsInput,
} from './predict/source/manifolds.js';
