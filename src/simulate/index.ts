/**
 * Full-matrix training of the networks that the theory speaks of, in Node and in a browser, and data to train them on.
 *
 * @module unimodal-bias/simulate
 */
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
export type { PlateauState } from './milestones.js';
export { squareLoss } from './objective.js';
export type { FixedStride, RecordLimit, Thinning, TrajectoryPoint } from './recorder.js';
export { sideBySide } from './relu.js';
export type { Samples } from './samples.js';
export { signCorrelations, splitSigns } from './scalar-relu.js';
export { simulateSeeds, type SeedOptions, type SeedRun, type SeedRuns } from './seeds.js';
export { sampleLoss, simulateSamples, simulateScalarRelu, type SampleSettings } from './simulate-samples.js';
export { DEFAULT_WIDTH, simulate, type SimulationSettings } from './simulate.js';
export {
  startWeights,
  type BalancedStart,
  type GaussianScaleStart,
  type GaussianStdStart,
  type GivenStart,
  type Start,
  type StartContext,
} from './start.js';
export type { LayerNorms } from './stepper.js';
