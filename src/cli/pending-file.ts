/** Files that a command writes when it is done, and may not write over what is there before. */
import { open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { InputError } from '../problem/errors.js';

/** A file that appears whole or not at all: what stands at its path stays until `keep`. */
export interface PendingFile {
  /** Writes the content under a temporary name and puts the file in its place. */
  keep(content: string | Uint8Array | Iterable<string>): Promise<void>;
}

/**
 * Tries whether a file can be written, before hours are spent on what should go there. Nothing is left of the trial, so that a
 * kill in these hours leaves nothing either.
 *
 * @throws InputError `file` for a path that cannot be written, `usage` for one of the files that are read.
 */
export async function pendingFile(option: string, path: string, read: readonly string[] = []): Promise<PendingFile> {
  if (path === '') throw new InputError('file', option, path, 'must be the name of a file, but is empty');
  const own = await realpath(path).catch(() => null);
  for (const input of read) {
    if (own === null || own !== (await realpath(input).catch(() => undefined))) continue;
    throw new InputError('usage', option, path, 'is a file that is read from; give another name');
  }
  if (
    await stat(path).then(
      (at) => at.isDirectory(),
      () => false,
    )
  ) {
    throw new InputError('file', option, path, 'is a folder; give the name of a file');
  }
  const temporary = `${path}.${process.pid}.part`;
  const failed = async (error: unknown): Promise<never> => {
    await rm(temporary, { force: true });
    throw new InputError('file', option, path, `${path} cannot be written: ${(error as Error).message}`);
  };
  await (await open(temporary, 'wx').catch(failed)).close();
  await rm(temporary);
  return {
    async keep(content) {
      await writeFile(temporary, content).catch(failed);
      await rename(temporary, path).catch(failed);
    },
  };
}

/** Writes a file whole or not at all. @throws InputError `file` for one that cannot be written. */
export async function writeWhole(option: string, path: string, content: string | Uint8Array): Promise<void> {
  await (await pendingFile(option, path)).keep(content);
}
