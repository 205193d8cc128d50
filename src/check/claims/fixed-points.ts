/** Fixed points and saddles (Eq 6, 7, 17, 19, 20), by the gradient that a step of the simulator follows. */
import { problemOf } from '../../problem/two-modalities.js';
import { symmetricEigen } from '../../numerics/linear-algebra.js';
import { matrix, norm } from '../../numerics/matrix.js';
import { weightsOnManifold, weightsWithTotals, type Manifold } from '../../predict/source/manifolds.js';
import { sourceQuantities } from '../../predict/source/quantities.js';
import type { Correlations } from '../../problem/correlations.js';
import type { FusedNetwork } from '../../problem/network.js';
import type { Weights } from '../../problem/weights.js';
import { simulate } from '../../simulate/index.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { compare, judged, rowsOver } from '../harness/judge.js';
import { networkName, networksOf, randomProblem, toy } from '../harness/problems.js';
import { flatten, largestNorm, unflatten } from '../harness/weights-vector.js';

/** A power of two, so that multiplying by it and dividing again rounds nothing. */
const STEP = 2 ** -10;
const WIDTH = 3;

/** `−dL/dW` as the simulator sees it: what one step moves, over the learning rate. */
async function gradient(c: Correlations, network: FusedNetwork, weights: Weights): Promise<Float64Array> {
  const start = { kind: 'given', weights } as const;
  const { final } = await simulate(problemOf(c), network, { start, learningRate: STEP, maxSteps: 1, levels: [] });
  const before = flatten(weights);
  return flatten(final.weights).map((value, i) => (value - before[i]) / STEP);
}

/**
 * What rounding may make of a gradient: a path sums `depth · width` products of up to `‖W‖^(L−1) ‖Σ_y‖`, each rounded
 * once, and adding the step to a weight and taking it off again rounds to `ε‖W‖/η`.
 */
function roundingOf(c: Correlations, { depth }: FusedNetwork, weights: Weights): number {
  const w = Math.max(1, largestNorm(weights));
  const scale = norm(c.sigmaYA) + norm(c.sigmaYB) + norm(c.sigmaA.data) + norm(c.sigmaB.data);
  return Number.EPSILON * (depth * WIDTH * scale * w ** (2 * depth - 1) + w / STEP);
}

/** Eigenvalues of the Hessian, ascending. Along one weight the gradient is a parabola: a difference over ±1 is exact. */
async function hessianEigenvalues(c: Correlations, network: FusedNetwork, weights: Weights): Promise<Float64Array> {
  const at = flatten(weights);
  const n = at.length;
  const hessian = matrix(n, n);
  const shifted = (j: number, by: number): Promise<Float64Array> =>
    gradient(
      c,
      network,
      unflatten(
        at.map((value, i) => (i === j ? value + by : value)),
        weights,
      ),
    );
  for (let j = 0; j < n; j++) {
    const [up, down] = [await shifted(j, 1), await shifted(j, -1)];
    for (let i = 0; i < n; i++) {
      hessian.data[i * n + j] += (down[i] - up[i]) / 4;
      hessian.data[j * n + i] += (down[i] - up[i]) / 4;
    }
  }
  return symmetricEigen(hessian).values;
}

const LATE: readonly FusedNetwork[] = [2, 3, 4].flatMap(networksOf);

/** Claims about the loss landscape. */
export const fixedPointClaims: readonly Claim[] = [
  claim({
    id: 'fixed-points',
    equations: '6, 7, 17, 19, 20',
    title: 'The gradient vanishes on M_0, M_A, M_B and M_*',
    predicted: 'gradient of norm 0',
    problems: 'a scalar and a random problem; 2 ≤ L_f ≤ L ≤ 4, and early fusion on M_0 and M_*',
    measured: 'what one step of gradient descent moves, over η',
    criterion: { kind: 'identity', reason: 'Zero up to rounding: ε (L N ‖Σ‖ ‖W‖^(2L−1) + ‖W‖/η).' },
    run: gradientsVanish,
  }),
  claim({
    id: 'saddles',
    equations: '7, 17, 20',
    title: 'M_A and M_B are saddles, M_* is a minimum',
    predicted:
      'lowest eigenvalue of the Hessian: −‖Σ̃_yB‖ u^(L−2) at M_A for L_f = 2, where u^L = ‖Σ_yA Σ_A⁻¹‖ (M_B likewise), −s_A at M_0 of two layers, and none below 0 at M_*',
    problems: 'a scalar and a random problem, L_f = 2 of two and three layers',
    measured: 'the Hessian by differences of full-matrix gradients, which are exact for a parabola',
    criterion: {
      kind: 'identity',
      reason: 'Equal up to rounding: the bound of a gradient times the number of weights.',
    },
    run: saddlesDescend,
  }),
  claim({
    id: 'saddles-above-2',
    equations: '20',
    title: 'M_A and M_B are saddles of the second order for L_f > 2 too',
    predicted:
      'a negative eigenvalue of the Hessian where the whole branch of B is zero: −‖Σ̃_yB‖ u^(L−2) as for L_f = 2',
    problems: 'L_f = 3 of three and four layers',
    measured: 'the Hessian as before',
    criterion: {
      kind: 'identity',
      reason:
        'With all L_f layers of a branch zero, the loss changes at order L_f only: the Hessian has no descending direction there.',
    },
    expectHolds: false,
    run: saddlesAbove2,
  }),
  claim({
    id: 'early-fusion-no-plateau',
    equations: '17',
    title: 'Early fusion has no M_A: with W_A^tot on its plateau and W_B^tot = 0 the gradient does not vanish',
    predicted: 'gradient of the first layer of B of norm ‖W²‖ ‖Σ̃_yB‖ = ‖Σ_yA Σ_A⁻¹‖^½ ‖Σ̃_yB‖',
    problems: 'a scalar and a random problem, two layers',
    measured: 'what one step of gradient descent moves, over η',
    criterion: { kind: 'identity', reason: 'Equal up to the rounding of a gradient.' },
    run: earlyFusion,
  }),
];

const PROBLEMS = [toy(2, 0.5), randomProblem(2, 1, 1)];

async function gradientsVanish(context: CheckContext): Promise<ClaimResult> {
  const cases = PROBLEMS.flatMap((item) => [
    ...LATE.map((net) => ({ ...item, net, manifolds: ['M_0', 'M_A', 'M_B', 'M_*'] as const })),
    ...[2, 3].map((depth) => ({ ...item, net: { depth, fusionLayer: 1 }, manifolds: ['M_0', 'M_*'] as const })),
  ]);
  const rows = await rowsOver(context, cases, ({ name, correlations: c, net, manifolds }) =>
    Promise.all(
      manifolds.map(async (manifold) => {
        const weights = weightsOnManifold(problemOf(c), manifold, { network: net, width: WIDTH, seed: 1 });
        const size = norm(await gradient(c, net, weights));
        return compare(`${manifold}, ${networkName(net)}, ${name}`, 0, size, roundingOf(c, net, weights));
      }),
    ),
  );
  return judged(rows);
}

/** Lowest eigenvalue beside the predicted one; their rounding adds up over the weights. */
async function lowest(
  c: Correlations,
  network: FusedNetwork,
  manifold: Manifold,
  predicted: number,
  name: string,
): Promise<Row> {
  const weights = weightsOnManifold(problemOf(c), manifold, { network, width: WIDTH, seed: 1 });
  const values = await hessianEigenvalues(c, network, weights);
  const shifted = unflatten(
    flatten(weights).map((value) => Math.abs(value) + 1),
    weights,
  );
  const rounding = values.length * roundingOf(c, network, shifted);
  return compare(`${manifold}, ${networkName(network)}, ${name}`, predicted, values[0], rounding);
}

/** `−‖Σ̃_yB‖ u^(L−2)`: B's two layers see the error through the post-fusion layers, of norm `u`. */
function descentAtMA(c: Correlations, depth: number): number {
  const { rB, pA } = sourceQuantities(c);
  return -rB * pA ** ((depth - 2) / depth);
}

async function saddlesDescend(context: CheckContext): Promise<ClaimResult> {
  const rows: Row[] = [];
  for (const { name, correlations: c } of PROBLEMS) {
    for (const depth of [2, 3]) {
      const net = { depth, fusionLayer: 2 };
      rows.push(await lowest(c, net, 'M_A', descentAtMA(c, depth), name));
      rows.push(await lowest(c, net, 'M_*', 0, name));
      await context.progress(rows.length / 10);
    }
    const { sA, sB } = sourceQuantities(c);
    rows.push(await lowest(c, { depth: 2, fusionLayer: 2 }, 'M_0', -Math.max(sA, sB), name));
  }
  return judged(rows);
}

async function saddlesAbove2(context: CheckContext): Promise<ClaimResult> {
  const rows: Row[] = [];
  const { name, correlations } = PROBLEMS[0];
  for (const depth of [3, 4]) {
    await context.progress(rows.length / 2);
    rows.push(await lowest(correlations, { depth, fusionLayer: 3 }, 'M_A', descentAtMA(correlations, depth), name));
  }
  return judged(rows, 'lowest eigenvalue 0 up to rounding: these saddles are degenerate');
}

async function earlyFusion(): Promise<ClaimResult> {
  const rows: Row[] = [];
  const network = { depth: 2, fusionLayer: 1 };
  for (const { name, correlations: c } of PROBLEMS) {
    const { plateauA, pA, rB } = sourceQuantities(c);
    const totals = { totalA: plateauA, totalB: new Float64Array(c.sigmaYB.length) };
    const weights = weightsWithTotals({ network, width: WIDTH, seed: 1, ...totals });
    const moved = unflatten(await gradient(c, network, weights), weights);
    const rounding = roundingOf(c, network, weights);
    rows.push(compare(name, Math.sqrt(pA) * rB, norm(moved.branches[1][0].data), rounding));
  }
  return judged(rows);
}
