/** What a cell of text may be. Free of Node, so that browsers read the same. */
import { InputError, show } from '../../problem/errors.js';

/** What separates whole digits from decimals. */
export type Decimal = '.' | ',';

/** Longer than any number or name: files that are not tables have such cells. */
export const MAX_CELL = 10_000;

/** What counts as a number: decimal, possibly with an exponent. `Number()` alone would take '', '0x10' and 'Infinity'. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const BOOLEANS: ReadonlyMap<string, number> = new Map(
  ['True', 'true', 'TRUE'].map((name): [string, number] => [name, 1]).concat(
    ['False', 'false', 'FALSE'].map((name): [string, number] => [name, 0]),
  ),
);
/** How missing values are written; names of classes may be any of the second kind. */
const MISSING = new Set(
  [
    ['', 'NA', 'N/A', 'n/a', 'na', '<NA>', '#NA', '#N/A', '#N/A N/A', 'N.A.', 'n.a.', 'NaT', '?', '\\N', '(null)', '<null>'],
    ['NaN', 'nan', 'NAN', '-NaN', '-nan', '+nan', 'null', 'NULL', 'Null', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN'],
    ['#NUM!', '#VALUE!', '#DIV/0!', '#REF!', '#NAME?', '#NULL!'],
  ].flat(),
);
const MISSING_NUMBER = /^(?:[-–—−.*:_?]+|none|nil|missing|unknown|undefined)$/i;
/** What Fortran writes for an exponent, `1.5D+02`; without a sign it may be a name. */
const FORTRAN = /^(.*[\d.])[dD]([+-]\d+)$/;
/** A comma before every three digits: thousands, or decimals that happen to be three. */
const THOUSANDS = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+$/;
/** A number with signs between its thousands. */
const GROUPED = /^[+-]?\d{1,3}(?:(?:,\d{3})+(?:\.\d+)?|(?:\.\d{3})+(?:,\d+)?)$/;

/** The number that a cell is, NaN where it is missing; undefined if it is neither. */
export function numberIn(cell: string, decimal: Decimal): number | undefined {
  const text = cell.trim();
  if (text.length > MAX_CELL) return undefined;
  const plain = decimal === ',' ? (text.includes('.') ? 'x' : text.replace(',', '.')) : text;
  if (NUMBER.test(plain)) return finite(plain);
  const respelled = plain.replaceAll('−', '-').replace(FORTRAN, '$1e$2');
  if (respelled !== plain && NUMBER.test(respelled)) return finite(respelled);
  return BOOLEANS.get(text) ?? (MISSING.has(text) || MISSING_NUMBER.test(text) ? NaN : undefined);
}

function finite(number: string): number | undefined {
  const value = Number(number);
  return Number.isFinite(value) ? value : undefined;
}

/** Whether a cell is a number with its decimals behind a comma, and cannot be one with a comma before its thousands. */
export function hasDecimalComma(cell: string): boolean {
  const text = cell.trim();
  return text.includes(',') && !THOUSANDS.test(text) && isNumber(text, ',');
}

/** Whether a cell is a number, and not a missing one. */
export function isNumber(cell: string, decimal: Decimal): boolean {
  const value = numberIn(cell, decimal);
  return value !== undefined && !Number.isNaN(value);
}

/** Whether a cell is missing. */
export function isMissing(cell: string): boolean {
  return MISSING.has(cell.trim());
}

/** The name of the class that a cell is, `null` where it is missing. */
export function classIn(cell: string, decimal: Decimal): string | null {
  const text = cell.trim();
  if (MISSING.has(text)) return null;
  return NUMBER.test(text) && text.length <= MAX_CELL ? String(numberIn(text, decimal) ?? text) : text;
}

/** The refusal of a cell that is not what is needed, with its place. */
export function refusedCell(table: string, row: number, column: string, cell: string, needed: string): InputError {
  const what = cell.length > MAX_CELL ? `a cell of ${cell.length} characters (at most ${MAX_CELL} are read)` : show(cell);
  return new InputError('cell', column, cell, `row ${row} of ${table} has ${what} where ${needed}${advice(cell.trim())}`);
}

/** What makes a number of a cell that nearly is one. */
function advice(text: string): string {
  if (THOUSANDS.test(text)) return '; take the commas out, or say --decimal , if decimals follow them';
  if (text.length > MAX_CELL || !/\d/.test(text)) return '';
  if (isNumber(text, ',')) return '; --decimal , if decimals follow the comma';
  const digits = text.replaceAll(/[\s$€£¥%'’_]/g, '');
  return isNumber(digits, '.') || GROUPED.test(digits) ? '; take out what is neither digit nor decimal point' : '';
}
