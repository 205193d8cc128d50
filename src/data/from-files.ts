import { existsSync } from 'node:fs';
import { InputError, requireFields, requireObject, requireOneOf, show } from '../problem/errors.js';
import type { Problem } from '../problem/problem.js';
import { COLLECT_FIELDS, requireCollectOptions, type Data } from './collect.js';
import { dataFromTables, type TableOptions } from './from-tables.js';
import { openTable, type OpenTable } from './open.js';
import type { NamedTable } from './select.js';
import type { TextOptions } from './text/layout.js';

/** One file with everything in it (`-` is standard input), or a file for each modality and for the target `y`. */
export type Files = string | Readonly<Record<string, string>>;

/** Which columns of files are what, how text is laid out, and what is wanted of them. */
export interface FileOptions extends TableOptions, TextOptions {
  /** Files of the same columns to test with: centred and scaled by the rows of the problem. */
  readonly test?: Files;
}

const FIELDS: readonly (keyof FileOptions)[] = [
  ...COLLECT_FIELDS,
  ...(['modalities', 'y', 'classes', 'onProgress', 'test', 'header', 'comment', 'delimiter', 'decimal'] as const),
];

/**
 * The problem of the columns of a file, or of one file for each modality and one for the target.
 *
 * - Text: CSV, TSV, semicolons, pipes or aligned blanks, with a header; `.gz` too. Memory does not grow with the file.
 * - `.npy`: a `P × D` array with the columns `0`, `1`, …, or a structured one with its fields.
 * - `.npz`: arrays with `P` rows; a 1-D `y` is the column `y`, a 2-D `x` the columns `x.0`, `x.1`, …, and `x` all of them.
 *
 * Columns are centred unless `center` is `false`, and averages divide by the number of samples. Limits: 10⁸ selected cells,
 * 20,000 selected columns, 4,096 inputs after the reduction to samples, 10,000 characters a cell, 4 GiB and 1,000 : 1
 * unpacked.
 *
 * @throws InputError (as a rejection) `file` for a file that is missing, unreadable, damaged or of another kind; `columns`
 * for columns that do not exist, are chosen twice or hold what they cannot; `cell` for a cell that is no finite number;
 * `shape` for rows of different lengths and fewer than 2 samples; `constant-column`; `number`; `zero-correlation`.
 *
 * @example
 * ```ts
 * import { problemFromFile } from 'unimodal-bias/data';
 * const modalities = { serum: 's1..s6', body: 'age,sex,bmi,bp' };
 * const p = await problemFromFile('data/diabetes.csv', { modalities, y: 'progression', standardize: true });
 * p.modalities.map(({ dim }) => dim); // => [6, 4]
 * p.samples; // => 442
 * ```
 */
export async function problemFromFile(files: Files, options: FileOptions): Promise<Problem> {
  return (await readData(files, options)).problem;
}

/** The problem as {@link problemFromFile} has it, with the samples if asked for, test samples, and what is to be said. */
export async function readData(files: Files, options: FileOptions): Promise<Data> {
  requireFields('options', options, FIELDS);
  requireCollectOptions(options);
  const { classes = false, header = false } = options;
  for (const [field, value] of Object.entries({ classes, header })) requireOneOf(field, value, [true, false]);
  const opened: OpenTable[] = [];
  const open = async (which: Files): Promise<NamedTable[]> => {
    if (typeof which !== 'string') requireObject('files', which);
    const parts: [string | null, string][] = typeof which === 'string' ? [[null, which]] : Object.entries(which);
    const tables: NamedTable[] = [];
    for (const [part, path] of parts) {
      if (typeof path !== 'string') throw new InputError('file', part ?? 'files', path, `must be a path, but is ${show(path)}`);
      const table = await openTable(path, options);
      opened.push(table);
      tables.push({ part, table: table.table });
    }
    return tables;
  };
  try {
    const tables = await open(files);
    return await dataFromTables(tables, options, options.test === undefined ? undefined : await open(options.test));
  } finally {
    for (const { close } of opened) await close();
  }
}

/**
 * The files that `FILE` and `NAME=FILE` name. An existing file whose name holds `=` is a file.
 *
 * @throws InputError `usage` for a mixture, a name that is given twice, or standard input for two
 */
export function filesFrom(option: string, given: readonly string[]): Files {
  const parts = given.map((text): [string | null, string] => {
    const at = text.indexOf('=');
    return at < 1 || existsSync(text) ? [null, text] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  });
  if (parts.length === 1 && parts[0][0] === null) return parts[0][1];
  const files = new Map<string, string>();
  for (const [part, path] of parts) {
    if (part === null) throw new InputError('usage', option, path, `${path} needs a name, as in NAME=${path}: there is more than one file`);
    if (files.has(part)) throw new InputError('usage', option, part, `${part} is given twice`);
    files.set(part, path);
  }
  if ([...files.values()].filter((path) => path === '-').length > 1) {
    throw new InputError('usage', option, '-', 'standard input can be read once only');
  }
  return Object.fromEntries(files);
}
