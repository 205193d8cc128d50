import { matrix, type Matrix } from '../numerics/matrix.js';
import { InputError, requireFields, requireObject, requireOneOf, show } from '../problem/errors.js';
import type { Problem } from '../problem/problem.js';
import { COLLECT_FIELDS, collector, requireCollectOptions, type CollectOptions, type Data } from './collect.js';
import { BLOCK_ROWS, Classes } from './table.js';

/** Samples in memory, one row each. */
export interface Arrays {
  /** Inputs by modality, `P × D_m` each: `P` rows of `D_m` numbers. */
  readonly modalities: Readonly<Record<string, readonly ArrayLike<number>[]>>;
  /** Targets: `P` numbers, `P` rows of `C` numbers, or `P` names of classes. */
  readonly y: ArrayLike<number> | readonly ArrayLike<number>[] | readonly string[];
}

/** How arrays become a problem. */
export interface ArrayOptions extends CollectOptions {
  /** Whether numbers in the target are names of classes; text always is. */
  readonly classes?: boolean;
}

/**
 * The problem of samples in memory. Columns are centred unless `center` is `false`, and averages divide by the number of
 * samples `P`:
 *
 * ```math
 * \Sigma=\langle xx^\top\rangle,\quad \Sigma_{yx}=\langle yx^\top\rangle
 * ```
 *
 * @throws InputError `shape` for rows of different lengths, different numbers of rows or fewer than 2; `cell` for a value
 * that is no finite number; `columns` for fewer than two modalities or one class only; `constant-column`; `zero-correlation`.
 *
 * @example
 * ```ts
 * import { problemFromArrays } from 'unimodal-bias/data';
 * const modalities = { text: [[1], [2], [3]], audio: [[1], [0], [2]] };
 * const p = problemFromArrays({ modalities, y: [1, 2, 6] }, { standardize: true });
 * p.sigma.data[1].toFixed(3); // => '0.500'
 * p.samples; // => 3
 * ```
 */
export function problemFromArrays(arrays: Arrays, options: ArrayOptions = {}): Problem {
  return dataFromArrays(arrays, options).problem;
}

/** The problem as {@link problemFromArrays} has it, with the samples if asked for, and what is to be said. */
export function dataFromArrays(arrays: Arrays, options: ArrayOptions = {}): Data {
  requireFields('arrays', arrays, ['modalities', 'y']);
  requireFields('options', options, [...COLLECT_FIELDS, 'classes']);
  requireCollectOptions(options);
  requireOneOf('classes', options.classes ?? false, [true, false]);
  const { modalities, y } = arrays;
  requireObject('modalities', modalities);
  if (!isList(y)) throw new InputError('shape', 'y', y, `must be a list of targets, but is ${show(y)}`);
  const blocks = Object.entries(modalities).map(([name, rows]) => ({ name, rows, width: requireRows(name, rows) }));
  if (blocks.length < 2) throw new InputError('columns', 'modalities', blocks.length, 'must be two or more');
  const targets = Array.from(y as ArrayLike<number | string | ArrayLike<number>>);
  const samples = blocks[0].rows.length;
  for (const [field, length] of [...blocks.map(({ name, rows }): [string, number] => [name, rows.length]), ['y', targets.length] as [string, number]]) {
    if (length !== samples) throw new InputError('shape', field, length, `has ${length} samples, but ${blocks[0].name} has ${samples}`);
  }
  const wide = typeof targets[0] === 'object' ? requireRows('y', targets as ArrayLike<number>[]) : null;
  const classes = options.classes === true || typeof targets[0] === 'string' ? new Classes(options.classes) : null;
  if (classes !== null && wide !== null) throw new InputError('columns', 'y', wide, 'labels are one for each sample');
  const places = (names: readonly string[]) => names.map((name, column) => ({ table: 0, column, name }));
  const selection = {
    modalities: blocks.map(({ name, width }) => ({ name, places: places(Array.from({ length: width }, (_, j) => `${name}[·][${j}]`)) })),
    y: places(wide === null ? ['y'] : Array.from({ length: wide }, (_, c) => `y[·][${c}]`)),
  };
  const collected = collector('the data', selection, classes, options);
  const target = (row: number, out: Float64Array, at: number) => {
    const value = targets[row];
    if (classes !== null) {
      const number = typeof value === 'number' && Number.isFinite(value) ? String(value) : '';
      const label = typeof value === 'string' ? value.trim() : number;
      if (typeof value !== typeof targets[0] || label === '') throw notLike('a class', `y[${row}]`, value);
      out[at] = classes.positionOf(label);
    } else if (wide === null) out[at] = requireCell(`y[${row}]`, value);
    else for (let c = 0; c < wide; c++) out[at + c] = requireCell(`y[${row}][${c}]`, (value as ArrayLike<number>)[c]);
  };
  const inputs = blocks.reduce((sum, { width }) => sum + width, 0);
  for (let start = 0; start < samples; start += BLOCK_ROWS) {
    const block: Matrix = matrix(Math.min(BLOCK_ROWS, samples - start), inputs + (wide ?? 1));
    for (let r = 0; r < block.rows; r++) {
      let at = r * block.cols;
      for (const { name, rows, width } of blocks) {
        for (let j = 0; j < width; j++) block.data[at++] = requireCell(`${name}[${start + r}][${j}]`, rows[start + r][j]);
      }
      target(start + r, block.data, at);
    }
    collected.add(block);
  }
  return collected.finish();
}

/** An array, or one of Node's typed ones. */
const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);

/** The width of a non-empty array of equally long rows. */
function requireRows(field: string, rows: readonly ArrayLike<number>[]): number {
  const first: unknown = Array.isArray(rows) ? rows[0] : undefined;
  if (!isList(first) || first.length === 0) throw new InputError('shape', field, rows, 'must be rows of numbers');
  const width = first.length;
  const ragged = rows.findIndex((row) => !isList(row) || row.length !== width);
  if (ragged < 0) return width;
  if (!isList(rows[ragged])) throw notLike('a row of numbers', `${field}[${ragged}]`, rows[ragged]);
  const { length } = rows[ragged];
  throw new InputError('shape', `${field}[${ragged}]`, length, `has length ${length}, but the first row ${width}`);
}

function requireCell(cell: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw notLike('a finite number', cell, value);
}

function notLike(what: string, cell: string, value: unknown): InputError {
  return new InputError('cell', cell, value, `must be ${what}, but is ${show(value)}`);
}
