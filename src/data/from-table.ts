import { selectModalities, type ColumnChoice } from './columns.js';
import type { ByModality, Correlations } from '../problem/correlations.js';
import { fromMoments } from './from-moments.js';
import { addBlock, noMoments } from './moments.js';
import { parseNames } from '../problem/parse-correlations.js';
import type { Table } from './table.js';

/** How data becomes correlations, wherever it comes from. */
export interface DataOptions {
  /** Whether to divide every column by its (population) standard deviation, the target too unless it is ±1. */
  standardize?: boolean;
  /** What the modalities are called, `{ A: 'A', B: 'B' }` unless given. */
  names?: ByModality<string>;
}

/** Which columns of a file are what, and how they become correlations. */
export interface FileOptions extends DataOptions, ColumnChoice {
  /** Called now and then with the fraction of the file that is read, last with 1. */
  onProgress?: (fraction: number) => void;
}

/** The least step of the fraction that `onProgress` is called for. */
const PROGRESS_STEP = 0.01;

/** Correlations of the columns of a table, read in one pass; refusals as of `correlationsFromFile`. */
export async function correlationsFromTable(table: Table, options: FileOptions): Promise<Correlations> {
  const names = parseNames(options.names);
  const { a, b, y } = selectModalities(options, table.header, table.groups);
  const selected = [...a, ...b, y];
  const moments = noMoments(selected.length);
  let reported = 0;
  for await (const block of table.blocks(selected)) {
    addBlock(moments, block);
    const fraction = table.progress();
    if (fraction < reported + PROGRESS_STEP || fraction >= 1) continue;
    options.onProgress?.(fraction);
    reported = fraction;
  }
  options.onProgress?.(1);
  const columns = selected.map((column) => table.header[column]);
  return fromMoments(moments, columns, a.length, options.standardize ?? false, names);
}
