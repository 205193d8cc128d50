import { describe, expect, it } from 'vitest';
import { problemOf } from '../../src/problem/two-modalities.js';
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

/** Difference of the means in units of its standard error, `√((s₁² + s₂²)/n)`. */
function standardErrorsBetween(values: readonly number[], mean: number, std: number): number {
  const own = values.reduce((sum, value) => sum + value, 0) / SEEDS;
  const variance = values.reduce((sum, value) => sum + (value - own) ** 2, 0) / (SEEDS - 1);
  return Math.abs(own - mean) / Math.sqrt((variance + std ** 2) / SEEDS);
}
