/** Runs of several seeds, as the command reports them. */
import { mean, standardDeviation } from '../numerics/statistics.js';
import type { Problem } from '../problem/problem.js';
import { isAtMinimum, lossesOf, simulateSeeds, type Job, type SeedRun, type UnseenRun } from '../simulate/index.js';
import { interruption } from './interruption.js';
import { note, progressBar } from './options.js';

/** A mode of a modality, by the user's name, and when it was used; `null` where it was not. */
export interface TimedUse {
  readonly modality: string;
  readonly mode: number;
  readonly time: number | null;
}

/** What is measured in the run of a seed. */
export interface RunRow {
  readonly seed: number;
  readonly events: readonly TimedUse[];
  /** Loss of the global minimum, if the run came within a hundredth of what there is to explain of it; else `null`. */
  readonly finalLoss: number | null;
  /** Where the run stopped, and the loss there; `null` where `⟨‖y‖²⟩` is not known. */
  readonly steps: number;
  readonly loss: number | null;
  /** On unseen data; absent without any. */
  readonly unseen?: NamedUnseen;
}

/** The loss of a run on unseen data, and what is in use where it is least. */
export interface NamedUnseen extends UnseenRun {
  readonly usedAtBest: readonly string[];
}

/** Over the runs: of the best step over those in which the loss turns; `null` where too few do. */
export interface UnseenStatistic {
  readonly bestStep: number | null;
  readonly bestLoss: number | null;
  readonly endLoss: number | null;
}

/** The measurements of several seeds, with mean and sample standard deviation over the runs that have them. */
export interface RunTable {
  readonly runs: readonly RunRow[];
  readonly mean: readonly TimedUse[];
  readonly std: readonly TimedUse[];
  /** On unseen data; absent without any. */
  readonly unseen?: { readonly samples: number; readonly mean: UnseenStatistic; readonly std: UnseenStatistic };
}

/**
 * Runs jobs one after the other, each from all seeds at once, with one progress bar. Ctrl-C or a
 * polite kill stops them: what is finished is returned, and the exit status and a line on standard error say that it is
 * not all.
 */
export async function runJobs(jobs: readonly Job[], seeds: readonly number[]): Promise<(readonly SeedRun[])[]> {
  const { signal, over } = interruption();
  const progress = progressBar('simulating');
  const results: (readonly SeedRun[])[] = [];
  const onProgress = (finished: number) => {
    progress.update((results.length + finished / seeds.length) / jobs.length);
  };
  try {
    for (const job of jobs) {
      const { runs } = await simulateSeeds(job, seeds, { signal, onProgress });
      results.push(runs);
    }
  } finally {
    over();
    progress.stop();
  }
  if (signal.aborted) {
    note(`interrupted with ${results.flat().length} of ${jobs.length * seeds.length} simulations finished`);
  }
  return results;
}

/** The table of a job's runs; the least loss is known of linear networks only. */
export function runTable(runs: readonly SeedRun[], problem: Problem, isLinear: boolean): RunTable {
  const losses = lossesOf(problem);
  const isKnown = problem.ySquared !== null;
  const rows = runs.map(({ seed, simulation: { events, final, steps, unseen } }): RunRow => {
    const named = events.map((event) => ({ ...event, modality: problem.modalities[event.modality].name }));
    const finalLoss = isKnown && isLinear && isAtMinimum(final.loss, losses) ? losses.least : null;
    const usedBy = (step: number | null) => {
      const used = named.filter(({ time }) => time !== null && (step === null || time <= step));
      return [...new Set(used.map(({ modality }) => modality))];
    };
    return {
      seed,
      events: named,
      finalLoss,
      steps,
      loss: isKnown ? final.loss : null,
      ...(unseen === null ? {} : { unseen: { ...unseen, usedAtBest: usedBy(unseen.bestStep) } }),
    };
  });
  const unseen = rows.flatMap((row) => row.unseen ?? []);
  return {
    runs: rows,
    mean: overRuns(rows, mean, 1),
    std: overRuns(rows, standardDeviation, 2),
    ...(unseen.length === 0
      ? {}
      : {
          unseen: {
            samples: unseen[0].samples,
            mean: unseenOver(unseen, mean, 1),
            std: unseenOver(unseen, standardDeviation, 2),
          },
        }),
  };
}

/** A statistic of what the runs did on unseen data, `null` where fewer than `least` did. */
function unseenOver(
  runs: readonly UnseenRun[],
  statistic: (values: number[]) => number,
  least: number,
): UnseenStatistic {
  const of = (key: keyof UnseenStatistic) => {
    const values = runs.flatMap((run) => run[key] ?? []);
    return values.length < least ? null : statistic(values);
  };
  return { bestStep: of('bestStep'), bestLoss: of('bestLoss'), endLoss: of('endLoss') };
}

/** A statistic of each event's times over the runs that have it, `null` where fewer than `least` do. */
function overRuns(rows: readonly RunRow[], statistic: (values: number[]) => number, least: number): TimedUse[] {
  return (rows.at(0)?.events ?? []).map(({ modality, mode }, i) => {
    const times = rows.flatMap((row) => row.events[i].time ?? []);
    return { modality, mode, time: times.length < least ? null : statistic(times) };
  });
}

/** Says on standard error which runs were given up at the step limit before all that can come had come. */
export function tellOfUnfinished(runs: readonly SeedRun[], maxSteps: number, where = ''): void {
  const seeds = runs.filter(({ simulation }) => !simulation.complete).map(({ seed }) => seed);
  if (seeds.length === 0) return;
  const limit = maxSteps.toLocaleString('en');
  note(`not everything was used within ${limit} steps${where} from seed ${seeds.join(', ')}`);
}
