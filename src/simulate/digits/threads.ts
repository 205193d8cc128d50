/** Many runs, each on a worker thread of its own: the library computes on one. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { InputError, type ErrorCode } from '../../problem/errors.js';
import type { ImageSets } from '../../problem/labelled-images.js';
import type { DigitsRun } from './protocol.js';
import { trainDigits, type DigitsRecord } from './train.js';

/** What a worker says: where a run is, what came of it, or why nothing did. */
export type Message =
  | { readonly record: DigitsRecord }
  | { readonly records: readonly DigitsRecord[] }
  | { readonly refused: { code: ErrorCode; field: string; value: unknown; message: string } };

/** What may be said to many runs. */
export interface DigitsOptions {
  /** Stops them; what is unfinished is lost. */
  readonly signal?: AbortSignal;
  /** Steps of a run at most, instead of the protocol's. */
  readonly maxSteps?: number;
  /** Called after each evaluation of a run. */
  readonly onRecord?: (run: DigitsRun, record: DigitsRecord) => void;
  /** Called, and waited for, when a run is finished. */
  readonly onFinished?: (run: DigitsRun, records: readonly DigitsRecord[]) => Promise<void> | void;
}

/**
 * Trains the runs, as many at a time as there are cores; in the calling thread where there is one core, one run, or no
 * compiled package beside this module. Results do not depend on that.
 *
 * @throws InputError as `trainDigits` does.
 */
export async function trainAll(runs: readonly DigitsRun[], sets: ImageSets, options: DigitsOptions): Promise<void> {
  const script = new URL('./digits-worker.js', import.meta.url);
  const count = Math.min(availableParallelism(), runs.length);
  const threaded = count > 1 && existsSync(fileURLToPath(script));
  const { signal, maxSteps, onRecord, onFinished } = options;
  const threads = Array.from({ length: threaded ? count : 0 }, () => new Worker(script, { workerData: sets }));
  const settings = { ...(signal ? { signal } : {}), ...(maxSteps === undefined ? {} : { maxSteps }) };
  const remaining = [...runs];
  const work = async (train: (run: DigitsRun) => Promise<readonly DigitsRecord[]>): Promise<void> => {
    for (let run = remaining.shift(); run && !signal?.aborted; run = remaining.shift()) {
      const records = await train(run);
      if (!signal?.aborted) await onFinished?.(run, records);
    }
  };
  const stop = (): void => {
    for (const thread of threads) void thread.terminate();
  };
  signal?.addEventListener('abort', stop);
  try {
    if (threaded) await Promise.all(threads.map((thread) => work((run) => ask(thread, run, options))));
    else {
      await work((run) => trainDigits(run, sets, { ...settings, onRecord: (record) => onRecord?.(run, record) }));
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}

/** A run on a thread; no records if the thread is stopped. */
function ask(
  thread: Worker,
  run: DigitsRun,
  { signal, maxSteps, onRecord }: DigitsOptions,
): Promise<readonly DigitsRecord[]> {
  return new Promise((resolve, reject) => {
    const over = (): void => {
      // By name: a thread has listeners of its own, without which its messages stop.
      for (const event of ['message', 'error', 'exit']) thread.removeAllListeners(event);
    };
    thread.on('message', (message: Message) => {
      if ('record' in message) {
        onRecord?.(run, message.record);
        return;
      }
      over();
      if ('records' in message) {
        resolve(message.records);
        return;
      }
      const { code, field, value, message: text } = message.refused;
      reject(new InputError(code, field, value, text));
    });
    thread.on('error', (error) => {
      over();
      reject(error);
    });
    thread.on('exit', () => {
      over();
      if (signal?.aborted) resolve([]);
      else reject(new Error('a worker thread ended before its run was finished'));
    });
    thread.postMessage({ run, maxSteps });
  });
}
