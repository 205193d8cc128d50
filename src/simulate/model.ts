import type { Weights } from '../problem/weights.js';
import type { Objective } from './objective.js';
import type { Turn } from '../levers/rule.js';
import type { LayerNorms, Speed, Stepper } from './stepper.js';

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

/** What a remedy does in the next step, given the speeds of the branches: asked once a step, in order. */
export type Choose = (totals: readonly Float64Array[], speed: Speed) => Turn;

/** A linear network, what it is trained on, and what a remedy does in each step. */
export function linearModel(stepper: Stepper, objective: Objective, choose?: Choose): Model {
  const { totals } = stepper;
  const errors = totals.map(({ length }) => new Float64Array(length));
  const chosen = choose && ((speed: Speed) => choose(totals, speed));
  return {
    totals,
    refresh: () => {
      stepper.backward();
    },
    step() {
      objective.errors(totals, errors);
      stepper.update(errors, chosen);
    },
    loss: () => objective.loss(totals),
    weights: () => stepper.weights(),
    layerNorms: () => stepper.layerNorms(),
  };
}
