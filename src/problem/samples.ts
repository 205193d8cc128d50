import { averageProducts, type Matrix } from '../numerics/matrix.js';
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

/** `Σ`, `Σ_yx` and `⟨‖y‖²⟩` of samples. */
export function momentsOf({ x, y }: Samples): Pick<Problem, 'sigma' | 'sigmaYX'> & { readonly ySquared: number } {
  const ySquared = y.data.reduce((sum, value) => sum + value * value, 0) / y.rows;
  return { sigma: averageProducts(x, x), sigmaYX: averageProducts(y, x), ySquared };
}

const LEAST_TO_TEST = 3;

/** @throws InputError `shape` for unseen samples that are not the problem's, or fewer than three. */
export function requireTestData({ x, y }: Samples, { sigma, sigmaYX }: Pick<Problem, 'sigma' | 'sigmaYX'>): void {
  const [n, D, C] = [x.rows, sigma.cols, sigmaYX.rows];
  if (x.cols !== D || y.cols !== C) {
    const message = `has samples of ${x.cols} inputs and ${y.cols} outputs, but the problem has ${D} and ${C}`;
    throw new InputError('shape', 'testData', [x.cols, y.cols], message);
  }
  if (y.rows !== n) {
    throw new InputError('shape', 'testData', [n, y.rows], `has ${n} rows of inputs and ${y.rows} of outputs`);
  }
  if (n >= LEAST_TO_TEST) return;
  const message = `has ${n} ${n === 1 ? 'row' : 'rows'}; at least ${LEAST_TO_TEST} are needed to test on`;
  throw new InputError('shape', 'testData', n, message);
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
