/**
 * What each sample adds to the growth of a modality in a step, `g_p(t) = Σ_k c_k(t) z_kp`: products z of the sample, moments of
 * fourth order in their covariance, with weights c that change where modalities are learned. On a plateau c stands still, and
 * by epochs nothing is left of the noise of whole epochs; on the way to the next plateau it does not cancel.
 */
import { epochNoise } from '../../../formulas/mini-batches.js';
import { sizeTwoLayer } from '../../../formulas/turning-drive.js';
import { symmetricEigen } from '../../numerics/linear-algebra.js';
import { solveSymmetric } from '../../numerics/pseudo-inverse.js';
import { addScaled, dot, matrix, matrixTimesColumn, norm, rowTimesMatrix, type Matrix } from '../../numerics/matrix.js';
import { offsets, sigmaBlock, sigmaYBlock, type Problem } from '../../problem/problem.js';
import type { Samples } from '../../problem/samples.js';
import { usesAt } from '../../problem/use.js';
import { weightsOf } from '../facts.js';

/** The noise of one growth, its products turned into uncorrelated ones. */
export interface Growth {
  /** Variances of the products z over the samples. */
  readonly variances: readonly number[];
  /** Fills in the weights c of a step. */
  readonly weightsAt: (step: number, out: Float64Array) => void;
  /** Steps near which weights change, and how far from them they do. */
  readonly changes: readonly { readonly step: number; readonly within: number }[];
}

/** How batches are drawn: of b samples, but for the last of an epoch, from P. */
export interface Batches {
  readonly size: number;
  readonly samples: number;
  readonly byEpochs: boolean;
}

/** Variance of the noise that a growth has gathered by a step: epochs are independent, as are batches with replacement. */
export function noiseBy(growth: Growth, batches: Batches, until: number): number {
  const n_b = Math.ceil(batches.samples / batches.size);
  const isFlat = (from: number, to: number) =>
    growth.changes.every(({ step, within }) => to < step - within || from > step + within);
  let variance = 0;
  // Epochs of one plateau are alike.
  let alike: number | null = null;
  for (let from = 0; from < until; from += n_b) {
    const to = Math.min(until, from + n_b);
    const plain = to === from + n_b && isFlat(from, to);
    const ofThis: number = plain && alike !== null ? alike : noiseOfEpoch(growth, batches, from, to);
    alike = plain ? ofThis : null;
    variance += ofThis;
  }
  return variance;
}

function noiseOfEpoch(
  { variances, weightsAt }: Growth,
  { size: b, samples: P, byEpochs }: Batches,
  from: number,
  to: number,
): number {
  const n_b = Math.ceil(P / b);
  const weights = new Float64Array(variances.length);
  const [c_1, c_2] = [weights.slice(), weights.slice()];
  for (let t = from; t < to; t++) {
    // Samples of a smaller last batch count for more; of the last step there may be a part only.
    const size = byEpochs && t === from + n_b - 1 ? P - (n_b - 1) * b : b;
    const part = Math.min(1, to - t);
    weightsAt(t + part / 2, weights);
    for (let k = 0; k < weights.length; k++) {
      c_1[k] += part * weights[k];
      c_2[k] += (part * weights[k] ** 2) / size;
    }
  }
  return variances.reduce((sum, v, k) => {
    const drawn = byEpochs ? epochNoise.evaluate({ v, c_1: c_1[k], c_2: c_2[k], P }) : v * c_2[k];
    return sum + drawn;
  }, 0);
}

/** Uncorrelated products, and the weights that they have. */
function uncorrelated(
  products: readonly Float64Array[],
  weightsAt: Growth['weightsAt'],
): Pick<Growth, 'variances' | 'weightsAt'> {
  const K = products.length;
  const covariance = matrix(K, K);
  for (let j = 0; j < K; j++) {
    for (let k = 0; k < K; k++) covariance.data[j * K + k] = covarianceOf(products[j], products[k]);
  }
  const { values, vectors } = symmetricEigen(covariance);
  const weights = new Float64Array(K);
  return {
    variances: Array.from(values, (value) => Math.max(0, value)),
    weightsAt(step, out) {
      weightsAt(step, weights);
      rowTimesMatrix(weights, vectors, out);
    },
  };
}

/** Beyond so many e-foldings a logistic has come to its end. */
const SETTLED = 20;

/** Both growths of a problem whose modalities are used at times t_1 and t_2 of full batches. */
export interface Growths {
  /** Drive of the first modality, Σ_y1. */
  readonly first: number;
  /** How fast the first grows when it is used: the second may have taken of its drive by then. */
  readonly paceOfFirst: number;
  /** Of the second along its growth, before and after the first is learned. */
  readonly before: number;
  readonly after: number;
  /** Variances over the samples of `y x` along the growth of the first, and summed across it. */
  readonly along: number;
  readonly across: number;
  /** The same of the second, before and after. */
  readonly ofBefore: number;
  readonly ofAfter: number;
  readonly growthOfFirst: Growth;
  readonly growthOfSecond: Growth | null;
  /** Half of the first's final contribution over its contribution on the plateau. */
  readonly shareOfFirst: number;
  /** Steps between both transitions, in e-foldings of the first. */
  readonly apart: number;
}

/**
 * The growths, `first` being learned before `second`.
 *
 * The first: `½ ln(w/(l − w))` grows by `(y − w x_n − ŷ_2) x_n/(1 − w/l)`, n the direction of its drive, until half of its level; ŷ_2 is what
 * the second explains by then, where both are learned at about one time.
 * The second: the errors of the first on the way are noise of its drive, `Σ_t δG Σ_11⁻¹ Σ_12`, so that it grows by the residual
 * times what the first leaves of its inputs; before, the first has one direction only, and a noise along it moves `t_1`.
 */
export function growthsOf(
  problem: Problem,
  samples: Samples,
  [first, second]: readonly [number, number],
  [t_1, t_2]: readonly [number, number],
  eta: number,
): Growths {
  const { y } = samples;
  const at = offsets(problem);
  const levels = usesAt(problem).map(({ level }) => level);
  const inputs = (m: number) => columnsOf(samples.x, at[m], at[m + 1]);
  const [x_1, x_2] = [inputs(first), inputs(second)];
  const plateau = weightsOf(problem, [first]).data.subarray(at[first], at[first + 1]);
  const [drive_1, drive_2] = [first, second].map((m) => Float64Array.from(sigmaYBlock(problem, m).data));
  const s_1 = norm(drive_1);
  const n = drive_1.map((value) => value / s_1);
  const sigma_1 = sigmaBlock(problem, first, first);
  const cross = sigmaBlock(problem, first, second);
  const left = addScaled(drive_2, -1, rowTimesMatrix(plateau, cross));
  const [s_2, after] = [norm(drive_2), norm(left)];
  const nLeft = left.map((value) => value / (after || 1));

  const along_1 = Float64Array.from(x_1, (row) => dot(row, n));
  const lambda_1 = quadratic(sigma_1, n);
  const f_1 = clipped(levels[first] / 2 / (s_1 / Math.sqrt(lambda_1)));
  const rate_1 = 2 * Math.log1p(eta * s_1);
  const middle_1 = t_1 - Math.log(f_1 / (1 - f_1)) / rate_1;
  const share_1 = logistic(middle_1, rate_1);
  const turn = turned(drive_2, nLeft, Math.log1p(eta * s_2) * middle_1);
  const before = dot(drive_2, turn);
  const lost = (before - after) / s_1;
  const taken = solveSymmetric(sigma_1, matrixTimesColumn(cross, nLeft));
  const early = Float64Array.from(x_2, (row, p) => dot(row, turn) - lost * along_1[p]);
  const late = Float64Array.from(x_2, (row, p) => dot(row, nLeft) - dot(x_1[p], taken));
  const turning = addScaled(late, -1, early);
  const fitted = Float64Array.from(x_1, (row) => dot(row, plateau));
  const lambda_2 = dot(late, late) / late.length;
  const rate_2 = 2 * Math.log1p(eta * after);
  const size_2 = (after / lambda_2) * Math.sqrt(quadratic(sigmaBlock(problem, second, second), nLeft));
  const f_2 = clipped(levels[second] / 2 / size_2);
  const middle_2 = t_2 - Math.log(f_2 / (1 - f_2)) / rate_2;
  const share_2 = after > 0 && Number.isFinite(t_2) ? logistic(middle_2, rate_2) : () => 0;
  const projected = Float64Array.from(x_2, (row) => dot(row, nLeft));
  const ofFirst = times(y.data, along_1);
  const growthOfFirst: Growth = {
    ...uncorrelated(
      [
        ofFirst,
        times(along_1, along_1).map((value) => (-s_1 / lambda_1) * value),
        times(projected, along_1).map((value) => (-after / lambda_2) * value),
      ],
      (step, out) => {
        const [a, c] = [share_1(step), share_2(step)];
        [1, a, c].forEach((weight, k) => (out[k] = weight / (1 - a)));
      },
    ),
    changes: [
      { step: middle_1, within: SETTLED / rate_1 },
      { step: middle_2, within: SETTLED / rate_2 },
    ],
  };
  const growthOfSecond: Growth = {
    ...uncorrelated(
      [
        times(y.data, early),
        times(y.data, turning),
        times(fitted, early),
        times(fitted, turning),
        times(late, late).map((value) => (after / lambda_2) * value),
      ],
      (step, out) => {
        const [a, c] = [share_1(step), share_2(step)];
        [1, a, -a, -a * a, -c].forEach((weight, k) => (out[k] = weight / (1 - c)));
      },
    ),
    changes: growthOfFirst.changes,
  };
  const residual = addScaled(y.data, -1, fitted);
  const along = variance(ofFirst);
  const takenOfFirst = (share_2(t_1) * after * dot(matrixTimesColumn(cross, nLeft), n)) / lambda_2;
  return {
    ...{
      first: s_1,
      paceOfFirst: s_1 - takenOfFirst,
      before,
      after,
      along,
      across: totalVariance(y.data, x_1) - along,
    },
    ofBefore: variance(times(y.data, projected)),
    ofAfter: variance(times(residual, projected)),
    growthOfFirst,
    growthOfSecond: after > 0 && Number.isFinite(t_2) ? growthOfSecond : null,
    shareOfFirst: levels[first] / 2 / Math.sqrt(quadratic(sigma_1, plateau)),
    apart: (t_2 - t_1) * rate_1,
  };
}

/**
 * Half of the gradient of `ln P` over what the drive of the second amounts to by then, x: what of a noise counts. Both layers
 * start alike.
 */
function turned(drive: Float64Array, nLeft: Float64Array, x: number): Float64Array {
  const s = norm(drive);
  if (s === 0) return nLeft;
  const n = drive.map((value) => value / s);
  const c = Math.max(-1, Math.min(1, dot(n, nLeft)));
  const lnP = (dx: number, dc: number) => Math.log(sizeTwoLayer.evaluate({ alpha: 1, beta: 1, x: x + dx, c: c + dc }));
  const h = 1e-4;
  const byX = (lnP(h, 0) - lnP(-h, 0)) / (4 * h);
  const [up, down] = [Math.min(1, c + h), Math.max(-1, c - h)];
  const byC = (lnP(0, up - c) - lnP(0, down - c)) / (2 * (up - down));
  return n.map((value, i) => byX * value + (byC * (nLeft[i] - c * value)) / x);
}

/** A final contribution may lie above the plateau, or be a sliver of it. */
const clipped = (share: number): number => Math.max(0.02, Math.min(0.9, share));

const logistic = (middle: number, rate: number) => (step: number) => 1 / (1 + Math.exp(-rate * (step - middle)));

const columnsOf = ({ rows, cols, data }: Matrix, from: number, to: number): Float64Array[] =>
  Array.from({ length: rows }, (_, p) => data.subarray(p * cols + from, p * cols + to));

const times = (u: Float64Array, v: Float64Array): Float64Array => u.map((value, p) => value * v[p]);

const quadratic = (sigma: Matrix, n: Float64Array): number => dot(matrixTimesColumn(sigma, n), n);

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const covarianceOf = (u: Float64Array, v: Float64Array): number => dot(u, v) / u.length - meanOf(u) * meanOf(v);

const variance = (values: Float64Array): number => covarianceOf(values, values);

/** Sum over the inputs of the variances of `y x`. */
function totalVariance(y: Float64Array, x: readonly Float64Array[]): number {
  return Array.from(x[0], (_, i) => variance(y.map((value, p) => value * x[p][i]))).reduce((sum, v) => sum + v, 0);
}
