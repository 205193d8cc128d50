/** What is in use at the end of a log, and when the next comes: what the starts that agree with the log have done, and do next. */
import { fillNormal, randomSource } from '../numerics/random.js';
import { mean, NORMAL } from '../numerics/statistics.js';
import { distributionOf, type TimeDistribution } from '../flows/random/distribution.js';
import type { Use } from '../problem/use.js';
import type { Order } from './evidence.js';
import { averageOf, resampled, type Start } from './starts.js';

/** What starts that agree with the log say of its end. */
export interface State {
  /** Positions among the uses of the problem, in the order in which they came. */
  readonly used: readonly number[];
  /** When, in the order of `used`. */
  readonly steps: readonly number[];
  readonly confidence: number;
  /** Those that have come to the same uses. */
  readonly starts: readonly Start[];
}

/** What comes next. */
export interface Next {
  readonly use: number;
  /** How probable it is that this one is the next. */
  readonly probability: number;
  readonly time: TimeDistribution | null;
}

/** The last step of a log, and how well times are known: a standard deviation of `ln t`. */
export interface End {
  readonly now: number;
  readonly error: number;
}

/** Times that a network may have whose flow has this one, to a standard deviation of `ln t`. */
const timesAbout = (time: number, error: number): number[] => NORMAL.ninths.map((z) => time * Math.exp(error * z));

/** What has come into use by the end of the log. */
export function stateOf(starts: readonly Start[], { now, error }: End): State {
  const states = new Map<string, { weight: number; starts: Start[] }>();
  for (const start of starts) {
    const times = start.times.map((time) => timesAbout(time, error));
    for (let i = 0; i < NORMAL.ninths.length; i++) {
      const used = times.flatMap((of, u) => (of[i] <= now ? [u] : []));
      const state = states.get(used.join()) ?? { weight: 0, starts: [] };
      states.set(used.join(), state);
      state.weight += start.weight / NORMAL.ninths.length;
      if (!state.starts.includes(start)) state.starts.push(start);
    }
  }
  const [[key, { weight, starts: agreeing }]] = [...states].sort(([, one], [, other]) => other.weight - one.weight);
  const timeOf = (u: number) => averageOf(agreeing, ({ times }) => Math.min(times[u], now));
  const used = key === '' ? [] : key.split(',').map(Number);
  used.sort((one, other) => timeOf(one) - timeOf(other));
  return { used, steps: used.map(timeOf), confidence: weight, starts: agreeing };
}

/**
 * What most starts come to use next, and when: of the starts that have not used it yet; without starts what the likeliest order has
 * next. `drop` is how the log fell since the transition.
 */
export function nextOf(
  uses: readonly Use[],
  { used, starts }: Pick<State, 'used' | 'starts'>,
  orders: readonly Order[],
  { now, error }: End,
  drop: { readonly value: number; readonly noise: number },
): Next | null {
  const left = [...uses.keys()].filter((u) => !used.includes(u) && uses[u].level > 0);
  if (left.length === 0) return null;
  const soonest = ({ times }: Start) => left.reduce((best, u) => (times[u] < times[best] ? u : best), left[0]);
  const isNext = (u: number) => (order: Order) => order.uses.find((other) => !used.includes(other)) === u;
  const shareOf = (u: number) =>
    starts.length > 0
      ? averageOf(starts, (start) => Number(soonest(start) === u))
      : orders.filter(isNext(u)).reduce((sum, { probability }) => sum + probability, 0) || 1 / left.length;
  const use = left.reduce((best, u) => (shareOf(u) > shareOf(best) ? u : best), left[0]);
  const comes = resampled(starts).map(({ times, drop: of }) => ({ time: times[use], drop: of }));
  const times = agreeing(
    comes.filter(({ time }) => time < Infinity),
    drop,
  ).filter((time) => time > now);
  return { use, probability: shareOf(use), time: distributionOf(times.flatMap((time) => timesAbout(time, error))) };
}

/** A drop of so many standard deviations is one. */
const CLEAR = 3;
/** A log further from the starts than so many of their standard deviations is not followed further. */
const FARTHEST = 3;
const LEAST_TO_REGRESS = 8;

/**
 * The times of starts, each put right for how much faster or slower than the log its loss falls: the larger the next modality
 * already is, the faster. By regression of `ln t` on `ln drop` (regression adjustment of approximate Bayesian computation),
 * the starts' drops with noise like that of the log, so that where noise hides the drop nothing is put right.
 */
function agreeing(
  starts: readonly { readonly time: number; readonly drop: number }[],
  { value, noise }: { readonly value: number; readonly noise: number },
): number[] {
  const clear = starts.filter(({ drop }) => drop > 0);
  if (value < CLEAR * noise || clear.length < Math.max(LEAST_TO_REGRESS, starts.length / 2)) {
    return starts.map(({ time }) => time);
  }
  const normal = fillNormal(randomSource(1), new Float64Array(clear.length));
  const x = clear.map(({ drop }, i) => Math.log(drop) + (noise / value) * normal[i]);
  const y = clear.map(({ time }) => Math.log(time));
  const [meanX, meanY] = [mean(x), mean(y)];
  const varX = mean(x.map((one) => (one - meanX) ** 2));
  const slope = varX === 0 ? 0 : mean(x.map((one, i) => (one - meanX) * (y[i] - meanY))) / varX;
  const far = FARTHEST * Math.sqrt(varX);
  const at = Math.min(Math.max(Math.log(value), meanX - far), meanX + far);
  return y.map((one, i) => Math.exp(one + slope * (at - x[i])));
}
