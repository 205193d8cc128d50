import { afterEach, describe, expect, it, vi } from 'vitest';
import { problemOf } from '../../src/problem/two-modalities.js';
import { simulateBudget } from '../../src/simulate/budget.js';
import { simulate } from '../../src/simulate/simulate.js';
import { toy } from '../support/toy.js';

const problem = problemOf(toy(2, 1, 0));
const net = { depth: 2, fusionLayer: 2 };
const start = { kind: 'gaussian', initScale: 0.1 } as const;

describe('a budget', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('gives every seed’s own events', async () => {
    const { runs, complete } = simulateBudget(problem, net, 10, start, { learningRate: 0.04 }, { seeds: [2, 5] });
    expect(complete).toBe(true);
    for (const { seed, events } of runs) {
      const alone = await simulate(problem, net, { start, width: 10, seed, learningRate: 0.04, maxSteps: 10_000 });
      expect(events).toEqual(alone.events);
    }
  });

  it('ends with what is known so far', () => {
    // A clock that counts how often it is asked, so that the machine's load decides nothing.
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => (now += 0.1));
    const told: number[] = [];
    const onProgress = (fraction: number): number => told.push(fraction);
    // At this rate the first time is some 10⁸ steps away.
    const { runs, complete } = simulateBudget(
      problem,
      net,
      10,
      start,
      { learningRate: 1e-8 },
      { budgetMs: 5, onProgress },
    );
    expect(complete).toBe(false);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ seed: 1, complete: false, events: [{ time: null }, { time: null }] });
    expect(told.at(-1)).toBe(1);
  });
});
