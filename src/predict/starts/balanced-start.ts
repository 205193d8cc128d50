/** The reduced system from a balanced start (Eq 43, 44 with the error terms of Eq 5), with times by either measure. */
import type { Measure } from '../../problem/use.js';
import type { Correlations } from '../../problem/correlations.js';
import type { Network } from '../../problem/network.js';
import type { ReducedOdeTimes } from '../answer.js';
import { inUserOrder, oriented } from '../source/orientation.js';
import { laterOverEarlier } from '../numbers.js';
import { integrateReduced } from './reduced-ode.js';
import { shareOf } from '../work.js';

/** Relative tolerance of a step of the reduced system: times to about six digits, which is more than anyone prints. */
const ODE_TOLERANCE = 1e-7;

/** What is asked of the reduced system. */
export interface BalancedQuestion {
  readonly network: Network;
  /** u₀ of a pre-fusion layer. */
  readonly initScale: number;
  readonly learningRate: number;
  readonly measure: Measure;
  /** Final contributions of the user's A and B, 0 for one that is never used. */
  readonly levels: { readonly A: number; readonly B: number };
  /** How many networks share the work that the question allows. */
  readonly networks: number;
}

/** The times in steps, or `null` where the work runs out. */
export function reducedTimes(c: Correlations, question: BalancedQuestion): ReducedOdeTimes | null {
  const { network: net, initScale, learningRate, measure, levels, networks } = question;
  const turned = oriented(c, net, initScale);
  const waited = (level: number) => (level === 0 ? null : level);
  const byFirst = inUserOrder(turned.first)(waited(levels.A), waited(levels.B));
  const { tA, tB } = integrateReduced(turned, initScale, {
    earlyPhaseOnly: false,
    tolerance: ODE_TOLERANCE,
    maxWork: shareOf('reduced', networks),
    maxSteps: shareOf('steps', networks),
    ...(measure === 'output' ? { outputLevels: byFirst } : {}),
  });
  if (tA === null || tB === null) return null;
  const user = inUserOrder(turned.first)(tA / learningRate, tB / learningRate);
  return {
    tA: user.A,
    tB: user.B,
    timeRatio: laterOverEarlier([user.A, user.B]),
    tolerance: ODE_TOLERANCE,
  };
}
