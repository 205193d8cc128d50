import { matrix, multiply, type Matrix } from '../../src/numerics/matrix.js';
import { allLayers, mapLayers, type Weights } from '../../src/problem/weights.js';

/** All entries one after the other. */
export function flatten(weights: Weights): number[] {
  return allLayers(weights).flatMap((layer) => [...layer.data]);
}

/** Weights of the shapes of `like` with the given entries. */
export function unflatten(entries: readonly number[], like: Weights): Weights {
  let at = 0;
  const take = ({ rows, cols }: Matrix): Matrix => {
    at += rows * cols;
    return matrix(rows, cols, Float64Array.from(entries.slice(at - rows * cols, at)));
  };
  return mapLayers(like, take);
}

/** The total weights of every branch as products of matrices, `C × D_m`, row by row. */
export function totalsOf({ branches, shared }: Weights): Float64Array[] {
  return branches.map((layers) => [...layers, ...shared].reduce((below, layer) => multiply(layer, below)).data);
}

/** `W Wᵀ` or `Wᵀ W`, as a list. */
export function gram({ rows, cols, data }: Matrix, side: 'rows' | 'columns'): number[] {
  const n = side === 'rows' ? rows : cols;
  const entry = (i: number, k: number): number => (side === 'rows' ? data[i * cols + k] : data[k * cols + i]);
  const inner = side === 'rows' ? cols : rows;
  return Array.from({ length: n * n }, (_, ij) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += entry(Math.floor(ij / n), k) * entry(ij % n, k);
    return sum;
  });
}
