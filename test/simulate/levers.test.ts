import { describe, expect, it } from 'vitest';
import type { Levers } from '../../src/levers/levers.js';
import { fromTorch } from '../../src/levers/units.js';
import { matrix, nested } from '../../src/numerics/matrix.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import { network } from '../../src/problem/network.js';
import { momentsOf } from '../../src/problem/samples.js';
import { teachedBy, ownHeadsObjective } from '../../src/simulate/heads.js';
import { squareLoss } from '../../src/simulate/objective.js';
import { beginSimulation, simulate, type SimulationSettings } from '../../src/simulate/simulate.js';
import { startWeights } from '../../src/simulate/start.js';

const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
const late = (depth: number) => ({ depth, fusionLayer: depth });
const settings = {
  start: { kind: 'gaussian', initScale: 0.05 },
  width: 10,
  learningRate: 0.04,
  maxSteps: 20_000,
  seed: 3,
} as const;

describe('levers in full matrices', () => {
  it.each<Levers>([
    { remedy: 'ogm:alpha=1' },
    { remedy: 'speed-rebalancing:steps=2' },
    { remedy: 'reinit:at=30,share=0.9' },
    { remedy: 'alternate:every=3' },
    { remedy: 'detached' },
    { remedy: 'gradient-blending:heads=own' },
    { freeze: { A: 20 }, layerLr: { encoder: 0.5 }, lrOf: { B: 0.1 }, initOf: { B: 0.2 } },
    { trainedStart: ['B'] },
  ])('%j is the same on both paths', (levers) => {
    const weightsAfter = (engine: 'fast' | 'plain') => {
      const run = beginSimulation(toy, late(3), { ...settings, levers, engine, maxSteps: 90 });
      run.advance(() => true);
      const { weights } = run.conclude().final;
      return weights.branches.flat().flatMap(({ data }) => [...data]);
    };
    const plain = weightsAfter('plain');
    weightsAfter('fast').forEach((value, k) => {
      expect(Math.abs(value - plain[k])).toBeLessThan(1e-12);
    });
  });

  // Quadratic in one entry: a central difference of any step is exact.
  it('of heads of the branches’ own descend the weighted losses', () => {
    const heads = { kind: 'own', joint: 0.3, unimodal: [0.5, 0.2], detached: false } as const;
    const totals = [Float64Array.of(0.3, -0.2, 0), Float64Array.of(0.7, 0, 0.4)];
    const loss = () => {
      const rows = (row: number, m: number) => (row === 0 || row === 1 + m ? totals[m][row] : 0);
      const at = (row: number) =>
        squareLoss(
          toy,
          [0, 1].map((m) => Float64Array.of(rows(row, m))),
        );
      return heads.joint * at(0) + heads.unimodal[0] * at(1) + heads.unimodal[1] * at(2);
    };
    const errors = totals.map((total) => total.map(() => 0));
    ownHeadsObjective(toy, heads).errors(totals, errors);
    for (const [m, row] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 2],
    ]) {
      const before = totals[m][row];
      const [up, down] = [1, -1].map((shift) => {
        totals[m][row] = before + shift;
        return loss();
      });
      totals[m][row] = before;
      expect(errors[m][row]).toBeCloseTo((down - up) / 2, 12);
    }
    expect([errors[0][2], errors[1][1]]).toEqual([0, 0]);
  });

  it('of teachers descend β/N ⟨‖features − teacher’s‖²⟩', () => {
    const draw = (seed: number) =>
      startWeights({ kind: 'gaussian', initScale: 1 }, { network: network(late(3)), width: 4, seed, problem: toy })
        .branches[0];
    const layers = draw(1);
    const features = matrix(4, 1, draw(2)[0].data);
    const beta = 3;
    const loss = (of: typeof layers) => {
      const misses = features.data.map((wanted, i) => {
        const row = of[1].data.subarray(4 * i, 4 * i + 4);
        return row.reduce((sum, w, j) => sum + w * of[0].data[j], 0) - wanted;
      });
      return (beta / 4) * toy.sigma.data[0] * misses.reduce((sum, miss) => sum + miss * miss, 0);
    };
    const gradients = layers.map(({ data }) => data.map(() => 0));
    teachedBy([features, features], toy, beta)(0, layers, gradients);
    for (const [l, k] of [
      [0, 0],
      [0, 3],
      [1, 0],
      [1, 6],
    ]) {
      const shifted = (by: number) =>
        layers.map((layer, i) =>
          i === l ? { ...layer, data: layer.data.map((w, j) => (j === k ? w + by : w)) } : layer,
        );
      expect(gradients[l][k]).toBeCloseTo((loss(shifted(1)) - loss(shifted(-1))) / 2, 10);
    }
    expect(gradients[2].every((value) => value === 0)).toBe(true);
  });

  it('a branch that starts trained is at its unimodal solution', () => {
    const { totals } = beginSimulation(toy, late(2), { ...settings, levers: { trainedStart: ['B'] } }).point();
    expect(totals[1][0]).toBeCloseTo(2, 12);
    expect(Math.abs(totals[0][0])).toBeLessThan(0.01);
  });

  // Σ_AB = 0: the minimum of ½ v w² − v w + λ|w| is w = 1 − λ/v (two layers, late).
  it('wait for half of what weight decay ends at, found by running on', async () => {
    const alone = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
    const levers = { weightDecay: 0.5 };
    const levels = [0, 1].map((modality) => ({ modality, mode: 1, level: modality === 0 ? 2 * (1 - 0.5 / 4) : 0.5 }));
    const more: SimulationSettings = { ...settings, levers };
    const [found, given] = [await simulate(alone, late(2), more), await simulate(alone, late(2), { ...more, levels })];
    found.events.forEach(({ time }, e) => {
      expect(Math.abs((time ?? NaN) / (given.events[e].time ?? NaN) - 1)).toBeLessThan(2e-3);
    });
    expect(() => beginSimulation(alone, late(2), more)).toThrow('levels');
  });

  // Growth 1 and 0.45 without decay: at λ = 0.5 the second output is never learned.
  it('a mode that weight decay takes to nothing is not waited for', async () => {
    const twoOutputs = problem({
      modalities: [
        { name: 'A', dim: 2 },
        { name: 'B', dim: 1 },
      ],
      sigma: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      sigmaYX: [
        [1, 0, 0.8],
        [0, 0.45, 0],
      ],
    });
    const { events, complete } = await simulate(twoOutputs, late(2), { ...settings, levers: { weightDecay: 0.5 } });
    const [first, second] = events.filter(({ modality }) => modality === 0).map(({ time }) => time);
    expect(first).toBeGreaterThan(10);
    expect(second).toBeNull();
    expect(complete).toBe(true);
  });

  it.each<Levers>([{ scale: { A: -1.5 } }, { lrOf: { B: 0.01 } }, { weightDecay: 0.02 }, { remedy: 'ogm' }])(
    '%j with a batch of all samples is the same as without',
    async (levers) => {
      const drawn = Float64Array.from({ length: 40 }, (_, i) => Math.sin(3 * i * i + 1));
      const y = Float64Array.from({ length: 20 }, (_, i) => 2 * drawn[2 * i] + drawn[2 * i + 1]);
      const samples = { x: matrix(20, 2, drawn), y: matrix(20, 1, y) };
      const { sigma, sigmaYX, ySquared } = momentsOf(samples);
      const modalities = ['A', 'B'].map((name) => ({ name, dim: 1 }));
      const of = problem({ modalities, sigma: nested(sigma), sigmaYX: nested(sigmaYX), ySquared });
      const run = (more: Partial<SimulationSettings>) =>
        simulate(of, { depth: 2, fusionLayer: 2 }, { ...settings, maxSteps: 5000, levers, ...more });
      const [all, plain] = [await run({ batch: { samples, size: 20 } }), await run({})];
      all.events.forEach(({ time }, u) => {
        expect(time).toBeCloseTo(plain.events[u].time ?? NaN, 6);
      });
      await expect(run({ batch: { samples, size: 20 }, levers: { noise: { A: 0.1 } } })).rejects.toThrow('averaged');
    },
  );

  it('are refused where they contradict the network, the start or mini-batches', async () => {
    const run = (levers: Levers, more: Partial<SimulationSettings> = {}, fusionLayer = 2) =>
      simulate(toy, { depth: 2, fusionLayer }, { ...settings, levers, ...more });
    await expect(run({ aux: 1 }, {}, 1)).rejects.toThrow('early fusion');
    await expect(run({ remedy: 'detached' }, { start: { kind: 'balanced', initScale: 0.1 } })).rejects.toThrow(
      'random',
    );
    await expect(run({ remedy: 'umt' }, { maxSteps: 10 })).rejects.toThrow('teaching=N');
  });
});

describe('PyTorch’s units', () => {
  it('are η = 2 lr/C and λ = weight_decay C/2, but Adam knows no size of gradients', () => {
    const given = { learningRate: 0.03, levers: { lrOf: { A: 0.06 }, weightDecay: 0.2 } };
    expect(fromTorch(given, 4)).toEqual({ learningRate: 0.015, levers: { lrOf: { A: 0.03 }, weightDecay: 0.4 } });
    const adamw = { learningRate: 0.03, levers: { optimizer: 'adamw', weightDecay: 0.2 } } as const;
    expect(fromTorch(adamw, 4)).toEqual(adamw);
  });
});
