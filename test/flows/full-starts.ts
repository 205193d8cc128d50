/** A start in its words as a network of matrices, trained by plain products: what ways down are held against. */
import type { RandomStartInput } from '../../src/flows/random/index.js';
import { startsOf } from '../../src/flows/random/starts.js';
import type { Normal, WordLayer, WordNetwork } from '../../src/flows/random/words.js';
import { dot, matrix, rowTimesMatrix } from '../../src/numerics/matrix.js';
import type { Correlations } from '../../src/problem/correlations.js';
import type { Weights } from '../../src/problem/weights.js';
import { gradientFlow, moved, totals } from './full-network.js';

/** The layers of a network of two modalities. */
export function asMatrices({ layers, weights }: WordNetwork): Weights {
  const layer = ({ rows, cols, offset }: WordLayer) => matrix(rows, cols, weights.slice(offset, offset + rows * cols));
  const of = (branch: number | null) => layers.filter((one) => one.branch === branch).map(layer);
  return { branches: [of(0), of(1)], shared: of(null) };
}

/** `W ← W + η r_l (−dL/dW − λ W)`, so many steps; `rate` is that of branch 0, branch 1 and what is behind the fusion. */
export function* byMatrices(
  c: Correlations,
  start: Weights,
  learningRate: number,
  { decay = 0, rates = [1, 1, 1] }: { decay?: number; rates?: readonly number[] } = {},
): Generator<Weights> {
  for (let weights = start; ;) {
    yield weights;
    const slope = moved(gradientFlow(weights, c), -decay, weights);
    const [A, B, shared] = [...slope.branches, slope.shared].map((layers, m) =>
      layers.map((layer) => ({ ...layer, data: layer.data.map((x) => x * rates[m]) })),
    );
    weights = moved(weights, learningRate, { branches: [A, B], shared });
  }
}

/** What the modalities add to the output: `√(W_m Σ_m W_mᵀ)`. */
export function contributionsOf(weights: Weights, c: Correlations): number[] {
  const { A, B } = totals(weights);
  return [
    [A.data, c.sigmaA],
    [B.data, c.sigmaB],
  ].map(([w, sigma]) => Math.sqrt(dot(w as Float64Array, rowTimesMatrix(w as Float64Array, sigma as never))));
}

/** When each modality first adds half of its level, between steps along a straight line; `Infinity` where not within `most`. */
export function timesByMatrices(
  c: Correlations,
  input: RandomStartInput,
  normal: Normal,
  levels: readonly number[],
  how: Parameters<typeof byMatrices>[3] = {},
  most = 5000,
): number[] {
  const times = [Infinity, Infinity];
  let before = [0, 0];
  let step = 0;
  for (const weights of byMatrices(c, asMatrices(startsOf(input)(normal)), input.learningRate, how)) {
    const now = contributionsOf(weights, c);
    now.forEach((size, m) => {
      const half = levels[m] / 2;
      if (times[m] === Infinity && size >= half) times[m] = step - (size - half) / (size - before[m]);
    });
    if (step++ >= most || times.every(Number.isFinite)) return times;
    before = now;
  }
  return times;
}
