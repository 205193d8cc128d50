import { addMatrices, matrix, multiply, norm, row, transpose, type Matrix } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import type { Correlations } from '../../src/problem/correlations.js';
import { correlations } from '../../src/problem/from-numbers.js';
import type { Weights } from '../../src/problem/weights.js';
import { definite } from '../../src/symbolic/points.js';

/** Gradient flow of a full-matrix network, by plain matrix products (Eq 3–5): what formulas of the reduced kind are held against. */

const identity = (n: number) => {
  const m = matrix(n, n);
  for (let i = 0; i < n; i++) m.data[i * n + i] = 1;
  return m;
};

/** `layers[n−1] … layers[0]`. */
export const product = (layers: readonly Matrix[]): Matrix =>
  layers.slice(1).reduce((so_far, layer) => multiply(layer, so_far), layers[0]);

/** `W_A^tot` and `W_B^tot`. */
export function totals({ branches: [A, B], shared }: Weights): { A: Matrix; B: Matrix } {
  return { A: product([...A, ...shared]), B: product([...B, ...shared]) };
}

/** `−dL/dW` of every layer. */
export function gradientFlow(weights: Weights, c: Correlations): Weights {
  const {
    branches: [A, B],
    shared,
  } = weights;
  const total = totals(weights);
  const minus = (p: Matrix, q: Matrix) => addMatrices(p, -1, q);
  const eA = minus(minus(row(c.sigmaYA), multiply(total.A, c.sigmaA)), multiply(total.B, transpose(c.sigmaAB)));
  const eB = minus(minus(row(c.sigmaYB), multiply(total.A, c.sigmaAB)), multiply(total.B, c.sigmaB));
  /** Behind a layer, transposed, times the error, times what is in front of it, transposed. */
  const along = (layers: readonly Matrix[], e: Matrix, l: number) => {
    const behind = product([identity(layers[l].rows), ...layers.slice(l + 1)]);
    const front = product([identity(e.cols), ...layers.slice(0, l)]);
    return multiply(multiply(transpose(behind), e), transpose(front));
  };
  const [pathA, pathB] = [
    [...A, ...shared],
    [...B, ...shared],
  ];
  return {
    branches: [A.map((_, l) => along(pathA, eA, l)), B.map((_, l) => along(pathB, eB, l))],
    shared: shared.map((_, l) => addMatrices(along(pathA, eA, A.length + l), 1, along(pathB, eB, B.length + l))),
  };
}

/** `weights + step · rate`. */
export function moved(weights: Weights, step: number, rate: Weights): Weights {
  const add = (layers: readonly Matrix[], rates: readonly Matrix[]) =>
    layers.map((m, l) => addMatrices(m, step, rates[l]));
  return {
    branches: weights.branches.map((layers, m) => add(layers, rate.branches[m])),
    shared: add(weights.shared, rate.shared),
  };
}

/** The classical Runge–Kutta method over time `end` in `steps` steps; `watch` sees the weights after each. */
export function integrateFull(
  start: Weights,
  c: Correlations,
  end: number,
  steps: number,
  watch: (t: number, weights: Weights) => void = () => undefined,
): Weights {
  const h = end / steps;
  let w = start;
  for (let i = 0; i < steps; i++) {
    const k1 = gradientFlow(w, c);
    const k2 = gradientFlow(moved(w, h / 2, k1), c);
    const k3 = gradientFlow(moved(w, h / 2, k2), c);
    const k4 = gradientFlow(moved(w, h, k3), c);
    w = moved(moved(moved(moved(w, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
    watch((i + 1) * h, w);
  }
  return w;
}

/** Frobenius norms of all layers. */
export const layerNorms = (weights: Weights) => ({
  A: weights.branches[0].map((m) => norm(m.data)),
  B: weights.branches[1].map((m) => norm(m.data)),
  shared: weights.shared.map((m) => norm(m.data)),
});

/** A problem with random, well-conditioned Σ and a random linear target with noise of variance 1. */
export function randomProblem(dimA: number, dimB: number, seed: number): Correlations {
  const source = randomSource(seed);
  const D = dimA + dimB;
  const S = definite(D, source);
  const w = row(fillNormal(source, new Float64Array(D)));
  const y = multiply(w, S);
  const block = (top: number, bottom: number, left: number, right: number) =>
    Array.from({ length: bottom - top }, (_, i) => [...S.data.subarray((top + i) * D + left, (top + i) * D + right)]);
  return correlations({
    sigmaA: block(0, dimA, 0, dimA),
    sigmaB: block(dimA, D, dimA, D),
    sigmaAB: block(0, dimA, dimA, D),
    sigmaYA: [...y.data.subarray(0, dimA)],
    sigmaYB: [...y.data.subarray(dimA)],
    ySquared: multiply(y, transpose(w)).data[0] + 1,
  });
}
