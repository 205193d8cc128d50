/** The simulator that `predict` is handed by the command: full matrices, a few seeds, within a budget of time. */
import type { Simulator } from '../../predict/starts/random-start.js';
import { simulateBudget, simulateSamplesBudget, splitSamples } from '../../simulate/index.js';

/** Simulates a request. A mode that a finished seed never used is `Infinity`, one that the time did not suffice for `null`. */
export const simulator: Simulator = ({
  problem,
  network,
  width,
  start,
  learningRate,
  measure,
  uses,
  levers,
  activation,
  seeds,
  budget,
  onProgress,
}) => {
  const from = start === 'pytorch' ? ({ kind: 'pytorch' } as const) : ({ kind: 'gaussian', ...start } as const);
  const training = { learningRate, measure, levels: uses, ...(levers && { levers }) };
  const limits = { seeds, budgetMs: budget, onProgress };
  const { runs } =
    activation === null
      ? simulateBudget(problem, network, width, from, training, limits)
      : simulateSamplesBudget(
          splitSamples(problem, activation.samples),
          network,
          { start: from, width, learningRate, activation: activation.name, measure: 'output', levels: uses },
          limits,
        );
  return runs.map(({ events, steps, complete }) => ({
    times: events.map(({ time }, u) => time ?? (complete || uses[u].level === 0 ? Infinity : null)),
    reached: steps,
  }));
};
