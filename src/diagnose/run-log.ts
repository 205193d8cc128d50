/** The log of a run: losses at steps, checked, and averaged over stretches of the way. */
import { NORMAL } from '../numerics/statistics.js';
import { InputError } from '../problem/errors.js';

/** Losses `½⟨‖y − ŷ‖²⟩` on the training data (of mini-batches too) at steps that grow. */
export interface RunLog {
  /** Steps of descent, growing. */
  readonly steps: Float64Array;
  /** As many losses. */
  readonly losses: Float64Array;
  /**
   * Whatever else was measured, as many numbers each, `NaN` where it was not: `test_loss`, `loss_without_NAME` (the training
   * loss with that branch's output taken out), `contribution_NAME` (the standard deviation of that branch's output).
   */
  readonly columns?: Readonly<Record<string, Float64Array>>;
}

/** A stretch of the log. */
export interface Stretch {
  /** The middle of its steps. */
  readonly step: number;
  /** The mean of its losses. */
  readonly loss: number;
  /** How many there are. */
  readonly rows: number;
  /** The mean is known to this, for the noise of rows about there: a standard error. */
  readonly error: number;
}

const LEAST_ROWS = 5;
/** A stretch is so much of the way before it, so that early transitions are as sharp as late ones. */
const SHARE = 0.01;
/** Where losses are noisy it is longer: until its mean is known to this share of all that the log falls, but not too long. */
const KNOWN = 0.01;
const LONGEST = 0.1;
/** Its noise is that of so many rows before it to as many after it. */
const NEIGHBOURS = 100;

/** Checks a log. @throws InputError `shape`, `cell` or `number` for what cannot be the log of a run. */
export function checkLog({ steps, losses, columns = {} }: RunLog): void {
  if (steps.length < LEAST_ROWS) {
    const rows = steps.length === 1 ? 'row' : 'rows';
    throw new InputError(
      'shape',
      'log',
      steps.length,
      `has ${steps.length} ${rows}; at least ${LEAST_ROWS} are needed`,
    );
  }
  for (const [name, { length }] of Object.entries({ losses, ...columns })) {
    if (length === steps.length) continue;
    throw new InputError('shape', 'log', length, `has ${length} ${name}, but ${steps.length} steps`);
  }
  for (let i = 0; i < steps.length; i++) {
    const row = i + 1;
    const [step, loss] = [steps[i], losses[i]];
    if (Number.isNaN(step) || Number.isNaN(loss)) {
      const what = Number.isNaN(step) ? 'step' : 'loss';
      throw new InputError('cell', 'log', row, `has no ${what} in row ${row}: leave out rows that were not measured`);
    }
    if (i > 0 && step <= steps[i - 1]) {
      const message = `goes back from step ${steps[i - 1]} to ${step} in row ${row}: give the log of one run`;
      throw new InputError('number', 'log', step, message);
    }
    if (step < 0) throw new InputError('number', 'log', step, `has step ${step} in row ${row}; steps count from 0`);
    if (loss === Infinity) {
      throw new InputError('number', 'log', loss, `has an infinite loss in row ${row}: the run diverged there`);
    }
    if (loss < 0) {
      const message = `has the loss ${loss} in row ${row}; a mean square is not negative: is this another loss?`;
      throw new InputError('number', 'log', loss, message);
    }
  }
  for (const [name, values] of Object.entries(columns)) {
    const row = values.findIndex((value) => value < 0 || Math.abs(value) === Infinity);
    if (row < 0) continue;
    const message = `has ${values[row]} as ${name} in row ${row + 1}; neither mean squares nor standard deviations are`;
    throw new InputError('number', 'log', values[row], message);
  }
}

/** The log in stretches that grow with the way, and with the noise. */
export function stretches({ steps, losses }: RunLog): Stretch[] {
  const needed = (noiseOf(losses) / (KNOWN * (largest(losses) + largest(losses.map((loss) => -loss))))) ** 2;
  const out: Stretch[] = [];
  for (let from = 0; from < steps.length;) {
    let to = from + Math.max(1, Math.floor(SHARE * from));
    while (to - from < needed && steps[to] <= (1 + LONGEST) * steps[from]) to++;
    // What is left at the end is no stretch of its own if it is short.
    if (steps.length - to < (to - from) / 2) to = steps.length;
    const rows = to - from;
    const about = losses.subarray(Math.max(0, from - NEIGHBOURS), to + NEIGHBOURS);
    out.push({
      step: (steps[from] + steps[to - 1]) / 2,
      loss: sumOf(losses.subarray(from, to)) / rows,
      rows,
      error: noiseOf(about) / Math.sqrt(rows),
    });
    from = to;
  }
  return out;
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), -Infinity);
const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

/** What a column has at the end of the log: its mean over the last rows, of those the last measured; `null` where it never was. */
export function atEnd(values: Float64Array, rows: number): number | null {
  const isMeasured = (value: number) => !Number.isNaN(value);
  const last = values.subarray(-rows).filter(isMeasured);
  const some = last.length > 0 ? last : values.filter(isMeasured).subarray(-1);
  return some.length === 0 ? null : sumOf(some) / some.length;
}

const MOST_BENDS = 1000;

/**
 * The standard deviation of a loss about its neighbours: from the median second difference of the last thousand, or from
 * the digits that it was written with.
 */
export function noiseOf(values: Float64Array): number {
  const last = values.subarray(Math.max(0, values.length - MOST_BENDS));
  const bends = last.subarray(2).map((value, i) => Math.abs(last[i] - 2 * last[i + 1] + value));
  bends.sort();
  const jumps = last.subarray(1).map((value, i) => Math.abs(value - last[i]));
  const digit = jumps.reduce((least, jump) => (jump > 0 && jump < least ? jump : least), Infinity);
  const bend = bends.length === 0 ? 0 : bends[(bends.length - 1) >> 1] / (NORMAL.q75 * Math.sqrt(6));
  return Math.max(bend, digit < Infinity ? digit / Math.sqrt(12) : 0);
}

/** Stretches that belong together. */
interface Block extends Pick<Stretch, 'loss' | 'rows'> {
  readonly from: number;
  readonly to: number;
}

/** The nearest curve that never rises, by pooling neighbours that do: descent has no other, noise has. */
export function descentOf(parts: readonly Stretch[]): Block[] {
  const blocks: Block[] = [];
  for (const { step, loss, rows } of parts) {
    let block: Block = { from: step, to: step, loss, rows };
    for (let last = blocks.at(-1); last !== undefined && last.loss < block.loss; last = blocks.at(-1)) {
      const all = last.rows + block.rows;
      block = { ...block, from: last.from, loss: (last.rows * last.loss + block.rows * block.loss) / all, rows: all };
      blocks.pop();
    }
    blocks.push(block);
  }
  return blocks;
}

/** When a curve that never rises falls below `level`; `null` where it does not, or was below from its first step. */
export function fallsBelow(level: number, curve: readonly Omit<Block, 'rows'>[]): number | null {
  const i = curve.findIndex(({ loss }) => loss < level);
  if (i <= 0) return null;
  const [before, after] = [curve[i - 1], curve[i]];
  return before.to + ((before.loss - level) / (before.loss - after.loss)) * (after.from - before.to);
}

/** The loss at a step, of the stretch nearest to it. */
export const partAt = (parts: readonly Stretch[], step: number): Stretch =>
  parts.reduce((one, other) => (Math.abs(other.step - step) < Math.abs(one.step - step) ? other : one));
