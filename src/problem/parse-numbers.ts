/** Untrusted plain values as matrices: finite numbers, fitting shapes. */
import { matrix, type Matrix } from '../numerics/matrix.js';
import { InputError, requireNumber, show } from './errors.js';

/** How far `m[i, j]` and `m[j, i]` may lie apart, relative to the largest entry: what printing ten digits leaves. */
const ASYMMETRY = 1e-9;

/** Whether `value` is an object with fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A 2-D array, or a number as the `1 × 1` array it stands for. */
export function block(field: string, value: unknown): Matrix {
  if (value === undefined) throw new InputError('shape', field, value, 'is missing');
  if (!Array.isArray(value)) return matrix(1, 1, Float64Array.of(requireNumber(field, value)));
  const rows = value.map((entries: unknown, i) => {
    if (Array.isArray(entries) && entries.length > 0) return entries as unknown[];
    throw new InputError('shape', `${field}[${i}]`, entries, `must be a row of numbers, but is ${show(entries)}`);
  });
  const cols = rows.at(0)?.length ?? 0;
  if (cols === 0) throw new InputError('shape', field, value, 'is empty');
  rows.forEach((entries, i) => {
    if (entries.length === cols) return;
    const message = `has ${entries.length} entries where the first row has ${cols}`;
    throw new InputError('shape', `${field}[${i}]`, entries.length, message);
  });
  const entries = rows.flatMap((row, i) => row.map((entry, j) => requireNumber(`${field}[${i}][${j}]`, entry)));
  return matrix(rows.length, cols, Float64Array.from(entries));
}

/** `m` if it has this shape. */
export function requireShape(field: string, m: Matrix, rows: number, cols: number): Matrix {
  if (m.rows === rows && m.cols === cols) return m;
  const shape = `${m.rows} × ${m.cols}`;
  throw new InputError('shape', field, shape, `must be ${rows} × ${cols} to fit the others, but is ${shape}`);
}

/** A square matrix that is symmetric up to printing, made exactly so. */
export function symmetric(field: string, value: unknown): Matrix {
  const given = block(field, value);
  const { rows, data } = requireShape(field, given, given.rows, given.rows);
  const largest = data.reduce((max, entry) => Math.max(max, Math.abs(entry)), 0);
  const mean = matrix(rows, rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      const [upper, lower] = [data[i * rows + j], data[j * rows + i]];
      if (Math.abs(upper - lower) > ASYMMETRY * largest) {
        const message = `is ${upper}, but entry [${j}][${i}] is ${lower}: a correlation matrix is symmetric`;
        throw new InputError('not-symmetric', `${field}[${i}][${j}]`, upper, message);
      }
      mean.data[i * rows + j] = upper / 2 + lower / 2; // the sum may overflow
    }
  }
  return mean;
}
