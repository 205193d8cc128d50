/** The rank-one flow of any problem: directly where it is narrow, in a space that is found for it where it is wide. */
import type { Correlations } from '../../problem/correlations.js';
import { directFlow, type RankOneOptions, type RankOneResult } from './direct-flow.js';
import type { RankOneState } from './rank-one-system.js';
import { wideFlow } from '../wide/wide-flow.js';

export type { RankOneOptions, RankOneResult, RankOneTrajectory } from './direct-flow.js';

/** Dimensions above which the search for a space pays. */
const WIDE = 160;

/** Integrates the rank-one flow until both levels have been crossed (and `times` are over), or it is at rest. */
export function rankOneFlow(c: Correlations, start: RankOneState, options: RankOneOptions): RankOneResult {
  return rankOneFlows(c)(start, options);
}

/** The same for several starts that are near each other: a wide problem is reduced once for all of them. */
export function rankOneFlows(c: Correlations): (start: RankOneState, options: RankOneOptions) => RankOneResult {
  if (c.sigmaYA.length + c.sigmaYB.length <= WIDE) return (start, options) => directFlow(c, start, options);
  return wideFlow(c);
}
