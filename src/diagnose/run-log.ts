/** The log of a run: losses at steps, checked, and averaged over stretches of the way. */
import { InputError } from '../problem/errors.js';

/** Losses `½⟨‖y − ŷ‖²⟩` on the training data (of mini-batches too) at steps that grow. */
export interface RunLog {
  readonly steps: Float64Array;
  readonly losses: Float64Array;
}

/** A stretch of the log. */
export interface Stretch {
  /** The mean of its steps. */
  readonly step: number;
  /** The median of its losses. */
  readonly loss: number;
}

const LEAST_ROWS = 5;
/** A stretch is so much of the way before it, so that early transitions are as sharp as late ones. */
const SHARE = 0.01;

/** Checks a log. @throws InputError `shape`, `cell` or `number` for what cannot be the log of a run. */
export function checkLog({ steps, losses }: RunLog): void {
  if (steps.length < LEAST_ROWS) {
    throw new InputError('shape', 'log', steps.length, `has ${steps.length} rows; at least ${LEAST_ROWS} are needed`);
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
    if (loss < 0) {
      const message = `has the loss ${loss} in row ${row}; a mean square is not negative: is this another loss?`;
      throw new InputError('number', 'log', loss, message);
    }
  }
}

/** The log in stretches that grow with the way. */
export function stretches({ steps, losses }: RunLog): Stretch[] {
  const out: Stretch[] = [];
  for (let from = 0; from < steps.length;) {
    const to = Math.min(steps.length, from + Math.max(1, Math.floor(SHARE * from)));
    const sorted = losses.slice(from, to).sort();
    const step = (steps[from] + steps[to - 1]) / 2;
    const middle = sorted.length >> 1;
    const loss = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    out.push({ step, loss });
    from = to;
  }
  return out;
}

/** The standard deviation of a loss about its neighbours: from the median second difference of the last thousand. */
export function noiseOf({ losses }: RunLog): number {
  const last = losses.subarray(Math.max(0, losses.length - 1000));
  const bends = Array.from(last.subarray(2), (loss, i) => Math.abs(last[i] - 2 * last[i + 1] + loss));
  bends.sort((one, other) => one - other);
  return (1.4826 * bends[bends.length >> 1]) / Math.sqrt(6);
}

/** When the loss first falls below `level`, between the stretches about it; `null` where it does not. */
export function fallsBelow(level: number, parts: readonly Stretch[]): number | null {
  const i = parts.findIndex(({ loss }) => loss < level);
  if (i <= 0) return i === 0 ? parts[0].step : null;
  const [before, after] = [parts[i - 1], parts[i]];
  return before.step + ((before.loss - level) / (before.loss - after.loss)) * (after.step - before.step);
}
