/** Text tables from a file or from standard input, packed or not, in pieces. */
import { parse as parseStream } from 'csv-parse';
import { parse } from 'csv-parse/sync';
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../problem/errors.js';
import { csvTable, unreadable, type ParserOptions } from './csv-table.js';
import { encodingOf } from '../formats.js';
import type { Note, Table } from '../table.js';
import type { TextOptions } from './layout.js';

/** Of a text, this much is looked at before it is read. */
export const START_BYTES = 1 << 18;

/** The bytes of a text from the start, on every call. */
export type Chunks = (onBytes: (read: number) => void) => AsyncIterable<Uint8Array>;

const MAX_UNPACKED = 4 * 2 ** 30;
const MAX_RATIO = 1000;

/** The bytes of a file; unpacked where it is packed by gzip. */
export function fileChunks(path: string, name: string, packed: boolean): Chunks {
  return (onBytes) => {
    const file = createReadStream(path);
    return packed ? unpackedChunks(name, file, onBytes) : counted(file, onBytes);
  };
}

async function* counted(stream: AsyncIterable<Uint8Array>, onBytes: (read: number) => void): AsyncGenerator<Uint8Array> {
  let read = 0;
  for await (const chunk of stream) {
    onBytes((read += chunk.length));
    yield chunk;
  }
}

/** What gzip packed, as long as that is not suspiciously much. */
export async function* unpackedChunks(name: string, packed: AsyncIterable<Uint8Array>, onBytes: (read: number) => void = () => undefined): AsyncGenerator<Uint8Array> {
  let read = 0;
  const counting = counted(packed, (bytes) => {
    onBytes((read = bytes));
  });
  const gunzip = Readable.from(counting).pipe(createGunzip());
  let written = 0;
  for await (const chunk of gunzip as AsyncIterable<Uint8Array>) {
    written += chunk.length;
    if (written > MAX_UNPACKED) throw new InputError('file', name, written, 'unpacks to more than 4 GiB, which is the most that is read');
    if (written > MAX_RATIO * Math.max(read, 100_000)) {
      throw new InputError('file', name, Math.round(written / read), `unpacks to more than ${MAX_RATIO} times its size, which is the most that is read`);
    }
    yield chunk;
  }
}

/** A text table. Nothing but its first rows is read yet. */
export function textTable(name: string, start: Uint8Array, whole: boolean, chunks: Chunks, size: number | null, options: TextOptions): Table {
  const encoding = encodingOf(start);
  if (encoding === null) throw new InputError('file', name, name, 'is no text: it holds zero bytes; .csv, .tsv, .npy and .npz are read');
  // As a stream even where it is whole: Node 20 takes Windows-1252 for Latin-1 otherwise.
  const decoder = new TextDecoder(encoding);
  let text = decoder.decode(start, { stream: true }) + (whole ? decoder.decode() : '');
  // Whole rows only.
  if (!whole) text = text.slice(0, Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1 || text.length);
  let read = 0;
  const table = csvTable(
    {
      name,
      start: text,
      parse: (content, how) => parse(content, how),
      records: (how) => records(name, chunks((bytes) => (read = bytes)), encoding, how),
      progress: () => (size === null ? 0 : read / size),
    },
    options,
  );
  const note: Note = { code: 'encoding', message: `${name}: its text is read as ${encoding}` };
  return encoding === 'utf-8' ? table : { ...table, notes: [...table.notes, note] };
}

async function* records(name: string, chunks: AsyncIterable<Uint8Array>, encoding: string, how: ParserOptions): AsyncGenerator<string[]> {
  const source = Readable.from(decoded(chunks, encoding));
  const parser = parseStream(how);
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const record of parser) yield record as string[];
  } catch (error) {
    throw unreadable(name, error);
  } finally {
    source.destroy();
  }
}

async function* decoded(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of chunks) {
    const text = decoder.decode(chunk, { stream: true });
    if (text !== '') yield text;
  }
  yield decoder.decode();
}
