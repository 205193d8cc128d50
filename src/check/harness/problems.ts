/** Problems and jobs that several claims share. */
import { problemOf } from '../../problem/two-modalities.js';
import { correlationsFromArrays } from '../../data/index.js';
import { norm, rowsOf } from '../../numerics/matrix.js';
import { sourceQuantities, swapped } from '../../predict/source/quantities.js';
import type { Correlations } from '../../problem/correlations.js';
import { toyCorrelations } from '../../problem/from-numbers.js';
import type { FusedNetwork, NetworkInput } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import type { GaussianStart } from '../../problem/start.js';
import type { CheckContext } from './claim.js';
import {
  normLevels,
  populationCorrelations,
  randomPopulation,
  timeOf,
  type Job,
  type Samples,
  type Simulation,
  type SimulationSettings,
  type Start,
} from '../../simulate/index.js';

/** The learning rate of the source (J.1). */
export const SOURCE_RATE = 0.04;
/** The standard deviation of every weight in the source's two-layer networks (J.3). */
export const SOURCE_STD = 1e-9;
/** Two layers, late fusion. */
export const TWO_LAYER_LATE = { depth: 2, fusionLayer: 2 } as const;
/** Far beyond every learning time: a run that gets here has not learned. */
export const STEP_LIMIT = 5_000_000;

/** A problem with a name for the tables. */
export interface Named {
  readonly name: string;
  readonly correlations: Correlations;
}

/** Scalar inputs and `y = x_A + x_B` with `σ_B = 1`, the source's family. */
export function toy(ratio: number, rho: number): Named {
  return {
    name: `σ_A/σ_B = ${ratio}, ρ = ${rho}`,
    correlations: toyCorrelations({ stdA: ratio, stdB: 1, rho }),
  };
}

/** Networks of a depth with the fusion behind the first layer. */
export const networksOf = (depth: number): FusedNetwork[] =>
  Array.from({ length: depth - 1 }, (_, i) => ({ depth, fusionLayer: i + 2 }));

/** A network in symbols. */
export const networkName = (net: NetworkInput): string =>
  'depth' in net
    ? `L = ${net.depth}, L_f = ${net.fusionLayer}`
    : `L_A, L_B, L_c = ${net.depthA}, ${net.depthB}, ${net.depthShared}`;

/** A scale of the start in symbols. */
export const scaleName = (start: GaussianStart): string =>
  'std' in start ? `σ = ${start.std}` : `u₀ = ${start.initScale}`;

/** So many seeds in a row. */
export const seedsFrom = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

/** A learning rate at which weights grow by 5% a step at most. */
export const slowRate = (c: Correlations): number => 0.05 / Math.max(norm(c.sigmaYA), norm(c.sigmaYB));

/** Runs of full matrices, one a seed, of which the two ends are recorded unless told. */
export function trained(
  context: CheckContext,
  problem: Problem,
  network: NetworkInput,
  settings: SimulationSettings,
  seeds: readonly number[] = [1],
): Promise<Simulation[]> {
  const job = { kind: 'linear', problem, network, settings: { thinning: { maxRecords: 2 }, ...settings } } as const;
  return context.simulate(job, seeds);
}

/** Uncentred averages over samples: what a network trained on them sees. */
export const averages = ({ xA, xB, y }: Samples): Correlations =>
  correlationsFromArrays({ a: rowsOf(xA), b: rowsOf(xB), y, center: false });

/** A random population of several inputs, with four times as many degrees of freedom as inputs: well-conditioned. */
export function randomProblem(inputsA: number, inputsB: number, seed: number): Named {
  const degreesOfFreedom = 4 * (inputsA + inputsB);
  const population = randomPopulation({ inputsA, inputsB, seed, degreesOfFreedom });
  // The mean of an inverse-Wishart Σ is I/(ν − D − 1): brought to order one, so that one learning rate suits all.
  const scale = degreesOfFreedom - inputsA - inputsB - 1;
  const sigma = { ...population.sigma, data: population.sigma.data.map((value) => scale * value) };
  return {
    name: `random Σ, ${inputsA} + ${inputsB} inputs, seed ${seed}`,
    correlations: populationCorrelations({ ...population, sigma }),
  };
}

/** Fig 3c, d: the grid of the source; in the quick check its corners and centre. */
export function figure3Grid(quick: boolean): Named[] {
  const rhos = quick ? [-0.9, 0, 0.9] : [-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9];
  const ratios = quick ? [1.5, 3] : [1, 1.5, 2, 3];
  return ratios.flatMap((ratio) => rhos.map((rho) => toy(ratio, rho)));
}

/** Norms whose halves are learning times: the plateau of the modality with the larger `‖Σ_y‖`, the final value of the other. */
export function levelsOf(c: Correlations): { A: number; B: number } {
  const isFirstA = norm(c.sigmaYA) >= norm(c.sigmaYB);
  const { pA, finalB } = sourceQuantities(isFirstA ? c : swapped(c));
  return isFirstA ? { A: pA, B: norm(finalB) } : { A: norm(finalB), B: pA };
}

/** A linear network trained until both modalities are learned. */
export function linearJob(
  correlations: Correlations,
  network: NetworkInput,
  start: Start,
  learningRate: number,
  more: Partial<SimulationSettings> = {},
): Job {
  const settings = {
    start,
    learningRate,
    maxSteps: STEP_LIMIT,
    measure: 'weights' as const,
    levels: normLevels(levelsOf(correlations)),
    thinning: { maxRecords: 2 },
    ...more,
  };
  return { kind: 'linear', problem: problemOf(correlations), network, settings };
}

/** Both learning times, first one first; `NaN` for a modality that was not learned, so that no row with it holds. */
export function timesOf(run: Simulation): { tA: number; tB: number; ratio: number } {
  const [a, b] = [timeOf(run, 0) ?? NaN, timeOf(run, 1) ?? NaN];
  return { tA: a, tB: b, ratio: Math.max(a, b) / Math.min(a, b) };
}
