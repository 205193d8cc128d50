/** What is said of the data whatever the network: norms, preference, mis-attribution, plateaus. */
import { loss as lossFormula } from '../../formulas/fixed-points.js';
import { addMatrices, matrix, multiply, norm, row, transpose, type Matrix } from '../numerics/matrix.js';
import { cholesky } from '../numerics/linear-algebra.js';
import { pseudoInverseSolve, solveSymmetric } from '../numerics/pseudo-inverse.js';
import { inInputs, offsets, sigmaBlock, sigmaYBlock, type Problem } from '../problem/problem.js';
import { partOf } from '../problem/use.js';
import type { Misattribution, Plateau, Preference, WeightRows } from './answer.js';

/** With more modalities than this only the plateaus on the way are listed, not those of all subsets. */
const ALL_SUBSETS = 4;

/** `Σ_yS Σ_S⁻¹`: the total weights, `C × D`, where the modalities of `used` alone are fitted (Eq 7, 20). */
export function weightsOf(problem: Problem, used: readonly number[]): Matrix {
  const at = offsets(problem);
  const columns = used.flatMap((m) => Array.from({ length: at[m + 1] - at[m] }, (_, i) => at[m] + i));
  const { sigma, sigmaYX } = problem;
  const inner = matrix(columns.length, columns.length);
  columns.forEach((p, i) => {
    columns.forEach((q, j) => (inner.data[i * columns.length + j] = sigma.data[p * sigma.cols + q]));
  });
  const weights = matrix(sigmaYX.rows, sigmaYX.cols);
  for (let c = 0; c < sigmaYX.rows; c++) {
    const target = Float64Array.from(columns, (q) => sigmaYX.data[c * sigmaYX.cols + q]);
    solveSymmetric(inner, target).forEach((w, i) => (weights.data[c * weights.cols + columns[i]] = w));
  }
  return weights;
}

/** The moments that a loss is made of. */
export type Moments = Pick<Problem, 'sigma' | 'sigmaYX' | 'ySquared'>;

/** `½⟨‖y − W x‖²⟩` (Sec. 2.3), or `null` where `⟨y²⟩` is not known. */
export function lossAt(moments: Moments, W: Matrix): number | null {
  if (moments.ySquared === null) return null;
  return Math.max(0, moments.ySquared / 2 - explainedBy(moments, W));
}

/** What total weights take off the loss: `tr Σ_yx Wᵀ − ½ tr W Σ Wᵀ`. */
export function explainedBy({ sigma, sigmaYX }: Pick<Moments, 'sigma' | 'sigmaYX'>, W: Matrix): number {
  let sum = 0;
  for (let c = 0; c < W.rows; c++) {
    const of = (m: Matrix) => row(m.data.subarray(c * m.cols, (c + 1) * m.cols));
    sum -= lossFormula.evaluate({ y2: 0, W: of(W), S_yx: of(sigmaYX), S: sigma });
  }
  return sum;
}

/** Weights in the user's columns: `D_m` numbers, or with several outputs a row of them for each. */
export function inColumns(problem: Problem, part: Matrix, m: number): WeightRows {
  const full = inInputs(part, problem.modalities[m]);
  const rows = Array.from({ length: full.rows }, (_, c) => [...full.data.subarray(c * full.cols, (c + 1) * full.cols)]);
  return rows.length === 1 ? rows[0] : rows;
}

/** Sec. 3.3, of the modality that is used first; `global` are the weights of M_*. */
export function misattributionOf(problem: Problem, first: number, global: Matrix): Misattribution {
  const plateau = partOf(problem, weightsOf(problem, [first]), first);
  const final = partOf(problem, global, first);
  const difference = addMatrices(plateau, -1, final);
  const contribution = (W: Matrix) => {
    const gram = multiply(multiply(W, sigmaBlock(problem, first, first)), transpose(W));
    return Math.sqrt(
      Array.from({ length: gram.rows }, (_, c) => gram.data[c * gram.cols + c]).reduce((s, v) => s + v, 0),
    );
  };
  const scalar = problem.outputs.length === 1 && problem.modalities.every(({ inputs }) => inputs === 1);
  return {
    modality: problem.modalities[first].name,
    plateau: inColumns(problem, plateau, first),
    final: inColumns(problem, final, first),
    difference: inColumns(problem, difference, first),
    amount: norm(difference.data),
    relative: contribution(difference) / contribution(final),
    equation: scalar && problem.modalities.length === 2 ? 'J.3' : '3.3',
  };
}

/** Eq 10, 11, 61. */
export function preferenceOf(problem: Problem, first: number): Preference {
  const gains = problem.modalities.map((_, m) => {
    const own = sigmaYBlock(problem, m).data;
    const weights = partOf(problem, weightsOf(problem, [m]), m).data;
    return own.reduce((sum, s, i) => sum + s * weights[i], 0);
  });
  const corrected = correctedGains(problem, gains);
  const counted = corrected?.map((gain) => gain ?? -Infinity) ?? gains;
  // Where others take as much off, up to rounding, the first is as good as they are.
  const most = indexOfLargest(counted);
  const contributes = counted[first] >= counted[most] - EQUAL * Math.abs(counted[most]) ? first : most;
  const names = problem.modalities.map(({ name }) => name);
  const isSource = names.length === 2 && problem.outputs.length === 1;
  return {
    first: names[first],
    contributes: names[contributes],
    gains: Object.fromEntries(names.map((name, m) => [name, gains[m]])),
    correctedGains: corrected && Object.fromEntries(names.map((name, m) => [name, corrected[m]])),
    superficial: first !== contributes,
    region: isSource ? regionOf(first, contributes) : null,
    equation: '10, 11, 28, 61',
  };
}

/** Gains by mean squares per degree of freedom, which columns of noise leave as they are on average. */
function correctedGains(problem: Problem, gains: readonly number[]): (number | null)[] | null {
  const { samples, centred, ySquared, modalities } = problem;
  if (samples === null || ySquared === null) return null;
  const free = samples - (centred ? 1 : 0);
  return modalities.map(({ dim }, m) => {
    if (dim >= free) return null;
    const left = free - rankOf(sigmaBlock(problem, m, m));
    return (samples / free) * ySquared - (samples / left) * (ySquared - gains[m]);
  });
}

const rankOf = (m: Matrix): number =>
  cholesky(m) === null ? pseudoInverseSolve(m, new Float64Array(m.rows)).rank : m.rows;

function regionOf(first: number, contributes: number): Preference['region'] {
  if (contributes === 0) return first === 0 ? 'I' : 'II';
  return first === 0 ? 'III' : null;
}

/** Numbers that differ less than this share are equal, up to rounding. */
const EQUAL = 1e-12;

/** Of equals, the first. */
function indexOfLargest(values: readonly number[]): number {
  const largest = Math.max(...values);
  return values.findIndex((value) => value === largest || value >= largest - EQUAL * Math.abs(largest));
}

/** A set of modalities that are fitted while the others are not used. */
export interface FittedSet {
  /** `M_0`, `M_A`, …, `M_*`. */
  readonly manifold: string;
  /** Positions of the modalities. */
  readonly used: readonly number[];
  /** Total weights there. */
  readonly weights: Matrix;
}

/** No modality, each set of them, all; of more than four modalities those on the way of `order`. */
export function fittedSets(problem: Problem, order: readonly number[], global: Matrix): FittedSet[] {
  const names = problem.modalities.map(({ name }) => name);
  const count = names.length;
  const sets = count <= ALL_SUBSETS ? properSubsets(count) : order.slice(0, -1).map((_, i) => order.slice(0, i + 1));
  return [
    { manifold: 'M_0', used: [], weights: matrix(problem.sigmaYX.rows, problem.sigmaYX.cols) },
    ...sets.map((used) => ({
      manifold: `M_${used.map((m) => names[m]).join('+')}`,
      used,
      weights: weightsOf(problem, used),
    })),
    { manifold: 'M_*', used: [...names.keys()], weights: global },
  ];
}

/** Eq 6, 7, 17, 19, 20 and their losses, Eq 62: no modality, each set of them, all; for many, those on the way of `order`. */
export function plateausOf(problem: Problem, order: readonly number[], global: Matrix): Plateau[] {
  const names = problem.modalities.map(({ name }) => name);
  return fittedSets(problem, order, global).map(({ manifold, used, weights }) => {
    const loss = lossAt(problem, weights);
    return {
      manifold,
      modalities: used.map((m) => names[m]),
      weights: names.map((modality, m) => ({ modality, weights: inColumns(problem, partOf(problem, weights, m), m) })),
      loss,
      meanSquareError: loss === null ? null : 2 * loss,
      equation: equationOf(used, names.length),
    };
  });
}

function equationOf(used: readonly number[], count: number): string {
  if (used.length === 0) return '6a, 17a, 19a';
  if (used.length === count) return '6b, 17b, 19b';
  if (count > 2) return '7, 20, 62';
  return used[0] === 0 ? '7a, 20a, 62a' : '7b, 20b, 62b';
}

/** Subsets of `0…count−1` but the empty one and the whole, small ones first. */
function properSubsets(count: number): number[][] {
  const all = Array.from({ length: 2 ** count - 2 }, (_, bits) =>
    [...Array(count).keys()].filter((m) => ((bits + 1) >> m) & 1),
  );
  return all.sort((one, other) => one.length - other.length);
}
