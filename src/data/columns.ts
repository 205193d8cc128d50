import { InputError, show } from '../problem/errors.js';
import { globMatcher, isGlob } from './glob.js';

const RANGE_SIGNS = ['..', '…', ':', '-'];
const LISTED_COLUMNS = 10;
const LISTED_LENGTH = 40;

/** More columns than this cannot be selected: their moments, or their samples, would not fit. */
export const MAX_SELECTED = 20_000;

/** Names that stand for several columns: an array of an archive, by the positions of its columns. */
export type Groups = ReadonlyMap<string, readonly number[]>;

/**
 * The positions in `header` that `spec` selects, each once, in the order of the tokens. A token of the comma-separated
 * `spec` is, in this order: a column; a group, which stands for its columns; a range `s1..s6` (also `…`, `:` or `-`) in
 * the order of the header; a glob (`*`, `?`, `[…]`). `!token` leaves out what the tokens before it have selected. `\`
 * takes the meaning of a comma or of another sign in a name.
 *
 * @throws InputError `columns`, naming the token that selects nothing or more than one range, a reversed range, a name
 * that two columns have, or more than 20,000 columns.
 */
export function selectColumns(
  spec: string,
  header: readonly string[],
  groups: Groups = new Map(),
): readonly number[] {
  const names = indexed(header);
  /** Columns, and whether they came with a group, which tells them from others of the same name. */
  const selected = new Map<number, boolean>();
  for (const token of tokensOf(spec)) {
    const excludes = token.startsWith('!') && !names.has(unescaped(token));
    const what = excludes ? token.slice(1).trim() : token;
    const named = excludes ? names.get(unescaped(what)) : undefined;
    const columns = named ?? selectToken(what, { header, names, groups });
    if (excludes && !columns.some((column) => selected.has(column))) {
      throw new InputError('columns', token, token, 'leaves out nothing: what it names is not selected before it');
    }
    const isGroup = columns === groups.get(unescaped(what));
    for (const column of columns) {
      if (excludes) selected.delete(column);
      else selected.set(column, isGroup);
    }
  }
  for (const [column, isGroup] of selected) if (!isGroup) only(header[column], names.get(header[column]) ?? []);
  if (selected.size > MAX_SELECTED) {
    throw new InputError('columns', show(spec), spec, `selects ${selected.size} columns; at most ${MAX_SELECTED} can be`);
  }
  if (selected.size === 0) throw new InputError('columns', show(spec), spec, 'selects no column: all are left out again');
  return [...selected.keys()];
}

/** A name as a token that selects it. */
export function escapedName(name: string): string {
  return name.replace(/[\\,*?[]/g, '\\$&').replace(/^!/, '\\!');
}

interface Columns {
  readonly header: readonly string[];
  /** Where each name is: all its positions. */
  readonly names: ReadonlyMap<string, readonly number[]>;
  readonly groups: Groups;
}

function indexed(header: readonly string[]): Map<string, number[]> {
  const names = new Map<string, number[]>();
  header.forEach((name, column) => {
    const columns = names.get(name);
    if (columns) columns.push(column);
    else names.set(name, [column]);
  });
  return names;
}

/** The parts of `spec` between commas that no `\` stands before, still with their escapes. */
function tokensOf(spec: string): string[] {
  const tokens = [''];
  for (let at = 0; at < spec.length; at++) {
    if (spec[at] === ',') {
      tokens.push('');
    } else if (spec[at] === '\\' && at + 1 < spec.length) {
      tokens[tokens.length - 1] += spec[at] + spec[++at];
    } else {
      tokens[tokens.length - 1] += spec[at];
    }
  }
  return tokens.map((token) => token.trim());
}

function unescaped(token: string): string {
  return token.replace(/\\(.)/gs, '$1');
}

function selectToken(token: string, columns: Columns): readonly number[] {
  if (token === '') {
    throw new InputError('columns', 'columns', token, 'a column name is empty; is there a stray comma?');
  }
  const { header, names, groups } = columns;
  const named = names.get(token) ?? names.get(unescaped(token));
  if (named !== undefined) return [only(token, named)];
  const group = groups.get(unescaped(token));
  if (group !== undefined) return group;
  const selected = selectRange(token, columns) ?? selectGlob(token, header);
  if (selected.length > 0) return selected;
  const message = header.length > 0 ? `selects no column; ${closest(token, header)}` : 'selects none of no columns';
  throw new InputError('columns', token, token, message);
}

function only(token: string, named: readonly number[]): number {
  if (named.length === 1) return named[0];
  throw new InputError('columns', token, token, `is the name of ${named.length} columns; rename one`);
}

/** The columns from one end to the other, or `null` if the token cannot be cut into two columns. */
function selectRange(token: string, { header, names }: Columns): readonly number[] | null {
  const longest = header.reduce((length, name) => Math.max(length, name.length), 0);
  const ends = (name: string) => (name.length <= 2 * longest ? names.get(unescaped(name.trim())) : undefined);
  const ranges: [number, number][] = [];
  for (let cut = 1; cut < token.length && token.length <= 4 * longest + 4; cut++) {
    for (const sign of RANGE_SIGNS) {
      if (!token.startsWith(sign, cut)) continue;
      const [from, to] = [ends(token.slice(0, cut)), ends(token.slice(cut + sign.length))];
      if (from && to) ranges.push([only(token.slice(0, cut), from), only(token.slice(cut + sign.length), to)]);
    }
  }
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

/** A column without a name, such as R's row names, is nothing a glob means. */
function selectGlob(token: string, header: readonly string[]): readonly number[] {
  if (!isGlob(token)) return [];
  const matches = globMatcher(token);
  return Array.from(header.keys()).filter((column) => header[column] !== '' && matches(header[column]));
}

/** The columns whose names begin most like `token`. */
function closest(token: string, header: readonly string[]): string {
  const withComma = header.find((name) => name.startsWith(`${token},`));
  if (withComma !== undefined) {
    return `a comma in a name is written \\, as in ${escapedName(withComma)}`;
  }
  const inCommon = (name: string) => {
    let n = 0;
    while (n < name.length && name.charAt(n).toLowerCase() === token.charAt(n).toLowerCase()) n++;
    return n;
  };
  const names = header
    .toSorted((one, other) => inCommon(other) - inCommon(one))
    .slice(0, LISTED_COLUMNS)
    .map((name) => (name.length > LISTED_LENGTH ? `${name.slice(0, LISTED_LENGTH)}…` : name));
  const more = header.length - names.length;
  if (header.length === 1) return `its only column is ${names[0]}`;
  return more > 0 ? `closest are ${names.join(', ')} (and ${more} more)` : `there are ${names.join(', ')}`;
}
