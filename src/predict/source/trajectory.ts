import type { RankOneTrajectory } from '../../flows/balanced/rank-one-flow.js';
import { InputError, requireNumber } from '../../problem/errors.js';
import { network, type NetworkInput } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import { sourceBlocks } from '../../problem/two-modalities.js';
import { inUserOrder, oriented } from './orientation.js';
import { integrateReduced } from '../starts/reduced-ode.js';

/** The question put to {@link reducedTrajectory}. */
export interface TrajectoryInput {
  /** Depth and fusion layer, or the three depths. */
  readonly network: NetworkInput;
  /** Initial norm u₀ of a pre-fusion layer, in `(0, 1)`; both first layers start along their Σ_y. */
  readonly initScale: number;
  /** Learning rate η > 0. */
  readonly learningRate: number;
  /** Leave the error terms out (Eq 44 as it stands), and stop at t_A. Default false. */
  readonly earlyPhaseOnly?: boolean;
  /**
   * Times to record, ascending, in steps; without it every step of the integrator is recorded. The run ends when the network
   * has converged: times after that are not recorded.
   */
  readonly times?: readonly number[];
}

/** The reduced system along time; arrays of equal length. */
export interface Trajectory {
  /** Times in steps. */
  readonly t: readonly number[];
  /** Norm of a pre-fusion layer of the user's A. */
  readonly uA: readonly number[];
  /** Norm of a pre-fusion layer of the user's B. */
  readonly uB: readonly number[];
  /** Norm of a post-fusion layer. */
  readonly u: readonly number[];
  /** `‖W_A^tot‖`. */
  readonly totalA: readonly number[];
  /** `‖W_B^tot‖`. */
  readonly totalB: readonly number[];
  /** `½⟨(y − ŷ)²⟩`; its difference from `½⟨y²⟩` where `⟨y²⟩` is not known. */
  readonly loss: readonly number[];
  /** When A reaches half of its level, in steps; `Infinity` if never; `null` if the integrator's steps ran out first. */
  readonly tA: number | null;
  /** The same for B. */
  readonly tB: number | null;
}

/**
 * Integrates the reduced system of u_A, u_B, u (Eq 44–47) with its full error terms through both transitions, by
 * Dormand–Prince and, where it becomes stiff, RODAS, to a relative tolerance of 10⁻⁸ a step.
 *
 * @formula reduced-dynamics/rate-A, reduced-dynamics/rate-B, reduced-dynamics/rate-shared
 * @throws InputError `number`, `network` for a question out of range; `unsupported` for problems other than of two modalities and one
 * output.
 *
 * @example
 * ```ts
 * import { reducedTrajectory, toyProblem } from 'unimodal-bias';
 * const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
 * const run = reducedTrajectory(toy, {
 *   network: { depth: 4, fusionLayer: 2 }, initScale: 0.1, learningRate: 0.04, times: [0, 200, 400],
 * });
 * run.t; // => [0, 200, 400]
 * run.tA?.toFixed(1); // => '203.7'
 * ```
 */
export function reducedTrajectory(problem: Problem, input: TrajectoryInput): Trajectory {
  const { initScale, learningRate, times, earlyPhaseOnly = false } = input;
  const net = network(input.network);
  requireNumber('initScale', initScale, { above: 0, below: 1 });
  requireNumber('learningRate', learningRate, { above: 0 });
  times?.forEach((t, i) => {
    requireNumber(`times[${i}]`, t, { atLeast: 0 });
    if (i > 0 && t < times[i - 1])
      throw new InputError('number', `times[${i}]`, t, 'must not be before the one in front of it');
  });
  const turned = oriented(sourceBlocks(problem), net, initScale);
  const result = integrateReduced(turned, initScale, {
    earlyPhaseOnly,
    tolerance: 1e-8,
    maxWork: Infinity,
    ...(times ? { times: times.map((t) => t * learningRate) } : {}),
  });
  const steps = (t: number | null) => (t === null ? null : t / learningRate);
  const { A: tA, B: tB } = inUserOrder(turned.first)(steps(result.tA), steps(result.tB));
  return { ...inOrder(turned.first, result.trajectory), t: result.trajectory.t.map((t) => t / learningRate), tA, tB };
}

function inOrder(first: 'A' | 'B', { uA, uB, u, totalA, totalB, loss }: RankOneTrajectory) {
  const norms = inUserOrder(first)(uA, uB);
  const totals = inUserOrder(first)(totalA, totalB);
  return { uA: norms.A, uB: norms.B, u, totalA: totals.A, totalB: totals.B, loss };
}
