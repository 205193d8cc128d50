/** Parquet files, read column by column and group by group with `hyparquet`, an optional peer that is asked for by name. */
import type { Compressors, FileMetaData, SchemaTree } from 'hyparquet';
import * as zlib from 'node:zlib';
import { matrix, type Matrix } from '../../numerics/matrix.js';
import { InputError } from '../../problem/errors.js';
import { optional } from '../../problem/optional.js';
import type { ByteSource } from './bytes.js';
import { MAX_CELLS } from '../limits.js';
import { exactInteger, storedNumber } from './stored.js';
import { BLOCK_ROWS, type Asked, type Classes, type ColumnKind, type Table } from '../table.js';
import { requireUnpackable } from './zip.js';

/** Whether bytes begin as a Parquet file does. */
export function isParquet(bytes: Uint8Array): boolean {
  return [0x50, 0x41, 0x52, 0x31].every((byte, k) => bytes[k] === byte);
}

type Unpack = (packed: Uint8Array, length: number) => Uint8Array;
/** Newer versions of Node know zstd. */
const zstd = (zlib as unknown as { zstdDecompressSync?: (packed: Uint8Array) => Uint8Array }).zstdDecompressSync;
const COMPRESSORS: Compressors = {
  GZIP: (packed, length) => zlib.gunzipSync(packed, { maxOutputLength: length }),
  BROTLI: (packed, length) => zlib.brotliDecompressSync(packed, { maxOutputLength: length }),
  ...(zstd === undefined ? {} : { ZSTD: ((packed) => zstd(packed)) satisfies Unpack }),
};
const CODECS = ['UNCOMPRESSED', 'SNAPPY', ...Object.keys(COMPRESSORS)];

/** What the library says of a damaged file is about its own insides. */
const damaged = (name: string, error: unknown): InputError =>
  error instanceof InputError ? error : new InputError('file', name, name, 'is a damaged or truncated Parquet file');

/** The index that pandas keeps without a name. */
const PANDAS_INDEX = /^__index_level_\d+__$/;

/**
 * A Parquet file as a table of its columns of numbers, booleans and text.
 *
 * @throws InputError `unsupported` where hyparquet is not installed; `file` for a damaged file
 */
export async function parquetTable(name: string, source: ByteSource): Promise<Table> {
  const library = await optional(name, ['hyparquet'], () => import('hyparquet'));
  const file = {
    byteLength: source.size,
    slice: async (start: number, end = source.size) => new Uint8Array(await source.read(start, end - start)).buffer,
  };
  const metadata = await library.parquetMetadataAsync(file).catch((error: unknown) => {
    throw damaged(name, error);
  });
  const columns = library.parquetSchema(metadata).children;
  const kinds = columns.map(kindOf);
  const rows = Number(metadata.num_rows);
  let read = 0;
  return {
    name,
    header: columns.map(({ element }) => (PANDAS_INDEX.test(element.name) ? '' : element.name)),
    groups: new Map(),
    notes: [],
    kind: (column) => (kinds[column] === 'text' ? 'text' : 'number'),
    async *blocks(asked, classes) {
      const chosen = [...new Set(asked.map(({ column }) => column))];
      const names = chosen.map((column) => columns[column].element.name);
      for (const { column, as } of asked) requireKind(name, columns[column], kinds[column], as);
      requireReadable(name, metadata, names);
      try {
        const scan = await library.parquetScan({ file, metadata, columns: names, compressors: COMPRESSORS });
        for (const range of scan.ranges) {
          const values = new Map<number, ArrayLike<unknown>>();
          for (const column of chosen) {
            values.set(column, await scan.readColumn({ column: columns[column].element.name, ...range }));
          }
          const readers = asked.map((one) => reader(name, columns[one.column].element.name, values.get(one.column) ?? [], one.as, classes));
          for (const block of blocksOf(range.rowEnd - range.rowStart, range.rowStart, readers)) {
            read += block.rows;
            yield block;
          }
        }
      } catch (error) {
        throw damaged(name, error);
      }
    },
    progress: () => read / Math.max(1, rows),
  };
}

/** What a column is; `null` for what is not read. */
function kindOf({ element, children }: SchemaTree): ColumnKind | null {
  const { type, converted_type: converted, logical_type: logical } = element;
  if (children.length > 0 || element.repetition_type === 'REPEATED') return null;
  const what = logical?.type ?? converted ?? '';
  if (/^(DECIMAL|FLOAT16)$/.test(what)) return 'number';
  if (/^(DATE|TIME|INTERVAL|UUID|JSON|BSON|GEO|VARIANT|FILE)/.test(what) || type === 'INT96') return null;
  if (type === 'BYTE_ARRAY') return 'text';
  return type === 'FIXED_LEN_BYTE_ARRAY' ? null : 'number';
}

function requireKind(name: string, { element, children }: SchemaTree, kind: ColumnKind | null, as: Asked['as']): void {
  const type = element.logical_type?.type ?? element.converted_type ?? element.type ?? 'a structure';
  const refuse = (what: string) => new InputError('columns', element.name, type, `of ${name} ${what}`);
  if (kind === 'text' && as === 'number') throw refuse('holds text, not numbers');
  if (kind !== null) return;
  throw refuse(
    children.length > 0
      ? 'holds lists or structures: save each of their numbers as a column of its own'
      : `holds values of type ${type}; numbers, booleans and text are read: save dates as numbers`,
  );
}

/** Refuses, before anything is unpacked, what is packed in another way or would be too much. */
function requireReadable(name: string, { num_rows: rows, row_groups: groups }: FileMetaData, names: readonly string[]): void {
  if (Number(rows) * names.length > MAX_CELLS) {
    throw new InputError('shape', name, Number(rows), `has more than ${MAX_CELLS} selected cells, which is the most that is read`);
  }
  const chunks = groups.flatMap(({ columns }) =>
    columns.flatMap(({ meta_data: data }) => (data && names.includes(data.path_in_schema[0]) ? [data] : [])),
  );
  const other = chunks.find(({ codec }) => !CODECS.includes(codec));
  if (other !== undefined) {
    const needs = other.codec === 'ZSTD' ? ', which needs Node 22.15 or later' : '';
    throw new InputError('file', name, other.codec, `is packed by ${other.codec}${needs}: save it with compression='snappy'`);
  }
  requireUnpackable(
    name,
    chunks.map(({ path_in_schema: [column], total_uncompressed_size: size, total_compressed_size: packed }) => ({
      name: column,
      size: Number(size),
      packed: Number(packed),
    })),
  );
}

type Reader = (at: number, row: number) => number;

function reader(table: string, column: string, values: ArrayLike<unknown>, as: Asked['as'], classes: Classes): Reader {
  const number: Reader = (at, row) => {
    const value = values[at];
    if (value === null || value === undefined) return NaN;
    if (typeof value === 'boolean') return Number(value);
    return storedNumber(table, column, row, typeof value === 'bigint' ? exactInteger(value) : (value as number));
  };
  if (as === 'number') return number;
  return (at, row) => {
    const value = values[at];
    if (typeof value === 'string') return value.trim() === '' ? NaN : classes.positionOf(value.trim());
    const known = number(at, row);
    return Number.isNaN(known) ? NaN : classes.positionOf(String(known));
  };
}

function* blocksOf(rows: number, first: number, readers: readonly Reader[]): Generator<Matrix> {
  for (let top = 0; top < rows; top += BLOCK_ROWS) {
    const block = matrix(Math.min(BLOCK_ROWS, rows - top), readers.length);
    for (let r = 0, k = 0; r < block.rows; r++) {
      for (const read of readers) block.data[k++] = read(top + r, first + top + r);
    }
    yield block;
  }
}
