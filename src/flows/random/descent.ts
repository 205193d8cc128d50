/** Gradient descent of a network in its words: step by step, or along the smooth curve through its steps. */
import { integrateOde, type Step } from '../../numerics/ode.js';
import { norm } from '../../numerics/matrix.js';
import type { Gradient } from './gradient.js';
import type { WordNetwork } from './words.js';

/**
 * What is told of a piece of the way, steps `from` to `to`: `at(t)` is the state in between, good until the next piece.
 * Return true to stop.
 */
export type OnPiece = (from: number, to: number, at: (t: number) => Float64Array) => boolean;

const MAX_PIECES = 100_000;
/** Multiplications of the integrator for each weight and evaluation. */
const VECTORS = 10;
/** Evaluations that a piece takes at least, also one that is refused and tried again shorter. */
const EVALUATIONS = 6;

/** How a way ended. */
export interface WayEnd {
  /** Whether it was stopped by `onPiece`; otherwise the limit was reached. */
  readonly finished: boolean;
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

/** Goes down step by step from the weights of the network, which are not changed: exact, one gradient a step. */
export function descendBySteps(
  net: WordNetwork,
  gradient: Gradient,
  { update, maxSteps, onPiece }: { update: Update; maxSteps: number; onPiece: OnPiece },
): WayEnd {
  const y = net.weights.slice();
  const before = y.slice();
  const between = new Float64Array(y.length);
  const direction = new Float64Array(y.length);
  for (let step = 0; step < maxSteps; step++) {
    gradient.flow(y, direction);
    before.set(y);
    update(step, y, direction);
    const at = (t: number) => {
      if (t === step + 1) return y;
      for (let i = 0; i < y.length; i++) between[i] = before[i] + (t - step) * (y[i] - before[i]);
      return between;
    };
    if (onPiece(step, step + 1, at)) return { finished: true, work: (step + 1) * gradient.work };
  }
  return { finished: false, work: maxSteps * gradient.work };
}

/**
 * Goes down along the curve through the steps of descent, by adaptive pieces. With `f₀` the direction here and `f₁` the one
 * a step further, the curve `y(t)` through the steps has `y' = η (f₀ − ½ (f₁ − f₀) + …)` (Newton's backward differences: the
 * logarithm of a step), so times are those of descent and not of its flow, which is ahead by half a step for each e-fold.
 */
export function descendAlongCurve(
  net: WordNetwork,
  gradient: Gradient,
  {
    learningRate,
    tolerance,
    maxWork,
    onPiece,
  }: { learningRate: number; tolerance: number; maxWork: number; onPiece: OnPiece },
): WayEnd {
  const n = net.weights.length;
  const ahead = new Float64Array(n);
  const further = new Float64Array(n);
  let evaluations = 0;
  const flow = (y: Float64Array, out: Float64Array) => {
    evaluations++;
    gradient.flow(y, out);
    for (let i = 0; i < n; i++) ahead[i] = y[i] + learningRate * out[i];
    gradient.flow(ahead, further);
    for (let i = 0; i < n; i++) out[i] = learningRate * (1.5 * out[i] - 0.5 * further[i]);
  };
  const errorNorm = (error: Float64Array, y: Float64Array) => {
    let worst = 0;
    for (const { offset, rows, cols } of net.layers) {
      const part = (x: Float64Array) => norm(x.subarray(offset, offset + rows * cols));
      const size = part(y);
      if (size > 0) worst = Math.max(worst, part(error) / size);
    }
    return worst / tolerance;
  };
  const each = 2 * gradient.work + VECTORS * n;
  const work = () => evaluations * each;
  const maxSteps = Math.min(MAX_PIECES, Math.ceil(maxWork / (EVALUATIONS * each)));
  const scratch = new Float64Array(n);
  let ranOut = false;
  const onStep = (step: Step, y: Float64Array) => {
    if (onPiece(step.from, step.to, (t) => (t === step.to ? y : step.at(t, scratch)))) return true;
    return (ranOut = work() > maxWork);
  };
  const { finished } = integrateOde({ flow, start: net.weights, errorNorm, onStep, maxSteps });
  return { finished: finished && !ranOut, work: work() };
}
