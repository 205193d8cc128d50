import { describe, expect, it } from 'vitest';
import { correlationsFromFile } from '../../src/data/from-data.js';
import type { Problem } from '../../src/problem/problem.js';
import { numbered, problemOf } from '../../src/problem/two-modalities.js';
import { timeOf } from '../../src/simulate/levels.js';
import { simulate } from '../../src/simulate/simulate.js';
import { toy } from '../support/toy.js';

// Means and standard deviations over 20 seeds of an independent program, bench/gd_reference.c: three layers of width 100,
// σ_A/σ_B = 2, ρ = 0, Gaussian start of u_0 = 0.1 under the deep protocol, learning rate 0.04.
const references = [
  { fusionLayer: 2, tA: 77.8, tAStd: 4.8, ratio: 1.6771, ratioStd: 0.0598 },
  { fusionLayer: 3, tA: 94.7, tAStd: 4.6, ratio: 3.939, ratioStd: 0.3797 },
];
const SEEDS = 20;

describe('three layers from the source’s random start', () => {
  it.each(references)('learn as in the reference program, fusion layer $fusionLayer', async (reference) => {
    const runs = await Promise.all(
      Array.from({ length: SEEDS }, (_, i) =>
        simulate(
          problemOf(toy(2, 1, 0)),
          { depth: 3, fusionLayer: reference.fusionLayer },
          {
            start: { kind: 'gaussian', initScale: 0.1 },
            seed: i + 1,
            learningRate: 0.04,
            maxSteps: 2000,
          },
        ),
      ),
    );
    const tA = runs.map((run) => timeOf(run, 0) ?? NaN);
    const ratio = runs.map((run) => (timeOf(run, 1) ?? NaN) / (timeOf(run, 0) ?? NaN));
    expect(standardErrorsBetween(tA, reference.tA, reference.tAStd)).toBeLessThan(2);
    expect(standardErrorsBetween(ratio, reference.ratio, reference.ratioStd)).toBeLessThan(2);
  });
});

describe('three modalities of real data', () => {
  // Means and standard deviations over 32 seeds of an independent program: diabetes, standardized, three layers, late
  // fusion, width 100, u_0 = 0.05, η = 0.04.
  const expected = [
    { columns: ['age', 'sex'], mean: 8765.2, std: 380.3 },
    { columns: ['bmi', 'bp'], mean: 1304.5, std: 120.3 },
    { columns: ['s1', 's2', 's3', 's4', 's5', 's6'], mean: 1213.9, std: 113.6 },
  ];

  it('are used as in the reference program', async () => {
    const problem = await grouped(expected.map(({ columns }) => columns));
    const net = { depth: 3, fusionLayer: 3 };
    const start = { kind: 'gaussian', initScale: 0.05 } as const;
    const seeds = [1, 2, 3, 4, 5];
    const runs = await Promise.all(
      seeds.map((seed) => simulate(problem, net, { start, seed, learningRate: 0.04, maxSteps: 30_000 })),
    );
    expected.forEach(({ mean, std }, m) => {
      const times = runs.map((run) => timeOf(run, m) ?? NaN);
      const own = times.reduce((sum, time) => sum + time, 0) / seeds.length;
      expect(Math.abs(own - mean) / (std * Math.sqrt(1 / seeds.length + 1 / 32))).toBeLessThan(3);
    });
  });
});

/** Difference of the means in units of its standard error, `√((s₁² + s₂²)/n)`. */
function standardErrorsBetween(values: readonly number[], mean: number, std: number): number {
  const own = values.reduce((sum, value) => sum + value, 0) / SEEDS;
  const variance = values.reduce((sum, value) => sum + (value - own) ** 2, 0) / (SEEDS - 1);
  return Math.abs(own - mean) / Math.sqrt((variance + std ** 2) / SEEDS);
}

/** The moments of the standardized diabetes data, by groups of columns. */
async function grouped(groups: readonly (readonly string[])[]): Promise<Problem> {
  const y = 'progression';
  const all = groups.flat();
  const c = await correlationsFromFile('data/diabetes.csv', {
    ...{ a: all.slice(0, 1).join(), b: all.slice(1).join(), y },
    standardize: true,
  });
  const modalities = groups.map((columns, m) => ({ ...numbered(`group${m + 1}`, columns.length), columns }));
  return { ...problemOf(c), modalities };
}
