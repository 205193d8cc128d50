import {
  cholesky,
  choleskySolve,
  pseudoInverseSolve,
  relativeZero,
  symmetricEigen,
} from '../numerics/linear-algebra.js';
import { dot, matrixTimesColumn, norm, type Matrix } from '../numerics/matrix.js';
import { jointCorrelations, type Correlations } from './correlations.js';
import { InputError } from './errors.js';

/** A correlation coefficient below this is a zero that was rounded: 10⁻¹² is some thousand units in the last place. */
const ZERO_COEFFICIENT = 1e-12;

/**
 * The one check of what no real data can have: every constructor of `Correlations` ends here, with finite entries and
 * fitting shapes. Returns `c`, frozen.
 */
export function checkedCorrelations(c: Correlations): Correlations {
  checkVariances('sigmaA', c.sigmaA);
  checkVariances('sigmaB', c.sigmaB);
  const { sigma, sigmaY } = jointCorrelations(c);
  const w = leastSquares(sigma, sigmaY, c.ySquared);
  checkRelevance(c);
  checkTarget(c.ySquared, sigma, sigmaY, w);
  return frozen(c);
}

function checkVariances(field: string, sigma: Matrix): void {
  for (const [i, variance] of variances(sigma).entries()) {
    const entry = `${field}[${i}][${i}]`;
    if (variance === 0) {
      throw new InputError('constant-column', entry, 0, 'is zero: this input dimension never varies; leave it out');
    }
    if (variance < 0) throw new InputError('indefinite', entry, variance, `is a variance, but is ${variance}`);
  }
}

/** `w* = Σ⁺ Σ_xy`; throws if Σ, or Σ together with `Σ_yx`, belongs to no data. */
function leastSquares(sigma: Matrix, sigmaY: Float64Array, ySquared: number | null): Float64Array {
  // Eigenvalues cost ten times as much as Cholesky, and only collinear inputs need them.
  const L = cholesky(sigma);
  if (L) return choleskySolve(L, sigmaY);
  const eigen = symmetricEigen(sigma);
  const [smallest, largest] = [eigen.values[0], eigen.values[sigma.rows - 1]];
  const zero = relativeZero(sigma.rows);
  if (smallest < -zero * largest) {
    throw new InputError(
      'indefinite',
      'sigmaA, sigmaB, sigmaAB',
      smallest,
      `together have the negative eigenvalue ${smallest}, which no data has; check Σ_AB against Σ_A and Σ_B`,
    );
  }
  const { x } = pseudoInverseSolve(sigma, sigmaY, eigen);
  // Along a unit v with vᵀΣv = λ, Cauchy–Schwarz bounds |Σ_yx v|² by λ⟨y²⟩; here λ is at most zero · largest.
  const outside = norm(matrixTimesColumn(sigma, x).map((value, i) => value - sigmaY[i]));
  if (outside ** 2 > zero * Math.max(largest * (ySquared ?? 0), norm(sigmaY) ** 2)) {
    throw new InputError(
      'indefinite',
      'sigmaYA, sigmaYB',
      outside,
      `do not fit collinear inputs: they have a part of length ${outside} along directions in which the input never varies`,
    );
  }
  return x;
}

/** Refuses a modality none of whose dimensions is correlated with the target: the theory divides by `‖Σ_yA‖`, `‖Σ_yB‖`. */
function checkRelevance(c: Correlations): void {
  const modalities = [
    { name: c.names.A, field: 'sigmaYA', sigmaY: c.sigmaYA, variance: variances(c.sigmaA) },
    { name: c.names.B, field: 'sigmaYB', sigmaY: c.sigmaYB, variance: variances(c.sigmaB) },
  ];
  // ⟨y²⟩ ≥ ⟨y x_i⟩² / ⟨x_i²⟩ for every i, which stands in for ⟨y²⟩ where that is not given.
  const atLeast = modalities.map(({ sigmaY, variance }) => Math.max(...sigmaY.map((s, i) => s ** 2 / variance[i])));
  const ySquared = c.ySquared ?? Math.max(...atLeast);
  for (const { name, field, sigmaY, variance } of modalities) {
    if (sigmaY.every((s, i) => Math.abs(s) <= ZERO_COEFFICIENT * Math.sqrt(variance[i] * ySquared))) {
      throw new InputError(
        'zero-correlation',
        field,
        norm(sigmaY),
        `modality ${name} is uncorrelated with the target, so a linear network never learns from it alone`,
      );
    }
  }
}

/** Refuses a `⟨y²⟩` below `Σ_yx Σ⁺ Σ_xy`, the part of it that the inputs explain. */
function checkTarget(ySquared: number | null, sigma: Matrix, sigmaY: Float64Array, w: Float64Array): void {
  if (ySquared === null) return;
  const explained = dot(sigmaY, w);
  // The solvers are backward stable: they err as if Σ were off by D ε tr Σ, which moves wᵀΣw by that times ‖w‖².
  const trace = variances(sigma).reduce((sum, value) => sum + value, 0);
  const rounding = 1e-9 * Math.abs(ySquared) + sigma.rows * Number.EPSILON * trace * dot(w, w);
  if (explained - ySquared > rounding) {
    throw new InputError(
      'indefinite',
      'ySquared',
      ySquared,
      `is ⟨y²⟩ and must be at least the ${explained} that the inputs explain, but is ${ySquared}`,
    );
  }
}

function variances({ rows, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * rows + i]);
}

function frozen(c: Correlations): Correlations {
  for (const part of [c.sigmaA, c.sigmaB, c.sigmaAB, c.names]) Object.freeze(part);
  return Object.freeze(c);
}
