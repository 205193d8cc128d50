import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { requireInteger } from '../problem/errors.js';
import type { RunOptions, Simulation } from './descend.js';
import { runJob, type Job } from './jobs.js';
import { askThread, shareOut } from './worker-threads.js';

/** One seed's simulation. */
export interface SeedRun {
  /** An integer in `0…2³²−1`. */
  readonly seed: number;
  /** What came of it. */
  readonly simulation: Simulation;
}

/** Simulations of several seeds. */
export interface SeedRuns {
  /** In the order of the seeds asked for; without the seeds an abort left unfinished. */
  readonly runs: readonly SeedRun[];
  /** Whether the signal came before all seeds were finished. */
  readonly aborted: boolean;
}

/** What may be said to a simulation of several seeds. */
export interface SeedOptions extends RunOptions {
  /** Called whenever a seed is finished. */
  readonly onProgress?: (finished: number, total: number) => void;
  /** Worker threads; as many as there are cores unless told. */
  readonly workers?: number;
}

/**
 * Runs one simulation from several seeds on worker threads. Every seed's result is what `simulate` (`simulateSamples`,
 * `simulateScalarRelu`) gives for it, whatever the number of threads and the order in which they finish.
 *
 * Threads need the compiled package beside this module. One seed, one worker, or a run from TypeScript sources (tests)
 * stays in the calling thread, one seed after the other, with the same results.
 *
 * @param job - `{ kind: 'linear', problem, network, settings }`, `{ kind: 'samples', samples, network, settings }`
 * or `{ kind: 'scalar-relu', signs, settings }`
 * @param seeds - integers in `0…2³²−1`
 * @param options - a signal that stops it and leaves the seeds that are finished, a progress callback
 * @throws InputError as the simulation does, for whichever seed is refused first.
 *
 * @example
 * ```ts
 * import { toyProblem } from 'unimodal-bias';
 * import { simulateSeeds } from 'unimodal-bias/simulate';
 * const { runs } = await simulateSeeds(
 *   {
 *     kind: 'linear',
 *     problem: toyProblem({ stdA: 2, stdB: 1, rho: 0 }),
 *     network: { depth: 2, fusionLayer: 2 },
 *     settings: { start: { kind: 'gaussian', std: 1e-3 }, width: 16, learningRate: 0.04, maxSteps: 100 },
 *   },
 *   [3, 1, 2],
 * );
 * runs.map((run) => run.seed); // => [3, 1, 2]
 * ```
 */
export async function simulateSeeds(job: Job, seeds: readonly number[], options: SeedOptions = {}): Promise<SeedRuns> {
  const threads = requireInteger('workers', options.workers ?? availableParallelism(), 1, 1024, 'number');
  const workers = Math.min(threads, seeds.length);
  const script = new URL('./seed-worker.js', import.meta.url);
  const threaded = workers > 1 && existsSync(fileURLToPath(script));
  const results = threaded ? await onThreads(job, seeds, options, script, workers) : await inTurn(job, seeds, options);
  const runs = seeds.flatMap((seed, index) => {
    const simulation = results[index];
    return simulation === undefined ? [] : [{ seed, simulation }];
  });
  return { runs, aborted: runs.length < seeds.length };
}

/** Results by the index of their seed; `undefined` where an abort came first. */
type Results = (Simulation | undefined)[];

async function inTurn(job: Job, seeds: readonly number[], options: SeedOptions): Promise<Results> {
  const results: Results = [];
  for (const seed of seeds) {
    const simulation = await runJob(job, seed, options);
    if (simulation.aborted) break;
    results.push(simulation);
    options.onProgress?.(results.length, seeds.length);
  }
  return results;
}

async function onThreads(
  job: Job,
  seeds: readonly number[],
  { signal, onProgress }: SeedOptions,
  script: URL,
  count: number,
): Promise<Results> {
  const results: Results = [];
  let finished = 0;
  const threads = { script, workerData: job, count, signal };
  await shareOut(seeds.entries(), threads, async (thread, [index, seed]) => {
    const { simulation } = await askThread<{ readonly simulation: Simulation }>(thread, seed, `seed ${seed}`);
    results[index] = simulation;
    onProgress?.(++finished, seeds.length);
  });
  return results;
}
