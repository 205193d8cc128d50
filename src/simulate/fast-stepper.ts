import type { Turn } from '../levers/rule.js';
import { dot, matrix, type Matrix } from '../numerics/matrix.js';
import { allLayers, mapLayers, type ByLayer, type Place, type Weights } from '../problem/weights.js';
import { instantiateKernel, type Kernel } from './kernel.js';
import { isLastLayer, outputsOf, setBack, type Speed, type Stepper } from './stepper.js';
import { rateFactor, type Training } from './training.js';

/**
 * The vectors at one level of the network (inputs, a hidden layer, the output), one for each of the C outputs, `stride`
 * bytes apart: `b`, the derivative of the output by them, and `v`, what the errors carry forward to them. Addresses in
 * bytes, filled in by `load`.
 */
interface Space {
  readonly size: number;
  readonly stride: number;
  b: number;
  v: number;
}

/** A layer between two spaces: its matrix in panels (see kernel.wat) and the `η b` of its pending update. */
interface Layer {
  readonly given: Matrix;
  readonly from: Space;
  readonly to: Space;
  readonly place: Place;
  readonly isLast: boolean;
  w: number;
  pending: number;
}

/**
 * The fast path: the plain path's mathematics in WebAssembly SIMD, with two passes over each matrix a step instead of
 * three (for C outputs three times C, less one). The update of a step is applied by the backward pass of the next, which
 * reads every weight anyway. Plain gradient descent only. Results differ from the plain path by the order of summation
 * only, and are the same to the bit on every machine.
 */
export function fastStepper(weights: Weights, training: Training): Stepper {
  const { learningRate } = training;
  const outputs = outputsOf(weights);
  const parts = connect(weights);
  const layers = allLayers(parts);
  const output = layers[layers.length - 1].to;
  const hidden = layers.filter((layer) => layer.to !== output);
  const { kernel, numbers, allB, allV } = load(layers, output, outputs);
  const inputs = parts.branches.map(([first]) => first.from);
  const inputsB = inputs.map(({ b, stride }) => numbers(b, (outputs * stride) / 8));
  const inputsV = inputs.map(({ v, stride }) => numbers(v, (outputs * stride) / 8));
  const totals = inputs.map(({ b, size }) => (outputs === 1 ? numbers(b, size) : new Float64Array(outputs * size)));
  const backOrder = layers.toReversed();
  const scale = rateScaling(layers, training, numbers, outputs);
  const speed = speedOf(kernel, parts, numbers, outputs);
  const setBackTo = resetter(parts, numbers);

  return {
    totals,
    backward() {
      allB.fill(0);
      for (const layer of backOrder) backward(kernel, layer, outputs, learningRate);
      if (outputs === 1) return; // the totals are the memory itself
      for (let m = 0; m < totals.length; m++) copyRows(inputsB[m], inputs[m].stride / 8, totals[m], inputs[m].size);
    },
    update(errors, choose) {
      allV.fill(0);
      for (let m = 0; m < errors.length; m++) copyRows(errors[m], inputs[m].size, inputsV[m], inputs[m].stride / 8);
      for (const { w, given, from, to } of hidden) {
        for (let c = 0; c < outputs; c++) {
          kernel.forward(w, blocks(given.rows), blocks(given.cols), from.v + c * from.stride, to.v + c * to.stride);
        }
      }
      const turn = choose?.(speed) ?? null;
      if (turn?.reset !== undefined) setBackTo(turn.reset.branch, turn.reset.share);
      scale(turn);
    },
    weights: () => mapLayers(parts, (layer) => unpack(layer.given, numbers(layer.w, paddedSize(layer.given)))),
    layerNorms: () => mapLayers(parts, ({ w, given }) => Math.sqrt(kernel.sumOfSquares(w, paddedSize(given) / 16))),
  };
}

/** The pending updates of a layer, all of them, and then the outputs back through it; in one pass for the last output. */
function backward(kernel: Kernel, { w, given, pending, from, to }: Layer, outputs: number, rate: number): void {
  const [panels, quads, last] = [blocks(given.rows), blocks(given.cols), outputs - 1];
  for (let c = 0; c < last; c++) {
    kernel.addOuter(w, panels, quads, pending + c * to.stride, from.v + c * from.stride);
  }
  const [b, v, out] = [to.b + last * to.stride, from.v + last * from.stride, from.b + last * from.stride];
  kernel.backward(w, panels, quads, pending + last * to.stride, v, b, out, rate);
  for (let c = 0; c < last; c++) {
    const shift = c * to.stride;
    kernel.transposed(w, panels, quads, pending + shift, to.b + shift, from.b + c * from.stride, rate);
  }
}

/** Copies rows of as many numbers as the narrower of the two strides; the rest of a wider row stays as it is. */
function copyRows(from: Float64Array, fromStride: number, to: Float64Array, toStride: number): void {
  const size = Math.min(fromStride, toStride);
  for (let i = 0, j = 0; i < from.length; i += fromStride, j += toStride) {
    for (let k = 0; k < size; k++) to[j + k] = from[i + k];
  }
}

/** Gives the pending updates of a step the rates of their layers. */
function rateScaling(
  layers: readonly Layer[],
  training: Training,
  numbers: Loaded['numbers'],
  outputs: number,
): (turn: Turn | null) => void {
  const factor = rateFactor(training);
  const pending = layers.map(({ to, pending: from }) =>
    Array.from({ length: outputs }, (_, c) => numbers(from + c * to.stride, to.stride / 8)),
  );
  let step = 0;
  return (turn) => {
    layers.forEach(({ place, isLast }, l) => {
      const own = factor(place, isLast, step, turn);
      pending[l].forEach((update, c) => {
        const rate = c === training.detached && !isLast ? 0 : own;
        if (rate !== 1) for (let i = 0; i < update.length; i++) update[i] *= rate;
      });
    });
    step++;
  };
}

/** `‖gradient‖²/‖weights‖²` of a branch: the gradient of a layer is `−Σ_c b_c v_cᵀ`. */
function speedOf(kernel: Kernel, { branches }: ByLayer<Layer>, numbers: Loaded['numbers'], outputs: number): Speed {
  return (m) => {
    let [gradient, weights] = [0, 0];
    for (const { from, to, w, given } of branches[m]) {
      const b = (c: number) => numbers(to.b + c * to.stride, to.size);
      const v = (c: number) => numbers(from.v + c * from.stride, from.size);
      for (let c = 0; c < outputs; c++) {
        for (let d = 0; d < outputs; d++) gradient += dot(b(c), b(d)) * dot(v(c), v(d));
      }
      weights += kernel.sumOfSquares(w, paddedSize(given) / 16);
    }
    return gradient / weights;
  };
}

/** Sets branches back towards their starts. */
function resetter({ branches }: ByLayer<Layer>, numbers: Loaded['numbers']): (branch: number, share: number) => void {
  return (m, share) => {
    for (const { w, given } of branches[m]) {
      const start = new Float64Array(paddedSize(given));
      pack(given, start);
      setBack(numbers(w, start.length), start, share);
    }
  };
}

/** The network's layers between the spaces they connect; all branches end in the same one. */
function connect(weights: Weights): ByLayer<Layer> {
  const { branches, shared } = weights;
  const fused = space(branches[0][branches[0].length - 1].rows);
  const chain = (matrices: readonly Matrix[], branch: number | null, first: Space, last?: Space): Layer[] => {
    let from = first;
    return matrices.map((given, layer) => {
      const to = last !== undefined && layer === matrices.length - 1 ? last : space(given.rows);
      const place = { branch, layer };
      const made = { given, from, to, place, isLast: isLastLayer(weights, place), w: 0, pending: 0 };
      from = to;
      return made;
    });
  };
  return {
    branches: branches.map((layers, m) => chain(layers, m, space(layers[0].cols), fused)),
    shared: chain(shared, null, fused),
  };
}

function space(size: number): Space {
  return { size, stride: 32 * blocks(size), b: 0, v: 0 };
}

/** How many blocks of four hold `n`. */
function blocks(n: number): number {
  return Math.ceil(n / 4);
}

function paddedSize({ rows, cols }: Matrix): number {
  return 16 * blocks(rows) * blocks(cols);
}

/** The kernel over its memory, and the spans of it that hold the `b` (less the output's) and the `v` of all spaces. */
interface Loaded {
  readonly kernel: Kernel;
  readonly numbers: (address: number, length: number) => Float64Array;
  readonly allB: Float64Array;
  readonly allV: Float64Array;
}

/** Gives everything its address and fills the memory: the `b` of all spaces, their `v`, the output's `b` = 1, the layers. */
function load(layers: readonly Layer[], output: Space, outputs: number): Loaded {
  const spaces = new Set(layers.map((layer) => layer.from));
  let top = 0;
  const reserve = (bytes: number): number => {
    const address = top;
    top += bytes;
    return address;
  };
  for (const each of spaces) each.b = reserve(outputs * each.stride);
  const span = top / 8;
  for (const each of spaces) each.v = reserve(outputs * each.stride);
  output.b = reserve(outputs * output.stride);
  top = Math.ceil(top / 64) * 64; // panels start on cache lines
  for (const layer of layers) layer.w = reserve(8 * paddedSize(layer.given));
  for (const layer of layers) layer.pending = reserve(outputs * layer.to.stride);

  const { kernel, buffer } = instantiateKernel(top);
  const numbers: Loaded['numbers'] = (address, length) => new Float64Array(buffer, address, length);
  for (let c = 0; c < outputs; c++) numbers(output.b + c * output.stride, outputs)[c] = 1;
  for (const { given, w } of layers) pack(given, numbers(w, paddedSize(given)));
  return { kernel, numbers, allB: numbers(0, span), allV: numbers(8 * span, span) };
}

/** Where entry (i, j) of a matrix stands in its panels. */
function panelIndex(i: number, j: number, cols: number): number {
  return (i >> 2) * 16 * blocks(cols) + (j >> 1) * 8 + (i & 3) * 2 + (j & 1);
}

function pack({ rows, cols, data }: Matrix, panels: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) panels[panelIndex(i, j, cols)] = data[i * cols + j];
  }
}

function unpack({ rows, cols }: Matrix, panels: Float64Array): Matrix {
  const out = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) out.data[i * cols + j] = panels[panelIndex(i, j, cols)];
  }
  return out;
}
