/** Doing tasks: what a command hands in does the work, this keeps what comes of it. */
import { InputError } from '../problem/errors.js';
import { readResult, writeResult, type Result, type Row } from './store.js';
import type { Doing, Setting } from './plan.js';
import { identityOf, taskAt, type Sweep } from './tasks.js';

/** A setting that has passed every check, ready for its seeds; a prediction has none. */
export type Prepared = (seed: number | null) => Promise<readonly Row[]>;

/** Who knows the commands: the options of a setting made into a question. @throws InputError for what is none */
export type Prepare = (doing: Doing, options: Setting) => Promise<Prepared>;

/** What became of a task: its result was there, or is now; `refused` with its reason. */
export interface Outcome {
  readonly was: 'there' | 'done' | 'refused';
}

/** Does tasks by their numbers, in this thread. */
export function worker(sweep: Sweep, directory: string, prepare: Prepare, writer: string) {
  // Tasks of a setting come one after the other, so the last one prepared is the only one worth keeping.
  let last: { readonly key: string; readonly prepared: Promise<Prepared> } | null = null;
  return async (number: number): Promise<Outcome> => {
    const task = taskAt(sweep, number);
    const id = identityOf(sweep, task);
    if (readResult(directory, id) !== null) return { was: 'there' };
    const key = `${task.doing} ${task.setting}`;
    if (last?.key !== key) last = { key, prepared: prepare(task.doing, task.options) };
    const { prepared } = last;
    const result = await resultOf(async () => (await prepared)(task.seed));
    writeResult(directory, id, result, writer);
    return { was: 'rows' in result ? 'done' : 'refused' };
  };
}

/** A refusal is a result as good as any: it comes again however often one asks. A file that cannot be read is none. */
async function resultOf(run: () => Promise<readonly Row[]>): Promise<Result> {
  try {
    return { rows: await run() };
  } catch (error) {
    if (error instanceof InputError && error.code === 'file') throw error;
    // One task that breaks does not take the others with it.
    return { refused: error instanceof InputError ? error.message : `an error of ours: ${String(error)}` };
  }
}
