import { dot, matrix, norm, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import { mapLayers, type Weights } from '../problem/weights.js';
import type { Model } from './model.js';
import type { PointLoss, Samples } from './samples.js';

/** Hidden ReLU units that see the same inputs: `Σ_i second_i · max(0, first_i · x)`. */
interface Group {
  /** The `D` inputs, each over all `P` samples, so that a unit runs along memory. */
  readonly inputs: readonly Float64Array[];
  /** First layer, `N × D`. */
  readonly first: Matrix;
  /** Second layer, length `N`. */
  readonly second: Float64Array;
  /** What each of the `N` units sees at the present weights, `first_i · x_p` over all samples. */
  readonly seen: readonly Float64Array[];
}

/**
 * A two-layer ReLU network on samples, without biases: one group of hidden units that sees both modalities (early
 * fusion) or one for each (late). Its total weights are `W² W¹`, as for a linear network; the derivative of the ReLU at
 * zero is zero.
 */
export function reluModel(samples: Samples, weights: Weights, pointLoss: PointLoss, learningRate: number): Model {
  const { y } = samples;
  const early = weights.shared.length > 0;
  const groups = early ? [earlyGroup(samples, weights)] : lateGroups(samples, weights);
  const output = new Float64Array(y.length);
  const totals = [new Float64Array(samples.xA.cols), new Float64Array(samples.xB.cols)];
  const current = (): Weights => (early ? earlyWeights(groups[0], samples.xA.cols) : lateWeights(groups));

  return {
    totals,
    refresh() {
      output.fill(0);
      for (const group of groups) forward(group, output);
      const all = groups.flatMap(({ first, second }) => [...rowTimesMatrix(second, first)]);
      totals[0].set(all.slice(0, totals[0].length));
      totals[1].set(all.slice(totals[0].length));
    },
    step() {
      const pulls = output.map((value, p) => (learningRate * pointLoss.pull(y[p], value)) / y.length);
      for (const group of groups) climb(group, pulls);
    },
    loss: () => output.reduce((sum, value, p) => sum + pointLoss.loss(y[p], value), 0) / y.length,
    weights: current,
    layerNorms: () => mapLayers(current(), ({ data }) => norm(data)),
  };
}

/** Adds the group's output for every sample. */
function forward({ inputs, first, second, seen }: Group, output: Float64Array): void {
  for (let i = 0; i < seen.length; i++) {
    const unit = seen[i].fill(0);
    for (let d = 0; d < inputs.length; d++) addScaled(first.data[i * first.cols + d], inputs[d], unit);
    for (let p = 0; p < output.length; p++) output[p] += second[i] * Math.max(unit[p], 0);
  }
}

/** One step: `first_i += second_i Σ_p pull_p [unit i is on] x_p`, `second_i += Σ_p pull_p max(0, first_i · x_p)`. */
function climb({ inputs, first, second, seen }: Group, pulls: Float64Array): void {
  const on = new Float64Array(pulls.length);
  for (let i = 0; i < seen.length; i++) {
    for (let p = 0; p < on.length; p++) on[p] = pulls[p] * Number(seen[i][p] > 0);
    let change = 0;
    for (let d = 0; d < inputs.length; d++) {
      const k = i * first.cols + d;
      const moved = dot(inputs[d], on);
      change += first.data[k] * moved;
      first.data[k] += second[i] * moved;
    }
    second[i] += change;
  }
}

/** `y += scale · x`. */
function addScaled(scale: number, x: Float64Array, y: Float64Array): void {
  for (let p = 0; p < y.length; p++) y[p] += scale * x[p];
}

function earlyGroup({ xA, xB }: Samples, { branches: [[A], [B]], shared }: Weights): Group {
  return makeGroup(sideBySide(xA, xB), sideBySide(A, B), shared[0]);
}

function lateGroups({ xA, xB }: Samples, { branches: [A, B] }: Weights): Group[] {
  return [makeGroup(xA, A[0], A[1]), makeGroup(xB, B[0], B[1])];
}

function makeGroup(x: Matrix, first: Matrix, second: Matrix): Group {
  const inputs = Array.from({ length: x.cols }, (_, d) => columns(x, d, d + 1).data);
  const seen = Array.from({ length: first.rows }, () => new Float64Array(x.rows));
  return { inputs, first: columns(first, 0, first.cols), second: second.data.slice(), seen };
}

function earlyWeights({ first, second }: Group, inputsA: number): Weights {
  const A = columns(first, 0, inputsA);
  const B = columns(first, inputsA, first.cols);
  return { branches: [[A], [B]], shared: [matrix(1, second.length, second.slice())] };
}

function lateWeights(groups: readonly Group[]): Weights {
  const branches = groups.map(({ first, second }) => [
    columns(first, 0, first.cols),
    matrix(1, second.length, second.slice()),
  ]);
  return { branches, shared: [] };
}

/** Columns `from…to − 1`, copied. */
function columns(m: Matrix, from: number, to: number): Matrix {
  const out = matrix(m.rows, to - from);
  for (let i = 0; i < m.rows; i++) out.data.set(m.data.subarray(i * m.cols + from, i * m.cols + to), i * out.cols);
  return out;
}

/**
 * `[left right]`: two matrices of as many rows as one. The first layer of an early fusion network, whose hidden units
 * see both modalities, is `sideBySide(branches[0][0], branches[1][0])`.
 *
 * @example
 * ```ts
 * import { sideBySide } from 'unimodal-bias/simulate';
 * const left = { rows: 2, cols: 1, data: Float64Array.of(1, 2) };
 * sideBySide(left, left).data; // => Float64Array [1, 1, 2, 2]
 * ```
 */
export function sideBySide(left: Matrix, right: Matrix): Matrix {
  const out = matrix(left.rows, left.cols + right.cols);
  for (let i = 0; i < left.rows; i++) {
    out.data.set(left.data.subarray(i * left.cols, (i + 1) * left.cols), i * out.cols);
    out.data.set(right.data.subarray(i * right.cols, (i + 1) * right.cols), i * out.cols + left.cols);
  }
  return out;
}
