import { dot, matrix, matrixTimesColumn, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import type { Weights } from '../problem/weights.js';

/** Frobenius norms of a network's layers, in the order of its weights. */
export interface LayerNorms {
  /** Of the `depthA` layers of branch A, first layer first. */
  readonly A: readonly number[];
  /** Of the `depthB` layers of branch B. */
  readonly B: readonly number[];
  /** Of the `depthShared` layers behind the fusion. */
  readonly shared: readonly number[];
}

/**
 * A linear network in the middle of gradient descent. `backward` and `update` alternate, starting with `backward`;
 * everything else describes the weights at the last `backward`.
 */
export interface Stepper {
  /** `W_A^tot`, length `D_A`. */
  readonly totalA: Float64Array;
  /** `W_B^tot`, length `D_B`. */
  readonly totalB: Float64Array;
  /** Carries the output back to the inputs: `b_{l−1} = W^lᵀ b_l`; brings the total weights up to date. */
  backward(): void;
  /** One step against the errors of Eq 5: `v_l = W^l v_{l−1}`, `W^l += η b_l v_{l−1}ᵀ`. */
  update(errorA: Float64Array, errorB: Float64Array): void;
  /** A copy of the weights. */
  weights(): Weights;
  layerNorms(): LayerNorms;
}

/**
 * The plain full-matrix path (Eq 3–5): every gradient is an outer product because the output is a scalar, so a step
 * needs matrix–vector products only. The reference for the fast path.
 */
export function plainStepper(weights: Weights, learningRate: number): Stepper {
  const { A, B, shared } = copy(weights);
  const backShared = outputsOf(shared);
  const backA = outputsOf(A);
  const backB = outputsOf(B);
  const totalA = new Float64Array(A[0].cols);
  const totalB = new Float64Array(B[0].cols);
  const output = Float64Array.of(1);

  return {
    totalA,
    totalB,
    backward() {
      const fused = backThrough(shared, output, backShared);
      totalA.set(backThrough(A, fused, backA));
      totalB.set(backThrough(B, fused, backB));
    },
    update(errorA, errorB) {
      const forwardA = forwardThrough(A, errorA, backA, learningRate);
      const forwardB = forwardThrough(B, errorB, backB, learningRate);
      const fused = forwardA.map((value, i) => value + forwardB[i]);
      forwardThrough(shared, fused, backShared, learningRate);
    },
    weights: () => copy({ A, B, shared }),
    layerNorms: () => ({ A: A.map(frobenius), B: B.map(frobenius), shared: shared.map(frobenius) }),
  };
}

/** Room for `b_l`, the derivative of the network's output by the output of each layer. */
function outputsOf(layers: readonly Matrix[]): Float64Array[] {
  return layers.map((layer) => new Float64Array(layer.rows));
}

function backThrough(layers: readonly Matrix[], top: Float64Array, back: Float64Array[]): Float64Array {
  let b = top;
  for (let l = layers.length - 1; l >= 0; l--) {
    back[l].set(b);
    b = rowTimesMatrix(b, layers[l]);
  }
  return b;
}

/** Carries `v` forward through the weights as they are, and updates each layer behind it. */
function forwardThrough(
  layers: readonly Matrix[],
  error: Float64Array,
  back: Float64Array[],
  rate: number,
): Float64Array {
  let v = error;
  layers.forEach((layer, l) => {
    const next = matrixTimesColumn(layer, v);
    addOuter(layer, rate, back[l], v);
    v = next;
  });
  return v;
}

/** `m += rate · x yᵀ`. */
function addOuter({ cols, data }: Matrix, rate: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0, k = 0; i < x.length; i++) {
    const scaled = rate * x[i];
    for (let j = 0; j < cols; j++, k++) data[k] += scaled * y[j];
  }
}

function copy(weights: Weights): Weights {
  const layers = (part: readonly Matrix[]): Matrix[] => part.map((m) => matrix(m.rows, m.cols, m.data.slice()));
  return { A: layers(weights.A), B: layers(weights.B), shared: layers(weights.shared) };
}

function frobenius(m: Matrix): number {
  return Math.sqrt(dot(m.data, m.data));
}
