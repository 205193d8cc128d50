/** How weights follow their gradients, as plain data, and as the rule a stepper applies. */
import { requireInteger, requireNumber } from '../problem/errors.js';
import type { Place } from '../problem/weights.js';

/** Steps in which a branch is not updated. */
export interface Freeze {
  /** Position of the branch's modality. */
  readonly modality: number;
  /** First step without update; 0 unless told. */
  readonly from?: number;
  /** First step with updates again; `Infinity` for never. */
  readonly until: number;
}

/** Full-batch training, by gradient descent unless told otherwise. */
export interface Training {
  /** `η > 0`; the time constant of gradient descent is `τ = 1/η` steps. */
  readonly learningRate: number;
  /** Factor on the rate of each branch's layers, > 0; 1 unless told. */
  readonly branchRates?: readonly number[];
  /** Factors on the rates of layers, > 0; 1 unless told. */
  readonly layerRates?: {
    /** Of all layers but the last. */
    readonly encoder?: number;
    /** Of the network's last layers. */
    readonly head?: number;
  };
  /** When branches are held. */
  readonly freeze?: readonly Freeze[];
  /** `sgd` (unless told), `adam`, or `adamw`, whose weight decay is decoupled; PyTorch's conventions. */
  readonly optimizer?: 'sgd' | 'adam' | 'adamw';
  /** Heavy-ball momentum `β` of `sgd`, in `[0, 1)`: `buf = β buf + g`, `w −= η buf`. */
  readonly momentum?: number;
  /** `λ ≥ 0`: added to the gradient as `λ w`, or with `adamw` `w −= η λ w`. */
  readonly weightDecay?: number;
  /** `β₁`, `β₂` of Adam; 0.9 and 0.999 unless told. */
  readonly betas?: readonly [number, number];
  /** `ε` of Adam; 10⁻⁸ unless told. */
  readonly epsilon?: number;
}

/** @throws InputError `number` for a setting out of its range. */
export function checkTraining(training: Training): void {
  const { learningRate, branchRates = [], layerRates = {}, freeze = [], momentum = 0, weightDecay = 0 } = training;
  requireNumber('learningRate', learningRate, { above: 0 });
  for (const rate of branchRates) requireNumber('branchRates', rate, { above: 0 });
  requireNumber('layerRates.encoder', layerRates.encoder ?? 1, { above: 0 });
  requireNumber('layerRates.head', layerRates.head ?? 1, { above: 0 });
  for (const { modality, from = 0, until } of freeze) {
    requireInteger('freeze.modality', modality, 0, Number.MAX_SAFE_INTEGER, 'number');
    requireInteger('freeze.from', from, 0, Number.MAX_SAFE_INTEGER, 'number');
    if (until !== Infinity) requireInteger('freeze.until', until, from, Number.MAX_SAFE_INTEGER, 'number');
  }
  requireNumber('momentum', momentum, { atLeast: 0, below: 1 });
  requireNumber('weightDecay', weightDecay, { atLeast: 0 });
  for (const beta of training.betas ?? []) requireNumber('betas', beta, { atLeast: 0, below: 1 });
  requireNumber('epsilon', training.epsilon ?? 1e-8, { above: 0 });
}

/** Whether each update is a rate times the gradient: then it has rank C, and nothing else need be kept. */
export function isPlainDescent({ optimizer = 'sgd', momentum = 0, weightDecay = 0 }: Training): boolean {
  return optimizer === 'sgd' && momentum === 0 && weightDecay === 0;
}

/** Factor on the learning rate of a layer in a step; `null` where it is always 1. `isLast` says what is a head. */
export type RateFactor = (place: Place, isLast: boolean, step: number) => number;

/** The rates of a training. */
export function rateFactor({ branchRates, layerRates, freeze }: Training): RateFactor | null {
  if (branchRates === undefined && layerRates === undefined && freeze === undefined) return null;
  return ({ branch }, isLast, step) => {
    const ofLayer = (isLast ? layerRates?.head : layerRates?.encoder) ?? 1;
    if (branch === null) return ofLayer;
    const held = freeze?.some(({ modality, from = 0, until }) => modality === branch && step >= from && step < until);
    return held ? 0 : ofLayer * (branchRates?.[branch] ?? 1);
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

/** Kingma & Ba 2015 with bias correction; decoupled decay as in Loshchilov & Hutter 2019. A held layer keeps its memory. */
function adam(
  { betas = [0.9, 0.999], epsilon = 1e-8, weightDecay = 0 }: Training,
  size: number,
  decoupled: boolean,
): LayerUpdate {
  const [beta1, beta2] = betas;
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
