/** The lines of trajectories: descent from the typical start of random weights, with its total weights as vectors. */
import { typicalTrajectory } from '../flows/random/index.js';
import { norm } from '../numerics/matrix.js';
import type { GaussianStart } from '../problem/start.js';
import type { Correlations } from '../problem/correlations.js';
import { network, type NetworkInput } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import { problemOf } from '../problem/two-modalities.js';
import type { Simulation } from '../simulate/index.js';
import type { Curves } from './grammar/panels.js';

/** A trajectory of total weights; arrays of equal length, times in steps. */
export interface WeightCurves {
  readonly t: readonly number[];
  readonly totalA: readonly Float64Array[];
  readonly totalB: readonly Float64Array[];
  readonly loss: readonly number[];
}

/** What a network of random weights is trained on, and how. */
export interface Experiment {
  readonly correlations: Correlations;
  readonly network: NetworkInput;
  readonly width: number;
  readonly start: GaussianStart;
  readonly learningRate: number;
  /** How many steps to follow it. */
  readonly end: number;
}

/** What the theory expects of random weights: descent from their typical start. */
export function expectedCurves(experiment: Experiment): WeightCurves {
  return follow(experiment, problemOf(experiment.correlations));
}

/** The same in late fusion with a modality that says nothing: its branch stays at its start, and the other learns alone. */
export function unimodalCurves(experiment: Experiment, alone: 'A' | 'B'): WeightCurves {
  const { correlations: c } = experiment;
  const zeros = (x: Float64Array) => new Float64Array(x.length);
  const muted: Correlations = {
    ...c,
    sigmaAB: { ...c.sigmaAB, data: zeros(c.sigmaAB.data) },
    ...(alone === 'A' ? { sigmaYB: zeros(c.sigmaYB) } : { sigmaYA: zeros(c.sigmaYA) }),
  };
  return follow(experiment, problemOf(muted));
}

function follow({ network: input, width, start, learningRate, end }: Experiment, given: Problem): WeightCurves {
  // Where ⟨y²⟩ is not known losses are up to that constant.
  const problem = { ...given, ySquared: given.ySquared ?? 0 };
  const question = { problem, network: network(input), width, start, learningRate, measure: 'output' } as const;
  const { points } = typicalTrajectory({ ...question, until: end });
  const dimA = problem.modalities[0].dim;
  return {
    t: points.map(({ step }) => step),
    totalA: points.map(({ weights }) => weights.slice(0, dimA)),
    totalB: points.map(({ weights }) => weights.slice(dimA)),
    loss: points.map(({ loss }) => loss ?? 0),
  };
}

/** A simulated trajectory in the same form. */
export function simulatedCurves({ trajectory }: Simulation): WeightCurves {
  return {
    t: trajectory.map(({ step }) => step),
    totalA: trajectory.map(({ totals }) => totals[0]),
    totalB: trajectory.map(({ totals }) => totals[1]),
    loss: trajectory.map(({ loss }) => loss),
  };
}

/** Curves of numbers: the total weights themselves where they are scalars, else their norms. */
export function asCurves({ t, totalA, totalB, loss }: WeightCurves): Curves {
  const size = (w: Float64Array) => (w.length === 1 ? w[0] : norm(w));
  return { t, loss, totalA: totalA.map(size), totalB: totalB.map(size) };
}
