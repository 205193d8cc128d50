import { dot, matrix, matrixTimesColumn, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import { mapLayers, type ByLayer, type Place, type Weights } from '../problem/weights.js';
import { layerUpdate, rateFactor, type LayerUpdate, type Training } from './training.js';

/** Frobenius norms of a network's layers, in the order of its weights. */
export type LayerNorms = ByLayer<number>;

/**
 * A linear network in the middle of training, with M branches and C outputs. `backward` and `update` alternate, starting
 * with `backward`; everything else describes the weights at the last `backward`.
 */
export interface Stepper {
  /** `W_m^tot` of each branch, `C × D_m`, row by row. */
  readonly totals: readonly Float64Array[];
  /** Carries each output c back to the inputs: `b_{l−1,c} = W^lᵀ b_{l,c}`; brings the total weights up to date. */
  backward(): void;
  /**
   * One step against the errors of Eq 5, `C × D_m` each: `v_{l,c} = W^l v_{l−1,c}`, and by gradient descent
   * `W^l += η Σ_c b_{l,c} v_{l−1,c}ᵀ`: the gradient has rank C, so a step is C matrix–vector products a layer and pass.
   */
  update(errors: readonly Float64Array[]): void;
  /** A copy of the weights. */
  weights(): Weights;
  layerNorms(): LayerNorms;
}

/** A layer of the plain path. */
interface Layer {
  readonly matrix: Matrix;
  readonly place: Place;
  readonly isLast: boolean;
  /** `b_{l,c}`, the derivatives of the outputs by what the layer puts out: C vectors. */
  readonly back: Float64Array[];
  readonly gradient: Float64Array;
  readonly move: LayerUpdate;
}

/**
 * The plain full-matrix path (Eq 3–5) under any rule of training: every gradient is written out. The reference for the
 * fast path.
 */
export function plainStepper(weights: Weights, training: Training): Stepper {
  const layers = mapLayers(weights, (each, place) => layerAt(each, place, weights, training));
  const outputs = outputsOf(weights);
  const totals = weights.branches.map(([first]) => new Float64Array(outputs * first.cols));
  const factor = rateFactor(training);
  let step = 0;

  const descend = (layer: Layer, forward: Float64Array[]): void => {
    const { matrix: own, gradient, back, move, place, isLast } = layer;
    const rate = training.learningRate * (factor?.(place, isLast, step) ?? 1);
    gradient.fill(0);
    forward.forEach((v, c) => {
      addOuter(gradient, -1, back[c], v);
    });
    if (rate > 0) move(own.data, gradient, rate);
  };
  /** Carries C vectors forward through the weights as they are, and updates each layer behind them. */
  const forwardThrough = (chain: readonly Layer[], input: Float64Array[]): Float64Array[] =>
    chain.reduce((vectors, layer) => {
      const next = vectors.map((v) => matrixTimesColumn(layer.matrix, v));
      descend(layer, vectors);
      return next;
    }, input);

  return {
    totals,
    backward() {
      const fused = backThrough(layers.shared, unitRows(outputs));
      layers.branches.forEach((branch, m) => {
        backThrough(branch, fused).forEach((row, c) => {
          totals[m].set(row, c * row.length);
        });
      });
    },
    update(errors) {
      const ends = layers.branches.map((branch, m) => forwardThrough(branch, rows(errors[m], outputs)));
      const fused = ends.reduce((sums, end) => sums.map((sum, c) => sum.map((value, i) => value + end[c][i])));
      forwardThrough(layers.shared, fused);
      step++;
    },
    weights: () => mapLayers(layers, ({ matrix: { rows, cols, data } }) => matrix(rows, cols, data.slice())),
    layerNorms: () => mapLayers(layers, ({ matrix: { data } }) => Math.sqrt(dot(data, data))),
  };
}

function layerAt({ rows, cols, data }: Matrix, place: Place, weights: Weights, training: Training): Layer {
  return {
    matrix: matrix(rows, cols, data.slice()),
    place,
    isLast: isLastLayer(weights, place),
    back: Array.from({ length: outputsOf(weights) }, () => new Float64Array(rows)),
    gradient: new Float64Array(data.length),
    move: layerUpdate(training, data.length),
  };
}

/** Whether the outputs of a layer are those of the network. */
export function isLastLayer({ branches, shared }: Weights, { branch, layer }: Place): boolean {
  if (branch === null) return layer === shared.length - 1;
  return shared.length === 0 && layer === branches[branch].length - 1;
}

/** C, how many outputs the network has. */
export function outputsOf({ branches, shared }: Weights): number {
  return (shared.at(-1) ?? branches[0][branches[0].length - 1]).rows;
}

function unitRows(count: number): Float64Array[] {
  return Array.from({ length: count }, (_, c) => Float64Array.from({ length: count }, (_, i) => Number(i === c)));
}

/** The `count` rows of a matrix. */
function rows(data: Float64Array, count: number): Float64Array[] {
  const cols = data.length / count;
  return Array.from({ length: count }, (_, c) => data.slice(c * cols, (c + 1) * cols));
}

function backThrough(layers: readonly Layer[], top: readonly Float64Array[]): Float64Array[] {
  return layers.reduceRight(
    (vectors, { matrix: own, back }) =>
      vectors.map((b, c) => {
        back[c].set(b);
        return rowTimesMatrix(b, own);
      }),
    [...top],
  );
}

/** `m += scale · x yᵀ`. */
function addOuter(m: Float64Array, scale: number, x: Float64Array, y: Float64Array): void {
  for (let i = 0, k = 0; i < x.length; i++) {
    const scaled = scale * x[i];
    for (let j = 0; j < y.length; j++, k++) m[k] += scaled * y[j];
  }
}
