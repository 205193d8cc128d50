/** Many tasks on the threads of this machine, each thread asked for the next when it has done one. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { askThread, shareOut } from '../simulate/worker-threads.js';
import type { Outcome } from './work.js';

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
  if (existsSync(fileURLToPath(script))) {
    await shareOut(numbers, { script, workerData, count: threadCount(), signal }, async (thread, number) => {
      onDone(await askThread<Outcome>(thread, number, `task ${number}`));
    });
    return;
  }
  for (let next = numbers.next(); next.done !== true && !signal?.aborted; next = numbers.next()) {
    onDone(await inTurn(next.value));
  }
}
