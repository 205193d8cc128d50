/** The lines of trajectories: the rank-one flow from the effective start of random weights, with its total weights as vectors. */
import { randomNorms } from '../flows/random/growing-mode.js';
import { exponentsOf, monomial } from '../flows/balanced/layer-scalars.js';
import { rankOneSystem, type RankOneState } from '../flows/balanced/rank-one-system.js';
import { integrateOde } from '../numerics/ode.js';
import { norm } from '../numerics/matrix.js';
import { randomState } from '../predict/finite-width.js';
import { inUserOrder, orienter, type Oriented } from '../predict/orientation.js';
import type { GaussianStart } from '../problem/start.js';
import type { Correlations } from '../problem/correlations.js';
import { network, type NetworkInput } from '../problem/network.js';
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

const POINTS = 600;
const TOLERANCE = 1e-8;
const MAX_STEPS = 50_000;

/** What the theory expects of random weights: the rank-one flow from their effective start. */
export function expectedCurves(experiment: Experiment): WeightCurves {
  const { oriented, state } = startOf(experiment);
  const run = flow(oriented.correlations, state, experiment.learningRate, experiment.end);
  const { A: totalA, B: totalB } = inUserOrder(oriented.first)(run.totalA, run.totalB);
  return { ...run, totalA, totalB };
}

/** The same in late fusion with a modality that says nothing: its branch stays at its start, and the other learns alone. */
export function unimodalCurves(experiment: Experiment, alone: 'A' | 'B'): WeightCurves {
  const { oriented, state } = startOf(experiment);
  const { first, correlations: c } = oriented;
  const zeros = (x: Float64Array) => new Float64Array(x.length);
  const muted: Correlations = {
    ...c,
    sigmaAB: { ...c.sigmaAB, data: zeros(c.sigmaAB.data) },
    ...(first === alone ? { sigmaYB: zeros(c.sigmaYB) } : { sigmaYA: zeros(c.sigmaYA) }),
  };
  const run = flow(muted, state, experiment.learningRate, experiment.end);
  const { A: totalA, B: totalB } = inUserOrder(first)(run.totalA, run.totalB);
  return { ...run, totalA, totalB };
}

function startOf({ correlations, network: input, width, start }: Experiment): {
  oriented: Oriented;
  state: RankOneState;
} {
  const net = network(input);
  const scale = 'std' in start ? start.std : start.initScale;
  const oriented = orienter(correlations)(net, scale);
  const { correlations: c, measures } = oriented;
  const norms = randomNorms(c.sigmaYA.length, c.sigmaYB.length, net, width, start);
  return { oriented, state: randomState(c, net, measures, norms) };
}

function flow(c: Correlations, state: RankOneState, learningRate: number, end: number): WeightCurves {
  const system = rankOneSystem(c, state, false);
  const powers = exponentsOf(state.layers);
  const dimA = c.sigmaYA.length;
  const vectors = dimA + c.sigmaYB.length;
  const t = Array.from({ length: POINTS + 1 }, (_, i) => (i * end) / POINTS);
  const totalA: Float64Array[] = [];
  const totalB: Float64Array[] = [];
  const loss: number[] = [];
  const scratch = new Float64Array(system.start.length);
  const record = (y: Float64Array): void => {
    const [fA, fB] = [monomial(y, powers.A), monomial(y, powers.B)];
    totalA.push(y.slice(0, dimA).map((value) => fA * value));
    totalB.push(y.slice(dimA, vectors).map((value) => fB * value));
    loss.push(system.observe(y).loss);
  };
  record(system.start);
  integrateOde({
    flow: system.flow,
    implicit: system.implicit,
    start: system.start,
    errorNorm: (error, y) => system.errorNorm(error, y) / TOLERANCE,
    maxSteps: MAX_STEPS,
    onStep: (step) => {
      while (loss.length < t.length && t[loss.length] * learningRate <= step.to) {
        record(step.at(t[loss.length] * learningRate, scratch));
      }
      return loss.length === t.length;
    },
  });
  return { t: t.slice(0, loss.length), totalA, totalB, loss };
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
