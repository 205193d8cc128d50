/** One network's trajectory, by theory and by simulation. */
import { problemOf } from '../problem/two-modalities.js';
import type { GaussianStart } from '../problem/start.js';
import { randomTimes } from '../predict/source/random-times.js';
import { sourceTheory } from '../predict/source/theory.js';
import type { SourcePlateau } from '../predict/source/plateaus.js';
import type { ByModality, Correlations } from '../problem/correlations.js';
import { toyCorrelations } from '../problem/from-numbers.js';
import type { FusedNetwork } from '../problem/network.js';
import type { Simulation } from '../simulate/index.js';
import type { FigureContext } from './grammar/runs.js';
import { lossAndWeightsPanel, phasePortraitPanel, type Curves } from './grammar/panels.js';
import { forSteps, RATE, STD, WIDTH } from './protocol.js';
import type { Panel } from './grammar/spec.js';
import { asCurves, expectedCurves, simulatedCurves, type Experiment } from './theory.js';

/** How many points of a simulated curve are kept. */
const RECORDS = 400;

/** A trajectory by theory and by one simulation, with the predicted times in between. */
export interface Run {
  readonly experiment: Experiment & { readonly network: FusedNetwork };
  readonly theory: Curves;
  readonly simulation: Curves;
  readonly simulated: Simulation;
  /** `Infinity` for a modality that is never learned. */
  readonly times: ByModality<number>;
  readonly plateaus: readonly SourcePlateau[];
}

/** The question: data, network, how long, and where it departs from the source's two-layer protocol. */
export interface RunInput {
  readonly correlations: Correlations;
  readonly network: FusedNetwork;
  readonly end: number;
  readonly start?: GaussianStart;
  /** Steps at which the weights are kept. */
  readonly snapshotsAt?: readonly number[];
}

/** Follows a network of random weights from seed 1. */
export async function runTrajectory(context: FigureContext, input: RunInput): Promise<Run> {
  const { correlations, network, end, start = { std: STD }, snapshotsAt = [] } = input;
  const experiment = { correlations, network, width: WIDTH, start, learningRate: RATE, end };
  const thinning = { every: Math.max(1, Math.floor(end / RECORDS)) };
  const job = forSteps(problemOf(correlations), network, { start }, end, { thinning, snapshotsAt });
  const [[simulated]] = await context.simulate([job], [1]);
  const { plateaus } = sourceTheory(correlations, { network });
  const weights = { network, width: WIDTH, start, learningRate: RATE };
  const { tA, tB } = randomTimes(correlations, weights) ?? { tA: NaN, tB: NaN };
  return {
    experiment,
    theory: asCurves(expectedCurves(experiment)),
    simulation: asCurves(simulatedCurves(simulated)),
    simulated,
    times: { A: tA, B: tB },
    plateaus,
  };
}

/** Loss and total weights over time. */
export function trajectoryPanel(id: string, title: string, run: Run): Panel {
  const { theory, simulation, times, experiment } = run;
  return lossAndWeightsPanel({ id, title, theory, simulation, times, end: experiment.end });
}

/** The plane of total weights. */
export function portraitPanel(id: string, title: string, run: Run): Panel {
  const { theory, simulation, plateaus, experiment } = run;
  const { correlations, network } = experiment;
  return phasePortraitPanel({ id, title, theory, simulation, correlations, network, plateaus });
}

/** `Σ = diag(4, 1)`, `y = x_A + x_B`: the data of Fig 2, 10 and 11. */
export const FIGURE_2_DATA = toyCorrelations({ stdA: 2, stdB: 1, rho: 0 });

/** What the lines and marks of a trajectory of two layers are, for a caption. */
export const TRAJECTORY_CAPTION =
  'Lines: rank-one flow from the effective start of random weights. Marks: full-matrix gradient descent, seed 1, on the exact correlations (the source: 8192 samples). Width 100, weights of standard deviation 10^{-9}, η = 0.04. Dotted verticals: predicted times at which half of each modality is learned.';

/** What a step of finite length does, for a caption. */
export const STEP_CAPTION =
  'Gradient descent is later than the flow because its steps are long: growth by 1 + ηs a step instead of e^{ηs}.';
