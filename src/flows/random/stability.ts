/** Whether a learning rate is small enough. */
import { matrix } from '../../numerics/matrix.js';
import { finalWeights } from '../../problem/use.js';
import type { Problem } from '../../problem/problem.js';
import { descendAlongCurve, descendBySteps, plainUpdate, type OnPiece } from './descent.js';
import { lossOf } from './follow.js';
import { gradientOf, type Gradient } from './gradient.js';
import { sharpness } from './sharpness.js';
import { ROUGH, startsOf, usesOf, type RandomStartInput } from './starts.js';
import { sizesOf, watchFor, type Watch } from './use-times.js';

/** What steps of descent do until all is in use: follow a smooth curve, swing about it and come through, or diverge. */
export type Stability = 'smooth' | 'swings' | 'diverges';

/** The learning rate times the curvature, above which steps swing with growing size. */
const LIMIT = 2;
/** Multiplications that it may take unless told. */
const MAX_WORK = 7e8;
/** Of these the share of the way to where steps begin to swing; the rest is for the steps from there. */
const WAY = 2 / 7;
/** What a step costs besides its gradient. */
const STEP = 1000;
/** Steps within which what diverges where all are in use has done so. */
const AFTERWARDS = 200;

/**
 * What descent from the typical start does at the learning rate asked about. Along its flow the curvature is known by formula;
 * where it comes to the limit, steps are taken one by one from there: swings may come to rest where the loss is flatter, which
 * no bound on the curvature tells, or grow until the loss is higher than at the start.
 */
export function stability(input: RandomStartInput): Stability {
  const { problem, network, measure, learningRate, maxWork = MAX_WORK } = input;
  const { rows: C, cols: D } = problem.sigmaYX;
  const net = startsOf(input)(null);
  const gradient = gradientOf(net, problem);
  const watch = watchFor(problem, input.uses ?? usesOf(problem, measure), sizesOf(problem, measure), gradient);
  let below = net.weights;
  let isOver = false;
  const untilLimit: OnPiece = (from, to, at) => {
    const y = at(to).slice();
    isOver = learningRate * sharpness(problem, network, matrix(C, D, gradient.total(y).slice())) > LIMIT;
    if (!isOver) below = y;
    return isOver || watch.onPiece(from, to, at);
  };
  // The way of the flow is the same at any rate: at one that is small enough a step overflows nothing.
  const smooth = Math.min(learningRate, 1 / sharpness(problem, network, finalWeights(problem)));
  const way = { learningRate: smooth, ofFlow: true, tolerance: ROUGH, maxWork: WAY * maxWork, onPiece: untilLimit };
  const { stuck, reached } = descendAlongCurve(net, gradient, way);
  // Where no piece of the way can be paid for, the curvature at its end decides.
  if (stuck !== null || reached === 0) return 'diverges';
  // The compiler does not see that it is set on the way.
  if (!(isOver as boolean)) return 'smooth';
  const { onPiece, hasGrown } = growth(problem, gradient.total, net.weights, watch);
  const maxSteps = Math.ceil(((1 - WAY) * maxWork) / (gradient.work + 2 * D * D + STEP));
  descendBySteps({ ...net, weights: below }, gradient, {
    update: plainUpdate(learningRate),
    maxSteps,
    onPiece,
    eachStep: true,
  });
  return hasGrown() ? 'diverges' : 'swings';
}

/**
 * Watches steps until `AFTERWARDS` of them behind the last use: whether the loss then is above that of the start, or that of no
 * weights, or none.
 */
export function growth(
  problem: Problem,
  total: Gradient['total'],
  start: Float64Array,
  watch: Pick<Watch, 'onPiece'>,
): { readonly onPiece: OnPiece; readonly hasGrown: () => boolean } {
  // But for a constant, which is not always known: so that no weights have none.
  const known = { ...problem, ySquared: 0 };
  const lossAt = (weights: Float64Array) => lossOf(known, weights) ?? NaN;
  const highest = Math.max(0, lossAt(total(start))) + 1e-6 * Math.abs(lossAt(finalWeights(problem).data));
  let end = Infinity;
  let now = NaN;
  const onPiece: OnPiece = (from, to, at) => {
    now = lossAt(total(at(to)));
    if (!Number.isFinite(now)) return true;
    if (end === Infinity && watch.onPiece(from, to, at)) end = to + AFTERWARDS;
    return to >= end;
  };
  return { onPiece, hasGrown: () => !(now <= highest) };
}
