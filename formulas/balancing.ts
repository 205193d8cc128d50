/**
 * Balancing (Eq 23, 38–41): differences between neighbouring layers that gradient flow conserves, and the balanced
 * rank-one weights that have any given total weights.
 */
import { formula, matrixVariable } from './formula.js';
import { addMatrices, multiply, norm, outer, transpose, type Matrix } from '../src/numerics/matrix.js';
import { randomSource, unitVector } from '../src/numerics/random.js';
import type { Network } from '../src/problem/network.js';
import type { Weights } from '../src/problem/weights.js';
import { gradientFlow } from './vocabulary.js';
import { u_A, u_B } from './vocabulary.js';

const lower = matrixVariable('layer W^l', '1', 'N', 'M');
const upper = matrixVariable('layer W^(l+1)', '1', 'K', 'N');

/** Eq 23, 38 (corrected: see the errata). */
export const conservedWithin = formula({
  id: 'balancing/within',
  equation: '23, 38',
  title: 'Conserved between neighbouring layers of a branch, or of the shared part',
  statement: 'Q = W_1 * transpose(W_1) - transpose(W_2) * W_2',
  variables: { W_1: lower, W_2: upper },
  assumptions: [gradientFlow],
  evaluate: (v) => addMatrices(multiply(v.W_1, transpose(v.W_1)), -1, multiply(transpose(v.W_2), v.W_2)),
});

/** Eq 39 (corrected). */
export const conservedAtFusion = formula({
  id: 'balancing/at-fusion',
  equation: '39',
  title: 'Conserved between the last pre-fusion layers and the first post-fusion layer',
  statement: 'Q = V_A * transpose(V_A) + V_B * transpose(V_B) - transpose(V) * V',
  variables: {
    V_A: matrixVariable('last layer of branch A', '1', 'N', 'M'),
    V_B: matrixVariable('last layer of branch B', '1', 'N', 'P'),
    V: matrixVariable('first post-fusion layer', '1', 'K', 'N'),
  },
  assumptions: [gradientFlow],
  evaluate: (v) =>
    addMatrices(
      addMatrices(multiply(v.V_A, transpose(v.V_A)), 1, multiply(v.V_B, transpose(v.V_B))),
      -1,
      multiply(transpose(v.V), v.V),
    ),
});

/** Eq 41. */
export const sharedNorm = formula({
  id: 'balancing/shared-norm',
  equation: '40, 41',
  title: 'Norm of a post-fusion layer of a balanced network',
  statement: 'u = sqrt(u_A^2 + u_B^2)',
  variables: { u_A, u_B },
  assumptions: [gradientFlow],
  evaluate: (v) => Math.hypot(v.u_A, v.u_B),
});

/** One conserved matrix of {@link conservedQuantities}. */
export interface ConservedQuantity {
  /** Which layers it stands between: `A1-A2`, `B2-B3`, `shared1-shared2`, or `fusion`. */
  readonly between: string;
  /** Eq 23/38 or 39, in the layer's output dimension. */
  readonly value: Matrix;
  /** Frobenius norm of `value`; 0 for balanced weights. */
  readonly norm: number;
}

/**
 * Everything that gradient flow conserves of given weights (Eq 23, 38, 39). Gradient descent lets it drift by O(η).
 *
 * @formula balancing/within, balancing/at-fusion
 *
 * @example
 * ```ts
 * import { weightsWithTotals } from 'unimodal-bias';
 * import { conservedQuantities } from 'unimodal-bias/formulas';
 * const weights = weightsWithTotals({
 *   network: { depth: 3, fusionLayer: 2 }, width: 10, seed: 1, totalA: [0.3, 0.1], totalB: [0.2],
 * });
 * conservedQuantities(weights).map((q) => q.between); // => ['A1-A2', 'B1-B2', 'fusion']
 * Math.max(...conservedQuantities(weights).map((q) => q.norm)) < 1e-15; // => true
 * ```
 */
export function conservedQuantities({ branches: [A, B], shared }: Weights): ConservedQuantity[] {
  const quantity = (between: string, value: Matrix) => ({ between, value, norm: norm(value.data) });
  const within = (name: string, layers: readonly Matrix[]) =>
    layers
      .slice(1)
      .map((W_2, l) => quantity(`${name}${l + 1}-${name}${l + 2}`, conservedWithin.evaluate({ W_1: layers[l], W_2 })));
  const fusion =
    shared.length === 0
      ? []
      : [quantity('fusion', conservedAtFusion.evaluate({ V_A: A[A.length - 1], V_B: B[B.length - 1], V: shared[0] }))];
  return [...within('A', A), ...within('B', B), ...fusion, ...within('shared', shared)];
}

/** Norms of the layers of a balanced network. */
export interface LayerNorms {
  /** Norm of a pre-fusion layer of A. */
  readonly uA: number;
  /** Norm of a pre-fusion layer of B. */
  readonly uB: number;
  /** Norm of a post-fusion layer, `√(u_A² + u_B²)` (Eq 41). */
  readonly u: number;
}

/**
 * The norms of a balanced rank-one network whose total weights have norms `totalA`, `totalB`: the solution of
 * `u_A^L_A u^L_c = totalA`, `u_B^L_B u^L_c = totalB`, `u² = u_A² + u_B²` (Eq 40, 41, 50).
 */
export function balancedNorms({ depthA, depthB, depthShared }: Network, totalA: number, totalB: number): LayerNorms {
  const branch = (total: number, depth: number, u: number) => (total / u ** depthShared) ** (1 / depth);
  const excess = (u: number) => branch(totalA, depthA, u) ** 2 + branch(totalB, depthB, u) ** 2 - u * u;
  if (totalA === 0 && totalB === 0) return { uA: 0, uB: 0, u: 0 };
  // `excess` falls from +∞ to −∞: bisection in ln u from a bracket that is widened until it holds the root.
  let [low, high] = [1e-3, 1e3];
  while (excess(low) < 0) low /= 10;
  while (excess(high) > 0) high *= 10;
  while (high / low > 1 + 4 * Number.EPSILON) {
    const middle = Math.sqrt(low * high);
    if (middle <= low || middle >= high) break;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  const u = Math.sqrt(low * high);
  return { uA: branch(totalA, depthA, u), uB: branch(totalB, depthB, u), u };
}

/** What {@link balancedWeights} makes weights of. */
export interface BalancedWeightsInput {
  /** Hidden width `N`, every layer. */
  readonly width: number;
  /** Total weight `W_A^tot`, length `D_A`. */
  readonly totalA: ArrayLike<number>;
  /** Total weight `W_B^tot`, length `D_B`. */
  readonly totalB: ArrayLike<number>;
  /** Seed of the hidden directions `r` of Eq 43. */
  readonly seed: number;
}

/**
 * Full matrices, balanced and rank one (Eq 38–43), whose product is exactly the given total weights: with the totals of
 * a plateau a point on that manifold, with small totals a balanced start.
 */
export function balancedWeights(net: Network, { width, totalA, totalB, seed }: BalancedWeightsInput): Weights {
  const a = Float64Array.from(totalA);
  const b = Float64Array.from(totalB);
  const { uA, uB, u } = balancedNorms(net, norm(a), norm(b));
  const source = randomSource(seed);
  const hidden = () => unitVector(source, width);
  const output = Float64Array.of(1);
  // Both branches meet in one direction (Eq 43c); behind the last layer there is a single output.
  const fused = net.depthShared === 0 ? output : hidden();
  return {
    branches: [
      chain(unitOrZero(a), net.depthA, uA, fused, hidden),
      chain(unitOrZero(b), net.depthB, uB, fused, hidden),
    ],
    shared: chain(fused, net.depthShared, u, output, hidden),
  };
}

function unitOrZero(x: Float64Array): Float64Array {
  const length = norm(x);
  return length === 0 ? x : x.map((value) => value / length);
}

/** `depth` rank-one layers `scale · r^l (r^(l−1))ᵀ` from direction `input` to direction `last` (Eq 43). */
function chain(
  input: Float64Array,
  depth: number,
  scale: number,
  last: Float64Array,
  hidden: () => Float64Array,
): Matrix[] {
  const layers: Matrix[] = [];
  let previous = input;
  for (let layer = 1; layer <= depth; layer++) {
    const next = layer === depth ? last : hidden();
    layers.push(outer(scale, next, previous));
    previous = next;
  }
  return layers;
}
