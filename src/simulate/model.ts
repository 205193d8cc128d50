import type { Weights } from '../problem/weights.js';
import type { Objective } from './objective.js';
import type { LayerNorms, Stepper } from './stepper.js';

/**
 * Anything trained by gradient descent whose two branches have total weights. `refresh` and `step` alternate, starting
 * with `refresh`; everything else describes the weights at the last `refresh`.
 */
export interface Model {
  /** `W_A^tot`, length `D_A`. */
  readonly totalA: Float64Array;
  /** `W_B^tot`, length `D_B`. */
  readonly totalB: Float64Array;
  refresh(): void;
  step(): void;
  loss(): number;
  weights(): Weights;
  layerNorms(): LayerNorms;
}

/** A linear network and what it is trained on. */
export function linearModel(stepper: Stepper, objective: Objective): Model {
  const { totalA, totalB } = stepper;
  const errorA = new Float64Array(totalA.length);
  const errorB = new Float64Array(totalB.length);
  return {
    totalA,
    totalB,
    refresh: () => {
      stepper.backward();
    },
    step() {
      objective.errors(totalA, totalB, errorA, errorB);
      stepper.update(errorA, errorB);
    },
    loss: () => objective.loss(totalA, totalB),
    weights: () => stepper.weights(),
    layerNorms: () => stepper.layerNorms(),
  };
}
