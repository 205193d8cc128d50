/** What many starts say of a time, and of the order of first uses. */
import { mean, standardDeviation } from '../../numerics/statistics.js';
import type { Use } from '../../problem/use.js';

/**
 * The distribution of a time over starts, in steps of descent. Quantiles are of all starts, `Infinity` (`null` in JSON) where
 * so many do not come to it, or not as far as they were followed.
 */
export interface TimeDistribution {
  /** Over the starts in which it comes. */
  readonly mean: number;
  /** Standard deviation from start to start, of those in which it comes. */
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

/** The distribution of a sample of times, in which `Infinity` is one that does not come; `null` if none does. */
export function distributionOf(sample: readonly number[]): TimeDistribution | null {
  const times = sample.filter((time) => time < Infinity);
  if (times.length === 0) return null;
  const sorted = Float64Array.from(sample).sort();
  const quantile = (q: number) => {
    const at = Math.max(q * sorted.length - 0.5, 0);
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    if (sorted[above] === Infinity) return at === below ? sorted[below] : Infinity;
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  };
  const std = times.length > 1 ? standardDeviation(times) : 0;
  return { mean: mean(times), std, q05: quantile(0.05), q50: quantile(0.5), q95: quantile(0.95) };
}

/** What one start came to. */
export interface Followed {
  /** The time of each use; `Infinity` for never, `null` for not as far as it was followed. */
  readonly times: readonly (number | null)[];
  /** The step it was followed to. */
  readonly reached: number;
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
  /** For each start, the time of each use in their order; `Infinity` for never, or for later than the horizon. */
  readonly times: readonly (readonly number[])[];
  /** Up to which step all starts are known; `null` where all were followed to their ends. */
  readonly horizon: number | null;
  /** What was waited for: the share of starts in which it comes, and when; `null` where it comes in none. */
  readonly events: readonly (Use & { readonly probability: number; readonly time: TimeDistribution | null })[];
  readonly orders: readonly OrderProbability[];
  /** How likely each modality is in use by the steps asked about, or by the horizon if that is less. */
  readonly usedBy: {
    readonly steps: number;
    readonly modalities: readonly { readonly modality: number; readonly probability: number }[];
  } | null;
}

/**
 * Times, orders and probabilities from single starts, of `modalities` modalities. Starts are compared as far as all of them were
 * followed: what is known of some only beyond that step would speak of the early ones.
 */
export function summaryOf(
  starts: readonly Followed[],
  uses: readonly Use[],
  modalities: number,
  usedBySteps: number | undefined,
): StartsSummary {
  const cut = starts.filter((start) => start.times.includes(null)).map(({ reached }) => reached);
  const horizon = cut.length === 0 ? Infinity : Math.min(...cut);
  const times = starts.map((start) => start.times.map((time) => (time === null || time > horizon ? Infinity : time)));
  const never = starts.map((start) =>
    firstUses(
      uses,
      start.times.map((time) => time ?? 0),
      modalities,
    ),
  );
  const firsts = times.map((ofStart) => firstUses(uses, ofStart, modalities));
  const share = (of: (s: number) => boolean) => starts.filter((_, s) => of(s)).length / starts.length;
  const steps = Math.min(usedBySteps ?? 0, horizon);
  return {
    draws: starts.length,
    times,
    horizon: horizon === Infinity ? null : horizon,
    events: uses.map((use, u) => ({
      ...use,
      probability: share((s) => times[s][u] < Infinity),
      time: distributionOf(times.map((ofStart) => ofStart[u])),
    })),
    orders: ordersOf(firsts, (s, m) => never[s][m] === Infinity),
    usedBy:
      usedBySteps === undefined
        ? null
        : {
            steps,
            modalities: Array.from({ length: modalities }, (_, modality) => ({
              modality,
              probability: share((s) => firsts[s][modality] <= steps),
            })),
          },
  };
}

/**
 * How often each order comes, the likeliest first. The one modality that a start has not come to yet comes last; of several
 * that it has not come to the order is not known, and they are left out like those that never come.
 */
function ordersOf(
  firsts: readonly (readonly number[])[],
  isNever: (start: number, modality: number) => boolean,
): OrderProbability[] {
  const counts = new Map<string, { modalities: number[]; count: number }>();
  firsts.forEach((first, s) => {
    const used = first.map((_, m) => m).filter((m) => Number.isFinite(first[m]));
    const open = first.map((_, m) => m).filter((m) => first[m] === Infinity && !isNever(s, m));
    const modalities = used.sort((m, n) => first[m] - first[n] || m - n).concat(open.length === 1 ? open : []);
    const known = counts.get(modalities.join());
    if (known) known.count++;
    else counts.set(modalities.join(), { modalities, count: 1 });
  });
  return [...counts.values()]
    .sort((p, q) => q.count - p.count)
    .map(({ modalities, count }) => ({ modalities, probability: count / firsts.length }));
}
