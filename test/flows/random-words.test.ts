/** The words of a start, counted and drawn. */
import { describe, expect, test } from 'vitest';
import { gradientOf } from '../../src/flows/random/gradient.js';
import { inputDirections } from '../../src/flows/random/input-directions.js';
import { startsOf } from '../../src/flows/random/starts.js';
import { fits, wordStarts, type WordSettings } from '../../src/flows/random/words.js';
import { dot, norm, type Matrix } from '../../src/numerics/matrix.js';
import { toyProblem, problem } from '../../src/problem/from-general.js';
import { network, type NetworkInput } from '../../src/problem/network.js';
import type { Problem } from '../../src/problem/problem.js';
import { layerShapes } from '../../src/problem/shapes.js';
import { layerStds } from '../../src/problem/start.js';
import { asked, momentsOf } from './random-inputs.js';

const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });

interface Settings {
  readonly width?: number;
  readonly turns?: number;
  readonly turning?: number;
}
/** What starts with layers of standard deviation ½ are made by. */
function settings(
  data: Problem,
  net: NetworkInput,
  { width = 9, turns = 0, turning = Infinity }: Settings = {},
): WordSettings {
  const inputs = data.modalities.map((modality) => modality.inputs);
  const shapes = layerShapes(network(net), width, inputs, data.outputs.length);
  const stds = layerStds(shapes, { std: 0.5 });
  const directions = { all: Infinity, turning };
  return { problem: data, network: network(net), width, stds, turns, directions };
}
const starts = (...given: Parameters<typeof settings>) => wordStarts(settings(...given));
/** Numbers one by one. */
const given = (numbers: readonly number[]): (() => number) => {
  const left = [...numbers];
  return () => left.shift() ?? NaN;
};
/** The cube of a normal number (Wilson, Hilferty). */
const chi = (n: number, z: number) => Math.sqrt(n) * (1 - 2 / (9 * n) + z * Math.sqrt(2 / (9 * n))) ** 1.5;

describe('how many words neurons have', () => {
  // From each input and each output one for each way to the neurons; a turn back opens further ways.
  test.each([
    ['late, two layers', { depth: 2, fusionLayer: 2 }, 0, [1, 1, 2, 2, 1]],
    ['late, two layers, no way back', { depth: 2, fusionLayer: 2 }, 3, [1, 1, 2, 2, 1]],
    ['late, three layers', { depth: 3, fusionLayer: 3 }, 0, [1, 1, 2, 2, 2, 2, 1]],
    ['late, three layers, one turn', { depth: 3, fusionLayer: 3 }, 1, [1, 1, 3, 3, 3, 3, 1]],
    ['late, three layers, two turns', { depth: 3, fusionLayer: 3 }, 2, [1, 1, 4, 4, 4, 4, 1]],
    ['early', { depth: 2, fusionLayer: 1 }, 2, [1, 1, 3, 1]],
    ['fusion at the second of three', { depth: 3, fusionLayer: 2 }, 0, [1, 1, 2, 2, 3, 1]],
    ['fusion at the second of three, one turn', { depth: 3, fusionLayer: 2 }, 1, [1, 1, 4, 4, 5, 1]],
    ['unequal depths', { depthA: 3, depthB: 1, depthShared: 0 }, 0, [1, 1, 2, 2, 1]],
  ] as const)('%s', (_, net, turns, sizes) => {
    expect(starts(toy, net, { turns })(null).sizes).toEqual(sizes);
    // No more than there are neurons.
    const narrow = starts(toy, net, { turns, width: 2 })(null).sizes;
    expect(narrow.slice(2, -1)).toEqual(sizes.slice(2, -1).map((size) => Math.min(size, 2)));
  });

  test('of the first directions only make turns', () => {
    const net = { depth: 3, fusionLayer: 3 };
    const data = momentsOf([3, 1], 1);
    // Three inputs and the output; two directions go back once more in the first layer, and the output in the second.
    expect(starts(data, net, { turns: 1, turning: 2 })(null).sizes).toEqual([3, 1, 6, 5 + 2, 3, 3, 1].with(3, 5));
  });

  test('and no more weights than are allowed', () => {
    const net = { depth: 3, fusionLayer: 3 };
    // Two branches of 2 × 1, 2 × 2 and 1 × 2.
    expect(starts(toy, net)(null).weights).toHaveLength(16);
    expect([15, 16].map((most) => fits(settings(toy, net), most))).toEqual([false, true]);
  });

  test('by how small and deep the start is', () => {
    const sizes = (depth: number, start: { std: number } | { initScale: number }) =>
      startsOf(asked(toy, { depth, fusionLayer: depth }, { start, width: 50 }))(null).sizes[2];
    expect([2, 3, 4].map((depth) => sizes(depth, { initScale: 0.1 }))).toEqual([2, 2, 2]);
    // One turn, in each of the layers behind.
    expect(sizes(5, { initScale: 0.1 })).toBe(2 + 3);
    expect([2, 3, 4].map((depth) => sizes(depth, { std: 0.1 }))).toEqual([2, 3, 4]);
    const all = (everyDirection: boolean) =>
      startsOf(asked(momentsOf([9, 1], 2), { depth: 2, fusionLayer: 2 }, { width: 50, everyDirection }))(null).sizes[2];
    // Two outputs; four drives, four more directions.
    expect([all(false), all(true)]).toEqual([2 + 4 + 4, 2 + 9]);
  });
});

describe('weights between words', () => {
  test('two layers: lengths of answers, and overlaps with what was there', () => {
    const z = [0.3, -0.5, 0.7, 1.1, -1.3, 0.2, 0.4];
    const { layers, weights } = starts(toy, { depth: 2, fusionLayer: 2 })(given(z));
    expect(layers.map(({ branch, index, rows, cols }) => [branch, index, rows, cols])).toEqual([
      [0, 0, 2, 1],
      [0, 1, 1, 2],
      [1, 0, 2, 1],
      [1, 1, 1, 2],
    ]);
    // The output asks both branches first; then each input meets that word, and a new one in what is left of nine neurons.
    const of = (l: number) => Array.from(weights.subarray(layers[l].offset, layers[l].offset + 2));
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value / 2, 12) as number);
    expect(of(1)).toEqual(close([chi(9, 0.3), 0]));
    expect(of(3)).toEqual(close([chi(9, -0.5), 0]));
    expect(of(0)).toEqual(close([0.7, chi(8, 1.1)]));
    expect(of(2)).toEqual(close([-1.3, chi(8, 0.2)]));
    const W = gradientOf({ sizes: [1, 1, 2, 2, 1], layers }, toy).total(weights);
    expect(Array.from(W)).toEqual(
      [(0.7 * chi(9, 0.3)) / 4, (-1.3 * chi(9, -0.5)) / 4].map((w) => expect.closeTo(w, 12) as number),
    );
  });

  test('a single neuron: its weights, the sign of one of which is free', () => {
    const { weights, layers } = starts(toy, { depth: 2, fusionLayer: 2 }, { width: 1 })(given([-0.3, 0.5, 0.7, -1.3]));
    const of = (branch: number) => layers.filter((l) => l.branch === branch).map(({ offset }) => weights[offset]);
    expect([of(0), of(1)]).toEqual([
      [0.35, 0.15],
      [-0.65, 0.25],
    ]);
  });

  test('the typical start: new directions only, of root-mean-square length', () => {
    const { layers, weights } = starts(toy, { depth: 3, fusionLayer: 2 })(null);
    const of = (l: number) =>
      Array.from(weights.subarray(layers[l].offset, layers[l].offset + layers[l].rows * layers[l].cols));
    // Branches have a word from the input and one from the output, the fused layer one from the output and one from each branch.
    const s = 1.5;
    expect(layers.map(({ branch }) => branch)).toEqual([0, 0, 1, 1, null]);
    expect([of(0), of(2), of(4)]).toEqual([
      [s, 0],
      [s, 0],
      [s, 0, 0],
    ]);
    expect([of(1), of(3)]).toEqual([
      [0, s, s, 0, 0, 0],
      [0, s, 0, 0, s, 0],
    ]);
  });

  test('first layers know the inputs along their directions', () => {
    const data = momentsOf([2, 1], 1);
    const [basis] = inputDirections(data, Infinity);
    const { layers, weights } = starts(data, { depth: 2, fusionLayer: 2 })(null);
    const { offset, rows, cols } = layers[0];
    expect([rows, cols]).toEqual([3, 2]);
    const words = [0, 1, 2].map((i) => Array.from(weights.subarray(offset + 2 * i, offset + 2 * i + 2)));
    const along = (k: number) =>
      Array.from(basis.data.subarray(2 * k, 2 * k + 2), (x) => expect.closeTo(1.5 * x, 12) as number);
    expect(words).toEqual([[0, 0], along(0), along(1)]);
  });
});

describe('input directions', () => {
  const row = ({ data, cols }: Matrix, i: number) => data.subarray(i * cols, (i + 1) * cols);
  /** The part of x across the first `count` rows, relative to x. */
  const across = (basis: Matrix, x: Float64Array, count: number) => {
    let rest = x;
    for (let i = 0; i < count; i++) {
      const along = dot(row(basis, i), x);
      rest = rest.map((value, k) => value - along * row(basis, i)[k]);
    }
    return norm(rest) / norm(x);
  };

  test('are orthonormal: drives, what plateaus leave of them, what Σ makes of these, the rest', () => {
    const data = problem({
      modalities: [
        { name: 'a', dim: 6 },
        { name: 'b', dim: 1 },
        { name: 'c', dim: 1 },
      ],
      sigma: Array.from({ length: 8 }, (_, i) =>
        Array.from({ length: 8 }, (_, j) => (i === j ? 3 + i / 4 : Math.cos(i * j + i + j) / 4)),
      ),
      sigmaYX: [[1, 2, -1, 0.5, 1, 1, 1, -1]],
    });
    const [basis, b] = inputDirections(data, Infinity);
    expect([basis.rows, basis.cols, b.rows, b.cols]).toEqual([6, 6, 1, 1]);
    for (let i = 0; i < 6; i++)
      for (let j = 0; j < 6; j++) expect(dot(row(basis, i), row(basis, j))).toBeCloseTo(i === j ? 1 : 0, 12);
    const drive = data.sigmaYX.data.slice(0, 6);
    const plateau = (n: number) => {
      const share = data.sigmaYX.data[n] / data.sigma.data[n * 9];
      return drive.map((value, i) => value - share * data.sigma.data[i * 8 + n]);
    };
    const product = (x: Float64Array) =>
      x.map((_, i) => x.reduce((sum, value, j) => sum + data.sigma.data[i * 8 + j] * value, 0));
    [drive, plateau(6), plateau(7), product(row(basis, 0)), product(row(basis, 1))].forEach((x, k) => {
      expect(across(basis, x, k + 1)).toBeLessThan(1e-12);
      expect(across(basis, x, k)).toBeGreaterThan(1e-3);
    });
    const [few] = inputDirections(data, 2);
    expect(Array.from(few.data)).toEqual(Array.from(basis.data.subarray(0, 12)));
  });

  test('of white inputs without correlations are the drive, and those of the inputs', () => {
    const data = problem({
      modalities: [
        { name: 'a', dim: 3 },
        { name: 'b', dim: 1 },
      ],
      sigma: [
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
      ],
      sigmaYX: [[0, 2, 0, 1]],
    });
    expect(Array.from(inputDirections(data, Infinity)[0].data)).toEqual([0, 1, 0, 1, 0, 0, 0, 0, 1]);
  });
});

test('a start asks for as few normal numbers as there are: a triangle for a layer between words', () => {
  const count = (turns: number) => {
    let numbers = 0;
    starts(toy, { depth: 3, fusionLayer: 3 }, { turns })(() => numbers++);
    return numbers;
  };
  // In each of two branches one length for the input and one for the output, and between them two words on each side, or three.
  expect([count(0), count(1)]).toEqual([2 * (1 + 1 + 3), 2 * (1 + 1 + 6)]);
});
