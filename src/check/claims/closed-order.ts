/** Which of two modalities is used first, over random starts: the closed form against full matrices. */
import { closedFormTimes } from '../../predict/closed/closed-form.js';
import { closedOrders } from '../../predict/closed/order.js';
import { network } from '../../problem/network.js';
import type { GaussianStart } from '../../problem/start.js';
import { problemOf } from '../../problem/two-modalities.js';
import type { Correlations } from '../../problem/correlations.js';
import { matrix } from '../../numerics/matrix.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { compare, judged, rowsOver } from '../harness/judge.js';
import { scaleName, seedsFrom, timesOf, trained } from '../harness/problems.js';

/** White inputs of unit variance, without cross-correlation; drives 1 and `weaker`. */
interface Case {
  readonly depth: number;
  readonly inputs: readonly [number, number];
  readonly weaker: number;
  readonly width: number;
  readonly start: GaussianStart;
}

const SEEDS = 400;
const RATE = 0.02;
const CASES: readonly Case[] = [
  { depth: 2, inputs: [3, 3], weaker: 0.99, width: 50, start: { initScale: 0.01 } },
  { depth: 2, inputs: [1, 1], weaker: 0.995, width: 100, start: { initScale: 0.01 } },
  { depth: 2, inputs: [5, 5], weaker: 0.985, width: 50, start: { initScale: 0.01 } },
  { depth: 2, inputs: [10, 3], weaker: 1, width: 100, start: { initScale: 0.01 } },
  { depth: 2, inputs: [2, 8], weaker: 0.98, width: 60, start: { initScale: 0.003 } },
  { depth: 2, inputs: [30, 5], weaker: 0.97, width: 100, start: { initScale: 0.01 } },
  { depth: 2, inputs: [4, 4], weaker: 0.97, width: 50, start: { std: 1e-4 } },
  { depth: 2, inputs: [6, 2], weaker: 0.99, width: 100, start: { std: 1e-5 } },
  { depth: 3, inputs: [3, 3], weaker: 0.95, width: 50, start: { initScale: 0.1 } },
  { depth: 3, inputs: [2, 6], weaker: 0.9, width: 80, start: { initScale: 0.1 } },
  { depth: 4, inputs: [3, 3], weaker: 0.9, width: 50, start: { initScale: 0.2 } },
];

/** Claims about the order of first uses. */
export const closedOrderClaims: readonly Claim[] = [
  claim({
    id: 'closed-order',
    equations: '—',
    title: 'White inputs without cross-correlation: the closed form tells how likely each order is',
    predicted: 'probability that A is used first, from the spread of a growth over Gaussian starts',
    problems: 'late fusion of two to four layers, 1 to 30 inputs, widths of 50 to 100, drives within 10% of each other',
    measured: `full matrices, the share of ${SEEDS} seeds in which A is used first`,
    criterion: {
      kind: 'interval',
      reason: `0.08, stated beforehand: a share of ${SEEDS} seeds has a 95% interval of up to 0.05, and what is left out is of order 1/N.`,
    },
    run,
  }),
];

async function run(context: CheckContext): Promise<ClaimResult> {
  const cases = context.quick ? CASES.slice(0, 1) : CASES;
  const rows = await rowsOver(context, cases, async ({ depth, inputs, weaker, width, start }) => {
    const correlations = white(inputs, weaker);
    const layers = { depth, fusionLayer: depth };
    const net = network(layers);
    const from = { ...start, width };
    const times = closedFormTimes(correlations, net, from, RATE);
    const orders = times && closedOrders(correlations, net, from, times);
    const predicted = orders?.find(({ modalities }) => modalities[0] === 'A')?.probability ?? NaN;
    const maxSteps = Math.ceil(4 * (times?.tB ?? 0));
    const settings = { start: { kind: 'gaussian', ...start }, width, learningRate: RATE, maxSteps } as const;
    const runs = await trained(context, problemOf(correlations), layers, settings, seedsFrom(1, SEEDS));
    const first = runs.map(timesOf).filter(({ tA, tB }) => tA < tB).length / SEEDS;
    const name = `${depth} layers, ${inputs.join(' + ')} inputs, drives 1 and ${weaker}, ${scaleName(start)}, N = ${width}`;
    return [compare(name, predicted, first, 0.08)];
  });
  return judged(rows);
}

function white([inputsA, inputsB]: readonly [number, number], weaker: number): Correlations {
  const one = (D: number) =>
    matrix(
      D,
      D,
      Float64Array.from({ length: D * D }, (_, k) => (k % (D + 1) === 0 ? 1 : 0)),
    );
  const drive = (D: number, size: number) => new Float64Array(D).fill(size / Math.sqrt(D));
  return {
    ...{ sigmaA: one(inputsA), sigmaB: one(inputsB), sigmaAB: matrix(inputsA, inputsB) },
    ...{ sigmaYA: drive(inputsA, 1), sigmaYB: drive(inputsB, weaker), ySquared: 1 + weaker ** 2 + 1 },
    ...{ samples: null, names: { A: 'A', B: 'B' }, binaryTarget: null },
  };
}
