import { dot, matrix, norm, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import { mapLayers, type Weights } from '../problem/weights.js';
import type { Model } from './model.js';
import type { PointLoss, Samples } from './samples.js';

/** A value of each unit for each sample, `units × P`, so that a unit runs along memory. */
type Units = readonly Float64Array[];

/** A layer at work: what its units see at the present weights, and what they pass on. */
interface Stage {
  readonly weights: Matrix;
  readonly seen: Units;
  /** `seen` itself for a layer without an activation. */
  readonly out: Units;
  /** `η ∂(−loss)/∂out`, after a step times the derivative of the activation; empty for the last layer, which has it from outside. */
  readonly pull: Units;
}

/** A network of (leaky) ReLU units on samples. */
export interface ReluModel extends Model {
  /** What each branch sends to the fusion, `P` values where that is the output (late fusion). */
  readonly branchOutputs: readonly Float64Array[];
}

/**
 * A (leaky) ReLU network on samples, without biases: every layer but the last is followed by the activation, at the fusion
 * layer the sum of the branches is. Its total weights are the products of its matrices, as for a linear network; the
 * derivative of the activation at zero is that below zero.
 *
 * @param slope - α below zero; 0 for ReLU
 */
export function reluModel(
  { xA, xB, y }: Samples,
  weights: Weights,
  pointLoss: PointLoss,
  learningRate: number,
  slope: number,
): ReluModel {
  const P = y.length;
  const inputs = [xA, xB].map(byInput);
  const isLate = weights.shared.length === 0;
  const branches = weights.branches.map((layers) => stagesOf(layers, P));
  const shared = stagesOf(weights.shared, P);
  const ends = branches.map((stages) => stages[stages.length - 1].seen);
  // The branches meet before the activation; what stands there is passed to the shared layers.
  const sum = unitsLike(ends[0]);
  const met = isLate ? sum : unitsLike(sum);
  const atFusion = isLate ? [] : unitsLike(sum);
  const output = isLate ? sum[0] : shared[shared.length - 1].seen[0];
  const totals = [xA, xB].map(({ cols }) => new Float64Array(cols));
  const current = (): Weights => ({
    branches: branches.map((stages) => stages.map((stage) => copied(stage.weights))),
    shared: shared.map((stage) => copied(stage.weights)),
  });

  return {
    totals,
    branchOutputs: ends.map(([first]) => first),
    refresh() {
      branches.forEach((stages, m) => {
        forward(stages, inputs[m], slope);
      });
      sum.forEach((unit, i) => {
        unit.fill(0);
        for (const end of ends) addScaled(1, end[i], unit);
      });
      if (!isLate) {
        rectify(sum, met, slope);
        forward(shared, met, slope);
      }
      const behind = shared.reduceRight(product, null);
      branches.forEach((stages, m) => {
        totals[m].set(stages.reduceRight(product, behind) ?? []);
      });
    },
    step() {
      const pulls = [output.map((value, p) => (learningRate * pointLoss.pull(y[p], value)) / P)];
      if (!isLate) {
        climb(shared, met, pulls, slope, atFusion);
        gated(atFusion, sum, slope);
      }
      branches.forEach((stages, m) => {
        climb(stages, inputs[m], isLate ? pulls : atFusion, slope);
      });
    },
    loss: () => output.reduce((total, value, p) => total + pointLoss.loss(y[p], value), 0) / P,
    weights: current,
    layerNorms: () => mapLayers(current(), ({ data }) => norm(data)),
  };
}

const unitsLike = (units: Units): Units => units.map(({ length }) => new Float64Array(length));

const copied = ({ rows, cols, data }: Matrix): Matrix => matrix(rows, cols, data.slice());

/** The columns of `P × D` inputs. */
const byInput = ({ rows, cols, data }: Matrix): Units =>
  Array.from({ length: cols }, (_, d) => Float64Array.from({ length: rows }, (_, p) => data[p * cols + d]));

/** Layers on `P` samples; the last one has no activation of its own. */
function stagesOf(layers: readonly Matrix[], P: number): Stage[] {
  return layers.map((layer, l) => {
    const seen = Array.from({ length: layer.rows }, () => new Float64Array(P));
    const isLast = l === layers.length - 1;
    return { weights: copied(layer), seen, out: isLast ? seen : unitsLike(seen), pull: isLast ? [] : unitsLike(seen) };
  });
}

/** `row · W` for the product of layers from the last one back; the last layer has one row. */
const product = (row: Float64Array | null, { weights }: Stage): Float64Array =>
  row === null ? weights.data : rowTimesMatrix(row, weights);

function forward(stages: readonly Stage[], inputs: Units, slope: number): void {
  let from = inputs;
  for (const { weights, seen, out } of stages) {
    for (let i = 0; i < seen.length; i++) {
      const unit = seen[i].fill(0);
      for (let d = 0; d < from.length; d++) addScaled(weights.data[i * weights.cols + d], from[d], unit);
    }
    if (out !== seen) rectify(seen, out, slope);
    from = out;
  }
}

/** One step of the layers for `η ∂(−loss)/∂(what the last one sees)`; leaves the same for their inputs in `atInputs`, if asked. */
function climb(stages: readonly Stage[], inputs: Units, pulls: Units, slope: number, atInputs: Units = []): void {
  for (let l = stages.length - 1; l >= 0; l--) {
    const { weights } = stages[l];
    const pull = l === stages.length - 1 ? pulls : stages[l].pull;
    const from = l === 0 ? inputs : stages[l - 1].out;
    const back = l === 0 ? atInputs : stages[l - 1].pull;
    for (const unit of back) unit.fill(0);
    for (let i = 0; i < pull.length; i++) {
      for (let d = 0; d < from.length; d++) {
        const k = i * weights.cols + d;
        if (back.length > 0) addScaled(weights.data[k], pull[i], back[d]);
        weights.data[k] += dot(pull[i], from[d]);
      }
    }
    if (l > 0) gated(back, stages[l - 1].seen, slope);
  }
}

function rectify(seen: Units, out: Units, slope: number): void {
  seen.forEach((unit, i) => {
    const to = out[i];
    for (let p = 0; p < unit.length; p++) to[p] = Math.max(unit[p], slope * unit[p]);
  });
}

/** Times the derivative of the activation, in place. */
function gated(pulls: Units, seen: Units, slope: number): void {
  pulls.forEach((pull, i) => {
    const unit = seen[i];
    for (let p = 0; p < pull.length; p++) if (!(unit[p] > 0)) pull[p] *= slope;
  });
}

/** `y += scale · x`. */
function addScaled(scale: number, x: Float64Array, y: Float64Array): void {
  for (let p = 0; p < y.length; p++) y[p] += scale * x[p];
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
