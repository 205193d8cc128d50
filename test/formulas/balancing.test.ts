import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedNorms, balancedWeights, conservedQuantities } from '../../formulas/balancing.js';
import { matrix, norm } from '../../src/numerics/matrix.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import { network, type Network } from '../../src/problem/network.js';
import type { Weights } from '../../src/problem/weights.js';
import { integrateFull, layerNorms, randomProblem, totals } from '../flows/full-network.js';

const EPS = Number.EPSILON;
const depth = fc.integer({ min: 1, max: 6 });
const networks: fc.Arbitrary<Network> = fc
  .record({ depthA: depth, depthB: depth, depthShared: fc.integer({ min: 0, max: 5 }) })
  .filter(({ depthA, depthB, depthShared }) => Math.max(depthA, depthB) + depthShared >= 2);
/** Total weights over many orders of magnitude. */
const total = (length: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: -6, max: 2 }))
    .map(([seed, exponent]) => fillNormal(randomSource(seed), new Float64Array(length), 10 ** exponent));
const inputs = fc
  .record({ dimA: fc.integer({ min: 1, max: 4 }), dimB: fc.integer({ min: 1, max: 4 }) })
  .chain(({ dimA, dimB }) => fc.record({ totalA: total(dimA), totalB: total(dimB), net: networks }));

describe('balancedNorms', () => {
  it('solves Eq 40, 41 and 50', () => {
    const size = fc.integer({ min: -120, max: 30 }).map((tenths) => 10 ** (tenths / 10));
    fc.assert(
      fc.property(networks, size, size, (net, totalA, totalB) => {
        const { uA, uB, u } = balancedNorms(net, totalA, totalB);
        // Powers of at most 11 layers, each with its rounding and that of the root.
        const tolerance = 64 * EPS;
        expect(Math.abs((uA ** net.depthA * u ** net.depthShared) / totalA - 1)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs((uB ** net.depthB * u ** net.depthShared) / totalB - 1)).toBeLessThanOrEqual(tolerance);
        // u is found to 4ε in the sum of squares.
        expect(Math.abs((uA * uA + uB * uB) / (u * u) - 1)).toBeLessThanOrEqual(tolerance);
      }),
    );
  });

  it('has the shares of equal branches in closed form', () => {
    // uA = uB: u = √2 uA, so totals are 2^(L_c/2) uA^L.
    const { uA, uB, u } = balancedNorms({ depthA: 3, depthB: 3, depthShared: 2 }, 2 * 0.1 ** 5, 2 * 0.1 ** 5);
    for (const value of [uA, uB, u / Math.SQRT2]) expect(Math.abs(value / 0.1 - 1)).toBeLessThanOrEqual(16 * EPS);
  });

  it('is zero at zero, and one-sided where one branch is', () => {
    const net = { depthA: 2, depthB: 2, depthShared: 1 };
    expect(balancedNorms(net, 0, 0)).toEqual({ uA: 0, uB: 0, u: 0 });
    const { uA, uB, u } = balancedNorms(net, 8, 0);
    expect(uB).toBe(0);
    expect(uA).toBeCloseTo(2, 14);
    expect(u).toBeCloseTo(2, 14);
  });
});

describe('balancedWeights', () => {
  it('have exactly the totals asked for, are balanced and rank one', () => {
    fc.assert(
      fc.property(inputs, fc.integer({ min: 1, max: 5 }), ({ totalA, totalB, net }, width) => {
        const weights = balancedWeights(net, { width, totalA, totalB, seed: 3 });
        const product = totals(weights);
        // A product of at most 11 rank-one matrices: some ten roundings each.
        for (const [found, asked] of [
          [product.A.data, totalA],
          [product.B.data, totalB],
        ]) {
          expect(norm(found.map((value, i) => value - asked[i]))).toBeLessThanOrEqual(200 * EPS * norm(asked));
        }
        const { A, B, shared } = layerNorms(weights);
        const largest = Math.max(...A, ...B, ...shared);
        for (const { norm: off } of conservedQuantities(weights)) {
          expect(off).toBeLessThanOrEqual(64 * EPS * largest ** 2);
        }
        const shapes = (layers: Weights['shared']) => layers.map(({ rows, cols }) => [rows, cols]);
        const all = (input: number, depthOf: number, last: number) =>
          Array.from({ length: depthOf }, (_, l) => [l === depthOf - 1 ? last : width, l === 0 ? input : width]);
        const fused = net.depthShared === 0 ? 1 : width;
        expect(shapes(weights.branches[0])).toEqual(all(totalA.length, net.depthA, fused));
        expect(shapes(weights.branches[1])).toEqual(all(totalB.length, net.depthB, fused));
        expect(shapes(weights.shared)).toEqual(all(width, net.depthShared, 1));
      }),
      { numRuns: 60 },
    );
  });

  it('depend on the seed only in hidden directions', () => {
    const make = (seed: number) =>
      balancedWeights(network({ depth: 3, fusionLayer: 2 }), { width: 4, totalA: [1], totalB: [2], seed });
    expect(make(1)).toEqual(make(1));
    expect(make(2)).not.toEqual(make(1));
    expect(totals(make(2)).A.data[0]).toBeCloseTo(totals(make(1)).A.data[0], 14);
  });
});

describe('conservedQuantities', () => {
  const random = (rows: number, cols: number, seed: number) =>
    matrix(rows, cols, fillNormal(randomSource(seed), new Float64Array(rows * cols), 0.4));
  const weights: Weights = {
    branches: [
      [random(3, 2, 1), random(3, 3, 2)],
      [random(3, 2, 3), random(3, 3, 4)],
    ],
    shared: [random(3, 3, 5), random(1, 3, 6)],
  };

  it('name the layers they stand between', () => {
    const names = conservedQuantities(weights).map(({ between }) => between);
    expect(names).toEqual(['A1-A2', 'B1-B2', 'fusion', 'shared1-shared2']);
    expect(conservedQuantities({ ...weights, shared: [] }).map(({ between }) => between)).toEqual(['A1-A2', 'B1-B2']);
  });

  it('stay the same along gradient flow of weights that are not balanced, while the weights move', () => {
    const before = conservedQuantities(weights);
    const after = integrateFull(weights, randomProblem(2, 2, 9), 2, 400);
    conservedQuantities(after).forEach(({ value, norm: size }, i) => {
      // Not zero, and not a constant of a network at rest.
      expect(before[i].norm).toBeGreaterThan(0.1);
      // RK4 with steps of 0.005: errors of h⁴ times derivatives, about 1e-9.
      expect(norm(value.data.map((entry, j) => entry - before[i].value.data[j]))).toBeLessThan(1e-7);
      expect(Math.abs(size - before[i].norm)).toBeLessThan(1e-7);
    });
    expect(norm(after.branches[0][0].data.map((entry, j) => entry - weights.branches[0][0].data[j]))).toBeGreaterThan(
      0.1,
    );
  });
});
