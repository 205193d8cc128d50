/** Full matrices against what gradient flow does: conserved quantities, the exact solution, the reduced system. */
import { problemOf } from '../../problem/two-modalities.js';
import { conservedQuantities } from '../../../formulas/balancing.js';
import { norm } from '../../numerics/matrix.js';
import { exactSolution } from '../../predict/source/exact.js';
import { reducedTrajectory } from '../../predict/source/trajectory.js';
import type { Correlations } from '../../problem/correlations.js';
import { correlations } from '../../problem/from-numbers.js';
import type { NetworkInput } from '../../problem/network.js';
import type { Simulation, Start } from '../../simulate/index.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { compareOrder, judged, rowsOver } from '../harness/judge.js';
import { networkName, randomProblem, toy, trained, TWO_LAYER_LATE, type Named } from '../harness/problems.js';

const RATES = [0.02, 0.01, 0.005];
const firstOrder = 'Gradient descent differs from its flow by O(η): halving η halves the difference.';

/** A run of `time` (in units of τ) at a learning rate. */
async function runFor(
  context: CheckContext,
  c: Correlations,
  network: NetworkInput,
  start: Start,
  learningRate: number,
  time: number,
): Promise<Simulation> {
  const maxSteps = Math.round(time / learningRate);
  const thinning = { maxRecords: 400 };
  const settings = { start, width: 20, learningRate, maxSteps, levels: [], thinning, snapshotsAt: [0] };
  return (await trained(context, problemOf(c), network, settings))[0];
}

/** White, uncorrelated inputs: the case of Eq 21. */
const WHITE: Named = {
  name: 'white Σ_A = 1.5² I (3 inputs), Σ_B = 0.8² I (2)',
  correlations: correlations({
    sigmaA: [2.25, 2.25, 2.25].map((v, i) => [0, 1, 2].map((j) => (i === j ? v : 0))),
    sigmaB: [0.64, 0.64].map((v, i) => [0, 1].map((j) => (i === j ? v : 0))),
    sigmaAB: [0, 1, 2].map(() => [0, 0]),
    sigmaYA: [1, -0.5, 0.3],
    sigmaYB: [0.4, 0.2],
    ySquared: 3,
  }),
};

/** Claims about whole trajectories. */
export const dynamicsClaims: readonly Claim[] = [
  claim({
    id: 'balancing',
    equations: '23, 38–41',
    title: 'Balancing quantities are conserved, up to a drift of O(η)',
    predicted: 'drift of order 1 in η over a fixed time',
    problems:
      'random problem; early, intermediate and late fusion, two to four layers, and unequal branches; random start of norm 0.7',
    measured: 'largest change of a conserved matrix, at η = 0.02, 0.01, 0.005',
    criterion: { kind: 'order', reason: firstOrder },
    run: balancingDrift,
  }),
  claim({
    id: 'exact-solution',
    equations: '21',
    title: 'Whole trajectories of two-layer late fusion follow the exact solution',
    predicted: 'both total weights at all times, with ‖W^tot(0)‖ where Eq 21 prints u_A(0)',
    problems: 'white, uncorrelated inputs, balanced aligned start, u_0 = 0.1 and 0.01',
    measured: 'largest difference of the total weights along the trajectory, at η = 0.02, 0.01, 0.005',
    criterion: { kind: 'order', reason: firstOrder },
    run: exactDifference,
  }),
  claim({
    id: 'reduced-system',
    equations: '44–47',
    title: 'Full matrices from a balanced aligned start follow the reduced system, through both transitions',
    predicted: '‖W_A^tot‖ and ‖W_B^tot‖ at all times',
    problems: 'scalar and random problems, 2 to 5 layers, early to late fusion, unequal branches',
    measured: 'largest difference along the trajectory, at η = 0.02, 0.01, 0.005',
    criterion: { kind: 'order', reason: firstOrder },
    run: reducedDifference,
  }),
];

async function balancingDrift(context: CheckContext): Promise<ClaimResult> {
  const networks = [
    { depth: 2, fusionLayer: 1 },
    { depth: 2, fusionLayer: 2 },
    { depth: 4, fusionLayer: 3 },
    { depthA: 2, depthB: 3, depthShared: 1 },
  ];
  const { correlations: c } = randomProblem(3, 2, 1);
  const rows = await rowsOver(context, networks, async (net) => {
    const drifts: number[] = [];
    for (const rate of RATES) {
      const run = await runFor(context, c, net, { kind: 'gaussian', initScale: 0.7 }, rate, 8);
      const before = conservedQuantities(run.snapshots[0].weights);
      const after = conservedQuantities(run.final.weights);
      drifts.push(Math.max(...after.map(({ value }, i) => distance(value.data, before[i].value.data))));
    }
    return [compareOrder(networkName(net), 1, RATES, drifts)];
  });
  return judged(rows);
}

async function exactDifference(context: CheckContext): Promise<ClaimResult> {
  const { name, correlations: c } = WHITE;
  const rows = await rowsOver(context, [0.1, 0.01], async (initScale) => {
    const differences: number[] = [];
    for (const learningRate of RATES) {
      const exact = exactSolution(problemOf(c), { initScale, learningRate });
      const start = { kind: 'balanced', initScale } as const;
      const { trajectory } = await runFor(context, c, TWO_LAYER_LATE, start, learningRate, 30);
      const off = trajectory.map(({ step, totals: [totalA, totalB] }) =>
        Math.hypot(distance(totalA, exact.weightsA(step)), distance(totalB, exact.weightsB(step))),
      );
      differences.push(Math.max(...off));
    }
    return [compareOrder(`u_0 = ${initScale}, ${name}`, 1, RATES, differences)];
  });
  return judged(rows);
}

const distance = (x: Float64Array, y: Float64Array): number => norm(x.map((value, i) => value - y[i]));

async function reducedDifference(context: CheckContext): Promise<ClaimResult> {
  const networks = [
    { depth: 2, fusionLayer: 2 },
    { depth: 3, fusionLayer: 1 },
    { depth: 4, fusionLayer: 3 },
    ...(context.quick
      ? []
      : [
          { depth: 4, fusionLayer: 2 },
          { depth: 5, fusionLayer: 5 },
        ]),
    { depthA: 2, depthB: 3, depthShared: 1 },
  ];
  const cases = [toy(2, 0.3), randomProblem(3, 2, 1)].flatMap((item) => networks.map((net) => ({ ...item, net })));
  const rows = await rowsOver(context, cases, async ({ name, correlations: c, net }) => {
    const differences: number[] = [];
    for (const rate of RATES) differences.push(await offReduced(context, c, net, rate));
    return [compareOrder(`${networkName(net)}, ${name}`, 1, RATES, differences)];
  });
  return judged(rows);
}

/** Largest difference of a total weight's norm, up to twice the later learning time. */
async function offReduced(
  context: CheckContext,
  c: Correlations,
  network: NetworkInput,
  learningRate: number,
): Promise<number> {
  const initScale = 0.2;
  const problem = problemOf(c);
  const { tA, tB } = reducedTrajectory(problem, { network, initScale, learningRate });
  const time = 2 * Math.max(tA ?? NaN, tB ?? NaN) * learningRate;
  const { trajectory } = await runFor(context, c, network, { kind: 'balanced', initScale }, learningRate, time);
  const times = trajectory.map(({ step }) => step);
  const reduced = reducedTrajectory(problem, { network, initScale, learningRate, times });
  // The reduced system ends where it has converged.
  const off = reduced.t.map((_, i) =>
    Math.max(
      Math.abs(norm(trajectory[i].totals[0]) - reduced.totalA[i]),
      Math.abs(norm(trajectory[i].totals[1]) - reduced.totalB[i]),
    ),
  );
  return Math.max(...off);
}
