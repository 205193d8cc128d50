/** Random starts that are brought to agree with a log, and how well each does. */
import type { Matrix } from '../numerics/matrix.js';
import { lossAt } from '../predict/facts.js';
import type { RandomStartInput } from '../flows/random/index.js';
import { FIRST_GUESS, scaleFor, wayOf, type Scale } from './calibrate.js';
import { missOf, type Column } from './evidence.js';
import type { Passed } from './match.js';
import { partAt, type Stretch } from './run-log.js';

/** As many starts as the work (multiplications) allows, but some. */
const STARTS = { most: 48, least: 10, work: 4e8 };
/** Steps at which starts are held against the log, from the transition to its end. */
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
  /** The transition that they are to have when the log has it; without one, starts of a u₀ that is known begin when the log does. */
  readonly transition: Passed | undefined;
  readonly parts: readonly Stretch[];
  readonly columns: readonly Column[];
  /** Losses of the flow are known to this. */
  readonly blur: number;
  /** And those of a row of the log to this. */
  readonly noise: number;
}

/** Starts that come down when the log does; none where that cannot be, or nothing is known of their scale. */
export function startsLike(input: RandomStartInput, asked: Asked): Start[] {
  const { transition, parts, columns, blur, noise } = asked;
  const from = transition?.step ?? 0;
  const now = parts[parts.length - 1];
  const half = partAt(parts, (from + now.step) / 2);
  const first = Math.max(1, from);
  const later = Array.from({ length: CHECKS }, (_, i) => partAt(parts, first * (now.step / first) ** (i / CHECKS)));
  const checks = [...later.filter(({ step }) => step > from), half, now].sort((one, other) => one.step - other.step);
  const noises = checks.map(({ rows }) => noise ** 2 / rows);
  const found: { readonly start: Omit<Start, 'weight'>; readonly misses: readonly number[] }[] = [];
  let work = 0;
  for (const { draw, initScale } of fitsOf(input, asked)) {
    if (found.length >= STARTS.least && work > STARTS.work) break;
    const way = wayOf(
      { ...input, start: { initScale } },
      { draw, level: transition?.level ?? null, after: checks.map(({ step }) => Math.max(0, step - from)) },
    );
    work += way.work;
    const { fell } = way;
    if (fell === null || way.after.length < checks.length) continue;
    const losses = way.after.map((weights) => lossAt(input.problem, weights) ?? NaN);
    const misses = losses.map((loss, i) => loss - checks[i].loss);
    const start = {
      initScale,
      times: way.times.map((time) => (time === null ? Infinity : time + from - fell)),
      misfit: Math.sqrt(Math.max(0, meanOf(misses.map((miss, i) => miss ** 2 - noises[i])))),
      loss: losses[losses.length - 1],
      drop: losses[checks.indexOf(half)] - losses[losses.length - 1],
      end: way.after[way.after.length - 1],
    };
    found.push({ start, misses });
  }
  // None is refused for less than what the best of them misses.
  const best = Math.min(...found.map(({ start }) => start.misfit));
  const variances = noises.map((variance) => blur ** 2 + best ** 2 + variance);
  const likelihoods = found.map(({ misses, start }) => {
    // Losses of one start stand and fall together: they are one observation.
    const ofLosses = meanOf(misses.map((miss, i) => miss ** 2 / variances[i]));
    const others = columns.reduce((sum, column) => sum + missOf(column, start.end) ** 2, 0);
    return Math.exp(-(ofLosses + others) / 2);
  });
  const all = likelihoods.reduce((sum, one) => sum + one, 0);
  return found.map(({ start }, i) => ({ ...start, weight: likelihoods[i] / all }));
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Starts of the scale that is known, or each with the scale with which it comes down when the log has. */
function* fitsOf(
  input: RandomStartInput,
  { initScale, transition }: Asked,
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
