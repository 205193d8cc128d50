/** When the next modality comes into use: what the starts that agree with the log do next. */
import { fillNormal, randomSource } from '../numerics/random.js';
import { mean } from '../numerics/statistics.js';
import { distributionOf, type TimeDistribution } from '../flows/random/distribution.js';
import type { RandomStartInput } from '../flows/random/index.js';
import { FIRST_GUESS, scaleFor, wayOf, type Scale, type Way } from './calibrate.js';
import type { Match } from './evidence.js';
import type { Stretch } from './run-log.js';

/** What comes next, by starts that agree with the log. */
export interface Forecast {
  /** u₀ of the starts that agree with the log; `null` where it was given, or none agrees. */
  readonly calibrated: { readonly initScale: number; readonly q05: number; readonly q95: number } | null;
  readonly next: { readonly use: number; readonly time: TimeDistribution | null } | null;
  /** The loss at the end of the log of the starts that agree with it. */
  readonly expected: number | null;
}

/** Starts that are brought to agree with the log: as many as the work (multiplications) allows, but some. */
const STARTS = { most: 48, least: 10, work: 4e8 };

/** A start that agrees with the log. */
interface Fit {
  readonly draw: number;
  readonly initScale: number;
}

/** Starts that agree with the last transition of the log, and with how fast its loss falls since, say when the next comes. */
export function forecastOf(
  input: RandomStartInput,
  initScale: number | undefined,
  found: Match,
  parts: readonly Stretch[],
  noise: number,
): Forecast {
  const last = found.seen.at(-1);
  const fits = fitsOf(input, initScale, last);
  const now = parts[parts.length - 1];
  const before = partAt(parts, ((last?.step ?? 0) + now.step) / 2);
  const followed: { readonly fit: Fit; readonly way: Way }[] = [];
  let work = 0;
  for (const fit of fits) {
    if (followed.length >= STARTS.least && work > STARTS.work) break;
    const asked = {
      draw: fit.draw,
      level: last?.level ?? null,
      until: 'uses',
      lossesAt: [before.step, now.step],
    } as const;
    const way = wayOf({ ...input, start: { initScale: fit.initScale } }, asked);
    followed.push({ fit, way });
    work += way.work;
  }
  const losses = followed.flatMap(({ way }) => way.losses[1] ?? []).sort((one, other) => one - other);
  const seen = initScale === undefined ? undefined : last?.step;
  const futures = followed.map(({ way }) => ({
    times: timesOf(way, seen),
    drop: way.losses[0] - way.losses[1],
  }));
  const drop = { value: before.loss - now.loss, noise: noise * Math.sqrt(1 / before.rows + 1 / now.rows) };
  return {
    calibrated: initScale === undefined ? scalesOf(followed.map(({ fit }) => fit)) : null,
    expected: losses.length === 0 ? null : losses[losses.length >> 1],
    next: nextOf(input, found.used, futures, now.step, drop),
  };
}

/** The stretch nearest to a step. */
const partAt = (parts: readonly Stretch[], step: number): Stretch =>
  parts.reduce((one, other) => (Math.abs(other.step - step) < Math.abs(one.step - step) ? other : one));

/** Starts of the scale that is known, or each with the scale with which it comes down when the log has. */
function* fitsOf(
  input: RandomStartInput,
  initScale: number | undefined,
  last: Match['seen'][number] | undefined,
): Generator<Fit> {
  if (initScale !== undefined) {
    for (let draw = 0; draw < STARTS.most; draw++) yield { draw, initScale };
    return;
  }
  if (last === undefined) return;
  const asked = { level: last.level, seen: last.step };
  const typical = scaleFor(input, { ...asked, draw: null, guess: FIRST_GUESS });
  let work = 0;
  for (let draw = 0; typical !== null && draw < STARTS.most; draw++) {
    if (draw >= STARTS.least && work > STARTS.work) return;
    const scale: Scale | null = scaleFor(input, { ...asked, draw, guess: typical });
    work += scale?.work ?? typical.work;
    if (scale !== null) yield { draw, initScale: scale.initScale };
  }
}

/** Times of uses of a start; where u₀ is known, one that came down earlier or later than the log by a few steps goes on so. */
function timesOf({ fell, times }: Way, seen: number | undefined): number[] {
  const shift = seen === undefined || fell === null ? 0 : seen - fell;
  return times.map((time) => (time === null ? Infinity : time + shift));
}

function scalesOf(fits: readonly Fit[]): Forecast['calibrated'] {
  const of = distributionOf(fits.map(({ initScale }) => initScale));
  return of === null ? null : { initScale: of.q50, q05: of.q05, q95: of.q95 };
}

/** What a start does next. */
interface Future {
  /** The time of each use. */
  readonly times: readonly number[];
  /** By how much its loss falls in the last half of the time since the transition. */
  readonly drop: number;
}

/** What most starts come to use next, and when: of the starts that have not used it yet. */
function nextOf(
  { uses = [] }: RandomStartInput,
  used: readonly number[],
  futures: readonly Future[],
  now: number,
  drop: { readonly value: number; readonly noise: number },
): Forecast['next'] {
  const left = [...uses.keys()].filter((u) => !used.includes(u) && uses[u].level > 0);
  if (left.length === 0) return null;
  const soonest = futures.map(({ times }) => left.reduce((best, u) => (times[u] < times[best] ? u : best), left[0]));
  const count = (u: number) => soonest.filter((one) => one === u).length;
  const use = left.reduce((best, u) => (count(u) > count(best) ? u : best), left[0]);
  const comes = futures.map(({ times, drop: of }) => ({ time: times[use], drop: of }));
  const times = agreeing(
    comes.filter(({ time }) => time < Infinity),
    drop,
  ).filter((time) => time > now);
  return { use, time: distributionOf(times.flatMap(asTrained)) };
}

/**
 * Standard deviation of `ln t` of a trained network about the flow from its start: the flow has the leading order in 1/width, and
 * the log tells of the start to a few steps. Forecasts with the modality right were off by 1% where starts hardly spread.
 */
const FLOW_ERROR = 0.01;
/** Middles of nine equal parts of the standard normal distribution. */
const NINTHS = [-1.593, -0.967, -0.589, -0.282, 0, 0.282, 0.589, 0.967, 1.593];

/** Times that a network may have whose flow has this one. */
const asTrained = (time: number): number[] => NINTHS.map((z) => time * Math.exp(FLOW_ERROR * z));

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
