/** Which columns of which tables are what. */
import { InputError, show } from '../problem/errors.js';
import { MAX_SELECTED, selectColumns } from './columns.js';
import type { Table } from './table.js';

/** The columns of a modality: lists of names, ranges and globs, separated by commas. */
export type ModalityColumns = Readonly<Record<string, string>>;

/** A table and the modality that it is; `null` for one that holds everything, `y` for the target. */
export interface NamedTable {
  readonly part: string | null;
  readonly table: Table;
}

/** A column of one of the tables. */
export interface Place {
  readonly table: number;
  readonly column: number;
  readonly name: string;
}

/** The columns of each modality and of the target. */
export interface Selection {
  readonly modalities: readonly { readonly name: string; readonly places: readonly Place[] }[];
  readonly y: readonly Place[];
}

/**
 * Resolves a choice against the headers. Of one table every modality and `y` must be named; tables by parts are modalities
 * with all of their columns, and the target `y`, unless columns are picked.
 *
 * @throws InputError `columns` for fewer than two modalities, no target, a column in two of them, or none
 */
export function select(tables: readonly NamedTable[], modalities: ModalityColumns, y: string | undefined): Selection {
  const byParts = tables[0].part !== null;
  const parts = tables.map(({ part }) => part).filter((part) => part !== null);
  const names = byParts ? parts.filter((part) => part !== 'y') : Object.keys(modalities);
  for (const name of Object.keys(modalities)) {
    if (!names.includes(name)) throw new InputError('columns', name, name, `is no part of the data; there are ${parts.join(', ')}`);
  }
  if (names.length < 2) {
    throw new InputError('columns', 'modality', names, `two modalities or more are needed, but there ${names.length === 1 ? 'is one' : 'are none'}`);
  }
  const placesOf = (part: string, spec: unknown): Place[] => {
    const at = byParts ? tables.findIndex((one) => one.part === part) : 0;
    if (at < 0) throw new InputError('columns', part, part, `is missing: give it as ${part}=FILE`);
    const { table } = tables[at];
    if (spec === undefined && !byParts) throw new InputError('columns', part, undefined, `is missing: which columns of ${table.name} are it?`);
    if (spec !== undefined && typeof spec !== 'string') throw new InputError('columns', part, spec, `must be names of columns, but is ${show(spec)}`);
    const columns = spec === undefined ? named(table) : selected(table, spec);
    return columns.map((column) => ({ table: at, column, name: table.header[column] }));
  };
  const selection = {
    modalities: names.map((name) => ({ name, places: placesOf(name, modalities[name]) })),
    y: placesOf('y', y),
  };
  requireApart(selection, tables);
  return selection;
}

/** All columns that have a name, each its own. */
function named({ header, name }: Table): readonly number[] {
  const columns = Array.from(header.keys()).filter((column) => header[column] !== '');
  const met = new Set<string>();
  const twice = columns.find((column) => met.size === met.add(header[column]).size);
  if (twice !== undefined) throw new InputError('columns', header[twice], header[twice], `is the name of two columns of ${name}; rename one`);
  if (columns.length === 0) throw new InputError('columns', name, header.length, 'has no columns with names');
  if (columns.length > MAX_SELECTED) {
    throw new InputError('columns', name, columns.length, `has ${columns.length} columns; at most ${MAX_SELECTED} can be selected`);
  }
  return columns;
}

function selected(table: Table, spec: string): readonly number[] {
  for (const [array, reason] of table.unusable ?? []) {
    if (spec.split(',').some((token) => token.trim() === array)) throw new InputError('columns', array, array, `of ${table.name} ${reason}`);
  }
  try {
    return selectColumns(spec, table.header, table.groups);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const said = error.message.slice(error.message.indexOf(': ') + 2);
    throw new InputError(error.code, error.field, error.value, `in ${table.name}: ${said}`);
  }
}

function requireApart({ modalities, y }: Selection, tables: readonly NamedTable[]): void {
  const owners = new Map<string, string>();
  for (const { name, places } of [...modalities, { name: 'y', places: y }]) {
    for (const { table, column, name: label } of places) {
      // The same file may be given for several parts.
      const key = `${column} of ${tables[table].table.name}`;
      const owner = owners.get(key);
      if (owner !== undefined) {
        const message = `of ${tables[table].table.name} is in both ${owner} and ${name}; a column belongs to one modality, or to the target`;
        throw new InputError('columns', label, `${owner}, ${name}`, message);
      }
      owners.set(key, name);
    }
  }
  if (owners.size > MAX_SELECTED) {
    throw new InputError('columns', 'columns', owners.size, `are ${owners.size} in all; at most ${MAX_SELECTED} can be selected`);
  }
}
