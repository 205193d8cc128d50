import { describe, expect, test } from 'vitest';
import { followStart } from '../../src/flows/random/follow.js';
import { randomStart, typicalTrajectory, type RandomStartInput } from '../../src/flows/random/index.js';
import { mean, standardDeviation } from '../../src/numerics/statistics.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';
import { network, type NetworkInput } from '../../src/problem/network.js';
import { problemOf } from '../../src/problem/two-modalities.js';
import type { GaussianStart } from '../../src/problem/start.js';
import { timeOf } from '../../src/simulate/levels.js';
import { simulate } from '../../src/simulate/simulate.js';

const toy = (rho: number, stdA = 2) => toyCorrelations({ stdA, stdB: 1, rho });

function asked(net: NetworkInput, start: GaussianStart, width: number, rho = 0): RandomStartInput {
  return { problem: problemOf(toy(rho)), network: network(net), width, start, learningRate: 0.04, measure: 'output' };
}

function answered(input: RandomStartInput) {
  const result = randomStart(input);
  if ('unfinished' in result) throw new Error(result.unfinished);
  return result;
}

describe('times of random starts are those of full matrices', () => {
  test.each([
    ['two layers, late', { depth: 2, fusionLayer: 2 }, { std: 0.01 }, 0.5],
    ['three layers, early, correlated', { depth: 3, fusionLayer: 1 }, { initScale: 0.1 }, 0.5],
    ['three layers, late', { depth: 3, fusionLayer: 3 }, { initScale: 0.15 }, 0],
    ['equal variances, three layers', { depth: 3, fusionLayer: 2 }, { std: 0.02 }, 0],
    ['unequal depths', { depthA: 3, depthB: 2, depthShared: 0 }, { initScale: 0.15 }, 0.3],
  ] as const)('%s', async (_, net, start, rho) => {
    const [width, seeds] = [40, 10];
    const { events } = answered(asked(net, start, width, rho));
    const runs = await Promise.all(
      Array.from({ length: seeds }, (_, seed) =>
        simulate(problemOf(toy(rho)), net, {
          start: { kind: 'gaussian', ...start },
          width,
          seed: seed + 1,
          learningRate: 0.04,
          maxSteps: 50_000,
        }),
      ),
    );
    for (const m of [0, 1]) {
      const times = runs.map((run) => timeOf(run, m) ?? NaN);
      const { mean: predicted, std } = events[m].time ?? { mean: NaN, std: NaN };
      // Four standard errors of the seeds.
      const error = (4 * standardDeviation(times)) / Math.sqrt(seeds);
      expect(Math.abs(predicted - mean(times))).toBeLessThan(error);
      // The F distribution with 9 degrees of freedom: beyond a factor of two once in a hundred.
      expect(standardDeviation(times) / std).toBeGreaterThan(0.4);
      expect(standardDeviation(times) / std).toBeLessThan(2);
    }
  });
});

test('the order of two equal modalities is a toss', () => {
  const problem = problemOf(toy(0, 1));
  const { orders, draws } = answered({ ...asked({ depth: 3, fusionLayer: 3 }, { initScale: 0.1 }, 100), problem });
  expect(orders).toHaveLength(2);
  // Three standard deviations of a binomial.
  expect(Math.abs(orders[0].probability - 0.5)).toBeLessThan(1.5 / Math.sqrt(draws));
});

test('the way of the typical start ends in the global minimum', () => {
  const input = asked({ depth: 3, fusionLayer: 2 }, { initScale: 0.1 }, 100);
  const { points, events } = typicalTrajectory({ ...input, until: 3000 });
  const end = points[points.length - 1];
  expect(points[0].step).toBe(0);
  expect(end.step).toBe(3000);
  expect(end.loss).toBeCloseTo(0, 6);
  expect(Array.from(end.weights)).toEqual([expect.closeTo(1, 3), expect.closeTo(1, 3)]);
  expect(events[0].step).toBeLessThan(events[1].step ?? 0);
});

test('a branch of one layer is not stepped over, however slow the other is', () => {
  // B alone: 1 − (1 − ησ²)^t of the way, half of it at ln 2/−ln(1 − η); A takes a quarter of a million steps.
  const net = { depthA: 5, depthB: 1, depthShared: 0 };
  const input = { ...asked(net, { initScale: 0.1 }, 100), problem: problemOf(toy(0, 1)) };
  let b: number | null = null;
  followStart(input, { draw: null, onPiece: ({ times }) => (b = times[1]) !== null });
  // The curve through the steps is theirs to second order in η, and its tolerance a part in a thousand.
  expect(Math.abs(Number(b) / (Math.LN2 / -Math.log1p(-0.04)) - 1)).toBeLessThan(1e-3);
});
