import { InputError } from '../problem/errors.js';
import type { DroppedColumn } from '../problem/problem.js';
import type { Source } from './assemble.js';
import type { Note } from './table.js';
import type { Watched } from './watch.js';

/** How data become a problem, wherever they come from. */
export interface DataOptions {
  /** Whether to divide every input by its (population) standard deviation, and the outputs by one factor, so that their variances are 1 in the mean. Targets of −1 and +1 keep their scale. */
  readonly standardize?: boolean;
  /** Whether means are taken out, as a network with biases would: `true` unless given. */
  readonly center?: boolean;
  /** Whether targets keep their scale under `standardize`: the logistic loss reads them as classes. */
  readonly keepTarget?: boolean;
}

/** Some columns of all that were selected: inputs of each modality and outputs, their means taken out and their units. */
export interface Scaling {
  /** Positions of the inputs that are used, by modality. */
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly number[];
  /** What each column is divided by. */
  readonly units: Float64Array;
  readonly dropped: readonly DroppedColumn[];
  readonly notes: readonly Note[];
}

/** A column farther from zero than this many standard deviations keeps fewer than four digits of its variation. */
const FAR = 4e12;

/**
 * Which columns vary, and in which units they are taken.
 *
 * @throws InputError `constant-column` where nothing is left of a modality or of the target; `number` for squares out of range
 */
export function scalingOf(
  { name: table, columns: names, modalities, outputs, options }: Omit<Source, 'rows'>,
  { min, max }: Watched,
  variances: Float64Array,
): Scaling {
  const { standardize = false, center = true, keepTarget = false } = options;
  const dropped: DroppedColumn[] = [];
  const notes: Note[] = [];
  const varies = (j: number) => {
    if (min[j] === max[j] && (center || min[j] === 0)) {
      dropped.push({ column: names[j], reason: `is ${min[j]} in every row` });
      return false;
    }
    if (min[j] !== max[j]) requireVariance(names[j], min[j], max[j], variances[j]);
    const exact = Number.isSafeInteger(min[j]) && Number.isSafeInteger(max[j]);
    if (center && !exact && Math.max(-min[j], max[j]) > FAR * Math.sqrt(variances[j])) {
      notes.push({ code: 'far-from-zero', message: `${names[j]} varies so little for its size that numbers hold fewer than four digits of it; subtract an offset first` });
    }
    return true;
  };
  let from = 0;
  const inputs = modalities.map(({ name, width }) => {
    const own = Array.from({ length: width }, (_, k) => from + k);
    from += width;
    const kept = own.filter(varies);
    if (kept.length > 0) return kept;
    const message =
      width === 1
        ? `is ${min[own[0]]} in every row of ${table}; leave it out`
        : `and all other columns of ${name} never vary in ${table}; leave ${name} out`;
    throw new InputError('constant-column', names[own[0]], min[own[0]], message);
  });
  const y = Array.from({ length: outputs.names.length }, (_, k) => from + k);
  const keptOutputs = y.filter(varies);
  if (keptOutputs.length === 0) {
    throw new InputError('constant-column', names[from], min[from], `is ${min[from]} in every row of ${table}; a target must vary`);
  }
  const units = new Float64Array(names.length).fill(1);
  if (standardize) {
    for (const j of inputs.flat()) units[j] = Math.sqrt(variances[j]) || 1;
    const mean = keptOutputs.reduce((sum, j) => sum + variances[j] / keptOutputs.length, 0);
    if (!keepTarget && outputs.kind !== 'signs') for (const j of keptOutputs) units[j] = Math.sqrt(mean) || 1;
  }
  return { inputs, outputs: keptOutputs, units, dropped, notes };
}

function requireVariance(name: string, min: number, max: number, variance: number): void {
  if (variance > 0 && variance < Infinity) return;
  const largest = Math.max(-min, max);
  const message = `has values up to ${largest}, whose squares leave the range of floating point; change its unit`;
  throw new InputError('number', name, largest, message);
}
