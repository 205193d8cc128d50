/** A question followed twice: by descent from the typical random start, and by one simulated network. */
import { typicalTrajectory } from '../flows/random/index.js';
import type { Network } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import type { Samples } from '../problem/samples.js';
import type { GaussianStart } from '../problem/start.js';
import type { TrajectoryPoint } from '../simulate/index.js';
import type { FigureContext } from './grammar/runs.js';
import { forSteps } from './protocol.js';

/** Steps that are simulated in a draft. */
const DRAFT_STEPS = 20_000;
/** Points of a simulated way that are kept. */
const RECORDS = 4000;

/** What is followed, and how far. */
export interface BothWaysInput {
  readonly problem: Problem;
  readonly network: Network;
  readonly width: number;
  readonly start: GaussianStart;
  readonly learningRate: number;
  readonly end: number;
  /** Rows on which the simulated network is tested along its way. */
  readonly testData?: Samples;
}

/** Both ways; `isCut` where a draft stops before the end. */
export async function bothWays(
  { problem, network, width, start, learningRate, end, testData }: BothWaysInput,
  context: FigureContext,
): Promise<{
  readonly expected: ReturnType<typeof typicalTrajectory>['points'];
  readonly simulated: readonly TrajectoryPoint[];
  readonly isCut: boolean;
}> {
  const { points } = typicalTrajectory({ problem, network, width, start, learningRate, measure: 'output', until: end });
  const maxSteps = context.quick ? Math.min(end, DRAFT_STEPS) : end;
  const more = { ...(testData && { testData }), thinning: { maxRecords: RECORDS } };
  const job = forSteps(problem, network, { width, start, learningRate }, maxSteps, more);
  const [[run]] = await context.simulate([job], [1]);
  return { expected: points, simulated: run.trajectory, isCut: maxSteps < end };
}
