import { balancedState } from '../../flows/balanced/rank-one-system.js';
import { rankOneFlow, type RankOneResult } from '../../flows/balanced/rank-one-flow.js';
import { awaitedLevels } from '../source/levels.js';
import type { Oriented } from '../source/orientation.js';
import { shareOf } from '../work.js';

/** How far {@link integrateReduced} goes and what it records. */
export interface ReducedRun {
  /** Eq 44 as it stands, without error terms: valid until t_A, and stopped there. */
  readonly earlyPhaseOnly: boolean;
  /** Relative tolerance of a step. */
  readonly tolerance: number;
  /** Multiplications to spend at most: what `predict` allows one network, unless told. */
  readonly maxWork?: number;
  /** Steps to take at most, likewise. */
  readonly maxSteps?: number;
  /** Final contributions whose halves are crossed, instead of weight norms; `null` for a modality that is not waited for. */
  readonly outputLevels?: { readonly A: number | null; readonly B: number | null };
  /** Times to record, in units of τ; otherwise every accepted step is. */
  readonly times?: readonly number[];
}

/**
 * The reduced system (Eq 44 with the error terms of Eq 5) of a problem in which A is learned first, from layers of norm
 * u₀ along Σ_yA and Σ_yB. Times in units of τ.
 */
export function integrateReduced(problem: Oriented, u0: number, run: ReducedRun): RankOneResult {
  const { network: net, correlations: c, measures: m } = problem;
  const along = (x: Float64Array, length: number) => x.map((value) => (value / length) * u0);
  // Where the drive of B reverses, a balanced start along Σ_yB shrinks for ever after t_A; what random weights have, and
  // what grows in the end, is the part along Σ̃_yB.
  // (With a single layer before the fusion the vector turns round by itself.)
  const b = m.reversed && net.depthB > 1 ? along(m.residualB, m.rB) : along(c.sigmaYB, m.sB);
  return rankOneFlow(c, balancedState(net, along(c.sigmaYA, m.sA), b, Math.SQRT2 * u0), {
    levels: run.outputLevels ?? { ...awaitedLevels(net, m), ...(run.earlyPhaseOnly ? { B: null } : {}) },
    measure: run.outputLevels ? 'output' : 'weights',
    earlyPhaseOnly: run.earlyPhaseOnly,
    tolerance: run.tolerance,
    maxSteps: run.maxSteps ?? shareOf('steps'),
    maxWork: run.maxWork ?? shareOf('reduced'),
    ...(run.times ? { times: run.times } : {}),
  });
}
