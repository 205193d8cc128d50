import { matrix, type Matrix } from '../numerics/matrix.js';
import { InputError } from '../problem/errors.js';
import type { Groups } from './columns.js';

/** What reading a table is worth telling its owner, once. */
export interface Note {
  /** Stable: scripts may rely on it. */
  readonly code: string;
  /** One line: what was found, and how to say otherwise. */
  readonly message: string;
}

/** What a column is by the first rows: numbers (booleans count as 0 and 1), or text. */
export type ColumnKind = 'number' | 'text';

/** A column that is asked for, and whether its cells are numbers or the names of classes. */
export interface Asked {
  readonly column: number;
  readonly as: 'number' | 'class';
}

/** Columns with names, read in blocks of rows. */
export interface Table {
  /** What messages call it: the name of its file. */
  readonly name: string;
  readonly header: readonly string[];
  readonly groups: Groups;
  /** What was concluded from the file rather than told. */
  readonly notes: readonly Note[];
  /** What is in the file and can be no column, with the reason. */
  readonly unusable?: ReadonlyMap<string, string>;
  readonly kind: (column: number) => ColumnKind;
  /**
   * One pass over all rows, the given columns only. A value is finite, or NaN where the cell is missing; that of a class
   * is its position in `classes`, which grows. A block is valid until the next one.
   */
  readonly blocks: (asked: readonly Asked[], classes: Classes) => AsyncIterable<Matrix>;
  /** Which fraction of the pass is done. */
  readonly progress: () => number;
}

/** How many rows travel together. A few hundred keep a block of some thousand columns within the cache. */
export const BLOCK_ROWS = 256;

/** The names of classes in the order in which they were met. */
export class Classes {
  readonly names: string[] = [];
  /** Whether numbers are names as well. */
  readonly numbersToo: boolean;
  readonly #positions = new Map<string, number>();

  constructor(numbersToo = false) {
    this.numbersToo = numbersToo;
  }

  /** The position of `name`. */
  positionOf(name: string): number {
    const known = this.#positions.get(name);
    if (known !== undefined) return known;
    this.#positions.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** The message of an error of another library or of the operating system. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Columns of a table that stand beside others: their blocks, and where they go. */
export interface Part {
  readonly at: readonly number[];
  readonly blocks: AsyncIterable<Matrix>;
  /** What messages call it. */
  readonly name?: string;
}

/** The blocks of several tables, read together, as those of one of `cols` columns. */
export async function* sideBySide(parts: readonly Part[], cols: number): AsyncGenerator<Matrix> {
  const iterators = parts.map(({ blocks }) => blocks[Symbol.asyncIterator]());
  let rows = 0;
  try {
    for (;;) {
      const read = await Promise.all(iterators.map((iterator) => iterator.next()));
      const lengths = read.map((result) => (result.done === true ? 0 : result.value.rows));
      const shortest = Math.min(...lengths);
      const other = lengths.findIndex((length) => length !== lengths[0]);
      if (other >= 0) {
        const ended = lengths.indexOf(shortest);
        const longer = lengths.findIndex((length) => length > shortest);
        const [one, more] = [ended, longer].map((k) => parts[k].name ?? '');
        throw new InputError('shape', more, rows + shortest, `has more rows than ${one}, which has ${rows + shortest}; they must be the same samples`);
      }
      if (shortest === 0) return;
      const block = matrix(shortest, cols);
      read.forEach((result, p) => {
        if (result.done !== true) place(result.value, parts[p].at, block);
      });
      rows += shortest;
      yield block;
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}

function place(from: Matrix, at: readonly number[], into: Matrix): void {
  for (let r = 0; r < from.rows; r++) {
    for (let j = 0; j < from.cols; j++) into.data[r * into.cols + at[j]] = from.data[r * from.cols + j];
  }
}
