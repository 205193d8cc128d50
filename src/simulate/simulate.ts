import type { Correlations } from '../problem/correlations.js';
import { network, type NetworkInput } from '../problem/network.js';
import { begin, descend, type Descent, type DescentSettings, type RunOptions, type Simulation } from './descend.js';
import { fastStepper } from './fast-stepper.js';
import { linearModel, type Model } from './model.js';
import { meanSquare } from './objective.js';
import type { Width } from '../problem/shapes.js';
import { startWeights, type Start } from './start.js';
import { plainStepper } from './stepper.js';

/** How a linear network is simulated. */
export interface SimulationSettings extends DescentSettings {
  /** How the weights start. */
  readonly start: Start;
  /** Hidden widths; 100, the source's, unless told. Given weights bring their own. */
  readonly width?: Width;
  /** Seed of a random start, an integer in `0…2³²−1`; 1 unless told. */
  readonly seed?: number;
  /** `fast` (WebAssembly SIMD, unless told) or `plain`, the reference in TypeScript: equal up to rounding. */
  readonly engine?: 'fast' | 'plain';
}

/** The width of every hidden layer in the source (J.1). */
export const DEFAULT_WIDTH = 100;

/**
 * Trains a linear network by full-matrix, full-batch gradient descent on the mean square error (Eq 3–5), in double
 * precision, and measures what it does. The same seed gives the same numbers on every machine.
 *
 * @formula gradient-flow/layer, gradient-flow/error-A, gradient-flow/error-B
 * @param correlations - all the network sees of the data
 * @param network - depths and fusion layer
 * @param settings - start, width, learning rate, when to stop, what to record
 * @param options - a signal that stops the run; what is finished by then is returned with `aborted: true`
 * @throws InputError `learning-rate` if the weights diverge, naming the learning rate and the step; `number`, `shape`,
 * `network` or `zero-correlation` for settings that are out of range or do not fit together.
 *
 * @example
 * ```ts
 * import { toyCorrelations } from 'unimodal-bias';
 * import { simulate } from 'unimodal-bias/simulate';
 * const run = await simulate(
 *   toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 }),
 *   { depth: 2, fusionLayer: 2 },
 *   {
 *     start: { kind: 'balanced', initScale: 1e-4 },
 *     width: 8,
 *     learningRate: 0.04,
 *     maxSteps: 5000,
 *     levels: { A: 1, B: 1 },
 *   },
 * );
 * Math.round((run.tB ?? NaN) / (run.tA ?? NaN)); // => 4
 * ```
 */
export async function simulate(
  correlations: Correlations,
  network: NetworkInput,
  settings: SimulationSettings,
  options: RunOptions = {},
): Promise<Simulation> {
  return descend(modelAtStart(correlations, network, settings), settings, options);
}

/** The same simulation at its first step, to be taken forward by the caller; refusals as of {@link simulate}. */
export function beginSimulation(
  correlations: Correlations,
  network: NetworkInput,
  settings: SimulationSettings,
): Descent {
  return begin(modelAtStart(correlations, network, settings), settings);
}

function modelAtStart(correlations: Correlations, networkInput: NetworkInput, settings: SimulationSettings): Model {
  const weights = startWeights(settings.start, {
    network: network(networkInput),
    width: settings.width ?? DEFAULT_WIDTH,
    seed: settings.seed ?? 1,
    correlations,
  });
  const stepper = settings.engine === 'plain' ? plainStepper : fastStepper;
  return linearModel(stepper(weights, settings.learningRate), meanSquare(correlations));
}
