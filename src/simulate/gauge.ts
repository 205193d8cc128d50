/** How much of a modality is in use at the present total weights, by output or by weights. */
import { matrix, rowTimesMatrix } from '../numerics/matrix.js';
import { symmetricEigen } from '../numerics/linear-algebra.js';
import { sigmaBlock, type Problem } from '../problem/problem.js';

/**
 * Measures a modality by a Gram matrix, whose eigenvalues are the squares of what its modes amount to. `size` is that of
 * the matrix of each modality; `fill` brings one up to date with the total weights.
 */
export interface Gauge {
  readonly sizes: readonly number[];
  fill(m: number, totals: readonly Float64Array[], gram: Float64Array): void;
}

/** By output: `W_m Σ_m W_mᵀ`, whose eigenvalues are the squared singular values of `W_m Σ_m^{1/2}`. */
export function outputGauge(problem: Problem): Gauge {
  const outputs = problem.outputs.length;
  const blocks = problem.modalities.map((_, m) => sigmaBlock(problem, m, m));
  const buffers = blocks.map(({ rows }) => new Float64Array(rows));
  return {
    sizes: blocks.map(() => outputs),
    fill(m, totals, gram) {
      const total = totals[m];
      const cols = blocks[m].cols;
      for (let c = 0; c < outputs; c++) {
        const row = outputs === 1 ? total : total.subarray(c * cols, (c + 1) * cols);
        rowTimesMatrix(row, blocks[m], buffers[m]);
        for (let d = c; d < outputs; d++) {
          let sum = 0;
          for (let i = 0; i < cols; i++) sum += buffers[m][i] * total[d * cols + i];
          gram[c * outputs + d] = gram[d * outputs + c] = sum;
        }
      }
    },
  };
}

/** By weights, as the source does: `‖W_m^tot‖²`, one mode a modality. */
export function weightGauge(count: number): Gauge {
  return {
    sizes: Array.from({ length: count }, () => 1),
    fill(m, totals, gram) {
      let sum = 0;
      for (const value of totals[m]) sum += value * value;
      gram[0] = sum;
    },
  };
}

/** By output, of what each branch adds to every sample: its variance over them, one output. */
export function sampleGauge(outputs: (m: number) => Float64Array): Gauge {
  return {
    sizes: [1, 1],
    fill(m, _, gram) {
      const values = outputs(m);
      let [sum, squares] = [0, 0];
      for (const value of values) {
        sum += value;
        squares += value * value;
      }
      gram[0] = Math.max(0, (squares - (sum * sum) / values.length) / values.length);
    },
  };
}

/** The square roots of the eigenvalues, largest first. */
export function modesOf(gram: Float64Array, size: number): number[] {
  const values = size === 1 ? [gram[0]] : [...symmetricEigen(matrix(size, size, gram)).values].toReversed();
  return values.map((value) => Math.sqrt(Math.max(0, value)));
}

/**
 * How many eigenvalues are at least `bound`: by Sylvester's law as many as `G − bound·I = L D Lᵀ` has pivots that are
 * not negative, at a fraction of the cost of the eigenvalues. `scratch` has the size of the matrix.
 */
export function countAbove(gram: Float64Array, size: number, bound: number, scratch: Float64Array): number {
  if (size === 1) return Number(gram[0] >= bound);
  scratch.set(gram);
  let count = 0;
  for (let k = 0; k < size; k++) {
    const pivot = scratch[k * size + k] - bound;
    if (pivot >= 0) count++;
    // A pivot of exactly zero is a limit from above: the smallest number of its sign stands for it.
    const divisor = pivot === 0 ? Number.MIN_VALUE : pivot;
    for (let i = k + 1; i < size; i++) {
      const factor = scratch[i * size + k] / divisor;
      if (factor === 0) continue;
      for (let j = k + 1; j < size; j++) scratch[i * size + j] -= factor * scratch[k * size + j];
    }
  }
  return count;
}
