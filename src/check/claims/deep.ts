/** Deep networks from a balanced aligned start: learning times as u₀ → 0 (Eq 12, 48, 51, 54, 56, 57, 59, 60). */
import { secondNorm, secondNormAt2 } from '../../../formulas/learning-times.js';
import { norm } from '../../numerics/matrix.js';
import { sourceTheory } from '../../predict/source/theory.js';
import { reducedTrajectory } from '../../predict/source/trajectory.js';
import type { Correlations } from '../../problem/correlations.js';
import type { FusedNetwork, Network, NetworkInput } from '../../problem/network.js';
import { problemOf } from '../../problem/two-modalities.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { flowLimit } from '../harness/flow-limit.js';
import { compareLeastOrder, judged, rowsOver } from '../harness/judge.js';
import { linearJob, networkName, networksOf, timesOf, toy, TWO_LAYER_LATE } from '../harness/problems.js';

const PROBLEM = toy(2, 0.3);
/** Correlated: without correlation both branches obey one equation in two scales, and Eq 9 is exact at any u₀. */
const LATE_PROBLEMS = [PROBLEM, toy(3, 0.2), toy(1.5, 0.6)];

/**
 * Learning times in units of τ, of the modality learned first and from there to the other, and by what share the second is later:
 * what there is of their ratio where it goes to 1.
 */
interface Phases {
  readonly first: number;
  readonly gap: number;
  readonly excess: number;
}

const phasesOf = (tA: number, tB: number): Phases => ({
  first: Math.min(tA, tB),
  gap: Math.abs(tB - tA),
  excess: Math.abs(tB - tA) / Math.min(tA, tB),
});

const NAMES: Readonly<Record<keyof Phases, string>> = { first: 't_A', gap: 't_B − t_A', excess: 't_B/t_A − 1' };

/** Relative errors of the closed form, `τ = 1`. */
function errorsOf(c: Correlations, network: NetworkInput, initScale: number, found: Phases): Phases {
  const { tA, tB, timeRatio } = sourceTheory(c, { network, initScale, learningRate: 1 }).closedForm;
  // The ratio has formulas of its own.
  const closed = { ...phasesOf(tA, tB), excess: timeRatio - 1 };
  const error = (phase: keyof Phases) => Math.abs(found[phase] / closed[phase] - 1);
  return { first: error('first'), gap: error('gap'), excess: error('excess') };
}

/** The reduced system's. */
function reducedErrors(c: Correlations, network: NetworkInput, initScale: number): Phases {
  const { tA, tB } = reducedTrajectory(problemOf(c), { network, initScale, learningRate: 1 });
  return errorsOf(c, network, initScale, phasesOf(tA ?? NaN, tB ?? NaN));
}

/** How an error goes to zero: as `u_0^order`, or as `1/ln(1/u_0)` where growth is exponential. */
type Order = number | 'log';

function compareSmall(name: string, order: Order, scales: readonly number[], errors: readonly number[]): Row {
  if (order === 'log')
    return compareLeastOrder(
      `${name}, in 1/ln(1/u_0)`,
      1,
      scales.map((u0) => -1 / Math.log(u0)),
      errors,
    );
  return compareLeastOrder(`${name}, in u_0`, order, scales, errors);
}

/**
 * The orders at leading order: A saturates when the neglected tail of Eq 13, `∫_{p^{1/L}}^∞ x^{1−L} dx` in units of
 * `u_0^{2−L}`, is left: `u_0^{L−2}`; B likewise with its own branch, `u_0^{L_B−2}`, and post-fusion layers of norm
 * `√(u_A² + u_B²)` instead of `u_A` add `u_0²`.
 */
function ordersOf(first: number, second: number, shared: number): { first: Order; gap: Order } {
  const depth = first + shared;
  return {
    first: depth === 2 ? 'log' : depth - 2,
    gap: second === 2 ? 'log' : Math.min(second - 2, shared > 0 ? 2 : Infinity),
  };
}

/**
 * Refinements: deep networks are at the integrator's own error below u₀ = 0.02. What goes as a logarithm in three layers has a term
 * in u₀ beside it (that of t_A), which is small beside 1/ln(1/u₀) below 0.002.
 */
function scalesFor(depth: number, order: Order): number[] {
  if (order === 'log') return [20, 10, 5, 2.5].map((scale) => scale * (depth === 3 ? 1e-4 : 1e-3));
  return depth > 4 ? [0.08, 0.04, 0.02] : [0.04, 0.02, 0.01];
}

const smallReason =
  'The closed forms are the limit u_0 → 0; their relative errors must go to zero at the order of what is neglected: u_0^(L−2) for t_A, u_0^min(L_f−2, 2) for t_B − t_A (u_0^(L_f−2) in late fusion), 1/ln(1/u_0) where growth is exponential. A wrong limit has order 0.';

/** Claims about deep networks that start balanced and aligned. */
export const deepClaims: readonly Claim[] = [
  claim({
    id: 'deep-times',
    equations: '12, 48, 51, 54, 56, 57',
    title: 'Learning times of deep networks, every 2 ≤ L_f ≤ L ≤ 6, as u_0 → 0',
    predicted: 't_A, u_B(t_A), t_B − t_A, and the ratio of Eq 12, 57, less 1, at the lower of the orders of both times',
    problems: PROBLEM.name,
    measured:
      'the reduced system, which full matrices follow up to O(η) (claim reduced-system); order of the relative errors',
    criterion: { kind: 'order', reason: smallReason },
    run: deepTimes,
  }),
  claim({
    id: 'deep-times-matrices',
    equations: '12, 48, 54, 56, 57',
    title: 'The same by full matrices at moderate u_0',
    predicted: 't_A and t_B − t_A',
    problems: `${PROBLEM.name}; three and four layers, u_0 = 0.1, 0.05, 0.025 and smaller for L_f = 2`,
    measured: 'full matrices from a balanced aligned start, extrapolated to η → 0; order of the relative errors',
    criterion: { kind: 'order', reason: smallReason },
    run: deepMatrices,
  }),
  claim({
    id: 'unequal-depths',
    equations: '59, 60',
    title: 'Branches of unequal depth, as u_0 → 0',
    predicted:
      'which is first; its time, the time from there to the other, and the ratio; also with branches of depth 1 and 2 (not in the source)',
    problems: `${PROBLEM.name}; twelve architectures`,
    measured: 'the reduced system; order of the relative errors',
    criterion: { kind: 'order', reason: smallReason },
    run: unequalDepths,
  }),
  claim({
    id: 'late-ratio-any-depth',
    equations: '12, 9',
    title: 'The time ratio of late fusion depends neither on depth nor on u_0',
    predicted: 'Eq 9 for every depth; relative error of order L − 2 in u_0',
    problems: `${LATE_PROBLEMS.map(({ name }) => name).join('; ')}; L = 3 … 6`,
    measured: 'the reduced system; order of the relative error of the ratio',
    criterion: { kind: 'order', reason: smallReason },
    run: lateRatio,
  }),
];

async function deepTimes(context: CheckContext): Promise<ClaimResult> {
  const rows = await rowsOver(context, [3, 4, 5, 6].flatMap(networksOf), (net) => {
    const { depth, fusionLayer } = net;
    const orders = ordersOf(fusionLayer, fusionLayer, depth - fusionLayer);
    return [...phaseRows(networkName(net), net, depth, orders), grownRow(net)];
  });
  return judged(rows);
}

function phaseRows(
  name: string,
  network: NetworkInput,
  depth: number,
  { first, gap }: { first: Order; gap: Order },
): Row[] {
  const { correlations: c } = PROBLEM;
  const excess: Order = first === 'log' || gap === 'log' ? 'log' : Math.min(first, gap);
  const known = new Map<number, Phases>();
  const errorsAt = (initScale: number): Phases => {
    const errors = known.get(initScale) ?? reducedErrors(c, network, initScale);
    known.set(initScale, errors);
    return errors;
  };
  const orders = { first, gap, excess };
  return (['first', 'gap', 'excess'] as const).map((phase) => {
    const scales = scalesFor(depth, orders[phase]);
    const errors = scales.map((initScale) => errorsAt(initScale)[phase]);
    return compareSmall(`${NAMES[phase]}, ${name}`, orders[phase], scales, errors);
  });
}

/** Eq 30, 51: the norm of a layer of B at t_A; for `L_f = 2` its logarithm. */
function grownRow(network: FusedNetwork): Row {
  const { correlations: c } = PROBLEM;
  const problem = problemOf(c);
  const { depth, fusionLayer } = network;
  const k = norm(c.sigmaYB) / norm(c.sigmaYA);
  const grown = (initScale: number): number => {
    const tA = reducedTrajectory(problem, { network, initScale, learningRate: 1 }).tA ?? NaN;
    return reducedTrajectory(problem, { network, initScale, learningRate: 1, times: [tA] }).uB[0];
  };
  const order = fusionLayer === 2 ? 'log' : fusionLayer - 2;
  const scales = scalesFor(depth, order);
  const errors = scales.map((u_0) =>
    fusionLayer === 2
      ? Math.abs(Math.log(grown(u_0)) / Math.log(secondNormAt2.evaluate({ k, u_0 })) - 1)
      : Math.abs(grown(u_0) / secondNorm.evaluate({ k, u_0, L_f: fusionLayer }) - 1),
  );
  return compareSmall(`u_B(t_A), ${networkName(network)}`, order, scales, errors);
}

async function deepMatrices(context: CheckContext): Promise<ClaimResult> {
  const { correlations: c } = PROBLEM;
  const networks = [
    { depth: 3, fusionLayer: 2 },
    { depth: 3, fusionLayer: 3 },
    { depth: 4, fusionLayer: 3 },
    ...(context.quick
      ? []
      : [
          { depth: 4, fusionLayer: 2 },
          { depth: 4, fusionLayer: 4 },
        ]),
  ];
  const rows = await rowsOver(context, networks, async (network) => {
    const { depth, fusionLayer } = network;
    const orders = ordersOf(fusionLayer, fusionLayer, depth - fusionLayer);
    const scales = [0.1, 0.05, 0.025];
    const errors: Phases[] = [];
    for (const initScale of scales) {
      const { first, gap, excess } = await flowLimit(
        context,
        0.02,
        (rate) => [linearJob(c, network, { kind: 'balanced', initScale }, rate, { width: 16 })],
        ([run], rate) => ({ ...phasesOf(timesOf(run).tA * rate, timesOf(run).tB * rate) }),
      );
      errors.push(errorsOf(c, network, initScale, { first: first.value, gap: gap.value, excess: excess.value }));
    }
    return (['first', 'gap'] as const).map((phase) => {
      const ofPhase = errors.map((error) => error[phase]);
      return compareSmall(`${NAMES[phase]}, ${networkName(network)}`, orders[phase], scales, ofPhase);
    });
  });
  return judged(rows);
}

async function unequalDepths(context: CheckContext): Promise<ClaimResult> {
  const depths = [
    [3, 4, 1], [3, 5, 0], [4, 5, 2], [4, 3, 1], [3, 4, 0], [4, 6, 1], [5, 3, 2], [2, 3, 1], [2, 4, 0], [1, 2, 1], [1, 3, 2], [1, 2, 2],
  ] as const; // prettier-ignore
  const rows = await rowsOver(context, depths, ([depthA, depthB, depthShared]) => {
    const network: Network = { depthA, depthB, depthShared };
    const [first, second] = [Math.min(depthA, depthB), Math.max(depthA, depthB)];
    const orders = ordersOf(first, second, depthShared);
    return phaseRows(networkName(network), network, first + depthShared, orders);
  });
  return judged(rows);
}

async function lateRatio(context: CheckContext): Promise<ClaimResult> {
  const rows = await rowsOver(context, LATE_PROBLEMS, ({ name, correlations: c }) => {
    const problem = problemOf(c);
    const ratio = sourceTheory(c, { network: TWO_LAYER_LATE }).closedForm.timeRatio;
    return [3, 4, 5, 6].map((depth) => {
      const network = { depth, fusionLayer: depth };
      const scales = scalesFor(depth, depth - 2);
      const errors = scales.map((initScale) => {
        const run = reducedTrajectory(problem, { network, initScale, learningRate: 1 });
        return Math.abs((run.tB ?? NaN) / (run.tA ?? NaN) / ratio - 1);
      });
      return compareSmall(`L = ${depth}, ${name}`, depth - 2, scales, errors);
    });
  });
  return judged(rows);
}
