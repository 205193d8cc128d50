/** Tables become a problem, wherever their rows come from. Free of Node. */
import { InputError } from '../problem/errors.js';
import type { Matrix } from '../numerics/matrix.js';
import { collector, type CollectOptions, type Data } from './collect.js';
import { select, type ModalityColumns, type NamedTable, type Place, type Selection } from './select.js';
import { Classes, sideBySide, type Asked } from './table.js';

/** Which columns are what, and how they become a problem. */
export interface TableOptions extends CollectOptions {
  /**
   * The columns of each modality, in their order: comma-separated names, ranges (`s1..s6`) and globs (`s*`), `!` leaves
   * out. Modalities that have files of their own need none.
   */
  readonly modalities?: ModalityColumns;
  /** The target: columns of numbers, or one of labels. */
  readonly y?: string;
  /** Whether numbers in the target are names of classes; text always is. */
  readonly classes?: boolean;
  /** Called now and then with the fraction of the rows that is read, last with 1. */
  readonly onProgress?: (fraction: number) => void;
}

/** The least step of the fraction that `onProgress` is called for. */
const PROGRESS_STEP = 0.01;

/** The problem of the columns of one or more tables, and rows of other tables of the same columns in its terms. */
export async function dataFromTables(tables: readonly NamedTable[], options: TableOptions, test?: readonly NamedTable[]): Promise<Data> {
  const selection = select(tables, options.modalities ?? {}, options.y);
  const classes = classesOf(tables, selection, options);
  const name = tables.map(({ table }) => table.name).join(', ');
  const collected = collector(name, selection, classes, { ...options, samples: test === undefined ? (options.samples ?? false) : true });
  await pass(tables, selection, classes, collected.add, options.onProgress);
  const data = collected.finish();
  const notes = [...tables.flatMap(({ table }) => table.notes), ...data.notes];
  if (test === undefined) return { ...data, notes };
  const known = classes?.names.length;
  const rows = await testRows(test, tables, selection, classes, options);
  if (classes !== null && classes.names.length !== known) {
    const unknown = classes.names.at(-1);
    throw new InputError('columns', selection.y[0].name, unknown, `has the class ${unknown} in the test data only`);
  }
  return { ...data, notes, samples: options.samples === undefined || options.samples === false ? null : data.samples, test: data.transform?.(rows) ?? null };
}

/** The rows of test data, by the names of the columns. */
async function testRows(
  test: readonly NamedTable[],
  tables: readonly NamedTable[],
  { modalities, y }: Selection,
  classes: Classes | null,
  options: TableOptions,
): Promise<Matrix> {
  const same = (place: Place): Place => {
    const { part } = tables[place.table];
    const at = test.findIndex((one) => one.part === part);
    if (at < 0) throw new InputError('columns', part ?? 'test', part, 'is missing in the test data');
    const { header } = test[at].table;
    // Where a name stands twice, its place tells which.
    const column = header[place.column] === place.name ? place.column : header.indexOf(place.name);
    if (column >= 0) return { table: at, column, name: place.name };
    throw new InputError('columns', place.name, place.name, `is missing in the test data, ${test[at].table.name}`);
  };
  const selection = { modalities: modalities.map(({ name, places }) => ({ name, places: places.map(same) })), y: y.map(same) };
  const name = test.map(({ table }) => table.name).join(', ');
  const missing = options.missing === undefined ? {} : { missing: options.missing };
  const collected = collector(name, selection, classes, { ...missing, samples: true });
  await pass(test, selection, classes, collected.add);
  const rows = collected.rows();
  if (rows.rows === 0) throw new InputError('shape', name, 0, 'has no rows to test with');
  return rows;
}

/** One column of text, or of numbers that are said to be classes. */
function classesOf(tables: readonly NamedTable[], { y }: Selection, options: TableOptions): Classes | null {
  const text = y.filter(({ table, column }) => tables[table].table.kind(column) === 'text');
  const classes = options.classes === true || text.length > 0;
  if (!classes) return null;
  if (y.length === 1) return new Classes(options.classes ?? false);
  const names = text.map(({ name }) => name).join(', ');
  throw new InputError('columns', 'y', y.length, `labels are one column, but ${y.length} are selected${names === '' ? '' : ` (text: ${names})`}`);
}

async function pass(
  tables: readonly NamedTable[],
  { modalities, y }: Selection,
  classes: Classes | null,
  add: (block: Matrix) => void,
  onProgress?: (fraction: number) => void,
): Promise<void> {
  const inputs = modalities.flatMap(({ places }) => places);
  const asked = [...inputs, ...y].map(({ table, column }, at) => {
    const as: Asked['as'] = at >= inputs.length && classes !== null ? 'class' : 'number';
    return { at, table, as: { column, as } };
  });
  const used = [...tables.keys()].filter((t) => asked.some(({ table }) => table === t));
  const parts = used.map((t) => {
    const own = asked.filter(({ table }) => table === t);
    const { table } = tables[t];
    return {
      name: table.name,
      at: own.map(({ at }) => at),
      blocks: table.blocks(own.map(({ as }) => as), classes ?? new Classes()),
    };
  });
  let reported = 0;
  for await (const block of parts.length === 1 ? parts[0].blocks : sideBySide(parts, asked.length)) {
    add(block);
    const fraction = tables[used[0]].table.progress();
    if (fraction < reported + PROGRESS_STEP || fraction >= 1) continue;
    onProgress?.(fraction);
    reported = fraction;
  }
  onProgress?.(1);
}
