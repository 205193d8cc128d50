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
  const message = code?.includes('QUOTE')
    ? `has a quote inside a cell near line ${lines}, or one that is not closed: in CSV such a cell stands in quotes, and its own are doubled`
    : `cannot be read: ${reasonOf(error)}`;
  return new InputError('file', name, name, message);
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
  let filled = 0;
  let rowNumber = 0;
  for await (const record of records) {
    if (++rowNumber <= layout.skip) continue;
    const cells = cleaned(record, layout, layout.header.length);
    if (isBlank(cells, layout.delimiter)) continue;
    requireLength(name, cells, layout.header.length, rowNumber);
    for (let j = 0; j < cols; j++) block.data[filled * cols + j] = readers[j](cells, rowNumber);
    if (++filled < BLOCK_ROWS) continue;
    yield block;
    filled = 0;
  }
  if (filled > 0) yield { rows: filled, cols, data: block.data.subarray(0, filled * cols) };
}

/** As many cells as names; empty ones behind them are a delimiter at the end of the line. */
function requireLength(name: string, cells: readonly string[], width: number, rowNumber: number): void {
  if (cells.length === width) return;
  if (cells.length > width && cells.slice(width).every((cell) => cell.trim() === '')) return;
  const message = `of ${name} has ${cells.length} cells, but the header has ${width}; is there a quote or a delimiter too many?`;
  throw new InputError('shape', `row ${rowNumber}`, cells.length, message);
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
