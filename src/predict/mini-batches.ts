/**
 * What mini-batches add to the times of two-layer late fusion: growth is a sum over steps, and its noise is that of averages
 * over batches. Of the second modality: `s̃ t_B = Λ − (s − s̃) t_A − noise`, so that the noise of t_A counts too, with the
 * samples that both have in common.
 */
import {
  batchMean,
  batchSpread,
  epochMean,
  epochRest,
  epochSpread,
  epochVariance,
} from '../../formulas/mini-batches.js';
import type { TimeDistribution } from '../flows/random/distribution.js';
import { dot, norm } from '../numerics/matrix.js';
import { fusionLayerOf, type Network } from '../problem/network.js';
import { offsets, sigmaYBlock, type Problem } from '../problem/problem.js';
import type { Samples } from '../problem/samples.js';
import type { BatchEffect, BatchSummary, Event, RandomStart } from './answer.js';
import { weightsOf } from './facts.js';

/** How a network is trained on mini-batches. */
export interface BatchQuestion extends BatchSummary {
  readonly samples: Samples;
}

/** What is added to a mean, and a standard deviation that is added in quadrature; in steps. */
interface Noise {
  readonly shift: number;
  readonly std: number;
}

/** The effect of mini-batches on the times of use, or why it is not known. */
export function batchEffect(
  problem: Problem,
  batch: BatchQuestion,
  network: Network,
  learningRate: number,
  { events, orders }: { events: readonly Pick<Event, 'modality' | 'time'>[]; orders: RandomStart['orders'] },
): BatchEffect | { readonly reason: string } {
  if (fusionLayerOf(network) !== 2 || network.depthShared > 0) {
    return { reason: 'the noise of mini-batches is known for two layers and late fusion; use simulate --batch' };
  }
  const names = problem.modalities.map(({ name }) => name);
  if (names.length > 2 || problem.outputs.length > 1) {
    return { reason: 'the noise of mini-batches is known for two modalities and one output; use simulate --batch' };
  }
  const timeOf = (m: number): number => events.find(({ modality }) => modality === names[m])?.time?.mean ?? Infinity;
  const order = orders.length === 0 ? [0] : orders[0].modalities.map((name) => names.indexOf(name));
  const [first, second] = order.length > 1 ? order : [order[0], 1 - order[0]];
  const growth = growthOf(problem, batch.samples, first, second);
  const [t1, t2] = [timeOf(first), timeOf(second)];
  const noises = [
    noiseOfFirst(growth, batch, t1, learningRate),
    ...(Number.isFinite(t2) && t2 > t1 ? [noiseOfSecond(growth, batch, t1, t2, learningRate)] : []),
  ];
  const { size, sampling } = batch;
  return {
    size,
    sampling,
    modalities: noises.map(({ shift, std }, i) => ({ modality: names[i === 0 ? first : second], shift, std })),
  };
}

/** Adds the effect to the times: to the mean, and in quadrature to the spread and to the distances of the quantiles. */
export function withBatches(randomStart: RandomStart, { size, sampling, modalities }: BatchEffect): RandomStart {
  const added = new Map(modalities.map((each) => [each.modality, each]));
  return {
    ...randomStart,
    method: `${randomStart.method}; batches of ${size} ${sampling === 'epochs' ? 'by epochs' : 'with replacement'}`,
    events: randomStart.events.map((event) => {
      const noise = added.get(event.modality);
      return noise && event.time ? { ...event, time: noisy(event.time, noise) } : event;
    }),
  };
}

/** The 95% quantile of a normal distribution. */
const Q95 = 1.6448536269514722;

function noisy({ mean, std, q05, q50, q95 }: TimeDistribution, noise: Noise): TimeDistribution {
  return {
    mean: mean + noise.shift,
    std: Math.hypot(std, noise.std),
    q05: q50 + noise.shift - Math.hypot(q50 - q05, Q95 * noise.std),
    q50: q50 + noise.shift,
    q95: q50 + noise.shift + Math.hypot(q95 - q50, Q95 * noise.std),
  };
}

/** Drives, and what each sample adds to the growth of a mode in a step. */
interface Growth {
  readonly first: number;
  /** Of the second along its later drive: before the first is learned, and after. */
  readonly before: number;
  readonly after: number;
  readonly ofFirst: Float64Array;
  /** Sum of the variances of what it adds across the growth of the first. */
  readonly across: number;
  readonly ofBefore: Float64Array;
  readonly ofAfter: Float64Array;
}

function growthOf(problem: Problem, { x, y }: Samples, first: number, second: number): Growth {
  const at = offsets(problem);
  const plateau = weightsOf(problem, [first]).data;
  const along = (p: number, m: number, d: Float64Array): number =>
    dot(x.data.subarray(p * x.cols + at[m], p * x.cols + at[m + 1]), d);
  const used = plateau.subarray(at[first], at[first + 1]);
  const residual = y.data.map((value, p) => value - along(p, first, used));
  const [drive, driveOfSecond] = [first, second].map((m) => sigmaYBlock(problem, m).data);
  const left = driveOfSecond.map((_, i) => {
    let sum = 0;
    for (let p = 0; p < x.rows; p++) sum += residual[p] * x.data[p * x.cols + at[second] + i];
    return sum / x.rows;
  });
  const [n, nLeft] = [drive, left].map((d) => d.map((value) => value / (norm(d) || 1)));
  const ofFirst = y.data.map((value, p) => value * along(p, first, n));
  const ofBefore = y.data.map((value, p) => value * along(p, second, nLeft));
  const ofAfter = residual.map((value, p) => value * along(p, second, nLeft));
  let all = 0;
  for (let i = at[first]; i < at[first + 1]; i++)
    all += variance(y.data.map((value, p) => value * x.data[p * x.cols + i]));
  const across = all - variance(ofFirst);
  return {
    first: norm(drive),
    across,
    before: dot(driveOfSecond, nLeft),
    after: norm(left),
    ofFirst,
    ofBefore,
    ofAfter,
  };
}

/** `t_A`. */
function noiseOfFirst(
  { first: s_A, ofFirst, across: v_across }: Growth,
  batch: BatchQuestion,
  t_A: number,
  eta: number,
): Noise {
  const { size: b, sampling } = batch;
  const v = variance(ofFirst);
  if (sampling === 'replacement') {
    return { shift: batchMean.evaluate({ t_A, eta, v, b, s_A }) - t_A, std: batchSpread.evaluate({ v, t_A, b, s_A }) };
  }
  const { n_b, rest } = epochsOf(batch);
  if (n_b === 1) return { shift: 0, std: 0 };
  const [whole, f] = split(t_A / n_b);
  const shift = epochMean.evaluate({ t_A, eta, v, v_across, b, s_A, x: eta * s_A * n_b, f }) - t_A;
  return { shift, std: Math.hypot(epochSpread.evaluate({ v, n_b, f, b, s_A }), Math.sqrt(whole * rest(v)) / s_A) };
}

/** `t_B`, whose growth has two sorts of steps. */
function noiseOfSecond(growth: Growth, batch: BatchQuestion, t_A: number, t_B: number, eta: number): Noise {
  const { first, before, after, ofFirst, ofBefore, ofAfter } = growth;
  const { size: b, sampling } = batch;
  const lost = (before - after) / first;
  // A step before t_A adds to B what it adds itself, less what it takes by bringing t_A forward.
  const early = ofBefore.map((value, p) => value - lost * ofFirst[p]);
  const [v_1, v_2, v_12] = [variance(early), variance(ofAfter), covariance(early, ofAfter)];
  const slowed = (eta / (2 * b)) * (variance(ofBefore) * t_A + v_2 * (t_B - t_A));
  const shift = (slowed - lost * first * noiseOfFirst(growth, batch, t_A, eta).shift) / after;
  if (sampling === 'replacement') {
    return { shift, std: Math.sqrt((v_1 * t_A + v_2 * (t_B - t_A)) / b) / after };
  }
  const { n_b, rest } = epochsOf(batch);
  if (n_b === 1) return { shift: 0, std: 0 };
  const [wholeA, p] = split(t_A / n_b);
  const [wholeB, f] = split(t_B / n_b);
  const isSame = wholeA === wholeB;
  const q = isSame ? f - p : 1 - p;
  const turning = epochVariance.evaluate({ n_b, b, p, q, v_1, v_2, v_12 });
  const later = isSame ? 0 : (wholeB - wholeA - 1) * rest(v_2) + (n_b / b) * f * (1 - f) * v_2;
  return { shift, std: Math.sqrt(Math.max(0, wholeA * rest(v_1) + turning + later)) / after };
}

/** Batches of an epoch, and what a whole one leaves of a variance. */
function epochsOf({ samples, size: b }: BatchQuestion): { n_b: number; rest: (v: number) => number } {
  const P = samples.x.rows;
  const n_b = Math.ceil(P / b);
  return { n_b, rest: (v) => epochRest.evaluate({ v, n_b, b, b_last: P - (n_b - 1) * b, P }) };
}

const split = (epochs: number): [whole: number, share: number] => [Math.floor(epochs), epochs - Math.floor(epochs)];

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function covariance(u: Float64Array, v: Float64Array): number {
  return dot(u, v) / u.length - mean(u) * mean(v);
}

const variance = (values: Float64Array): number => covariance(values, values);
