/** Distributions over starts, from times of single ones. */
import { mean } from '../numerics/statistics.js';
import type { TimeDistribution } from './answer.js';

/** Mean, standard deviation (`n − 1`; 0 for a single start) and quantiles, linear between order statistics. */
export function distributionOf(times: readonly number[]): TimeDistribution {
  const centre = mean(times);
  const squares = times.reduce((sum, time) => sum + (time - centre) ** 2, 0);
  const sorted = times.toSorted((x, y) => x - y);
  const quantile = (p: number) => {
    const at = p * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
    return low + (high - low) * (at - Math.floor(at));
  };
  return {
    mean: centre,
    std: times.length > 1 ? Math.sqrt(squares / (times.length - 1)) : 0,
    q05: quantile(0.05),
    q50: quantile(0.5),
    q95: quantile(0.95),
  };
}

/** How often each order of first use occurs, the most frequent first; `Infinity` is never, and left out of the order. */
export function ordersOf(firsts: readonly (readonly number[])[]): { modalities: number[]; probability: number }[] {
  const counts = new Map<string, { modalities: number[]; count: number }>();
  for (const first of firsts) {
    const modalities = [...first.keys()].filter((m) => first[m] < Infinity).sort((m, n) => first[m] - first[n]);
    const known = counts.get(modalities.join()) ?? { modalities, count: 0 };
    known.count++;
    counts.set(modalities.join(), known);
  }
  return [...counts.values()]
    .sort((one, other) => other.count - one.count)
    .map(({ modalities, count }) => ({ modalities, probability: count / firsts.length }));
}
