/**
 * How sharp the loss is where training goes, which limits the learning rate: above `2/λ` gradient descent swings to and fro.
 *
 * At total weights W that fit, the curvature of the loss in all layers is `Jᵀ Σ J`, J the derivative of W by the layers, and
 * its largest eigenvalue is that of `Σ K`, `K = J Jᵀ`. A small start leads to balanced layers of rank one (Eq 43), of norm
 * `u_m` in branch m and `u` behind the fusion, `u² = Σ u_m²` and `‖W_m‖ = u_m^{L_f} u^{L−L_f}`, for which
 *
 *     K = diag_m( f_m² (1 + (L_f − 1) ŵ_m ŵ_mᵀ) ) + (L − L_f) W Wᵀ/u²,    f_m = ‖W_m‖/u_m.
 *
 * With several outputs this is the part of the output that varies most.
 */
import { dot, matrixTimesColumn, norm, rowTimesMatrix, type Matrix } from '../../numerics/matrix.js';
import { gram, symmetricEigen } from '../../numerics/linear-algebra.js';
import { largestEigenvalue } from '../../numerics/power-iteration.js';
import { branchDepths, type Network } from '../../problem/network.js';
import { offsets, type Problem } from '../../problem/problem.js';

const ITERATIONS = 60;

/** Factors on the learning rates of layers: the geometric mean of those of a branch, and of those behind the fusion. */
export interface RateFactors {
  readonly branches: readonly number[];
  readonly shared: number;
}

/**
 * The largest curvature at total weights `W` (`C × D`), reached from a small start. With factors `c_l` on rates layers come to norms
 * `√c_l v` instead of equal ones, so that `c_l f_l²` is the same for all of them: `f_m²` times the geometric mean of the `c_l`.
 */
export function sharpness(problem: Problem, network: Network, W: Matrix, factors?: RateFactors): number {
  const w = dominantRow(W);
  const at = offsets(problem);
  const parts = problem.modalities.map((_, m) => w.subarray(at[m], at[m + 1]));
  const norms = parts.map(norm);
  const depths = branchDepths(network, parts.length);
  const u = sharedNorm(norms, depths, network.depthShared);
  const branch = norms.map((p, m) => (p === 0 ? 0 : (p / u ** network.depthShared) ** (1 / depths[m])));
  // Directions, and the whole over u: squares of small weights may be zero, and 0/0 is no curvature.
  const directions = parts.map((part, m) => (norms[m] === 0 ? part : part.map((value) => value / norms[m])));
  const over = w.map((value) => value / u);
  const applyK = (x: Float64Array): Float64Array => {
    const along = (factors?.shared ?? 1) * network.depthShared * dot(over, x);
    const out = over.map((value) => along * value);
    directions.forEach((direction, m) => {
      if (branch[m] === 0) return;
      const f2 = (factors?.branches[m] ?? 1) * (norms[m] / branch[m]) ** 2;
      const own = (depths[m] - 1) * dot(direction, x.subarray(at[m], at[m + 1]));
      direction.forEach((value, i) => (out[at[m] + i] += f2 * (x[at[m] + i] + own * value)));
    });
    return out;
  };
  return largestEigenvalue((x) => matrixTimesColumn(problem.sigma, applyK(x)), w.length, ITERATIONS);
}

/** The row of outputs along the largest singular value of W. */
function dominantRow(W: Matrix): Float64Array {
  // A direction only: in units in which the square of no entry overflows.
  const largest = W.data.reduce((most, value) => Math.max(most, Math.abs(value)), Number.MIN_VALUE);
  const scaled = { ...W, data: W.data.map((value) => value / largest) };
  const { vectors } = symmetricEigen(gram(scaled));
  const top = Float64Array.from({ length: W.rows }, (_, c) => vectors.data[c * vectors.cols + vectors.cols - 1]);
  return rowTimesMatrix(top, W);
}

/** `u` of `u² = Σ_m (‖W_m‖ u^{L_f − L})^{2/L_f}`, which falls on the right as u grows: by bisection. Without shared layers, any. */
function sharedNorm(norms: readonly number[], depths: readonly number[], shared: number): number {
  if (shared === 0) return 1;
  const right = (u: number) =>
    norms.reduce((sum, p, m) => (p === 0 ? sum : sum + (p / u ** shared) ** (2 / depths[m])), 0);
  let [low, high] = [1e-150, 1e150];
  for (let i = 0; i < 200; i++) {
    const middle = Math.sqrt(low) * Math.sqrt(high);
    if (right(middle) > middle ** 2) low = middle;
    else high = middle;
  }
  return high;
}
