import { describe, expect, test } from 'vitest';
import { predict } from '../../src/index.js';
import { learningLevels } from '../../src/predict/source/levels.js';
import { correlations, toyCorrelations } from '../../src/problem/from-numbers.js';
import { problemOf } from '../../src/problem/two-modalities.js';
import { sourceTheory } from '../../src/predict/source/theory.js';
import { normLevels, simulate, timeOf } from '../../src/simulate/index.js';

const late = { depth: 2, fusionLayer: 2 };
const norm = (x: readonly number[]): number => Math.hypot(...x);

describe('learningLevels', () => {
  test.each([
    { stdA: 2, stdB: 1 },
    { stdA: 1, stdB: 2 },
  ])('are the plateau of the first and the final value of the other, $stdA to $stdB', ({ stdA, stdB }) => {
    const toy = toyCorrelations({ stdA, stdB, rho: 0.5, wA: 1, wB: 0.75 });
    const { first, plateaus } = sourceTheory(toy, { network: late });
    const at = (manifold: string, modality: 'A' | 'B') =>
      norm(plateaus.find((plateau) => plateau.manifold === manifold)?.[`weights${modality}`] ?? []);
    const levels = learningLevels(toy, late, 0.01);
    expect(levels.A).toBeCloseTo(at(first === 'A' ? 'M_A' : 'M_*', 'A'), 14);
    expect(levels.B).toBeCloseTo(at(first === 'B' ? 'M_B' : 'M_*', 'B'), 14);
  });

  test('Infinity for a modality with nothing left to learn, which a simulation never counts as learned', async () => {
    const toy = toyCorrelations({ stdA: 2, stdB: 1, rho: 0.5, wA: 1, wB: 0 });
    const levels = learningLevels(toy, late, 0.01);
    expect(levels).toEqual({ A: 1, B: Infinity });
    const start = { kind: 'gaussian', initScale: 0.01 } as const;
    const run = await simulate(problemOf(toy), late, {
      ...{ start, width: 8, learningRate: 0.04, maxSteps: 500 },
      measure: 'weights',
      levels: normLevels(levels),
    });
    expect(timeOf(run, 0)).toBeGreaterThan(0);
    expect(timeOf(run, 1)).toBeNull();
  });

  test('the shallower branch is first when weights start small enough (Eq 60)', () => {
    const toy = toyCorrelations({ stdA: 1, stdB: 1.2, rho: 0.5 });
    const unequal = { depthA: 2, depthB: 4, depthShared: 0 };
    const plateauA = 1.6; // (w_A σ_A² + w_B ρ σ_A σ_B)/σ_A²
    expect(learningLevels(toy, unequal, 1e-6).A).toBeCloseTo(plateauA, 12);
    expect(learningLevels(toy, late, 1e-6).A).toBeCloseTo(1, 12);
  });

  test.each([0, -1, NaN])('refuse u0 = %j', (initScale) => {
    expect(() => learningLevels(toyCorrelations({ stdA: 2, stdB: 1, rho: 0 }), late, initScale)).toThrow(/initScale/);
  });
});

test('random weights by weights wait for the levels that a simulation waits for, in several dimensions', async () => {
  const c = correlations({
    ...{ sigmaA: [[1, 0.9], [0.9, 1]], sigmaB: 1, sigmaAB: [[0.3], [0.6]] }, // prettier-ignore
    ...{ sigmaYA: [0.2, 0.3], sigmaYB: 0.5, ySquared: 2 },
  });
  const [network, initScale, width, learningRate] = [{ depth: 2, fusionLayer: 1 }, 0.3, 80, 0.04];
  const [{ randomStart }] = predict(problemOf(c), { network, initScale, width, measure: 'weights' }).predictions;
  const levels = normLevels(learningLevels(c, network, initScale));
  expect(randomStart?.events.map(({ level }) => level)).toEqual(levels.map(({ level }) => level));
  const start = { kind: 'gaussian', initScale } as const;
  const settings = { start, width, learningRate, maxSteps: 5000, measure: 'weights' as const, levels };
  const runs = await Promise.all([1, 2, 3, 4].map((seed) => simulate(problemOf(c), network, { ...settings, seed })));
  randomStart?.events.forEach(({ time }, m) => {
    const times = runs.map((run) => timeOf(run, m) ?? NaN);
    const mean = times.reduce((sum, t) => sum + t, 0) / times.length;
    // Four standard errors of four seeds, and the 3% that are promised.
    expect(Math.abs(mean - (time?.mean ?? NaN))).toBeLessThan(2 * (time?.std ?? NaN) + 0.03 * mean);
  });
});

test.each([null, undefined, {}])('what is no problem is refused by name: %j', (data) => {
  expect(() => predict(data as never, { network: late })).toThrow(/^data: must be a problem/);
});
