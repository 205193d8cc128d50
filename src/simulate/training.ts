/** How weights follow their gradients, as plain data, and as the rules that a stepper applies. */
import type { BranchRates, Turn } from '../levers/rule.js';
import type { Place } from '../problem/weights.js';

/** A way of training, by gradient descent unless told otherwise; the plan of levers is one. */
export interface Training {
  /** `η > 0`; the time constant of gradient descent is `τ = 1/η` steps. */
  readonly learningRate: number;
  /** Factors on the rate of each branch; 1 unless told. */
  readonly rates?: readonly BranchRates[];
  /** Factors on the rates behind the fusion; 1 unless told. */
  readonly sharedRates?: BranchRates;
  /** First step in which each branch is updated; 0 unless told, `Infinity` for never. */
  readonly heldUntil?: readonly number[];
  /** `sgd` (unless told), `adam`, or `adamw`, whose weight decay is decoupled; PyTorch's conventions. */
  readonly optimizer?: 'sgd' | 'adam' | 'adamw';
  /** Heavy-ball momentum `β` of `sgd`, in `[0, 1)`: `buf = β buf + g`, `w −= η buf`. */
  readonly momentum?: number;
  /** `λ ≥ 0`: added to the gradient as `λ w`, or with `adamw` `w −= η λ w`. */
  readonly weightDecay?: number;
  /** Outputs, from 0, that last layers learn from and encoders do not see. */
  readonly detached?: number;
}

/** Whether each update is a rate times the gradient: then it has rank C, and nothing else need be kept. */
export function isPlainDescent({ optimizer = 'sgd', momentum = 0, weightDecay = 0 }: Omit<Training, 'learningRate'>) {
  return optimizer === 'sgd' && momentum === 0 && weightDecay === 0;
}

/** Factor on the learning rate of a layer in a step. `isLast` says what is a head; `turn` is what a remedy does in it. */
export type RateFactor = (place: Place, isLast: boolean, step: number, turn: Turn | null) => number;

/** The rates of a training. */
export function rateFactor({ rates, sharedRates, heldUntil }: Training): RateFactor {
  const part = (factors: BranchRates | undefined, isLast: boolean): number =>
    factors === undefined ? 1 : isLast ? factors.head : factors.encoder;
  return ({ branch }, isLast, step, turn) => {
    if (branch === null) return part(sharedRates, isLast);
    if (step < (heldUntil?.[branch] ?? 0)) return 0;
    return part(rates?.[branch], isLast) * part(turn?.rates[branch], isLast);
  };
}

/** Moves the weights of one layer, in place, against the gradient of the loss by them. */
export type LayerUpdate = (weights: Float64Array, gradient: Float64Array, rate: number) => void;

/** The rule of a training for one layer of so many weights, with a memory of its own. */
export function layerUpdate(training: Training, size: number): LayerUpdate {
  const { optimizer = 'sgd' } = training;
  return optimizer === 'sgd' ? heavyBall(training, size) : adam(training, size, optimizer === 'adamw');
}

function heavyBall({ momentum = 0, weightDecay = 0 }: Training, size: number): LayerUpdate {
  const buffer = new Float64Array(size);
  return (weights, gradient, rate) => {
    for (let k = 0; k < size; k++) {
      buffer[k] = momentum * buffer[k] + gradient[k] + weightDecay * weights[k];
      weights[k] -= rate * buffer[k];
    }
  };
}

/** What PyTorch uses unless told. */
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

/** Kingma & Ba 2015 with bias correction; decoupled decay as in Loshchilov & Hutter 2019. A held layer keeps its memory. */
function adam({ weightDecay = 0 }: Training, size: number, decoupled: boolean): LayerUpdate {
  const { beta1, beta2, epsilon } = ADAM;
  const first = new Float64Array(size);
  const second = new Float64Array(size);
  let count = 0;
  return (weights, gradient, rate) => {
    count++;
    const [correction1, correction2] = [1 - beta1 ** count, Math.sqrt(1 - beta2 ** count)];
    for (let k = 0; k < size; k++) {
      if (decoupled) weights[k] -= rate * weightDecay * weights[k];
      const g = gradient[k] + (decoupled ? 0 : weightDecay * weights[k]);
      first[k] = beta1 * first[k] + (1 - beta1) * g;
      second[k] = beta2 * second[k] + (1 - beta2) * g * g;
      weights[k] -= ((rate / correction1) * first[k]) / (Math.sqrt(second[k]) / correction2 + epsilon);
    }
  };
}
