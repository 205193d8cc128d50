import { matrix } from '../numerics/matrix.js';
import { checkedCorrelations } from '../problem/check-correlations.js';
import type { Correlations } from '../problem/correlations.js';
import { InputError } from '../problem/errors.js';
import type { Moments } from './moments.js';

/**
 * `⟨x_i x_j⟩ = S_ij / P`, over the standard deviations of both if `standardize`. The columns are `dA` of modality A, those
 * of B and the target. A target of ±1 keeps its scale: the logistic loss reads it as a class.
 */
export function fromMoments(
  moments: Moments,
  columns: readonly string[],
  dA: number,
  standardize: boolean,
  names: Correlations['names'],
): Correlations {
  const { count: samples, scatter, binaryTarget } = moments;
  if (samples < 2) throw new InputError('shape', 'samples', samples, `at least 2 are needed, but there are ${samples}`);
  const variances = columns.map((name, j) => requireVariance(name, moments, j));
  const y = columns.length - 1;
  const units = variances.map((variance, j) => (standardize && !(j === y && binaryTarget) ? Math.sqrt(variance) : 1));
  const block = (top: number, bottom: number, left: number, right: number) => {
    const m = matrix(bottom - top, right - left);
    for (let i = top, k = 0; i < bottom; i++) {
      for (let j = left; j < right; j++) {
        m.data[k++] = scatter.data[i * columns.length + j] / samples / (units[i] * units[j]);
      }
    }
    return m;
  };
  return checkedCorrelations({
    sigmaA: block(0, dA, 0, dA),
    sigmaB: block(dA, y, dA, y),
    sigmaAB: block(0, dA, dA, y),
    sigmaYA: block(y, y + 1, 0, dA).data,
    sigmaYB: block(y, y + 1, dA, y).data,
    ySquared: variances[y] / units[y] ** 2,
    samples,
    names,
    binaryTarget,
  });
}

function requireVariance(name: string, { min, max, scatter, count }: Moments, j: number): number {
  const variance = scatter.data[j * scatter.cols + j] / count;
  if (min[j] === max[j])
    throw new InputError('constant-column', name, min[j], `is ${min[j]} in every row; leave it out`);
  if (variance > 0 && variance < Infinity) return variance;
  const largest = Math.max(-min[j], max[j]);
  const message = `has values up to ${largest}, whose squares leave the range of floating point; change its unit`;
  throw new InputError('number', name, largest, message);
}
