/** What was computed once is not computed again: a run with a wrong theory differs from the right one by nothing but the theory. */
import { vi } from 'vitest';
import * as reduced from '../../../src/predict/starts/reduced-ode.js';
import * as simulate from '../../../src/simulate/index.js';

/** Arguments as text; functions among them are told from one another by the order of the calls only. */
const keyOf = (args: readonly unknown[]): string =>
  JSON.stringify(args, (_, value: unknown) => {
    if (value instanceof Float64Array) return [...value];
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  });

/** The function of that name in `home`, which answers its n-th call from `known` where the arguments are the same. */
export function remembering<Name extends string, A extends unknown[], R>(
  home: Readonly<Record<Name, (...args: A) => R>>,
  name: Name,
  known: Map<string, unknown>,
): (...args: A) => R {
  const f = home[name];
  let calls = 0;
  return (...args) => {
    const key = `${name} ${calls++} ${keyOf(args)}`;
    if (!known.has(key)) known.set(key, f(...args));
    return known.get(key) as R;
  };
}

interface Known {
  readonly maxSteps: number;
  readonly found: ReturnType<typeof simulate.simulateSeeds>;
}

const right = { simulateSeeds: simulate.simulateSeeds, integrateReduced: reduced.integrateReduced };

/**
 * Simulations and integrations of the reduced system, which no entry has a part in, are remembered in `known` until mocks are
 * restored. How many steps are allowed does not matter to runs that ended before.
 */
export function rememberRuns(known: Map<string, unknown>): void {
  vi.spyOn(reduced, 'integrateReduced').mockImplementation((...args) => {
    const key = `integrateReduced ${keyOf(args)}`;
    if (!known.has(key)) known.set(key, right.integrateReduced(...args));
    return known.get(key) as ReturnType<typeof right.integrateReduced>;
  });
  vi.spyOn(simulate, 'simulateSeeds').mockImplementation(async (job, seeds, options) => {
    const { maxSteps, ...settings } = job.settings;
    const key = `simulateSeeds ${keyOf([{ ...job, settings }, seeds])}`;
    const before = known.get(key) as Known | undefined;
    if (before) {
      const { runs } = await before.found;
      const ended = runs.every(({ simulation }) => simulation.steps < Math.min(maxSteps, before.maxSteps));
      if (ended || maxSteps === before.maxSteps) return before.found;
    }
    const found = right.simulateSeeds(job, seeds, options);
    known.set(key, { maxSteps, found } satisfies Known);
    return found;
  });
}
