/** The parts of random starts by themselves, against known values, differences of the loss and small computations of other kinds. */
import { describe, expect, test } from 'vitest';
import { descendAlongCurve, descendBySteps, plainUpdate } from '../../src/flows/random/descent.js';
import { distributionOf, summaryOf } from '../../src/flows/random/distribution.js';
import { followStart, lossOf, typicalTrajectory } from '../../src/flows/random/follow.js';
import { gradientOf } from '../../src/flows/random/gradient.js';
import { randomStart, type RandomStartInput } from '../../src/flows/random/index.js';
import { lossMeters } from '../../src/flows/random/loss-taken.js';
import { sharpness } from '../../src/flows/random/sharpness.js';
import { stability } from '../../src/flows/random/stability.js';
import { normals, startsOf, usesOf } from '../../src/flows/random/starts.js';
import { sizesOf, watchFor } from '../../src/flows/random/use-times.js';
import type { WordNetwork } from '../../src/flows/random/words.js';
import { symmetricEigen } from '../../src/numerics/linear-algebra.js';
import { matrix } from '../../src/numerics/matrix.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import { network, type NetworkInput } from '../../src/problem/network.js';
import type { Problem } from '../../src/problem/problem.js';
import { finalWeights } from '../../src/problem/use.js';

/** Moments of modalities of these sizes and of outputs, without any symmetry. */
function momentsOf(dims: readonly number[], outputs: number): Problem {
  const D = dims.reduce((sum, dim) => sum + dim, 0);
  const G = Array.from({ length: D }, (_, i) =>
    Array.from({ length: D }, (_, j) => Math.sin(3 * i + 5 * j + 1) + (i === j ? 2 : 0)),
  );
  const sigma = G.map((_, i) =>
    G.map((__, j) => G[Math.min(i, j)].reduce((sum, x, k) => sum + x * G[Math.max(i, j)][k], 0) / D),
  );
  const sigmaYX = Array.from({ length: outputs }, (_, c) =>
    Array.from({ length: D }, (_, i) => Math.cos(2 * c + 7 * i + 1)),
  );
  return problem({ modalities: dims.map((dim, m) => ({ name: `m${m}`, dim })), sigma, sigmaYX, ySquared: 100 });
}

function asked(data: Problem, net: NetworkInput, more: Partial<RandomStartInput> = {}): RandomStartInput {
  const start = { initScale: 0.1 } as const;
  return { problem: data, network: network(net), width: 6, start, learningRate: 0.02, measure: 'output', ...more };
}

/** A start whose weights are all of order one. */
function grown(input: RandomStartInput): WordNetwork {
  const net = startsOf(input)(normals(3, 1));
  return { ...net, weights: net.weights.map((w, i) => (w === 0 ? 0 : Math.sin(11 * i + 1))) };
}

describe.each([
  [[2, 1], 1, { depth: 2, fusionLayer: 2 }],
  [[2, 3], 2, { depth: 3, fusionLayer: 2 }],
  [[1, 2], 3, { depth: 3, fusionLayer: 1 }],
  [[2, 2], 5, { depthA: 3, depthB: 1, depthShared: 1 }],
  [[1, 2, 1], 2, { depth: 4, fusionLayer: 3 }],
] as const)('inputs %j, %d outputs, %j', (dims, outputs, net) => {
  const data = momentsOf(dims, outputs);
  const input = asked(data, net);
  const { weights, ...shape } = grown(input);
  const gradient = gradientOf(shape, data);
  const loss = (y: Float64Array) => lossOf(data, gradient.total(y)) ?? NaN;
  const slopes = new Float64Array(weights.length);
  gradient.flow(weights, slopes);

  test('the gradient is that of the loss, weight by weight', () => {
    const h = 1e-5;
    weights.forEach((w, i) => {
      const difference = (loss(weights.with(i, w + h)) - loss(weights.with(i, w - h))) / (2 * h);
      expect(Math.abs(slopes[i] + difference)).toBeLessThan(1e-6 * (1 + Math.abs(difference)));
    });
  });

  test('weights of outputs are factors on their losses', () => {
    const only = Array.from({ length: outputs }, (_, c) => {
      const out = new Float64Array(weights.length);
      gradientOf(
        shape,
        data,
        Array.from({ length: outputs }, (_, k) => (k === c ? c + 2 : 0)),
      ).flow(weights, out);
      return out.map((x) => x / (c + 2));
    });
    slopes.forEach((slope, i) => {
      expect(only.reduce((sum, one) => sum + one[i], 0)).toBeCloseTo(slope, 9);
    });
  });

  test('total weights are products of layers', () => {
    // The words of a start are followed from each input through all layers by a plain sum over ways.
    const D = data.sigma.rows;
    const signal = (node: number, coordinate: number): Float64Array => {
      const values = shape.sizes.map((size) => new Float64Array(size));
      values[node][coordinate] = 1;
      for (const { from, to, rows, cols, offset } of shape.layers) {
        for (let i = 0; i < rows; i++)
          for (let j = 0; j < cols; j++) values[to][i] += weights[offset + i * cols + j] * values[from][j];
      }
      return values[shape.sizes.length - 1];
    };
    const columns = dims.flatMap((dim, m) => Array.from({ length: dim }, (_, j) => signal(m, j)));
    const W = gradient.total(weights);
    columns.forEach((column, i) => {
      column.forEach((value, c) => {
        expect(W[c * D + i]).toBeCloseTo(value, 9);
      });
    });
  });

  test('what uses take of the loss is all of it', () => {
    const meter = lossMeters(data, usesOf(data, 'output'))(gradient);
    meter.onPiece(0, 1, () => weights);
    const shares = meter.shares();
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});

describe('starts', () => {
  const data = momentsOf([2, 1], 1);
  // E‖W_m‖² = D_m n^{L−1} ∏ σ_l², of all layers the same σ; the mean over signs and draws to a few percent.
  test.each([
    [{ depth: 2, fusionLayer: 2 }, 1],
    [{ depth: 3, fusionLayer: 3 }, 2],
    [{ depth: 3, fusionLayer: 1 }, 2],
  ] as const)('of drawn weights have the size that full matrices have: %j', (net, hidden) => {
    const input = asked(data, net, { start: { std: 0.5 }, width: 8, everyDirection: true });
    const make = startsOf(input);
    const draws = 1500;
    const squares = [0, 0];
    for (let draw = 0; draw < draws; draw++) {
      const { weights, ...shape } = make(normals(draw, 1));
      const W = gradientOf(shape, data).total(weights);
      squares[0] += (W[0] ** 2 + W[1] ** 2) / draws;
      squares[1] += W[2] ** 2 / draws;
    }
    const variance = 0.25 ** (hidden + 1) * 8 ** hidden;
    // The fourth moments of such products are below 6: four standard errors are 4 √(5 / 1500) = 0.23.
    expect(Math.abs(squares[0] / (2 * variance) - 1)).toBeLessThan(0.23);
    expect(Math.abs(squares[1] / variance - 1)).toBeLessThan(0.23);
  });

  test('the typical one has layers of root-mean-square length', () => {
    const { layers, weights } = startsOf(asked(data, { depth: 2, fusionLayer: 2 }, { start: { std: 0.5 }, width: 9 }))(
      null,
    );
    const size = ({ offset, rows, cols }: (typeof layers)[number]) =>
      weights.subarray(offset, offset + rows * cols).reduce((sum, w) => sum + w * w, 0);
    // A first layer of D inputs in their words: D σ² n; a last one to one output: σ² n.
    const sizes = layers.map((layer) => [layer.branch, layer.index, Math.round(1e9 * size(layer)) / 1e9]);
    expect(sizes).toEqual([
      [0, 0, 2 * 0.25 * 9],
      [0, 1, 0.25 * 9],
      [1, 0, 0.25 * 9],
      [1, 1, 0.25 * 9],
    ]);
  });

  test('come in pairs of opposite sign', () => {
    const [plus, minus] = [1, -1].map((sign) => Array.from({ length: 70 }, normals(5, sign)));
    expect(minus).toEqual(plus.map((z) => -z));
    expect(new Set(plus).size).toBe(70);
  });
});

describe('the way down of one neuron', () => {
  // Two layers, one input that matters: w₁, w₂ → the product p of equal weights has ṗ = 2 p (s − p σ²).
  const data = toyProblem({ sigmaA: 2, sigmaB: 1, rho: 0 });
  const net: WordNetwork = {
    sizes: [1, 1, 1, 1, 1],
    layers: [
      { from: 0, to: 2, rows: 1, cols: 1, offset: 0, branch: 0, index: 0 },
      { from: 2, to: 4, rows: 1, cols: 1, offset: 1, branch: 0, index: 1 },
      { from: 1, to: 3, rows: 1, cols: 1, offset: 2, branch: 1, index: 0 },
      { from: 3, to: 4, rows: 1, cols: 1, offset: 3, branch: 1, index: 1 },
    ],
    weights: Float64Array.of(0.1, 0.1, 0.1, 0.1),
  };
  const gradient = gradientOf(net, data);
  const uses = usesOf(data, 'output');
  const eta = 1e-3;
  /** Where `p` comes to half of its end w = 1: `ln((1/p₀ − 1))/(2 s)` in time, by the logistic function. */
  const half = (s: number) => Math.log(1 / 0.01 - 1) / (2 * s) / eta;

  test('of the flow is that of the logistic function', () => {
    const watch = watchFor(data, uses, sizesOf(data, 'output'), gradient);
    const how = { learningRate: eta, ofFlow: true, tolerance: 1e-6, maxWork: 1e9, onPiece: watch.onPiece };
    const { finished, stuck, reached, work } = descendAlongCurve(net, gradient, how);
    expect([finished, stuck]).toEqual([true, false]);
    // s_A = 4, s_B = 1.
    [half(4), half(1)].forEach((time, u) => {
      expect(Math.abs((watch.times[u] ?? NaN) / time - 1)).toBeLessThan(1e-5);
    });
    expect(reached).toBeGreaterThanOrEqual(watch.times[1] ?? NaN);
    expect(work).toBeGreaterThan(0);
  });

  test.each([1, 8])('by steps is the recursion of the weights, told of by %d', (told) => {
    const steps: number[] = [];
    let end = net.weights;
    const { finished, reached } = descendBySteps(net, gradient, {
      update: plainUpdate(0.05),
      maxSteps: 19,
      eachStep: told === 1,
      onPiece: (from, to, at) => {
        steps.push(from);
        end = at(to).slice();
        // Between two steps it is straight.
        const [a, b, middle] = [from, from + 1, from + 0.5].map((t) => at(t)[0]);
        expect(middle).toBeCloseTo((a + b) / 2, 14);
        return false;
      },
    });
    let [a, b] = [0.1, 0.1];
    for (let i = 0; i < 19; i++) {
      [a, b] = [a + 0.05 * a * (4 - 4 * a * a), b + 0.05 * b * (1 - b * b)];
    }
    expect([finished, reached]).toEqual([false, 19]);
    expect(Array.from(end)).toEqual([a, a, b, b].map((w) => expect.closeTo(w, 14) as number));
    expect(steps).toEqual(told === 1 ? Array.from({ length: 19 }, (_, i) => i) : [0, 8, 16]);
    expect(net.weights[0]).toBe(0.1);
  });

  test('along the curve through the steps comes when the steps do', () => {
    const times = [true, false].map((curve) => {
      const watch = watchFor(data, uses, sizesOf(data, 'output'), gradient);
      const { onPiece } = watch;
      if (curve) descendAlongCurve(net, gradient, { learningRate: 0.02, tolerance: 1e-5, maxWork: 1e9, onPiece });
      else descendBySteps(net, gradient, { update: plainUpdate(0.02), maxSteps: 1e5, onPiece });
      return watch.times.map(Number);
    });
    // To the second order in η λ ≤ 0.16; the flow itself is more than half a step ahead.
    times[0].forEach((time, u) => {
      expect(Math.abs(time - times[1][u])).toBeLessThan(0.1);
    });
    expect(Math.abs((half(4) * eta) / 0.02 - times[1][0])).toBeGreaterThan(0.5);
  });

  test('ends where the work does', () => {
    const onPiece = () => false;
    const { finished, work } = descendAlongCurve(net, gradient, {
      learningRate: eta,
      tolerance: 1e-6,
      maxWork: 3000,
      onPiece,
    });
    expect(finished).toBe(false);
    expect(work).toBeGreaterThan(1000);
    expect(work).toBeLessThan(20_000);
  });

  test('takes from the loss what is there, each its own where they are independent', () => {
    const meter = lossMeters(data, uses)(gradient);
    // s²/σ² of each: 4 and 1.
    for (const p of [0.3, 0.9, 1]) meter.onPiece(0, 1, () => Float64Array.of(Math.sqrt(p), Math.sqrt(p), 0.1, 0.1));
    const [a, b] = meter.shares();
    expect([a, b]).toEqual([expect.closeTo(0.8, 12), expect.closeTo(0.2, 12)]);
  });

  test('is at rest where nothing is left to learn, and what is not in use by then never will be', () => {
    const watch = watchFor(data, [...uses, { modality: 1, mode: 1, level: 5 }], sizesOf(data, 'output'), gradient);
    expect(watch.onPiece(0, 1, () => Float64Array.of(1, 1, 1, 1))).toBe(true);
    expect(watch.times[2]).toBe(Infinity);
    const open = watchFor(data, uses, sizesOf(data, 'output'), gradient);
    expect(open.onPiece(0, 1, () => Float64Array.of(1, 1, 0.1, 0.1))).toBe(false);
    expect(open.times[1]).toBeNull();
    const none = watchFor(data, [{ modality: 0, mode: 1, level: 0 }], sizesOf(data, 'output'), gradient);
    expect(none.times).toEqual([Infinity]);
  });

  test('is located between two states to a part in 10⁵', () => {
    // The contribution of A, 2 p, goes as t³ to 2: half of it at t = ∛½.
    const watch = watchFor(data, uses, sizesOf(data, 'output'), gradient);
    watch.onPiece(0, 1, (t) => Float64Array.of(t ** 3, 1, 0.1, 0.1));
    expect(watch.times[0]).toBeCloseTo(0.5 ** (1 / 3), 4);
    const weights = sizesOf(data, 'weights');
    expect(weights(Float64Array.of(-3, 4), 1)).toEqual(Float64Array.of(4));
    expect(sizesOf(data, 'output')(Float64Array.of(-3, 4), 0)).toEqual(Float64Array.of(6));
  });
});

describe('the largest curvature', () => {
  /** Of a balanced network with weights `w` of one neuron a layer: the largest eigenvalue of the matrix of second differences of the loss. */
  function byDifferences(data: Problem, w: readonly number[], total: (w: readonly number[]) => number[]): number {
    const n = w.length;
    const h = 1e-4;
    const at = (i: number, di: number, j: number, dj: number) => {
      const moved = w.map((x, k) => x + (k === i ? di : 0) + (k === j ? dj : 0));
      return lossOf(data, Float64Array.from(total(moved))) ?? NaN;
    };
    const H = matrix(n, n);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++)
        H.data[i * n + j] = (at(i, h, j, h) - at(i, h, j, -h) - at(i, -h, j, h) + at(i, -h, j, -h)) / (4 * h * h);
    return symmetricEigen(H).values[n - 1];
  }
  const toy = toyProblem({ sigmaA: 2, sigmaB: 1, rho: 0.5, wA: 1, wB: 3 });

  test('two layers, late: branches by themselves', () => {
    const b = Math.sqrt(3);
    const found = byDifferences(toy, [1, 1, b, b], ([a1, a2, b1, b2]) => [a1 * a2, b1 * b2]);
    expect(sharpness(toy, network({ depth: 2, fusionLayer: 2 }), finalWeights(toy)) / found).toBeCloseTo(1, 2);
  });

  test('two layers, early: a common second layer, of the norm of the first', () => {
    // a/u, b/u before the fusion with u² = |W|, so that both layers have one norm.
    const u = 10 ** 0.25;
    const found = byDifferences(toy, [1 / u, 3 / u, u], ([a, b, shared]) => [a * shared, b * shared]);
    expect(sharpness(toy, network({ depth: 2, fusionLayer: 1 }), finalWeights(toy)) / found).toBeCloseTo(1, 2);
  });

  test('three layers, fusion at the second', () => {
    // Branches p, q of two equal layers, u behind: p² u = 1, q² u = 3, and u² = p² + q².
    const u = 4 ** (1 / 3);
    const [p, q] = [Math.sqrt(1 / u), Math.sqrt(3 / u)];
    const found = byDifferences(toy, [p, p, q, q, u], ([a, c, b, d, shared]) => [a * c * shared, b * d * shared]);
    expect(sharpness(toy, network({ depth: 3, fusionLayer: 2 }), finalWeights(toy)) / found).toBeCloseTo(1, 2);
  });

  test('a modality that has nothing has no curvature of its own; nothing at all has none', () => {
    const late = network({ depth: 2, fusionLayer: 2 });
    // A alone: 2 σ_A² |w| = 8.
    expect(sharpness(toy, late, matrix(1, 2, Float64Array.of(1, 0)))).toBeCloseTo(8, 6);
    expect(sharpness(toy, late, matrix(1, 2))).toBe(0);
    // A rate with a factor of 3 in one branch.
    expect(sharpness(toy, late, matrix(1, 2, Float64Array.of(1, 0)), { branches: [3, 1], shared: 1 })).toBeCloseTo(
      24,
      6,
    );
  });
});

test.each([
  [0.01, 'smooth'],
  // The limit is 2/(2 σ_A²) = 0.25 where A has been learned.
  [0.24, 'smooth'],
  [0.27, 'swings'],
  [0.8, 'diverges'],
  [1e6, 'diverges'],
] as const)('with a learning rate of %d, descent of two layers is said to be: %s', (learningRate, expected) => {
  const data = toyProblem({ sigmaA: 2, sigmaB: 1, rho: 0 });
  const input = asked(data, { depth: 2, fusionLayer: 2 }, { learningRate, start: { std: 0.05 } });
  expect(stability(input)).toBe(expected);
});

describe('starts together', () => {
  test('quantiles, mean and deviation of a known sample', () => {
    expect(distributionOf([Infinity, Infinity])).toBeNull();
    expect(distributionOf([3])).toEqual({ mean: 3, std: 0, q05: 3, q50: 3, q95: 3 });
    // Ten equal parts: quantile q is at the place 10 q − ½.
    const found = distributionOf([7, 1, 3, 9, 5, 2, 8, 4, 10, 6]);
    expect(found).toEqual({
      mean: 5.5,
      std: expect.closeTo(Math.sqrt(55 / 6), 12) as number,
      q05: 1,
      q50: 5.5,
      q95: 10,
    });
    const some = distributionOf([4, Infinity, 1, 2]);
    expect([some?.mean, some?.q50, some?.q95]).toEqual([expect.closeTo(7 / 3, 12), 3, Infinity]);
    expect(distributionOf([1, Infinity])?.q50).toBe(Infinity);
  });

  const uses = [
    { modality: 0, mode: 1, level: 1 },
    { modality: 1, mode: 1, level: 1 },
    { modality: 1, mode: 2, level: 1 },
  ];
  test('orders, probabilities and what is in use by a step', () => {
    const starts = [
      { times: [10, 20, 15], reached: 20 },
      { times: [10, 5, Infinity], reached: 10 },
      { times: [30, 20, 40], reached: 40 },
      { times: [12, Infinity, Infinity], reached: 12 },
    ];
    const { draws, horizon, events, orders, usedBy } = summaryOf(starts, uses, 2, 14);
    expect([draws, horizon]).toEqual([4, null]);
    expect(events.map(({ probability, time }) => [probability, time?.mean])).toEqual([
      [1, 15.5],
      [0.75, 15],
      [0.5, 27.5],
    ]);
    expect(orders).toEqual([
      { modalities: [1, 0], probability: 0.5 },
      { modalities: [0, 1], probability: 0.25 },
      { modalities: [0], probability: 0.25 },
    ]);
    expect(usedBy).toEqual({
      steps: 14,
      modalities: [
        { modality: 0, probability: 0.75 },
        { modality: 1, probability: 0.25 },
      ],
    });
    expect(summaryOf(starts, uses, 2, undefined).usedBy).toBeNull();
  });

  test('as far as all of them were followed', () => {
    const starts = [
      { times: [10, null, null], reached: 25 },
      { times: [30, 20, 40], reached: 40 },
      { times: [null, null, null], reached: 50 },
    ];
    const { horizon, times, orders, usedBy } = summaryOf(starts, uses, 2, 100);
    expect(horizon).toBe(25);
    expect(times).toEqual([
      [10, Infinity, Infinity],
      [Infinity, 20, Infinity],
      [Infinity, Infinity, Infinity],
    ]);
    // The one modality that is open comes last; of two the order is not known.
    expect(orders.map(({ modalities }) => modalities)).toEqual([[0, 1], [1, 0], []]);
    expect(usedBy?.steps).toBe(25);
  });

  test('of two layers, wide and small, are the typical one, to what small weights let differ', () => {
    const data = toyProblem({ sigmaA: 2, sigmaB: 1, rho: 0 });
    const input = asked(data, { depth: 2, fusionLayer: 2 }, { width: 400, start: { initScale: 0.01 } });
    const result = randomStart({ ...input, usedBySteps: 1e6, maxWork: 2e7 });
    if ('unfinished' in result) throw new Error(result.unfinished);
    const { events } = typicalTrajectory(input);
    result.events.forEach(({ time, probability }, u) => {
      expect(probability).toBe(1);
      expect(Math.abs((time?.mean ?? NaN) / (events[u].step ?? NaN) - 1)).toBeLessThan(0.02);
      expect((time?.std ?? NaN) / (time?.mean ?? NaN)).toBeLessThan(0.02);
    });
    expect(result.orders).toEqual([{ modalities: [0, 1], probability: 1 }]);
    expect(result.shares?.map((share) => Math.round(100 * share))).toEqual([80, 20]);
    expect(result.usedBy?.modalities.map(({ probability }) => probability)).toEqual([1, 1]);
    // A way of which steps are followed one by one comes at the same steps.
    const seen: (number | null)[][] = [];
    for (const swings of [true, false])
      followStart(
        { ...input, swings },
        { draw: 4, onPiece: ({ times }) => !times.includes(null) && seen.push([...times]) > 0 },
      );
    seen[0].forEach((time, u) => {
      expect(Math.abs(Number(time) / Number(seen[1][u]) - 1)).toBeLessThan(2e-3);
    });
  });

  test('that the work does not suffice for say so', () => {
    const data = toyProblem({ sigmaA: 2, sigmaB: 1, rho: 0 });
    const input = asked(data, { depth: 3, fusionLayer: 3 }, { start: { initScale: 1e-4 }, maxWork: 3e4 });
    expect(randomStart(input)).toHaveProperty('unfinished', expect.stringMatching(/work allowed ran out at step \d+/));
  });
});
