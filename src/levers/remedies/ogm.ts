import { whole, type Rule } from '../rule.js';

/** How well a branch does alone. */
export type Score = 'likelihood' | 'explained';

/** Below this share of the variance a branch explains nothing. */
const FLOOR = 1e-3;

/**
 * On-the-fly gradient modulation: the branch with the better score, `ρ > 1` times the other's, has the factor
 * `1 − tanh(αρ)` on its encoder. For a squared loss the score is the Gaussian likelihood `exp(−⟨(y−ŷ_m)²⟩/(2⟨y²⟩))`, or the
 * share of the variance that the branch explains: a transcription.
 */
export function ogm(alpha: number, layers: 'encoder' | 'branch', score: Score): Rule {
  return ({ misses }) => {
    const scores = misses.map((miss) => (score === 'likelihood' ? Math.exp(-miss / 2) : Math.max(FLOOR, 1 - miss)));
    const rates = scores.map((own, m) => {
      const ratio = own / scores[1 - m];
      const factor = ratio > 1 ? 1 - Math.tanh(alpha * ratio) : 1;
      return layers === 'branch' ? whole(factor) : { encoder: factor, head: 1 };
    });
    return { rates };
  };
}
