import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { parse } from 'npyjs';
import { InputError } from '../problem/errors.js';
import { memoryBlocks, reasonOf, requireDistinct, type Table } from './table.js';

const NUMERIC = /^[<|]([iu][1248]|f[248])$/;

/** An array as a run of columns. */
interface Columns {
  readonly rows: number;
  readonly header: readonly string[];
  readonly valueAt: (row: number, col: number) => number;
}

/** A 2-D `.npy` array, `P × D`, with the columns `0`, `1`, …. */
export async function openNpy(path: string): Promise<Table> {
  const { shape, valueAt } = readArray('path', await readBytes(path));
  if (shape.length !== 2) {
    const message = `holds an array with ${shape.length} dimensions; a table has 2, samples × columns`;
    throw new InputError('shape', 'path', shape, message);
  }
  const [rows, cols] = shape;
  return memoryTable([{ rows, header: Array.from({ length: cols }, (_, j) => String(j)), valueAt }], []);
}

/** The arrays of an `.npz`: a 1-D `y` is the column `y`, a 2-D `x` the columns `x.0`, `x.1`, …, together the group `x`. */
export async function openNpz(path: string): Promise<Table> {
  const arrays = Object.entries(unzip(path, await readBytes(path))).map(([file, bytes]) => {
    const name = file.replace(/\.npy$/, '');
    return { name, ...readArray(name, bytes) };
  });
  const runs = arrays.map(({ name, shape, valueAt }): Columns => {
    const [rows, cols] = shape;
    if (shape.length === 1) return { rows, header: [name], valueAt };
    if (shape.length === 2) return { rows, header: Array.from({ length: cols }, (_, j) => `${name}.${j}`), valueAt };
    throw new InputError('shape', name, shape, `is an array with ${shape.length} dimensions; 1 or 2 are needed`);
  });
  const groups = arrays.filter(({ shape }) => shape.length === 2).map(({ name }) => name);
  return memoryTable(runs, groups);
}

function memoryTable(runs: readonly Columns[], groups: readonly string[]): Table {
  const header = runs.flatMap((run) => run.header);
  requireDistinct(header);
  const rows = requireEqualRows(runs);
  const columns = runs.flatMap((run) => run.header.map((name, j) => ({ name, valueAt: run.valueAt, j })));
  let rowsRead = 0;
  const read = (row: number, column: number) => {
    rowsRead = row;
    const { name, valueAt, j } = columns[column];
    const value = valueAt(row, j);
    if (Number.isFinite(value)) return value;
    throw new InputError(
      'cell',
      name,
      value,
      `row ${row}, counted from 0, has ${value} where a finite number is needed`,
    );
  };
  return {
    header,
    groups,
    blocks: (selected) => memoryBlocks(rows, selected.length, (row, j) => read(row, selected[j])),
    progress: () => (rowsRead + 1) / rows,
  };
}

function requireEqualRows(runs: readonly Columns[]): number {
  const [first] = runs;
  const other = runs.find(({ rows }) => rows !== first.rows);
  if (other === undefined) return first.rows;
  const message = `has ${other.rows} rows in ${other.header[0]} but ${first.rows} in ${first.header[0]}`;
  throw new InputError('shape', 'path', other.rows, message);
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new InputError('file', 'path', path, `cannot be read: ${reasonOf(error)}`);
  }
}

function unzip(path: string, bytes: Uint8Array): Record<string, Uint8Array> {
  let files;
  try {
    files = unzipSync(bytes, { filter: ({ name }) => name.endsWith('.npy') });
  } catch (error) {
    throw new InputError('file', 'path', path, `is not an .npz archive or is damaged: ${reasonOf(error)}`);
  }
  if (Object.keys(files).length === 0) throw new InputError('file', 'path', path, 'holds no .npy arrays');
  return files;
}

/** The shape and the values of an `.npy` file, with all that npyjs takes on trust checked. */
function readArray(field: string, bytes: Uint8Array): { shape: number[]; valueAt: Columns['valueAt'] } {
  requireNumericType(field, bytes);
  const { data, shape, fortranOrder } = parseNpy(field, bytes);
  const values = data as unknown as ArrayLike<number | bigint>;
  const expected = shape.reduce((product, length) => product * length, 1);
  if (values.length !== expected) {
    const message = `is truncated or damaged: it has ${values.length} values where its shape needs ${expected}`;
    throw new InputError('file', field, values.length, message);
  }
  const [rows, cols = 1] = shape;
  const valueAt = fortranOrder
    ? (row: number, col: number) => Number(values[col * rows + row])
    : (row: number, col: number) => Number(values[row * cols + col]);
  return { shape, valueAt };
}

/** Looks for the type before npyjs does: it would spell out strings and hand complex numbers over as pairs. */
function requireNumericType(field: string, bytes: Uint8Array): void {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  const type = /'descr'\s*:\s*'([^']*)'/.exec(start)?.[1];
  if (type === undefined || NUMERIC.test(type)) return;
  const message = `holds values of type ${type}; real little-endian numbers are needed, for instance <f8`;
  throw new InputError('file', field, type, message);
}

function parseNpy(field: string, bytes: Uint8Array) {
  try {
    // A copy of its own: npyjs wants the whole of an aligned buffer, and this one may be a part.
    return parse(new Uint8Array(bytes).buffer);
  } catch (error) {
    throw new InputError('file', field, bytes.length, `is truncated or no .npy array: ${reasonOf(error)}`);
  }
}
