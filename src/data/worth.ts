/**
 * Whether a modality is worth it: losses on rows left out one by one, in closed form.
 *
 * With the ridge `δ → 0`, the residual of row i without it is `[Q y]_i / Q_ii`, where `Q = (1 − H − 11ᵀ/n)/δ + K⁺`, `K = XXᵀ`
 * and `H = KK⁺` (without `11ᵀ/n` where means are left in): `e_i/(1 − h_ii − 1/n)` from the hat matrix where the row does not add
 * a direction of its own, and `[K⁺y]_i/[K⁺]_ii`, that of the minimum norm, where it does (all rows, for n ≤ D + 1).
 */
import { gram, relativeZero, symmetricEigen } from '../numerics/linear-algebra.js';
import { averageProducts, matrix, multiply, transpose, type Matrix } from '../numerics/matrix.js';
import { aboveF } from '../numerics/stdlib.js';
import { offsets, type Problem } from '../problem/problem.js';
import type { Worth } from '../problem/worth.js';
import type { Samples } from '../problem/samples.js';

/** The least squares of minimum norm of some columns. */
interface Fit {
  /** `n × C`, of each row by a fit to the others. */
  readonly leftOut: Matrix;
  /** `n × C`, of the fit to all rows. */
  readonly residuals: Matrix;
  /** Directions of the columns, and the mean where it is taken out. */
  readonly rank: number;
}

/** Multiplications that the fits may take together. */
const MOST_WORK = 4e9;
/** A row that leaves less of itself than this adds a direction of its own: the rest is rounding. */
const OWN_DIRECTION = 1e-9;

/**
 * What each modality is worth on unseen data, alone and given the others: losses `½⟨‖y − ŷ‖²⟩` of the minimum-norm solution on
 * rows left out one by one, in closed form; gains with their standard errors; an F test. `null` where it would take too long.
 *
 * @example
 * ```ts
 * import { readData, worthOf } from 'unimodal-bias/data';
 * const modalities = { serum: 's1..s6', body: 'age,sex,bmi,bp' };
 * const { problem, samples } = await readData('data/diabetes.csv', { modalities, y: 'progression', standardize: true, samples: true });
 * const [serum, body] = (samples && worthOf(problem, samples)) ?? [];
 * body.gain > 2 * body.gainError; // => true
 * serum.alone < 0.5; // => true
 * ```
 */
export function worthOf(problem: Problem, samples: Samples): Worth[] | null {
  const { rows: n, cols: D } = samples.x;
  const count = problem.modalities.length;
  const inner = Math.min(n, D);
  // Eigenvalues take some ten times the cube of a matrix's size.
  if ((2 * count + 1) * inner * inner * (n + D + 10 * inner) > MOST_WORK) return null;
  const at = offsets(problem);
  const fits = new Map<string, Fit>();
  const fitOf = (used: readonly number[]): Fit => {
    const known = fits.get(used.join()) ?? fit(columnsOf(samples.x, used.flatMap((m) => range(at[m], at[m + 1]))), samples.y, problem.centred);
    fits.set(used.join(), known);
    return known;
  };
  const all = fitOf(range(0, count));
  const rowsOfAll = rowLosses(all.leftOut);
  // Left out of no modality, a target is its distance from the mean of the others.
  const rowsOfNone = rowLosses(samples.y).map((loss) => loss * (problem.centred ? (n / (n - 1)) ** 2 : 1));
  return problem.modalities.map(({ name }, m) => {
    const alone = rowLosses(fitOf([m]).leftOut);
    const others = fitOf(range(0, count).filter((other) => other !== m));
    const without = rowLosses(others.leftOut);
    const [aloneGain, aloneGainError] = meanAndError(rowsOfNone.map((loss, i) => loss - alone[i]));
    const [gain, gainError] = meanAndError(without.map((loss, i) => loss - rowsOfAll[i]));
    return {
      modality: name,
      alone: meanAndError(alone)[0],
      aloneError: meanAndError(alone)[1],
      aloneGain,
      aloneGainError,
      without: meanAndError(without)[0],
      gain,
      gainError,
      correctedGain: n > all.rank ? unbiasedLoss(others) - unbiasedLoss(all) : null,
      pValue: n > all.rank ? pValueOf(all, others) : null,
    };
  });
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

function columnsOf(x: Matrix, chosen: readonly number[]): Matrix {
  const part = matrix(x.rows, chosen.length);
  for (let r = 0, k = 0; r < x.rows; r++) for (const j of chosen) part.data[k++] = x.data[r * x.cols + j];
  return part;
}

/** The fit in the directions `U` (orthonormal columns) of the columns' span, whose squared lengths are the eigenvalues of K. */
function fit(x: Matrix, y: Matrix, centred: boolean): Fit {
  const { U, lengths } = directionsOf(x, centred);
  const [n, C] = [y.rows, y.cols];
  const alongU = multiply(transpose(U), y);
  const residuals = matrix(n, C);
  const leftOut = matrix(n, C);
  for (let i = 0; i < n; i++) {
    const u = U.data.subarray(i * U.cols, (i + 1) * U.cols);
    let [left, inverse] = [1 - (centred ? 1 / n : 0), 0];
    u.forEach((value, k) => {
      left -= value * value;
      inverse += (value * value) / lengths[k];
    });
    for (let c = 0; c < C; c++) {
      let [error, weighted] = [y.data[i * C + c], 0];
      u.forEach((value, k) => {
        error -= value * alongU.data[k * C + c];
        weighted += (value * alongU.data[k * C + c]) / lengths[k];
      });
      residuals.data[i * C + c] = error;
      leftOut.data[i * C + c] = left > OWN_DIRECTION ? error / left : weighted / inverse;
    }
  }
  return { leftOut, residuals, rank: lengths.length + (centred ? 1 : 0) };
}

/** Of fewer columns than rows by their correlations, so that units do not count; else by the Gram matrix of the rows. */
function directionsOf(x: Matrix, centred: boolean): { U: Matrix; lengths: Float64Array } {
  const { rows: n, cols } = x;
  const thin = cols + (centred ? 1 : 0) < n;
  const scaled = thin ? inUnits(x) : x;
  const { values, vectors } = symmetricEigen(thin ? averageProducts(scaled, scaled) : gram(x));
  const largest = values[values.length - 1];
  const kept = [...values.keys()].filter((k) => values[k] > relativeZero(values.length) * largest);
  const basis = columnsOf(vectors, kept);
  const lengths = Float64Array.from(kept, (k) => values[k] * (thin ? n : 1));
  if (!thin) return { U: basis, lengths };
  const U = multiply(scaled, basis);
  for (let i = 0; i < U.data.length; i++) U.data[i] /= Math.sqrt(lengths[i % U.cols]);
  return { U, lengths };
}

/** Columns of mean square one. */
function inUnits(x: Matrix): Matrix {
  const squares = new Float64Array(x.cols);
  x.data.forEach((value, k) => (squares[k % x.cols] += (value * value) / x.rows));
  const data = x.data.map((value, k) => value / (Math.sqrt(squares[k % x.cols]) || 1));
  return matrix(x.rows, x.cols, data);
}

/** `½‖e‖²` of every row. */
function rowLosses({ rows, cols, data }: Matrix): number[] {
  return Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let c = 0; c < cols; c++) sum += data[i * cols + c] ** 2;
    return sum / 2;
  });
}

/** The mean, and its standard error. */
function meanAndError(values: readonly number[]): [number, number] {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return [mean, Math.sqrt(squares / (n * (n - 1)))];
}

/** Half the residual variance per degree of freedom. */
function unbiasedLoss({ residuals, rank }: Fit): number {
  return rowLosses(residuals).reduce((sum, loss) => sum + loss, 0) / (residuals.rows - rank);
}

/**
 * Wilks' `Λ = det E / det (E + H)` of the residuals with and without the modality, by Rao's F, which is the F test for one
 * output. Directions in which the outputs cannot vary (one-hot classes add up to one) are left out.
 */
function pValueOf(all: Fit, others: Fit): number | null {
  const n = all.residuals.rows;
  const added = all.rank - others.rank;
  const free = n - all.rank;
  if (added <= 0) return null;
  const { values, vectors } = symmetricEigen(averageProducts(others.residuals, others.residuals));
  const kept = [...values.keys()].filter((k) => values[k] > OWN_DIRECTION * values[values.length - 1]);
  const outputs = kept.length;
  if (outputs === 0 || free < outputs) return null;
  // In units in which the residuals without it are white, Λ is the determinant of those with it.
  const white = multiply(all.residuals, columnsOf(vectors, kept));
  const E = averageProducts(white, white);
  for (let a = 0; a < outputs; a++) {
    for (let b = 0; b < outputs; b++) E.data[a * outputs + b] /= Math.sqrt(values[kept[a]] * values[kept[b]]);
  }
  const lambda = symmetricEigen(E).values.reduce((product, value) => product * Math.max(0, value), 1);
  const [p, q] = [outputs, added];
  const below = p * p + q * q - 5;
  const t = below > 0 ? Math.sqrt((p * p * q * q - 4) / below) : 1;
  const d2 = (free - (p - q + 1) / 2) * t - (p * q - 2) / 2;
  // Residuals do not grow with columns, but for rounding.
  const root = Math.min(1, lambda) ** (1 / t);
  return root === 0 ? 0 : aboveF(((1 - root) / root) * (d2 / (p * q)), p * q, d2);
}
