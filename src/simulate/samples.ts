import { block, matrixTimesColumn, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import { InputError, show } from '../problem/errors.js';
import { offsets, type Problem } from '../problem/problem.js';
import { requireSamples, type Samples as ProblemSamples } from '../problem/samples.js';
import type { Objective } from './objective.js';

/** A dataset: one row a sample. */
export interface Samples {
  /** Inputs of modality A, `P × D_A`. */
  readonly xA: Matrix;
  /** Inputs of modality B, `P × D_B`. */
  readonly xB: Matrix;
  /** Targets, length `P`. */
  readonly y: Float64Array;
}

/**
 * Samples of a problem of two modalities and one output, modality by modality.
 *
 * @throws InputError `unsupported` for other problems, `shape` for samples that are not the problem's.
 *
 * @example
 * ```ts
 * import { dataFromArrays } from 'unimodal-bias/data';
 * import { splitSamples } from 'unimodal-bias/simulate';
 * const arrays = { modalities: { A: [[1], [-1], [2]], B: [[0], [1], [-1]] }, y: [1, 0, 1] };
 * const { problem, samples } = dataFromArrays(arrays, { samples: true });
 * splitSamples(problem, samples!).xB.rows; // => 3
 * ```
 */
export function splitSamples(problem: Problem, samples: ProblemSamples): Samples {
  requireSamples(samples, problem);
  const { modalities, outputs } = problem;
  if (modalities.length !== 2 || outputs.length !== 1) {
    const message = 'only two modalities and one output are trained on samples';
    throw new InputError('unsupported', 'modalities', `${modalities.length} and ${outputs.length}`, message);
  }
  const { x, y } = samples;
  const [, middle, end] = offsets(problem);
  return { xA: block(x, 0, x.rows, 0, middle), xB: block(x, 0, x.rows, middle, end), y: y.data };
}

/** A loss of one sample and minus its derivative by the output `ŷ`. */
export interface PointLoss {
  readonly loss: (y: number, output: number) => number;
  readonly pull: (y: number, output: number) => number;
}

/** `½(y − ŷ)²` */
const square: PointLoss = {
  loss: (y, output) => (y - output) ** 2 / 2,
  pull: (y, output) => y - output,
};

/** `ln(1 + e^{−yŷ})`, written so that it does not overflow (Eq 35). */
const logistic: PointLoss = {
  loss: (y, output) => Math.max(-y * output, 0) + Math.log1p(Math.exp(-Math.abs(y * output))),
  pull: (y, output) => y / (1 + Math.exp(y * output)),
};

export const pointLosses = { square, logistic };

/**
 * Holds a dataset against itself and its loss.
 *
 * @throws InputError `shape` if there is no sample, or the two inputs and the target differ in how many there are;
 * `number` for a target other than ±1 under logistic loss.
 */
export function checkSamples({ xA, xB, y }: Samples, loss: keyof typeof pointLosses): void {
  if (y.length === 0 || xA.rows !== y.length || xB.rows !== y.length) {
    const found = `${xA.rows}, ${xB.rows} and ${y.length}`;
    const message = `xA, xB and y must have as many samples, at least 1, but have ${found}`;
    throw new InputError('shape', 'samples', found, message);
  }
  const bad = loss === 'logistic' ? y.find((value) => Math.abs(value) !== 1) : undefined;
  if (bad !== undefined) {
    throw new InputError('number', 'y', bad, `logistic loss needs every target to be −1 or 1, but one is ${show(bad)}`);
  }
}

/** The loss of a linear network, averaged over samples. Minus its derivative by `W^tot` is `⟨pull · x⟩`. */
export function onSamples({ xA, xB, y }: Samples, { loss, pull }: PointLoss): Objective {
  const inputs = [xA, xB];
  const outputs = inputs.map(() => new Float64Array(y.length));
  const run = (totals: readonly Float64Array[]): Float64Array => {
    inputs.forEach((x, m) => matrixTimesColumn(x, totals[m], outputs[m]));
    return outputs[0].map((value, p) => value + outputs[1][p]);
  };
  return {
    errors(totals, errors) {
      const pulls = run(totals).map((value, p) => pull(y[p], value) / y.length);
      inputs.forEach((x, m) => rowTimesMatrix(pulls, x, errors[m]));
    },
    loss: (totals) => run(totals).reduce((sum, value, p) => sum + loss(y[p], value), 0) / y.length,
  };
}
