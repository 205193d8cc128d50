/**
 * Approximate solutions of `(diag(α, β) + Σ) x = r`, α on the entries of A and β on those of B, for many α and β: conjugate
 * gradients, preconditioned with the Cholesky factor of whichever earlier pair is near. With all of `α/α₀`, `β/β₀` and their
 * inverses below q, the preconditioned matrix has eigenvalues within `[1/q, q]`, so that a few iterations are a digit.
 */
import { cholesky, choleskySolve } from '../../numerics/linear-algebra.js';
import { dot, matrix, rowTimesMatrix, type Matrix } from '../../numerics/matrix.js';
import { largestEigenvalue } from '../../numerics/power-iteration.js';

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
/** Factors kept at most of one kind; a new one where `q` of every other is above `NEAR`. */
const MAX_FACTORS = 3;
const NEAR = 30;
/** Smallest damping, relative to the trace of Σ: keeps a singular Σ's factor from breaking down on rounding. */
const LEAST = 1e-12;

/** For the largest eigenvalue of Σ: only scales depend on it. */
const ITERATIONS = 20;

/** Which dampings are below the spectrum's upper end: where one is above, its block is nearly diagonal and needs no factor. */
type Kind = 'joint' | 'A' | 'B' | 'none';

interface Factor {
  readonly kind: Kind;
  readonly lnAlpha: number;
  readonly lnBeta: number;
  readonly L: Matrix;
}

/** The solver for a symmetric, positive semidefinite Σ of which the first `dimA` entries are those of A. */
export function dampedSolver(sigma: Matrix, dimA: number): DampedSolver {
  const D = sigma.rows;
  let trace = 0;
  for (let i = 0; i < D; i++) trace += sigma.data[i * D + i];
  const top = largestEigenvalue((x) => rowTimesMatrix(x, sigma), D, ITERATIONS);
  const ceiling = 100 * top;
  const factors: Factor[] = [];
  let work = 0;
  const range = (kind: Kind) =>
    kind === 'A' ? [0, dimA] : kind === 'B' ? [dimA, D] : kind === 'joint' ? [0, D] : [0, 0];
  const factor = (kind: Kind, alpha: number, beta: number): Matrix => {
    const [from, to] = range(kind);
    const n = to - from;
    const m = matrix(n, n);
    for (let i = 0; i < n; i++) {
      m.data.set(sigma.data.subarray((from + i) * D + from, (from + i) * D + to), i * n);
      m.data[i * n + i] += from + i < dimA ? alpha : beta;
    }
    work += n ** 3 / 6;
    const L = cholesky(m, 0);
    if (!L) throw new Error('a damped Σ is not positive definite although Σ was checked');
    return L;
  };
  const near = (kind: Kind, alpha: number, beta: number): Matrix => {
    const [lnAlpha, lnBeta] = [Math.log(alpha), Math.log(beta)];
    const distance = (f: Factor) =>
      (kind === 'B' ? 0 : Math.abs(f.lnAlpha - lnAlpha)) + (kind === 'A' ? 0 : Math.abs(f.lnBeta - lnBeta));
    const known = factors.filter((f) => f.kind === kind).sort((p, q) => distance(p) - distance(q));
    if (known.length > 0 && (distance(known[0]) <= Math.log(NEAR) || known.length >= MAX_FACTORS)) return known[0].L;
    const L = factor(kind, alpha, beta);
    factors.push({ kind, lnAlpha, lnBeta, L });
    return L;
  };
  const preconditioner = (alpha: number, beta: number) => {
    const kind = beta < top ? (alpha < top ? 'joint' : 'B') : alpha < top ? 'A' : 'none';
    const [from, to] = range(kind);
    const L = to > from ? near(kind, alpha, beta) : null;
    return (r: Float64Array) => {
      work += (to - from) ** 2;
      const x = r.map((value, i) => value / (i < dimA ? alpha : beta));
      if (L) x.set(choleskySolve(L, r.subarray(from, to)), from);
      return x;
    };
  };
  const solve = (alpha: number, beta: number, r: Float64Array): Float64Array => {
    const clamp = (value: number) => Math.max(LEAST * trace, Math.min(ceiling, value));
    const [a, b] = [clamp(alpha), clamp(beta)];
    const apply = (x: Float64Array) => {
      work += D * D;
      const out = rowTimesMatrix(x, sigma);
      for (let i = 0; i < D; i++) out[i] += (i < dimA ? a : b) * x[i];
      return out;
    };
    return conjugateGradients(apply, preconditioner(a, b), r);
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
