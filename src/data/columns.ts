import picomatch from 'picomatch';
import { InputError } from '../problem/errors.js';

/**
 * Which columns of a table are modality A, modality B and the target: comma-separated lists of column names, ranges in
 * the order of the header (`s1..s6`) and globs (`s*`).
 */
export interface ColumnChoice {
  /** The inputs of modality A. */
  a: string;
  /** The inputs of modality B. */
  b: string;
  /** The target, one column. */
  y: string;
}

/** The same as positions in the header. */
export interface Selection {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly y: number;
}

const RANGE_SIGNS = ['..', '…', ':', '-'];
const LISTED_COLUMNS = 10;

/**
 * The positions in `header` that `spec` selects, each once, in the order of the tokens. A token of the comma-separated
 * `spec` is, in this order: a column; a group, which stands for all columns `group.…`; a range `s1..s6` (also `…`, `:`
 * or `-`) in the order of the header; a glob.
 *
 * @throws InputError `columns`, naming the token that selects nothing or more than one range, or a reversed range.
 */
export function selectColumns(
  spec: string,
  header: readonly string[],
  groups: readonly string[] = [],
): readonly number[] {
  const tokens = spec.split(',').map((token) => token.trim());
  return [...new Set(tokens.flatMap((token) => selectToken(token, header, groups)))];
}

/**
 * The columns of both modalities and of the target.
 *
 * @throws InputError `columns` if a column is in two of the three, or the target is not exactly one column.
 */
export function selectModalities(
  choice: ColumnChoice,
  header: readonly string[],
  groups: readonly string[] = [],
): Selection {
  const [a, b, y] = [choice.a, choice.b, choice.y].map((spec) => selectColumns(spec, header, groups));
  if (y.length !== 1) {
    throw new InputError('columns', 'y', choice.y, `the target must be one column, but this selects ${y.length}`);
  }
  refuseOverlap(header, ['a', a], ['b', b]);
  refuseOverlap(header, ['a', a], ['y', y]);
  refuseOverlap(header, ['b', b], ['y', y]);
  return { a, b, y: y[0] };
}

type Named = [name: string, columns: readonly number[]];

function refuseOverlap(header: readonly string[], [one, columns]: Named, [other, others]: Named): void {
  const shared = columns.find((column) => others.includes(column));
  if (shared === undefined) return;
  const message = `is in both ${one} and ${other}; a column belongs to one of a, b and y`;
  throw new InputError('columns', header[shared], `${one}, ${other}`, message);
}

function selectToken(token: string, header: readonly string[], groups: readonly string[]): number[] {
  if (token === '')
    throw new InputError('columns', 'columns', token, 'a column name is empty; is there a stray comma?');
  if (header.includes(token)) return [header.indexOf(token)];
  if (groups.includes(token)) return where(header, (name) => name.startsWith(`${token}.`));
  const selected = selectRange(token, header) ?? selectGlob(token, header);
  if (selected.length > 0) return selected;
  const message = header.length > 0 ? `selects no column; ${closest(token, header)}` : 'selects none of no columns';
  throw new InputError('columns', token, token, message);
}

/** The columns from one end to the other, or `null` if the token cannot be cut into two columns. */
function selectRange(token: string, header: readonly string[]): number[] | null {
  const ranges = RANGE_SIGNS.flatMap((sign) =>
    where(token.split(''), (_, cut) => token.startsWith(sign, cut)).map((cut) => [
      header.indexOf(token.slice(0, cut).trim()),
      header.indexOf(token.slice(cut + sign.length).trim()),
    ]),
  ).filter(([from, to]) => from >= 0 && to >= 0);
  if (ranges.length === 0) return null;
  if (ranges.length > 1)
    throw new InputError('columns', token, token, 'can be read as several ranges; list the columns');
  const [from, to] = ranges[0];
  if (from > to) {
    const message = `is reversed: ${header[to]} comes before ${header[from]} in the header`;
    throw new InputError('columns', token, token, message);
  }
  return Array.from({ length: to - from + 1 }, (_, k) => from + k);
}

function selectGlob(token: string, header: readonly string[]): number[] {
  if (!/[*?[{]/.test(token)) return [];
  // Column names are not paths: `*` is to match dots at the start and slashes, and `!` is an ordinary character.
  const matches = picomatch(token, { bash: true, dot: true, nonegate: true });
  return where(header, (name) => matches(name));
}

function where<T>(list: readonly T[], holds: (element: T, index: number) => boolean): number[] {
  return [...list.keys()].filter((index) => holds(list[index], index));
}

/** The columns whose names begin most like `token`. */
function closest(token: string, header: readonly string[]): string {
  const inCommon = (name: string) => {
    let n = 0;
    while (n < name.length && name.charAt(n).toLowerCase() === token.charAt(n).toLowerCase()) n++;
    return n;
  };
  const names = header.toSorted((one, other) => inCommon(other) - inCommon(one)).slice(0, LISTED_COLUMNS);
  const more = header.length - names.length;
  return more > 0 ? `closest are ${names.join(', ')} (and ${more} more)` : `there are ${names.join(', ')}`;
}
