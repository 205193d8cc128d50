/** Text tables, wherever their rows come from: what a header and a cell must be. Free of Node, so that browsers read the same. */
import { matrix, type Matrix } from '../numerics/matrix.js';
import { InputError, show } from '../problem/errors.js';
import { BLOCK_ROWS } from './moments.js';
import { reasonOf, requireDistinct, type Table } from './table.js';

/** What separates the columns of a text table. */
export type Delimiter = ',' | '\t';

/** A text table before it is parsed into numbers. */
export interface TextTable {
  /** What messages call it. */
  readonly path: string;
  readonly delimiter: Delimiter;
  /** The rows as text, the header first, from the start on every call. */
  readonly records: () => AsyncIterable<readonly string[]>;
  /** Which fraction of the rows last asked for is read. */
  readonly progress: () => number;
}

/** Longer than any sensible row; an unclosed quote would otherwise swallow the rest of the file into memory. */
const MAX_ROW_BYTES = 16_000_000;

/** What counts as a number: decimal, possibly with an exponent. `Number()` alone would take '', '0x10' and 'Infinity'. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

const DELIMITERS: Readonly<Partial<Record<string, Delimiter>>> = {
  '.csv': ',',
  '.txt': ',',
  '.tsv': '\t',
  '.tab': '\t',
};

/** What separates the columns of a text table with this file extension; undefined for other files. */
export function delimiterOf(extension: string): Delimiter | undefined {
  return DELIMITERS[extension.toLowerCase()];
}

/** How csv-parse is to read a text table. */
export function parserOptions(delimiter: Delimiter) {
  return { delimiter, bom: true, relax_column_count: true, max_record_size: MAX_ROW_BYTES };
}

/** What a file that csv-parse or the operating system refuses is refused with. */
export function unreadable(path: string, error: unknown): InputError {
  return new InputError('file', 'path', path, `cannot be read: ${reasonOf(error)}`);
}

/** A text table with a header row. Nothing but the header is read yet. */
export async function csvTable(text: TextTable): Promise<Table> {
  const header = await readHeader(text);
  return {
    header,
    groups: [],
    blocks: (columns) => blocks(text.records(), header, columns),
    progress: text.progress,
  };
}

async function readHeader({ path, delimiter, records }: TextTable): Promise<string[]> {
  for await (const record of records()) {
    const header = record.map((name) => name.trim());
    const other = [';', '\t', ','].find((sign) => sign !== delimiter && header[0].includes(sign));
    if (header.length === 1 && other !== undefined) {
      const message = `has a header of one column that contains ${show(other)}; columns must be separated by ${show(delimiter)}`;
      throw new InputError('file', 'path', path, message);
    }
    requireDistinct(header);
    return header;
  }
  throw new InputError('file', 'path', path, 'is empty; a header and rows of numbers are needed');
}

async function* blocks(
  rows: AsyncIterable<readonly string[]>,
  header: readonly string[],
  columns: readonly number[],
): AsyncGenerator<Matrix> {
  const cols = columns.length;
  const block = matrix(BLOCK_ROWS, cols);
  let filled = 0;
  let rowNumber = 0;
  for await (const record of rows) {
    rowNumber++;
    if (rowNumber === 1 || isBlank(record)) continue;
    if (record.length !== header.length) {
      const message = `has ${record.length} cells, but the header has ${header.length}`;
      throw new InputError('shape', `row ${rowNumber}`, record.length, message);
    }
    for (let j = 0; j < cols; j++) {
      const column = columns[j];
      block.data[filled * cols + j] = parseCell(record[column], rowNumber, header[column]);
    }
    if (++filled < BLOCK_ROWS) continue;
    yield block;
    filled = 0;
  }
  if (filled > 0) yield { rows: filled, cols, data: block.data.subarray(0, filled * cols) };
}

function isBlank(record: readonly string[]): boolean {
  return record.length === 1 && record[0].trim() === '';
}

function parseCell(text: string, rowNumber: number, column: string): number {
  const trimmed = text.trim();
  const value = DECIMAL.test(trimmed) ? Number(trimmed) : NaN;
  if (Number.isFinite(value)) return value;
  const what = trimmed === '' ? 'an empty cell' : show(text);
  throw new InputError('cell', column, text, `row ${rowNumber} has ${what} where a finite number is needed`);
}
