/** Files that a command writes when it is done, and may not write over what is there before. */
import { open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { InputError } from '../problem/errors.js';

/** A file that appears whole or not at all: what stands at its path stays until `keep`. */
export interface PendingFile {
  /** Writes the text and puts the file in its place. */
  keep(text: string): Promise<void>;
  /** Takes away what was begun; nothing after `keep`. */
  drop(): Promise<void>;
}

/**
 * Begins a file under a temporary name beside its path, before hours are spent on what should go there.
 *
 * @throws InputError `file` for a path that cannot be written, `usage` for one of the files that are read.
 */
export async function pendingFile(
  option: string,
  path: string,
  read: readonly (string | undefined)[],
): Promise<PendingFile> {
  const own = await realpath(path).catch(() => null);
  for (const input of read) {
    if (input === undefined || own === null || own !== (await realpath(input).catch(() => undefined))) continue;
    throw new InputError('usage', option, path, 'is the file that the data are read from; give another name');
  }
  const temporary = `${path}.${process.pid}.part`;
  const failed = (error: unknown): never => {
    throw new InputError('file', path, path, `cannot be written: ${(error as Error).message}`);
  };
  await (await open(temporary, 'wx').catch(failed)).close();
  return {
    async keep(text) {
      await writeFile(temporary, text).catch(failed);
      await rename(temporary, path).catch(failed);
    },
    drop: () => rm(temporary, { force: true }),
  };
}

/** @throws InputError `file` for a path that cannot be written, before hours are spent on what should go there. */
export async function requireWritable(path: string): Promise<void> {
  await (await pendingFile('file', path, [])).drop();
}
