import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import type { Correlations } from '../problem/correlations.js';
import { openCsv } from './csv.js';
import { delimiterOf, unreadable } from './csv-table.js';
import { InputError } from '../problem/errors.js';
import { fromMoments } from './from-moments.js';
import { correlationsFromTable, type DataOptions, type FileOptions } from './from-table.js';
import { addBlock, noMoments } from './moments.js';
import { openNpy, openNpz } from './npy.js';
import { parseNames } from '../problem/parse-correlations.js';
import { memoryBlocks, type Table } from './table.js';

export type { DataOptions, FileOptions };

/** Samples in memory, one row each. */
export interface ArrayData extends DataOptions {
  /** Inputs of modality A, `P × D_A`: `P` rows of `D_A` numbers. */
  a: readonly ArrayLike<number>[];
  /** Inputs of modality B, `P × D_B`. */
  b: readonly ArrayLike<number>[];
  /** Targets, length `P`. */
  y: ArrayLike<number>;
}

/**
 * Correlations of samples in memory. Columns are centred, and averages divide by the number of samples `P`:
 *
 * ```math
 * \Sigma_A=\langle x_Ax_A^\top\rangle,\quad \Sigma_{AB}=\langle x_Ax_B^\top\rangle,\quad \Sigma_{yA}=\langle yx_A^\top\rangle
 * ```
 *
 * @throws InputError `shape` for rows of different lengths, different numbers of rows or fewer than 2; `cell` for a
 * value that is not a finite number; `constant-column`; and whatever `correlations` refuses.
 *
 * @example
 * ```ts
 * import { correlationsFromArrays } from 'unimodal-bias/data';
 * const c = correlationsFromArrays({ a: [[1], [2], [3]], b: [[1], [0], [2]], y: [1, 2, 6], standardize: true });
 * c.sigmaAB.data[0].toFixed(3); // => '0.500'
 * c.samples; // => 3
 * ```
 */
export function correlationsFromArrays({ a, b, y, ...options }: ArrayData): Correlations {
  const names = parseNames(options.names);
  const [dA, dB] = [requireRows('a', a), requireRows('b', b)];
  for (const [field, { length }] of Object.entries({ b, y })) {
    if (length === a.length) continue;
    throw new InputError('shape', field, length, `has ${length} samples, but a has ${a.length}`);
  }
  const columns = [...indexed('a', dA), ...indexed('b', dB), 'y'];
  const cell = (row: number, j: number) => {
    if (j < dA) return requireCell('a', a[row][j], row, j);
    return j < dA + dB ? requireCell('b', b[row][j - dA], row, j - dA) : requireCell('y', y[row], row);
  };
  const moments = noMoments(columns.length);
  for (const block of memoryBlocks(a.length, columns.length, cell)) addBlock(moments, block);
  return fromMoments(moments, columns, dA, options.standardize ?? false, names);
}

/**
 * Correlations of the columns of a file, read in one pass. Columns are centred, and averages divide by the number of
 * samples `P`.
 *
 * - `.csv`, `.txt` (comma) and `.tsv`, `.tab` (tab): a header, then rows of numbers. Memory does not grow with the file.
 * - `.npy`: a `P × D` array; columns are called `0`, `1`, ….
 * - `.npz`: arrays with `P` rows; a 1-D `y` is the column `y`, a 2-D `x` the columns `x.0`, `x.1`, …, and `x` all of them.
 *
 * @throws InputError (as a rejection) `file` for a file that is missing, unreadable, empty, truncated or of a wrong
 * type; `columns` for a header with repeated names, and for columns that do not exist or are chosen twice; `cell` for a
 * cell that is not a finite number, with its row (the header of a text file is row 1) and column; `shape` for rows of
 * different lengths and fewer than 2 samples; `constant-column`; and whatever `correlations` refuses.
 *
 * @example
 * ```ts
 * import { correlationsFromFile } from 'unimodal-bias/data';
 * const columns = { a: 's1..s6', b: 'age,sex,bmi,bp', y: 'progression' };
 * const c = await correlationsFromFile('data/diabetes.csv', { ...columns, standardize: true });
 * c.samples; // => 442
 * c.sigmaYB[2].toFixed(4); // => '0.5865'
 * ```
 */
export async function correlationsFromFile(path: string, options: FileOptions): Promise<Correlations> {
  return correlationsFromTable(await openTable(path), options);
}

async function openTable(path: string): Promise<Table> {
  const size = await fileSize(path);
  const extension = extname(path).toLowerCase();
  const delimiter = delimiterOf(extension);
  if (delimiter !== undefined) return openCsv(path, size, delimiter);
  if (extension === '.npy') return openNpy(path);
  if (extension === '.npz') return openNpz(path);
  throw new InputError('file', 'path', path, 'must be a .csv, .txt, .tsv, .tab, .npy or .npz file');
}

async function fileSize(path: string): Promise<number> {
  const info = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (!info.isFile()) throw new InputError('file', 'path', path, 'is not a file');
  return info.size;
}

/** The width of a non-empty array of equally long rows. */
function requireRows(field: string, rows: readonly ArrayLike<number>[]): number {
  const width = rows.at(0)?.length;
  if (width === undefined || width === 0) throw new InputError('shape', field, rows, 'must be rows of numbers');
  const ragged = rows.findIndex(({ length }) => length !== width);
  if (ragged < 0) return width;
  const { length } = rows[ragged];
  throw new InputError('shape', `${field}[${ragged}]`, length, `has length ${length}, but the first row ${width}`);
}

function requireCell(field: string, value: number, ...indices: number[]): number {
  if (Number.isFinite(value)) return value;
  const cell = field + indices.map((index) => `[${index}]`).join('');
  throw new InputError('cell', cell, value, `must be a finite number, but is ${value}`);
}

function indexed(name: string, length: number): string[] {
  return Array.from({ length }, (_, j) => `${name}[·][${j}]`);
}
