/** A few seeds within a stated time, in the calling thread: what a prediction falls back on where no flow applies. */
import type { NetworkInput } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { Width } from '../problem/shapes.js';
import type { Start } from '../problem/start.js';
import type { UseEvent } from './milestones.js';
import type { Descent } from './descend.js';
import type { Samples } from './samples.js';
import { beginSamples, type SampleSettings } from './simulate-samples.js';
import { beginSimulation, type SimulationSettings } from './simulate.js';

/** How much may be simulated. */
export interface Budget {
  /** One after the other; 1, 2, 3 unless told. */
  readonly seeds?: readonly number[];
  /** Milliseconds for all of them; 20,000 unless told. */
  readonly budgetMs?: number;
  /** Steps of a seed at most; 10⁷ unless told. */
  readonly maxSteps?: number;
  /** Told the share of the time that is gone or of the seeds that are finished, whichever is more. */
  readonly onProgress?: (fraction: number) => void;
}

/** What is known of one seed. */
export interface BudgetRun {
  /** The seed its weights were drawn with. */
  readonly seed: number;
  /** When each mode of each modality was used; `null` where it is not yet, or has nothing to add. */
  readonly events: readonly UseEvent[];
  /** Steps done. */
  readonly steps: number;
  /** Whether all that can come had come. */
  readonly complete: boolean;
}

/** What is known when the time is up. */
export interface BudgetRuns {
  /** The seeds that were begun. */
  readonly runs: readonly BudgetRun[];
  /** Whether all seeds were run to their ends. */
  readonly complete: boolean;
}

const DEFAULT_MS = 20_000;
const DEFAULT_STEPS = 1e7;
/** Steps between two looks at the clock. */
const SLICE = 64;

/**
 * Simulates seeds one after the other until all are finished or the time is up, without letting other events in.
 *
 * @param problem - all the network sees of the data
 * @param network - depths and fusion layer
 * @param width - hidden widths
 * @param start - how the weights start
 * @param training - learning rate and levers, the measure and levels of use
 * @throws InputError as `simulate` does.
 *
 * @example
 * ```ts
 * import { toyProblem } from 'unimodal-bias';
 * import { simulateBudget } from 'unimodal-bias/simulate';
 * const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
 * const net = { depth: 2, fusionLayer: 2 };
 * const { runs, complete } = simulateBudget(toy, net, 20, { kind: 'pytorch' }, { learningRate: 0.04 });
 * [runs.length, complete]; // => [3, true]
 * ```
 */
export function simulateBudget(
  problem: Problem,
  network: NetworkInput,
  width: Width,
  start: Start,
  training: Pick<SimulationSettings, 'learningRate' | 'measure' | 'levels' | 'levers'>,
  budget: Budget = {},
): BudgetRuns {
  const { maxSteps = DEFAULT_STEPS } = budget;
  const settings = { ...training, start, width, maxSteps, thinning: { maxRecords: 2 } };
  return withinBudget((seed) => beginSimulation(problem, network, { ...settings, seed }), budget);
}

/**
 * The same on samples: (leaky) ReLU networks and logistic loss.
 *
 * @throws InputError as `simulateSamples` does.
 *
 * @example
 * ```ts
 * import { simulateSamplesBudget } from 'unimodal-bias/simulate';
 * const x = { rows: 2, cols: 1, data: Float64Array.of(1, -1) };
 * const settings = { activation: 'relu', start: { kind: 'gaussian', std: 0.1 }, learningRate: 0.1 } as const;
 * const levels = [0, 1].map((modality) => ({ modality, mode: 1, level: 0.5 }));
 * const { runs } = simulateSamplesBudget(
 *   { xA: x, xB: x, y: Float64Array.of(1, -1) },
 *   { depth: 2, fusionLayer: 2 },
 *   { ...settings, measure: 'output', levels },
 * );
 * runs.length; // => 3
 * ```
 */
export function simulateSamplesBudget(
  samples: Samples,
  network: NetworkInput,
  settings: Omit<SampleSettings, 'seed' | 'maxSteps'>,
  budget: Budget = {},
): BudgetRuns {
  const { maxSteps = DEFAULT_STEPS } = budget;
  const more = { maxSteps, thinning: { maxRecords: 2 } };
  return withinBudget((seed) => beginSamples(samples, network, { ...settings, ...more, seed }), budget);
}

function withinBudget(begin: (seed: number) => Descent, budget: Budget): BudgetRuns {
  const { seeds = [1, 2, 3], budgetMs = DEFAULT_MS, onProgress } = budget;
  const begun = performance.now();
  const gone = (): number => (performance.now() - begun) / budgetMs;
  const runs: BudgetRun[] = [];
  for (const seed of seeds) {
    if (gone() >= 1) break;
    const descent = begin(seed);
    while (!descent.finished() && gone() < 1) {
      let left = SLICE;
      descent.advance(() => left-- > 0);
      onProgress?.(Math.min(1, Math.max(gone(), runs.length / seeds.length)));
    }
    const { events, steps, complete } = descent.conclude();
    runs.push({ seed, events, steps, complete });
  }
  return { runs, complete: runs.length === seeds.length && runs.every((run) => run.complete) };
}
