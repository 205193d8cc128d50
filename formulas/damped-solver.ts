/**
 * Approximate solutions of `(diag(α, β) + Σ) x = r`, α on the entries of A and β on those of B, for many α and β: conjugate
 * gradients, preconditioned with the Cholesky factor of whichever earlier pair is near. With all of `α/α₀`, `β/β₀` and their
 * inverses below q, the preconditioned matrix has eigenvalues within `[1/q, q]`, so that a few iterations are a digit.
 */
import { cholesky, choleskySolve } from '../src/numerics/linear-algebra.js';
import { dot, matrix, norm, rowTimesMatrix, type Matrix } from '../src/numerics/matrix.js';

/** A solver, and the multiplications it has done. */
export interface DampedSolver {
  /** Solves to {@link ERROR}; α and β positive, above `ceiling` like `ceiling`. */
  readonly solve: (alpha: number, beta: number, r: Float64Array) => Float64Array;
  /** Far above the largest eigenvalue of Σ. */
  readonly ceiling: number;
  readonly work: () => number;
}

/** The error left, in the norm of the matrix and relative to that of the solution, about. */
const ERROR = 0.1;
const MAX_ITERATIONS = 15;
/** Factors kept at most; a new one where `q` of every other is above `NEAR`. */
const MAX_FACTORS = 6;
const NEAR = 4;
/** Smallest damping, relative to the trace of Σ: keeps a singular Σ's factor from breaking down on rounding. */
const LEAST = 1e-12;

interface Factor {
  readonly lnAlpha: number;
  readonly lnBeta: number;
  readonly L: Matrix;
}

/** The solver for a symmetric, positive semidefinite Σ of which the first `dimA` entries are those of A. */
export function dampedSolver(sigma: Matrix, dimA: number): DampedSolver {
  const D = sigma.rows;
  let trace = 0;
  for (let i = 0; i < D; i++) trace += sigma.data[i * D + i];
  const top = largestEigenvalue(sigma);
  const ceiling = 100 * top;
  const factors: Factor[] = [];
  let work = 0;
  const damped = (alpha: number, beta: number): Matrix => {
    const m = matrix(D, D, sigma.data.slice());
    for (let i = 0; i < D; i++) m.data[i * D + i] += i < dimA ? alpha : beta;
    work += D ** 3 / 6;
    const L = cholesky(m, 0);
    if (!L) throw new Error('a damped Σ is not positive definite although Σ was checked');
    return L;
  };
  /** Dampings above the spectrum are all alike: the matrix is then nearly diagonal there. */
  const factorNear = (alpha: number, beta: number): Matrix => {
    const [lnAlpha, lnBeta] = [Math.log(Math.min(alpha, top)), Math.log(Math.min(beta, top))];
    const distance = (f: Factor) => Math.abs(f.lnAlpha - lnAlpha) + Math.abs(f.lnBeta - lnBeta);
    const nearest = factors.toSorted((p, q) => distance(p) - distance(q)).at(0);
    if (nearest && (distance(nearest) <= Math.log(NEAR) || factors.length >= MAX_FACTORS)) return nearest.L;
    const L = damped(alpha, beta);
    factors.push({ lnAlpha, lnBeta, L });
    return L;
  };
  const solve = (alpha: number, beta: number, r: Float64Array): Float64Array => {
    const clamp = (value: number) => Math.max(LEAST * trace, Math.min(ceiling, value));
    const [a, b] = [clamp(alpha), clamp(beta)];
    const L = factorNear(a, b);
    const apply = (x: Float64Array) => {
      work += D * D;
      const out = rowTimesMatrix(x, sigma);
      for (let i = 0; i < D; i++) out[i] += (i < dimA ? a : b) * x[i];
      return out;
    };
    const precondition = (x: Float64Array) => {
      work += D * D;
      return choleskySolve(L, x);
    };
    return conjugateGradients(apply, precondition, r);
  };
  return { solve, ceiling, work: () => work };
}

/** Until the preconditioned residual has fallen to {@link ERROR}. */
function conjugateGradients(
  apply: (x: Float64Array) => Float64Array,
  precondition: (r: Float64Array) => Float64Array,
  right: Float64Array,
): Float64Array {
  const x = new Float64Array(right.length);
  const r = right.slice();
  let z = precondition(r);
  const p = z.slice();
  let size = dot(r, z);
  const enough = ERROR ** 2 * size;
  for (let k = 0; k < MAX_ITERATIONS && size > enough; k++) {
    const image = apply(p);
    const step = size / dot(p, image);
    for (let i = 0; i < x.length; i++) {
      x[i] += step * p[i];
      r[i] -= step * image[i];
    }
    z = precondition(r);
    const left = dot(r, z);
    for (let i = 0; i < x.length; i++) p[i] = z[i] + (left / size) * p[i];
    size = left;
  }
  return x;
}

/** By twenty iterations from a vector of ones, to a few per cent: only scales depend on it. */
function largestEigenvalue(sigma: Matrix): number {
  let x = new Float64Array(sigma.rows).fill(1);
  let value = 0;
  for (let i = 0; i < 20; i++) {
    const length = norm(x);
    if (length === 0) break;
    x = rowTimesMatrix(
      x.map((v) => v / length),
      sigma,
    ) as Float64Array<ArrayBuffer>;
    value = norm(x);
  }
  return value;
}
