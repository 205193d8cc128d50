import { describe, expect, it } from 'vitest';
import { problemOf } from '../../src/problem/two-modalities.js';
import type { Simulation } from '../../src/simulate/descend.js';
import { normLevels, timeOf } from '../../src/simulate/levels.js';
import { simulate, type SimulationSettings } from '../../src/simulate/simulate.js';
import { squareLoss } from '../../src/simulate/objective.js';
import { toy } from '../support/toy.js';
import { totalsOf } from '../support/weights.js';

const problem = problemOf(toy(2, 1, 0));
const late = { depth: 2, fusionLayer: 2 };
const settings: SimulationSettings = {
  start: { kind: 'gaussian', std: 1e-4 },
  width: 20,
  learningRate: 0.04,
  maxSteps: 3000,
};

/** The times of A and B. */
const timesOf = (run: Simulation): [number, number] => [timeOf(run, 0) ?? NaN, timeOf(run, 1) ?? NaN];

describe('a simulation', () => {
  it('is reproduced by its seed', async () => {
    const [first, again, other] = await Promise.all(
      [4, 4, 5].map((seed) => simulate(problem, late, { ...settings, seed })),
    );
    expect(again).toEqual(first);
    expect(timeOf(other, 0)).not.toBe(timeOf(first, 0));
  });

  it('stops when both modalities are learned, and as much later as it is told', async () => {
    const run = await simulate(problem, late, settings);
    expect(run.steps).toBe(Math.ceil(Math.max(...timesOf(run))));
    const settled = await simulate(problem, late, { ...settings, settle: 37 });
    expect(settled.steps).toBe(run.steps + 37);
  });

  it('stops at the step limit with what is learned by then', async () => {
    const [tA] = timesOf(await simulate(problem, late, settings));
    const run = await simulate(problem, late, { ...settings, maxSteps: Math.ceil(tA) + 1 });
    expect(run).toMatchObject({ complete: false, aborted: false, steps: Math.ceil(tA) + 1 });
    expect(run.events).toEqual([
      { modality: 0, mode: 1, time: tA },
      { modality: 1, mode: 1, time: null },
    ]);
  });

  it('interpolates the first crossing of half of each level', async () => {
    const levels = normLevels({ A: 0.9, B: 0.7 });
    const run = await simulate(problem, late, { ...settings, measure: 'weights', levels, thinning: { every: 1 } });
    [0.45, 0.35].forEach((half, m) => {
      const norms = run.trajectory.map(({ totals }) => Math.abs(totals[m][0]));
      const next = norms.findIndex((value) => value >= half);
      const crossing = next - 1 + (half - norms[next - 1]) / (norms[next] - norms[next - 1]);
      expect(timeOf(run, m)).toBeCloseTo(crossing, 9); // norms are roots of squares: rounding
    });
  });

  it('goes to its step limit where nothing is waited for', async () => {
    const run = await simulate(problem, late, { ...settings, levels: [], maxSteps: 1500 });
    expect(run).toMatchObject({ events: [], complete: false, steps: 1500, plateau: null });
  });

  it('finds the plateau between the two transitions', async () => {
    const run = await simulate(problem, late, settings);
    const { plateau } = run;
    const [tA, tB] = timesOf(run);
    expect(plateau?.step).toBeGreaterThan(tA);
    expect(plateau?.step).toBeLessThan(tB);
    expect(plateau?.totals[0][0]).toBeCloseTo(1, 3); // ρ = 0: A's own regression weight, reached up to what B moves
    expect(plateau?.totals[1][0]).toBeLessThan(0.01);
  });

  it('describes one and the same state at its end', async () => {
    const { final, trajectory, steps } = await simulate(problem, late, settings);
    const totals = totalsOf(final.weights);
    expect(final.step).toBe(steps);
    expect(final.totals[0][0]).toBeCloseTo(totals[0][0], 13);
    expect(final.totals[1][0]).toBeCloseTo(totals[1][0], 13);
    expect(final.loss).toBe(squareLoss(problem, final.totals));
    expect(trajectory.at(-1)).toMatchObject({ step: steps, loss: final.loss });
  });

  it('gives the loss up to a constant where ⟨y²⟩ is not known', async () => {
    const run = await simulate(problem, late, { ...settings, maxSteps: 10 });
    const blind = await simulate({ ...problem, ySquared: null }, late, { ...settings, maxSteps: 10 });
    expect(blind.final.loss + 5 / 2).toBeCloseTo(run.final.loss, 14); // ⟨y²⟩ = 4 + 1
  });

  it('runs the same on the plain path', async () => {
    const [fast, plain] = await Promise.all(
      (['fast', 'plain'] as const).map((engine) => simulate(problem, late, { ...settings, engine })),
    );
    expect(Math.abs(timesOf(fast)[1] / timesOf(plain)[1] - 1)).toBeLessThan(1e-10); // the project's bound
  });

  it('continues from the weights of another run', async () => {
    const whole = await simulate(problem, late, { ...settings, snapshotsAt: [100] });
    expect(whole.snapshots.map(({ step }) => step)).toEqual([100]);
    const { weights } = whole.snapshots[0];
    const rest = await simulate(problem, late, { ...settings, start: { kind: 'given', weights } });
    // Every update is applied by the same arithmetic, so not a bit is lost at the seam.
    expect(rest.final.totals).toEqual(whole.final.totals);
    expect(rest.steps).toBe(whole.steps - 100);
  });
});

describe('a trajectory', () => {
  it('has every n-th step and the last', async () => {
    const { trajectory } = await simulate(problem, late, {
      ...settings,
      maxSteps: 95,
      levels: [],
      thinning: { every: 20 },
    });
    expect(trajectory.map(({ step }) => step)).toEqual([0, 20, 40, 60, 80, 95]);
  });

  it('has no more points than asked for, evenly spaced', async () => {
    const { trajectory } = await simulate(problem, late, {
      ...settings,
      maxSteps: 100,
      levels: [],
      thinning: { maxRecords: 10 },
    });
    expect(trajectory.map(({ step }) => step)).toEqual([0, 16, 32, 48, 64, 80, 96, 100]);
  });

  it('records layer norms', async () => {
    const { trajectory } = await simulate(problem, { depth: 3, fusionLayer: 2 }, { ...settings, maxSteps: 1 });
    const { branches, shared } = trajectory[0].layerNorms;
    expect([...branches, shared].map(({ length }) => length)).toEqual([2, 2, 1]);
  });
});

describe('a simulation that cannot go on', () => {
  it('names the learning rate it diverged with', async () => {
    const run = simulate(problem, late, { ...settings, learningRate: 30 });
    await expect(run).rejects.toMatchObject({ name: 'InputError', code: 'learning-rate', value: 30 });
    await expect(run).rejects.toThrow(/diverged at step \d+ with learning rate 30/);
  });

  it('returns what is finished when it is aborted', async () => {
    const controller = new AbortController();
    const endless = { ...settings, levels: [], maxSteps: 1e9, thinning: { maxRecords: 10 } };
    setTimeout(() => {
      controller.abort();
    }, 80);
    const run = await simulate(problem, late, endless, { signal: controller.signal });
    expect(run.aborted).toBe(true);
    expect(run.steps).toBeGreaterThan(0);
    expect(run.final.step).toBe(run.steps);
  });

  it('does not start when it is aborted already', async () => {
    const run = await simulate(problem, late, settings, { signal: AbortSignal.abort() });
    expect(run).toMatchObject({ aborted: true, steps: 0 });
  });

  it.each([
    ['learningRate', { learningRate: 0 }],
    ['maxSteps', { maxSteps: 0.5 }],
    ['settle', { settle: -1 }],
    ['levels', { levels: normLevels({ A: 1, B: NaN }) }],
    ['momentum', { levers: { momentum: 1 } }],
    ['weightDecay', { levers: { weightDecay: -1 } }],
    ['lrOf A', { levers: { lrOf: { A: 0 } } }],
    ['every', { thinning: { every: 0 } }],
    ['maxRecords', { thinning: { maxRecords: 1.5 } }],
    ['snapshotsAt', { snapshotsAt: [-1] }],
  ])('refuses %s out of range', async (field, wrong) => {
    const run = simulate(problem, late, { ...settings, ...wrong });
    await expect(run).rejects.toMatchObject({ code: 'number', field });
  });

  it.each([
    ['settings', null],
    ['optimizer', { ...settings, optimizer: 'adam' }],
    ['seed', { ...settings, seed: null }],
    ['start.kind', { ...settings, start: { kind: 'warm' } }],
    ['scale', { ...settings, start: { ...settings.start, scale: 1 } }],
  ])('refuses %s that it does not know', async (field, wrong) => {
    await expect(simulate(problem, late, wrong as never)).rejects.toMatchObject({ code: 'usage', field });
  });
});
