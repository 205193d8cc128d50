/** When the modes of the modalities reach half of their levels, on the way down. */
import { squareRoot } from '../../numerics/linear-algebra.js';
import { matrix, rowTimesMatrix } from '../../numerics/matrix.js';
import { singularValues } from '../../numerics/singular-values.js';
import { offsets, sigmaBlock, type Problem } from '../../problem/problem.js';
import type { Measure, Use } from '../../problem/use.js';
import type { Gradient } from './gradient.js';
import type { OnPiece } from './descent.js';

/** The size of each mode of a modality for total weights `W`, `C × D`. */
export type Sizes = (weights: Float64Array, modality: number) => Float64Array;

/** Sizes by a measure. */
export function sizesOf(problem: Problem, measure: Measure): Sizes {
  const C = problem.sigmaYX.rows;
  const D = problem.sigmaYX.cols;
  const at = offsets(problem);
  const roots = measure === 'output' ? problem.modalities.map((_, m) => squareRoot(sigmaBlock(problem, m, m))) : [];
  const images = problem.modalities.map(({ dim }) => matrix(C, dim));
  return (weights, m) => {
    const image = images[m];
    const dim = image.cols;
    for (let c = 0; c < C; c++) {
      const row = c * D + at[m];
      if (measure === 'weights') {
        image.data.set(weights.subarray(row, row + dim), c * dim);
        continue;
      }
      for (let j = 0; j < dim; j++) {
        let sum = 0;
        for (let i = 0; i < dim; i++) sum += weights[row + i] * roots[m].data[i * dim + j];
        image.data[c * dim + j] = sum;
      }
    }
    if (measure === 'weights') return Float64Array.of(Math.hypot(...image.data));
    return singularValues(image);
  };
}

const MAX_SECANTS = 40;

/** An observer of the way down. */
export interface Watch {
  readonly onPiece: OnPiece;
  /** The step of each use, in the order given; `Infinity` where its level is 0; `null` where it has not come. */
  readonly times: (number | null)[];
}

/** Errors below this share of `‖Σ_yx‖`, inputs in units of their own, are rest: what is not in use by then never will be. */
const AT_REST = 1e-10;

/**
 * Watches for the uses, and stops the way when all have come, or it is at rest; `isLost` is asked of a modality that has not come
 * whether it never will.
 */
export function watchFor(
  problem: Problem,
  uses: readonly Use[],
  sizes: Sizes,
  gradient: Pick<Gradient, 'total'>,
  atRest = restOf(problem),
  isLost: (modality: number, y: Float64Array) => boolean = () => false,
): Watch {
  const times: (number | null)[] = uses.map(({ level }) => (level > 0 ? null : Infinity));
  const modalities = [...new Set(uses.map(({ modality }) => modality))];
  const excess = (weights: Float64Array, u: number) =>
    sizes(weights, uses[u].modality)[uses[u].mode - 1] - uses[u].level / 2;
  const onPiece: OnPiece = (from, to, at) => {
    const weights = gradient.total(at(to)).slice();
    for (const m of modalities) {
      if (uses.every(({ modality }, u) => modality !== m || times[u] !== null)) continue;
      const values = sizes(weights, m);
      uses.forEach(({ modality, mode, level }, u) => {
        if (modality !== m || times[u] !== null || values[mode - 1] < level / 2) return;
        times[u] = crossing((t) => excess(gradient.total(at(t)), u), from, to);
      });
      if (isLost(m, at(to))) {
        uses.forEach(({ modality }, u) => {
          if (modality === m) times[u] ??= Infinity;
        });
      }
    }
    if (atRest(weights)) times.forEach((time, u) => (times[u] = time ?? Infinity));
    return times.every((time) => time !== null);
  };
  return { onPiece, times };
}

/**
 * Whether `‖(Σ_yx − W Σ) diag Σ^−½‖` is as good as zero: at a global minimum, the one place that descent does not leave. What an
 * input in small units still has to learn would not count beside others without their units.
 */
function restOf({ sigma, sigmaYX }: Problem): (weights: Float64Array) => boolean {
  const { rows: C, cols: D, data: drives } = sigmaYX;
  const variances = Float64Array.from({ length: D }, (_, i) => sigma.data[i * (D + 1)] || Infinity);
  const most = AT_REST ** 2 * drives.reduce((sum, drive, k) => sum + drive ** 2 / variances[k % D], 0);
  return (weights) => {
    let missing = 0;
    for (let c = 0; c < C && missing <= most; c++) {
      const reached = rowTimesMatrix(weights.subarray(c * D, (c + 1) * D), sigma);
      for (let i = 0; i < D; i++) missing += (drives[c * D + i] - reached[i]) ** 2 / variances[i];
    }
    return missing <= most;
  };
}

/** Where `f`, negative at `from` and not at `to`, crosses zero, to a part in 10⁵ of the piece: regula falsi (Illinois). */
function crossing(f: (t: number) => number, from: number, to: number): number {
  let [a, b] = [from, to];
  let [fa, fb] = [f(a), f(b)];
  if (fa >= 0) return a;
  let side = 0;
  for (let i = 0; i < MAX_SECANTS; i++) {
    const t = secant(a, b, fa, fb);
    if (Math.min(t - a, b - t) < 1e-5 * (to - from)) return t;
    const value = f(t);
    if (value >= 0) {
      [b, fb] = [t, value];
      if (side === 1) fa /= 2;
      side = 1;
    } else {
      [a, fa] = [t, value];
      if (side === -1) fb /= 2;
      side = -1;
    }
  }
  return secant(a, b, fa, fb);
}

/** The zero of the line through two points; where descent runs away a value is beyond numbers, and the middle does. */
function secant(a: number, b: number, fa: number, fb: number): number {
  const t = (a * fb - b * fa) / (fb - fa);
  return t >= a && t <= b ? t : (a + b) / 2;
}
