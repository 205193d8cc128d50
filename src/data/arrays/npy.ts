/** Arrays of NumPy as tables: any size, any order of bytes and axes, fields of a structured array as columns. */
import { matrix, type Matrix } from '../../numerics/matrix.js';
import { InputError } from '../../problem/errors.js';
import type { ByteSource } from './bytes.js';
import { npyHeader, type Field, type NpyHeader } from './npy-header.js';
import { exactInteger, storedNumber } from './stored.js';
import { BLOCK_ROWS, type Asked, type Classes, type ColumnKind, type Table } from '../table.js';
import { viewOf } from './bytes.js';

/** A column of an array. */
export interface ArrayColumn {
  readonly name: string;
  readonly field: Field;
  /** Which of the items of a row. */
  readonly item: number;
}

/** An array as columns; none where it is no table, with the reason. */
export interface ArrayTable {
  readonly rows: number;
  readonly columns: readonly ArrayColumn[];
  readonly header: NpyHeader;
  /** Why it has no columns. */
  readonly refused: string | null;
}

/** The longest header that is read: that of a few thousand fields. */
export const HEADER_BYTES = 1 << 20;

/** The array that `bytes` begin with, its columns called by `columnName`. */
export function arrayTable(
  name: string,
  bytes: Uint8Array,
  columnName: (field: string, item: number, alone: boolean) => string,
): ArrayTable {
  const header = npyHeader(name, bytes);
  const { shape, fields } = header;
  const plain = fields.length === 1 && fields[0].name === '';
  const items = shape.length === 2 ? shape[1] : 1;
  if (fields.every(({ kind }) => kind === 'O')) return { rows: 0, columns: [], header, refused: `holds ${OBJECTS}` };
  if (shape.length === 0 || shape.length > 2 || (shape.length === 2 && !plain)) {
    return { rows: 0, columns: [], header, refused: shapeRefusal(name, shape, plain) };
  }
  if (items > 1e6) return { rows: 0, columns: [], header, refused: `has ${items} columns; at most 1,000,000 are read` };
  const columns = plain
    ? Array.from({ length: items }, (_, item) => ({ name: columnName('', item, shape.length === 1), field: fields[0], item }))
    : fields.map((field) => ({ name: columnName(field.name, 0, false), field, item: 0 }));
  return { rows: shape[0], columns, header, refused: null };
}

function shapeRefusal(name: string, shape: readonly number[], plain: boolean): string {
  if (shape.length === 0) return 'is a single value, not a table';
  const variable = /^[A-Za-z_]\w*$/.test(name) ? name : 'array';
  if (!plain) return `has the shape (${shape.join(', ')}), but its fields are the columns of a table: save ${variable}.ravel()`;
  return `has the shape (${shape.join(', ')}); a table has 2 dimensions, samples × columns: save ${variable}.reshape(${shape[0]}, -1)`;
}

/** An `.npy` array in a source of bytes, `P × D` or structured; columns are called `0`, `1`, … or as the fields. */
export async function npyTable(name: string, source: ByteSource): Promise<Table> {
  const array = arrayTable(name, await source.read(0, HEADER_BYTES), (field, item) => field || String(item));
  if (array.refused !== null) throw new InputError('shape', name, array.header.shape, array.refused);
  requireSize(name, array, source.size);
  let read = 0;
  return {
    name,
    header: array.columns.map((column) => column.name),
    groups: groupsOf(array.columns),
    notes: [],
    kind: (column) => kindOf(array.columns[column]),
    blocks: async function* (asked, classes) {
      for await (const block of arrayBlocks(name, source, array, asked, classes)) {
        read += block.rows;
        yield block;
      }
    },
    progress: () => read / Math.max(1, array.rows),
  };
}

/** The columns that the fields of a shape, or of fields of their own, are, called with `prefix` in front. */
export function groupsOf(columns: readonly ArrayColumn[], prefix = ''): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  columns.forEach(({ field }, position) => {
    for (const name of field.within) groups.set(`${prefix}${name}`, [...(groups.get(`${prefix}${name}`) ?? []), position]);
  });
  return groups;
}

/** Text, and what is not read, count as text. */
export function kindOf({ field }: ArrayColumn): ColumnKind {
  return ['U', 'S'].includes(field.kind) ? 'text' : 'number';
}

/** Refuses an array whose bytes are not those that its shape needs. */
export function requireSize(name: string, { header }: ArrayTable, size: number): void {
  const { shape, itemSize, start, fields } = header;
  // Objects are pickled behind the header, in as many bytes as they take; who asks for them is told so.
  if (fields.some(({ kind }) => kind === 'O')) return;
  const items = shape.reduce((product, length) => product * length, 1);
  if (size - start === items * itemSize) return;
  const found = size - start;
  const message = `is truncated or damaged: it has ${found} bytes of values where its shape needs ${items * itemSize}`;
  throw new InputError('file', name, itemSize > 0 ? found / itemSize : 0, message);
}

/** How many values of a column-major array are read at once. */
const READ_VALUES = 4e6;

/** One pass over the rows of an array, the columns asked for. */
export async function* arrayBlocks(
  name: string,
  source: ByteSource,
  { rows, columns, header }: ArrayTable,
  asked: readonly Asked[],
  classes: Classes,
): AsyncGenerator<Matrix> {
  const { itemSize, start, fortran, shape } = header;
  const items = shape.length === 2 ? shape[1] : 1;
  const chosen = asked.map(({ column }) => columns[column]);
  const readers = asked.map(({ column, as }) => reader(name, columns[column], as, classes));
  const byColumn = fortran && items > 1;
  const together = byColumn ? Math.max(BLOCK_ROWS, BLOCK_ROWS * Math.floor(READ_VALUES / asked.length / BLOCK_ROWS)) : BLOCK_ROWS;
  for (let from = 0; from < rows; from += together) {
    const count = Math.min(together, rows - from);
    const views = byColumn
      ? await Promise.all(chosen.map(async ({ item }) => viewOf(await source.read(start + (item * rows + from) * itemSize, count * itemSize))))
      : [viewOf(await source.read(start + from * items * itemSize, count * items * itemSize))];
    for (let top = 0; top < count; top += BLOCK_ROWS) {
      const block = matrix(Math.min(BLOCK_ROWS, count - top), asked.length);
      for (let r = 0; r < block.rows; r++) {
        for (let j = 0; j < asked.length; j++) {
          const at = byColumn ? (top + r) * itemSize : ((top + r) * items + chosen[j].item) * itemSize;
          block.data[r * asked.length + j] = readers[j](views[byColumn ? j : 0], at + chosen[j].field.offset, from + top + r);
        }
      }
      yield block;
    }
  }
}

type Reader = (view: DataView, at: number, row: number) => number;

function reader(table: string, { name, field }: ArrayColumn, as: Asked['as'], classes: Classes): Reader {
  const { kind, size, type } = field;
  if (kind === 'U' || kind === 'S') {
    const text = kind === 'U' ? utf32(field) : bytesText(field);
    if (as === 'number') throw new InputError('columns', name, type, `of ${table} holds text (${type}), not numbers`);
    return (view, at) => {
      const label = text(view, at);
      return label.trim() === '' ? NaN : classes.positionOf(label);
    };
  }
  const number = numeric(field);
  if (number === null) {
    throw new InputError('columns', name, type, `of ${table} holds values of type ${type}; ${conversion(kind, size)}`);
  }
  const finite: Reader = (view, at, row) => storedNumber(table, name, row, number(view, at));
  if (as === 'number') return finite;
  return (view, at, row) => {
    const value = finite(view, at, row);
    return Number.isNaN(value) ? NaN : classes.positionOf(String(value));
  };
}

const OBJECTS = 'Python objects, which are not read: save them as numbers, with .astype(float), or as text, with .astype(str)';

function conversion(kind: string, size: number): string {
  if (kind === 'O') return OBJECTS;
  if (kind === 'M' || kind === 'm') return "save it as numbers, with .astype('int64') or as days since the first";
  if (kind === 'c') return 'save its .real and .imag as two columns';
  return kind === 'f' && size > 8 ? "save it with .astype('float64')" : 'real numbers, booleans and text are read';
}

/** How the numbers of a type are read; integers that a double cannot hold come as they are. `null` for other types. */
function numeric({ kind, size, little }: Field): ((view: DataView, at: number) => number | bigint) | null {
  switch (`${kind}${size}`) {
    case 'b1':
      return (view, at) => (view.getUint8(at) === 0 ? 0 : 1);
    case 'i1':
      return (view, at) => view.getInt8(at);
    case 'u1':
      return (view, at) => view.getUint8(at);
    case 'i2':
      return (view, at) => view.getInt16(at, little);
    case 'u2':
      return (view, at) => view.getUint16(at, little);
    case 'i4':
      return (view, at) => view.getInt32(at, little);
    case 'u4':
      return (view, at) => view.getUint32(at, little);
    case 'i8':
      return (view, at) => exactInteger(view.getBigInt64(at, little));
    case 'u8':
      return (view, at) => exactInteger(view.getBigUint64(at, little));
    case 'f2':
      return (view, at) => half(view.getUint16(at, little));
    case 'f4':
      return (view, at) => view.getFloat32(at, little);
    case 'f8':
      return (view, at) => view.getFloat64(at, little);
    default:
      return null;
  }
}

/** A number in half precision: a sign, five bits of exponent, ten of fraction. */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const sign = bits & 0x8000 ? -1 : 1;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function utf32({ size, little }: Field): (view: DataView, at: number) => string {
  return (view, at) => {
    let text = '';
    for (let k = 0; k < size; k += 4) {
      const point = view.getUint32(at + k, little);
      if (point === 0) break;
      text += point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
    }
    return text;
  };
}

function bytesText({ size }: Field): (view: DataView, at: number) => string {
  const decoder = new TextDecoder('latin1');
  return (view, at) => decoder.decode(new Uint8Array(view.buffer, view.byteOffset + at, size)).replace(/\0+$/, '');
}
