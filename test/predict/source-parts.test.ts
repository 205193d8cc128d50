/** The parts of the source's theory that one asks for by themselves. */
import { describe, expect, it } from 'vitest';
import { multiply, norm, type Matrix } from '../../src/numerics/matrix.js';
import { exactSolution } from '../../src/predict/source/exact.js';
import { branchIntegral, depthIntegral } from '../../src/predict/source/integrals.js';
import { balancedStart, weightsOnManifold, weightsWithTotals } from '../../src/predict/source/manifolds.js';
import { reducedTrajectory } from '../../src/predict/source/trajectory.js';
import { toyProblem } from '../../src/problem/from-general.js';
import type { Weights } from '../../src/problem/weights.js';
import { finalWeights } from '../../src/problem/use.js';
import { recordedIn } from '../support/recorded.js';
import { toy } from './problems.js';

const expectRecorded = recordedIn('source.json');
const apart = toyProblem({ stdA: 2, stdB: 1, rho: 0, wB: 3 });

describe('the exact solution', () => {
  const { weightsA, weightsB, loss, tA, tB } = exactSolution(apart, { initScale: 0.01, learningRate: 0.02 });

  it('is half of each plateau at the times, and solves ẇ = 2 w (s − σ² w)/τ', () => {
    expect([weightsA(tA)[0], weightsB(tB)[0]].map((w) => w.toFixed(9))).toEqual(['0.500000000', '1.500000000']);
    const h = 1e-3;
    for (const [weights, s, variance] of [
      [weightsA, 4, 4],
      [weightsB, 3, 1],
    ] as const) {
      expect(weights(0)[0]).toBeCloseTo(1e-4, 15);
      for (const t of [10, 50, 90]) {
        const [w] = weights(t);
        const slope = (weights(t + h)[0] - weights(t - h)[0]) / (2 * h);
        expect(slope).toBeCloseTo(0.02 * 2 * w * (s - variance * w), 8);
      }
    }
  });

  it('has the loss of its weights', () => {
    for (const t of [0, tA, tB, 500]) {
      const [a, b] = [weightsA(t)[0], weightsB(t)[0]];
      // y = x_A + 3 x_B with variances 4 and 1.
      expect(loss(t)).toBeCloseTo((4 * (1 - a) ** 2 + (3 - b) ** 2) / 2, 12);
    }
    const unknown = exactSolution({ ...apart, ySquared: null }, { initScale: 0.01, learningRate: 0.02 });
    expect(unknown.loss(tA)).toBeCloseTo(loss(tA) - 13 / 2, 12);
  });
});

describe('weights on manifolds', () => {
  const net = { network: { depth: 4, fusionLayer: 3 }, width: 5, seed: 3 };
  const product = (layers: readonly Matrix[]) => layers.reduce((total, layer) => multiply(layer, total));
  const totals = ({ branches, shared }: Weights) => branches.map((layers) => product([...layers, ...shared]).data[0]);
  const norms = ({ branches, shared }: Weights) => [...branches.flat(), ...shared].map(({ data }) => norm(data));

  it('have the totals of the manifold', () => {
    const expected = { M_0: [0, 0], M_A: [1.25, 0], M_B: [0, 2], 'M_*': [...finalWeights(toy).data] };
    for (const [manifold, want] of Object.entries(expected)) {
      const got = totals(weightsOnManifold(toy, manifold as 'M_0', net));
      got.forEach((total, m) => {
        expect(total).toBeCloseTo(want[m], 12);
      });
    }
    expect(totals(weightsWithTotals({ ...net, totalA: [0.3], totalB: [-0.2] })).map((w) => w.toFixed(12))).toEqual([
      '0.300000000000',
      '-0.200000000000',
    ]);
  });

  it('of a balanced start are layers of norm u₀, and √2 u₀ behind the fusion', () => {
    const start = balancedStart(toy, { ...net, initScale: 0.1 });
    for (const size of norms(start).slice(0, 6)) expect(size).toBeCloseTo(0.1, 12);
    expect(norms(start)[6]).toBeCloseTo(Math.SQRT2 / 10, 12);
    const turned = balancedStart(toyProblem({ stdA: 2, stdB: 1, rho: -0.9 }), { ...net, initScale: 0.1 });
    expect(totals(turned).map(Math.sign)).toEqual([1, -1]);
  });
});

it('integrals and trajectories', () => {
  const run = (c: typeof toy, more: object = {}) =>
    reducedTrajectory(c, {
      ...{ network: { depth: 3, fusionLayer: 2 }, initScale: 0.05, learningRate: 0.02 },
      ...{ times: [0, 100, 300, 900] },
      ...more,
    });
  const turned = toyProblem({ stdA: 1, stdB: 2, rho: 0.5 });
  const whole = reducedTrajectory(toy, { network: { depth: 3, fusionLayer: 3 }, initScale: 0.1, learningRate: 0.02 });
  expect(whole.t[0]).toBe(0);
  expect(Math.max(...whole.t)).toBeGreaterThan(Math.max(whole.tA ?? NaN, whole.tB ?? NaN) - 1e-6);
  expect([run(turned).uA, run(turned).totalB, run(turned).tA]).toEqual([run(toy).uB, run(toy).totalA, run(toy).tB]);
  expectRecorded('trajectories', {
    plain: run(toy),
    early: run(toy, { earlyPhaseOnly: true }),
    branches: run(toy, { network: { depthA: 3, depthB: 2, depthShared: 0 } }),
    never: run(toyProblem({ stdA: 2, stdB: 1, rho: 0.5, wB: 0 })),
  });
  expectRecorded('integrals', {
    equal: [1, 2, 3, 5].map((fusionLayer) => depthIntegral({ depth: 5, fusionLayer, k: 0.4 })),
    unequal: [
      { depthA: 3, depthB: 4, depthShared: 1, k: 0.5, initScale: 0.1 },
      { depthA: 2, depthB: 3, depthShared: 1, k: 2, initScale: 0.1 },
      { depthA: 1, depthB: 2, depthShared: 2, k: 2, initScale: 0.1 },
      { depthA: 3, depthB: 3, depthShared: 0, k: 0.5, initScale: 0.1 },
    ].map(branchIntegral),
  });
});
