import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { matrix, type Matrix } from '../numerics/matrix.js';
import { InputError, show } from './errors.js';
import { BLOCK_ROWS } from './moments.js';
import { reasonOf, requireDistinct, type Table } from './table.js';

/** Longer than any sensible row; an unclosed quote would otherwise swallow the rest of the file into memory. */
const MAX_ROW_BYTES = 16_000_000;

/** What counts as a number: decimal, possibly with an exponent. `Number()` alone would take '', '0x10' and 'Infinity'. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A text table of `size` bytes with a header row. Nothing but the header is read yet. */
export async function openCsv(path: string, size: number, delimiter: ',' | '\t'): Promise<Table> {
  const header = await readHeader(path, delimiter);
  let bytesRead = 0;
  const onBytes = (total: number) => (bytesRead = total);
  return {
    header,
    groups: [],
    blocks: (columns) => blocks(records(path, delimiter, onBytes), header, columns),
    progress: () => bytesRead / size,
  };
}

async function readHeader(path: string, delimiter: string): Promise<string[]> {
  for await (const record of records(path, delimiter)) {
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

/** The rows of the file as text, the header first. */
async function* records(path: string, delimiter: string, onBytes?: (total: number) => void): AsyncGenerator<string[]> {
  const file = createReadStream(path);
  const parser = parse({ delimiter, bom: true, relax_column_count: true, max_record_size: MAX_ROW_BYTES });
  file.on('data', () => onBytes?.(file.bytesRead));
  file.on('error', (error) => parser.destroy(error));
  file.pipe(parser);
  try {
    for await (const record of parser) yield record as string[];
  } catch (error) {
    throw new InputError('file', 'path', path, `cannot be read: ${reasonOf(error)}`);
  } finally {
    file.destroy();
  }
}

async function* blocks(
  rows: AsyncIterable<string[]>,
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
