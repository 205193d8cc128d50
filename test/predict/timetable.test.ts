import { describe, expect, it } from 'vitest';
import { matrix, multiply, nested, transpose } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import type { Event } from '../../src/predict/answer.js';
import { separationInWords } from '../../src/predict/in-words.js';
import { predict } from '../../src/predict/predict.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import { offsets, type Problem } from '../../src/problem/problem.js';
import { simulate } from '../../src/simulate/index.js';

const LATE = { depth: 2, fusionLayer: 2 } as const;

/** Random moments of modalities of `dims` inputs and C outputs. */
function randomProblem(dims: readonly number[], C: number, seed: number): Problem {
  const D = dims.reduce((sum, dim) => sum + dim, 0);
  const source = randomSource(seed);
  const normal = (rows: number, cols: number) => matrix(rows, cols, fillNormal(source, new Float64Array(rows * cols)));
  const factor = normal(D, 4 * D);
  const sigma = multiply(factor, transpose(factor));
  sigma.data.forEach((value, i) => (sigma.data[i] = value / (4 * D)));
  const modalities = dims.map((dim, m) => ({ name: `m${m + 1}`, dim }));
  return problem({ modalities, sigma: nested(sigma), sigmaYX: nested(multiply(normal(C, D), sigma)), ySquared: 100 });
}

function eventsOf(data: Problem, network: { depth: number; fusionLayer: number } = LATE): readonly Event[] {
  const [{ randomStart }] = predict(data, { network, initScale: network.depth === 2 ? 0.01 : 0.05 }).predictions;
  if (randomStart === null) throw new Error('no random start');
  return randomStart.events;
}

describe('the share of the loss that a mode takes', () => {
  it('is that of the modality where modalities are uncorrelated, whatever the way', () => {
    // y = x_A + x_B takes σ_A² + σ_B² off ⟨y²⟩. Sums of some hundred differences: rounding only.
    const shares = eventsOf(toyProblem({ stdA: 2, stdB: 1, rho: 0 })).map(({ share }) => share);
    expect(shares[0]).toBeCloseTo(0.8, 10);
    expect(shares[1]).toBeCloseTo(0.2, 10);
  });

  it.each([
    ['late', [2, 3], 3, LATE],
    ['more outputs than inputs', [1, 2], 4, LATE],
    ['early', [2, 2], 2, { depth: 2, fusionLayer: 1 }],
    ['three modalities, three layers', [2, 1, 2], 1, { depth: 3, fusionLayer: 3 }],
  ] as const)('adds up to the whole: %s', (_, dims, C, network) => {
    const shares = eventsOf(randomProblem(dims, C, 5), network).map(({ share }) => share ?? NaN);
    // Every part of the way is a difference of a quadratic, exactly.
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
  });

  it('is what a simulated network does', async () => {
    const data = randomProblem([2, 3], 2, 7);
    const run = await simulate(data, LATE, {
      ...{ start: { kind: 'gaussian', initScale: 0.01 }, width: 100, learningRate: 0.04, maxSteps: 3000, seed: 1 },
      thinning: { every: 2, maxRecords: 2000 },
    });
    const at = offsets(data);
    const whole = (totals: readonly Float64Array[]) => {
      const W = matrix(2, at[2]);
      totals.forEach((part, m) => {
        const dim = at[m + 1] - at[m];
        for (let c = 0; c < 2; c++) W.data.set(part.subarray(c * dim, (c + 1) * dim), c * at[2] + at[m]);
      });
      return W;
    };
    const taken = [0, 0];
    run.trajectory.slice(1).forEach(({ totals }, i) => {
      const [before, after] = [whole(run.trajectory[i].totals), whole(totals)];
      const middle = { ...before, data: before.data.map((value, k) => (value + after.data[k]) / 2) };
      const seen = multiply(middle, data.sigma).data;
      after.data.forEach((value, k) => {
        const m = k % at[2] < at[1] ? 0 : 1;
        taken[m] += (data.sigmaYX.data[k] - seen[k]) * (value - before.data[k]);
      });
    });
    const events = eventsOf(data);
    [0, 1].forEach((m) => {
      const share = events.reduce((sum, e) => sum + (e.modality === `m${m + 1}` ? (e.share ?? NaN) : 0), 0);
      // One seed against the mean of many: the order of modes is certain, so they differ by their 1/√N at most.
      expect(Math.abs(share - taken[m] / (taken[0] + taken[1]))).toBeLessThan(0.03);
    });
  });
});

describe('what a mode separates', () => {
  // One input a class and modality, so that each mode is a pattern of the outputs that is known.
  const made = (patterns: readonly (readonly number[])[], target: 'classes' | 'numbers') =>
    problem({
      modalities: [
        { name: 'A', dim: 1 },
        { name: 'B', dim: 1 },
      ],
      outputs: ['cat', 'dog', 'eel'],
      sigma: [
        [1, 0],
        [0, 1],
      ],
      sigmaYX: [0, 1, 2].map((c) => patterns.map((pattern) => pattern[c])),
      target,
    });
  const words = (data: Problem) =>
    eventsOf(data).map(({ separates }) => {
      if (separates === null) throw new Error('nothing is separated');
      return separationInWords(separates, { outputs: data.outputs, target: data.target });
    });
  const [eel, dogOrCat] = [
    [0.4, 0.4, -0.8],
    [-0.5, 0.6, -0.1],
  ];

  it('are two groups of classes', () => {
    expect(words(made([eel, dogOrCat], 'classes'))).toEqual(['eel from the others', 'cat from dog']);
  });

  it('are numbers that go together or against each other', () => {
    const together = [0.5, 0.5, 0.02];
    expect(words(made([together, dogOrCat], 'numbers'))).toEqual(['cat and dog', 'cat against dog']);
  });

  it('is told of modes of equal size in two modalities, and of outputs that all move together', () => {
    expect(words(made([dogOrCat, dogOrCat], 'numbers'))).toEqual(['cat against dog', 'cat against dog']);
    expect(words(made([[0.5, 0.5, 0.5], dogOrCat], 'numbers'))).toEqual(['cat, dog and eel', 'cat against dog']); // prettier-ignore
  });

  it('is nothing for one output', () => {
    expect(eventsOf(toyProblem({ stdA: 2, stdB: 1, rho: 0 })).map(({ separates }) => separates)).toEqual([null, null]);
  });
});
