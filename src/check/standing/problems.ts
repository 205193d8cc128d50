/** Problems that every closed form is held against; another first seed makes others. */
import { dataFromArrays, readData, type Data } from '../../data/index.js';
import { dot, matrix, multiply, norm, rowsOf, transpose, type Matrix } from '../../numerics/matrix.js';
import { fillNormal, normalMatrix, randomSource, type RandomSource, uniform } from '../../numerics/random.js';
import {
  gaussianSamples,
  populationCorrelations,
  splitSamples,
  type Population,
  type Samples,
} from '../../simulate/index.js';
import { twoModalities } from '../../problem/two-modalities.js';
import { dataFile } from '../harness/diabetes.js';
import { toy, type Named } from '../harness/problems.js';

/** Fig 3c, coarsely. */
export function scalarProblems(quick: boolean): Named[] {
  const [ratios, rhos] = quick
    ? [[2], [-0.4, 0.4]]
    : [
        [1.5, 2, 3],
        [-0.8, -0.4, 0, 0.4, 0.8],
      ];
  return ratios.flatMap((ratio) => rhos.map((rho) => toy(ratio, rho)));
}

const KINDS: readonly (readonly [name: string, (source: RandomSource, D: number) => Matrix])[] = [
  ['gaussian', gaussian],
  ['low rank', lowRank],
  ['equal', equal],
  ['negative', negative],
];

/** Random problems, the kinds in turn; those whose drives are within a tenth are drawn again. */
export function randomProblems(count: number, firstSeed: number): (Named & { readonly population: Population })[] {
  return Array.from({ length: count }, (_, i) => {
    const [kind, drawn] = KINDS[i % KINDS.length];
    // Half of them of 3 + 3 inputs.
    const [inputsA, inputsB] = Math.floor(i / KINDS.length) % 2 === 0 ? [3, 3] : [2 + (i % 7), 2 + (i % 4)];
    const source = randomSource(firstSeed + i);
    for (;;) {
      const sigma = drawn(source, inputsA + inputsB);
      const target = normals(source, inputsA + inputsB).map((w, j) => (j < inputsA ? w : 0.6 * w));
      const population = { sigma, inputsA, target, noise: 0.5 };
      const correlations = populationCorrelations(population);
      const drives = [norm(correlations.sigmaYA), norm(correlations.sigmaYB)];
      if (Math.min(...drives) > 0.9 * Math.max(...drives)) continue;
      return { name: `${kind}, ${inputsA} + ${inputsB}, seed ${firstSeed + i}`, correlations, population };
    }
  });
}

const normals = (source: RandomSource, count: number): Float64Array => fillNormal(source, new Float64Array(count));

/** Second moments of `3 D` Gaussian samples. */
function gaussian(source: RandomSource, D: number): Matrix {
  return scaled(gram(normalMatrix(source, D, 3 * D)), 1 / (3 * D));
}

/** Two factors and noise. */
function lowRank(source: RandomSource, D: number): Matrix {
  return plus(gram(normalMatrix(source, D, 2)), (i, j) => (i === j ? 0.4 : 0));
}

/** One correlation of all pairs of inputs, of variances from ½ to 2. */
function equal(source: RandomSource, D: number): Matrix {
  const rho = 0.2 + 0.5 * uniform(source);
  const deviations = Array.from({ length: D }, () => 2 ** (uniform(source) - 0.5));
  return plus(matrix(D, D), (i, j) => deviations[i] * deviations[j] * (i === j ? 1 : rho));
}

/** White inputs, the first of which are anticorrelated across the modalities, in random directions. */
function negative(source: RandomSource, D: number): Matrix {
  const half = Math.floor(D / 2);
  const rho = -0.3 - 0.5 * uniform(source);
  const turn = normalMatrix(source, D, D);
  const mixed = plus(matrix(D, D), (i, j) => (i === j ? 1 : Math.abs(i - j) === half ? rho : 0));
  // A tenth of a random matrix turns the directions a little.
  return plus(mixed, (i, j) => 0.1 * dot(row(turn, i), row(turn, j)));
}

const row = ({ data, cols }: Matrix, i: number): Float64Array => data.subarray(i * cols, (i + 1) * cols);
const gram = (m: Matrix): Matrix => multiply(m, transpose(m));
const scaled = (m: Matrix, factor: number): Matrix =>
  matrix(
    m.rows,
    m.cols,
    m.data.map((value) => factor * value),
  );
const plus = (m: Matrix, term: (i: number, j: number) => number): Matrix =>
  matrix(
    m.rows,
    m.cols,
    m.data.map((value, k) => value + term(Math.floor(k / m.cols), k % m.cols)),
  );

/** File, columns of the modalities, target. */
const REAL: readonly (readonly [file: string, A: string, B: string, y: string])[] = [
  ['diabetes.csv', 's1..s6', 'age,sex,bmi,bp', 'progression'],
  ['diabetes.csv', 'bmi,bp', 's4,s5,s6', 'progression'],
  ['diabetes.csv', 's5,age', 'bmi,sex,s3', 'progression'],
  ['cancer.csv', 'mean_*', 'error_*', 'benign'],
  ['cancer.csv', 'mean_radius,mean_texture', 'worst_smoothness,worst_symmetry', 'benign'],
  ['cancer.csv', 'error_area,mean_concavity', 'worst_texture,mean_symmetry,mean_smoothness', 'benign'],
  ['iris.csv', 'petal_*', 'sepal_*', 'versicolor'],
  ['iris.csv', 'petal_length,sepal_width', 'petal_width,sepal_length', 'versicolor'],
];

/** Real data; what is not part of the published package is left out. */
export async function realProblems(): Promise<(Named & { readonly data: Data })[]> {
  const problems: (Named & { readonly data: Data })[] = [];
  for (const [name, A, B, y] of REAL) {
    const file = dataFile(name);
    if (file === null) continue;
    const data = await readData(file, { modalities: { A, B }, y, standardize: true, samples: true });
    const correlations = twoModalities(data.problem);
    if (correlations !== null) problems.push({ name: `${name.replace('.csv', '')}, ${A} | ${B}`, correlations, data });
  }
  return problems;
}

/** A problem with its samples. */
export interface Sampled extends Named {
  readonly samples: Samples;
}

/** A step on samples costs as much as there are: so many of each problem, and their mirror images. */
const SAMPLES = { random: 40, real: 60 } as const;

/** Samples and their mirror images, scaled as they were. */
export async function symmetricProblems(quick: boolean): Promise<Sampled[]> {
  const random = symmetricRandom(quick ? 1 : 8, SAMPLES.random, 101);
  return quick ? random : [...random, ...(await symmetricReal(SAMPLES.real))];
}

/** Random problems, `samples` of each and their mirror images, without noise. */
export const symmetricRandom = (count: number, samples: number, firstSeed: number): Sampled[] =>
  randomProblems(count, firstSeed).map(({ name, population }, i) =>
    symmetrized(name, gaussianSamples({ ...population, noise: 0 }, { count: samples, seed: firstSeed + i })),
  );

/** Real problems, at most `count` rows of each and their mirror images. */
export const symmetricReal = async (count: number): Promise<Sampled[]> =>
  (await realProblems()).flatMap(({ name, data: { problem, samples } }) =>
    samples === null ? [] : [symmetrized(name, thinned(splitSamples(problem, samples), count))],
  );

/** At most `count` samples, evenly over all of them. */
function thinned({ xA, xB, y }: Samples, count: number): Samples {
  const stride = Math.ceil(y.length / count);
  const chosen = <T>(list: ArrayLike<T>): T[] => Array.from(list).filter((_, p) => p % stride === 0);
  const rows = (m: Matrix): Matrix => {
    const kept = chosen(rowsOf(m));
    return matrix(kept.length, m.cols, Float64Array.from(kept.flatMap((values) => [...values])));
  };
  return { xA: rows(xA), xB: rows(xB), y: Float64Array.from(chosen(y)) };
}

/** Both halves in one problem, whose moments are those of the first half without its means. */
export function symmetrized(name: string, { xA, xB, y }: Samples): Sampled {
  const both = (m: Matrix): Float64Array[] =>
    [1, -1].flatMap((sign) => Array.from({ length: m.rows }, (_, p) => row(m, p).map((value) => sign * value)));
  const targets = Float64Array.from([...y, ...y.map((value) => -value)]);
  const arrays = { modalities: { A: both(xA), B: both(xB) }, y: targets };
  const { problem, samples } = dataFromArrays(arrays, { samples: true });
  const correlations = twoModalities(problem);
  if (samples === null || correlations === null) throw new Error('two modalities and samples were asked for');
  return { name, correlations, samples: splitSamples(problem, samples) };
}
