import type { Correlations } from '../problem/correlations.js';
import type { NetworkInput } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { RunOptions, Simulation } from './descend.js';
import { simulate, type SimulationSettings } from './simulate.js';
import {
  simulateSamples,
  simulateScalarRelu,
  type SampleSettings,
  type ScalarReluSettings,
} from './simulate-samples.js';
import type { Samples } from './samples.js';

/** The arguments of `simulate` less the seed. */
export interface LinearJob {
  /** Says which simulation it is. */
  readonly kind: 'linear';
  /** All the network sees of the data. */
  readonly problem: Problem;
  /** Depths and fusion layer. */
  readonly network: NetworkInput;
  /** Start, width, learning rate, when to stop, what to record. */
  readonly settings: Omit<SimulationSettings, 'seed'>;
}

/** The arguments of `simulateSamples` less the seed. */
export interface SamplesJob {
  /** Says which simulation it is. */
  readonly kind: 'samples';
  /** The training set. */
  readonly samples: Samples;
  /** Depths and fusion layer. */
  readonly network: NetworkInput;
  /** As for a linear job, with activation and loss. */
  readonly settings: Omit<SampleSettings, 'seed'>;
}

/** The arguments of `simulateScalarRelu` less the seed. */
export interface ScalarReluJob {
  /** Says which simulation it is. */
  readonly kind: 'scalar-relu';
  /** Correlations of `(x_A⁺, x_A⁻)` and `(x_B⁺, x_B⁻)`, as from `signCorrelations`. */
  readonly signs: Correlations;
  /** As for a linear job. */
  readonly settings: Omit<ScalarReluSettings, 'seed'>;
}

/** A simulation less its seed: the arguments of `simulate`, `simulateSamples` or `simulateScalarRelu`. */
export type Job = LinearJob | SamplesJob | ScalarReluJob;

/** Runs a job from one seed. */
export function runJob(job: Job, seed: number, options: RunOptions = {}): Promise<Simulation> {
  if (job.kind === 'linear') return simulate(job.problem, job.network, { ...job.settings, seed }, options);
  if (job.kind === 'samples') return simulateSamples(job.samples, job.network, { ...job.settings, seed }, options);
  return simulateScalarRelu(job.signs, { ...job.settings, seed }, options);
}
