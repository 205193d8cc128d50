/**
 * A space for the first-layer vectors, `a_A = z_A Q_A` and `a_B = z_B Q_B` with orthonormal rows in Q_A and Q_B. The rank-one
 * flow sees Σ only through products, so that its projection on the space (Galerkin's) is a rank-one flow again, with
 * `Q Σ Qᵀ` and `Σ_y Qᵀ` for correlations; norms, total weights and the loss of a state in the space are those of the flow.
 */
import { symmetricEigen } from '../../numerics/linear-algebra.js';
import { dot, matrix, norm, rowTimesMatrix, type Matrix } from '../../numerics/matrix.js';
import type { Correlations } from '../../problem/correlations.js';
import type { RankOneState } from '../balanced/rank-one-system.js';

/** A growing space with the products of Σ that the projection needs. */
export interface ReducedSpace {
  /** Takes the parts in A and in B of a joint vector into the space, each for itself. */
  readonly add: (joint: Float64Array) => void;
  /** Shrinks the space to what given vectors in its coordinates (parts in A and B, joined) span, up to a share {@link KEPT}. */
  readonly shrink: (vectors: readonly Float64Array[]) => void;
  readonly dimA: () => number;
  readonly dimB: () => number;
  /** The projected problem. */
  readonly problem: () => Correlations;
  /** The projection of a state. */
  readonly project: (state: RankOneState) => RankOneState;
  /**
   * For total weights in coordinates of the space, the part of `W Σ` outside of it, which the projection leaves out: of `wA`
   * the part in A, of `wB` the part in B.
   */
  readonly outside: () => (wA: Float64Array, wB: Float64Array) => Float64Array;
  /** Multiplications done. */
  readonly work: () => number;
}

/** What is left of a vector once the space is taken out of it, relative to the vector, has to be above rounding. */
const DEPENDENT = 1e-10;

/** Directions along which the vectors' root mean square is below this share of the largest are dropped. */
const KEPT = 3e-8;

/** An empty space for a problem whose joint Σ is `sigma`. */
export function reducedSpace(c: Correlations, sigma: Matrix): ReducedSpace {
  const [dA, D] = [c.sigmaYA.length, sigma.rows];
  const A = part(sigma, 0, dA);
  const B = part(sigma, dA, D);
  let work = 0;

  const add = (joint: Float64Array) => {
    for (const side of [A, B]) {
      work += side.rows * (D + 4 * side.vectors.length);
      side.add(joint.subarray(side.offset, side.offset + side.rows));
    }
  };
  const shrink = (vectors: readonly Float64Array[]) => {
    const mA = A.vectors.length;
    for (const [side, from, to] of [
      [A, 0, mA],
      [B, mA, mA + B.vectors.length],
    ] as const) {
      work += (to - from) ** 2 * (vectors.length + side.rows + D);
      side.combine(principalDirections(vectors.map((v) => v.subarray(from, to))));
    }
  };
  const problem = (): Correlations => ({
    ...c,
    sigmaA: products(A, A),
    sigmaB: products(B, B),
    sigmaAB: products(A, B),
    sigmaYA: coordinates(A, c.sigmaYA),
    sigmaYB: coordinates(B, c.sigmaYB),
  });
  const outside = () => {
    const left = [...A.images, ...B.images].map((image) => {
      const rest = image.slice();
      for (const { vectors, offset, rows } of [A, B]) takeOut(vectors, rest.subarray(offset, offset + rows));
      return rest;
    });
    work += 2 * left.length ** 2 * D;
    return (wA: Float64Array, wB: Float64Array) => {
      work += left.length * D;
      const out = new Float64Array(D);
      left.forEach((rest, k) => {
        for (let i = 0; i < dA; i++) out[i] += wA[k] * rest[i];
        for (let i = dA; i < D; i++) out[i] += wB[k] * rest[i];
      });
      return out;
    };
  };
  return {
    add,
    shrink,
    dimA: () => A.vectors.length,
    dimB: () => B.vectors.length,
    problem,
    project: ({ a, b, layers }) => ({ a: coordinates(A, a), b: coordinates(B, b), layers }),
    outside,
    work: () => work,
  };
}

/** The space of one modality: orthonormal vectors and what Σ makes of them, as joint vectors. */
function part(sigma: Matrix, offset: number, end: number) {
  const rows = end - offset;
  const block = matrix(rows, sigma.cols, sigma.data.subarray(offset * sigma.cols, end * sigma.cols));
  const vectors: Float64Array[] = [];
  const images: Float64Array[] = [];
  const add = (vector: Float64Array) => {
    const rest = vector.slice();
    takeOut(vectors, rest);
    const length = norm(rest);
    if (!(length > DEPENDENT * norm(vector))) return;
    const unit = rest.map((value) => value / length);
    vectors.push(unit);
    images.push(rowTimesMatrix(unit, block));
  };
  const combine = (directions: readonly Float64Array[]) => {
    for (const list of [vectors, images]) {
      list.splice(0, list.length, ...directions.map((direction) => combination(direction, list)));
    }
  };
  return { rows, offset, vectors, images, add, combine };
}

/** `Σ_k weights[k] vectors[k]`. */
function combination(weights: Float64Array, vectors: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(vectors[0].length);
  vectors.forEach((vector, k) => {
    for (let i = 0; i < out.length; i++) out[i] += weights[k] * vector[i];
  });
  return out;
}

/** Orthonormal directions of the vectors, each of which counts with length 1 (proper orthogonal decomposition). */
function principalDirections(vectors: readonly Float64Array[]): Float64Array[] {
  const n = vectors[0].length;
  const gram = matrix(n, n);
  for (const v of vectors) {
    const square = dot(v, v) || 1;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) gram.data[i * n + j] += (v[i] * v[j]) / square;
  }
  const { values, vectors: columns } = symmetricEigen(gram);
  const kept = [...values.keys()].filter((k) => values[k] > KEPT ** 2 * values[n - 1]);
  return kept.map((k) => Float64Array.from({ length: n }, (_, i) => columns.data[i * n + k]));
}

type Part = ReturnType<typeof part>;

/** Takes the span of orthonormal vectors out of `x`; twice is enough (Kahan, Parlett). */
function takeOut(vectors: readonly Float64Array[], x: Float64Array): void {
  for (let pass = 0; pass < 2; pass++) {
    for (const q of vectors) {
      const along = dot(q, x);
      for (let i = 0; i < x.length; i++) x[i] -= along * q[i];
    }
  }
}

const coordinates = ({ vectors }: Part, x: Float64Array): Float64Array => Float64Array.from(vectors, (q) => dot(q, x));

function products(p: Part, q: Part): Matrix {
  const out = matrix(p.vectors.length, q.vectors.length);
  p.vectors.forEach((x, i) => {
    q.images.forEach((image, j) => {
      out.data[i * out.cols + j] = dot(x, image.subarray(p.offset, p.offset + p.rows));
    });
  });
  return out;
}
