import { matrix } from '../../src/numerics/matrix.js';
import type { Correlations } from '../../src/problem/correlations.js';
import type { Samples } from '../../src/simulate/samples.js';

const names = { A: 'A', B: 'B' };

/** Scalar modalities with `y = x_A + x_B`, as in the source's Fig 3, by their plain definition. */
export function toy(stdA: number, stdB: number, rho: number): Correlations {
  const [a, b, ab] = [stdA ** 2, stdB ** 2, rho * stdA * stdB];
  return {
    sigmaA: matrix(1, 1, Float64Array.of(a)),
    sigmaB: matrix(1, 1, Float64Array.of(b)),
    sigmaAB: matrix(1, 1, Float64Array.of(ab)),
    sigmaYA: Float64Array.of(a + ab),
    sigmaYB: Float64Array.of(ab + b),
    ySquared: a + 2 * ab + b,
    samples: null,
    names,
    binaryTarget: null,
  };
}

/** Averages over samples as they are, without centring. */
export function correlationsOf({ xA, xB, y }: Samples): Correlations {
  const mean = (f: (p: number) => number): number => y.reduce((sum, _, p) => sum + f(p), 0) / y.length;
  const block = (u: Samples['xA'], v: Samples['xA']): Samples['xA'] =>
    matrix(
      u.cols,
      v.cols,
      Float64Array.from({ length: u.cols * v.cols }, (_, k) =>
        mean((p) => u.data[p * u.cols + Math.floor(k / v.cols)] * v.data[p * v.cols + (k % v.cols)]),
      ),
    );
  const withTarget = (u: Samples['xA']): Float64Array =>
    Float64Array.from({ length: u.cols }, (_, j) => mean((p) => y[p] * u.data[p * u.cols + j]));
  return {
    sigmaA: block(xA, xA),
    sigmaB: block(xB, xB),
    sigmaAB: block(xA, xB),
    sigmaYA: withTarget(xA),
    sigmaYB: withTarget(xB),
    ySquared: mean((p) => y[p] ** 2),
    samples: y.length,
    names,
    binaryTarget: y.every((value) => Math.abs(value) === 1),
  };
}
