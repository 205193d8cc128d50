import type { Correlations } from '../problem/correlations.js';
import { correlations } from '../problem/from-numbers.js';
import type { Samples } from '../simulate/index.js';

/** Uncentred averages over samples: what a network trained on them sees. */
export function averages({ xA, xB, y }: Samples): Correlations {
  const column = ({ rows, cols, data }: Samples['xA'], j: number) =>
    Float64Array.from({ length: rows }, (_, p) => data[p * cols + j]);
  const columns = (x: Samples['xA']) => Array.from({ length: x.cols }, (_, j) => column(x, j));
  const product = (u: Float64Array, v: Float64Array) => u.reduce((sum, value, p) => sum + value * v[p], 0) / y.length;
  const [a, b] = [columns(xA), columns(xB)];
  const block = (left: Float64Array[], right: Float64Array[]) => left.map((u) => right.map((v) => product(u, v)));
  return correlations({
    sigmaA: block(a, a),
    sigmaB: block(b, b),
    sigmaAB: block(a, b),
    sigmaYA: a.map((u) => product(u, y)),
    sigmaYB: b.map((u) => product(u, y)),
    ySquared: product(y, y),
    samples: y.length,
    binaryTarget: y.every((value) => Math.abs(value) === 1),
  });
}
