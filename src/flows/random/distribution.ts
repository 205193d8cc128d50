/** What many starts say of a time, and of the order of first uses. */
import { mean, standardDeviation } from '../../numerics/statistics.js';
import type { Use } from '../../problem/use.js';

/** The distribution of a time over starts, in steps of descent. */
export interface TimeDistribution {
  /** Over the starts in which it comes at all. */
  readonly mean: number;
  /** Standard deviation from start to start. */
  readonly std: number;
  /** One start in twenty is earlier. */
  readonly q05: number;
  /** The median. */
  readonly q50: number;
  /** One start in twenty is later. */
  readonly q95: number;
}

/** An order in which modalities come into use. */
export interface OrderProbability {
  /** Positions of the modalities that are ever used, first used first. */
  readonly modalities: readonly number[];
  readonly probability: number;
}

/** The distribution of a sample of times, over the starts that come to it; `null` if none does (all are `Infinity`). */
export function distributionOf(sample: readonly number[]): TimeDistribution | null {
  const times = sample.filter((time) => time < Infinity);
  if (times.length === 0) return null;
  const sorted = Float64Array.from(times).sort();
  const quantile = (q: number) => {
    const at = Math.min(Math.max(q * sorted.length - 0.5, 0), sorted.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  };
  const std = times.length > 1 ? standardDeviation(times) : 0;
  return { mean: mean(times), std, q05: quantile(0.05), q50: quantile(0.5), q95: quantile(0.95) };
}

/** When each modality first comes into use in one start; `Infinity` where it never does. */
export function firstUses(uses: readonly Use[], times: readonly number[], modalities: number): number[] {
  const first = Array.from({ length: modalities }, () => Infinity);
  uses.forEach(({ modality }, u) => (first[modality] = Math.min(first[modality], times[u])));
  return first;
}

/** What many starts say together. */
export interface StartsSummary {
  /** How many starts there are. */
  readonly draws: number;
  /** For each start, the time of each use in their order; `Infinity` for never. */
  readonly times: readonly (readonly number[])[];
  /** What was waited for, with its time; `null` for what is never used. */
  readonly events: readonly (Use & { readonly time: TimeDistribution | null })[];
  readonly orders: readonly OrderProbability[];
  /** How likely each modality is in use by the steps asked about; `null` where none are. */
  readonly usedBy: readonly { readonly modality: number; readonly probability: number }[] | null;
}

/** Times, orders and probabilities from the times of single starts, of `modalities` modalities. */
export function summaryOf(
  times: readonly (readonly number[])[],
  uses: readonly Use[],
  modalities: number,
  usedBySteps: number | undefined,
): StartsSummary {
  const firsts = times.map((ofStart) => firstUses(uses, ofStart, modalities));
  const share = (modality: number, steps: number) =>
    firsts.filter((first) => first[modality] <= steps).length / firsts.length;
  return {
    draws: times.length,
    times,
    events: uses.map((use, u) => ({
      ...use,
      time: use.level > 0 ? distributionOf(times.map((ofStart) => ofStart[u])) : null,
    })),
    orders: ordersOf(firsts),
    usedBy:
      usedBySteps === undefined
        ? null
        : Array.from({ length: modalities }, (_, modality) => ({
            modality,
            probability: share(modality, usedBySteps),
          })),
  };
}

/** How often each order comes, the likeliest first. */
export function ordersOf(firsts: readonly (readonly number[])[]): OrderProbability[] {
  const counts = new Map<string, { modalities: number[]; count: number }>();
  for (const first of firsts) {
    const used = first.map((_, m) => m).filter((m) => Number.isFinite(first[m]));
    const modalities = used.sort((m, n) => first[m] - first[n] || m - n);
    const known = counts.get(modalities.join());
    if (known) known.count++;
    else counts.set(modalities.join(), { modalities, count: 1 });
  }
  return [...counts.values()]
    .sort((p, q) => q.count - p.count)
    .map(({ modalities, count }) => ({ modalities, probability: count / firsts.length }));
}
