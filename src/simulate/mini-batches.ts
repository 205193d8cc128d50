/** Mini-batches of explicit samples: the gradient of a step is that of a few of them. */
import type { Matrix } from '../numerics/matrix.js';
import { randomSource, uniform, type RandomSource } from '../numerics/random.js';
import { offsets, type Problem } from '../problem/problem.js';
import type { Samples, Sampling } from '../problem/samples.js';
import { squareLoss, type Objective } from './objective.js';

/** Which samples make up the gradient of a step. */
export interface MiniBatches {
  /** Samples of the problem, in its coordinates: those its moments are averages over. */
  readonly samples: Samples;
  /** Samples a batch, 1…n. */
  readonly size: number;
  /** `epochs` unless told: as a data loader does, with a smaller last batch; or any, with `replacement`. */
  readonly sampling?: Sampling;
}

/** Half mean square error whose errors are averages over the next batch, and whose loss is that of all samples. */
export function miniBatchObjective(
  problem: Problem,
  { samples, size, sampling }: MiniBatches,
  seed: number,
): Objective {
  const { x, y } = samples;
  const at = offsets(problem);
  const outputs = y.cols;
  // Another stream than that of the weights, which take the seed itself.
  const draw = sampling === 'replacement' ? anySamples : byEpochs;
  const next = draw(randomSource((seed ^ 0x9e3779b9) >>> 0), x.rows, size);
  const residual = new Float64Array(outputs);
  return {
    errors(totals, errors) {
      for (const error of errors) error.fill(0);
      const batch = next();
      for (const p of batch) {
        for (let c = 0; c < outputs; c++) residual[c] = y.data[p * outputs + c] - outputOf(totals, x, p, at, c);
        errors.forEach((error, m) => {
          const dim = at[m + 1] - at[m];
          const start = p * x.cols + at[m];
          for (let c = 0; c < outputs; c++) {
            const pull = residual[c] / batch.length;
            for (let i = 0; i < dim; i++) error[c * dim + i] += pull * x.data[start + i];
          }
        });
      }
    },
    loss: (totals) => squareLoss(problem, totals),
  };
}

/** Output `c` of sample `p`. */
function outputOf(totals: readonly Float64Array[], x: Matrix, p: number, at: readonly number[], c: number): number {
  let sum = 0;
  totals.forEach((total, m) => {
    const dim = at[m + 1] - at[m];
    for (let i = 0; i < dim; i++) sum += total[c * dim + i] * x.data[p * x.cols + at[m] + i];
  });
  return sum;
}

/** The samples of the next batch. */
type Draw = () => Uint32Array;

function anySamples(source: RandomSource, count: number, size: number): Draw {
  const batch = new Uint32Array(size);
  return () => batch.map(() => Math.floor(count * uniform(source)));
}

/** A new order each epoch (Fisher and Yates); the last batch is what is left. */
function byEpochs(source: RandomSource, count: number, size: number): Draw {
  const order = Uint32Array.from({ length: count }, (_, p) => p);
  let done = count;
  return () => {
    if (done === count) {
      done = 0;
      for (let p = count - 1; p > 0; p--) {
        const q = Math.floor((p + 1) * uniform(source));
        [order[p], order[q]] = [order[q], order[p]];
      }
    }
    const from = done;
    done = Math.min(count, from + size);
    return order.subarray(from, done);
  };
}
