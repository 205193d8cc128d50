import { matrix, rowTimesMatrix, type Matrix } from '../../src/numerics/matrix.js';
import type { Weights } from '../../src/problem/weights.js';

const parts = ['A', 'B', 'shared'] as const;

/** All entries one after the other. */
export function flatten(weights: Weights): number[] {
  return parts.flatMap((part) => weights[part].flatMap((layer) => [...layer.data]));
}

/** Weights of the shapes of `like` with the given entries. */
export function unflatten(entries: readonly number[], like: Weights): Weights {
  let at = 0;
  const take = ({ rows, cols }: Matrix): Matrix => {
    at += rows * cols;
    return matrix(rows, cols, Float64Array.from(entries.slice(at - rows * cols, at)));
  };
  return { A: like.A.map(take), B: like.B.map(take), shared: like.shared.map(take) };
}

/** `W_A^tot`, `W_B^tot` as products of matrices from the output down. */
export function totalsOf({ A, B, shared }: Weights): { A: Float64Array; B: Float64Array } {
  const down = (layers: readonly Matrix[]): Float64Array =>
    layers.reduceRight<Float64Array>((row, layer) => rowTimesMatrix(row, layer), Float64Array.of(1));
  return { A: down([...A, ...shared]), B: down([...B, ...shared]) };
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
