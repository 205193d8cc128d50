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
  const isWide = c.sigmaYA.length + c.sigmaYB.length > WIDE;
  return (isWide ? wideFlow : directFlow)(c, start, options);
}
