/** Rows become a problem: as moments while they pass, or from the samples where these are needed. Free of Node. */
import { matrix, type Matrix } from '../numerics/matrix.js';
import { randomSource, uniform } from '../numerics/random.js';
import type { Samples } from '../problem/samples.js';
import { InputError, requireOneOf } from '../problem/errors.js';
import type { Problem } from '../problem/problem.js';
import { assemble, fromMoments, type Assembly, type Source } from './assemble.js';
import { addBlock, noMoments, type Moments } from './moments.js';
import type { DataOptions } from './scale.js';
import { FEW_CELLS, MAX_CELLS, MAX_INPUTS } from './limits.js';
import { fromSamples } from './samples.js';
import type { Selection } from './select.js';
import type { Classes, Note } from './table.js';
import { classOutputs, withOutputs, type Outputs } from './targets.js';
import { lastLooksLikeClasses, nothingWatched, sentinels, watch } from './watch.js';

/** What is wanted of the rows. */
export interface CollectOptions extends DataOptions {
  /** What to do with rows in which a selected cell is missing: refuse them (unless given) or `drop` them. */
  readonly missing?: 'refuse' | 'drop';
  /** Whether the samples are kept beside their moments: `few`, if they are not too many to be kept by the way. */
  readonly samples?: boolean | 'few';
  /** Holds a share of the rows out, drawn with a seed. */
  readonly holdout?: {
    /** The share, above 0 and below 1. */
    readonly fraction: number;
    /** Seed of the draw; the same seed holds out the same rows. */
    readonly seed: number;
  };
}

export const COLLECT_FIELDS: readonly (keyof CollectOptions)[] = ['missing', 'samples', 'holdout', 'standardize', 'center', 'keepTarget'];

/** Refuses other values of options than there are. */
export function requireCollectOptions(options: CollectOptions): void {
  const { missing = 'refuse', samples = false, standardize = false, center = true, keepTarget = false } = options;
  requireOneOf('missing', missing, ['refuse', 'drop']);
  requireOneOf('samples', samples, [true, false, 'few']);
  for (const [field, value] of Object.entries({ standardize, center, keepTarget })) requireOneOf(field, value, [true, false]);
}

/** A problem and what came with it. */
export interface Data {
  /** The moments of the rows that were not held out: what `predict` asks about. */
  readonly problem: Problem;
  /** The samples of the problem, if they were asked for: centred, in its units and coordinates. */
  readonly samples: Samples | null;
  /** Rows that were held out, centred and scaled by the others; `null` without `holdout`. */
  readonly test: Samples | null;
  /** What the owner of the data should know, once each. */
  readonly notes: readonly Note[];
  /** Other rows of the same columns, as they stand in their file, centred and scaled by the rows of the problem. */
  readonly transform: ((rows: Matrix) => Samples) | null;
}

/** Takes rows, block by block. */
export interface Collector {
  readonly add: (block: Matrix) => void;
  readonly finish: () => Data;
  /** The rows themselves, for data that other rows centre and scale. */
  readonly rows: () => Matrix;
}

const LEAST_HELD_OUT = 3;

/** Collects the rows of a selection; the last columns are the target, one if it is a label. */
export function collector(name: string, { modalities, y }: Selection, classes: Classes | null, options: CollectOptions): Collector {
  const columns = [...modalities.flatMap(({ places }) => places), ...y].map((place) => place.name);
  const widths = modalities.map(({ places }) => places.length);
  const inputs = widths.reduce((sum, width) => sum + width, 0);
  const keepsFew = options.samples === 'few';
  const keepAll = options.samples === true || options.holdout !== undefined || classes !== null;
  const missing = new Map<number, number>();
  let [seen, used] = [0, 0];
  let buffer: Matrix[] | null = [];
  let moments: Moments | null = null;
  const watched = nothingWatched(columns.length);

  const toMoments = (block: Matrix) => {
    watch(watched, block);
    addBlock((moments ??= noMoments(columns.length)), block);
  };
  const add = (block: Matrix) => {
    const rows = complete(block, missing);
    seen += block.rows;
    used += rows.rows;
    if (missing.size > 0 && options.missing !== 'drop') return;
    if (rows.rows === 0) return;
    if (used * columns.length > MAX_CELLS) {
      throw new InputError('shape', name, used, `has more than ${MAX_CELLS} selected cells, which is the most that is read`);
    }
    if (buffer === null) {
      toMoments(rows);
      return;
    }
    buffer.push(matrix(rows.rows, rows.cols, rows.data.slice()));
    // More rows than columns: what they leave fits in a matrix, and they need not stay.
    if (keepAll || (keepsFew && used * columns.length <= FEW_CELLS) || used <= Math.max(...widths)) return;
    if (inputs > MAX_INPUTS) {
      if (used > MAX_INPUTS) throw tooWide(inputs);
      return;
    }
    buffer.forEach(toMoments);
    buffer = null;
  };
  const rows = () => {
    requireComplete(name, missing, columns, seen, seen - used, options);
    return joined(buffer ?? [], columns.length);
  };
  const finish = (): Data => {
    requireComplete(name, missing, columns, seen, seen - used, options);
    requireSamples(name, used, seen - used);
    const outputs = classes === null ? numbersAs(y.map((place) => place.name)) : classOutputs(y[0].name, classes);
    const source: Source = {
      name,
      columns: [...columns.slice(0, inputs), ...(classes === null ? columns.slice(inputs) : outputs.names)],
      modalities: modalities.map((modality, m) => ({ name: modality.name, width: widths[m] })),
      outputs,
      rows: { used, dropped: seen - used },
      options,
    };
    const raw = buffer === null ? null : joined(buffer, columns.length);
    if (raw === null) return notedData(fromMoments(source, moments ?? noMoments(columns.length), watched), watched);
    buffer = null;
    return fromRows(source, raw);
  };
  const notedData = (made: Assembly, noticed: typeof watched): Data => {
    const { problem, notes } = assemble(made);
    const hints = sentinels(noticed, classes === null ? columns : columns.slice(0, inputs));
    const classesHint = classes === null && y.length === 1 && lastLooksLikeClasses(noticed) ? [looksLikeClasses(y[0].name, noticed.lastValues.size)] : [];
    return { problem, samples: null, test: null, transform: null, notes: [...made.outputs.notes, ...notes, ...classesHint, ...hints] };
  };
  const fromRows = (source: Source, raw: Matrix): Data => {
    const { outputs } = source;
    const expanded = (part: Matrix) => (outputs.codes === null ? part : withOutputs(part, outputs.codes));
    const [training, held] = options.holdout === undefined ? [raw, null] : split(raw, options.holdout);
    if (training.rows < 2) requireSamples(name, training.rows, seen - training.rows);
    const noticed = nothingWatched(columns.length);
    watch(noticed, training);
    const made = fromSamples({ ...source, rows: { used: training.rows, dropped: seen - used } }, expanded(training));
    return {
      ...notedData(made.assembly, noticed),
      samples: options.samples === true || keepsFew ? made.samples : null,
      test: held === null ? null : made.transform(expanded(held)),
      transform: (other) => made.transform(expanded(other)),
    };
  };
  return { add, finish, rows };
}

function numbersAs(names: readonly string[]): Outputs {
  return { names, kind: 'numbers', notes: [], codes: null };
}

function looksLikeClasses(column: string, count: number): Note {
  const message = `${column} holds ${count} distinct integers and is regressed as a number; --classes takes them for classes`;
  return { code: 'looks-like-classes', message };
}

function tooWide(inputs: number): InputError {
  const message = `are ${inputs} inputs and more than ${MAX_INPUTS} samples; at most ${MAX_INPUTS} inputs are taken after the reduction to samples`;
  return new InputError('shape', 'columns', inputs, message);
}

/** The rows without a missing cell; counts these by column. */
function complete(block: Matrix, missing: Map<number, number>): Matrix {
  const { rows, cols, data } = block;
  if (!data.some(Number.isNaN)) return block;
  let filled = 0;
  for (let r = 0; r < rows; r++) {
    let whole = true;
    for (let j = 0; j < cols; j++) {
      if (!Number.isNaN(data[r * cols + j])) continue;
      missing.set(j, (missing.get(j) ?? 0) + 1);
      whole = false;
    }
    if (whole) data.copyWithin(filled++ * cols, r * cols, (r + 1) * cols);
  }
  return { rows: filled, cols, data: data.subarray(0, filled * cols) };
}

const LISTED = 6;

function requireComplete(
  name: string,
  missing: ReadonlyMap<number, number>,
  columns: readonly string[],
  rows: number,
  without: number,
  options: CollectOptions,
): void {
  if (missing.size === 0 || options.missing === 'drop') return;
  const counts = [...missing].sort(([, one], [, other]) => other - one);
  const listed = counts.slice(0, LISTED).map(([j, count]) => `${columns[j]} ${count}`);
  const more = counts.length > LISTED ? ` and ${counts.length - LISTED} more columns` : '';
  const message = `has missing cells: ${listed.join(', ')}${more}; --missing drop leaves their rows out (${without} of ${rows})`;
  throw new InputError('cell', name, Object.fromEntries(counts.map(([j, count]) => [columns[j], count])), message);
}

function requireSamples(name: string, used: number, dropped: number): void {
  if (used >= 2) return;
  const out = dropped > 0 ? ` beside ${dropped} that are left out` : '';
  throw new InputError('shape', 'samples', used, `at least 2 are needed, but ${name} has ${used}${out}`);
}

function joined(blocks: readonly Matrix[], cols: number): Matrix {
  if (blocks.length === 1) return blocks[0];
  const all = matrix(blocks.reduce((sum, { rows }) => sum + rows, 0), cols);
  let at = 0;
  for (const { data } of blocks) {
    all.data.set(data, at);
    at += data.length;
  }
  return all;
}

/** Training rows and held-out rows, each in the order of the file. */
function split(raw: Matrix, { fraction, seed }: { fraction: number; seed: number }): [Matrix, Matrix] {
  if (!(fraction > 0 && fraction < 1)) {
    throw new InputError('number', 'holdout', fraction, `must be a share of the rows between 0 and 1, but is ${fraction}`);
  }
  const held = Math.round(fraction * raw.rows);
  if (held < LEAST_HELD_OUT || raw.rows - held < LEAST_HELD_OUT) {
    const message = `leaves ${raw.rows - held} of ${raw.rows} rows for training and ${held} for the test; at least ${LEAST_HELD_OUT} of each are needed`;
    throw new InputError('number', 'holdout', fraction, message);
  }
  // Fisher and Yates: the first `held` of a shuffled deck.
  const source = randomSource(seed);
  const deck = Array.from({ length: raw.rows }, (_, r) => r);
  for (let k = 0; k < held; k++) {
    const other = k + Math.floor(uniform(source) * (raw.rows - k));
    [deck[k], deck[other]] = [deck[other], deck[k]];
  }
  const out = new Set(deck.slice(0, held));
  const pick = (wanted: boolean) => deck.toSorted((one, other) => one - other).filter((r) => out.has(r) === wanted);
  const rowsOf = (rows: readonly number[]) => {
    const part = matrix(rows.length, raw.cols);
    rows.forEach((r, k) => {
      part.data.set(raw.data.subarray(r * raw.cols, (r + 1) * raw.cols), k * raw.cols);
    });
    return part;
  };
  return [rowsOf(pick(false)), rowsOf(pick(true))];
}
