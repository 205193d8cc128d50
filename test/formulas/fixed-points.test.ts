import { describe, expect, it } from 'vitest';
import { balancedWeights } from '../../formulas/balancing.js';
import { globalWeights, loss, plateauLoss, plateauWeights, residualCorrelation } from '../../formulas/fixed-points.js';
import { norm, row } from '../../src/numerics/matrix.js';
import { jointCorrelations } from '../../src/problem/correlations.js';
import { network, type Network } from '../../src/problem/network.js';
import { allLayers, type Weights } from '../../src/problem/weights.js';
import { gradientFlow, randomProblem } from '../flows/full-network.js';

const [dimA, dimB] = [3, 2];
const c = randomProblem(dimA, dimB, 12);
const { sigma: S, sigmaY } = jointCorrelations(c);
const S_yx = row(sigmaY);
const alone = {
  A: plateauWeights.evaluate({ S_A: c.sigmaA, S_yA: row(c.sigmaYA) }).data,
  B: plateauWeights.evaluate({ S_A: c.sigmaB, S_yA: row(c.sigmaYB) }).data,
};
const final = globalWeights.evaluate({ S, S_yx }).data;
const zero = { A: new Float64Array(dimA), B: new Float64Array(dimB) };
const manifolds = {
  M_0: [zero.A, zero.B],
  M_A: [alone.A, zero.B],
  M_B: [zero.A, alone.B],
  'M_*': [final.subarray(0, dimA), final.subarray(dimA)],
} as const;

/** Norm of all gradients of a full-matrix network with these total weights. */
function gradientNorm(net: Network, [totalA, totalB]: readonly [Float64Array, Float64Array]): number {
  const weights: Weights = balancedWeights(net, { width: 5, totalA, totalB, seed: 4 });
  return Math.hypot(...allLayers(gradientFlow(weights, c)).map((m) => norm(m.data)));
}

// Every fusion layer of depth 2 to 5 with two or more layers in each branch, and unequal branches.
const nets = [2, 3, 4, 5].flatMap((depth) =>
  Array.from({ length: depth - 1 }, (_, i) => network({ depth, fusionLayer: i + 2 })),
);
nets.push({ depthA: 2, depthB: 4, depthShared: 1 });

describe('the manifolds of fixed points', () => {
  it.each(nets)('have no gradient in any layer: $depthA, $depthB, $depthShared', (net) => {
    for (const totals of Object.values(manifolds)) {
      // Layers and errors are of size one: rounding of a few products, and of Σ⁻¹ at a condition below 10.
      expect(gradientNorm(net, totals)).toBeLessThan(1e-13);
    }
    // What is not on them has one: the test can fail.
    expect(gradientNorm(net, [alone.A, alone.B])).toBeGreaterThan(0.1);
    expect(gradientNorm(net, [final.subarray(0, dimA), zero.B])).toBeGreaterThan(0.1);
  });

  it('are M_0 and M_* alone under early fusion', () => {
    for (const depth of [2, 3, 4]) {
      const net = network({ depth, fusionLayer: 1 });
      expect(gradientNorm(net, manifolds.M_0)).toBe(0);
      expect(gradientNorm(net, manifolds['M_*'])).toBeLessThan(1e-13);
      // The shared layers carry what A has learned: B's first layer feels its residual.
      expect(gradientNorm(net, manifolds.M_A)).toBeGreaterThan(0.1);
      expect(gradientNorm(net, manifolds.M_B)).toBeGreaterThan(0.1);
    }
  });
});

describe('their losses', () => {
  const y2 = c.ySquared ?? NaN;
  const lossAt = ([a, b]: readonly [Float64Array, Float64Array]) =>
    loss.evaluate({ y2, S, S_yx, W: row(Float64Array.of(...a, ...b)) });
  // Sums of some ten terms of size y2.
  const tolerance = 20 * Number.EPSILON * y2;

  it('are Eq 62, from the general loss', () => {
    const plateau = (S_A: typeof c.sigmaA, y: Float64Array) => plateauLoss.evaluate({ y2, S_A, S_yA: row(y) });
    expect(Math.abs(lossAt(manifolds.M_A) - plateau(c.sigmaA, c.sigmaYA))).toBeLessThan(tolerance);
    expect(Math.abs(lossAt(manifolds.M_B) - plateau(c.sigmaB, c.sigmaYB))).toBeLessThan(tolerance);
    expect(lossAt(manifolds.M_0)).toBe(y2 / 2);
    // The noise of the target has variance 1.
    expect(Math.abs(lossAt(manifolds['M_*']) - 0.5)).toBeLessThan(tolerance);
  });

  it('are those of samples', () => {
    // Four samples of (x_A, x_B, y); ŷ = 2 x_A − x_B.
    const samples = [
      [1, 0, 1],
      [0, 1, 2],
      [-1, 1, -3],
      [0, -2, 0],
    ];
    const mean = (f: (x: number, z: number, y: number) => number) =>
      samples.reduce((sum, [x, z, y]) => sum + f(x, z, y), 0) / samples.length;
    const [xx, xz, zz] = [mean((x) => x * x), mean((x, z) => x * z), mean((_, z) => z * z)];
    const value = loss.evaluate({
      y2: mean((_, __, y) => y * y),
      S: { rows: 2, cols: 2, data: Float64Array.of(xx, xz, xz, zz) },
      S_yx: row(
        Float64Array.of(
          mean((x, _, y) => x * y),
          mean((_, z, y) => z * y),
        ),
      ),
      W: row(Float64Array.of(2, -1)),
    });
    expect(value).toBe(mean((x, z, y) => (y - 2 * x + z) ** 2) / 2);
  });
});

describe('what is left for the second modality', () => {
  it('is the error that drives B on M_A, and nothing drives A there', () => {
    const R = residualCorrelation.evaluate({
      S_yB: row(c.sigmaYB),
      S_yA: row(c.sigmaYA),
      S_A: c.sigmaA,
      S_AB: c.sigmaAB,
    }).data;
    // Eq 5 at (W_A, 0), entry by entry.
    for (let j = 0; j < dimB; j++) {
      let e = c.sigmaYB[j];
      for (let i = 0; i < dimA; i++) e -= alone.A[i] * c.sigmaAB.data[i * dimB + j];
      expect(Math.abs(R[j] - e)).toBeLessThan(1e-14 * norm(c.sigmaYB));
    }
    for (let j = 0; j < dimA; j++) {
      let e = c.sigmaYA[j];
      for (let i = 0; i < dimA; i++) e -= alone.A[i] * c.sigmaA.data[i * dimA + j];
      expect(Math.abs(e)).toBeLessThan(1e-14 * norm(c.sigmaYA));
    }
  });
});
