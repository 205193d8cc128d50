/**
 * Levers that change what the gradient sees of the data: each is exactly a change of second moments, a function
 * Problem → Problem (in expectation, where it is random). Use is still measured with the moments of the data.
 */
import { matrix } from '../numerics/matrix.js';
import { offsets, type Problem } from '../problem/problem.js';
import type { Samples } from '../problem/samples.js';

/** Factors on the blocks of the moments. */
interface BlockFactors {
  /** On `Σ_mm`. */
  readonly own: (m: number) => number;
  /** On `Σ_mn`, symmetric. */
  readonly cross: (m: number, n: number) => number;
  /** On `Σ_ym`. */
  readonly drive: (m: number) => number;
}

function withFactors(problem: Problem, { own, cross, drive }: BlockFactors): Problem {
  const at = offsets(problem);
  const modality = problem.modalities.flatMap(({ dim }, m) => Array.from({ length: dim }, () => m));
  const D = at[at.length - 1];
  const factor = (m: number, n: number) => (m === n ? own(m) : cross(m, n));
  const blocks = problem.modalities.map((_, m) => problem.modalities.map((__, n) => factor(m, n)));
  const sigma = problem.sigma.data.map((value, k) => value * blocks[modality[Math.floor(k / D)]][modality[k % D]]);
  const sigmaYX = problem.sigmaYX.data.map((value, k) => value * drive(modality[k % D]));
  return { ...problem, sigma: matrix(D, D, sigma), sigmaYX: matrix(problem.sigmaYX.rows, D, sigmaYX) };
}

/**
 * Inputs of modality m multiplied by `c_m`. This is a change of the data: use is measured with the scaled moments.
 *
 * @example
 * ```ts
 * import { toyProblem } from 'unimodal-bias';
 * import { scaled } from 'unimodal-bias/levers';
 * scaled(toyProblem({ stdA: 2, stdB: 1, rho: 0.5 }), [1, 3]).sigmaYX.data[1]; // => 6
 * ```
 */
export function scaled(problem: Problem, c: readonly number[]): Problem {
  return withFactors(problem, { own: (m) => c[m] ** 2, cross: (m, n) => c[m] * c[n], drive: (m) => c[m] });
}

/** Samples whose inputs of modality m are multiplied by `c_m`, as those of {@link scaled} moments are. */
export function scaledSamples({ x, y }: Samples, problem: Problem, c: readonly number[]): Samples {
  const factors = problem.modalities.flatMap(({ dim }, m) => Array.from({ length: dim }, () => c[m]));
  return {
    x: matrix(
      x.rows,
      x.cols,
      x.data.map((value, k) => value * factors[k % x.cols]),
    ),
    y,
  };
}

/** Independent noise of variance `v_m` on every input of modality m while it is trained: `Σ_mm + v_m I`. */
export function noisy(problem: Problem, v: readonly number[]): Problem {
  const D = problem.sigma.rows;
  const sigma = problem.sigma.data.slice();
  const at = offsets(problem);
  v.forEach((variance, m) => {
    for (let i = at[m]; i < at[m + 1]; i++) sigma[i * D + i] += variance;
  });
  return { ...problem, sigma: matrix(D, D, sigma) };
}

/** How modalities are dropped: set to zero, set to zero and else divided by `1 − q_m`, or at most one of them at a time. */
export type DropoutScaling = 'none' | 'inverted' | 'at-most-one';

/**
 * Modality m is dropped with probability `q_m`, in expectation over the masks (theory-3, 22). By zeroing
 * `Σ_mm (1−q_m)`, `Σ_ym (1−q_m)`, `Σ_mn (1−q_m)(1−q_n)`; at most one at a time `Σ_mn (1−q_m−q_n)`; inverted only
 * `Σ_mm/(1−q_m)`, a ridge.
 */
export function dropped(problem: Problem, q: readonly number[], scaling: DropoutScaling): Problem {
  if (scaling === 'inverted') {
    return withFactors(problem, { own: (m) => 1 / (1 - q[m]), cross: () => 1, drive: () => 1 });
  }
  const kept = (m: number) => 1 - q[m];
  const both = (m: number, n: number) => (scaling === 'none' ? kept(m) * kept(n) : 1 - q[m] - q[n]);
  return withFactors(problem, { own: kept, cross: both, drive: kept });
}

/** `a ½⟨(ŷ_m − ŷ_n)²⟩` added for every pair of branches: `Σ_mm (1 + (M−1) a)`, `Σ_mn (1 − a)`. */
export function aligned(problem: Problem, a: number): Problem {
  const others = problem.modalities.length - 1;
  return withFactors(problem, { own: () => 1 + others * a, cross: () => 1 - a, drive: () => 1 });
}

/**
 * `w` times the joint loss and `w_m ½⟨‖y − ŷ_m‖²⟩` through the same heads: `Σ_mm (w + w_m)`, `w Σ_mn`, `Σ_ym (w + w_m)`.
 * Unimodal auxiliary losses of weight a are `w = 1`, `w_m = a`: a rate `(1 + a) η` and cross blocks over `1 + a`. `w = 0`
 * trains each branch alone.
 */
export function blended(problem: Problem, joint: number, unimodal: readonly number[]): Problem {
  const weight = (m: number) => joint + unimodal[m];
  return withFactors(problem, { own: weight, cross: () => joint, drive: weight });
}
