/** Archives of arrays. Only what is selected is unpacked, so an array that is no table is no obstacle. */
import type { Matrix } from '../../numerics/matrix.js';
import { InputError } from '../../problem/errors.js';
import { memoryBytes, type ByteSource } from './bytes.js';
import { otherArchive } from '../formats.js';
import { MAX_CELLS } from '../limits.js';
import { arrayBlocks, arrayTable, groupsOf, kindOf, requireSize, type ArrayTable } from './npy.js';
import { sideBySide, type Asked, type Classes, type Table } from '../table.js';
import { requireUnpackable, startOf, unpacked, zipMembers, type Member } from './zip.js';

interface NamedArray extends ArrayTable {
  readonly name: string;
  readonly entry: Member;
}

/** The arrays of an `.npz`: a 1-D `y` is the column `y`, a 2-D `x` the columns `x.0`, `x.1`, …, together the group `x`. */
export async function npzTable(name: string, source: ByteSource): Promise<Table> {
  const members = await zipMembers(name, source);
  const entries = members.filter((entry) => entry.name.endsWith('.npy'));
  if (entries.length === 0) throw new InputError('file', name, name, otherArchive(name, members.map((entry) => entry.name)));
  const arrays: NamedArray[] = [];
  const unusable = new Map<string, string>();
  for (const entry of entries) {
    const array = await namedArray(name, source, entry);
    if (array.refused === null) arrays.push(array);
    else unusable.set(array.name, array.refused);
  }
  const places = arrays.flatMap((array, a) => array.columns.map((column, item) => ({ a, item, column })));
  const groups = new Map<string, readonly number[]>();
  let first = 0;
  for (const { name: array, columns } of arrays) {
    for (const [field, items] of groupsOf(columns, `${array}.`)) groups.set(field, items.map((item) => first + item));
    groups.set(array, Array.from(columns.keys(), (item) => first + item));
    first += columns.length;
  }
  let [read, rows] = [0, 1];
  return {
    name,
    header: places.map(({ column }) => column.name),
    groups,
    unusable,
    notes: [],
    kind: (position) => kindOf(places[position].column),
    async *blocks(asked, classes) {
      const chosen = [...new Set(asked.map(({ column }) => places[column].a))];
      rows = requireEqualRows(name, chosen.map((a) => arrays[a]));
      requireFew(name, rows * asked.length);
      requireUnpackable(name, chosen.map((a) => arrays[a].entry));
      const parts = await Promise.all(
        chosen.map(async (a) => {
          const own = asked.filter(({ column }) => places[column].a === a);
          const of = own.map(({ column, as }) => ({ column: places[column].item, as }));
          return { at: own.map((one) => asked.indexOf(one)), blocks: await membersBlocks(name, source, arrays[a], of, classes) };
        }),
      );
      for await (const block of sideBySide(parts, asked.length)) {
        read += block.rows;
        yield block;
      }
    },
    progress: () => read / rows,
  };
}

async function namedArray(archive: string, source: ByteSource, entry: Member): Promise<NamedArray> {
  const name = entry.name.slice(0, -'.npy'.length);
  try {
    const start = await startOf(archive, source, entry);
    const columnName = (field: string, item: number, alone: boolean) =>
      field !== '' ? `${name}.${field}` : alone ? name : `${name}.${item}`;
    return { name, entry, ...arrayTable(name, start, columnName) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const header = { shape: [], fortran: false, fields: [], itemSize: 0, start: 0 };
    return { name, entry, rows: 0, columns: [], header, refused: error.message.slice(error.field.length + 2) };
  }
}

async function membersBlocks(
  archive: string,
  source: ByteSource,
  array: NamedArray,
  asked: readonly Asked[],
  classes: Classes,
): Promise<AsyncIterable<Matrix>> {
  const bytes = await unpacked(archive, source, array.entry);
  requireSize(`${array.name} of ${archive}`, array, bytes.length);
  return arrayBlocks(archive, memoryBytes(bytes), array, asked, classes);
}

/** The limit on what is read, before gigabytes of it are unpacked; an entry may claim any size. */
function requireFew(archive: string, cells: number): void {
  if (cells <= MAX_CELLS) return;
  throw new InputError('shape', archive, cells, `has more than ${MAX_CELLS} selected cells, which is the most that is read`);
}

function requireEqualRows(archive: string, arrays: readonly NamedArray[]): number {
  const [first] = arrays;
  const other = arrays.find(({ rows }) => rows !== first.rows);
  if (other === undefined) return first.rows;
  throw new InputError('shape', archive, other.rows, `has ${other.rows} rows in ${other.name} but ${first.rows} in ${first.name}`);
}
