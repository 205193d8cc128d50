import { exactHalfTime, exactScale } from '../../../formulas/exact-solution.js';
import { dot, norm, type Matrix } from '../../numerics/matrix.js';
import { InputError, requireNumber } from '../../problem/errors.js';
import type { Problem } from '../../problem/problem.js';
import { sourceBlocks } from '../../problem/two-modalities.js';

/** Eq 21 as functions of time. */
export interface ExactSolution {
  /** `W_A^tot(t)`, length `D_A`; `t` in steps. */
  readonly weightsA: (t: number) => Float64Array;
  /** `W_B^tot(t)`, length `D_B`. */
  readonly weightsB: (t: number) => Float64Array;
  /** `½⟨(y − ŷ)²⟩`, or its difference from `½⟨y²⟩` where that is not known. */
  readonly loss: (t: number) => number;
  /** When the total weight of A is half of its plateau, in steps. */
  readonly tA: number;
  /** The same for B. */
  readonly tB: number;
}

/** What {@link exactSolution} starts from. */
export interface ExactInput {
  /** Initial norm u₀ of every layer: the total weights start at norm `u₀²`. */
  readonly initScale: number;
  /** Learning rate η > 0. */
  readonly learningRate: number;
}

/** White and uncorrelated up to this share: what is left of rounding in correlations of data made to be so. */
const ROUNDING = 1e-9;

/**
 * The exact solution of two-layer late fusion (Eq 21, with the initial total weight where the source prints `u_A(0)`) for
 * white inputs, `Σ_A = σ_A² I`, `Σ_B = σ_B² I`, without cross-correlation, from a balanced aligned start.
 *
 * @formula exact-solution/scale, exact-solution/half-time
 * @throws InputError `unsupported` where the inputs are not white or are correlated, or are not two modalities with one output; `init-scale` where the start is
 * already past half of the plateau.
 *
 * @example
 * ```ts
 * import { exactSolution, toyProblem } from 'unimodal-bias';
 * const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
 * const { tA, weightsA } = exactSolution(toy, { initScale: 1e-3, learningRate: 0.04 });
 * weightsA(tA)[0].toFixed(6); // => '0.500000'
 * ```
 */
export function exactSolution(problem: Problem, { initScale, learningRate }: ExactInput): ExactSolution {
  const c = sourceBlocks(problem);
  requireNumber('initScale', initScale, { above: 0 });
  requireNumber('learningRate', learningRate, { above: 0 });
  const tau = 1 / learningRate;
  const varianceA = requireWhite('sigmaA', c.sigmaA);
  const varianceB = requireWhite('sigmaB', c.sigmaB);
  const cross = norm(c.sigmaAB.data);
  if (cross > ROUNDING * Math.sqrt(varianceA * varianceB)) {
    throw new InputError(
      'unsupported',
      'sigmaAB',
      cross,
      `has norm ${cross.toPrecision(3)}, but Eq 21 needs uncorrelated modalities; use reducedTrajectory`,
    );
  }
  const a = branch(c.sigmaYA, varianceA, initScale, tau);
  const b = branch(c.sigmaYB, varianceB, initScale, tau);
  const loss = (t: number) => (c.ySquared ?? 0) / 2 - a.explained(t) - b.explained(t);
  return { weightsA: a.weights, weightsB: b.weights, loss, tA: a.half, tB: b.half };
}

function branch(sigmaY: Float64Array, variance: number, initScale: number, tau: number) {
  const s_A = norm(sigmaY);
  const fixed = { s_A, sigma_A: Math.sqrt(variance), w_0: initScale ** 2, tau };
  if (fixed.w_0 >= s_A / variance / 2) {
    throw new InputError(
      'init-scale',
      'initScale',
      initScale,
      `the initial total weight ${fixed.w_0.toPrecision(3)} is not below half of the plateau ${(s_A / variance).toPrecision(3)}`,
    );
  }
  const plateau = sigmaY.map((value) => value / variance);
  const weights = (t: number) => {
    const scale = exactScale.evaluate({ ...fixed, t });
    return plateau.map((value) => scale * value);
  };
  // W·Σ_y − ½ W Σ Wᵀ: what this branch takes off the loss.
  const explained = (t: number) => {
    const w = weights(t);
    return dot(w, sigmaY) - (variance * dot(w, w)) / 2;
  };
  return { weights, explained, half: exactHalfTime.evaluate(fixed) };
}

/** The variance of white inputs. */
function requireWhite(field: string, { rows, data }: Matrix): number {
  const variance = data[0];
  data.forEach((value, at) => {
    const wanted = at % (rows + 1) === 0 ? variance : 0;
    if (Math.abs(value - wanted) <= ROUNDING * variance) return;
    throw new InputError(
      'unsupported',
      field,
      value,
      `is not a multiple of the identity (entry ${Math.floor(at / rows)},${at % rows} is ${value}), but Eq 21 needs white inputs; use reducedTrajectory`,
    );
  });
  return variance;
}
