/** What the log tells of the start: the scale with which each start has come down when the log has. */
import { followStart, type RandomStartInput } from '../flows/random/index.js';
import { lossAt } from '../predict/facts.js';
import { bisect } from '../numerics/bisection.js';
import { matrix, type Matrix } from '../numerics/matrix.js';
import { fallsBelow } from './run-log.js';

/** A start, as far as it was followed. */
export interface Way {
  /** When the training loss fell below the level asked for, step 0 without one; `null` where it did not. */
  readonly fell: number | null;
  /** The step of each use; `Infinity` for never, `null` for not as far as it was followed. */
  readonly times: readonly (number | null)[];
  /** The training loss at a step up to the end. */
  readonly lossAt: (step: number) => number;
  /** When it fell below a level; `null` where it did not. */
  readonly fellBelow: (level: number) => number | null;
  /** Total weights so many steps after the fall as was asked for; `null` where it was not followed so far. */
  readonly end: Matrix | null;
  /** Multiplications it took. */
  readonly work: number;
}

/** The loss is known at so many points of a piece, and between them on straight lines. */
const POINTS = 8;

/** Follows a start until the loss is below `level`, or, with `after`, until so many steps later, and all is in use too. */
export function wayOf(
  input: RandomStartInput,
  { draw, level, after }: { draw: number | null; level: number | null; after: number | null },
): Way {
  const { rows, cols } = input.problem.sigmaYX;
  const lossOf = (weights: Float64Array) => lossAt(input.problem, matrix(rows, cols, weights)) ?? NaN;
  let fell: number | null = level === null ? 0 : null;
  let times: Way['times'] = [];
  let end: Matrix | null = null;
  const curve: { readonly step: number; readonly loss: number }[] = [];
  const work = followStart(input, {
    draw,
    onPiece: (piece) => {
      const { from, to, weightsAt } = piece;
      const isBelow = (step: number) => level !== null && lossOf(weightsAt(step)) < level;
      if (fell === null && isBelow(to)) fell = bisect(isBelow, from, to, PRECISION);
      times = piece.times;
      if (after === null) return fell !== null;
      for (let i = curve.length === 0 ? 0 : 1; i <= POINTS; i++) {
        const step = from + (i / POINTS) * (to - from);
        curve.push({ step, loss: lossOf(weightsAt(step)) });
      }
      if (fell === null || to < fell + after) return false;
      end ??= matrix(rows, cols, weightsAt(fell + after).slice());
      return times.every((time) => time !== null);
    },
  });
  const fellBelow = (level: number) =>
    fallsBelow(
      level,
      curve.map(({ step, loss }) => ({ from: step, to: step, loss })),
    );
  return { fell, times, lossAt: (step) => between(curve, step), fellBelow, end, work };
}

/** The loss of a curve at a step, on a straight line between two points. */
function between(curve: readonly { readonly step: number; readonly loss: number }[], step: number): number {
  const i = Math.max(
    1,
    curve.findIndex((point) => point.step >= step),
  );
  const [one, other] = [curve[i - 1], curve[i]];
  return one.loss + ((Math.max(step, one.step) - one.step) / (other.step - one.step)) * (other.loss - one.loss);
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
    const way = wayOf({ ...input, start: { initScale: Math.exp(x) } }, { draw, level, after: null });
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
