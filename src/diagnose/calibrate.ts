/** What the log tells of the start: the scale with which each start has come down when the log has. */
import { followStart, type RandomStartInput } from '../flows/random/index.js';
import { lossAt } from '../predict/facts.js';
import { bisect } from '../numerics/bisection.js';
import { matrix } from '../numerics/matrix.js';

/** A start, as far as it was followed. */
export interface Way {
  /** When the training loss fell below the level asked for; `null` where it did not. */
  readonly fell: number | null;
  /** The step of each use. */
  readonly times: readonly (number | null)[];
  /** The training loss at the steps asked for; shorter where it was not followed so far. */
  readonly losses: readonly number[];
  /** Multiplications it took. */
  readonly work: number;
}

/** Follows a start until all is in use, or, if only `level` matters, until the loss is below it. */
export function wayOf(
  input: RandomStartInput,
  {
    draw,
    level,
    until,
    lossesAt = [],
  }: { draw: number | null; level: number | null; until: 'level' | 'uses'; lossesAt?: readonly number[] },
): Way {
  const { sigmaYX } = input.problem;
  const lossOf = (weights: Float64Array) => lossAt(input.problem, matrix(sigmaYX.rows, sigmaYX.cols, weights)) ?? NaN;
  let fell: number | null = null;
  let times: Way['times'] = [];
  const losses: number[] = [];
  const work = followStart(input, {
    draw,
    onPiece: (piece) => {
      const loss = (step: number) => lossOf(piece.weightsAt(step));
      if (fell === null && level !== null && loss(piece.to) < level)
        fell = bisect((step) => loss(step) < level, piece.from, piece.to, PRECISION);
      while (losses.length < lossesAt.length && piece.to >= lossesAt[losses.length]) {
        losses.push(loss(lossesAt[losses.length]));
      }
      times = piece.times;
      if (until === 'level') return fell !== null;
      return times.every((time) => time !== null) && losses.length === lossesAt.length;
    },
  });
  return { fell, times, losses, work };
}

/** A crossing is known to this share of a piece. */
const PRECISION = 1e-4;

const MOST_TRIES = 12;
/** A start has come down when the log has, to this share of the step. */
const CLOSE = 2e-3;
/** u₀ moves by so many e-folds at a time, and not out of this range. */
const STRIDE = 3;
const RANGE = [1e-12, 10] as const;
/** How many e-folds later for one of u₀, until that is measured. */
const FIRST_SLOPE = -0.2;

/** A scale that agrees with the log. */
export interface Scale {
  readonly initScale: number;
  /** `d ln t/d ln u₀` there: where to begin with another start. */
  readonly slope: number;
  /** Multiplications it took. */
  readonly work: number;
}

/** The u₀ with which a start falls below `level` at step `seen`, by secants in logarithms; `null` where there is none. */
export function scaleFor(
  input: RandomStartInput,
  {
    draw,
    level,
    seen,
    guess,
  }: { draw: number | null; level: number; seen: number; guess: Pick<Scale, 'initScale' | 'slope'> },
): Scale | null {
  let work = 0;
  const miss = (x: number) => {
    const way = wayOf({ ...input, start: { initScale: Math.exp(x) } }, { draw, level, until: 'level' });
    work += way.work;
    return way.fell === null || way.fell <= 0 ? null : Math.log(way.fell / seen);
  };
  let { slope } = guess;
  let x = Math.log(guess.initScale);
  let known: { x: number; value: number } | null = null;
  for (let i = 0; i < MOST_TRIES; i++) {
    const value = miss(x);
    if (value === null) return null;
    if (Math.abs(value) < CLOSE) return { initScale: Math.exp(x), slope, work };
    // Later than the log: the start is too small.
    const measured: number = known === null || known.x === x ? slope : (value - known.value) / (x - known.x);
    if (measured < 0) slope = measured;
    known = { x, value };
    const step = Math.max(-STRIDE, Math.min(STRIDE, -value / slope));
    x = Math.min(Math.max(x + step, Math.log(RANGE[0])), Math.log(RANGE[1]));
  }
  return null;
}

/** Where the search for the scale of the first start begins. */
export const FIRST_GUESS = { initScale: 0.01, slope: FIRST_SLOPE };
