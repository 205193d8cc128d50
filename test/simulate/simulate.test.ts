import { describe, expect, it } from 'vitest';
import { simulate, type SimulationSettings } from '../../src/simulate/simulate.js';
import { squareLoss } from '../../src/simulate/objective.js';
import { toy } from '../support/toy.js';
import { totalsOf } from '../support/weights.js';

const correlations = toy(2, 1, 0);
const late = { depth: 2, fusionLayer: 2 };
const settings: SimulationSettings = {
  start: { kind: 'gaussian', std: 1e-4 },
  width: 20,
  learningRate: 0.04,
  maxSteps: 3000,
  levels: { A: 1, B: 1 },
};

describe('a simulation', () => {
  it('is reproduced by its seed', async () => {
    const [first, again, other] = await Promise.all(
      [4, 4, 5].map((seed) => simulate(correlations, late, { ...settings, seed })),
    );
    expect(again).toEqual(first);
    expect(other.tA).not.toBe(first.tA);
  });

  it('stops when both modalities are learned, and as much later as it is told', async () => {
    const run = await simulate(correlations, late, settings);
    expect(run.steps).toBe(Math.ceil(Math.max(run.tA ?? NaN, run.tB ?? NaN)));
    const settled = await simulate(correlations, late, { ...settings, settle: 37 });
    expect(settled.steps).toBe(run.steps + 37);
  });

  it('stops at the step limit with what is learned by then', async () => {
    const { tA } = await simulate(correlations, late, settings);
    const run = await simulate(correlations, late, { ...settings, maxSteps: Math.ceil(tA ?? NaN) + 1 });
    expect(run).toMatchObject({ tA, tB: null, aborted: false, steps: Math.ceil(tA ?? NaN) + 1 });
  });

  it('interpolates the first crossing of half of each level', async () => {
    const levels = { A: 0.9, B: 0.7 };
    const run = await simulate(correlations, late, { ...settings, levels, thinning: { every: 1 } });
    const crossing = (norms: number[], half: number): number => {
      const next = norms.findIndex((value) => value >= half);
      return next - 1 + (half - norms[next - 1]) / (norms[next] - norms[next - 1]);
    };
    const { trajectory } = run;
    expect(run.tA).toBe(
      crossing(
        trajectory.map(({ totalA }) => Math.abs(totalA[0])),
        0.45,
      ),
    );
    expect(run.tB).toBe(
      crossing(
        trajectory.map(({ totalB }) => Math.abs(totalB[0])),
        0.35,
      ),
    );
  });

  it('has no learning times without levels', async () => {
    const { start, learningRate } = settings;
    const run = await simulate(correlations, late, { start, learningRate, maxSteps: 50 });
    expect(run).toMatchObject({ tA: null, tB: null, steps: 50, plateau: null });
  });

  it('finds the plateau between the two transitions', async () => {
    const { plateau, tA, tB } = await simulate(correlations, late, settings);
    expect(plateau?.step).toBeGreaterThan(tA ?? NaN);
    expect(plateau?.step).toBeLessThan(tB ?? NaN);
    expect(plateau?.totalA[0]).toBeCloseTo(1, 3); // ρ = 0: A's own regression weight, reached up to what B moves
    expect(plateau?.totalB[0]).toBeLessThan(0.01);
  });

  it('describes one and the same state at its end', async () => {
    const { final, trajectory, steps } = await simulate(correlations, late, settings);
    const totals = totalsOf(final.weights);
    expect(final.step).toBe(steps);
    expect(final.totalA[0]).toBeCloseTo(totals.A[0], 13);
    expect(final.totalB[0]).toBeCloseTo(totals.B[0], 13);
    expect(final.loss).toBe(squareLoss(correlations, final.totalA, final.totalB));
    expect(trajectory.at(-1)).toMatchObject({ step: steps, loss: final.loss });
  });

  it('gives the loss up to a constant where ⟨y²⟩ is not known', async () => {
    const run = await simulate(correlations, late, { ...settings, maxSteps: 10 });
    const blind = await simulate({ ...correlations, ySquared: null }, late, { ...settings, maxSteps: 10 });
    expect(blind.final.loss + 5 / 2).toBeCloseTo(run.final.loss, 14); // ⟨y²⟩ = 4 + 1
  });

  it('runs the same on the plain path', async () => {
    const [fast, plain] = await Promise.all(
      (['fast', 'plain'] as const).map((engine) => simulate(correlations, late, { ...settings, engine })),
    );
    expect(Math.abs((fast.tB ?? NaN) / (plain.tB ?? NaN) - 1)).toBeLessThan(1e-10); // the project's bound
  });

  it('continues from the weights of another run', async () => {
    const whole = await simulate(correlations, late, { ...settings, snapshotsAt: [100] });
    expect(whole.snapshots.map(({ step }) => step)).toEqual([100]);
    const { weights } = whole.snapshots[0];
    const rest = await simulate(correlations, late, { ...settings, start: { kind: 'given', weights } });
    // Every update is applied by the same arithmetic, so not a bit is lost at the seam.
    expect(rest.final.totalA).toEqual(whole.final.totalA);
    expect(rest.steps).toBe(whole.steps - 100);
  });
});

describe('a trajectory', () => {
  it('has every n-th step and the last', async () => {
    const { trajectory } = await simulate(correlations, late, { ...settings, maxSteps: 95, thinning: { every: 20 } });
    expect(trajectory.map(({ step }) => step)).toEqual([0, 20, 40, 60, 80, 95]);
  });

  it('has no more points than asked for, evenly spaced', async () => {
    const { trajectory } = await simulate(correlations, late, {
      ...settings,
      maxSteps: 100,
      thinning: { maxRecords: 10 },
    });
    expect(trajectory.map(({ step }) => step)).toEqual([0, 16, 32, 48, 64, 80, 96, 100]);
  });

  it('records layer norms', async () => {
    const { trajectory } = await simulate(correlations, { depth: 3, fusionLayer: 2 }, { ...settings, maxSteps: 1 });
    const { A, B, shared } = trajectory[0].layerNorms;
    expect([A.length, B.length, shared.length]).toEqual([2, 2, 1]);
  });
});

describe('a simulation that cannot go on', () => {
  it('names the learning rate it diverged with', async () => {
    const run = simulate(correlations, late, { ...settings, learningRate: 30 });
    await expect(run).rejects.toMatchObject({ name: 'InputError', code: 'learning-rate', value: 30 });
    await expect(run).rejects.toThrow(/diverged at step \d+ with learning rate 30/);
  });

  it('returns what is finished when it is aborted', async () => {
    const controller = new AbortController();
    const { levels, ...endless } = { ...settings, maxSteps: 1e9, thinning: { maxRecords: 10 } };
    expect(levels).toBeDefined();
    setTimeout(() => {
      controller.abort();
    }, 80);
    const run = await simulate(correlations, late, endless, { signal: controller.signal });
    expect(run.aborted).toBe(true);
    expect(run.steps).toBeGreaterThan(0);
    expect(run.final.step).toBe(run.steps);
  });

  it('does not start when it is aborted already', async () => {
    const run = await simulate(correlations, late, settings, { signal: AbortSignal.abort() });
    expect(run).toMatchObject({ aborted: true, steps: 0 });
  });

  it.each([
    ['learningRate', { learningRate: 0 }],
    ['maxSteps', { maxSteps: 0.5 }],
    ['settle', { settle: -1 }],
    ['levels.B', { levels: { A: 1, B: NaN } }],
    ['every', { thinning: { every: 0 } }],
    ['maxRecords', { thinning: { maxRecords: 1.5 } }],
    ['snapshotsAt', { snapshotsAt: [-1] }],
  ])('refuses %s out of range', async (field, wrong) => {
    const run = simulate(correlations, late, { ...settings, ...wrong });
    await expect(run).rejects.toMatchObject({ code: 'number', field });
  });
});
