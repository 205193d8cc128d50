/**
 * Random starts of any network on any problem: when each modality comes into use, in which order, and how surely. The
 * starts are those of full Gaussian matrices, drawn in the few coordinates that descent uses (`words.ts`).
 */
import { mean, standardDeviation } from '../../numerics/statistics.js';
import type { Use } from '../../problem/use.js';
import type { Problem } from '../../problem/problem.js';
import { descendAlongCurve, descendBySteps, plainUpdate, type OnPiece, type WayEnd } from './descent.js';
import { firstUses, summaryOf, type Followed, type StartsSummary } from './distribution.js';
import { gradientOf, type Gradient } from './gradient.js';
import { lossMeters, type LossMeter } from './loss-taken.js';
import { MAX_WORK, normals, ROUGH, startsOf, TOLERANCE, usesOf, type RandomStartInput } from './starts.js';
import { sizesOf, watchFor } from './use-times.js';
import { DRAWN, type WordLayer, type WordNetwork } from './words.js';

export type { Followed, OrderProbability, StartsSummary, TimeDistribution } from './distribution.js';
export { followStart, lossOf, typicalTrajectory, type Follow, type Piece, type Trajectory } from './follow.js';
export { sharpness } from './sharpness.js';
export { stability, type Stability } from './stability.js';
export { normals, startsOf, unfollowable, usesOf, type RandomStartInput } from './starts.js';

/** What random starts do: a summary over starts that were drawn. */
export interface RandomStartResult extends StartsSummary {
  readonly method: 'drawn';
  /**
   * What each use takes off the loss, as a share of all that training takes off, a mean over the starts; `null` where that is
   * not followed.
   */
  readonly shares: readonly number[] | null;
}

/** No answer within the work allowed, and why. */
export interface Unfinished {
  readonly unfinished: string;
  /** Whether training in full matrices could not come further either: it costs more a step, and has no other numbers. */
  readonly hopeless?: boolean;
}

/**
 * Starts drawn: where the order is certain some, else as many as 200 seeds would tell; as work allows. A pair of opposite sign
 * says of a spread no more than one start does: 200 starts say it to 7%, 64 to 12%, 32 to 18%. `cheap` work is always done.
 */
const DRAWS = { cheap: 2e7, certain: 64, most: 200, least: 32, work: 1.5e8, leastIfDear: 12, workIfDear: 4e8 };
/** Starts of two layers are drawn one by one, so that half as many say a spread as well. */
const TWO_LAYERS = { ...DRAWS, certain: 32, least: 16, leastIfDear: 6, workIfDear: 5e8 };
/** An order is certain where the logarithms of first uses are so many standard deviations apart. */
const CERTAIN = 4;
/**
 * Shares of the work allowed: for the typical start, followed with care, and for one drawn start; where the typical one did not come
 * to its end, for all drawn ones as a share of what it took.
 */
const SHARES = { typical: 0.3, drawn: 0.1, cut: 0.5 };
/** A way that takes so many times the steps of the typical one is followed along the curve instead. */
const LONG = { smooth: 3, swings: 10 };
/** With so few steps a transition is a matter of one or two, between which a contribution may come and go. */
const FEW = 1000;

/**
 * Times, orders and probabilities of a random start, or why there are none.
 *
 * The typical start is followed with care. Drawn starts follow steps of descent where that is cheaper, or where steps swing;
 * else the flow, with a coarse tolerance: that is early by nearly the same number of steps for every start, so each time is put
 * right by what the typical start misses in the same way. Where the work allowed runs out, all starts are known as far as the
 * one that came least far.
 */
export function randomStart(input: RandomStartInput): RandomStartResult | Unfinished {
  const { problem, measure, usedBySteps, maxWork = MAX_WORK, onProgress } = input;
  const uses = input.uses ?? usesOf(problem, measure);
  const starts = startsOf(input);
  const typical = followTypical(input, uses, starts(null), SHARES.typical * maxWork);
  if ('unfinished' in typical) return typical;
  let left = maxWork - typical.work;
  if (typical.isCut) left = Math.min(left, SHARES.cut * typical.work);
  const allowed = left;
  // The spread of two layers is a few percent: it gains nothing from pairs of opposite sign, which tell a mean better, and a spread
  // only as half as many starts do.
  const { depthA, depthB, depthShared } = input.network;
  const isShallow = Math.max(depthA, depthB) + depthShared === 2;
  const draws = isShallow ? TWO_LAYERS : DRAWS;
  const most = typical.isCut ? left / draws.least : SHARES.drawn * maxWork;
  const found: (Followed & { readonly shares: readonly number[] })[] = [];
  for (let pair = 0; found.length < draws.most; pair++) {
    for (const sign of [1, -1]) {
      const normal = isShallow ? normals(found.length, 1) : normals(pair, sign);
      const net = starts(normal);
      const { work, stuck, shares, ...way } = typical.follow(net, Math.min(left, most));
      if (stuck !== null) return stopped(stuck, 'some starts');
      left -= work + DRAWN * net.weights.length;
      found.push({ ...way, shares: shares() });
    }
    const spent = allowed - left;
    const wanted = spent > draws.cheap && areCertain(found, uses, problem) ? draws.certain : draws.most;
    const dear = found.length >= draws.leastIfDear && spent > draws.workIfDear;
    const enough = found.length >= draws.least && (found.length >= wanted || spent > draws.work);
    if (dear || enough || left < (2 * spent) / found.length) break;
    onProgress?.(Math.max(found.length / wanted, Math.min(1, spent / draws.workIfDear)));
  }
  const summary = summaryOf(found, uses, problem.modalities.length, usedBySteps);
  if (summary.horizon !== null && summary.events.every(({ probability }) => probability === 0)) {
    return nothingBy(summary.horizon);
  }
  const shares = summary.horizon === null ? uses.map((_, u) => mean(found.map((way) => way.shares[u]))) : null;
  return { method: 'drawn', shares, ...summary };
}

const nothingBy = (step: number): Unfinished => ({
  unfinished: `the work allowed ran out at step ${Math.floor(step)}, before anything was in use`,
  hopeless: true,
});

/** Why there is no answer from starts in which nothing moves. */
export const STILL: Unfinished = { unfinished: 'the start is so small that nothing moves in 64 bits', hopeless: true };

const stopped = (why: NonNullable<WayEnd['stuck']>, starts: string): Unfinished =>
  why === 'still' ? STILL : { unfinished: `descent from ${starts} runs away` };

/** A start that was followed, and what it took. */
interface Way extends Followed, Pick<WayEnd, 'stuck' | 'work'>, Pick<LossMeter, 'shares'> {}

/** What following the typical start told. */
interface Typical {
  readonly work: number;
  /** Whether the work allowed ran out before it came to its end. */
  readonly isCut: boolean;
  readonly follow: (net: WordNetwork, maxWork: number) => Way;
}

/** Follows the typical start, and answers with how to follow others, up to the step that it came to. */
function followTypical(
  { problem, measured, measure, learningRate, rateOf, weightDecay = 0, isLost, swings = false }: RandomStartInput,
  uses: readonly Use[],
  typical: WordNetwork,
  maxWork: number,
): Unfinished | Typical {
  const gradient = withRates(withDecay(gradientOf(typical, problem), weightDecay), typical.layers, rateOf?.(typical));
  const sizes = sizesOf(measured ?? problem, measure);
  const meters = lossMeters(problem, uses);
  const observer = () => {
    const [watch, meter] = [watchFor(problem, uses, sizes, gradient, undefined, isLost?.(typical)), meters(gradient)];
    const onPiece: OnPiece = (...piece) => {
      meter.onPiece(...piece);
      return watch.onPiece(...piece);
    };
    return { onPiece, times: watch.times, shares: meter.shares };
  };
  let horizon = Infinity;
  const along = (net: WordNetwork, rough: boolean, most: number): Way => {
    const { times, shares, ...seen } = observer();
    const onPiece: OnPiece = (from, to, at) => seen.onPiece(from, to, at) || to >= horizon;
    const way = { learningRate, ofFlow: rough, tolerance: rough ? ROUGH : TOLERANCE, maxWork: most, onPiece };
    const { work, reached, stuck } = descendAlongCurve(net, gradient, way);
    return { times, shares, reached: Math.min(reached, horizon), stuck, work };
  };
  const bySteps = (net: WordNetwork, maxSteps: number): Way & { readonly finished: boolean } => {
    const { onPiece, ...seen } = observer();
    const eachStep = swings || maxSteps < FEW;
    const way = { update: plainUpdate(learningRate), maxSteps, onPiece, eachStep };
    return { ...descendBySteps(net, gradient, way), ...seen };
  };
  const pilot = along(typical, false, maxWork);
  if (pilot.stuck !== null) return stopped(pilot.stuck, 'the typical start');
  const last = lastOf(pilot);
  if (last === Infinity && pilot.times.every((time) => time === null || time === Infinity)) {
    return nothingBy(pilot.reached);
  }
  const maxSteps = Math.ceil((swings ? LONG.swings : LONG.smooth) * last) + 10;
  // Swings are worth their steps as long as these can be paid for all starts.
  const byStep = last * gradient.work < (swings ? maxWork / DRAWS.least : pilot.work / 2);
  if (last === Infinity) horizon = pilot.reached;
  const exact = swings && !byStep && maxSteps * gradient.work < maxWork ? bySteps(typical, maxSteps) : pilot;
  const rough = byStep ? pilot : along(typical, true, maxWork);
  const missed = exact.times.map((time, u) => differenceOf(time, rough.times[u]));
  // Of a time that is earlier than the typical one no more than the same share: it may be another story.
  const putRight = (time: number | null, u: number): number | null =>
    time === null || missed[u] === 0 ? time : time + missed[u] * Math.min(1, time / (rough.times[u] ?? time));
  const follow = (net: WordNetwork, most: number): Way => {
    let before = 0;
    if (byStep) {
      const way = bySteps(net, maxSteps);
      if (way.finished) return way;
      before = way.work;
    }
    const { times, work, ...way } = along(net, !byStep, most);
    return { times: times.map(putRight), work: before + work, ...way };
  };
  const work = pilot.work + (rough === pilot ? 0 : rough.work) + (exact === pilot ? 0 : exact.work);
  return { work, isCut: last === Infinity, follow };
}

/** When the last of what comes has come; `Infinity` where that was not seen. */
const lastOf = ({ times }: Followed): number =>
  Math.max(...times.map((time) => (time === null ? Infinity : time === Infinity ? 0 : time)));

/** The same passes with `λ w` added to the gradient. */
export function withDecay(gradient: Gradient, weightDecay: number): Gradient {
  if (weightDecay === 0) return gradient;
  const flow = (y: Float64Array, out: Float64Array) => {
    gradient.flow(y, out);
    for (let k = 0; k < y.length; k++) out[k] -= weightDecay * y[k];
  };
  return { ...gradient, flow };
}

/** The same passes, each layer at a rate of its own. */
export function withRates(
  gradient: Gradient,
  layers: readonly WordLayer[],
  rateOf: ((layer: WordLayer) => number) | undefined,
): Gradient {
  if (rateOf === undefined) return gradient;
  const rates = layers.map(rateOf);
  const flow = (y: Float64Array, out: Float64Array) => {
    gradient.flow(y, out);
    layers.forEach(({ offset, rows, cols }, l) => {
      for (let k = offset; k < offset + rows * cols; k++) out[k] *= rates[l];
    });
  };
  return { ...gradient, flow };
}

/** What one time is later than another; 0 where either is none. */
const differenceOf = (one: number | null, other: number | null): number =>
  one !== null && other !== null && Number.isFinite(one - other) ? one - other : 0;

/** Whether the order of first uses is beyond doubt: every two modalities are far apart, in all starts the same way. */
function areCertain(found: readonly Followed[], uses: readonly Use[], { modalities }: Problem): boolean {
  const firsts = found.map(({ times }) =>
    firstUses(
      uses,
      times.map((time) => time ?? Infinity),
      modalities.length,
    ),
  );
  const isUsed = (m: number) => (first: readonly number[]) => Number.isFinite(first[m]);
  const used = firsts[0].map((_, m) => m).filter((m) => firsts.some(isUsed(m)));
  if (used.some((m) => !firsts.every(isUsed(m)))) return false;
  return used.every((m) =>
    used.every((n) => {
      const apart = firsts.map((first) => Math.log(first[n] / first[m]));
      return m === n || Math.abs(mean(apart)) > CERTAIN * standardDeviation(apart);
    }),
  );
}
