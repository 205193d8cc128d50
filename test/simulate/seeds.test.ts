import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../src/problem/two-modalities.js';
import type { Job } from '../../src/simulate/jobs.js';
import { simulateSeeds } from '../../src/simulate/seeds.js';
import { simulate } from '../../src/simulate/simulate.js';
import { toy } from '../support/toy.js';

const settings = {
  start: { kind: 'gaussian', std: 1e-3 },
  width: 16,
  learningRate: 0.04,
  maxSteps: 1000,
} as const;
const problem = problemOf(toy(2, 1, 0));
const job: Extract<Job, { kind: 'linear' }> = {
  kind: 'linear',
  problem,
  network: { depth: 2, fusionLayer: 2 },
  settings,
};
const seeds = [5, 3, 9, 1];

// Threads exist in the compiled package only, which `npm test` builds before it comes here.
const compiled = new URL('../../dist/src/simulate/seeds.js', import.meta.url);
const places = [
  { place: 'in the calling thread', run: simulateSeeds },
  ...(existsSync(compiled)
    ? [
        {
          place: 'on threads',
          run: ((await import(compiled.href)) as { simulateSeeds: typeof simulateSeeds }).simulateSeeds,
        },
      ]
    : []),
];

describe.each(places)('several seeds $place', ({ run }) => {
  it('give each seed’s own simulation, in the order of the seeds', async () => {
    const progress: number[] = [];
    const result = await run(job, seeds, { workers: 2, onProgress: (done) => progress.push(done) });
    expect(result.aborted).toBe(false);
    expect(progress).toEqual([1, 2, 3, 4]);
    for (const [i, seed] of seeds.entries()) {
      const alone = await simulate(problem, job.network, { ...settings, seed });
      expect(result.runs[i]).toEqual({ seed, simulation: alone });
    }
  });

  it('pass on why a simulation was refused', async () => {
    const wrong: Job = { ...job, settings: { ...settings, learningRate: 30 } };
    const result = run(wrong, seeds, { workers: 2 });
    await expect(result).rejects.toMatchObject({ name: 'InputError', code: 'learning-rate', field: 'learningRate' });
    await expect(result).rejects.toThrow(/^learningRate: the simulation diverged at step \d+ with learning rate 30/);
  });

  it('keep the finished seeds when aborted', async () => {
    const controller = new AbortController();
    const onProgress = (done: number): void => {
      if (done === 2) controller.abort();
    };
    const result = await run(job, seeds, { workers: 2, signal: controller.signal, onProgress });
    expect(result.aborted).toBe(true);
    expect(result.runs.length).toBeGreaterThanOrEqual(2);
    expect(result.runs.length).toBeLessThan(4);
  });

  it('do nothing when aborted before they start', async () => {
    expect(await run(job, seeds, { workers: 2, signal: AbortSignal.abort() })).toEqual({ runs: [], aborted: true });
  });
});
