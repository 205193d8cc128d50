/**
 * Both times of two layers and late fusion where plateaus are reached slowly, because the eigenvalues of Σ_A, or of what A leaves
 * of Σ_B, differ: the angle law with quadratures in the place of logistics. A follows the path of a ridge, `W_A(T) = Σ_yA Σ_A⁻¹
 * (1 − e^{−Σ_A T})`, in a clock of its own; up to a time T_s the drive of B, `Σ̃_yB + (W_A^plateau − W_A) Σ_AB`, amounts to
 *
 *     E = Σ̃_yB T_s + Σ_i (y_i/λ_i) (∫ e^{−λ_i T} dt) v_iᵀ Σ_AB,
 *
 * λ_i, v_i the eigenvalues and eigenvectors of Σ_A, y_i = Σ_yA v_i. For white inputs that is `Σ_yB T_A`, what the angle law has.
 * From T_s on B grows along Σ̃_yB, and along a ridge path of its own, on what A leaves of Σ_B, to half of its contribution.
 */
import { ridgeClock, ridgeStart, ridgeWeight } from '../../../formulas/slow-plateau.js';
import { sizeTwoLayer } from '../../../formulas/turning-drive.js';
import { symmetricEigen } from '../../numerics/linear-algebra.js';
import { solveSymmetric } from '../../numerics/pseudo-inverse.js';
import { addScaled, dot, matrix, norm, rowTimesMatrix, transpose, type Matrix } from '../../numerics/matrix.js';
import { integrateOde, locateCrossing } from '../../numerics/ode.js';
import type { Correlations } from '../../problem/correlations.js';
import { problemOf } from '../../problem/two-modalities.js';
import { usesAt } from '../../problem/use.js';
import { branchStart, type ClosedFormStart } from '../modes/greedy.js';
import { sourceQuantities } from '../source/quantities.js';

/** Times of the ridge paths, A being learned first, in steps. */
export interface SlowPlateau {
  /** `null` where half of what A contributes lies above its plateau. */
  readonly tA: number | null;
  /** `null` where B has nothing left. */
  readonly tB: number | null;
  /** Whether Σ_A, or what A leaves of Σ_B, is collinear: then B is used before A has reached its plateau, and only the flow is right. */
  readonly isCollinear: boolean;
}

/** The catalogue's entries behind the times. */
export const SLOW_PLATEAU_FORMULAS = [
  'slow-plateau/start',
  'slow-plateau/pace',
  'slow-plateau/weight',
  'turning-drive/size-two-layer',
] as const;

/** From this condition number on a block counts as collinear. */
const COLLINEAR = 100;
const TOLERANCE = 1e-8;
const MAX_STEPS = 20_000;
/** Eigenvalues of more inputs cost more than a prediction is worth. */
const MAX_INPUTS = 64;
/** What is left of an exponential when its integral counts as whole. */
const NOTHING = 25;

/**
 * Times by the ridge paths, with A, the first block, learned first; `null` for more than 64 inputs of a modality.
 *
 * @param c - the blocks, A learned first
 * @param start - u₀ of the deep protocol or the standard deviation of every weight, and hidden neurons
 * @param learningRate - η; times are in steps
 */
export function slowPlateau(c: Correlations, start: ClosedFormStart, learningRate: number): SlowPlateau | null {
  if (Math.max(c.sigmaYA.length, c.sigmaYB.length) > MAX_INPUTS) return null;
  const [levelA, levelB] = usesAt(problemOf(c)).map(({ level }) => level);
  const rest = leftOfB(c);
  // A block that is singular up to rounding has a negative eigenvalue.
  const isCollinear = [c.sigmaA, rest].some((block) => {
    const { values } = symmetricEigen(block);
    const condition = values[values.length - 1] / values[0];
    return !(condition >= 1 && condition < COLLINEAR);
  });
  if (isCollinear) return { tA: null, tB: null, isCollinear };
  const { first, last } = branchStart(start, c.inputs?.A ?? c.sigmaYA.length);
  const s_A = norm(c.sigmaYA);
  const T_0 = ridgeStart.evaluate({ alpha: first, beta: last, s_A });
  const pathOfA = follow({ drive: c.sigmaYA, sigma: c.sigmaA, seen: c.sigmaA, T_0, level: levelA, learningRate });
  return {
    tA: pathOfA.half,
    tB: levelB > 0 ? timeOfB(c, rest, pathOfA, levelB, start, learningRate) : null,
    isCollinear,
  };
}

function timeOfB(
  c: Correlations,
  rest: Matrix,
  { lost }: Path,
  level: number,
  start: ClosedFormStart,
  learningRate: number,
): number | null {
  const { residualB, rB: r_B } = sourceQuantities(c);
  if (r_B === 0) return null;
  const { first: alpha, last: beta } = branchStart(start, c.inputs?.B ?? c.sigmaYB.length);
  // What A takes from B, as far as it had not taken it yet.
  const taken = addScaled(c.sigmaYB, -1, residualB);
  const missed = rowTimesMatrix(lost, c.sigmaAB);
  const size = dot(taken, taken);
  const T_s = size > 0 ? dot(missed, taken) / size : 0;
  const E = addScaled(missed, T_s, residualB);
  // A step of length η multiplies a mode of drive s by 1 + ηs.
  const x = norm(E) * learningRate * descent(learningRate, norm(c.sigmaYB));
  const cosine = norm(E) > 0 ? Math.max(-1, Math.min(1, dot(E, residualB) / (norm(E) * r_B))) : 1;
  const P = sizeTwoLayer.evaluate({ alpha, beta, c: cosine, x });
  // B is P/2 by then, and grows as `r_B T` in the clock of its path.
  const path = { drive: residualB, sigma: rest, seen: c.sigmaB, T_0: P / (2 * r_B), level, learningRate };
  const { half } = follow(path);
  return half === null ? null : T_s + half;
}

/** `Σ_B − Σ_BA Σ_A⁻¹ Σ_AB`. */
function leftOfB({ sigmaA, sigmaB, sigmaAB }: Correlations): Matrix {
  const D = sigmaB.rows;
  const across = transpose(sigmaAB);
  const left = matrix(D, D, sigmaB.data.slice());
  for (let i = 0; i < D; i++) {
    const row = across.data.slice(i * sigmaA.rows, (i + 1) * sigmaA.rows);
    const taken = rowTimesMatrix(solveSymmetric(sigmaA, row), sigmaAB);
    for (let j = 0; j < D; j++) left.data[i * D + j] -= taken[j];
  }
  return left;
}

/** A ridge path: `drive`, the inputs Σ it is learned on and those its contribution is measured with, from T₀. */
interface Ridge {
  readonly drive: Float64Array;
  readonly sigma: Matrix;
  readonly seen: Matrix;
  readonly T_0: number;
  readonly level: number;
  readonly learningRate: number;
}

/** What is known of a path. */
interface Path {
  /** When the contribution has half of its level; `null` for never. */
  readonly half: number | null;
  /** `∫ (W^plateau − W) dt`. */
  readonly lost: Float64Array;
}

/** A step of length η multiplies a mode of drive s by 1 + ηs: the factor by which that is slower. */
const descent = (learningRate: number, s: number): number =>
  s > 0 ? Math.log1p(learningRate * s) / (learningRate * s) : 1;

/** All quadratures of a path at once, over `ln T`, in which they are smooth: state `ln T`, `t`, `∫ e^{−λ_i T} dt`. */
function follow({ drive, sigma, seen, T_0, level, learningRate }: Ridge): Path {
  const { values, vectors } = symmetricEigen(sigma);
  const back = transpose(vectors);
  const y = rowTimesMatrix(drive, vectors);
  const weight = (T: number) => y.map((y_i, i) => ridgeWeight.evaluate({ y: y_i, lambda: values[i], T }));
  const left = values.map(() => 0);
  const pace = (T: number): number => {
    const w = weight(T);
    for (let i = 0; i < y.length; i++) left[i] = y[i] * Math.exp(-values[i] * T);
    const [size, e] = [norm(w), norm(left)];
    const c = e > 0 ? dot(w, left) / (size * e) : 0;
    return ridgeClock.evaluate({ tau: 1 / learningRate, c, w: size }) / descent(learningRate, e);
  };
  const missing = ([lnT]: Float64Array) => {
    const w = rowTimesMatrix(weight(Math.exp(lnT)), back);
    return Math.sqrt(Math.max(0, dot(rowTimesMatrix(w, seen), w))) - level / 2;
  };
  const state = new Float64Array(2 + y.length);
  state[0] = Math.log(T_0);
  const scratch = state.slice();
  let half: number | null = null;
  let last = state;
  integrateOde({
    flow(at, out) {
      const T = Math.exp(at[0]);
      out[0] = 1;
      out[1] = pace(T) * T;
      for (let i = 0; i < y.length; i++) out[2 + i] = out[1] * Math.exp(-values[i] * T);
    },
    start: state,
    errorNorm: (error, at) => norm(error.subarray(1)) / (TOLERANCE * (at[1] + 1 / learningRate)),
    onStep(step, at) {
      if (half === null && missing(at) >= 0) half = step.at(locateCrossing(step, missing, scratch), scratch)[1];
      last = at.slice();
      return Math.exp(at[0]) * values[0] > NOTHING;
    },
    maxSteps: MAX_STEPS,
  });
  const lost = y.map((y_i, i) => (y_i / values[i]) * last[2 + i]);
  return { half, lost: rowTimesMatrix(lost, back) };
}
