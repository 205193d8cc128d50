/** Text tables, wherever their rows come from. Free of Node, so that browsers read the same. */
import { matrix, type Matrix } from '../../numerics/matrix.js';
import { InputError } from '../../problem/errors.js';
import { classIn, isNumber, numberIn, refusedCell } from './cells.js';
import { BLOCK_ROWS, reasonOf, type Asked, type Classes, type Table } from '../table.js';
import { cleaned, isBlank, layoutOf, parserOptions, type Layout, type TextOptions } from './layout.js';

/** How csv-parse is to cut a text. */
export type ParserOptions = ReturnType<typeof parserOptions>;

/** A text table before it is parsed into numbers. */
export interface TextTable {
  /** What messages call it. */
  readonly name: string;
  /** Its first rows, whole ones. */
  readonly start: string;
  /** csv-parse for a text in memory. */
  readonly parse: (text: string, options: ParserOptions) => string[][];
  /** All records, from the start. */
  readonly records: (options: ParserOptions) => AsyncIterable<readonly string[]>;
  /** Which fraction of the rows last asked for is read. */
  readonly progress: () => number;
}

/** The extensions that say that a text is separated by tabs. */
const TABS = ['.tsv', '.tab'];

/** What usually separates the columns of a file of this name. */
export function usualDelimiter(name: string): string {
  const plain = name.toLowerCase().replace(/\.gz$/, '');
  return TABS.some((extension) => plain.endsWith(extension)) ? '\t' : ',';
}

/** What a file that csv-parse or the operating system refuses is refused with. */
export function unreadable(name: string, error: unknown): InputError {
  if (error instanceof InputError) return error;
  const { code, lines } = error as { readonly code?: string; readonly lines?: number };
  if (code?.includes('QUOTE')) {
    const message = `has a quote inside a cell near line ${lines}, or one that is not closed: in CSV such a cell stands in quotes, and its own are doubled`;
    return new InputError('file', name, name, message);
  }
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return new InputError('file', name, name, 'begins as UTF-8 and goes on otherwise: convert it, as with iconv -f windows-1252 -t utf-8');
  }
  return new InputError('file', name, name, `cannot be read: ${reasonOf(error)}`);
}

/** A text table. Nothing but its first rows is read yet. */
export function csvTable(text: TextTable, options: TextOptions): Table {
  const { name, start, parse } = text;
  let layout: Layout;
  try {
    layout = layoutOf(name, usualDelimiter(name), start, parse, options);
  } catch (error) {
    throw unreadable(name, error);
  }
  return {
    name,
    header: layout.header,
    groups: new Map(),
    notes: layout.notes,
    kind: (column) => layout.kinds[column],
    blocks: (asked, classes) => blocks(name, text.records(parserOptions(layout.delimiter)), layout, asked, classes),
    progress: text.progress,
  };
}

async function* blocks(
  name: string,
  records: AsyncIterable<readonly string[]>,
  layout: Layout,
  asked: readonly Asked[],
  classes: Classes,
): AsyncGenerator<Matrix> {
  const cols = asked.length;
  const block = matrix(BLOCK_ROWS, cols);
  const readers = asked.map(({ column, as }) => (as === 'number' ? numbers(name, layout, column) : names(name, layout, column, classes)));
  const width = layout.header.length;
  let filled = 0;
  let rowNumber = 0;
  /** Empty lines of a table of one column, which are rows if more rows follow. */
  let empty: (readonly string[])[] = [];
  for await (const record of records) {
    if (++rowNumber <= layout.skip) continue;
    const cells = cleaned(record, layout, width);
    if (isBlank(cells, layout.delimiter)) {
      if (width === 1) empty.push(cells);
      continue;
    }
    requireLength(name, cells, width, rowNumber);
    requireOneRow(name, cells, layout, rowNumber);
    for (const row of [...empty, cells]) {
      for (let j = 0; j < cols; j++) block.data[filled * cols + j] = readers[j](row, rowNumber);
      if (++filled < BLOCK_ROWS) continue;
      yield block;
      filled = 0;
    }
    empty = [];
  }
  if (filled > 0) yield { rows: filled, cols, data: block.data.subarray(0, filled * cols) };
}

/** As many cells as names; empty ones behind them are a delimiter at the end of the line. */
function requireLength(name: string, cells: readonly string[], width: number, rowNumber: number): void {
  if (cells.length === width) return;
  if (cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')) return;
  const advice = cells[0].startsWith('#') ? "--comment '#' if it is a comment" : 'is there a quote or a delimiter too many?';
  const message = `of ${name} has ${cells.length} cells, but the header has ${width}; ${advice}`;
  throw new InputError('shape', `row ${rowNumber}`, cells.length, message);
}

/**
 * Refuses a cell in quotes that holds a line which would be a row, or begins with the rest of one: its first quote is
 * part of a text, and the next quote of a text ends it rows later.
 */
function requireOneRow(name: string, cells: readonly string[], { delimiter, decimal, kinds }: Layout, rowNumber: number): void {
  const isRow = (row: readonly string[]) =>
    row.length === kinds.length && row.every((cell, j) => kinds[j] === 'text' || numberIn(cell, decimal) !== undefined);
  const takesRows = (cell: string, k: number): boolean => {
    if (kinds[k] === 'number' || !/[\r\n]/.test(cell)) return false;
    const [first, ...others] = cell.split(/\r\n?|\n/).map((line) => line.split(delimiter));
    if (kinds.includes('number', k + 1) && isRow([...cells.slice(0, k), ...first])) return true;
    // One number may well stand in a line of text.
    return kinds.filter((kind) => kind === 'number').length > 1 && others.some(isRow);
  };
  if (!cells.some(takesRows)) return;
  const message = `row ${rowNumber} has a quote that takes rows behind it for text: in CSV such a cell stands in quotes, and its own are doubled`;
  throw new InputError('file', name, rowNumber, message);
}

type Reader = (cells: readonly string[], rowNumber: number) => number;

function numbers(name: string, { header, decimal }: Layout, column: number): Reader {
  return (cells, rowNumber) => {
    const value = numberIn(cells[column], decimal);
    if (value !== undefined) return value;
    throw refusedCell(name, rowNumber, header[column], cells[column], 'a finite number is needed');
  };
}

/** Positions of class names. In a column of text a number is a mistake more often than a name. */
function names(name: string, { header, decimal, kinds }: Layout, column: number, classes: Classes): Reader {
  const text = kinds[column] === 'text' && !classes.numbersToo;
  return (cells, rowNumber) => {
    const label = classIn(cells[column], decimal);
    if (label === null) return NaN;
    if (label.length > 10_000 || (text && isNumber(label, '.'))) {
      throw refusedCell(name, rowNumber, header[column], cells[column], 'the other cells are names; --classes takes numbers as names too');
    }
    return classes.positionOf(label);
  };
}
