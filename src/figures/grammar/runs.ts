/** Where figures get their simulations from: seeds, worker threads, progress, and nothing twice. */
import { InputError } from '../../problem/errors.js';
import { simulateSeeds, type Job, type Simulation } from '../../simulate/index.js';

/** How figures are made. */
export interface FigureOptions {
  /** A draft: fewer seeds and points; its caption says so. */
  readonly quick?: boolean;
  /** Seeds of a sweep, instead of the figure's own number. */
  readonly seeds?: number;
  /** Stops it; what was asked for is refused then. */
  readonly signal?: AbortSignal;
  /** Called with the share of the work that is done, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/** What a figure may use while it is made. */
export interface FigureContext {
  readonly quick: boolean;
  /** The seeds 1 to n of a sweep: as many as were asked for, or `full`, or `draft` in a draft. */
  readonly seeds: (full: number, draft: number) => number[];
  /** Simulations of jobs, each from all seeds: one array a job, in the order of the seeds. */
  readonly simulate: (jobs: readonly Job[], seeds: readonly number[]) => Promise<Simulation[][]>;
  /** The same value for the same key, made once: for what figures share. */
  readonly once: <T>(key: string, make: () => Promise<T>) => Promise<T>;
}

/** Steps of a scalar network of two layers cost less than starting a thread. */
const isCheap = (job: Job): boolean =>
  job.kind === 'scalar-relu' ||
  (job.kind === 'linear' && job.problem.sigma.rows === 2 && 'depth' in job.network && job.network.depth === 2);

/** A context for any number of figures. */
export function figureContext({ quick = false, seeds, signal, onProgress }: FigureOptions): FigureContext {
  const known = new Map<string, Promise<unknown>>();
  return {
    quick,
    seeds: (full, draft) => Array.from({ length: seeds ?? (quick ? draft : full) }, (_, i) => i + 1),
    async simulate(jobs, from) {
      const all: Simulation[][] = [];
      for (const job of jobs) {
        onProgress?.(all.length / jobs.length);
        const { runs, aborted } = await simulateSeeds(job, from, {
          ...(signal ? { signal } : {}),
          // A draft's one or two runs a job take less time than their threads to start.
          ...(quick || isCheap(job) ? { workers: 1 } : {}),
        });
        if (aborted) throw new InputError('usage', 'figure', 'aborted', 'was interrupted before it was finished');
        all.push(runs.map(({ simulation }) => simulation));
      }
      onProgress?.(1);
      return all;
    },
    once<T>(key: string, make: () => Promise<T>): Promise<T> {
      const made = (known.get(key) as Promise<T> | undefined) ?? make();
      known.set(key, made);
      return made;
    },
  };
}
