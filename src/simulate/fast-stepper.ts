import { matrix, type Matrix } from '../numerics/matrix.js';
import type { Weights } from '../problem/weights.js';
import { instantiateKernel, type Kernel } from './kernel.js';
import type { Stepper } from './stepper.js';

/**
 * The vectors at one level of the network (inputs, a hidden layer, the output): `b`, the derivative of the output by
 * them, and `v`, what the errors carry forward to them. Addresses in bytes, filled in by `load`.
 */
interface Space {
  readonly size: number;
  b: number;
  v: number;
}

/** A layer between two spaces: its matrix in panels (see kernel.wat) and the `η b` of its pending update. */
interface Layer {
  readonly given: Matrix;
  readonly from: Space;
  readonly to: Space;
  w: number;
  pending: number;
}

/**
 * The fast path: the plain path's mathematics in WebAssembly SIMD, with two passes over each matrix a step instead of
 * three. The update of a step is applied by the backward pass of the next, which reads every weight anyway. Results
 * differ from the plain path by the order of summation only, and are the same to the bit on every machine.
 */
export function fastStepper(weights: Weights, learningRate: number): Stepper {
  const parts = connect(weights);
  const layers = [...parts.A, ...parts.B, ...parts.shared];
  const output = layers[layers.length - 1].to;
  const hidden = layers.filter((layer) => layer.to !== output);
  const { kernel, numbers, allB, allV } = load(layers, output);
  const [inputA, inputB] = [parts.A[0].from, parts.B[0].from];
  const [errorsA, errorsB] = [numbers(inputA.v, inputA.size), numbers(inputB.v, inputB.size)];
  const backOrder = layers.toReversed();

  return {
    totalA: numbers(inputA.b, inputA.size),
    totalB: numbers(inputB.b, inputB.size),
    backward() {
      allB.fill(0);
      for (const { w, given, pending, from, to } of backOrder) {
        kernel.backward(w, blocks(given.rows), blocks(given.cols), pending, from.v, to.b, from.b, learningRate);
      }
    },
    update(errorA, errorB) {
      allV.fill(0);
      errorsA.set(errorA);
      errorsB.set(errorB);
      for (const { w, given, from, to } of hidden) {
        kernel.forward(w, blocks(given.rows), blocks(given.cols), from.v, to.v);
      }
    },
    weights: () => eachPart(parts, (layer) => unpack(layer.given, numbers(layer.w, paddedSize(layer.given)))),
    layerNorms: () => eachPart(parts, ({ w, given }) => Math.sqrt(kernel.sumOfSquares(w, paddedSize(given) / 16))),
  };
}

type Parts = Record<'A' | 'B' | 'shared', Layer[]>;

function eachPart<T>({ A, B, shared }: Parts, make: (layer: Layer) => T): Record<'A' | 'B' | 'shared', T[]> {
  return { A: A.map(make), B: B.map(make), shared: shared.map(make) };
}

/** The network's layers between the spaces they connect; both branches end in the same one. */
function connect({ A, B, shared }: Weights): Parts {
  const fused = space(A[A.length - 1].rows);
  return {
    A: connectChain(A, space(A[0].cols), fused),
    B: connectChain(B, space(B[0].cols), fused),
    shared: connectChain(shared, fused),
  };
}

/** A chain of layers that begins at `first`, and ends at `last` if there is one already. */
function connectChain(matrices: readonly Matrix[], first: Space, last?: Space): Layer[] {
  let from = first;
  return matrices.map((given, l) => {
    const to = last !== undefined && l === matrices.length - 1 ? last : space(given.rows);
    const layer = { given, from, to, w: 0, pending: 0 };
    from = to;
    return layer;
  });
}

function space(size: number): Space {
  return { size, b: 0, v: 0 };
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
function load(layers: readonly Layer[], output: Space): Loaded {
  const spaces = new Set(layers.map((layer) => layer.from));
  let top = 0;
  const reserve = (count: number): number => {
    const address = top;
    top += 32 * blocks(count);
    return address;
  };
  for (const each of spaces) each.b = reserve(each.size);
  const span = top / 8;
  for (const each of spaces) each.v = reserve(each.size);
  output.b = reserve(1);
  top = Math.ceil(top / 64) * 64; // panels start on cache lines
  for (const layer of layers) layer.w = reserve(paddedSize(layer.given));
  for (const layer of layers) layer.pending = reserve(layer.given.rows);

  const { kernel, buffer } = instantiateKernel(top);
  const numbers: Loaded['numbers'] = (address, length) => new Float64Array(buffer, address, length);
  numbers(output.b, 1)[0] = 1;
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
