/** What gradient flow would do, from gradient descent at three learning rates. */
import type { Job, Simulation } from '../../simulate/index.js';
import type { CheckContext } from './claim.js';
import { richardson, type Estimate } from './statistics.js';

/** Numbers that a simulation is reduced to. */
type Reading<Name extends string> = Readonly<Record<Name, number>>;

/**
 * The limit `η → 0` of readings of a simulation, by Richardson's extrapolation from `η`, `η/2`, `η/4`: the difference
 * between gradient descent and its flow has an expansion in powers of η.
 *
 * @param jobsAt - the jobs at one learning rate, in an order that `read` knows
 * @param read - the readings; times in steps should come as `steps · η`
 */
export async function flowLimit<Name extends string>(
  context: CheckContext,
  learningRate: number,
  jobsAt: (learningRate: number) => readonly Job[],
  read: (runs: readonly Simulation[], learningRate: number) => Reading<Name>,
): Promise<Record<Name, Estimate>> {
  const readings: Reading<Name>[] = [];
  for (const rate of [learningRate, learningRate / 2, learningRate / 4]) {
    const runs: Simulation[] = [];
    for (const job of jobsAt(rate)) runs.push(...(await context.simulate(job, [1])));
    readings.push(read(runs, rate));
  }
  const names = Object.keys(readings[0]) as Name[];
  const limits = names.map((name) => [name, richardson([readings[0][name], readings[1][name], readings[2][name]])]);
  return Object.fromEntries(limits) as Record<Name, Estimate>;
}
