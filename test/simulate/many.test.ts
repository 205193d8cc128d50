import { describe, expect, it } from 'vitest';
import { matrix, multiply, norm, rowsOf, transpose, type Matrix } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import { network } from '../../src/problem/network.js';
import { offsets, type Problem } from '../../src/problem/problem.js';
import { numbered } from '../../src/problem/two-modalities.js';
import { contributions, usesAt } from '../../src/problem/use.js';
import { mapLayers, type Weights } from '../../src/problem/weights.js';
import { fastStepper } from '../../src/simulate/fast-stepper.js';
import { countAbove, modesOf, outputGauge } from '../../src/simulate/gauge.js';
import { linearModel } from '../../src/simulate/model.js';
import { meanSquare, squareLoss } from '../../src/simulate/objective.js';
import { simulate } from '../../src/simulate/simulate.js';
import { startWeights } from '../../src/simulate/start.js';
import { plainStepper, type Stepper } from '../../src/simulate/stepper.js';
import type { Training } from '../../src/simulate/training.js';
import { flatten, totalsOf, unflatten } from '../support/weights.js';

const random = (rows: number, cols: number, seed: number): Matrix =>
  matrix(rows, cols, fillNormal(randomSource(seed), new Float64Array(rows * cols)));

/** Moments of random inputs and targets: Σ = G Gᵀ/n with twice as many samples as inputs. */
function randomMoments(dims: readonly number[], outputs: number, seed: number): Problem {
  const D = dims.reduce((sum, dim) => sum + dim, 0);
  const [x, map] = [random(D, 2 * D, seed), random(outputs, D, seed + 1)];
  const sigma = multiply(x, transpose(x));
  const scaled = matrix(
    D,
    D,
    sigma.data.map((value) => value / (2 * D)),
  );
  const sigmaYX = multiply(map, scaled);
  return {
    modalities: dims.map((dim, m) => numbered(`m${m + 1}`, dim)),
    outputs: Array.from({ length: outputs }, (_, c) => `y${c + 1}`),
    sigma: scaled,
    sigmaYX,
    ySquared: multiply(sigmaYX, transpose(map)).data.reduce((sum, v, k) => sum + (k % (outputs + 1) === 0 ? v : 0), 0),
    samples: null,
    target: null,
    centred: true,
    rows: null,
    dropped: [],
  };
}

const three = randomMoments([3, 2, 5], 3, 1);
const nets = [
  { depth: 2, fusionLayer: 2 },
  { depth: 3, fusionLayer: 1 },
  { depth: 4, fusionLayer: 3 },
].map(network);
const weightsFor = (problem: Problem, net: (typeof nets)[number], std = 0.4): Weights =>
  startWeights({ kind: 'gaussian', std }, { network: net, width: 6, seed: 4, problem });

type MakeStepper = (weights: Weights, training: Training) => Stepper;

function after(steps: number, make: MakeStepper, weights: Weights, problem: Problem, training: Training): Weights {
  const model = linearModel(make(weights, training), meanSquare(problem));
  model.refresh();
  for (let step = 0; step < steps; step++) {
    model.step();
    model.refresh();
  }
  return model.weights();
}

/** Largest difference of a weight in units of the largest. */
function distance(one: Weights, other: Weights): number {
  const [a, b] = [flatten(one), flatten(other)];
  return Math.max(...a.map((value, i) => Math.abs(value - b[i]))) / Math.max(...a.map(Math.abs));
}

describe('three modalities and three outputs', () => {
  describe.each([
    ['plain', plainStepper],
    ['fast', fastStepper],
  ] as const)('on the %s path', (_, make: MakeStepper) => {
    it.each(nets)('descend the gradient of the loss: %j', (net) => {
      const weights = weightsFor(three, net);
      const before = flatten(weights);
      const moved = flatten(after(1, make, weights, three, { learningRate: 1 })).map((value, i) => value - before[i]);
      const loss = (k: number, by: number): number => {
        const shifted = before.map((value, i) => (i === k ? value + by : value));
        return squareLoss(three, totalsOf(unflatten(shifted, weights)));
      };
      // The loss is a parabola in any one weight: a central difference of any step is exact up to rounding.
      const expected = before.map((_, k) => (loss(k, -1) - loss(k, 1)) / 2);
      const size = Math.max(...expected.map(Math.abs));
      moved.forEach((value, i) => {
        expect(Math.abs(value - expected[i])).toBeLessThan(1e-11 * size);
      });
    });
  });

  it.each(nets)('are the same on both paths up to rounding: %j', (net) => {
    const weights = weightsFor(three, net);
    const [plain, fast] = [plainStepper, fastStepper].map((make) =>
      after(300, make, weights, three, { learningRate: 0.02 }),
    );
    expect(distance(plain, fast)).toBeLessThan(1e-10);
  });

  it('are measured by the singular values of their contributions', () => {
    const total = random(3, 10, 5);
    const gauge = outputGauge(three);
    const at = offsets(three);
    const totals = three.modalities.map(({ dim }, m) =>
      Float64Array.from({ length: 3 * dim }, (_, k) => total.data[Math.floor(k / dim) * 10 + at[m] + (k % dim)]),
    );
    three.modalities.forEach((_, m) => {
      const gram = new Float64Array(9);
      gauge.fill(m, totals, gram);
      const modes = modesOf(gram, 3);
      const expected = contributions(three, total, m);
      expected.forEach((value, j) => {
        expect(modes[j]).toBeCloseTo(value, 10);
        // Sylvester's law: j + 1 squares are above what is a little less than this one.
        expect(countAbove(gram, 3, (0.999 * value) ** 2, new Float64Array(9))).toBe(j + 1);
      });
    });
  });
});

describe('times do not depend on', () => {
  const settings = { width: 20, learningRate: 0.05, maxSteps: 60_000 };
  const net = { depth: 2, fusionLayer: 2 };
  const problem = randomMoments([2, 3, 2], 2, 11);
  const start = startWeights({ kind: 'gaussian', std: 1e-3 }, { network: network(net), width: 20, seed: 3, problem });
  const times = async (p: Problem, weights: Weights): Promise<number[]> => {
    const { events } = await simulate(p, net, { ...settings, start: { kind: 'given', weights } });
    return events.flatMap(({ time }) => time ?? []);
  };

  it('the order of modalities', async () => {
    const order = [2, 0, 1];
    const at = offsets(problem);
    const index = order.flatMap((m) => Array.from({ length: at[m + 1] - at[m] }, (_, i) => at[m] + i));
    const D = index.length;
    const reordered: Problem = {
      ...problem,
      modalities: order.map((m) => problem.modalities[m]),
      sigma: matrix(
        D,
        D,
        Float64Array.from({ length: D * D }, (_, k) => problem.sigma.data[index[Math.floor(k / D)] * D + index[k % D]]),
      ),
      sigmaYX: matrix(
        2,
        D,
        Float64Array.from({ length: 2 * D }, (_, k) => problem.sigmaYX.data[Math.floor(k / D) * D + index[k % D]]),
      ),
    };
    const own = await times(problem, start);
    const other = await times(reordered, { ...start, branches: order.map((m) => start.branches[m]) });
    expect(own).toHaveLength(usesAt(problem).length);
    const expected = order.flatMap((m) => own.slice(2 * m, 2 * m + 2));
    other.forEach((time, i) => {
      expect(time / expected[i]).toBeCloseTo(1, 9);
    });
  });

  it('the basis of a modality’s inputs, nor of the outputs', async () => {
    const turn = rotation(7, 6);
    // Only the second modality is turned, its coordinates being 2…4; and the two outputs.
    for (let i = 0; i < 7; i++)
      for (let j = 0; j < 7; j++) if (!(inside(i) && inside(j))) turn.data[i * 7 + j] = Number(i === j);
    const [q, r] = [orthonormal(turn), orthonormal(random(2, 2, 8))];
    const turned: Problem = {
      ...problem,
      sigma: multiply(multiply(q, problem.sigma), transpose(q)),
      sigmaYX: multiply(multiply(r, problem.sigmaYX), transpose(q)),
    };
    const block = matrix(
      3,
      3,
      Float64Array.from({ length: 9 }, (_, k) => q.data[(2 + Math.floor(k / 3)) * 7 + 2 + (k % 3)]),
    );
    const weights = mapLayers(start, (layer, { branch, layer: l }) => {
      if (l === 0) return branch === 1 ? multiply(layer, transpose(block)) : layer;
      return multiply(r, layer);
    });
    const [own, other] = [await times(problem, start), await times(turned, weights)];
    expect(own.length).toBeGreaterThan(4);
    other.forEach((time, i) => {
      expect(time / own[i]).toBeCloseTo(1, 9);
    });
  });
});

const inside = (i: number): boolean => i >= 2 && i < 5;
const rotation = (n: number, seed: number): Matrix => random(n, n, seed);

/** Rows made orthonormal (Gram–Schmidt, twice). */
function orthonormal(m: Matrix): Matrix {
  const rows = rowsOf(m);
  rows.forEach((row, i) => {
    for (let twice = 0; twice < 2; twice++) {
      for (const e of rows.slice(0, i)) {
        const along = e.reduce((sum, value, k) => sum + value * row[k], 0);
        e.forEach((value, k) => (row[k] -= along * value));
      }
    }
    const length = norm(row);
    row.forEach((value, k) => (row[k] = value / length));
  });
  return matrix(m.rows, m.cols, Float64Array.from(rows.flatMap((row) => [...row])));
}

describe('a thin problem', () => {
  // Six inputs of B seen through two samples' worth of directions.
  const wide = randomMoments([2, 6], 1, 21);
  it('starts as weights of all inputs do, in its own coordinates', () => {
    const basis = { mix: matrix(2, 2, Float64Array.of(1, 0, 0, 1)), rows: orthonormal(random(2, 6, 22)) };
    const thin = { ...wide, modalities: [wide.modalities[0], { ...wide.modalities[1], dim: 2, basis }] };
    const u0 = 3;
    const sums = [0, 0];
    for (let seed = 1; seed <= 200; seed++) {
      const context = { network: network({ depth: 2, fusionLayer: 2 }), width: 20, seed, problem: thin };
      const gaussian = startWeights({ kind: 'gaussian', initScale: u0 }, context).branches[1][0];
      const uniformly = startWeights({ kind: 'pytorch' }, context).branches[1][0];
      expect([gaussian.cols, uniformly.cols]).toEqual([2, 2]);
      [gaussian, uniformly].forEach(({ data }, k) => (sums[k] += data.reduce((sum, value) => sum + value * value, 0)));
    }
    // 20 × 2 entries of variance u₀²/(20·6), and 1/(3·6); a mean of 8000 squares has a relative error of √(2/8000).
    const error = 5 * Math.sqrt(2 / 8000);
    expect(Math.abs(sums[0] / 200 / 40 / (u0 ** 2 / 120) - 1)).toBeLessThan(error);
    expect(Math.abs(sums[1] / 200 / 40 / (1 / 18) - 1)).toBeLessThan(error);
  });
});

describe('PyTorch’s start', () => {
  it('is uniform within ±1/√fan_in, all inputs together where fusion is early', () => {
    const of = (net: Parameters<typeof network>[0]) =>
      startWeights({ kind: 'pytorch' }, { network: network(net), width: 200, seed: 1, problem: three });
    const largest = ({ data }: Matrix): number => Math.max(...data.map(Math.abs));
    const late = of({ depth: 2, fusionLayer: 2 }).branches;
    late.forEach(([first, second], m) => {
      const bound = 1 / Math.sqrt(three.modalities[m].dim);
      // The largest of n uniform numbers is within a share of 1/n of the bound, and 12/n with probability e⁻¹².
      expect(largest(first)).toBeLessThan(bound);
      expect(largest(first) / bound).toBeGreaterThan(1 - 12 / first.data.length);
      expect(largest(second) * Math.sqrt(200)).toBeLessThan(1);
    });
    for (const [first] of of({ depth: 2, fusionLayer: 1 }).branches)
      expect(largest(first) * Math.sqrt(10)).toBeLessThan(1);
  });
});

describe('a start above half of a level', () => {
  const net = { depth: 2, fusionLayer: 2 };
  const problem = randomMoments([1, 1], 1, 31);
  const weights = (a: number, b: number): Weights => {
    const column = (value: number) => [matrix(1, 1, Float64Array.of(value)), matrix(1, 1, Float64Array.of(1))];
    return { branches: [column(a), column(b)], shared: [] };
  };
  const [wA, wB] = [problem.sigmaYX, problem.sigma].map(({ data }) => data[0]);
  const run = (a: number, b: number) =>
    simulate(problem, net, { start: { kind: 'given', weights: weights(a, b) }, learningRate: 0.02, maxSteps: 20_000 });

  it('is used from the start where it stays, and only when it comes back where it does not', async () => {
    expect(wA * wB).not.toBe(0);
    const settled = await run(1, 1);
    const { final } = await simulate(problem, net, {
      ...{ start: { kind: 'given', weights: weights(1, 1) }, learningRate: 0.02, maxSteps: 5000, levels: [] },
    });
    const [a, b] = final.totals.map(([total]) => total);
    const there = await run(a, b);
    expect(there.events.map(({ time }) => time)).toEqual([0, 0]);
    // The same sizes with the wrong signs: both have to pass through zero first.
    const wrong = await run(-a, -b);
    for (const { time } of wrong.events) expect(time).toBeGreaterThan(1);
    expect(settled.complete).toBe(true);
  });
});

describe('rules of training', () => {
  const problem = randomMoments([2, 2], 1, 41);
  const net = network({ depth: 2, fusionLayer: 2 });
  const start = weightsFor(problem, net);

  it('rates and freezes are the same on both paths', () => {
    const training: Training = {
      learningRate: 0.02,
      rates: [
        { encoder: 0.75, head: 0.35 },
        { encoder: 3, head: 1.4 },
      ],
      heldUntil: [40, 0],
    };
    const [plain, fast] = [plainStepper, fastStepper].map((make) => after(100, make, start, problem, training));
    expect(distance(plain, fast)).toBeLessThan(1e-12);
    const held = after(40, fastStepper, start, problem, training);
    expect(held.branches[0]).toEqual(start.branches[0]);
    expect(held.branches[1]).not.toEqual(start.branches[1]);
    expect(after(41, fastStepper, start, problem, training).branches[0]).not.toEqual(start.branches[0]);
  });

  /** The gradient by the change of one step of rate one. */
  const gradientAt = (weights: Weights): number[] => {
    const before = flatten(weights);
    return flatten(after(1, plainStepper, weights, problem, { learningRate: 1 })).map((value, i) => before[i] - value);
  };

  // PyTorch's rules, written out for all weights as one vector.
  it.each<Omit<Training, 'learningRate'>>([
    { momentum: 0.9, weightDecay: 0.01 },
    { optimizer: 'adam', weightDecay: 0.01 },
    { optimizer: 'adamw', weightDecay: 0.1 },
  ])('%j moves as PyTorch documents it', (rule) => {
    const rate = 0.03;
    let w = flatten(start);
    const [m, v] = [w.map(() => 0), w.map(() => 0)];
    const { momentum = 0, weightDecay = 0, optimizer = 'sgd' } = rule;
    const [b1, b2, epsilon] = [0.9, 0.999, 1e-8];
    for (let t = 1; t <= 7; t++) {
      const g = gradientAt(unflatten(w, start)).map(
        (value, i) => value + (optimizer === 'adamw' ? 0 : weightDecay * w[i]),
      );
      w = w.map((value, i) => {
        if (optimizer === 'sgd') {
          m[i] = momentum * m[i] + g[i];
          return value - rate * m[i];
        }
        const kept = optimizer === 'adamw' ? value * (1 - rate * weightDecay) : value;
        m[i] = b1 * m[i] + (1 - b1) * g[i];
        v[i] = b2 * v[i] + (1 - b2) * g[i] ** 2;
        return kept - (rate * (m[i] / (1 - b1 ** t))) / (Math.sqrt(v[i] / (1 - b2 ** t)) + epsilon);
      });
    }
    const found = flatten(after(7, plainStepper, start, problem, { learningRate: rate, ...rule }));
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(w[i], 9);
    });
  });
});
