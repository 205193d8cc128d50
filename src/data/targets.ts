import { matrix, type Matrix } from '../numerics/matrix.js';
import { InputError } from '../problem/errors.js';
import type { TargetKind } from '../problem/problem.js';
import type { Classes, Note } from './table.js';

/** More classes than this are not asked about: labels of so many kinds are numbers or identities. */
const MAX_CLASSES = 1000;

/** What the outputs are called, and what they are. */
export interface Outputs {
  readonly names: readonly string[];
  readonly kind: TargetKind;
  readonly notes: readonly Note[];
  /** For each class, by the order in which they were met, what each output is; `null` where targets are numbers. */
  readonly codes: readonly Float64Array[] | null;
}

/**
 * The outputs that classes are: one each, 1 for the class and 0 for the others; two classes are one output of −1 and +1.
 * Classes come in the order of their names, numbers in that of their values.
 *
 * @throws InputError `columns` for one class, or more than 1,000
 */
export function classOutputs(column: string, { names: met }: Classes): Outputs {
  if (met.length < 2) {
    throw new InputError('columns', column, met, `holds ${met.length === 1 ? `one class only, ${met[0]}` : 'no class'}; two or more are needed`);
  }
  if (met.length > MAX_CLASSES) {
    throw new InputError('columns', column, met.length, `holds ${met.length} classes; at most ${MAX_CLASSES} are taken`);
  }
  const numeric = met.every((name) => Number.isFinite(Number(name)));
  const names = met.toSorted((one, other) => (numeric ? Number(one) - Number(other) : one < other ? -1 : 1));
  if (names.length === 2) {
    const note = { code: 'two-classes', message: `${column} is −1 for ${names[0]} and +1 for ${names[1]}` };
    return { names: [column], kind: 'signs', notes: [note], codes: met.map((name) => Float64Array.of(name === names[0] ? -1 : 1)) };
  }
  const codes = met.map((name) => Float64Array.from(names, (other) => (name === other ? 1 : 0)));
  return { names, kind: 'classes', notes: [], codes };
}

/** Rows whose last column is the position of a class, with the outputs of the class in its place. */
export function withOutputs({ rows, cols, data }: Matrix, codes: readonly Float64Array[]): Matrix {
  const C = codes[0].length;
  const wide = matrix(rows, cols - 1 + C);
  for (let r = 0; r < rows; r++) {
    wide.data.set(data.subarray(r * cols, (r + 1) * cols - 1), r * wide.cols);
    wide.data.set(codes[data[(r + 1) * cols - 1]], (r + 1) * wide.cols - C);
  }
  return wide;
}
