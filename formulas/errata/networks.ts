/**
 * Computations that the errata of Eq 6, 7, 14, 15, 38 and 39 are held against: networks small enough to differentiate their
 * loss by differences. The loss is quadratic in every single weight, so central differences are exact up to rounding.
 */
import type { Discrepancy } from './erratum.js';
import { solveSymmetric } from '../../src/numerics/pseudo-inverse.js';
import { addMatrices, matrix, multiply, norm, row, transpose, type Matrix } from '../../src/numerics/matrix.js';
import { normalMatrix, type RandomSource } from '../../src/numerics/random.js';

/** Half the distance of the two points of a difference. */
const H = 1e-3;

/** `‖p − truth‖ / ‖truth‖`. */
const distance = (p: Matrix, truth: Matrix): number => norm(addMatrices(p, -1, truth).data) / norm(truth.data);

const sum = (p: Matrix, ...others: Matrix[]): Matrix => others.reduce((total, q) => addMatrices(total, 1, q), p);

/** Minus the gradient of a loss with respect to one matrix. */
function descent(loss: (w: Matrix) => number, w: Matrix): Matrix {
  const moved = (i: number, by: number): Matrix => ({ ...w, data: w.data.map((x, j) => (j === i ? x + by : x)) });
  return { ...w, data: w.data.map((_, i) => (loss(moved(i, -H)) - loss(moved(i, H))) / (2 * H)) };
}

/** Five samples as columns. */
interface Samples {
  readonly A: Matrix;
  readonly B: Matrix;
  readonly y: Matrix;
}

function samples(dimension: number, source: RandomSource): Samples {
  return {
    A: normalMatrix(source, dimension, 5),
    B: normalMatrix(source, dimension, 5),
    y: normalMatrix(source, 1, 5),
  };
}

/** `⟨p qᵀ⟩`. */
const correlation = (p: Matrix, q: Matrix): Matrix => {
  const total = multiply(p, transpose(q));
  return { ...total, data: total.data.map((x) => x / p.cols) };
};

/** `y − W_A x_A − W_B x_B`, a row over the samples. */
const outputError = ({ A, B, y }: Samples, totalA: Matrix, totalB: Matrix): Matrix =>
  addMatrices(addMatrices(y, -1, multiply(totalA, A)), -1, multiply(totalB, B));

/** `½⟨(y − ŷ)²⟩` of Sec. 2.3. */
function lossOf(data: Samples, totalA: Matrix, totalB: Matrix): number {
  const error = outputError(data, totalA, totalB);
  return correlation(error, error).data[0] / 2;
}

/** Eq 14b: the drive of B, with `Σ_BA` or `Σ_AB` behind `W_A^tot`, against minus the gradient of the loss. */
export function driveOfB(source: RandomSource): Discrepancy {
  const data = samples(2, source);
  const [totalA, totalB] = [normalMatrix(source, 1, 2), normalMatrix(source, 1, 2)];
  const truth = descent((w) => lossOf(data, totalA, w), totalB);
  const drive = (cross: Matrix): Matrix =>
    addMatrices(
      addMatrices(correlation(data.y, data.B), -1, multiply(totalA, cross)),
      -1,
      multiply(totalB, correlation(data.B, data.B)),
    );
  return {
    printed: distance(drive(correlation(data.B, data.A)), truth),
    corrected: distance(drive(correlation(data.A, data.B)), truth),
  };
}

/** Eq 14b: the step of a layer with and without the learning rate in front. */
export function learningRateOfB(source: RandomSource): Discrepancy {
  const data = samples(2, source);
  const [totalA, first, second] = [normalMatrix(source, 1, 2), normalMatrix(source, 2, 2), normalMatrix(source, 1, 2)];
  const rate = 0.04;
  const scaled = (m: Matrix): Matrix => ({ ...m, data: m.data.map((x) => rate * x) });
  const truth = scaled(descent((w) => lossOf(data, totalA, multiply(second, w)), first));
  const error = outputError(data, totalA, multiply(second, first));
  const step = multiply(transpose(second), correlation(error, data.B));
  return { printed: distance(step, truth), corrected: distance(scaled(step), truth) };
}

/** Eq 15, last form, for scalar inputs, where the trailing `x_A`, `x_B` at least leave the shapes right. */
export function postFusionStep(source: RandomSource): Discrepancy {
  const data = samples(1, source);
  const [firstA, firstB, shared] = [normalMatrix(source, 2, 1), normalMatrix(source, 2, 1), normalMatrix(source, 1, 2)];
  const truth = descent((w) => lossOf(data, multiply(w, firstA), multiply(w, firstB)), shared);
  const error = outputError(data, multiply(shared, firstA), multiply(shared, firstB));
  const term = (x: Matrix, first: Matrix, behind: Matrix): Matrix =>
    multiply(correlation(error, x), transpose(multiply(first, behind)));
  const one = matrix(1, 1, Float64Array.of(1));
  const mean = (x: Matrix): Matrix => correlation(x, matrix(1, x.cols, new Float64Array(x.cols).fill(1)));
  return {
    printed: distance(sum(term(data.A, firstA, mean(data.A)), term(data.B, firstB, mean(data.B))), truth),
    corrected: distance(sum(term(data.A, firstA, one), term(data.B, firstB, one)), truth),
  };
}

/** Gradient of the loss of a two-layer late fusion network with respect to the layers of B, A on its plateau. */
function gradientOfB(data: Samples, first: Matrix, second: Matrix): number {
  const covariance = correlation(data.A, data.A);
  const plateau = row(solveSymmetric(covariance, correlation(data.y, data.A).data));
  const byFirst = descent((w) => lossOf(data, plateau, multiply(second, w)), first);
  const bySecond = descent((w) => lossOf(data, plateau, multiply(w, first)), second);
  return norm(byFirst.data) + norm(bySecond.data);
}

/** Eq 7, 20: weights of B whose product vanishes, one layer or both 0; the gradient must vanish at a fixed point. */
export function plateauPoints(source: RandomSource): Discrepancy {
  const data = samples(2, source);
  const [first, second] = [matrix(2, 2), normalMatrix(source, 1, 2)];
  const scale = gradientOfB(data, normalMatrix(source, 2, 2), second);
  return {
    printed: gradientOfB(data, first, second) / scale,
    corrected: gradientOfB(data, first, matrix(1, 2)) / scale,
  };
}

/**
 * Eq 6a, 17a: early fusion with W² = 0 and the rows of W¹ at right angles to Σ_yx. Both readings say whether that is a
 * fixed point, the gradient by differences decides.
 */
export function zeroPoints(source: RandomSource): Discrepancy {
  const data = samples(2, source);
  const [a, b] = correlation(data.y, data.A).data;
  const [first, second] = [multiply(normalMatrix(source, 2, 1), row(Float64Array.of(-b, a))), matrix(1, 2)];
  const none = matrix(1, 2);
  const total = (w: Matrix) => lossOf(data, w, none);
  const gradient =
    norm(descent((w) => total(multiply(second, w)), first).data) +
    norm(descent((w) => total(multiply(w, first)), second).data);
  const isFixed = gradient < 1e-9 * norm(first.data) * Math.hypot(a, b);
  return { printed: isFixed ? 1 : 0, corrected: isFixed ? 0 : 1 };
}

/** Two layers a branch, two shared: the smallest network that has every kind of neighbours. */
type Layers = Readonly<Record<'A1' | 'A2' | 'B1' | 'B2' | 'W3' | 'W4', Matrix>>;

function layers(source: RandomSource): Layers {
  const square = () => normalMatrix(source, 2, 2);
  return { A1: square(), A2: square(), B1: square(), B2: square(), W3: square(), W4: normalMatrix(source, 1, 2) };
}

function lossOfLayers(data: Samples, { A1, A2, B1, B2, W3, W4 }: Layers): number {
  const shared = multiply(W4, W3);
  return lossOf(data, multiply(shared, multiply(A2, A1)), multiply(shared, multiply(B2, B1)));
}

/** The difference of two matrices that a balancing property calls equal. */
type Pair = (w: Layers) => readonly [Matrix, Matrix];

/** How fast the difference moves along the gradient flow, relative to how fast its two sides do. */
function drift(pair: Pair, w: Layers, data: Samples): number {
  const flow = (name: keyof Layers): Matrix => descent((layer) => lossOfLayers(data, { ...w, [name]: layer }), w[name]);
  const rates = Object.keys(w).map((name) => [name as keyof Layers, flow(name as keyof Layers)] as const);
  const at = (by: number) =>
    pair(Object.fromEntries(rates.map(([name, rate]) => [name, addMatrices(w[name], by, rate)])) as Layers);
  const [ahead, behind] = [at(H), at(-H)];
  const moved = [0, 1].map((side) => addMatrices(ahead[side], -1, behind[side]));
  return norm(addMatrices(moved[0], -1, moved[1]).data) / (norm(moved[0].data) + norm(moved[1].data));
}

const own = (m: Matrix): Matrix => multiply(m, transpose(m));
const next = (m: Matrix): Matrix => multiply(transpose(m), m);

/** Compares two readings of a balancing property on one random network. */
const balancing =
  (printed: Pair, corrected: Pair) =>
  (source: RandomSource): Discrepancy => {
    const [data, w] = [samples(2, source), layers(source)];
    return { printed: drift(printed, w, data), corrected: drift(corrected, w, data) };
  };

/** Eq 38: between two layers of a branch. */
export const balancingWithin = balancing(
  ({ A1, A2 }) => [own(A1), own(A2)],
  ({ A1, A2 }) => [own(A1), next(A2)],
);

/** Eq 39: where the branches meet. */
export const balancingAtFusion = balancing(
  ({ A2, B2, W3 }) => [sum(own(A2), own(B2)), own(W3)],
  ({ A2, B2, W3 }) => [sum(own(A2), own(B2)), next(W3)],
);
