import { matrix, type Matrix } from '../numerics/matrix.js';
import type { Correlations } from './correlations.js';
import { InputError, requireInteger, requireNumber, show } from './errors.js';

/** Every field with the second name it may go by, the one of the theory. */
const ALIASES = {
  sigmaA: 'Sigma_A',
  sigmaB: 'Sigma_B',
  sigmaAB: 'Sigma_AB',
  sigmaYA: 'Sigma_yA',
  sigmaYB: 'Sigma_yB',
  ySquared: 'y2',
  samples: 'samples',
  names: 'names',
  binaryTarget: 'binaryTarget',
};
type Field = keyof typeof ALIASES;
const FIELDS = Object.keys(ALIASES) as Field[];

/** How far `m[i, j]` and `m[j, i]` may lie apart, relative to the largest entry: what printing ten digits leaves. */
const ASYMMETRY = 1e-9;

/** Brings untrusted plain values to the shape of `Correlations`: known fields, finite numbers, fitting shapes. */
export function parseCorrelations(input: unknown): Correlations {
  const fields = readFields(input);
  const sigmaA = symmetric('sigmaA', fields.sigmaA);
  const sigmaB = symmetric('sigmaB', fields.sigmaB);
  const { ySquared = null, samples = null, binaryTarget = null } = fields;
  if (binaryTarget !== null && typeof binaryTarget !== 'boolean') {
    throw new InputError('shape', 'binaryTarget', binaryTarget, `must be true or false, but is ${show(binaryTarget)}`);
  }
  return {
    sigmaA,
    sigmaB,
    sigmaAB: requireShape('sigmaAB', block('sigmaAB', fields.sigmaAB), sigmaA.rows, sigmaB.rows),
    sigmaYA: row('sigmaYA', fields.sigmaYA, sigmaA.rows),
    sigmaYB: row('sigmaYB', fields.sigmaYB, sigmaB.rows),
    ySquared: ySquared === null ? null : requireNumber('ySquared', ySquared),
    samples: samples === null ? null : requireInteger('samples', samples, 1, Number.MAX_SAFE_INTEGER, 'number'),
    names: parseNames(fields.names),
    binaryTarget,
  };
}

/** The names of the modalities, `A` and `B` unless given. */
export function parseNames(names: unknown = { A: 'A', B: 'B' }): { A: string; B: string } {
  if (isRecord(names)) {
    const { A, B, ...others } = names;
    const named = typeof A === 'string' && typeof B === 'string' && A !== '' && B !== '' && A !== B;
    if (named && Object.keys(others).length === 0) return { A, B };
  }
  throw new InputError('shape', 'names', names, 'must be { A, B } with two different names');
}

function readFields(input: unknown): Partial<Record<Field, unknown>> {
  if (!isRecord(input)) {
    throw new InputError('shape', 'correlations', input, `must be an object of correlations, but is ${show(input)}`);
  }
  const fields: Partial<Record<Field, unknown>> = {};
  for (const [key, value] of Object.entries(input)) {
    const field = FIELDS.find((name) => name === key || ALIASES[name] === key);
    if (field === undefined) {
      throw new InputError('shape', key, value, `is not a field of correlations; these are ${FIELDS.join(', ')}`);
    }
    if (field in fields) throw new InputError('shape', key, value, `is given twice, also as ${otherName(field, key)}`);
    fields[field] = value;
  }
  return fields;
}

function otherName(field: Field, key: string): string {
  return key === field ? ALIASES[field] : field;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A 2-D array, or a number as the `1 × 1` array it stands for. */
function block(field: Field, value: unknown): Matrix {
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

/** A 1-D array, a `1 × D` array or, for `D = 1`, a number. */
function row(field: Field, value: unknown, length: number): Float64Array {
  if (Array.isArray(value) && !value.some(Array.isArray)) {
    const entries = value.map((entry: unknown, i) => requireNumber(`${field}[${i}]`, entry));
    return requireShape(field, matrix(1, entries.length, Float64Array.from(entries)), 1, length).data;
  }
  return requireShape(field, block(field, value), 1, length).data;
}

function requireShape(field: Field, m: Matrix, rows: number, cols: number): Matrix {
  if (m.rows === rows && m.cols === cols) return m;
  const shape = `${m.rows} × ${m.cols}`;
  throw new InputError('shape', field, shape, `must be ${rows} × ${cols} to fit the others, but is ${shape}`);
}

function symmetric(field: Field, value: unknown): Matrix {
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
      mean.data[i * rows + j] = (upper + lower) / 2;
    }
  }
  return mean;
}
