/** Files as tables, by what they are: their first bytes decide, not their names. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { InputError } from '../problem/errors.js';
import { fileBytes, memoryBytes, type ByteSource } from './arrays/bytes.js';
import { unreadable } from './text/csv-table.js';
import { refuseOtherFormats } from './formats.js';
import { isNpy } from './arrays/npy-header.js';
import { npyTable } from './arrays/npy.js';
import { npzTable } from './arrays/npz.js';
import { isParquet, parquetTable } from './arrays/parquet.js';
import type { Table } from './table.js';
import type { TextOptions } from './text/layout.js';
import { fileChunks, START_BYTES, textTable, unpackedChunks } from './text/file.js';

/** What messages call standard input. */
const STDIN = 'standard input';

/** A table, and how its file is closed. */
export interface OpenTable {
  readonly table: Table;
  readonly close: () => Promise<void>;
}

/** Opens a file or a pipe, or standard input for `-`. Only its beginning is read yet. */
export async function openTable(path: string, options: TextOptions): Promise<OpenTable> {
  const close = () => Promise.resolve();
  if (path === '-') return { table: await streamTable(STDIN, process.stdin, options), close };
  const size = await fileSize(path);
  if (size === null) return { table: await streamTable(path, createReadStream(path), options), close };
  let source: ByteSource;
  try {
    source = await fileBytes(path, size);
  } catch (error) {
    throw unreadable(path, error);
  }
  try {
    return { table: await fileTable(path, source, options), close: source.close };
  } catch (error) {
    await source.close();
    throw unreadable(path, error);
  }
}

/** Bytes of a file; `null` for a pipe, which is read once and has no size. */
async function fileSize(path: string): Promise<number | null> {
  const info = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  if (info.isFIFO()) return null;
  if (!info.isFile()) throw new InputError('file', path, path, 'is not a file');
  if (info.size === 0) throw new InputError('file', path, path, 'is empty; a header and rows of numbers are needed');
  return info.size;
}

async function fileTable(path: string, source: ByteSource, options: TextOptions): Promise<Table> {
  const start = await source.read(0, START_BYTES);
  if (isGzip(start)) {
    const chunks = fileChunks(path, path, true);
    const { bytes, whole } = await beginning(chunks(() => undefined));
    if (isBinary(bytes)) return streamTable(path, chunks(() => undefined), options);
    refuse(path, bytes);
    return textTable(path, bytes, whole, chunks, source.size, options);
  }
  if (isBinary(start)) return binaryTable(path, start, source);
  refuse(path, start);
  return textTable(path, start, start.length === source.size, fileChunks(path, path, false), source.size, options);
}

/** A table that can be read once only: its beginning is kept. */
async function streamTable(name: string, stream: AsyncIterable<Uint8Array>, options: TextOptions): Promise<Table> {
  let iterator = stream[Symbol.asyncIterator]();
  let first = await taken(iterator, START_BYTES);
  if (isGzip(first.bytes)) {
    iterator = unpackedChunks(name, replayed(first.bytes, iterator))[Symbol.asyncIterator]();
    first = await taken(iterator, START_BYTES);
  }
  const { bytes, whole } = first;
  if (bytes.length === 0) throw new InputError('file', name, name, 'is empty; a header and rows of numbers are needed');
  if (isBinary(bytes)) return binaryTable(name, bytes, memoryBytes((await taken(replayed(bytes, iterator), 4 * 2 ** 30)).bytes));
  refuse(name, bytes);
  return textTable(name, bytes, whole, () => replayed(bytes, iterator), null, options);
}

const isBinary = (bytes: Uint8Array): boolean => isNpy(bytes) || isZip(bytes) || isParquet(bytes);

async function binaryTable(name: string, start: Uint8Array, source: ByteSource): Promise<Table> {
  if (isNpy(start)) return npyTable(name, source);
  if (isParquet(start)) return parquetTable(name, source);
  // Workbooks and models are archives as well.
  refuseOtherFormats(name, start);
  return npzTable(name, source);
}

function refuse(name: string, bytes: Uint8Array): void {
  refuseOtherFormats(name, bytes);
  const ending = /\.np[yz](?=(\.gz)?$)/i.exec(name)?.[0];
  if (ending === undefined) return;
  const what = ending.toLowerCase() === '.npz' ? 'is no .npz archive, or is damaged' : 'is truncated or no .npy array';
  throw new InputError('file', name, bytes.length, what);
}

async function beginning(stream: AsyncIterable<Uint8Array>): Promise<{ bytes: Uint8Array; whole: boolean }> {
  const iterator = stream[Symbol.asyncIterator]();
  const first = await taken(iterator, START_BYTES);
  await iterator.return?.();
  return first;
}

/** Chunks until there are `enough` bytes; `whole` if the stream ended before. */
async function taken(iterator: AsyncIterator<Uint8Array>, enough: number): Promise<{ bytes: Uint8Array; whole: boolean }> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < enough) {
    const { value, done } = (await iterator.next()) as { value: Uint8Array; done?: boolean };
    if (done === true) return { bytes: Buffer.concat(chunks), whole: true };
    chunks.push(value);
    length += value.length;
  }
  return { bytes: Buffer.concat(chunks), whole: false };
}

async function* replayed(bytes: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield bytes;
  for (;;) {
    const { value, done } = (await rest.next()) as { value: Uint8Array; done?: boolean };
    if (done === true) return;
    yield value;
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] < 9;
}
