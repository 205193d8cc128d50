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
    ['', 'NA', 'N/A', 'n/a', 'na', '<NA>', '#NA', '#N/A', '#N/A N/A', 'N.A.', 'NaT', '?'],
    ['NaN', 'nan', 'NAN', '-NaN', '-nan', 'null', 'NULL', 'Null', '1.#IND', '-1.#IND', '1.#QNAN', '-1.#QNAN'],
    ['#NUM!', '#VALUE!', '#DIV/0!', '#REF!', '#NAME?', '#NULL!'],
  ].flat(),
);
const MISSING_NUMBER = new Set(['.', '-', '--', 'None', 'none', 'NONE', 'missing', 'Missing', 'MISSING']);

/** The number that a cell is, NaN where it is missing; undefined if it is neither. */
export function numberIn(cell: string, decimal: Decimal): number | undefined {
  const text = cell.trim();
  const plain = decimal === ',' ? (text.includes('.') ? 'x' : text.replace(',', '.')) : text;
  if (plain.length <= MAX_CELL && NUMBER.test(plain)) {
    const value = Number(plain);
    return Number.isFinite(value) ? value : undefined;
  }
  return BOOLEANS.get(text) ?? (MISSING.has(text) || MISSING_NUMBER.has(text) ? NaN : undefined);
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
  return new InputError('cell', column, cell, `row ${row} of ${table} has ${what} where ${needed}`);
}
