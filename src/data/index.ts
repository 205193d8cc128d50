/**
 * Readers of data (Node): tables in files and samples in memory become the moments that `predict` asks about.
 *
 * @module unimodal-bias/data
 */
export { problemFromArrays, dataFromArrays, type ArrayOptions, type Arrays } from './from-arrays.js';
export { problemFromFile, readData, type FileOptions, type Files } from './from-files.js';
export type { CollectOptions, Data } from './collect.js';
export type { TableOptions } from './from-tables.js';
export type { DataOptions } from './scale.js';
export type { ModalityColumns } from './select.js';
export type { Samples } from '../problem/samples.js';
export { worthOf } from './worth.js';
export type { Worth } from '../problem/worth.js';
export type { Note } from './table.js';
export type { Decimal } from './text/cells.js';
export type { TextOptions } from './text/layout.js';
export {
  correlationsFromArrays,
  correlationsFromFile,
  type ArrayData,
  type TwoModalityOptions,
} from './from-data.js';
export type { ByModality, Correlations } from '../problem/correlations.js';
export { correlations, toyCorrelations } from '../problem/from-numbers.js';
export { problemOf, twoModalities } from '../problem/two-modalities.js';
