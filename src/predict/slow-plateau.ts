/**
 * The second time beside the flow, where the plateau of A is slow (two layers, late fusion). A follows the path of a ridge in a
 * clock of its own, B grows linearly under what A has not taken yet, and from a tenth of its final contribution on along a path
 * of the same kind, on what A leaves of its inputs.
 */
import { ridgeClock, ridgeStart, ridgeWeight } from '../../formulas/slow-plateau.js';
import { solveSymmetric, symmetricEigen } from '../numerics/linear-algebra.js';
import { addScaled, dot, matrix, norm, rowTimesMatrix, transpose, type Matrix } from '../numerics/matrix.js';
import { integrateOde, locateCrossing, type Step } from '../numerics/ode.js';
import type { Correlations } from '../problem/correlations.js';
import { problemOf } from '../problem/two-modalities.js';
import { usesAt } from '../problem/use.js';
import { branchStart, type ClosedFormStart } from './greedy.js';

/** Times of the ridge path, A being learned first, in steps. */
export interface SlowPlateau {
  /** `null` where half of what A contributes lies above its plateau. */
  readonly tA: number | null;
  /** `null` where B has nothing left. */
  readonly tB: number | null;
  /** The second time if B grew linearly to its whole level: how far it is from `tB` tells what the path of B does. */
  readonly tBLinear: number | null;
  /** Largest over smallest eigenvalue of Σ_A and of what A leaves of Σ_B. */
  readonly condition: { readonly A: number; readonly B: number };
  /** Whether both are collinear: then the path fails (118 steps for 592), and only the flow is right. */
  readonly bothCollinear: boolean;
}

/** From this condition number on a block counts as collinear. */
const COLLINEAR = 100;
/** Share of its final contribution from which B follows its own path: the linear growth is still good to a tenth. */
const SMALL = 0.1;
const TOLERANCE = 1e-8;
const MAX_STEPS = 20_000;
/** The linear growth of B has (D + 1)² numbers. */
const MAX_INPUTS = 64;

/**
 * Times by the ridge path, with A, the first block, learned first; `null` for more than 64 inputs of B.
 *
 * @param c - the blocks, A learned first
 * @param start - u₀ of the deep protocol or the standard deviation of every weight, and hidden neurons
 * @param learningRate - η; times are in steps
 */
export function slowPlateau(c: Correlations, start: ClosedFormStart, learningRate: number): SlowPlateau | null {
  const D = c.sigmaYB.length;
  if (D > MAX_INPUTS) return null;
  const levels = usesAt(problemOf(c)).filter(({ mode }) => mode === 1);
  const path = pathOfA(c, start, learningRate);
  const rest = leftOfB(c);
  const B = { c, path, rest, level: levels[1].level, start: branchStart(start, c.inputs?.B ?? D), learningRate };
  const nothing = !(levels[1].level > 0);
  const linear = nothing ? null : grow(B, 1);
  const handedOver = nothing ? null : grow(B, SMALL);
  const [A, ofRest] = [path.values, symmetricEigen(rest).values];
  const condition = { A: A[A.length - 1] / A[0], B: ofRest[ofRest.length - 1] / ofRest[0] };
  return {
    tA: timeOfA(path, levels[0].level),
    tB: handedOver && follow(B, handedOver),
    tBLinear: linear?.time ?? null,
    condition,
    bothCollinear: !(Math.min(condition.A, condition.B) < COLLINEAR),
  };
}

/** `Σ_B − Σ_BA Σ_A⁻¹ Σ_AB`. */
function leftOfB({ sigmaA, sigmaB, sigmaAB }: Correlations): Matrix {
  const D = sigmaB.rows;
  const across = transpose(sigmaAB);
  const left = matrix(D, D, sigmaB.data.slice());
  for (let i = 0; i < D; i++) {
    const taken = rowTimesMatrix(
      solveSymmetric(sigmaA, across.data.slice(i * sigmaA.rows, (i + 1) * sigmaA.rows)),
      sigmaAB,
    );
    for (let j = 0; j < D; j++) left.data[i * D + j] -= taken[j];
  }
  return left;
}

/** The path of A by its clock. */
interface Path {
  readonly values: Float64Array;
  /** Total weight of A at the clock T, in the inputs' own coordinates. */
  weight(T: number): Float64Array;
  /** `d ln T/dt`, in steps. */
  speed(T: number): number;
  /** Standard deviation of its contribution. */
  contribution(T: number): number;
  readonly start: number;
}

function pathOfA(c: Correlations, start: ClosedFormStart, learningRate: number): Path {
  const { values, vectors } = symmetricEigen(c.sigmaA);
  const y = rowTimesMatrix(c.sigmaYA, vectors);
  const { first: alpha, last: beta } = branchStart(start, c.inputs?.A ?? c.sigmaYA.length);
  const tau = 1 / learningRate;
  // A direction without variance keeps growing with the clock: y is zero there up to rounding.
  const inBasis = (T: number) =>
    y.map((y_i, i) => (values[i] > 1e-12 ? ridgeWeight.evaluate({ y: y_i, lambda: values[i], T }) : 0));
  return {
    values,
    weight: (T) => rowTimesMatrix(inBasis(T), transpose(vectors)),
    speed(T) {
      const w = inBasis(T);
      const e = y.map((y_i, i) => y_i * Math.exp(-values[i] * T));
      const [size, drive] = [norm(w), norm(e)];
      const cosine = drive > 0 ? dot(w, e) / (size * drive) : 0;
      return descent(learningRate, drive) / (ridgeClock.evaluate({ tau, c: cosine, w: size }) * T);
    },
    contribution: (T) => Math.sqrt(inBasis(T).reduce((sum, w, i) => sum + values[i] * w * w, 0)),
    start: ridgeStart.evaluate({ alpha, beta, s_A: norm(c.sigmaYA) }),
  };
}

/** A step of length η multiplies a mode of drive s by 1 + ηs. */
const descent = (learningRate: number, s: number): number =>
  s > 0 ? Math.log1p(learningRate * s) / (learningRate * s) : 1;

/** One quadrature: over ln T its integrand is smooth. */
function timeOfA(path: Path, level: number): number | null {
  let time: number | null = null;
  const missing = ([lnT]: Float64Array) => path.contribution(Math.exp(lnT)) - level / 2;
  integrateOde({
    flow: ([lnT], out) => (out[0] = path.speed(Math.exp(lnT))),
    start: Float64Array.of(Math.log(path.start)),
    errorNorm: ([error]) => Math.abs(error) / TOLERANCE,
    onStep(step, y) {
      if (missing(y) >= 0) time = locateCrossing(step, missing, new Float64Array(1));
      // All of its directions are at their ends.
      return time !== null || Math.exp(y[0]) * path.values[0] > 50 || y[0] > 40;
    },
    maxSteps: MAX_STEPS,
  });
  return time;
}

/** B beside the path of A. */
interface Second {
  readonly c: Correlations;
  readonly path: Path;
  readonly rest: Matrix;
  readonly level: number;
  readonly start: { readonly first: number; readonly last: number };
  readonly learningRate: number;
}

/** Where B has come by its linear growth. */
interface Grown {
  readonly time: number;
  readonly lnT: number;
  readonly weight: Float64Array;
}

const driveOfB = ({ c, path }: Second, lnT: number): Float64Array =>
  addScaled(c.sigmaYB, -1, rowTimesMatrix(path.weight(Math.exp(lnT)), c.sigmaAB));

const contributionOfB = ({ c }: Second, weight: Float64Array): number =>
  Math.sqrt(Math.max(0, dot(rowTimesMatrix(weight, c.sigmaB), weight)));

/** `[W¹, W²ᵀ]˙ = [W¹, W²ᵀ] [[0, e_Bᵀ], [e_B, 0]]` until B contributes a share of its level: state `ln T`, then the rows. */
function grow(B: Second, share: number): Grown | null {
  const n = B.c.sigmaYB.length + 1;
  const start = new Float64Array(1 + n * n);
  start[0] = Math.log(B.path.start);
  for (let i = 0; i < n; i++) start[1 + i * (n + 1)] = i < n - 1 ? B.start.first : B.start.last;
  const weightOf = (y: Float64Array) => {
    const weight = new Float64Array(n - 1);
    for (let h = 0; h < n; h++) {
      const row = 1 + h * n;
      for (let i = 0; i < n - 1; i++) weight[i] += y[row + n - 1] * y[row + i];
    }
    return weight;
  };
  const missing = (y: Float64Array) => contributionOfB(B, weightOf(y)) - share * B.level;
  let grown: Grown | null = null;
  integrateOde({
    flow(y, out) {
      out[0] = B.path.speed(Math.exp(y[0]));
      const e = driveOfB(B, y[0]);
      const rate = B.learningRate * descent(B.learningRate, norm(e));
      for (let h = 0; h < n; h++) {
        const row = 1 + h * n;
        let along = 0;
        for (let i = 0; i < n - 1; i++) {
          out[row + i] = rate * y[row + n - 1] * e[i];
          along += y[row + i] * e[i];
        }
        out[row + n - 1] = rate * along;
      }
    },
    start,
    errorNorm: (error, y) => Math.max(Math.abs(error[0]), norm(error.subarray(1)) / norm(y.subarray(1))) / TOLERANCE,
    onStep(step, y) {
      if (missing(y) < 0) return y[0] > 60;
      grown = at(step, missing, new Float64Array(y.length), weightOf);
      return true;
    },
    maxSteps: MAX_STEPS,
  });
  return grown;
}

function at(
  step: Step,
  missing: (y: Float64Array) => number,
  scratch: Float64Array,
  weightOf: (y: Float64Array) => Float64Array,
): Grown {
  const time = locateCrossing(step, missing, scratch);
  const y = step.at(time, scratch);
  return { time, lnT: y[0], weight: weightOf(y) };
}

/** The path of B from where it has come to half of its level: state `ln T` of A, then its total weight. */
function follow(B: Second, { time, lnT, weight }: Grown): number | null {
  const missing = (y: Float64Array) => contributionOfB(B, y.subarray(1)) - B.level / 2;
  let reached: number | null = null;
  integrateOde({
    flow(y, out) {
      out[0] = B.path.speed(Math.exp(y[0]));
      const w = y.subarray(1);
      const e = addScaled(driveOfB(B, y[0]), -1, rowTimesMatrix(w, B.rest));
      const [size, drive] = [norm(w), norm(e)];
      const c = drive > 0 ? dot(w, e) / (size * drive) : 0;
      const pace = ridgeClock.evaluate({ tau: 1 / B.learningRate, c, w: size });
      for (let i = 0; i < e.length; i++) out[1 + i] = (descent(B.learningRate, drive) * e[i]) / pace;
    },
    start: Float64Array.of(lnT, ...weight),
    errorNorm: (error, y) => Math.max(Math.abs(error[0]), norm(error.subarray(1)) / norm(y.subarray(1))) / TOLERANCE,
    onStep(step, y) {
      if (missing(y) >= 0) reached = time + locateCrossing(step, missing, new Float64Array(y.length));
      return reached !== null;
    },
    maxSteps: MAX_STEPS,
  });
  return reached;
}
