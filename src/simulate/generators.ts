import { CholeskyDecomposition, inverse, Matrix as Dense } from '../numerics/decompositions.js';
import { block, dot, matrix, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import { fillNormal, randomSource, uniform, type RandomSource } from '../numerics/random.js';
import type { Correlations } from '../problem/correlations.js';
import { InputError, requireInteger, requireNumber } from '../problem/errors.js';
import type { Samples } from './samples.js';

/** A zero-mean Gaussian population with a linear target, `x ~ N(0, Σ)`, `y = w*·x + ε`; modality A first in `x`. */
export interface Population {
  /** `Σ`, `D × D`. */
  readonly sigma: Matrix;
  /** `D_A`: how many of the inputs are modality A's. */
  readonly inputsA: number;
  /** `w*`, length `D`. */
  readonly target: Float64Array;
  /** Standard deviation of the noise `ε ~ N(0, noise²)`. */
  readonly noise: number;
}

/** Which samples to draw. */
export interface Draw {
  /** How many, at least 1. */
  readonly count: number;
  /** Seed, an integer in `0…2³²−1`: the same seed draws the same samples. */
  readonly seed: number;
}

/**
 * The exact correlations of a population: a network trained on them is trained on infinitely many samples, and the
 * square loss under them is its generalization error.
 *
 * @example
 * ```ts
 * import { isotropicPopulation, populationCorrelations } from 'unimodal-bias/simulate';
 * const p = isotropicPopulation({ inputs: 50, varianceA: 1, varianceB: 3, target: 0.1, noise: 0.5 });
 * populationCorrelations(p).ySquared?.toFixed(6); // => '2.250000'
 * ```
 */
export function populationCorrelations({ sigma, inputsA, target, noise }: Population): Correlations {
  const D = sigma.rows;
  const sigmaY = rowTimesMatrix(target, sigma);
  return {
    sigmaA: block(sigma, 0, inputsA, 0, inputsA),
    sigmaB: block(sigma, inputsA, D, inputsA, D),
    sigmaAB: block(sigma, 0, inputsA, inputsA, D),
    sigmaYA: sigmaY.slice(0, inputsA),
    sigmaYB: sigmaY.slice(inputsA),
    ySquared: dot(sigmaY, target) + noise * noise,
    samples: null,
    names: { A: 'A', B: 'B' },
    binaryTarget: null,
  };
}

/**
 * Independent samples of a population, the same for the same seed.
 *
 * @throws InputError `number` for a count below 1 or a seed out of range, `indefinite` if `Σ` is not positive definite.
 *
 * @example
 * ```ts
 * import { gaussianSamples, isotropicPopulation } from 'unimodal-bias/simulate';
 * const p = isotropicPopulation({ inputs: 50, varianceA: 1, varianceB: 3, target: 0.1, noise: 0.5 });
 * gaussianSamples(p, { count: 70, seed: 1 }).xA.rows; // => 70
 * ```
 */
export function gaussianSamples({ sigma, inputsA, target, noise }: Population, { count, seed }: Draw): Samples {
  const source = begin({ count, seed });
  const factor = choleskyFactor(sigma);
  const D = sigma.rows;
  const x = matrix(count, D);
  const y = new Float64Array(count);
  for (let p = 0; p < count; p++) {
    const row = factor(fillNormal(source, new Float64Array(D)));
    x.data.set(row, p * D);
    y[p] = dot(row, target) + fillNormal(source, new Float64Array(1), noise)[0];
  }
  return { xA: block(x, 0, count, 0, inputsA), xB: block(x, 0, count, inputsA, D), y };
}

function begin({ count, seed }: Draw): RandomSource {
  requireInteger('count', count, 1, Number.MAX_SAFE_INTEGER, 'number');
  return randomSource(requireInteger('seed', seed, 0, 2 ** 32 - 1, 'number'));
}

/** `z ↦ C z` with `C Cᵀ = Σ`. */
function choleskyFactor({ rows, cols, data }: Matrix): (z: Float64Array) => Float64Array {
  const cholesky = new CholeskyDecomposition(Dense.from1DArray(rows, cols, data));
  if (!cholesky.isPositiveDefinite()) {
    throw new InputError('indefinite', 'sigma', 'sigma', 'must be positive definite to draw samples from it');
  }
  const lower = cholesky.lowerTriangularMatrix.to1DArray();
  return (z) => z.map((_, i) => dot(Float64Array.from(lower.slice(i * cols, (i + 1) * cols)), z));
}

/**
 * Independent inputs of one variance a modality and the same weight for each: the source's Fig 5 has 50 inputs a
 * modality, `Σ_A = I`, `Σ_B = 3I`, `w* = 1/10`, noise 0.5, and 700 (under-) or 70 samples (over-parameterized).
 *
 * @param settings - inputs of each modality (at least 1), variances (> 0), entry of `w*`, noise (standard deviation, ≥ 0)
 * @throws InputError `number` for a setting out of its range.
 *
 * @example
 * ```ts
 * import { isotropicPopulation } from 'unimodal-bias/simulate';
 * isotropicPopulation({ inputs: 1, varianceA: 1, varianceB: 3, target: 0.1, noise: 0 }).sigma.data; // => Float64Array [1, 0, 0, 3]
 * ```
 */
export function isotropicPopulation(settings: {
  inputs: number;
  varianceA: number;
  varianceB: number;
  target: number;
  noise: number;
}): Population {
  const { inputs, varianceA, varianceB, target, noise } = settings;
  requireInteger('inputs', inputs, 1, 10_000, 'number');
  requireNumber('varianceA', varianceA, { above: 0 });
  requireNumber('varianceB', varianceB, { above: 0 });
  requireNumber('target', target);
  requireNumber('noise', noise, { atLeast: 0 });
  const D = 2 * inputs;
  const sigma = matrix(D, D);
  for (let i = 0; i < D; i++) sigma.data[i * D + i] = i < inputs ? varianceA : varianceB;
  return { sigma, inputsA: inputs, target: new Float64Array(D).fill(target), noise };
}

/**
 * A random population: `Σ` inverse-Wishart with identity scale, `w*` uniform in `[−1, 1]`, no noise. The source's has 20
 * inputs in all.
 *
 * @param settings - `D_A` and `D_B` (each at least 1); `degreesOfFreedom` `ν` (at least `D_A + D_B`) of the Wishart
 * matrix that is inverted, `D_A + D_B + 2` unless told, the least for which `⟨Σ⟩ = I/(ν − D − 1)` is finite; seed
 * @throws InputError `number` for a setting out of its range.
 *
 * @example
 * ```ts
 * import { randomPopulation } from 'unimodal-bias/simulate';
 * randomPopulation({ inputsA: 10, inputsB: 10, seed: 1 }).sigma.rows; // => 20
 * ```
 */
export function randomPopulation(settings: {
  inputsA: number;
  inputsB: number;
  seed: number;
  degreesOfFreedom?: number;
}): Population {
  const { inputsA, inputsB, seed } = settings;
  requireInteger('inputsA', inputsA, 1, 10_000, 'number');
  requireInteger('inputsB', inputsB, 1, 10_000, 'number');
  const D = inputsA + inputsB;
  const degrees = settings.degreesOfFreedom ?? D + 2;
  requireInteger('degreesOfFreedom', degrees, D, 1_000_000, 'number');
  const source = begin({ count: 1, seed });
  const normals = Dense.from1DArray(D, degrees, fillNormal(source, new Float64Array(D * degrees)));
  const inverted = inverse(normals.mmul(normals.transpose()));
  const symmetric = Dense.add(inverted, inverted.transpose()).mul(0.5);
  const target = Float64Array.from({ length: D }, () => 2 * uniform(source) - 1);
  return { sigma: matrix(D, D, Float64Array.from(symmetric.to1DArray())), inputsA, target, noise: 0 };
}

/**
 * The source's Fig 12: `y = x_A + XOR(x_B)` with `x_A ~ N(0, std²)` and `x_B` uniform on `{±1}²`; the exclusive or is
 * `+1` where the two signs differ and `−1` where they agree, so that it has mean zero like everything else.
 *
 * @throws InputError `number` for a standard deviation that is not positive, a count below 1 or a seed out of range.
 *
 * @example
 * ```ts
 * import { xorSamples } from 'unimodal-bias/simulate';
 * const { xA, xB, y } = xorSamples({ std: 2, count: 1, seed: 1 });
 * y[0] - xA.data[0] === -xB.data[0] * xB.data[1]; // => true
 * ```
 */
export function xorSamples({ std, count, seed }: Draw & { std: number }): Samples {
  requireNumber('std', std, { above: 0 });
  const source = begin({ count, seed });
  const xA = matrix(count, 1);
  const xB = matrix(count, 2);
  fillNormal(source, xA.data, std);
  for (let k = 0; k < xB.data.length; k++) xB.data[k] = uniform(source) < 0.5 ? -1 : 1;
  const y = xA.data.map((x, p) => x - xB.data[2 * p] * xB.data[2 * p + 1]);
  return { xA, xB, y };
}

/**
 * The same samples with their target replaced by its sign (+1 at zero), for logistic loss.
 *
 * @example
 * ```ts
 * import { signTarget, xorSamples } from 'unimodal-bias/simulate';
 * const { y } = signTarget(xorSamples({ std: 2, count: 9, seed: 1 }));
 * y.every((value) => Math.abs(value) === 1); // => true
 * ```
 */
export function signTarget(samples: Samples): Samples {
  return { ...samples, y: samples.y.map((value) => (value < 0 ? -1 : 1)) };
}
