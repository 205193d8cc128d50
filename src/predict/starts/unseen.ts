/** Data that the network is not trained on: its loss along the way of random starts, where it is least, and where it ends. */
import { cholesky } from '../../numerics/linear-algebra.js';
import { matrix, multiply, type Matrix } from '../../numerics/matrix.js';
import { mean, standardDeviation } from '../../numerics/statistics.js';
import { followStart, type Piece, type RandomStartInput } from '../../flows/random/index.js';
import { offsets, type Problem } from '../../problem/problem.js';
import { momentsOf, requireTestData, type Samples } from '../../problem/samples.js';
import type { Unseen } from '../answer.js';
import { explainedBy, lossAt, type FittedSet } from '../facts.js';

/** Samples in the units and coordinates of a problem: centred and scaled by its own rows. */
export type TestData = Samples;

/** The loss on unseen data of total weights `W`, `C × D` row-major. */
export interface UnseenLoss {
  readonly samples: number;
  readonly of: (weights: Float64Array) => number;
}

/** `½⟨‖y − W x‖²⟩` over the test rows: from their moments, or from the rows where these are fewer than the inputs. */
export function unseenLoss(data: TestData, problem: Problem): UnseenLoss {
  requireTestData(data, problem);
  const { x, y } = data;
  const [n, D, C] = [x.rows, x.cols, y.cols];
  if (n < D) return { samples: n, of: (weights) => directLoss(x, y, weights) };
  const moments = momentsOf(data);
  return { samples: n, of: (weights) => lossAt(moments, matrix(C, D, weights)) ?? NaN };
}

function directLoss(x: Matrix, y: Matrix, weights: Float64Array): number {
  let sum = 0;
  for (let r = 0; r < x.rows; r++) {
    for (let c = 0; c < y.cols; c++) {
      let error = y.data[r * y.cols + c];
      for (let j = 0; j < x.cols; j++) error -= weights[c * x.cols + j] * x.data[r * x.cols + j];
      sum += error * error;
    }
  }
  return sum / (2 * x.rows);
}

/** So many starts, until their means are known to this share; fewer where a start is dear. */
const STARTS = { most: 64, enough: 16, least: 4, known: 1e-3, work: 4e8, ofOne: 1e8 };
/** A start is followed for so many last uses at most. */
const MOST_USES = 1000;
/** It has arrived when its loss is within this share of the end, and stays there until so many times that step. */
const ARRIVED = { share: 1e-3, stays: 1.5 };
/** What is left to learn, as a share of all, where there are many minima and training ends at one of them. */
const LEARNED = 1e-6;
/** Up to so many inputs of a modality what is drawn of a start are all of them, where the end depends on all. */
const EVERY = 32;

/** Best step and loss, plateaus and end of random starts on unseen data; with `steps` training stops there, if it is not over before. */
export function unseenOf(
  asked: RandomStartInput,
  loss: UnseenLoss,
  sets: readonly FittedSet[],
  steps: number | null,
): Unseen {
  const { problem, uses = [] } = asked;
  const minimumNorm = sets[sets.length - 1].weights;
  const endLoss = loss.of(minimumNorm.data);
  const end = {
    loss: endLoss,
    isOnly: cholesky(problem.sigma) !== null,
    left: leftToLearn(problem, minimumNorm),
    steps: steps ?? Infinity,
  };
  const everyDirection = !end.isOnly && problem.modalities.every(({ dim }) => dim <= EVERY);
  const input = { ...asked, everyDirection };
  const bests: Best[] = [];
  let work = 0;
  while (bests.length < STARTS.most && (bests.length < STARTS.least || work < STARTS.work) && !areKnown(bests)) {
    const best = bestOf(input, bests.length, loss, end);
    bests.push(best);
    work += best.work;
  }
  const turning = bests.filter(({ step }) => Number.isFinite(step));
  const turns = 2 * turning.length >= bests.length;
  const bestStep = turns ? mean(turning.map(({ step }) => step)) : Infinity;
  const inUse = (m: number) =>
    bests.filter(({ times, step }) => uses.some((use, u) => use.modality === m && isBy(times[u], step))).length;
  const shares = sharesOf(problem, minimumNorm);
  const ends = bests.map((best) => (best.endWeights === null ? shares : sharesOf(problem, best.endWeights)));
  const arrivals = bests.map(({ arrived }) => arrived);
  return {
    samples: loss.samples,
    bestStep,
    bestLoss: mean(bests.map((best) => best.loss)),
    endLoss,
    trainedLoss: mean(bests.map((best) => best.trainedLoss)),
    trainedStep: arrivals.includes(Infinity) ? null : mean(arrivals),
    shares: problem.modalities.map(({ name }, m) => ({
      modality: name,
      end: mean(ends.map((each) => each[m])),
      minimumNorm: shares[m],
    })),
    spread: {
      bestStep: turns && turning.length > 1 ? standardDeviation(turning.map(({ step }) => step)) : 0,
      bestLoss: standardDeviation(bests.map((best) => best.loss)),
      trainedLoss: standardDeviation(bests.map((best) => best.trainedLoss)),
    },
    plateaus: sets.map(({ manifold, weights }) => ({
      name: manifold,
      train: lossAt(problem, weights),
      test: loss.of(weights.data),
    })),
    usedAtBest: problem.modalities.map(({ name }) => name).filter((_, m) => 2 * inUse(m) >= bests.length),
  };
}

/** Whether means over so many starts are known well enough. */
const areKnown = (bests: readonly Best[]): boolean =>
  bests.length >= STARTS.enough &&
  (['loss', 'trainedLoss'] as const).every((key) => {
    const losses = bests.map((best) => best[key]);
    return standardDeviation(losses) <= STARTS.known * Math.sqrt(losses.length) * mean(losses);
  });

/** Whether a use has come by a step; never is never. */
const isBy = (time: number | null, step: number): boolean => time !== null && time !== Infinity && time <= step;

interface Best {
  /** `Infinity` where nothing on the way is below the end. */
  readonly step: number;
  readonly loss: number;
  readonly times: readonly (number | null)[];
  /** Where training ends: the one minimum, or of many the one that this start comes to; or where it is stopped. */
  readonly trainedLoss: number;
  /** From where on the loss is near that; `Infinity` where the start was not followed so far. */
  readonly arrived: number;
  /** The weights there, if they are not those of the one minimum. */
  readonly endWeights: Matrix | null;
  readonly work: number;
}

/** What the end of training is known to be. */
interface End {
  /** The loss of the minimum-norm solution. */
  readonly loss: number;
  /** Whether that is the only minimum. */
  readonly isOnly: boolean;
  /** What is left to learn of all that can be, from 1 to 0. */
  readonly left: (weights: Matrix) => number;
  /** Where training is stopped. */
  readonly steps: number;
}

function leftToLearn(problem: Problem, minimum: Matrix): (weights: Matrix) => number {
  const all = explainedBy(problem, minimum);
  return (weights) => 1 - explainedBy(problem, weights) / all;
}

/** What each modality has of the variance that is explained: `tr W_m Σ_m: Wᵀ/tr W Σ Wᵀ`; they add up to 1. */
function sharesOf(problem: Problem, W: Matrix): number[] {
  const image = multiply(W, problem.sigma);
  const at = offsets(problem);
  const parts = problem.modalities.map(() => 0);
  for (let c = 0; c < W.rows; c++) {
    parts.forEach((_, m) => {
      for (let j = at[m]; j < at[m + 1]; j++) parts[m] += W.data[c * W.cols + j] * image.data[c * W.cols + j];
    });
  }
  const all = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / all);
}

/** The least unseen loss on the way of a start, to its end. */
function bestOf(input: RandomStartInput, draw: number, { of }: UnseenLoss, end: End): Best {
  const { rows: C, cols: D } = input.problem.sigmaYX;
  let best = { step: 0, loss: Infinity };
  let times: readonly (number | null)[] = [];
  let weights = matrix(C, D);
  let rested = { step: 0, loss: Infinity };
  let last = { step: 0, isEnd: false };
  const way: { readonly step: number; readonly loss: number }[] = [];
  const onPiece = (piece: Piece) => {
    const step = Math.min(piece.to, end.steps);
    const at = (t: number) => of(piece.weightsAt(t));
    const found = leastIn(at, { from: piece.from, to: step }, best.loss);
    if (found.loss < best.loss) best = found;
    times = piece.times;
    const now = at(step);
    way.push({ step, loss: now });
    weights = matrix(C, D, piece.weightsAt(step).slice());
    const near = end.isOnly ? Math.abs(now - end.loss) <= ARRIVED.share * end.loss : end.left(weights) <= LEARNED;
    if (!near || Math.abs(now - rested.loss) > ARRIVED.share * now) rested = { step, loss: now };
    const lastUse = Math.max(1, ...times.map((t) => (t === null ? Infinity : Number.isFinite(t) ? t : 0)));
    const comes = end.isOnly && times.includes(null);
    last = { step, isEnd: step === end.steps || (!comes && near && step > ARRIVED.stays * rested.step) };
    return last.isEnd || step > MOST_USES * lastUse;
  };
  const work = followStart({ ...input, maxWork: STARTS.ofOne }, { draw, onPiece });
  const isMinimum = end.isOnly && last.step < end.steps;
  const trainedLoss = isMinimum ? end.loss : of(weights.data);
  const away = way.findLast(({ loss }) => Math.abs(loss - trainedLoss) > ARRIVED.share * trainedLoss);
  const rest = {
    times,
    trainedLoss,
    arrived: last.isEnd ? (away?.step ?? 0) : Infinity,
    endWeights: isMinimum ? null : weights,
    work,
  };
  // Level with the end but for what is still to come.
  const falls = best.loss >= trainedLoss * (1 - (isMinimum ? 0 : LEARNED));
  return falls ? { step: Infinity, loss: trainedLoss, ...rest } : { ...best, ...rest };
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** The least of `f` in a piece, on the curve itself: where it is below `known` in between, by golden sections. */
export function leastIn(
  f: (step: number) => number,
  { from, to }: Pick<Piece, 'from' | 'to'>,
  known: number,
): { step: number; loss: number } {
  const grid = [0, 0.25, 0.5, 0.75, 0.999, 1].map((share) => from + share * (to - from));
  const values = grid.map(f);
  const i = values.indexOf(Math.min(...values));
  const turns = i > 0 && i < grid.length - 1;
  if (!turns || values[i] > known) return { step: grid[i], loss: values[i] };
  let [a, b] = [grid[i - 1], grid[i + 1]];
  while (b - a > 1e-3 * (to - from)) {
    const [p, q] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
    if (f(p) < f(q)) b = q;
    else a = p;
  }
  const step = (a + b) / 2;
  return { step, loss: f(step) };
}

/** The loss on unseen data of one drawn start at growing steps; `NaN` where it was not followed so far. */
export function unseenAlong(
  input: RandomStartInput,
  { of }: UnseenLoss,
  { draw, steps }: { readonly draw: number; readonly steps: readonly number[] },
): number[] {
  const losses: number[] = [];
  followStart(input, {
    draw,
    onPiece: ({ to, weightsAt }) => {
      while (losses.length < steps.length && steps[losses.length] <= to) {
        losses.push(of(weightsAt(steps[losses.length])));
      }
      return losses.length === steps.length;
    },
  });
  return steps.map((_, i) => losses[i] ?? NaN);
}
