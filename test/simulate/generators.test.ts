import { describe, expect, it } from 'vitest';
import { matrix } from '../../src/numerics/matrix.js';
import {
  gaussianSamples,
  isotropicPopulation,
  populationCorrelations,
  randomPopulation,
  xorSamples,
} from '../../src/simulate/generators.js';
import { correlationsOf } from '../support/toy.js';

describe('generated data', () => {
  it('is reproduced by its seed', () => {
    const population = randomPopulation({ inputsA: 2, inputsB: 3, seed: 4 });
    expect(randomPopulation({ inputsA: 2, inputsB: 3, seed: 4 })).toEqual(population);
    expect(gaussianSamples(population, { count: 5, seed: 6 })).toEqual(
      gaussianSamples(population, { count: 5, seed: 6 }),
    );
  });

  it('has the correlations of its population', () => {
    const sigma = matrix(3, 3, Float64Array.of(2, 0.5, 0.3, 0.5, 1, -0.4, 0.3, -0.4, 1.5));
    const population = { sigma, inputsA: 2, target: Float64Array.of(1, -2, 0.5), noise: 0.5 };
    const exact = populationCorrelations(population);
    const count = 20_000;
    const measured = correlationsOf(gaussianSamples(population, { count, seed: 1 }));
    // Five standard errors of ⟨uv⟩ for Gaussian u, v: √((⟨u²⟩⟨v²⟩ + ⟨uv⟩²)/n), each at most ⟨y²⟩ here.
    const tolerance = (5 * (exact.ySquared ?? NaN) * Math.SQRT2) / Math.sqrt(count);
    for (const block of ['sigmaA', 'sigmaB', 'sigmaAB'] as const) {
      exact[block].data.forEach((value, i) => {
        expect(Math.abs(measured[block].data[i] - value)).toBeLessThan(tolerance);
      });
    }
    for (const row of ['sigmaYA', 'sigmaYB'] as const) {
      exact[row].forEach((value, i) => {
        expect(Math.abs(measured[row][i] - value)).toBeLessThan(tolerance);
      });
    }
    expect(Math.abs((measured.ySquared ?? NaN) - (exact.ySquared ?? NaN))).toBeLessThan(tolerance);
  });

  it('of the source’s Fig 5 has ⟨y²⟩ = 50/100 + 150/100 + 1/4', () => {
    const population = isotropicPopulation({ inputs: 50, varianceA: 1, varianceB: 3, target: 0.1, noise: 0.5 });
    const { sigmaA, sigmaB, sigmaYB, ySquared } = populationCorrelations(population);
    expect([sigmaA.data[0], sigmaB.data[0], sigmaA.rows, sigmaB.rows]).toEqual([1, 3, 50, 50]);
    expect(sigmaYB[7]).toBeCloseTo(0.3, 15);
    expect(ySquared).toBeCloseTo(2.25, 13);
  });

  it('with inverse-Wishart covariance has the mean I/(ν − D − 1)', () => {
    const [D, degreesOfFreedom, count] = [2, 20, 400];
    const sigmas = Array.from(
      { length: count },
      (_, i) => randomPopulation({ inputsA: 1, inputsB: 1, seed: i, degreesOfFreedom }).sigma.data,
    );
    const mean = (k: number): number => sigmas.reduce((sum, sigma) => sum + sigma[k], 0) / count;
    const expected = 1 / (degreesOfFreedom - D - 1);
    // Var Σ_ii = 2/((ν−D−1)²(ν−D−3)), Var Σ_ij = 1/((ν−D)(ν−D−1)(ν−D−3))·(ν−D+1)/(ν−D−1) < Var Σ_ii; five standard errors.
    const tolerance = 5 * Math.sqrt((2 * expected ** 2) / (degreesOfFreedom - D - 3) / count);
    expect(Math.abs(mean(0) - expected)).toBeLessThan(tolerance);
    expect(Math.abs(mean(3) - expected)).toBeLessThan(tolerance);
    expect(Math.abs(mean(1))).toBeLessThan(tolerance);
  });

  it('of the XOR task adds a sign to a number', () => {
    const { xA, xB, y } = xorSamples({ std: 2, count: 50, seed: 1 });
    expect(new Set(xB.data)).toEqual(new Set([-1, 1]));
    y.forEach((value, p) => {
      expect(value - xA.data[p]).toBeCloseTo(xB.data[2 * p] === xB.data[2 * p + 1] ? -1 : 1, 14);
    });
  });

  it('is refused for a covariance that is not positive definite', () => {
    const population = {
      sigma: matrix(2, 2, Float64Array.of(1, 1, 1, 1)),
      inputsA: 1,
      target: Float64Array.of(1, 1),
      noise: 0,
    };
    expect(() => gaussianSamples(population, { count: 1, seed: 1 })).toThrow(/positive definite/);
  });
});
