import type { Matrix } from '../numerics/matrix.js';
import { InputError } from '../problem/errors.js';
import { BLOCK_ROWS } from './moments.js';

/** Columns of numbers with names, read in blocks of rows. */
export interface Table {
  readonly header: readonly string[];
  /** Names that stand for all columns `name.…`. */
  readonly groups: readonly string[];
  /** One pass over all rows, the given columns only. Every value is finite. A block is valid until the next one. */
  readonly blocks: (columns: readonly number[]) => Iterable<Matrix> | AsyncIterable<Matrix>;
  /** Which fraction of the pass is done. */
  readonly progress: () => number;
}

/** Cuts `rows` rows of values in memory into blocks. */
export function* memoryBlocks(
  rows: number,
  cols: number,
  valueAt: (row: number, col: number) => number,
): Generator<Matrix> {
  for (let start = 0; start < rows; start += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - start);
    const data = new Float64Array(count * cols);
    for (let r = 0; r < count; r++) {
      for (let j = 0; j < cols; j++) data[r * cols + j] = valueAt(start + r, j);
    }
    yield { rows: count, cols, data };
  }
}

/** Refuses a header in which a name occurs twice. */
export function requireDistinct(header: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of header) {
    if (seen.has(name)) throw new InputError('columns', name, name, 'is the name of two columns; rename one');
    seen.add(name);
  }
}

/** The message of an error of another library or of the operating system. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
