/** How a text table is laid out: what is told, and what its first rows leave no doubt of. Free of Node. */
import { InputError, show } from '../../problem/errors.js';
import { hasDecimalComma, isMissing, isNumber, MAX_CELL, type Decimal } from './cells.js';
import type { ColumnKind, Note } from '../table.js';

/** What a user can say about a text table; what is not said is concluded from its first rows. */
export interface TextOptions {
  /** Whether the first row holds names: `false` numbers the columns 0, 1, …; `true` takes a row of numbers for names. */
  readonly header?: boolean;
  /** What comments begin with. */
  readonly comment?: string;
  /** What separates columns: a character, `tab`, `space` (any run of blanks). */
  readonly delimiter?: string;
  /** What separates decimals: `.` or `,`. */
  readonly decimal?: Decimal;
}

/** The layout of a text table. */
export interface Layout {
  /** `' '` stands for any run of blanks. */
  readonly delimiter: string;
  readonly decimal: Decimal;
  readonly comment: string | null;
  readonly header: readonly string[];
  readonly kinds: readonly ColumnKind[];
  /** How many records stand before the first row of data. */
  readonly skip: number;
  readonly notes: readonly Note[];
}

const SAMPLE_ROWS = 200;
const NAMES: Readonly<Record<string, string>> = { '\t': 'tabs', ' ': 'blanks', ',': 'commas', ';': 'semicolons', '|': 'pipes' };

/** How csv-parse is to cut a text table. In tables of tabs a quote is text; {@link cleaned} takes those off that enclose a cell. */
export function parserOptions(delimiter: string) {
  return {
    delimiter: delimiter === ' ' ? [' ', '\t'] : delimiter,
    quote: delimiter === '\t' ? null : '"',
    ltrim: [',', ';'].includes(delimiter), // `"a", "b"`
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: 16_000_000, // longer than any sensible row: an unclosed quote would swallow the rest of the file
  };
}

/** A record as its cells: without the blanks, bars and quotes that only lay it out; `width` is how many there should be. */
export function cleaned(record: readonly string[], { delimiter, comment }: Pick<Layout, 'delimiter' | 'comment'>, width = Infinity): readonly string[] {
  let cells = record;
  if (comment !== null) {
    const at = cells.findIndex((cell) => cell.includes(comment));
    if (at >= 0) cells = [...cells.slice(0, at), cells[at].slice(0, cells[at].indexOf(comment))];
    if (at >= 0 && cells.length > 1 && cells[at].trim() === '') cells = cells.slice(0, -1);
  }
  if (delimiter === ' ') return cells.filter((cell) => cell !== '');
  if (delimiter === '\t') return (cells.length > width ? quotedTogether(cells) : cells).map(unquoted);
  if (delimiter !== '|') return cells;
  const bars = cells.map((cell) => cell.trim());
  const from = bars.length > 1 && bars[0] === '' ? 1 : 0;
  return bars.slice(from, bars.length > 1 + from && bars.at(-1) === '' ? -1 : undefined);
}

const unquoted = (cell: string): string => (/^".*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell);

/** Of a row that has too many cells, those together that quotes enclose: a tab is part of the text there. */
function quotedTogether(cells: readonly string[]): readonly string[] {
  const whole: string[] = [];
  let open: string | null = null;
  for (const cell of cells) {
    const text: string = open === null ? cell : `${open}\t${cell}`;
    // Quotes of the text are doubled, so that an even number of them closes the cell.
    open = text.startsWith('"') && (text.match(/"/g)?.length ?? 0) % 2 === 1 ? text : null;
    if (open === null) whole.push(text);
  }
  return open === null ? whole : cells;
}

/** A row without content: blank, a line between header and rows, the count of rows below them, or the end-of-file of DOS. */
export function isBlank(cells: readonly string[], delimiter: string): boolean {
  const laidOut = delimiter === '|' || delimiter === ' ';
  if (cells.every((cell) => cell.trim() === '')) return cells.length <= 1 || laidOut;
  if (cells.length === 1 && cells[0] === '\x1a') return true;
  if (!laidOut) return false;
  if (/^(\(\d+ rows?\)|\d+ rows? in set.*)$/.test(cells.join(' ').trim())) return true;
  const line = cells.map((cell) => cell.trim());
  return line.every((cell) => /^[-+:=]*-[-+:=]*$/.test(cell)) && line.some((cell) => cell.length > 1);
}

/**
 * The layout of the table that begins with `start`, all of it if `whole`.
 *
 * @throws InputError `file` for a header of numbers, or a delimiter or comment that is none
 */
export function layoutOf(
  name: string,
  usual: string,
  start: string,
  parse: (text: string, options: ReturnType<typeof parserOptions>) => string[][],
  options: TextOptions,
): Layout {
  const declared = /^("?)sep=(.)\1\r?\n/i.exec(start);
  const told = options.delimiter === undefined ? declared?.[2] : delimiterTold(options.delimiter);
  const others = [',', '\t', ';', '|', ' '].filter((sign) => sign !== usual);
  const candidates = (told === undefined ? [usual, ...others] : [told]).map((delimiter) =>
    candidate(delimiter, start, parse, options, declared !== null),
  );
  const fitting = candidates
    .filter((one) => one !== null)
    .filter(({ fits }) => fits)
    .sort((one, other) => other.numbers - one.numbers);
  const first = candidates[0];
  if (first === null && fitting.length === 0) {
    // Nothing cuts it: csv-parse says why, unless there is nothing to cut.
    parse(start, parserOptions(told ?? usual));
    throw new InputError('file', name, name, 'is empty; a header and rows of numbers are needed');
  }
  // The usual one wins unless another reads more of the cells as numbers; where none fits, it says what is wrong.
  const best = first?.fits === true && first.numbers >= fitting[0].numbers ? first : (fitting.at(0) ?? first);
  if (best === null) throw new InputError('file', name, name, 'is no table');
  return finished(name, best, told !== undefined || best.delimiter === usual, options);
}

function delimiterTold(delimiter: string): string {
  const named: Readonly<Partial<Record<string, string>>> = { tab: '\t', '\\t': '\t', space: ' ', blank: ' ', comma: ',', semicolon: ';', pipe: '|' };
  const sign = named[delimiter] ?? delimiter;
  if (Array.from(sign).length === 1 && !/[\d\w"+.\r\n-]/.test(sign)) return sign;
  throw new InputError('usage', 'delimiter', delimiter, `must be one character, tab or space, but is ${show(delimiter)}`);
}

interface Candidate {
  readonly delimiter: string;
  readonly decimal: Decimal;
  readonly comment: string | null;
  /** Records before the first that is no comment. */
  readonly top: number;
  /** A header found in the comments above the rows. */
  readonly commented: readonly string[] | null;
  /** All records but comments and blank ones, as cells, with their positions. */
  readonly rows: readonly { readonly at: number; readonly cells: readonly string[] }[];
  /** Whether all rows have as many cells, more than one. */
  readonly fits: boolean;
  /** The share of cells below the first row that are numbers. */
  readonly numbers: number;
}

function candidate(
  delimiter: string,
  start: string,
  parse: (text: string, options: ReturnType<typeof parserOptions>) => string[][],
  options: TextOptions,
  declared: boolean,
): Candidate | null {
  let records: string[][];
  try {
    records = parse(start, parserOptions(delimiter));
  } catch {
    return null;
  }
  const comment = options.comment ?? null;
  const mark = comment ?? '#';
  let top = declared ? 1 : 0;
  let commented: readonly string[] | null = null;
  while (top < records.length && (records[top].join('').trim() === '' || records[top][0].trimStart().startsWith(mark))) {
    const first = records[top][0].trimStart();
    if (first !== '') commented = cleaned([first.slice(mark.length).trim(), ...records[top].slice(1)], { delimiter, comment: null });
    top++;
  }
  const rows = records
    .slice(top, top + SAMPLE_ROWS)
    .map((record, k) => ({ at: top + k, cells: cleaned(record, { delimiter, comment }, records[top].length) }))
    .filter(({ cells }) => !isBlank(cells, delimiter));
  if (rows.length === 0) return null;
  const body = rows.slice(1).map(({ cells }) => cells);
  const decimal = options.decimal ?? decimalOf(delimiter, body);
  const width = widthOf(body.at(0) ?? rows[0].cells);
  const cells = body.flat().filter((cell) => !isMissing(cell));
  const numbers = cells.filter((cell) => isNumber(cell, decimal)).length / Math.max(1, cells.length);
  const head = widthOf(rows[0].cells);
  const fits =
    width > 1 &&
    // A comment below the rows is refused where it stands, with what to say of it.
    body.every((row) => Math.max(widthOf(row), Math.min(row.length, width)) === width || row[0].startsWith(mark)) &&
    (head === width || head === width - 1 || rows[0].cells.length >= width) &&
    (delimiter !== ' ' || numbers > 0.5);
  return { delimiter, decimal, comment, top, commented, rows, fits, numbers };
}

/** How many cells a row has, without empty ones at its end. */
function widthOf(cells: readonly string[]): number {
  let width = cells.length;
  while (width > 0 && cells[width - 1].trim() === '') width--;
  return width;
}

/** A comma where cells have decimals behind commas, and none behind points. */
function decimalOf(delimiter: string, body: readonly (readonly string[])[]): Decimal {
  if (delimiter === ',') return '.';
  const cells = body.flat().map((cell) => cell.trim());
  return cells.some(hasDecimalComma) && !cells.some((cell) => /^[+−-]?\d*\.\d+/.test(cell)) ? ',' : '.';
}

function finished(name: string, { delimiter, decimal, comment, commented, rows }: Candidate, silent: boolean, options: TextOptions): Layout {
  const notes: Note[] = [];
  const note = (code: string, message: string) => notes.push({ code, message: `${name}: ${message}` });
  if (!silent) note('delimiter', `columns are separated by ${NAMES[delimiter] ?? show(delimiter)}`);
  if (decimal === ',' && options.decimal === undefined) note('decimal', 'decimals follow a comma');
  const [first, second] = rows;
  const isData = options.header === false || (commented?.length === first.cells.length && looksLikeData(first.cells, rows.slice(1).map((r) => r.cells), decimal));
  let header: string[];
  if (isData && options.header !== false && commented !== null) {
    header = commented.map((cell) => cell.trim());
    note('header', `the comment above the rows is its header: ${show(header.join(', '))}`);
  } else if (isData) {
    header = Array.from({ length: Math.max(...rows.map(({ cells }) => widthOf(cells))) }, (_, j) => String(j));
  } else {
    header = first.cells.map((cell) => cell.trim());
    requireHeader(name, first.cells, rows.at(1)?.cells ?? first.cells);
    requireNames(name, header, rows.slice(1).map(({ cells }) => cells), decimal, options);
  }
  const body = rows.slice(isData ? 0 : 1).map(({ cells }) => cells);
  while (header.length > 1 && header.at(-1) === '' && body.every((cells) => (cells.at(header.length - 1) ?? '').trim() === '')) header.pop();
  // R leaves the name of the row names out.
  if (body.length > 0 && body.every((cells) => cells.length === header.length + 1 && cells.at(-1)?.trim() !== '')) header.unshift('');
  if (header[0] === '' && header.length > 1) note('row-names', 'its first column has no name and is taken for the names of the rows');
  const long = header.find((cell) => cell.length > MAX_CELL);
  if (long !== undefined) throw new InputError('file', name, long.length, `has a name of ${long.length} characters; at most ${MAX_CELL} are read in a cell`);
  const kinds = header.map((_, j): ColumnKind => {
    const cell = body.map((cells) => cells.at(j) ?? '').find((text) => !isMissing(text));
    return cell === undefined || isNumber(cell, decimal) ? 'number' : 'text';
  });
  const skip = isData ? first.at : (rows.length > 1 ? second.at : first.at + 1);
  return { delimiter, decimal, comment, header, kinds, skip, notes };
}

/** Whether a row holds values rather than names: a number in every column that holds numbers further down. */
function looksLikeData(row: readonly string[], body: readonly (readonly string[])[], decimal: Decimal): boolean {
  if (!row.some((cell) => isNumber(cell, decimal))) return false;
  return row.every((cell, j) => {
    if (isNumber(cell, decimal) || isMissing(cell)) return true;
    const below = body.map((cells) => cells.at(j) ?? '').filter((text) => !isMissing(text));
    return below.length > 0 && !below.some((text) => isNumber(text, decimal));
  });
}

/** Refuses a title above the header: R leaves out one name at most. */
function requireHeader(name: string, header: readonly string[], below: readonly string[]): void {
  const [names, cells] = [widthOf(header), widthOf(below)];
  if (names >= cells - 1) return;
  const row = show(header.slice(0, Math.min(names, 6)).join(', '));
  const message = `its first row (${row}) names ${names === 1 ? 'one column' : `${names} columns`}, but there are ${cells}: delete what stands above the header`;
  throw new InputError('file', name, header, message);
}

/** Refuses a header of numbers: a sample would be lost. Exactly 0, 1, …, n − 1 are names that other programs give. */
function requireNames(name: string, header: readonly string[], body: readonly (readonly string[])[], decimal: Decimal, options: TextOptions): void {
  if (options.header === true || !looksLikeData(header, body, decimal)) return;
  const numbers = header.filter((cell) => isNumber(cell, decimal));
  if (numbers.every((cell, j) => cell === String(j)) && numbers.length >= header.length - 1) return;
  const row = show(header.slice(0, 6).join(', '));
  const message = `its first row (${row}) holds numbers where names are needed; --no-header if it is data (columns are then 0, 1, …), --header if these are names`;
  throw new InputError('file', name, header, message);
}
