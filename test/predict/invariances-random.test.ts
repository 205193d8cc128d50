/** What the prediction for random weights may not depend on: how the modalities are listed, and the bases of inputs and outputs. */
import { expect, it } from 'vitest';
import { addMatrices, matrix, multiply, nested, row, transpose, type Matrix } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource, unitVector } from '../../src/numerics/random.js';
import { predict } from '../../src/predict/predict.js';
import { problem } from '../../src/problem/from-general.js';
import { offsets, type Problem } from '../../src/problem/problem.js';

const NETWORKS = [
  { depth: 2, fusionLayer: 2, initScale: 0.01 },
  { depth: 2, fusionLayer: 1, initScale: 0.01 },
  { depth: 3, fusionLayer: 2, initScale: 0.05 },
];
const DIMS = [2, 3, 2];

const named = (names: readonly string[], dims: readonly number[], sigma: Matrix, sigmaYX: Matrix) =>
  problem({
    modalities: names.map((name, m) => ({ name, dim: dims[m] })),
    ...{ sigma: nested(sigma), sigmaYX: nested(sigmaYX) },
  });

/** Three modalities and two outputs: the problems that both tests change. */
const given = new Map([1, 2].map((seed) => [seed, made(seed)]));
const timesGiven = new Map<Problem, ReturnType<typeof timesOf>[]>();

function made(seed: number): Problem {
  const source = randomSource(seed);
  const normal = (rows: number, cols: number) => matrix(rows, cols, fillNormal(source, new Float64Array(rows * cols)));
  const factor = normal(7, 28);
  const sigma = multiply(factor, transpose(factor));
  sigma.data.forEach((value, i) => (sigma.data[i] = value / 28));
  return named(['A', 'B', 'C'], DIMS, sigma, multiply(normal(2, 7), sigma));
}

/** Times by `modality mode`. */
function timesOf(data: Problem, { initScale, ...network }: (typeof NETWORKS)[number]) {
  const [{ randomStart }] = predict(data, { network, initScale }).predictions;
  if (randomStart === null) throw new Error('no random start');
  return new Map(randomStart.events.map(({ modality, mode, time }) => [`${modality} ${mode}`, time]));
}

/**
 * Starts are drawn in coordinates that hang on the bases and on the order, so other bases draw other starts of the same
 * distribution. Both means are of `n ≥ 16` starts: they may differ by four of their standard errors, `4 √(2/n)` standard
 * deviations, and by the tolerance of the flow, a part in a thousand.
 */
function expectSame(one: Problem, other: Problem): void {
  const known = timesGiven.get(one) ?? NETWORKS.map((network) => timesOf(one, network));
  timesGiven.set(one, known);
  for (const [i, network] of NETWORKS.entries()) {
    const [p, q] = [known[i], timesOf(other, network)];
    expect([...q.keys()].sort()).toEqual([...p.keys()].sort());
    for (const [name, time] of p) {
      const twin = q.get(name);
      if (!time || !twin) throw new Error(`${name} is not used`);
      const allowed = 4 * Math.sqrt(2 / 16) * Math.max(time.std, twin.std) + 1e-3 * time.mean;
      expect(Math.abs(twin.mean - time.mean), name).toBeLessThan(allowed);
    }
  }
}

/** `1 − 2vvᵀ` for a random direction. */
function reflection(n: number, seed: number): Matrix {
  const v = row(unitVector(randomSource(seed), n));
  const identity = matrix(n, n);
  for (let i = 0; i < n; i++) identity.data[i * n + i] = 1;
  return addMatrices(identity, -2, multiply(transpose(v), v));
}

it.each([...given])('the order in which modalities are listed (problem %i)', (_, data) => {
  const at = offsets(data);
  const order = [2, 0, 1];
  const columns = order.flatMap((m) => Array.from({ length: DIMS[m] }, (_, i) => at[m] + i));
  const pick = ({ rows, cols, data: from }: Matrix, ofRows: readonly number[]) =>
    matrix(rows, cols, Float64Array.from(ofRows.flatMap((i) => columns.map((j) => from[i * cols + j]))));
  const moved = named(['C', 'A', 'B'], order.map((m) => DIMS[m]), pick(data.sigma, columns), pick(data.sigmaYX, [0, 1])); // prettier-ignore
  expectSame(data, moved);
});

it.each([...given])('the basis of the inputs of a modality, and of the outputs (problem %i)', (seed, data) => {
  const Q = matrix(7, 7);
  const at = offsets(data);
  DIMS.forEach((dim, m) => {
    reflection(dim, seed + 10 * m).data.forEach((value, k) => {
      Q.data[(at[m] + Math.floor(k / dim)) * 7 + at[m] + (k % dim)] = value;
    });
  });
  const outputs = reflection(2, seed + 100);
  const sigmaYX = multiply(multiply(outputs, data.sigmaYX), Q);
  expectSame(data, named(['A', 'B', 'C'], DIMS, multiply(multiply(Q, data.sigma), Q), sigmaYX));
});
