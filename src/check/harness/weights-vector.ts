/** All weights of a network as one vector, for derivatives by differences. */
import { matrix, type Matrix } from '../../numerics/matrix.js';
import { allLayers, mapLayers, type Weights } from '../../problem/weights.js';

/** All entries, layer by layer. */
export function flatten(weights: Weights): Float64Array {
  return Float64Array.from(allLayers(weights).flatMap(({ data }) => [...data]));
}

/** Weights of the shapes of `like` with the given entries. */
export function unflatten(entries: Float64Array, like: Weights): Weights {
  let at = 0;
  const take = ({ rows, cols }: Matrix): Matrix => {
    at += rows * cols;
    return matrix(rows, cols, entries.slice(at - rows * cols, at));
  };
  return mapLayers(like, take);
}

/** Largest Frobenius norm of a layer. */
export function largestNorm(weights: Weights): number {
  return Math.max(...allLayers(weights).map(({ data }) => Math.hypot(...data)));
}
