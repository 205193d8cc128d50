import type { Weights } from '../problem/weights.js';
import type { Objective } from './objective.js';
import type { LayerNorms, Stepper } from './stepper.js';

/**
 * Anything trained whose branches have total weights. `refresh` and `step` alternate, starting with `refresh`; everything
 * else describes the weights at the last `refresh`.
 */
export interface Model {
  /** `W_m^tot` of each modality, `C × D_m`, row by row. */
  readonly totals: readonly Float64Array[];
  refresh(): void;
  step(): void;
  loss(): number;
  weights(): Weights;
  layerNorms(): LayerNorms;
}

/** A linear network and what it is trained on. */
export function linearModel(stepper: Stepper, objective: Objective): Model {
  const { totals } = stepper;
  const errors = totals.map(({ length }) => new Float64Array(length));
  return {
    totals,
    refresh: () => {
      stepper.backward();
    },
    step() {
      objective.errors(totals, errors);
      stepper.update(errors);
    },
    loss: () => objective.loss(totals),
    weights: () => stepper.weights(),
    layerNorms: () => stepper.layerNorms(),
  };
}
