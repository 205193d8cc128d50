/** Random starts that are brought to agree with a log, and how well each does. */
import type { Matrix } from '../numerics/matrix.js';
import { mean } from '../numerics/statistics.js';
import type { RandomStartInput } from '../flows/random/index.js';
import { FIRST_GUESS, scaleFor, wayOf, type Scale } from './calibrate.js';
import { FITS, missOf, type Column } from './evidence.js';
import type { Passed } from './match.js';
import { partAt, type Stretch } from './run-log.js';

/** As many starts as the work (multiplications) allows, but some. */
const STARTS = { most: 48, least: 10, work: 4e8 };
/** Steps at which starts are held against the log, from its beginning to the transition, and from there to its end. */
const CHECKS = 5;

/** A start that comes down when the log does. */
export interface Start {
  readonly initScale: number;
  /** The step of each use, moved by what it comes down before or after the log; `Infinity` for never. */
  readonly times: readonly number[];
  /** How far its losses are from those of the log, root mean square without the noise. */
  readonly misfit: number;
  /** Its loss at the end of the log. */
  readonly loss: number;
  /** By how much its loss falls in the last half of the time since the transition. */
  readonly drop: number;
  /** Its total weights there. */
  readonly end: Matrix;
  /** How well it agrees with all that was measured; they add up to 1. */
  readonly weight: number;
}

/** What is asked of starts. */
export interface Asked {
  /** u₀, where it is known. */
  readonly initScale: number | undefined;
  /**
   * Transitions that they may be made to have when the log has them, the best one first; without one, starts of a u₀ that is known
   * begin when the log does.
   */
  readonly anchors: readonly Passed[];
  readonly parts: readonly Stretch[];
  readonly columns: readonly Column[];
  /** Losses of the flow are known to this. */
  readonly blur: number;
  /** And times to this share. */
  readonly timeError: number;
  /** Starts no farther from the log than this agree with it: no other transition is tried. */
  readonly enough: number;
}

/** Starts that agree with a log. */
export interface Agreement {
  readonly starts: readonly Start[];
  /** What they come down with; `undefined` where they begin with the log. */
  readonly transition: Passed | undefined;
  /** How far they are from the log. */
  readonly misfit: number;
}

/**
 * Starts that come down when the log does; none where that cannot be, or nothing is known of their scale. A transition that is
 * none, noise taken for one, is known by what its starts did before.
 */
export function startsLike(input: RandomStartInput, asked: Asked): Agreement {
  let best: Agreement = { starts: [], transition: asked.anchors[0], misfit: Infinity };
  for (const transition of asked.anchors.length === 0 ? [undefined] : asked.anchors) {
    const starts = startsFrom(input, asked, transition);
    const misfit = starts.length === 0 ? Infinity : averageOf(starts, (start) => start.misfit);
    if (misfit < best.misfit) best = { starts, transition, misfit };
    if (misfit <= asked.enough) break;
  }
  return best;
}

/** An average over starts, each by how well it agrees with the log. */
export const averageOf = (starts: readonly Start[], of: (start: Start) => number): number =>
  starts.reduce((sum, start) => sum + start.weight * of(start), 0) /
  starts.reduce((sum, start) => sum + start.weight, 0);

/** As many starts as there are, each as often as it agrees with the log. */
export function resampled(starts: readonly Start[]): Start[] {
  const all = sumOf(starts.map(({ weight }) => weight));
  let [taken, sum] = [0, 0];
  return starts.flatMap((start) => {
    sum += (start.weight / all) * starts.length;
    const times = Math.round(sum) - taken;
    taken += times;
    return Array.from({ length: times }, () => start);
  });
}

/** Starts that come down when the log has the transition. */
function startsFrom(input: RandomStartInput, asked: Asked, transition: Passed | undefined): Start[] {
  const { parts, columns, blur } = asked;
  const from = transition?.step ?? 0;
  const now = parts[parts.length - 1];
  const half = partAt(parts, (from + now.step) / 2);
  const first = parts.find(({ step }) => step >= 1)?.step ?? 1;
  const middle = Math.max(first, from);
  const sides = [evenly(parts, first, middle), [...evenly(parts, middle, now.step), half, now]].filter(
    ({ length }) => length > 0,
  );
  const found: {
    readonly start: Omit<Start, 'weight'>;
    readonly misses: readonly (readonly Miss[])[];
    readonly late: readonly number[];
  }[] = [];
  const others = asked.anchors.filter((anchor) => anchor !== transition);
  let work = 0;
  for (const { draw, initScale } of fitsOf(input, asked.initScale, transition)) {
    if (found.length >= STARTS.least && work > STARTS.work) break;
    const level = transition?.level ?? null;
    const way = wayOf({ ...input, start: { initScale } }, { draw, level, after: now.step - from });
    work += way.work;
    const { fell, end } = way;
    if (fell === null || end === null) continue;
    const lossAt = ({ step }: Stretch) => way.lossAt(step - from + fell);
    const misses = sides.map((side) =>
      side.map((part) => ({ squared: (lossAt(part) - part.loss) ** 2, noise: part.error ** 2 })),
    );
    const start = {
      initScale,
      times: way.times.map((time) => (time === null ? Infinity : time + from - fell)),
      misfit: rootMeanSquare(misses.flat(), blur),
      loss: lossAt(now),
      drop: lossAt(half) - lossAt(now),
      end,
    };
    // How much later than the log it came down before, and comes again, in units of how well that is known.
    const late = others.map(({ level: height, step, error }) => {
      const came = way.fellBelow(height);
      const known = Math.hypot(asked.timeError, error);
      return came === null || came + from <= fell ? FITS : Math.abs(Math.log((came + from - fell) / step)) / known;
    });
    found.push({ start, misses, late });
  }
  // None is refused for less than what the best of them misses.
  const best = Math.min(...found.map(({ start }) => start.misfit));
  const known = blur ** 2 + best ** 2;
  const least = others.map((_, k) => Math.min(...found.map(({ late }) => late[k])));
  const likelihoods = found.map(({ misses, late, start }) => {
    // Losses of one start stand and fall together: before the transition they are one observation, and after it.
    const ofLosses = sumOf(misses.map((side) => mean(side.map(({ squared, noise }) => squared / (known + noise)))));
    const ofTimes = sumOf(late.map((miss, k) => Math.min(miss, FITS) ** 2 / (1 + least[k] ** 2)));
    const ofColumns = columns.reduce((sum, column) => sum + missOf(column, start.end) ** 2, 0);
    return Math.exp(-(ofLosses + ofTimes + ofColumns) / 2);
  });
  const all = likelihoods.reduce((sum, one) => sum + one, 0);
  return found.map(({ start }, i) => ({ ...start, weight: likelihoods[i] / all }));
}

/** Stretches of the log at steps from one to another, evenly in `ln t`. */
const evenly = (parts: readonly Stretch[], from: number, to: number): Stretch[] =>
  Array.from({ length: from < to ? CHECKS : 0 }, (_, i) => partAt(parts, from * (to / from) ** (i / CHECKS)));

/** How far a start is from a stretch of the log, and for how much of that there is noise: squares. */
interface Miss {
  readonly squared: number;
  readonly noise: number;
}

/** The root mean square of what is missed beyond the noise, each by how well it is known. */
function rootMeanSquare(misses: readonly Miss[], blur: number): number {
  const weights = misses.map(({ noise }) => 1 / (blur ** 2 + noise));
  const beyond = misses.map(({ squared, noise }, i) => weights[i] * (squared - noise));
  return Math.sqrt(Math.max(0, sumOf(beyond) / sumOf(weights)));
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** Starts of the scale that is known, or each with the scale with which it comes down when the log has. */
function* fitsOf(
  input: RandomStartInput,
  initScale: number | undefined,
  transition: Passed | undefined,
): Generator<{ readonly draw: number; readonly initScale: number }> {
  if (initScale !== undefined) {
    for (let draw = 0; draw < STARTS.most; draw++) yield { draw, initScale };
    return;
  }
  if (transition === undefined) return;
  const wanted = { level: transition.level, seen: transition.step };
  const typical = scaleFor(input, { ...wanted, draw: null, guess: FIRST_GUESS });
  let work = 0;
  for (let draw = 0; typical !== null && draw < STARTS.most; draw++) {
    if (draw >= STARTS.least && work > STARTS.work) return;
    const scale: Scale | null = scaleFor(input, { ...wanted, draw, guess: typical });
    work += scale?.work ?? typical.work;
    if (scale !== null) yield { draw, initScale: scale.initScale };
  }
}
