import { matrix, type Matrix } from '../numerics/matrix.js';
import { InputError } from '../problem/errors.js';
import { checkRelevance, checkScale } from '../problem/check-problem.js';
import type { Modality, Problem, TargetKind } from '../problem/problem.js';
import { MAX_INPUTS } from './limits.js';
import type { Moments } from './moments.js';
import { scalingOf, type DataOptions, type Scaling } from './scale.js';
import type { Note } from './table.js';
import type { Outputs } from './targets.js';
import type { Watched } from './watch.js';

/** Where the rows came from. */
export interface Source {
  readonly name: string;
  /** The inputs of the modalities, then the outputs. */
  readonly columns: readonly string[];
  readonly modalities: readonly { readonly name: string; readonly width: number }[];
  readonly outputs: Outputs;
  readonly rows: { readonly used: number; readonly dropped: number };
  readonly options: DataOptions;
}

/** The parts of a problem. */
export interface Assembly extends Source {
  readonly scaling: Scaling;
  readonly parts: readonly Modality[];
  readonly sigma: Matrix;
  readonly sigmaYX: Matrix;
  readonly ySquared: number;
  readonly target: TargetKind;
  /** `⟨y⟩²` over `⟨y²⟩`, where means are kept. */
  readonly meanShare: number;
}

/** The problem that moments are of. `⟨x_i x_j⟩ = S_ij / P`, and with means kept `+ ⟨x_i⟩⟨x_j⟩`, over the units of both. */
export function fromMoments(source: Source, moments: Moments, watched: Watched): Assembly {
  const { columns, outputs, options, rows } = source;
  const { count, scatter, mean, shift } = moments;
  const all = columns.length;
  const variances = Float64Array.from({ length: all }, (_, j) => scatter.data[j * (all + 1)] / count);
  const kind = targetKind(outputs, watched);
  const scaling = scalingOf({ ...source, outputs: { ...outputs, kind } }, watched, variances);
  const means = mean.map((value, j) => (options.center === false ? value + (shift?.[j] ?? 0) : 0));
  const x = scaling.inputs.flat();
  const second = (i: number, j: number) =>
    (scatter.data[i * all + j] / count + means[i] * means[j]) / (scaling.units[i] * scaling.units[j]);
  const blockOf = (tops: readonly number[], lefts: readonly number[]) =>
    matrix(tops.length, lefts.length, Float64Array.from(tops.flatMap((i) => lefts.map((j) => second(i, j)))));
  const y = scaling.outputs;
  const ySquared = y.reduce((sum, j) => sum + second(j, j), 0);
  const ofMeans = y.reduce((sum, j) => sum + (means[j] / scaling.units[j]) ** 2, 0);
  return {
    ...source,
    rows,
    scaling,
    parts: plainModalities(source, scaling),
    sigma: blockOf(x, x),
    sigmaYX: blockOf(y, x),
    ySquared,
    target: kind,
    meanShare: ofMeans / ySquared,
  };
}

/** Modalities whose coordinates are their columns. */
export function plainModalities({ modalities, columns }: Source, { inputs }: Scaling): Modality[] {
  return modalities.map(({ name }, m) => ({
    name,
    columns: inputs[m].map((j) => columns[j]),
    inputs: inputs[m].length,
    dim: inputs[m].length,
    basis: null,
  }));
}

/** What one output is by its extremes and the values beside them. */
export function targetKind({ kind, names }: Outputs, watched: Watched): TargetKind {
  if (kind !== 'numbers' || names.length !== 1) return kind;
  const j = watched.min.length - 1;
  const two = watched.aboveMin[j] === watched.max[j];
  if (two && watched.max[j] === 1 && watched.min[j] === -1) return 'signs';
  return two && watched.max[j] === 1 && watched.min[j] === 0 ? 'zero-one' : 'numbers';
}

/** The problem, and what is to be said about it. */
export function assemble(made: Assembly): { problem: Problem; notes: readonly Note[] } {
  const { name, scaling, parts, outputs, rows, options } = made;
  const dim = parts.reduce((sum, part) => sum + part.dim, 0);
  if (dim > MAX_INPUTS) {
    throw new InputError('shape', 'columns', dim, `are ${dim} inputs; at most ${MAX_INPUTS} are taken after the reduction to samples`);
  }
  const first = outputs.names.length;
  const from = scaling.outputs.map((j) => j - (made.columns.length - first));
  const problem: Problem = {
    modalities: parts,
    outputs: from.map((c) => outputs.names[c]),
    sigma: made.sigma,
    sigmaYX: made.sigmaYX,
    ySquared: made.ySquared,
    samples: rows.used,
    target: made.target,
    centred: options.center !== false,
    rows,
    dropped: scaling.dropped,
  };
  const field = (m: number) => parts[m].name;
  const fields = { sigma: name, sigmaYX: name, variance: field, sigmaYm: field };
  checkScale(problem, fields);
  checkRelevance(problem, fields);
  for (const part of [problem.sigma, problem.sigmaYX, problem.modalities, problem.outputs]) Object.freeze(part);
  return { problem: Object.freeze(problem), notes: [...notesOn(made), ...scaling.notes] };
}

function notesOn({ scaling, rows, parts, options, meanShare }: Assembly): Note[] {
  const notes: Note[] = [];
  const note = (code: string, message: string) => notes.push({ code, message });
  if (options.center === false) {
    const share = (100 * meanShare).toPrecision(3);
    note('means-kept', `means are kept: that of the target is ${share}% of its mean square, which a network without biases learns through its inputs`);
  } else {
    note('centred', 'columns are centred; the network has no biases, and --no-center keeps the means');
  }
  if (rows.dropped > 0) note('rows-dropped', `${rows.dropped} of ${rows.used + rows.dropped} rows are left out: a selected cell is missing`);
  const { dropped } = scaling;
  if (dropped.length > 0) {
    const listed = dropped.slice(0, 5).map(({ column, reason }) => `${column} (${reason})`);
    const more = dropped.length > 5 ? ` and ${dropped.length - 5} more` : '';
    note('constant-columns', `${listed.join(', ')}${more} left out: ${dropped.length === 1 ? 'it never varies' : 'they never vary'}`);
  }
  for (const { name, inputs, dim } of parts) {
    if (dim < inputs) note('fewer-samples', `${name} has ${inputs} columns but ${rows.used} samples: the network sees ${dim} directions, exactly`);
  }
  return notes;
}
