/**
 * Readers of data (Node): tables in files and samples in memory become the moments that `predict` asks about.
 *
 * @module unimodal-bias/data
 */
export {
  correlationsFromArrays,
  correlationsFromFile,
  type ArrayData,
  type DataOptions,
  type FileOptions,
} from './from-data.js';
export type { ColumnChoice } from './columns.js';
