import type { Matrix } from '../numerics/matrix.js';
import { checkedProblem, type FieldNames } from './check-problem.js';
import { InputError, requireInteger, requireNumber, show } from './errors.js';
import { correlations, toyCorrelations, type ToyOptions } from './from-numbers.js';
import { block, isRecord, requireShape, symmetric } from './parse-numbers.js';
import { offsets, type Modality, type Problem, type TargetKind } from './problem.js';
import { numbered, problemOf } from './two-modalities.js';

const FIELDS = ['modalities', 'outputs', 'sigma', 'sigmaYX', 'ySquared', 'samples', 'target'];
const TARGETS: readonly TargetKind[] = ['numbers', 'signs', 'zero-one', 'classes'];

/** What a problem of M modalities may have: as many as a timetable can tell apart, and inputs that a matrix can hold. */
const [MAX_MODALITIES, MAX_INPUTS, MAX_OUTPUTS] = [1000, 4096, 1000];

/**
 * A problem from plain numbers, for instance parsed from JSON: moments of M ≥ 2 modalities and C ≥ 1 outputs, or the two
 * modalities and one output that `correlations` takes. Checked here once, and never again.
 *
 * @param input - The fields of `correlations`, or an object with
 * - `modalities`: `{ name, dim }` or `{ name, columns: [names] }` each, at least two, with different names.
 * - `sigma`: `⟨x xᵀ⟩`, `D × D` with `D = Σ dim`, an array of rows in the order of the modalities, symmetric to 10⁻⁹.
 * - `sigmaYX`: `⟨y xᵀ⟩`, `C × D`; one row may go without its brackets.
 * - `outputs`, optional: their C names, `y` or `y1…yC` unless given.
 * - `ySquared`, optional: `⟨‖y‖²⟩`. Losses are known only up to a constant without it.
 * - `samples`, optional: how many samples the averages run over.
 * - `target`, optional: `numbers`, `signs` (−1 and +1), `zero-one` or `classes`.
 *
 * @throws InputError `shape`, `number`, `not-symmetric`, `constant-column`, `indefinite` and `zero-correlation`, as `correlations`
 *
 * @example
 * ```ts
 * import { problem } from 'unimodal-bias';
 * const modalities = [{ name: 'text', dim: 1 }, { name: 'audio', dim: 1 }, { name: 'video', dim: 1 }];
 * const p = problem({ modalities, sigma: [[1, 0, 0], [0, 4, 0], [0, 0, 1]], sigmaYX: [[1, 2, 0.5]] });
 * p.modalities.map(({ name }) => name); // => ['text', 'audio', 'video']
 * p.outputs; // => ['y']
 * ```
 */
export function problem(input: unknown): Problem {
  if (!isRecord(input) || !('modalities' in input)) return problemOf(correlations(input));
  const unknown = Object.keys(input).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    throw new InputError(
      'shape',
      unknown,
      input[unknown],
      `is not a field of a problem; these are ${FIELDS.join(', ')}`,
    );
  }
  const modalities = parseModalities(input['modalities']);
  const D = offsets({ modalities })[modalities.length];
  if (D > MAX_INPUTS)
    throw new InputError('shape', 'modalities', D, `have ${D} inputs in all; at most ${MAX_INPUTS} are taken`);
  const sigma = requireShape('sigma', symmetric('sigma', input['sigma']), D, D);
  const sigmaYX = outputRows(input['sigmaYX'], D);
  const { ySquared = null, samples = null, target = null } = input;
  if (target !== null && !TARGETS.includes(target as TargetKind)) {
    throw new InputError('shape', 'target', target, `must be one of ${TARGETS.join(', ')}, but is ${show(target)}`);
  }
  return checkedProblem(
    {
      modalities,
      outputs: parseOutputs(input['outputs'], sigmaYX.rows),
      sigma,
      sigmaYX,
      ySquared: ySquared === null ? null : requireNumber('ySquared', ySquared),
      samples: samples === null ? null : requireInteger('samples', samples, 1, Number.MAX_SAFE_INTEGER, 'number'),
      target: target as TargetKind | null,
      centred: true,
      rows: null,
      dropped: [],
    },
    fieldsOf(modalities),
  );
}

/**
 * The problem of scalar inputs and the target `y = w_A x_A + w_B x_B`: `toyCorrelations` as a problem.
 *
 * @example
 * ```ts
 * import { toyProblem } from 'unimodal-bias';
 * toyProblem({ stdA: 2, stdB: 1, rho: 0.5 }).sigmaYX.data; // => Float64Array [5, 2]
 * ```
 */
export function toyProblem(options: ToyOptions): Problem {
  return problemOf(toyCorrelations(options));
}

function fieldsOf(modalities: readonly Modality[]): FieldNames {
  const at = offsets({ modalities });
  return {
    sigma: 'sigma',
    sigmaYX: 'sigmaYX',
    variance: (m, i) => `sigma[${at[m] + i}][${at[m] + i}]`,
    sigmaYm: () => 'sigmaYX',
  };
}

function parseModalities(value: unknown): Modality[] {
  if (!Array.isArray(value) || value.length < 2 || value.length > MAX_MODALITIES) {
    throw new InputError('shape', 'modalities', value, 'must be an array of two or more { name, dim }');
  }
  const modalities = value.map((entry: unknown, m) => parseModality(`modalities[${m}]`, entry));
  requireDifferent(
    'modalities',
    modalities.map(({ name }) => name),
  );
  return modalities;
}

function parseModality(field: string, entry: unknown): Modality {
  if (!isRecord(entry)) throw new InputError('shape', field, entry, `must be { name, dim }, but is ${show(entry)}`);
  const { name, dim, columns, ...others } = entry;
  if (typeof name !== 'string' || name === '') {
    throw new InputError('shape', `${field}.name`, name, `must be a name, but is ${show(name)}`);
  }
  const other = Object.keys(others).at(0);
  if (other !== undefined)
    throw new InputError('shape', `${field}.${other}`, others[other], 'is not name, dim or columns');
  if (columns === undefined) return numbered(name, requireInteger(`${field}.dim`, dim, 1, MAX_INPUTS, 'shape'));
  const names = parseNames(`${field}.columns`, columns);
  if (dim !== undefined && dim !== names.length) {
    throw new InputError('shape', `${field}.dim`, dim, `is ${show(dim)}, but there are ${names.length} columns`);
  }
  return { name, columns: names, inputs: names.length, dim: names.length, basis: null };
}

function outputRows(value: unknown, D: number): Matrix {
  const flat = Array.isArray(value) && value.length > 0 && !value.some(Array.isArray);
  const given = block('sigmaYX', flat ? [value] : value);
  if (given.rows > MAX_OUTPUTS) {
    throw new InputError('shape', 'sigmaYX', given.rows, `has ${given.rows} outputs; at most ${MAX_OUTPUTS} are taken`);
  }
  return requireShape('sigmaYX', given, given.rows, D);
}

function parseOutputs(value: unknown, C: number): readonly string[] {
  if (value === undefined) return C === 1 ? ['y'] : Array.from({ length: C }, (_, c) => `y${c + 1}`);
  const names = parseNames('outputs', value);
  if (names.length === C) return names;
  throw new InputError('shape', 'outputs', names.length, `has ${names.length} names for the ${C} rows of sigmaYX`);
}

function parseNames(field: string, value: unknown): readonly string[] {
  const strings =
    Array.isArray(value) && value.every((name): name is string => typeof name === 'string' && name !== '');
  if (!strings || value.length === 0) throw new InputError('shape', field, value, 'must be an array of names');
  requireDifferent(field, value);
  return value;
}

function requireDifferent(field: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InputError('shape', field, twice, `has the name ${show(twice)} twice`);
}
