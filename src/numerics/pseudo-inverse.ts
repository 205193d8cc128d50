/** `m⁺ b` for a symmetric `m` that may be singular, with a rank that does not change with units. */
import { cholesky, choleskySolve, relativeZero, symmetricEigen, type Eigen } from './linear-algebra.js';
import { dot, matrix, matrixTimesColumn, norm, rowTimesMatrix, type Matrix } from './matrix.js';

/** `x = m⁺ b`: by Cholesky where `m` is positive definite, by its eigenvalues where it is not. */
export function solveSymmetric(m: Matrix, b: Float64Array): Float64Array {
  const factor = cholesky(m);
  return factor ? choleskySolve(factor, b) : pseudoInverseSolve(m, b).x;
}

/** The eigenvalues of a symmetric matrix in units in which its diagonal is one: `R = U m U`, with `U = diag(units)`. */
export interface ScaledEigen extends Eigen {
  /** `1/√|m_ii|`; 1 where `m_ii` is zero. */
  readonly units: Float64Array;
}

/** The eigenvalues of the correlation matrix of a covariance matrix `m`: what does not change with the units of the inputs. */
export function correlationEigen(m: Matrix): ScaledEigen {
  const units = unitsOf(m);
  return { ...symmetricEigen(inUnits(m, units)), units };
}

/** `1/√|m_ii|`; 1 where `m_ii` is zero. */
const unitsOf = ({ rows: n, data }: Matrix): Float64Array =>
  Float64Array.from({ length: n }, (_, i) => 1 / Math.sqrt(Math.abs(data[i * n + i]) || 1));

/** `U m U`. */
const inUnits = ({ rows: n, data }: Matrix, units: Float64Array): Matrix =>
  matrix(
    n,
    n,
    data.map((entry, k) => entry * units[Math.floor(k / n)] * units[k % n]),
  );

/** Dimensions from which Cholesky is tried before eigenvalues, which cost thirty times as much. */
const WIDE = 64;

/** `b ↦ m⁺ b` as of {@link pseudoInverseSolve}, for one `m` and many `b`. */
export function pseudoInverse(m: Matrix): (b: Float64Array) => Float64Array {
  if (m.rows >= WIDE) {
    const units = unitsOf(m);
    const R = inUnits(m, units);
    const factor = isOfFullRank(R) ? cholesky(R) : null;
    if (factor) return (b) => scaledBy(units, choleskySolve(factor, scaledBy(units, b)));
  }
  const eigen = correlationEigen(m);
  return (b) => pseudoInverseSolve(m, b, eigen).x;
}

/**
 * Whether none of the eigenvalues of `R` counts as zero: by Sylvester's law of inertia all are above c where `R − c` has a
 * Cholesky factor, and no row sum is below the largest of them.
 */
function isOfFullRank(R: Matrix): boolean {
  const n = R.rows;
  let largest = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(R.data[i * n + j]);
    largest = Math.max(largest, sum);
  }
  const shifted = matrix(n, n, R.data.slice());
  for (let i = 0; i < n; i++) shifted.data[i * (n + 1)] -= relativeZero(n) * largest;
  return cholesky(shifted, n * Number.EPSILON) !== null;
}

/**
 * `x = m⁺ b`, the least-squares solution of smallest norm, for a symmetric `m`, and the rank of `m`. The rank is judged
 * on the correlation matrix, so that it does not change with units; the norm is that of `x` as it stands. Pass the
 * eigenvalues where they are known already: they are nearly all of the cost.
 */
export function pseudoInverseSolve(
  m: Matrix,
  b: Float64Array,
  { values, vectors, units }: ScaledEigen = correlationEigen(m),
): { x: Float64Array; rank: number } {
  const largest = Math.max(-values[0], values[values.length - 1]);
  const kept = values.map((value) => (Math.abs(value) > relativeZero(m.rows) * largest ? 1 : 0));
  // With R = U m U: x = U R⁺ U b solves m x = b, over the eigenvalues of R that are not zero …
  const coordinates = rowTimesMatrix(scaledBy(units, b), vectors).map((c, k) => (kept[k] ? c / values[k] : 0));
  const x = scaledBy(units, matrixTimesColumn(vectors, coordinates));
  const rank = dot(kept, kept);
  // … and is the shortest solution once it has no part in the null space of m, which is U times that of R.
  for (const direction of rank === m.rows ? [] : nullSpace(vectors, kept, units)) takeOff(x, direction);
  return { x, rank };
}

/** An entry of a unit vector below this is rounding, which a small unit would blow up: the column has no part in it. */
const NO_PART = 1e-9;

/** An orthonormal basis of `U` times the columns of `vectors` that are not kept. */
function nullSpace({ rows, cols, data }: Matrix, kept: Float64Array, units: Float64Array): Float64Array[] {
  const left = Array.from({ length: cols }, (_, k) => k).filter((k) => !kept[k]);
  const takesPart = Float64Array.from({ length: rows }, (_, i) =>
    Math.hypot(...left.map((k) => data[i * cols + k])) > NO_PART ? units[i] : 0,
  );
  const basis: Float64Array[] = [];
  for (const k of left) {
    const vector = Float64Array.from({ length: rows }, (_, i) => takesPart[i] * data[i * cols + k]);
    const size = norm(vector);
    const unit = vector.map((value) => value / size);
    // Twice is enough: what the first pass leaves of the others is rounding.
    for (const other of [...basis, ...basis]) takeOff(unit, other);
    const rest = norm(unit);
    if (rest > NO_PART) basis.push(unit.map((value) => value / rest));
  }
  return basis;
}

/** `x ← x − (x · u) u` for a unit vector `u`. */
function takeOff(x: Float64Array, u: Float64Array): void {
  const along = dot(x, u);
  for (let i = 0; i < x.length; i++) x[i] -= along * u[i];
}

function scaledBy(units: Float64Array, x: Float64Array): Float64Array {
  return x.map((value, i) => units[i] * value);
}
