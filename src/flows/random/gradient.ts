/** The gradient (Eq 3–5) of a network in its words, for M modalities and C outputs. */
import { rowTimesMatrix } from '../../numerics/matrix.js';
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
  const drives = sigmaYX.data;
  const at = offsets(problem);
  const M = problem.modalities.length;
  const backs = sizes.map((size) => new Float64Array(C * size));
  const forwards = sizes.map((size) => new Float64Array(C * size));
  const output = sizes.length - 1;
  const totals = new Float64Array(C * D);
  const total = (y: Float64Array) => {
    for (let l = layers.length - 1; l >= 0; l--) {
      const layer = layers[l];
      const back = backs[layer.from];
      // Back from the outputs themselves comes the identity.
      if (layer.to === output) for (let k = 0; k < back.length; k++) back[k] = y[layer.offset + k];
      else passBack(layer, y, C, backs[layer.to], back);
    }
    for (let m = 0; m < M; m++) {
      const back = backs[m];
      const dim = sizes[m];
      for (let c = 0; c < C; c++) for (let j = 0; j < dim; j++) totals[c * D + at[m] + j] = back[c * dim + j];
    }
    return totals;
  };
  const totalsOf = Array.from({ length: C }, (_, c) => totals.subarray(c * D, (c + 1) * D));
  const error = new Float64Array(D);
  const errors = () => {
    for (let c = 0; c < C; c++) {
      rowTimesMatrix(totalsOf[c], sigma, error);
      const weight = outputWeights === undefined ? 1 : outputWeights[c];
      for (let m = 0; m < M; m++) {
        const forward = forwards[m];
        const start = c * sizes[m] - at[m];
        for (let j = at[m]; j < at[m + 1]; j++) forward[start + j] = weight * (drives[c * D + j] - error[j]);
      }
    }
  };
  const flow = (y: Float64Array, out: Float64Array) => {
    total(y);
    errors();
    for (let node = M; node < output; node++) forwards[node].fill(0);
    for (const layer of layers) {
      const forward = forwards[layer.from];
      if (layer.to === output) {
        for (let k = 0; k < forward.length; k++) out[layer.offset + k] = forward[k];
        continue;
      }
      passForward(layer, y, C, forward, forwards[layer.to]);
      outerProducts(layer, C, backs[layer.to], forward, out);
    }
  };
  const products = layers.reduce((sum, { to, rows, cols }) => sum + (to === output ? 0 : rows * cols), 0);
  return { total, flow, work: C * (3 * products + D * D) };
}

// The inner loops take four rows (or outputs) at once: each number loaded serves four products, which doubles the speed. They
// destructure nothing: until they are compiled it would make arrays.

/** `back_from = back_to W`, for each output. */
function passBack({ rows, cols, offset }: WordLayer, y: Float64Array, C: number, to: Float64Array, from: Float64Array) {
  from.fill(0);
  for (let c = 0; c < C; c++) {
    const start = c * cols;
    let i = 0;
    let k = offset;
    for (; i + 3 < rows; i += 4, k += 4 * cols) {
      const at = c * rows + i;
      const f0 = to[at];
      const f1 = to[at + 1];
      const f2 = to[at + 2];
      const f3 = to[at + 3];
      const k1 = k + cols;
      const k2 = k1 + cols;
      const k3 = k2 + cols;
      for (let j = 0; j < cols; j++) {
        from[start + j] += f0 * y[k + j] + f1 * y[k1 + j] + f2 * y[k2 + j] + f3 * y[k3 + j];
      }
    }
    for (; i < rows; i++, k += cols) {
      const factor = to[c * rows + i];
      for (let j = 0; j < cols; j++) from[start + j] += factor * y[k + j];
    }
  }
}

/** `forward_to += W forward_from`, for each output. */
function passForward(
  { rows, cols, offset }: WordLayer,
  y: Float64Array,
  C: number,
  from: Float64Array,
  to: Float64Array,
) {
  for (let c = 0; c < C; c++) {
    const start = c * cols;
    let i = 0;
    let k = offset;
    for (; i + 3 < rows; i += 4, k += 4 * cols) {
      const k1 = k + cols;
      const k2 = k1 + cols;
      const k3 = k2 + cols;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let j = 0; j < cols; j++) {
        const x = from[start + j];
        s0 += y[k + j] * x;
        s1 += y[k1 + j] * x;
        s2 += y[k2 + j] * x;
        s3 += y[k3 + j] * x;
      }
      const at = c * rows + i;
      to[at] += s0;
      to[at + 1] += s1;
      to[at + 2] += s2;
      to[at + 3] += s3;
    }
    for (; i < rows; i++, k += cols) {
      let sum = 0;
      for (let j = 0; j < cols; j++) sum += y[k + j] * from[start + j];
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
  for (let i = 0, k = offset; i < rows; i++, k += cols) {
    const factor = back[i];
    for (let j = 0; j < cols; j++) out[k + j] = factor * forward[j];
    let c = 1;
    for (; c + 2 < C; c += 3) {
      const f0 = back[c * rows + i];
      const f1 = back[(c + 1) * rows + i];
      const f2 = back[(c + 2) * rows + i];
      const x0 = c * cols;
      const x1 = x0 + cols;
      const x2 = x1 + cols;
      for (let j = 0; j < cols; j++) out[k + j] += f0 * forward[x0 + j] + f1 * forward[x1 + j] + f2 * forward[x2 + j];
    }
    for (; c < C; c++) {
      const f = back[c * rows + i];
      for (let j = 0, x = c * cols; j < cols; j++) out[k + j] += f * forward[x + j];
    }
  }
}
