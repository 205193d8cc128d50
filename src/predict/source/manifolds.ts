import { balancedWeights } from '../../../formulas/balancing.js';
import { globalWeights, plateauWeights } from '../../../formulas/fixed-points.js';
import { norm, row } from '../../numerics/matrix.js';
import { jointCorrelations } from '../../problem/correlations.js';
import { InputError, requireInteger, requireNumber } from '../../problem/errors.js';
import { network, type NetworkInput } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import { sourceBlocks } from '../../problem/two-modalities.js';
import type { Weights } from '../../problem/weights.js';

/** The manifolds of fixed points. */
export type Manifold = 'M_0' | 'M_A' | 'M_B' | 'M_*';

/** How large the matrices are and which hidden directions they use. */
export interface WeightsInput {
  /** Depth and fusion layer, or the three depths. */
  readonly network: NetworkInput;
  /** Hidden width N, 1 or more. */
  readonly width: number;
  /** Seed of the hidden directions. */
  readonly seed: number;
}

/** {@link WeightsInput} with a start. */
export interface BalancedStartInput extends WeightsInput {
  /** Initial Frobenius norm u₀ > 0 of a pre-fusion layer. */
  readonly initScale: number;
}

/** {@link WeightsInput} with total weights. */
export interface TotalsInput extends WeightsInput {
  /** `W_A^tot`, length `D_A`. */
  readonly totalA: ArrayLike<number>;
  /** `W_B^tot`, length `D_B`. */
  readonly totalB: ArrayLike<number>;
}

/**
 * Full-matrix weights on a manifold of fixed points (Eq 6, 7, 17, 19, 20), at any depth: balanced, rank one in each
 * branch, with the manifold's total weights.
 *
 * @formula fixed-points/global-weights, fixed-points/plateau-weights
 * @throws InputError `unsupported` for M_A and M_B in early fusion, which has no such manifolds, and for problems other than of two
 * modalities and one output.
 *
 * @example
 * ```ts
 * import { toyProblem, weightsOnManifold } from 'unimodal-bias';
 * const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
 * const { branches } = weightsOnManifold(toy, 'M_A', { network: { depth: 3, fusionLayer: 2 }, width: 4, seed: 1 });
 * branches[1].every((layer) => layer.data.every((w) => w === 0)); // => true
 * ```
 */
export function weightsOnManifold(problem: Problem, manifold: Manifold, input: WeightsInput): Weights {
  const c = sourceBlocks(problem);
  const net = network(input.network);
  if ((manifold === 'M_A' && net.depthB === 1) || (manifold === 'M_B' && net.depthA === 1)) {
    throw new InputError(
      'unsupported',
      'manifold',
      manifold,
      'does not exist where the other branch has a single layer before the fusion: its gradient does not vanish (Eq 17)',
    );
  }
  const [dimA, dimB] = [c.sigmaYA.length, c.sigmaYB.length];
  const own = (sigma: typeof c.sigmaA, y: Float64Array) => plateauWeights.evaluate({ S_A: sigma, S_yA: row(y) }).data;
  const totals = {
    M_0: () => [new Float64Array(dimA), new Float64Array(dimB)],
    M_A: () => [own(c.sigmaA, c.sigmaYA), new Float64Array(dimB)],
    M_B: () => [new Float64Array(dimA), own(c.sigmaB, c.sigmaYB)],
    'M_*': () => {
      const { sigma, sigmaY } = jointCorrelations(c);
      const final = globalWeights.evaluate({ S: sigma, S_yx: row(sigmaY) }).data;
      return [final.subarray(0, dimA), final.subarray(dimA)];
    },
  };
  const [totalA, totalB] = totals[manifold]();
  return weightsWithTotals({ ...input, totalA, totalB });
}

/**
 * A balanced, aligned, rank-one start (Eq 38–43): pre-fusion layers of norm u₀ along Σ_yA and Σ_yB, post-fusion layers
 * of norm `√2 u₀`. From it full-matrix gradient descent follows the reduced system.
 *
 * @formula balancing/shared-norm
 * @throws InputError `number` for u₀ not positive; `unsupported` for problems other than of two modalities and one output.
 *
 * @example
 * ```ts
 * import { balancedStart, toyProblem } from 'unimodal-bias';
 * import { conservedQuantities } from 'unimodal-bias/formulas';
 * const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
 * const start = balancedStart(toy, { network: { depth: 4, fusionLayer: 2 }, width: 50, seed: 3, initScale: 0.1 });
 * conservedQuantities(start).every((q) => q.norm < 1e-16); // => true
 * ```
 */
export function balancedStart(problem: Problem, input: BalancedStartInput): Weights {
  const { sigmaYA, sigmaYB } = sourceBlocks(problem);
  const { depthA, depthB, depthShared } = network(input.network);
  const u0 = requireNumber('initScale', input.initScale, { above: 0 });
  const shared = (Math.SQRT2 * u0) ** depthShared;
  const along = (y: Float64Array, total: number) => y.map((value) => (total * value) / norm(y));
  const totalA = along(sigmaYA, shared * u0 ** depthA);
  const totalB = along(sigmaYB, shared * u0 ** depthB);
  return weightsWithTotals({ ...input, totalA, totalB });
}

/**
 * Balanced rank-one full matrices (Eq 38–43) with any total weights.
 *
 * @throws InputError `network`, `number` for a width, seed or total weight out of range.
 *
 * @example
 * ```ts
 * import { weightsWithTotals } from 'unimodal-bias';
 * const { branches: [A, B], shared } = weightsWithTotals({
 *   network: { depth: 4, fusionLayer: 3 }, width: 100, seed: 7, totalA: [1e-4], totalB: [2e-4, 0],
 * });
 * [A.length, B.length, shared.length, B[0].rows, B[0].cols]; // => [3, 3, 1, 100, 2]
 * ```
 */
export function weightsWithTotals(input: TotalsInput): Weights {
  const { width, seed, totalA, totalB } = input;
  requireInteger('width', width, 1, 1_000_000);
  requireInteger('seed', seed, 0, 2 ** 32 - 1, 'number');
  for (const [field, total] of Object.entries({ totalA, totalB })) {
    if (total.length === 0) throw new InputError('shape', field, 0, 'is empty');
    Array.from(total).forEach((value, i) => requireNumber(`${field}[${i}]`, value));
  }
  return balancedWeights(network(input.network), { width, seed, totalA, totalB });
}
