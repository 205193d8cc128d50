/** Many runs, each on a worker thread of its own: the library computes on one. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ImageSets } from '../../problem/labelled-images.js';
import { askThread, shareOut } from '../worker-threads.js';
import type { DigitsRun } from './protocol.js';
import { trainDigits, type DigitsRecord } from './train.js';

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
  const { signal, maxSteps, onRecord, onFinished } = options;
  const finish = async (run: DigitsRun, records: readonly DigitsRecord[]): Promise<void> => {
    if (!signal?.aborted) await onFinished?.(run, records);
  };
  if (count > 1 && existsSync(fileURLToPath(script))) {
    await shareOut(runs.values(), { script, workerData: sets, count, signal }, async (thread, run) => {
      const tell = (record: unknown) => onRecord?.(run, record as DigitsRecord);
      const { records } = await askThread<{ records: readonly DigitsRecord[] }>(
        thread,
        { run, maxSteps },
        'its run',
        tell,
      );
      await finish(run, records);
    });
    return;
  }
  const settings = { ...(signal && { signal }), ...(maxSteps !== undefined && { maxSteps }) };
  for (const run of runs) {
    if (signal?.aborted) return;
    await finish(run, await trainDigits(run, sets, { ...settings, onRecord: (record) => onRecord?.(run, record) }));
  }
}
