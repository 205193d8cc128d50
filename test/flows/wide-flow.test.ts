import { describe, expect, it } from 'vitest';
import { directFlow, type RankOneOptions } from '../../src/flows/balanced/direct-flow.js';
import { balancedState } from '../../src/flows/balanced/rank-one-system.js';
import { wideFlow } from '../../src/flows/wide/wide-flow.js';
import { multiply, matrix, norm, transpose, type Matrix } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import type { Correlations } from '../../src/problem/correlations.js';
import { network, type Network } from '../../src/problem/network.js';
import { sourceQuantities } from '../../src/predict/source/quantities.js';
import { populationCorrelations } from '../../src/simulate/generators.js';

/** `H Λ Hᵀ`, eigenvalues evenly spread in the logarithm, H the product of reflections at the vectors. */
function spread(condition: number, mirrors: readonly Float64Array[]): Matrix {
  const n = mirrors[0].length;
  let h = matrix(n, n);
  for (let i = 0; i < n; i++) h.data[i * n + i] = condition ** (-i / (n - 1) / 2);
  for (const v of mirrors) {
    const image = multiply(matrix(1, n, v), h).data;
    const square = norm(v) ** 2;
    h = matrix(
      n,
      n,
      h.data.map((x, k) => x - (2 * v[Math.floor(k / n)] * image[k % n]) / square),
    );
  }
  return multiply(h, transpose(h));
}

const problem = (sigma: Matrix, target: Float64Array): Correlations =>
  populationCorrelations({ sigma, inputsA: sigma.rows / 2, target, noise: 0 });

const start = (c: Correlations, net: Network, u0: number) => {
  const along = (x: Float64Array) => x.map((value) => (value * u0) / norm(x));
  return balancedState(net, along(c.sigmaYA), along(c.sigmaYB), Math.SQRT2 * u0);
};
const options = (c: Correlations, change: Partial<RankOneOptions> = {}): RankOneOptions => {
  const { pA, finalB } = sourceQuantities(c);
  const levels = { A: pA, B: norm(finalB) };
  return { levels, earlyPhaseOnly: false, tolerance: 1e-7, maxSteps: 20_000, ...change };
};
const off = (p: number | null, q: number | null) => Math.abs((p ?? NaN) / (q ?? NaN) - 1);

describe('an ill-conditioned problem, condition 1e6', () => {
  const sigma = spread(1e6, [Float64Array.from({ length: 8 }, (_, i) => i + 1)]);
  const c = problem(
    sigma,
    Float64Array.from({ length: 8 }, (_, i) => Math.cos(i + 1)),
  );
  // SciPy's Radau IIA at a relative tolerance of 1e-9 on the system of all scalars by themselves.
  it.each([
    [2, 2, 62.787931145349944, 544685.431169665],
    [4, 3, 142.69879859353642, 622649.574769977],
  ])('has the times of another integrator: L = %i, L_f = %i', (depth, fusionLayer, tA, tB) => {
    const net = network({ depth, fusionLayer });
    const run = directFlow(c, start(c, net, 0.1), options(c, { tolerance: 1e-8 }));
    // A step's tolerance of 1e-8, over some hundred steps.
    expect(off(run.tA, tA)).toBeLessThan(1e-6);
    expect(off(run.tB, tB)).toBeLessThan(1e-6);
  });
});

describe('the flow in a space that was found for it', () => {
  const D = 200;
  const source = randomSource(11);
  const normal = () => fillNormal(source, new Float64Array(D));
  const hard = problem(spread(1e4, Array.from({ length: 20 }, normal)), normal());
  it.each([
    [2, 2],
    [3, 2],
    [4, 1],
  ])('has the times of all dimensions: condition 1e4, L = %i, L_f = %i', (depth, fusionLayer) => {
    const net = network({ depth, fusionLayer });
    const run = wideFlow(hard, start(hard, net, 0.05), options(hard));
    const truth = directFlow(hard, start(hard, net, 0.05), options(hard, { tolerance: 1e-8 }));
    // Reduced, not given up; and as good as it says, besides ten tolerances of a step for the integration.
    expect(run.reductionError).toBeGreaterThan(0);
    expect(run.reductionError).toBeLessThanOrEqual(1e-6);
    expect(run.work).toBeLessThan(truth.work);
    expect(off(run.tA, truth.tA)).toBeLessThan(run.reductionError + 1e-6);
    expect(off(run.tB, truth.tB)).toBeLessThan(run.reductionError + 1e-6);
  });
});
