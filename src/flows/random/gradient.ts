/** The gradient (Eq 3–5) of a network in its words, for M modalities and C outputs. */
import { offsets, type Problem } from '../../problem/problem.js';
import type { WordLayer, WordNetwork } from './words.js';

/** The passes through a network for weights `y`, all layers in one array. */
export interface Gradient {
  /** The total weights `W`, `C × D`; a buffer that the next pass fills again. */
  readonly total: (y: Float64Array) => Float64Array;
  /** Minus the gradient of the loss `½⟨‖y − ŷ‖²⟩`, into `out`: `Ẇ_l = B_lᵀ (Σ_yx − WΣ)ᵀ`-passed-forward. Leaves `W` in the buffer. */
  readonly flow: (y: Float64Array, out: Float64Array) => void;
  /** Multiplications of a {@link flow}. */
  readonly work: number;
}

/** The passes of a network on a problem; each output's part of the loss may have a weight. */
export function gradientOf(
  { sizes, layers }: Pick<WordNetwork, 'sizes' | 'layers'>,
  problem: Pick<Problem, 'modalities' | 'sigma' | 'sigmaYX'>,
  outputWeights?: readonly number[],
): Gradient {
  const { sigma, sigmaYX } = problem;
  const [C, D] = [sigmaYX.rows, sigmaYX.cols];
  const at = offsets(problem);
  const M = problem.modalities.length;
  const backs = sizes.map((size) => new Float64Array(C * size));
  const forwards = sizes.map((size) => new Float64Array(C * size));
  const output = sizes.length - 1;
  const totals = new Float64Array(C * D);
  const total = (y: Float64Array) => {
    for (let node = 0; node < output; node++) backs[node].fill(0);
    for (let c = 0; c < C; c++) backs[output][c * C + c] = 1;
    for (let l = layers.length - 1; l >= 0; l--) passBack(layers[l], y, C, backs[layers[l].to], backs[layers[l].from]);
    for (let m = 0; m < M; m++) {
      for (let c = 0; c < C; c++) totals.set(backs[m].subarray(c * sizes[m], (c + 1) * sizes[m]), c * D + at[m]);
    }
    return totals;
  };
  const errors = () => {
    for (let m = 0; m < M; m++) {
      for (let c = 0; c < C; c++) {
        for (let j = at[m]; j < at[m + 1]; j++) {
          let sum = sigmaYX.data[c * D + j];
          // Σ is symmetric: its row j is its column j.
          for (let i = 0, w = c * D, s = j * D; i < D; i++) sum -= totals[w++] * sigma.data[s++];
          forwards[m][c * sizes[m] + j - at[m]] = outputWeights === undefined ? sum : outputWeights[c] * sum;
        }
      }
    }
  };
  const flow = (y: Float64Array, out: Float64Array) => {
    total(y);
    errors();
    for (let node = M; node <= output; node++) forwards[node].fill(0);
    for (const layer of layers) {
      passForward(layer, y, C, forwards[layer.from], forwards[layer.to]);
      outerProducts(layer, C, backs[layer.to], forwards[layer.from], out);
    }
  };
  return { total, flow, work: 3 * C * layers.reduce((sum, { rows, cols }) => sum + rows * cols, 0) + C * D * D };
}

/** `back_from += back_to W`. */
function passBack({ rows, cols, offset }: WordLayer, y: Float64Array, C: number, to: Float64Array, from: Float64Array) {
  for (let c = 0; c < C; c++) {
    const start = c * cols;
    for (let i = 0, k = offset; i < rows; i++) {
      const factor = to[c * rows + i];
      for (let j = start; j < start + cols; j++) from[j] += factor * y[k++];
    }
  }
}

/** `forward_to += W forward_from`. */
function passForward(
  { rows, cols, offset }: WordLayer,
  y: Float64Array,
  C: number,
  from: Float64Array,
  to: Float64Array,
) {
  for (let c = 0; c < C; c++) {
    const start = c * cols;
    for (let i = 0, k = offset; i < rows; i++) {
      let sum = 0;
      for (let j = start; j < start + cols; j++) sum += y[k++] * from[j];
      to[c * rows + i] += sum;
    }
  }
}

/** `Ẇ = back_toᵀ forward_from`, summed over outputs. */
function outerProducts(
  { rows, cols, offset }: WordLayer,
  C: number,
  back: Float64Array,
  forward: Float64Array,
  out: Float64Array,
) {
  for (let i = 0, k = offset; i < rows; i++) {
    const factor = back[i];
    for (let j = 0; j < cols; j++) out[k++] = factor * forward[j];
  }
  for (let c = 1; c < C; c++) {
    for (let i = 0, k = offset; i < rows; i++) {
      const factor = back[c * rows + i];
      for (let j = c * cols; j < (c + 1) * cols; j++) out[k++] += factor * forward[j];
    }
  }
}
