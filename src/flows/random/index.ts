/**
 * Random starts of any network on any problem: when each modality comes into use, in which order, and how surely. The
 * starts are those of full Gaussian matrices, drawn in the few coordinates that descent uses (`words.ts`).
 */
import { fillNormal, randomSource } from '../../numerics/random.js';
import { mean, standardDeviation } from '../../numerics/statistics.js';
import { finalWeights, usesAt, type Use } from '../../problem/use.js';
import type { Network } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import { layerShapes, type Width } from '../../problem/shapes.js';
import { layerStds, type GaussianStart, type LayerStds } from '../../problem/start.js';
import { descendAlongCurve, descendBySteps, plainUpdate, type OnPiece } from './descent.js';
import { firstUses, summaryOf, type StartsSummary } from './distribution.js';
import { gradientOf, type Gradient } from './gradient.js';
import { lossMeters } from './loss-taken.js';
import { sizesOf, watchFor, type Measure } from './use-times.js';
import { wordStarts, type Normal, type WordLayer, type WordNetwork } from './words.js';

export type { OrderProbability, StartsSummary, TimeDistribution } from './distribution.js';
export type { Measure } from './use-times.js';

/** What a random start is asked about. */
export interface RandomStartInput {
  /** The moments that gradients see. */
  readonly problem: Problem;
  /** The moments that use is measured with, where they are others. */
  readonly measured?: Problem;
  /** Factor on the learning rate of a layer; 1 unless given. */
  readonly rateOf?: (layer: WordLayer) => number;
  readonly network: Network;
  readonly width: Width;
  readonly start: GaussianStart;
  /** Standard deviations of the layers, where they are not those of `start`. */
  readonly stds?: LayerStds;
  /** `η > 0`: times are in steps of descent. */
  readonly learningRate: number;
  /** What is waited for: modes of the output, or norms of the total weights. */
  readonly measure: Measure;
  /** The levels whose halves are waited for; those of the global minimum-norm solution unless given. */
  readonly uses?: readonly Use[];
  /** With it, how likely each modality is in use by then. */
  readonly usedBySteps?: number;
  /** Multiplications that all starts together may take. */
  readonly maxWork?: number;
  readonly onProgress?: (fraction: number) => void;
}

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
}

/** Relative error of a layer in a piece of the way: times are then good to a part in a thousand. */
const TOLERANCE = 4e-4;
/** Of the ways of drawn starts: what it costs in accuracy is made up for by the typical start. */
const ROUGH = 2e-3;
const MAX_WORK = 1.5e9;
/** Starts drawn: where the order is certain the least, else as many as 200 seeds would tell; as work allows, but some. */
const DRAWS = { certain: 32, most: 200, least: 16, work: 1.5e8, leastIfDear: 6, workIfDear: 2e8 };
/** Two layers are dear with many outputs only: 16 starts then say a spread to 18%. */
const TWO_LAYERS = { ...DRAWS, workIfDear: 5e8 };
/** An order is certain where the logarithms of first uses are so many standard deviations apart. */
const CERTAIN = 4;
/** A way that takes so many times the steps of the typical one is followed along the curve instead. */
const LONG = 3;

/**
 * Times, orders and probabilities of a random start, or why there are none.
 *
 * The typical start is followed with care. Drawn starts follow steps of descent where that is cheaper; else the flow, with a
 * coarse tolerance: that is early by nearly the same number of steps for every start, so each time is put right by what the
 * typical start misses in the same way.
 */
export function randomStart(input: RandomStartInput): RandomStartResult | Unfinished {
  const { problem, measure, learningRate, usedBySteps, maxWork = MAX_WORK, onProgress } = input;
  const { modalities } = problem;
  const uses = input.uses ?? usesOf(problem, measure);
  const starts = startsOf(input);
  const typical = starts(null);
  const gradient = withRates(gradientOf(typical, problem), typical.layers, input.rateOf);
  const sizes = sizesOf(input.measured ?? problem, measure);
  let left = maxWork;
  const meters = lossMeters(problem, uses);
  const observer = () => {
    const watch = watchFor(problem, uses, sizes, gradient);
    const meter = meters(gradient);
    const onPiece: OnPiece = (...piece) => {
      meter.onPiece(...piece);
      return watch.onPiece(...piece);
    };
    return { onPiece, times: watch.times, shares: meter.shares };
  };
  const along = (net: WordNetwork, rough: boolean) => {
    const { onPiece, ...seen } = observer();
    const way = { learningRate, ofFlow: rough, tolerance: rough ? ROUGH : TOLERANCE, maxWork: left };
    const { work } = descendAlongCurve(net, gradient, { ...way, onPiece });
    left -= work;
    return { ...seen, work };
  };
  const pilot = along(typical, false);
  const last = Math.max(...pilot.times.map((time) => (time === null ? Infinity : Number.isFinite(time) ? time : 0)));
  const byStep = last * gradient.work < pilot.work / 2;
  const rough = byStep ? pilot : along(typical, true);
  const missed = pilot.times.map((time, u) => differenceOf(time, rough.times[u]));
  const run = (net: WordNetwork) => {
    if (byStep) {
      const { onPiece, ...seen } = observer();
      const maxSteps = Math.ceil(LONG * last) + 10;
      const end = descendBySteps(net, gradient, { update: plainUpdate(learningRate), maxSteps, onPiece });
      left -= end.work;
      if (end.finished) return seen;
    }
    const { times, shares } = along(net, !byStep);
    return { times: times.map((time, u) => (time === null ? null : time + missed[u])), shares };
  };
  // The spread of two layers is a few percent: it gains nothing from pairs of opposite sign, which tell a mean better, and a spread
  // only as half as many starts do.
  const isShallow = typical.layers.every(({ from, to }) => from < modalities.length || to === typical.sizes.length - 1);
  const { certain, most, least, work, leastIfDear, workIfDear } = isShallow ? TWO_LAYERS : DRAWS;
  const runs: number[][] = [];
  const taken = uses.map(() => 0);
  const before = left;
  for (let pair = 0; runs.length < most; pair++) {
    for (const sign of [1, -1]) {
      const normal = isShallow ? normals(runs.length, 1) : normals(pair, sign);
      const { times, shares } = run(starts(normal));
      if (!allKnown(times)) return unfinished(uses, times, problem);
      runs.push(times);
      shares().forEach((share, u) => (taken[u] += share));
    }
    const spent = before - left;
    const wanted = areCertain(firstsOf(runs, uses, problem)) ? certain : most;
    const dear = runs.length >= leastIfDear && spent > workIfDear;
    const enough = runs.length >= least && (runs.length >= wanted || spent > work);
    if (dear || enough || left < (2 * spent) / runs.length) break;
    onProgress?.(Math.max(runs.length / wanted, Math.min(1, spent / workIfDear)));
  }
  const shares = taken.map((sum) => sum / runs.length);
  return { method: 'drawn', shares, ...summaryOf(runs, uses, modalities.length, usedBySteps) };
}

/** The same passes, each layer at a rate of its own. */
export function withRates(
  gradient: Gradient,
  layers: readonly WordLayer[],
  rateOf: RandomStartInput['rateOf'],
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
function areCertain(firsts: readonly (readonly number[])[]): boolean {
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

const firstsOf = (runs: readonly number[][], uses: readonly Use[], { modalities }: Problem) =>
  runs.map((times) => firstUses(uses, times, modalities.length));

const allKnown = (times: (number | null)[]): times is number[] => times.every((time) => time !== null);

function unfinished(uses: readonly Use[], times: readonly (number | null)[], { modalities }: Problem): Unfinished {
  const { modality, mode } = uses[times.indexOf(null)];
  const what = mode > 1 ? `mode ${mode} of ${modalities[modality].name}` : modalities[modality].name;
  return { unfinished: `the work allowed ran out before ${what} came into use` };
}

/** What is waited for by a measure: the modes of the output, or the norm of each modality's final weights. */
function usesOf(problem: Problem, measure: Measure): readonly Use[] {
  const uses = usesAt(problem);
  if (measure === 'output') return uses;
  const final = finalWeights(problem).data;
  const sizes = sizesOf(problem, measure);
  return uses
    .filter(({ mode }) => mode === 1)
    .map((use) => ({ ...use, level: use.level > 0 ? sizes(final, use.modality)[0] : 0 }));
}

/** Standard normal numbers of a pair of starts: of the second all have the other sign, so that odd parts average out. */
export function normals(pair: number, sign: number): () => number {
  const source = randomSource(pair);
  const buffer = new Float64Array(64);
  let next = buffer.length;
  return () => {
    if (next === buffer.length) {
      fillNormal(source, buffer);
      next = 0;
    }
    return sign * buffer[next++];
  };
}

/** How to make starts of the network asked about. */
export function startsOf({ problem, network, width, start, stds }: RandomStartInput): (normal: Normal) => WordNetwork {
  const shapes = layerShapes(
    network,
    width,
    problem.modalities.map(({ inputs }) => inputs),
    problem.outputs.length,
  );
  return wordStarts({
    problem,
    network,
    width,
    stds: stds ?? layerStds(shapes, start),
    ...wordsFor(network, start, problem),
  });
}

/**
 * How many turns and directions the words of a start need. Held against more of both: layers of one norm (`initScale`) need no
 * turns up to four layers (they are worth 0.1–0.4% of a time), else one (2–7%; a second one 0.1–0.6%). Of the directions of a
 * modality those of its drives count, and a few more (three in all of ten: 1%; five: 0.5%).
 */
function wordsFor({ depthA, depthB, depthShared }: Network, start: GaussianStart, { outputs, modalities }: Problem) {
  const depth = Math.max(depthA, depthB) + depthShared;
  const turns = depth === 2 || (depth <= 4 && 'initScale' in start) ? 0 : 1;
  const drives = outputs.length * modalities.length;
  return { turns, directions: { all: drives + 2 * outputs.length, turning: drives } };
}

/** A piece of the way of one start, steps `from` to `to`. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** The total weights `W` (`C × D`, row-major) in between; a buffer that the next call fills again. */
  readonly weightsAt: (step: number) => Float64Array;
  /** The step of each use, in their order; `Infinity` for never, `null` for not yet. */
  readonly times: readonly (number | null)[];
}

/** Which start {@link followStart} follows, and who is told. */
export interface Follow {
  /** Starts 0, 1, …: pairs of opposite sign; `null` is the typical start. */
  readonly draw: number | null;
  /** Return true to stop. */
  readonly onPiece: (piece: Piece) => boolean;
}

/** Follows one start piece by piece until it is stopped, or the work allowed runs out; answers with the work it took. */
export function followStart(input: RandomStartInput, { draw, onPiece }: Follow): number {
  const { problem, measure, learningRate, maxWork = MAX_WORK } = input;
  const uses = input.uses ?? usesOf(problem, measure);
  const net = startsOf(input)(draw === null ? null : normals(draw >> 1, draw % 2 === 0 ? 1 : -1));
  const gradient = gradientOf(net, problem);
  const watch = watchFor(problem, uses, sizesOf(problem, measure), gradient);
  const { work } = descendAlongCurve(net, gradient, {
    learningRate,
    tolerance: TOLERANCE,
    maxWork,
    onPiece: (from, to, at) => {
      watch.onPiece(from, to, at);
      return onPiece({ from, to, weightsAt: (step) => gradient.total(at(step)), times: watch.times });
    },
  });
  return work;
}

/** Multiplications that {@link isStable} allows itself. */
const MAX_STABLE_WORK = 3e8;
/** A loss that rises in a step by such a share of what there is to learn swings. */
const SWING = 1e-6;
/** Steps within which what diverges where all are in use has begun to swing. */
const FAST_DIVERGENCE = 200;

/**
 * Whether descent from the typical start, step by step, comes to all uses and goes on for a while without the loss rising:
 * `false` where it diverges or swings, or takes too long to tell.
 */
export function isStable(input: RandomStartInput): boolean {
  const { problem, measure, learningRate } = input;
  const net = startsOf(input)(null);
  const gradient = gradientOf(net, problem);
  const watch = watchFor(problem, input.uses ?? usesOf(problem, measure), sizesOf(problem, measure), gradient);
  // Losses but for a constant, where ⟨‖y‖²⟩ is not known.
  const known = { ...problem, ySquared: problem.ySquared ?? 0 };
  // What there is to learn: ½ tr W* Σ W*ᵀ.
  const scale = lossOf({ ...problem, ySquared: 0 }, finalWeights(problem).data) ?? 0;
  let end = Infinity;
  let diverged = false;
  const onPiece: OnPiece = (from, to, at) => {
    // The last two steps: a swing is up in one of two.
    const [first, second, third] = [to - 2, to - 1, to].map((t) => lossOf(known, gradient.total(at(t))) ?? NaN);
    const rises = Math.max(second - first, third - second);
    if (end < Infinity || !Number.isFinite(rises)) diverged = !(rises <= SWING * Math.abs(scale));
    if (end === Infinity && !diverged && watch.onPiece(from, to, at)) end = to + FAST_DIVERGENCE;
    return diverged || to >= end;
  };
  const maxSteps = Math.ceil(MAX_STABLE_WORK / gradient.work);
  const { finished } = descendBySteps(net, gradient, { update: plainUpdate(learningRate), maxSteps, onPiece });
  return finished && !diverged;
}

/** The way of one start. */
export interface Trajectory {
  readonly points: readonly { readonly step: number; readonly weights: Float64Array; readonly loss: number | null }[];
  /** The step of each use; `null` where it has not come, or never does. */
  readonly events: readonly (Use & { readonly step: number | null })[];
}

/**
 * The total weights `W` (`C × D`, row-major) and the training loss `½⟨‖y − ŷ‖²⟩` on the way of the typical start, or of a
 * drawn one: at step 0, as densely as they change, and at step `until` (given), or where all has come into use.
 */
export function typicalTrajectory(
  input: RandomStartInput & { readonly until?: number; readonly draw?: number },
): Trajectory {
  const { problem, measure, until = Infinity, draw = null } = input;
  const uses = input.uses ?? usesOf(problem, measure);
  const points: Trajectory['points'][number][] = [];
  let times: readonly (number | null)[] = [];
  const onPiece = ({ from, to, weightsAt, times: now }: Piece) => {
    const add = (step: number) => {
      const weights = weightsAt(step).slice();
      points.push({ step, weights, loss: lossOf(problem, weights) });
    };
    if (points.length === 0) add(from);
    for (const share of [0.25, 0.5, 0.75, 1]) {
      const t = from + share * (to - from);
      if (t < until) add(t);
    }
    if (to >= until) add(until);
    times = now;
    return to >= until || (!Number.isFinite(until) && now.every((time) => time !== null));
  };
  followStart({ ...input, uses }, { draw, onPiece });
  const events = uses.map((use, u) => {
    const step = times[u];
    return { ...use, step: step !== null && step <= until ? step : null };
  });
  return { points, events };
}

/** `½⟨‖y − ŷ‖²⟩ = ½ (⟨‖y‖²⟩ − 2 tr Σ_yx Wᵀ + tr W Σ Wᵀ)`; `null` where `⟨‖y‖²⟩` is not known. */
function lossOf({ sigma, sigmaYX, ySquared }: Problem, weights: Float64Array): number | null {
  if (ySquared === null) return null;
  const [C, D] = [sigmaYX.rows, sigmaYX.cols];
  let sum = ySquared;
  for (let c = 0; c < C; c++) {
    for (let i = 0; i < D; i++) {
      let drive = -2 * sigmaYX.data[c * D + i];
      for (let j = 0; j < D; j++) drive += weights[c * D + j] * sigma.data[i * D + j];
      sum += weights[c * D + i] * drive;
    }
  }
  return sum / 2;
}
