/**
 * Full-matrix training of the networks that the theory speaks of, in Node and in a browser, and data to train them on.
 *
 * @module unimodal-bias/simulate
 */
export { simulateBudget, simulateSamplesBudget, type Budget, type BudgetRun, type BudgetRuns } from './budget.js';
export { isAtMinimum } from './descend.js';
export type { DescentSettings, FinalState, RunOptions, Simulation, Snapshot } from './descend.js';
export { features, type Features } from './features.js';
export {
  gaussianSamples,
  isotropicPopulation,
  populationCorrelations,
  randomPopulation,
  signTarget,
  xorSamples,
  type Draw,
  type Population,
} from './generators.js';
export type { Job, LinearJob, SamplesJob, ScalarReluJob } from './jobs.js';
export { normLevels, timeOf } from './levels.js';
export type { MiniBatches } from './mini-batches.js';
export type { PlateauState, UseEvent } from './milestones.js';
export { squareLoss } from './objective.js';
export type { FixedStride, RecordLimit, Thinning, TrajectoryPoint } from './recorder.js';
export { sideBySide } from './relu.js';
export { splitSamples, type Samples } from './samples.js';
export { signCorrelations, splitSigns } from './scalar-relu.js';
export { simulateSeeds, type SeedOptions, type SeedRun, type SeedRuns } from './seeds.js';
export {
  sampleLoss,
  simulateSamples,
  simulateScalarRelu,
  type SampleSettings,
  type ScalarReluSettings,
} from './simulate-samples.js';
export { DEFAULT_WIDTH, lossesOf, simulate, type Losses, type SimulationSettings } from './simulate.js';
export { startWeights, type StartContext } from './start.js';
export type { LayerNorms } from './stepper.js';
export { unseenLoss, type UnseenRun } from './unseen.js';
export type { Measure } from '../problem/use.js';
export type {
  BalancedStart,
  GaussianScaleStart,
  GaussianStdStart,
  GivenStart,
  PyTorchStart,
  RandomStart,
  Start,
} from '../problem/start.js';
