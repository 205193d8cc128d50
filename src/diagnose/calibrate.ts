/** What the log tells of the start: the scale with which each start has come down when the log has. */
import { followStart, type RandomStartInput } from '../flows/random/index.js';
import { lossAt } from '../predict/facts.js';
import { matrix } from '../numerics/matrix.js';

/** A start, as far as it was followed. */
export interface Way {
  /** When the training loss fell below the level asked for; `null` where it did not. */
  readonly fell: number | null;
  /** The step of each use. */
  readonly times: readonly (number | null)[];
  /** The training loss at the step asked for. */
  readonly lossThen: number | null;
}

/** Follows a start until all is in use, or, if only `level` matters, until the loss is below it. */
export function wayOf(
  input: RandomStartInput,
  {
    draw,
    level,
    until,
    lossAtStep,
  }: { draw: number | null; level: number | null; until: 'level' | 'uses'; lossAtStep?: number },
): Way {
  const { sigmaYX } = input.problem;
  const lossOf = (weights: Float64Array) => lossAt(input.problem, matrix(sigmaYX.rows, sigmaYX.cols, weights)) ?? NaN;
  let fell: number | null = null;
  let times: Way['times'] = [];
  let lossThen: number | null = null;
  followStart(input, {
    draw,
    onPiece: (piece) => {
      const loss = (step: number) => lossOf(piece.weightsAt(step));
      if (fell === null && level !== null && loss(piece.to) < level) fell = crossing(loss, level, piece.from, piece.to);
      if (lossAtStep !== undefined && lossThen === null && piece.to >= lossAtStep) lossThen = loss(lossAtStep);
      times = piece.times;
      if (until === 'level') return fell !== null;
      return times.every((time) => time !== null) && (lossAtStep === undefined || lossThen !== null);
    },
  });
  return { fell, times, lossThen };
}

/** Where a falling `f` crosses `level`, by halving. */
function crossing(f: (t: number) => number, level: number, from: number, to: number): number {
  let [a, b] = [from, to];
  while (b - a > 1e-4 * (to - from)) {
    const middle = (a + b) / 2;
    if (f(middle) < level) b = middle;
    else a = middle;
  }
  return (a + b) / 2;
}

const MOST_TRIES = 12;
/** A start has come down when the log has, to this share of the step. */
const CLOSE = 2e-3;
/** u₀ moves by so many e-folds at a time, and not out of this range. */
const STRIDE = 3;
const RANGE = [1e-12, 10] as const;

/** The u₀ with which a start falls below `level` at step `seen`, by secants in logarithms; `null` where there is none. */
export function scaleFor(
  input: RandomStartInput,
  { draw, level, seen, guess }: { draw: number | null; level: number; seen: number; guess: number },
): number | null {
  const miss = (x: number) => {
    const { fell } = wayOf({ ...input, start: { initScale: Math.exp(x) } }, { draw, level, until: 'level' });
    return fell === null || fell <= 0 ? null : Math.log(fell / seen);
  };
  let [x, step] = [Math.log(guess), 0];
  let known: { x: number; value: number } | null = null;
  for (let i = 0; i < MOST_TRIES; i++) {
    const value = miss(x);
    if (value === null) return null;
    if (Math.abs(value) < CLOSE) return Math.exp(x);
    // Later than the log: the start is too small. A first slope of −1/5 e-fold a step is of no consequence.
    const slope: number = known === null || known.x === x ? -0.2 : (value - known.value) / (x - known.x);
    known = { x, value };
    step = -value / (slope < 0 ? slope : -0.2);
    x = Math.min(Math.max(x + Math.max(-STRIDE, Math.min(STRIDE, step)), Math.log(RANGE[0])), Math.log(RANGE[1]));
  }
  return null;
}
