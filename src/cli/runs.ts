/** Runs of several seeds, as the command reports them. */
import { mean, standardDeviation } from '../numerics/statistics.js';
import type { Correlations } from '../problem/correlations.js';
import { simulateSeeds, type Job, type SeedRun } from '../simulate/index.js';
import { progressBar } from './options.js';

/** What is measured in a run; `null` for a time that was not reached, a loss where `⟨y²⟩` is not known. */
export interface Measured {
  readonly tA: number | null;
  readonly tB: number | null;
  /** The later time over the earlier. */
  readonly timeRatio: number | null;
  readonly finalLoss: number | null;
}

/** One seed's measurements. */
export interface RunRow extends Measured {
  readonly seed: number;
}

/** The measurements of several seeds, each with mean and sample standard deviation over the runs that have it. */
export interface RunTable {
  readonly runs: readonly RunRow[];
  readonly mean: Measured;
  readonly std: Measured;
}

/** What a shell reports of a program that was stopped by Ctrl-C. */
const INTERRUPTED = 130;

/**
 * Runs jobs one after the other, each from all seeds at once, with one progress bar. Ctrl-C stops them: what is finished
 * is returned, and the exit status and a line on standard error say that it is not all.
 */
export async function runJobs(jobs: readonly Job[], seeds: readonly number[]): Promise<(readonly SeedRun[])[]> {
  const interruption = new AbortController();
  const interrupt = () => {
    interruption.abort();
  };
  const progress = progressBar('simulating');
  const results: (readonly SeedRun[])[] = [];
  const onProgress = (finished: number) => {
    progress.update((results.length + finished / seeds.length) / jobs.length);
  };
  process.once('SIGINT', interrupt); // once: a second Ctrl-C ends the program
  try {
    for (const job of jobs) {
      const { runs } = await simulateSeeds(job, seeds, { signal: interruption.signal, onProgress });
      results.push(runs);
    }
  } finally {
    process.off('SIGINT', interrupt);
    progress.stop();
  }
  if (interruption.signal.aborted) {
    process.exitCode = INTERRUPTED;
    complain(`interrupted with ${results.flat().length} of ${jobs.length * seeds.length} simulations finished`);
  }
  return results;
}

/** The table of a job's runs. */
export function runTable(runs: readonly SeedRun[], { ySquared }: Pick<Correlations, 'ySquared'>): RunTable {
  const rows = runs.map(({ seed, simulation: { tA, tB, final } }) => {
    return { seed, tA, tB, timeRatio: ratioOf(tA, tB), finalLoss: ySquared === null ? null : final.loss };
  });
  return { runs: rows, mean: overRuns(rows, mean, 1), std: overRuns(rows, standardDeviation, 2) };
}

/** The later time over the earlier; `null` where one was not reached or a start had passed it already. */
function ratioOf(tA: number | null, tB: number | null): number | null {
  if (tA === null || tB === null || Math.min(tA, tB) === 0) return null;
  return Math.max(tA, tB) / Math.min(tA, tB);
}

/** A statistic of each measurement over the runs that have it, `null` where fewer than `least` do. */
function overRuns(rows: readonly RunRow[], statistic: (values: number[]) => number, least: number): Measured {
  const over = (name: keyof Measured): number | null => {
    const values = rows.flatMap((row) => row[name] ?? []);
    return values.length < least ? null : statistic(values);
  };
  return { tA: over('tA'), tB: over('tB'), timeRatio: over('timeRatio'), finalLoss: over('finalLoss') };
}

/** Says on standard error which runs were given up at the step limit. */
export function tellOfUnfinished(rows: readonly RunRow[], maxSteps: number, where = ''): void {
  const seeds = rows.filter(({ tA, tB }) => tA === null || tB === null).map(({ seed }) => seed);
  if (seeds.length === 0) return;
  const limit = maxSteps.toLocaleString('en');
  complain(`not both modalities were learned within ${limit} steps${where} from seed ${seeds.join(', ')}`);
}

function complain(message: string): void {
  process.stderr.write(`unimodal-bias: ${message}\n`);
}
