/**
 * Remedies that add parts to a network: own heads of the branches, and unimodal teachers. They are further outputs of the
 * same network, one a branch: output 0 is the joint one, output 1 + m belongs to branch m and knows no other branch.
 */
import {
  addMatrices,
  addScaled,
  dot,
  matrix,
  matrixTimesColumn,
  multiply,
  norm,
  outer,
  rowTimesMatrix,
  type Matrix,
} from '../../numerics/matrix.js';
import type { Heads } from '../../levers/plan.js';
import { offsets, sigmaBlock, sigmaYBlock, type Problem } from '../../problem/problem.js';
import { gradientOf, type Gradient } from './gradient.js';
import type { WordLayer, WordNetwork } from './words.js';

/** The problem with an output more for each branch. */
export function withHeads(problem: Problem): Problem {
  const { modalities, sigmaYX } = problem;
  const rows = 1 + modalities.length;
  const data = new Float64Array(rows * sigmaYX.cols);
  for (let c = 0; c < rows; c++) data.set(sigmaYX.data, c * sigmaYX.cols);
  const outputs = ['joint', ...modalities.map(({ name }) => name)];
  return { ...problem, outputs, sigmaYX: matrix(rows, sigmaYX.cols, data) };
}

/** The last layer of each branch of a network of late fusion. */
function headsOf({ layers, sizes }: WordNetwork): WordLayer[] {
  return layers.filter(({ to }) => to === sizes.length - 1);
}

/** Sets rows of the heads to zero: those of other branches, and with teachers all but the joint one. */
function mask(heads: readonly WordLayer[], own: boolean, y: Float64Array): void {
  for (const { offset, rows, cols, branch } of heads) {
    for (let c = 1; c < rows; c++) {
      if (own && c - 1 === branch) continue;
      y.fill(0, offset + c * cols, offset + (c + 1) * cols);
    }
  }
}

/**
 * A network with the parts of a remedy as it starts, and its passes. `width` is how many features a branch has, `taught` the
 * total weights of the teachers.
 */
export function headed(
  net: WordNetwork,
  problem: Problem,
  heads: Heads,
  width: number,
  taught: Float64Array,
): { net: WordNetwork; gradient: Gradient } {
  const lasts = headsOf(net);
  const start = { ...net, weights: net.weights.slice() };
  mask(lasts, heads.kind === 'own', start.weights);
  const gradient =
    heads.kind === 'own'
      ? ownHeads(net, problem, heads, lasts)
      : teachers(net, problem, heads.beta, width, lasts, taught);
  return { net: start, gradient };
}

function ownHeads(
  net: WordNetwork,
  problem: Problem,
  { joint, unimodal, detached }: Extract<Heads, { kind: 'own' }>,
  lasts: readonly WordLayer[],
): Gradient {
  const all = gradientOf(net, problem, [joint, ...unimodal]);
  const encoders = detached ? gradientOf(net, problem, [0, ...unimodal]) : null;
  const scratch = new Float64Array(net.weights.length);
  const flow = (y: Float64Array, out: Float64Array) => {
    all.flow(y, out);
    if (encoders !== null) {
      encoders.flow(y, scratch);
      for (const layer of net.layers) {
        if (lasts.includes(layer)) continue;
        const end = layer.offset + layer.rows * layer.cols;
        out.set(scratch.subarray(layer.offset, end), layer.offset);
      }
    }
    mask(lasts, true, out);
  };
  return { total: all.total, flow, work: all.work * (detached ? 2 : 1) };
}

/**
 * `β/N ⟨‖features − teacher's‖²⟩` on top of the joint loss. A teacher was trained alone from a small start of its own, `X₀` and its head
 * `v₀`; w are its total weights. Its features have `hᵀX = wᵀ/|w|^{1/L}` along the direction h that it has found, that of the further
 * output here, which nothing else has asked for. Across h is what is left of the start, on which the joint head goes on to learn:
 * training keeps `X Xᵀ − v vᵀ`, so `X ŵ` is nothing there, and the columns of `X₀` across the drive d, along which it has grown first,
 * are those of X across ŵ. `X₀` is in law the branch's own start, which is taken for it.
 */
function teachers(
  net: WordNetwork,
  problem: Problem,
  beta: number,
  width: number,
  lasts: readonly WordLayer[],
  taught: Float64Array,
): Gradient {
  const joint = gradientOf(net, problem, [1, ...lasts.map(() => 0)]);
  const at = offsets(problem);
  const encoders = lasts.map((head, m) => {
    const layers = net.layers.filter((layer) => layer.branch === m && layer !== head);
    const size = head.cols;
    const from = head.offset + (1 + m) * size;
    const w = taught.subarray(at[m], at[m + 1]);
    const sigma = sigmaBlock(problem, m, m);
    const sigmaYX = matrix(size, w.length);
    // The encoder alone: its nodes are counted from 0 again.
    const nodes = [m, ...layers.map(({ to }) => to)];
    const own = layers.map((layer, l) => ({ ...layer, from: l, to: l + 1 }));
    const sizes = nodes.map((node) => net.sizes[node]);
    const modalities = [problem.modalities[m]];
    const weights = Array.from({ length: size }, () => (2 * beta) / width);
    const passes = gradientOf({ sizes, layers: own }, { modalities, sigma, sigmaYX }, weights);
    const h = unit(net.weights.subarray(from, from + size));
    const start = matrix(size, w.length, passes.total(net.weights));
    const left = turned(start, unit(sigmaYBlock(problem, m).data.subarray(0, w.length)), unit(w));
    const across = addMatrices(left, -1, outer(1, h, rowTimesMatrix(h, left)));
    const features = addMatrices(across, norm(w) ** (-1 / (layers.length + 1)), outer(1, h, w));
    sigmaYX.data.set(multiply(features, sigma).data);
    return { layers, passes };
  });
  const scratch = new Float64Array(net.weights.length);
  const flow = (y: Float64Array, out: Float64Array) => {
    joint.flow(y, out);
    for (const { layers, passes } of encoders) {
      passes.flow(y, scratch);
      for (const { offset, rows, cols } of layers) {
        for (let k = offset; k < offset + rows * cols; k++) out[k] += scratch[k];
      }
    }
    mask(lasts, false, out);
  };
  return { total: joint.total, flow, work: joint.work + encoders.reduce((sum, { passes }) => sum + passes.work, 0) };
}

/** `X (I − d̂ d̂ᵀ)`, turned by the rotation that takes d̂ to ŵ. */
function turned(X: Matrix, d: Float64Array, w: Float64Array): Matrix {
  const across = addMatrices(X, -1, outer(1, matrixTimesColumn(X, d), d));
  const middle = addScaled(d, 1, w);
  return addMatrices(across, -1, outer(1 / (1 + dot(d, w)), matrixTimesColumn(across, w), middle));
}

function unit(x: Float64Array): Float64Array {
  const size = norm(x);
  return x.map((value) => value / size);
}
