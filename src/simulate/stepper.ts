import { dot, matrix, matrixTimesColumn, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import type { Turn } from '../levers/rule.js';
import { allLayers, mapLayers, type ByLayer, type Place, type Weights } from '../problem/weights.js';
import { layerUpdate, rateFactor, type LayerUpdate, type Training } from './training.js';

/** Frobenius norms of a network's layers, in the order of its weights. */
export type LayerNorms = ByLayer<number>;

/** `‖gradient‖²/‖weights‖²` of a branch, all its layers. */
export type Speed = (branch: number) => number;

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
   * `choose` is asked, once the gradient is known, what a remedy does in this step.
   */
  update(errors: readonly Float64Array[], choose?: (speed: Speed) => Turn): void;
  /** A copy of the weights. */
  weights(): Weights;
  layerNorms(): LayerNorms;
}

/** Adds to the gradient of a branch what the loss of its total weights does not know; see {@link plainStepper}. */
export type AddGradient = (branch: number, layers: readonly Matrix[], gradients: readonly Float64Array[]) => void;

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
 * fast path. `add` may add to the gradients of a branch.
 */
export function plainStepper(weights: Weights, training: Training, add?: AddGradient): Stepper {
  const layers = mapLayers(weights, (each, place) => layerAt(each, place, weights, training));
  const all = allLayers(layers);
  const starts = allLayers(weights);
  const outputs = outputsOf(weights);
  const totals = weights.branches.map(([first]) => new Float64Array(outputs * first.cols));
  const factor = rateFactor(training);
  let step = 0;

  /** Carries C vectors forward, and writes out the gradient of each layer. */
  const forwardThrough = (chain: readonly Layer[], input: Float64Array[]): Float64Array[] =>
    chain.reduce((vectors, { matrix: own, gradient, back, isLast }) => {
      gradient.fill(0);
      vectors.forEach((v, c) => {
        if (isLast || c !== training.detached) addOuter(gradient, -1, back[c], v);
      });
      return vectors.map((v) => matrixTimesColumn(own, v));
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
    update(errors, choose) {
      const ends = layers.branches.map((branch, m) => forwardThrough(branch, rows(errors[m], outputs)));
      const fused = ends.reduce((sums, end) => sums.map((sum, c) => sum.map((value, i) => value + end[c][i])));
      forwardThrough(layers.shared, fused);
      layers.branches.forEach((branch, m) => {
        add?.(
          m,
          branch.map((layer) => layer.matrix),
          branch.map(({ gradient }) => gradient),
        );
      });
      const turn = choose?.((m) => ratioOfSquares(layers.branches[m])) ?? null;
      all.forEach(({ matrix: { data }, gradient, move, place, isLast }, l) => {
        const reset = turn?.reset;
        if (reset?.branch === place.branch) setBack(data, starts[l].data, reset.share);
        const rate = training.learningRate * factor(place, isLast, step, turn);
        if (rate > 0) move(data, gradient, rate);
      });
      step++;
    },
    weights: () => mapLayers(layers, ({ matrix: { rows, cols, data } }) => matrix(rows, cols, data.slice())),
    layerNorms: () => mapLayers(layers, ({ matrix: { data } }) => Math.sqrt(dot(data, data))),
  };
}

function ratioOfSquares(layers: readonly Layer[]): number {
  const sum = (of: (layer: Layer) => Float64Array) =>
    layers.reduce((total, layer) => total + dot(of(layer), of(layer)), 0);
  return sum(({ gradient }) => gradient) / sum(({ matrix: { data } }) => data);
}

/** `w ← share w(0) + (1 − share) w`. */
export function setBack(now: Float64Array, start: Float64Array, share: number): void {
  for (let k = 0; k < now.length; k++) now[k] = share * start[k] + (1 - share) * now[k];
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
