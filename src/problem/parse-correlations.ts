import { matrix } from '../numerics/matrix.js';
import type { Correlations } from './correlations.js';
import { InputError, requireInteger, requireNumber, show } from './errors.js';
import { block, isRecord, requireShape, symmetric } from './parse-numbers.js';

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

/** A 1-D array, a `1 × D` array or, for `D = 1`, a number. */
function row(field: Field, value: unknown, length: number): Float64Array {
  if (Array.isArray(value) && !value.some(Array.isArray)) {
    const entries = value.map((entry: unknown, i) => requireNumber(`${field}[${i}]`, entry));
    return requireShape(field, matrix(1, entries.length, Float64Array.from(entries)), 1, length).data;
  }
  return requireShape(field, block(field, value), 1, length).data;
}
