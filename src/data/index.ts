/** Data as a problem: from files, and from arrays. */
export { problemFromArrays, dataFromArrays, type ArrayOptions, type Arrays } from './from-arrays.js';
export { problemFromFile, readData, type FileOptions, type Files } from './from-files.js';
export type { Data } from './collect.js';
export type { Samples } from './samples.js';
export type { Note } from './table.js';
