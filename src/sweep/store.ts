/**
 * Results on disk: one file a task, under its identity, which appears whole or not at all. The first line of a file is a
 * checksum of the rest, so that a damaged one counts as missing.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../problem/errors.js';

/** A cell of a table. */
export type Cell = string | number | boolean | null;

/** What is measured, by column. */
export type Row = Readonly<Record<string, Cell>>;

/** What came of a task: rows, one a network, or why there are none. */
export type Result = { readonly rows: readonly Row[] } | { readonly refused: string };

/** 256 folders: a million results are four thousand files a folder. */
const pathOf = (directory: string, id: string): string => join(directory, 'results', id.slice(0, 2), `${id}.json`);

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** The result of a task; `null` where there is none or it is damaged. */
export function readResult(directory: string, id: string): Result | null {
  const text = readKept(directory, id);
  return text === null ? null : (JSON.parse(text) as Result);
}

/** Keeps a result. A process that does the same task at the same time writes the same file. */
export function writeResult(directory: string, id: string, result: Result, writer: string): void {
  keep(directory, id, JSON.stringify(result), writer);
}

/** What is kept under an identity, as text; `null` where there is nothing or it is damaged. */
export function readKept(directory: string, id: string): string | null {
  let text: string;
  try {
    text = readFileSync(pathOf(directory, id), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw unusable(directory, error);
  }
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  return text.slice(0, end) === checksum(body) ? body : null;
}

/** Keeps a text under an identity. */
export function keep(directory: string, id: string, text: string, writer: string): void {
  const body = `${text}\n`;
  replaceFile(pathOf(directory, id), `${checksum(body)}\n${body}`, join(directory, 'unfinished', `${writer}.part`));
}

/** Writes a file under a temporary name and renames it. @throws InputError `file` */
export function replaceFile(path: string, text: string, temporary: string): void {
  const write = (): void => {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  };
  try {
    try {
      write();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      mkdirSync(dirname(temporary), { recursive: true });
      mkdirSync(dirname(path), { recursive: true });
      write();
    }
  } catch (error) {
    rmSync(temporary, { force: true });
    throw unusable(path, error);
  }
}

function unusable(path: string, error: unknown): InputError {
  return new InputError('file', '--out', path, `cannot be used: ${(error as Error).message}; what is finished is kept`);
}
