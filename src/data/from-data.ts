/** The two-modality, one-output form of {@link problemFromFile} and {@link problemFromArrays}, for what still speaks it. */
import { twoModalities } from '../problem/two-modalities.js';
import type { ByModality, Correlations } from '../problem/correlations.js';
import { InputError, requireObject } from '../problem/errors.js';
import { parseNames } from '../problem/parse-correlations.js';
import type { Problem } from '../problem/problem.js';
import { problemFromArrays, type ArrayOptions } from './from-arrays.js';
import { problemFromFile, type FileOptions } from './from-files.js';

/** Samples of two modalities in memory. */
export interface ArrayData extends ArrayOptions {
  /** `P` rows of `D_A` inputs each. */
  readonly a: readonly ArrayLike<number>[];
  /** `P` rows of `D_B` inputs each. */
  readonly b: readonly ArrayLike<number>[];
  /** `P` targets. */
  readonly y: ArrayLike<number>;
  /** What to call the modalities; A and B unless told. */
  readonly names?: ByModality<string>;
}

/** Two modalities of a file. */
export interface TwoModalityOptions extends Omit<FileOptions, 'modalities'> {
  /** Columns of A: names, ranges and globs, separated by commas. */
  readonly a: string;
  /** Columns of B. */
  readonly b: string;
  /** The column of the target. */
  readonly y: string;
  /** What to call the modalities; A and B unless told. */
  readonly names?: ByModality<string>;
}

/** {@link problemFromArrays} as blocks. */
export function correlationsFromArrays(data: ArrayData): Correlations {
  requireObject('data', data);
  const { a, b, y, names, ...options } = data;
  return blocksOf(problemFromArrays({ modalities: { a, b }, y }, options), names);
}

/** {@link problemFromFile} as blocks. */
export async function correlationsFromFile(path: string, given: TwoModalityOptions): Promise<Correlations> {
  requireObject('options', given);
  const { a, b, names, ...options } = given;
  return blocksOf(await problemFromFile(path, { ...options, modalities: { A: a, B: b } }), names);
}

/** The blocks of a problem of data, under the names given. */
export function blocksOf(problem: Problem, names?: ByModality<string>): Correlations {
  const blocks = twoModalities(problem);
  if (blocks !== null) return Object.freeze({ ...blocks, names: parseNames(names) });
  throw new InputError('unsupported', 'y', problem.outputs, `there are ${problem.outputs.length} outputs; one is needed here`);
}
