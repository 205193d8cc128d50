/** Gradient descent of a network in its words: step by step, or along the smooth curve through its steps. */
import { integrateOde, type Step } from '../../numerics/ode.js';
import type { Gradient } from './gradient.js';
import type { WordLayer, WordNetwork } from './words.js';

/**
 * What is told of a piece of the way, steps `from` to `to`: `at(t)` is the state in between, good until the next piece.
 * Return true to stop.
 */
export type OnPiece = (from: number, to: number, at: (t: number) => Float64Array) => boolean;

const MAX_PIECES = 100_000;
/** The least number whose square, by which sizes are compared, has all its digits. */
const TINIEST = 2 ** -511;
/** Multiplications of the integrator for each weight and evaluation. */
const VECTORS = 5;
/** Evaluations that a piece takes at least, also one that is refused and tried again shorter. */
const EVALUATIONS = 6;

/** A piece that has begun may take this times the work allowed: the last one is often what was waited for. */
const OVERDRAFT = 2;

/** How a way ended. */
export interface WayEnd {
  /** Whether it was stopped by `onPiece`; otherwise the limit was reached. */
  readonly finished: boolean;
  /** Why there was no going on, if so: nothing moves, or everything runs away. */
  readonly stuck: 'still' | 'wild' | null;
  /** The step it came to. */
  readonly reached: number;
  /** Multiplications it took. */
  readonly work: number;
}

/** One step of descent: changes `weights`, given minus the gradient there. */
export type Update = (step: number, weights: Float64Array, direction: Float64Array) => void;

/** The plain step `W ← W + η Ẇ`. */
export function plainUpdate(learningRate: number): Update {
  return (_, weights, direction) => {
    for (let i = 0; i < weights.length; i++) weights[i] += learningRate * direction[i];
  };
}

/** Whether nothing pulls at any weight: products of so many small ones are no numbers any more. */
const isStill = (pull: Float64Array): boolean => pull.every((value) => Math.abs(value) < TINIEST);

/** So many steps are told of at once, where each is much like the one before. */
const STEPS_A_PIECE = 8;

/**
 * Goes down step by step from the weights of the network, which are not changed: exact, one gradient a step. With `eachStep` they
 * are told of one by one, for where what is looked for may come and go between them.
 */
export function descendBySteps(
  net: WordNetwork,
  gradient: Gradient,
  {
    update,
    maxSteps,
    onPiece,
    eachStep = false,
  }: { update: Update; maxSteps: number; onPiece: OnPiece; eachStep?: boolean },
): WayEnd {
  const n = net.weights.length;
  const most = eachStep ? 1 : STEPS_A_PIECE;
  const states = Array.from({ length: most + 1 }, () => net.weights.slice());
  const between = new Float64Array(n);
  const direction = new Float64Array(n);
  gradient.flow(net.weights, direction);
  if (isStill(direction)) return { finished: false, stuck: 'still', reached: 0, work: gradient.work };
  for (let from = 0; from < maxSteps; from += most) {
    const steps = Math.min(most, maxSteps - from);
    for (let i = 0; i < steps; i++) {
      const y = states[i + 1];
      y.set(states[i]);
      gradient.flow(y, direction);
      update(from + i, y, direction);
    }
    const at = (t: number) => {
      const i = Math.floor(t - from);
      // Most ask for the states themselves.
      if (t === from + i) return states[i];
      const [y, next] = [states[i], states[i + 1]];
      for (let k = 0; k < n; k++) between[k] = y[k] + (t - from - i) * (next[k] - y[k]);
      return between;
    };
    const reached = from + steps;
    if (onPiece(from, reached, at)) return { finished: true, stuck: null, reached, work: reached * gradient.work };
    states[0].set(states[steps]);
  }
  return { finished: false, stuck: null, reached: maxSteps, work: maxSteps * gradient.work };
}

/**
 * Goes down along the curve through the steps of descent, by adaptive pieces. With `f₀` the direction here and `f₁` the one
 * a step further, the curve `y(t)` through the steps has `y' = η (f₀ − ½ (f₁ − f₀) + …)` (Newton's backward differences: the
 * logarithm of a step), so times are those of descent and not of its flow, which is ahead by half a step for each e-fold.
 * With `ofFlow` the way is that of the flow, `y' = η f₀`, at half the cost.
 */
export function descendAlongCurve(
  net: WordNetwork,
  gradient: Gradient,
  {
    learningRate,
    ofFlow = false,
    tolerance,
    maxWork,
    onPiece,
  }: { learningRate: number; ofFlow?: boolean; tolerance: number; maxWork: number; onPiece: OnPiece },
): WayEnd {
  const n = net.weights.length;
  const each = (ofFlow ? 1 : 2) * gradient.work + VECTORS * n;
  if (maxWork < EVALUATIONS * each) return { finished: false, stuck: null, reached: 0, work: 0 };
  const ahead = new Float64Array(n);
  const further = new Float64Array(n);
  let evaluations = 0;
  const flow = (y: Float64Array, out: Float64Array) => {
    evaluations++;
    gradient.flow(y, out);
    if (ofFlow) {
      for (let i = 0; i < n; i++) out[i] *= learningRate;
      return;
    }
    for (let i = 0; i < n; i++) ahead[i] = y[i] + learningRate * out[i];
    gradient.flow(ahead, further);
    for (let i = 0; i < n; i++) out[i] = learningRate * (1.5 * out[i] - 0.5 * further[i]);
  };
  const squared = (v: Float64Array, { offset, rows, cols }: WordLayer): number => {
    let sum = 0;
    for (let i = offset; i < offset + rows * cols; i++) sum += v[i] * v[i];
    return sum;
  };
  // A branch of one layer has no weights in the directions that it learns: its size is that after the first step.
  gradient.flow(net.weights, ahead);
  if (isStill(ahead)) return { finished: false, stuck: 'still', reached: 0, work: gradient.work };
  const least = net.layers.map((layer) =>
    squared(net.weights, layer) > 0 ? 0 : learningRate ** 2 * squared(ahead, layer),
  );
  // The worst relative error of a layer.
  const errorNorm = (error: Float64Array, y: Float64Array) => {
    let worst = 0;
    net.layers.forEach((layer, l) => {
      const size = Math.max(squared(y, layer), least[l]);
      if (size > 0) worst = Math.max(worst, squared(error, layer) / size);
    });
    return Math.sqrt(worst) / tolerance;
  };
  const work = () => evaluations * each;
  const maxSteps = Math.min(MAX_PIECES, Math.ceil(maxWork / (EVALUATIONS * each)));
  const scratch = new Float64Array(n);
  let ranOut = false;
  let reached = 0;
  const onStep = (step: Step, y: Float64Array) => {
    reached = step.to;
    if (onPiece(step.from, step.to, (t) => (t === step.to ? y : step.at(t, scratch)))) return true;
    return (ranOut = work() > maxWork);
  };
  const maxEvaluations = Math.ceil((OVERDRAFT * maxWork) / each);
  const { finished, stuck } = integrateOde({ flow, start: net.weights, errorNorm, onStep, maxSteps, maxEvaluations });
  return { finished: finished && !ranOut, stuck: stuck ? 'wild' : null, reached, work: work() };
}
