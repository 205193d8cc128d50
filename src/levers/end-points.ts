/** Where trainings end that are not at the minimum of all their weights. */
import { matrix, type Matrix } from '../numerics/matrix.js';
import { offsets, type Problem } from '../problem/problem.js';
import { finalWeights } from '../problem/use.js';
import { blended } from './moments.js';

/** The unimodal solutions `Σ_ym Σ_m⁺`, side by side: `C × D`. */
export function unimodalWeights(problem: Problem): Matrix {
  return finalWeights(
    blended(
      problem,
      0,
      problem.modalities.map(() => 1),
    ),
  );
}

/**
 * Two unimodal solutions with the best factor on each: what a joint head makes of features that only know their own branch.
 * One output.
 */
export function stacked(problem: Problem): Matrix {
  const alone = unimodalWeights(problem);
  const at = offsets(problem);
  const D = alone.cols;
  const M = at.length - 1;
  const own = (j: number) => at.findIndex((start) => start > j) - 1;
  const owner = Array.from({ length: D }, (_, j) => own(j));
  const sigma = matrix(M, M);
  const sigmaYX = matrix(1, M);
  for (let i = 0; i < D; i++) {
    sigmaYX.data[owner[i]] += alone.data[i] * problem.sigmaYX.data[i];
    for (let j = 0; j < D; j++) {
      sigma.data[owner[i] * M + owner[j]] += alone.data[i] * problem.sigma.data[i * D + j] * alone.data[j];
    }
  }
  const factors = finalWeights({ ...problem, sigma, sigmaYX });
  return matrix(
    1,
    D,
    alone.data.map((value, j) => value * factors.data[owner[j]]),
  );
}

/** The minimum over the branches that are not held; those that are stay at `values` if they start there, else at zero. */
export function endWithHeld(
  problem: Problem,
  held: readonly boolean[],
  trained: readonly boolean[],
  values: Matrix,
): Matrix {
  const at = offsets(problem);
  const D = values.cols;
  const C = values.rows;
  const owner = problem.modalities.flatMap(({ dim }, m) => Array.from({ length: dim }, () => m));
  const free = owner.flatMap((m, j) => (held[m] ? [] : [j]));
  const end = matrix(
    C,
    D,
    values.data.map((value, k) => (held[owner[k % D]] && trained[owner[k % D]] ? value : 0)),
  );
  const sigma = matrix(free.length, free.length);
  const sigmaYX = matrix(C, free.length);
  free.forEach((j, b) => {
    free.forEach((i, a) => (sigma.data[a * free.length + b] = problem.sigma.data[i * D + j]));
    for (let c = 0; c < C; c++) {
      let rest = problem.sigmaYX.data[c * D + j];
      for (let i = 0; i < at[at.length - 1]; i++) rest -= end.data[c * D + i] * problem.sigma.data[i * D + j];
      sigmaYX.data[c * free.length + b] = rest;
    }
  });
  const solved = finalWeights({ ...problem, sigma, sigmaYX });
  free.forEach((j, b) => {
    for (let c = 0; c < C; c++) end.data[c * D + j] = solved.data[c * free.length + b];
  });
  return end;
}
