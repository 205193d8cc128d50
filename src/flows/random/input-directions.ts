/** The input directions that a branch meets: along these its random first layer is asked. */
import {
  addScaled,
  dot,
  matrix,
  matrixTimesColumn,
  norm,
  rowsOf,
  rowTimesMatrix,
  transpose,
  type Matrix,
} from '../../numerics/matrix.js';
import { pseudoInverse } from '../../numerics/pseudo-inverse.js';
import { once } from '../../problem/once.js';
import { sigmaBlock, sigmaYBlock, type Problem } from '../../problem/problem.js';

/** A direction whose part outside the others is below this share is not one of its own. */
const NOTHING = 1e-8;

/**
 * For each modality orthonormal rows, at most `count × dim`: first along its drive `Σ_ym`, then along what is left of the
 * drive on the plateau of each other modality, `Σ_ym − Σ_yn Σ_n⁺ Σ_nm`, then along what multiplication with `Σ_m` makes of
 * these (the way a drive turns while its modality is learned).
 */
export function inputDirections(problem: Problem, count: number): Matrix[] {
  const M = problem.modalities.length;
  const drives = problem.modalities.map((_, m) => rowsOf(sigmaYBlock(problem, m)));
  const own = problem.modalities.map((_, m) => sigmaBlock(problem, m, m));
  const alone = M > 1 ? ownInverses(problem) : [];
  return problem.modalities.map(({ dim }, m) => {
    const wanted = Math.min(dim, count);
    const found: Float64Array[] = [];
    const take = (x: Float64Array): void => {
      if (found.length >= wanted) return;
      const size = norm(x);
      let rest = x;
      // Twice is enough: Gram–Schmidt loses what cancels.
      for (let twice = 0; twice < 2; twice++) for (const e of found) rest = addScaled(rest, -dot(rest, e), e);
      const left = norm(rest);
      if (left > NOTHING * size) found.push(rest.map((value) => value / left));
    };
    drives[m].forEach(take);
    for (let n = 0; n < M; n++) {
      if (n === m) continue;
      const cross = transpose(sigmaBlock(problem, m, n));
      drives[n].forEach((drive, c) => {
        take(addScaled(drives[m][c], -1, rowTimesMatrix(alone[n](drive), cross)));
      });
    }
    for (let k = 0; k < found.length && found.length < wanted; k++) take(matrixTimesColumn(own[m], found[k]));
    for (let i = 0; i < dim && found.length < wanted; i++) take(unit(dim, i));
    return matrix(found.length, dim, Float64Array.from(found.flatMap((x) => Array.from(x))));
  });
}

/** `s ↦ Σ_m⁺ s` of each modality. */
const ownInverses = once((problem: Problem) =>
  problem.modalities.map((_, m) => pseudoInverse(sigmaBlock(problem, m, m))),
);

function unit(dim: number, i: number): Float64Array {
  const x = new Float64Array(dim);
  x[i] = 1;
  return x;
}
