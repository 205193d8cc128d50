/** Learning rates and weight decay in PyTorch's units. */
import type { ByName, Levers } from './levers.js';

/** A learning rate, with the levers that go with it. */
export interface Rated {
  /** η. */
  readonly learningRate: number;
  /** Rates of branches and λ in the same units. */
  readonly levers: Levers | null;
}

/**
 * What a rate and levers given for `nn.MSELoss` over C outputs are for ½⟨‖y − ŷ‖²⟩, whose gradient is C/2 times as large:
 * `η = 2 lr/C`, and what is added to the gradient, `λ = weight_decay · C/2`. Adam does not know how large a gradient is: its
 * rates are the same, and so is the decay of AdamW.
 */
export function fromTorch({ learningRate, levers }: Rated, outputs: number): Rated {
  const gradient = 2 / outputs;
  const { optimizer = 'sgd', lrOf, weightDecay } = levers ?? {};
  const rate = optimizer === 'sgd' ? gradient : 1;
  return {
    learningRate: rate * learningRate,
    levers: levers && {
      ...levers,
      ...(lrOf === undefined ? {} : { lrOf: timesAll(lrOf, rate) }),
      ...(weightDecay === undefined ? {} : { weightDecay: weightDecay / (optimizer === 'adamw' ? 1 : gradient) }),
    },
  };
}

function timesAll(values: ByName, factor: number): ByName {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, factor * value]));
}
