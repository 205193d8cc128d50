import type { Matrix } from '../numerics/matrix.js';
import { InputError, requireInteger, show } from './errors.js';
import type { Problem } from './problem.js';

/** Samples as the problem has them: centred, in its units and coordinates. */
export interface Samples {
  /** `n × D`, the coordinates of the modalities in their order. */
  readonly x: Matrix;
  /** `n × C`. */
  readonly y: Matrix;
}

/** How samples are drawn into mini-batches: each sample once an epoch, in a new order (as a data loader does), or any. */
export type Sampling = 'epochs' | 'replacement';

/** @throws InputError `shape` for samples that are not the problem's. */
export function requireSamples({ x, y }: Samples, { sigma, outputs }: Problem): void {
  if (x.rows === y.rows && x.cols === sigma.rows && y.cols === outputs.length) return;
  const found = `${x.rows} × ${x.cols} and ${y.rows} × ${y.cols}`;
  const message = `must be n × ${sigma.rows} and n × ${outputs.length}, as the problem has them, but are ${found}`;
  throw new InputError('shape', 'samples', found, message);
}

/** @throws InputError `number` for a mini-batch that is no integer from 1 to all samples, `usage` for another sampling. */
export function requireBatch({ x }: Samples, batch: unknown, sampling: unknown): void {
  if (sampling !== 'epochs' && sampling !== 'replacement') {
    const message = `must be epochs or replacement, but is ${show(sampling)}`;
    throw new InputError('usage', 'sampling', sampling, message);
  }
  if (typeof batch === 'number' && Number.isInteger(batch) && batch > x.rows) {
    const message = `is larger than the sample: give at most ${x.rows}, but not ${show(batch)}`;
    throw new InputError('number', 'batch', batch, message);
  }
  requireInteger('batch', batch, 1, x.rows, 'number');
}
