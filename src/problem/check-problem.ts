import { cholesky, choleskySolve, relativeZero } from '../numerics/linear-algebra.js';
import { correlationEigen, pseudoInverseSolve } from '../numerics/pseudo-inverse.js';
import { dot, matrix, matrixTimesColumn, norm, type Matrix } from '../numerics/matrix.js';
import { InputError } from './errors.js';
import { offsets, sigmaYBlock, type Problem } from './problem.js';

/** A correlation coefficient below this is a zero that was rounded: 10⁻¹² is some thousand units in the last place. */
const ZERO_COEFFICIENT = 1e-12;

/** Mean squares from here to there are numbers with all their digits, and the last is short of overflow. */
const [LEAST, MOST] = [1e-307, 1e308];

/** Whether every mean square of a problem is a number with all its digits. */
export const areNumbers = ({ sigma: { rows, data } }: Pick<Problem, 'sigma'>): boolean =>
  Array.from({ length: rows }, (_, i) => data[i * (rows + 1)]).every((square) => square >= LEAST && square <= MOST);

/** What the parts of a problem are called where it came from. */
export interface FieldNames {
  readonly sigma: string;
  readonly sigmaYX: string;
  /** `⟨x_i²⟩` of coordinate i of modality m. */
  readonly variance: (m: number, i: number) => string;
  /** `Σ_ym`. */
  readonly sigmaYm: (m: number) => string;
}

/**
 * The one check of what no data can have: all moments that users give end here, with finite entries and fitting shapes.
 * Everything is judged in units of standard deviations, so that a problem is one whatever its units. Returns `problem`, frozen. A
 * correlation coefficient up to `zeroCoefficient` is a rounded zero.
 *
 * @throws InputError `constant-column`, `indefinite`, `zero-correlation`, `number` for mean squares below 10^-307 or beyond 10^308
 */
export function checkedProblem(problem: Problem, fields: FieldNames, zeroCoefficient = ZERO_COEFFICIENT): Problem {
  checkVariances(problem, fields);
  checkScale(problem, fields);
  const scaled = standardized(problem);
  const explained = checkSigma(scaled, fields);
  checkRelevance(problem, fields, zeroCoefficient);
  if (scaled.ySquared !== null && explained.value - scaled.ySquared > 1e-9 * scaled.ySquared + explained.rounding) {
    const least = explained.value * scaled.unit * scaled.unit;
    const message = `is ⟨y²⟩ and must be at least the ${least} that the inputs explain, but is ${problem.ySquared}`;
    throw new InputError('indefinite', 'ySquared', problem.ySquared, message);
  }
  for (const part of [problem.sigma, problem.sigmaYX, problem.modalities, problem.outputs]) Object.freeze(part);
  return Object.freeze(problem);
}

/** Refuses inputs and targets in units so large or small that numbers run out. */
export function checkScale(problem: Problem, fields: FieldNames): void {
  const { sigma, modalities } = problem;
  const at = offsets(problem);
  const refuse = (field: string, size: number, what: string) => {
    const message = `has ${what} of ${size}; from 10^-307 to 10^308 are taken: use other units`;
    return new InputError('number', field, size, message);
  };
  modalities.forEach(({ dim }, m) => {
    for (let i = 0; i < dim; i++) {
      const variance = sigma.data[(at[m] + i) * (sigma.cols + 1)];
      if (isOutside(variance)) throw refuse(fields.variance(m, i), variance, 'a mean square');
    }
  });
  const { unit } = standardized(problem);
  if (isOutside(unit * unit)) throw refuse(fields.sigmaYX, unit * unit, 'targets with a mean square');
}

const isOutside = (square: number): boolean => !(square <= MOST && square >= LEAST);

/** Refuses a modality none of whose dimensions is correlated with a target: the theory divides by `‖Σ_ym‖`. */
export function checkRelevance(problem: Problem, fields: FieldNames, zeroCoefficient = ZERO_COEFFICIENT): void {
  const { coefficients } = standardized(problem);
  const at = offsets(problem);
  const { rows: C, cols: D, data } = coefficients;
  problem.modalities.forEach(({ name }, m) => {
    let largest = 0;
    for (let c = 0; c < C; c++) {
      for (let i = at[m]; i < at[m + 1]; i++) largest = Math.max(largest, Math.abs(data[c * D + i]));
    }
    if (largest > zeroCoefficient) return;
    const message = `modality ${name} is uncorrelated with the target, so a linear network never learns from it alone`;
    throw new InputError('zero-correlation', fields.sigmaYm(m), norm(sigmaYBlock(problem, m).data), message);
  });
}

function checkVariances({ modalities, sigma }: Problem, fields: FieldNames): void {
  const at = offsets({ modalities });
  modalities.forEach(({ dim }, m) => {
    for (let i = 0; i < dim; i++) {
      const variance = sigma.data[(at[m] + i) * (sigma.cols + 1)];
      const entry = fields.variance(m, i);
      if (variance === 0) {
        throw new InputError('constant-column', entry, 0, 'is zero: this input dimension never varies; leave it out');
      }
      if (variance < 0) throw new InputError('indefinite', entry, variance, `is a variance, but is ${variance}`);
    }
  });
}

interface Standardized {
  /** Correlation matrix of the inputs. */
  readonly sigma: Matrix;
  /** `⟨y_c x_i⟩` over the standard deviation of `x_i` and the unit of y, `C × D`. */
  readonly coefficients: Matrix;
  /** `⟨‖y‖²⟩` in squares of the unit; `null` where it is not known. */
  readonly ySquared: number | null;
  /** The unit of y: its standard deviation, or what the inputs prove it to be at least. */
  readonly unit: number;
}

function standardized({ sigma, sigmaYX, ySquared }: Problem): Standardized {
  const D = sigma.rows;
  const sd = Float64Array.from({ length: D }, (_, i) => Math.sqrt(sigma.data[i * (D + 1)]));
  const raw = sigmaYX.data.map((s, k) => s / sd[k % D]);
  const unit = Math.max(Math.sqrt(Math.max(0, ySquared ?? 0)), ...largestOf(raw)) || 1;
  return {
    sigma: matrix(
      D,
      D,
      sigma.data.map((s, k) => s / sd[Math.floor(k / D)] / sd[k % D]),
    ),
    coefficients: matrix(
      sigmaYX.rows,
      D,
      raw.map((r) => r / unit),
    ),
    ySquared: ySquared === null ? null : ySquared / unit / unit,
    unit,
  };
}

function largestOf(values: Float64Array): [number] {
  return [values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)];
}

/** What the inputs explain of `⟨‖y‖²⟩`, with its rounding; throws if Σ, or Σ together with `Σ_yx`, belongs to no data. */
function checkSigma(scaled: Standardized, fields: FieldNames): { value: number; rounding: number } {
  const { sigma, coefficients } = scaled;
  const D = sigma.rows;
  const targets = Array.from({ length: coefficients.rows }, (_, c) => coefficients.data.slice(c * D, (c + 1) * D));
  const solve = solver(scaled, fields);
  let [value, rounding] = [0, 0];
  for (const target of targets) {
    const w = solve(target);
    value += dot(target, w);
    // The solvers are backward stable: they err as if Σ were off by D ε tr Σ, which moves wᵀΣw by that times ‖w‖².
    rounding += D * Number.EPSILON * D * dot(w, w);
  }
  return { value, rounding };
}

/** `s ↦ Σ⁺ s`; refuses a Σ with a negative eigenvalue, and an `s` outside of its range. */
function solver({ sigma, ySquared, unit }: Standardized, fields: FieldNames): (target: Float64Array) => Float64Array {
  // Eigenvalues cost ten times as much as Cholesky, and only collinear inputs need them.
  const L = cholesky(sigma);
  if (L) return (target) => choleskySolve(L, target);
  const eigen = correlationEigen(sigma);
  const [smallest, largest] = [eigen.values[0], eigen.values[sigma.rows - 1]];
  const zero = relativeZero(sigma.rows);
  if (!(smallest >= -zero * largest)) {
    const message = `together have the negative eigenvalue ${smallest} (in units of variances), which no data has; check the blocks against each other`;
    throw new InputError('indefinite', fields.sigma, smallest, message);
  }
  return (target) => {
    const { x } = pseudoInverseSolve(sigma, target, eigen);
    // Along a unit v with vᵀΣv = λ, Cauchy–Schwarz bounds |Σ_yx v|² by λ⟨y²⟩; here λ is at most zero · largest.
    const outside = norm(matrixTimesColumn(sigma, x).map((value, i) => value - target[i]));
    if (outside ** 2 <= zero * Math.max(largest * (ySquared ?? 0), norm(target) ** 2)) return x;
    const message = `do not fit collinear inputs: they have a part of length ${outside * unit} (inputs in standard deviations) along directions in which the input never varies`;
    throw new InputError('indefinite', fields.sigmaYX, outside * unit, message);
  };
}
