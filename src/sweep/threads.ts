/** Many tasks on the threads of this machine, each thread asked for the next when it has done one. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Refused } from '../problem/errors.js';
import { askThread } from '../simulate/ask-thread.js';
import type { Outcome } from './work.js';

/** What a thread answers for a task. */
export type Reply = Outcome | Refused;

/** How tasks are done. */
export interface Engine {
  /** The script of a thread, which must be compiled; where it is not there, `inTurn` does the tasks. */
  readonly script: URL;
  /** What a thread is told at its start. */
  readonly workerData: unknown;
  /** Does a task in the calling thread. */
  readonly inTurn: (number: number) => Promise<Outcome>;
  readonly signal?: AbortSignal;
  readonly onDone: (outcome: Outcome) => void;
}

/** As many threads as a scheduler has given this process cores, or as there are. */
const threadCount = (): number => Number(process.env['SLURM_CPUS_PER_TASK']) || availableParallelism();

/** Does tasks until there are no more, or the signal comes. @throws InputError `file` where results cannot be kept */
export async function runTasks(numbers: Iterator<number>, engine: Engine): Promise<void> {
  const { script, workerData, inTurn, signal, onDone } = engine;
  const threads = existsSync(fileURLToPath(script))
    ? Array.from({ length: threadCount() }, () => new Worker(script, { workerData }))
    : [];
  const work = async (run: (number: number) => Promise<Outcome>): Promise<void> => {
    while (!signal?.aborted) {
      const next = numbers.next();
      if (next.done === true) return;
      onDone(await run(next.value));
    }
  };
  const over = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    const told = { signal: over.signal };
    signal?.addEventListener(
      'abort',
      () => {
        resolve();
      },
      told,
    );
  });
  const all =
    threads.length > 0
      ? Promise.all(threads.map((thread) => work((n) => askThread<Reply>(thread, n, `task ${n}`))))
      : work(inTurn);
  try {
    await Promise.race([all, aborted]);
  } finally {
    over.abort();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
