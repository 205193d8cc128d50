/** What remedies look at: how well each branch does by its own output, from the total weights of one output. */
import { offsets, sigmaBlock, type Problem } from '../problem/problem.js';
import { unimodalWeights } from './end-points.js';
import type { Signals } from './rule.js';

/** Reads total weights, `1 × D`. */
export function signalsOf(problem: Problem): (weights: Float64Array) => Pick<Signals, 'misses' | 'learned'> {
  const at = offsets(problem);
  const drives = problem.sigmaYX.data;
  const sigmas = problem.modalities.map((_, m) => sigmaBlock(problem, m, m));
  const target = problem.ySquared ?? NaN;
  /** `⟨y ŷ_m⟩` and `⟨ŷ_m²⟩`. */
  const products = (weights: Float64Array, m: number): readonly [number, number] => {
    const { data, cols } = sigmas[m];
    let [withTarget, square] = [0, 0];
    for (let i = 0; i < cols; i++) {
      let row = 0;
      for (let j = 0; j < cols; j++) row += weights[at[m] + j] * data[i * cols + j];
      square += weights[at[m] + i] * row;
      withTarget += weights[at[m] + i] * drives[at[m] + i];
    }
    return [withTarget, square];
  };
  const alone = unimodalWeights(problem).data;
  const halves = sigmas.map((_, m) => products(alone, m)[1] / 4);
  return (weights) => {
    const each = sigmas.map((_, m) => products(weights, m));
    return {
      misses: each.map(([withTarget, square]) => (target - 2 * withTarget + square) / target),
      learned: each.map(([, square], m) => square >= halves[m]),
    };
  };
}
