import type { Rule } from '../rule.js';

/** No factor above `e^(α · 10)`, as published. */
const MOST = 10;

/**
 * Adaptive gradient modulation: `κ_m = exp(α min(τ_m − r_m, 10))`, `r_m = exp(CE_other − CE_m)`, `τ_m` the same of the
 * running means, on the encoders. For a squared loss `CE_m` is `⟨(y−ŷ_m)²⟩/(2⟨y²⟩)`: a transcription.
 */
export function agm(alpha: number): Rule {
  const means = [0, 0];
  let count = 0;
  return ({ misses }) => {
    count++;
    misses.forEach((miss, m) => (means[m] += (miss / 2 - means[m]) / count));
    const rates = misses.map((miss, m) => {
      const now = Math.exp((misses[1 - m] - miss) / 2);
      const before = Math.exp(means[1 - m] - means[m]);
      return { encoder: Math.exp(alpha * Math.min(before - now, MOST)), head: 1 };
    });
    return { rates };
  };
}
