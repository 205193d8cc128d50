/**
 * A space for the first-layer vectors, `a_A = z_A Q_A` and `a_B = z_B Q_B` with orthonormal rows in Q_A and Q_B. The rank-one
 * flow sees Σ only through products, so that its projection on the space (Galerkin's) is a rank-one flow again, with
 * `Q Σ Qᵀ` and `Σ_y Qᵀ` for correlations; norms, total weights and the loss of a state in the space are those of the flow.
 */
import { dot, matrix, norm, rowTimesMatrix, type Matrix } from '../src/numerics/matrix.js';
import type { Correlations } from '../src/problem/correlations.js';
import type { RankOneState } from './rank-one-system.js';

/** A growing space with the products of Σ that the projection needs. */
export interface ReducedSpace {
  /** Takes the parts in A and in B of a joint vector into the space, each for itself. */
  readonly add: (joint: Float64Array) => void;
  readonly dimA: () => number;
  readonly dimB: () => number;
  /** The projected problem. */
  readonly problem: () => Correlations;
  /** The projection of a state. */
  readonly project: (state: RankOneState) => RankOneState;
  /** For total weights `w` in coordinates of the space, the part of `W Σ` outside of it: what the projection leaves out. */
  readonly outside: () => (w: Float64Array) => Float64Array;
  /** Multiplications done. */
  readonly work: () => number;
}

/** What is left of a vector once the space is taken out of it, relative to the vector, has to be above rounding. */
const DEPENDENT = 1e-10;

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
    return (w: Float64Array) => {
      work += left.length * D;
      const out = new Float64Array(D);
      left.forEach((rest, k) => {
        for (let i = 0; i < D; i++) out[i] += w[k] * rest[i];
      });
      return out;
    };
  };
  return {
    add,
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
  return { rows, offset, vectors, images, add };
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

const coordinates = ({ vectors }: Part, x: Float64Array): Float64Array =>
  Float64Array.from(vectors, (q) => dot(q, x));

function products(p: Part, q: Part): Matrix {
  const out = matrix(p.vectors.length, q.vectors.length);
  p.vectors.forEach((x, i) => {
    q.images.forEach((image, j) => {
      out.data[i * out.cols + j] = dot(x, image.subarray(p.offset, p.offset + p.rows));
    });
  });
  return out;
}
