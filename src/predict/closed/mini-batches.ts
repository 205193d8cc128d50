/**
 * What mini-batches add to the times of two-layer late fusion: growth is a sum over steps, and its noise is that of averages
 * over batches. Of the second modality: `s̃ t_B = Λ − (s − s̃) t_A − noise`, so that the noise of t_A counts too, with the
 * samples that both have in common.
 */
import { batchMean, epochMean } from '../../../formulas/mini-batches.js';
import type { TimeDistribution } from '../../flows/random/distribution.js';
import { NORMAL } from '../../numerics/statistics.js';
import { fusionLayerOf, type Network } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import type { Samples } from '../../problem/samples.js';
import type { BatchEffect, BatchSummary, Event, RandomStart } from '../answer.js';
import { growthsOf, noiseBy, type Batches, type Growth, type Growths } from './batch-growth.js';

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
  const timeOf = (m: number): TimeDistribution | null =>
    events.find(({ modality }) => modality === names[m])?.time ?? null;
  const order = orders.length === 0 ? [0] : orders[0].modalities.map((name) => names.indexOf(name));
  const [first, second] = order.length > 1 ? order : [order[0], 1 - order[0]];
  const [one, two] = [timeOf(first), timeOf(second)];
  if (one === null) return { reason: 'nothing is ever used' };
  const times = [one.mean, two?.mean ?? Infinity] as const;
  const growths = growthsOf(problem, batch.samples, [first, second], times, learningRate);
  if (growths.shareOfFirst > MOST) {
    return {
      reason: `half of what ${names[first]} contributes lies above its plateau, or close to it: noise of the plateau decides when it is used; use simulate --batch`,
    };
  }
  const { growthOfSecond, apart } = growths;
  const isApart = apart > APART;
  const noises = [
    noiseOfFirst(growths, batch, one, learningRate),
    ...(growthOfSecond && two && isApart
      ? [noiseOfSecond(growths, growthOfSecond, batch, one, two, learningRate)]
      : []),
  ];
  const { size, sampling } = batch;
  return {
    size,
    sampling,
    modalities: noises.map(({ shift, std }, i) => ({ modality: names[i === 0 ? first : second], shift, std })),
    unknown:
      growthOfSecond && two && !isApart
        ? `${names[second]} is learned while ${names[first]} still is; use simulate --batch for its noise`
        : null,
    atEpochEnd: sampling === 'epochs' && isAtEpochEnd(batchesOf(batch), one.mean, noises[0].shift),
  };
}

/** The mean shift is of second order. Times are off by as much again, and a spread near an end by half of that over the distance. */
const NEAR = 5;

function isAtEpochEnd(n_b: number, time: number, shift: number): boolean {
  const inEpochs = (time + shift) / n_b;
  return n_b > 1 && Math.abs(inEpochs - Math.round(inEpochs)) * n_b < NEAR * Math.abs(shift);
}

/** The largest share of its plateau at which a first modality may be used. */
const MOST = 0.9;
/** So many e-foldings of the first, at least, between both transitions. */
const APART = 3;

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

function noisy({ mean, std, q05, q50, q95 }: TimeDistribution, noise: Noise): TimeDistribution {
  return {
    mean: mean + noise.shift,
    std: Math.hypot(std, noise.std),
    q05: q50 + noise.shift - Math.hypot(q50 - q05, NORMAL.q95 * noise.std),
    q50: q50 + noise.shift,
    q95: q50 + noise.shift + Math.hypot(q95 - q50, NORMAL.q95 * noise.std),
  };
}

/** `t_A`. */
function noiseOfFirst(growths: Growths, batch: BatchQuestion, time: TimeDistribution, eta: number): Noise {
  if (areWhole(batch)) return NONE;
  const shift = shiftOfFirst(growths, batch, time.mean, eta);
  return { shift, std: spreadOf(growths.growthOfFirst, batch, time, shift, growths.paceOfFirst, eta) };
}

function shiftOfFirst(growths: Growths, batch: BatchQuestion, t_A: number, eta: number): number {
  const { first: s_A, along: v, across: v_across } = growths;
  const { size: b, sampling } = batch;
  if (sampling === 'replacement') return batchMean.evaluate({ t_A, eta, v, b, s_A }) - t_A;
  const n_b = batchesOf(batch);
  const f = t_A / n_b - Math.floor(t_A / n_b);
  return epochMean.evaluate({ t_A, eta, v, v_across, b, s_A, x: eta * s_A * n_b, f }) - t_A;
}

/** `t_B`, whose growth has two sorts of steps. */
function noiseOfSecond(
  growths: Growths,
  growth: Growth,
  batch: BatchQuestion,
  first: TimeDistribution,
  time: TimeDistribution,
  eta: number,
): Noise {
  const { before, after, ofBefore, ofAfter } = growths;
  if (areWhole(batch)) return NONE;
  const slowed = (eta / (2 * batch.size)) * (ofBefore * first.mean + ofAfter * (time.mean - first.mean));
  const shift = (slowed - (before - after) * shiftOfFirst(growths, batch, first.mean, eta)) / after;
  return { shift, std: spreadOf(growth, batch, time, shift, after, eta) };
}

const NONE: Noise = { shift: 0, std: 0 };

/** Batches of all samples, once each, are no batches. */
const areWhole = (batch: BatchQuestion): boolean => batch.sampling === 'epochs' && batchesOf(batch) === 1;

const batchesOf = ({ samples, size }: BatchQuestion): number => Math.ceil(samples.x.rows / size);

/** Gauss–Hermite, five nodes: standard normal numbers and their weights. */
const NODES = [-2.8569700138728056, -1.355626179974266, 0, 1.355626179974266, 2.8569700138728056];
const WEIGHTS = [
  0.011257411327720689, 0.2220759220056126, 0.5333333333333333, 0.2220759220056126, 0.011257411327720689,
];
const ROUNDS = 12;

/**
 * Standard deviation of a time: the noise of the growth over its rate, `1 + ηs` being the factor of a step. By epochs the noise
 * depends on how much of an epoch is over, so that the time is that where it is as late as the noise by then makes it,
 * `t = t₀ + z σ(t)`; a mean over where the starts are, t₀, later by the mean `shift` that batches make.
 */
function spreadOf(
  growth: Growth,
  batch: BatchQuestion,
  { mean, std }: TimeDistribution,
  shift: number,
  s: number,
  eta: number,
): number {
  const { size, sampling, samples } = batch;
  const batches: Batches = { size, samples: samples.x.rows, byEpochs: sampling === 'epochs' };
  const steps = eta / ((1 + eta * s) * Math.log1p(eta * s));
  const sigma = (t: number) => steps * Math.sqrt(noiseBy(later(growth, t - mean), batches, t));
  if (sampling === 'replacement') return sigma(mean);
  const t_0 = mean + shift;
  const starts = std > 0 ? NODES.map((z, i) => ({ t: t_0 + z * std, weight: WEIGHTS[i] })) : [{ t: t_0, weight: 1 }];
  return Math.sqrt(starts.reduce((sum, { t, weight }) => sum + weight * varianceAt(Math.max(1, t), sigma), 0));
}

/** Variance of `t = t₀ + z σ(t)`, z standard normal. */
function varianceAt(t_0: number, sigma: (t: number) => number): number {
  const found = NODES.map((z) => {
    let t = t_0;
    // Where σ falls fast the rounds would swing: half of each.
    for (let i = 0; i < ROUNDS; i++) t = (t + t_0 + z * sigma(t)) / 2;
    return t;
  });
  const mean = found.reduce((sum, t, i) => sum + WEIGHTS[i] * t, 0);
  return found.reduce((sum, t, i) => sum + WEIGHTS[i] * (t - mean) ** 2, 0);
}

/** A growth whose changes all come so many steps later. */
const later = ({ variances, weightsAt, changes }: Growth, steps: number): Growth => ({
  variances,
  weightsAt: (step, out) => {
    weightsAt(step - steps, out);
  },
  changes: changes.map(({ step, within }) => ({ step: step + steps, within })),
});
