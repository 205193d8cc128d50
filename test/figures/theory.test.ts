/** The lines are the formulas, taken from the catalogue at their points; the marks are where a theory for them puts them. */
import { describe, expect, test } from 'vitest';
import { catalogue } from '../../formulas/index.js';
import { phaseFlow } from '../../src/figures/grammar/phase-field.js';
import { preferenceOf } from '../../src/predict/facts.js';
import { randomTimes } from '../../src/predict/source/random-times.js';
import { sourceTheory } from '../../src/predict/source/theory.js';
import { reducedTrajectory } from '../../src/predict/source/trajectory.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';
import { network } from '../../src/problem/network.js';
import { problemOf } from '../../src/problem/two-modalities.js';
import { draft, marksOf, need } from './support.js';

/** A formula of the catalogue at a point. */
function formulaAt(id: string, values: Record<string, number>): number {
  const entry = catalogue.find((candidate) => candidate.id === id);
  return Number(entry?.evaluate(values));
}

describe('lines equal the formulas', () => {
  test.each([1.5, 2, 3])('3c, 3d and 9c for σ_A/σ_B = %d', (ratio) => {
    const series = `σ_A/σ_B = ${ratio}`;
    for (const [id, panel] of [
      ['3', 'c'],
      ['9', 'c'],
    ] as const) {
      const [line] = marksOf(draft(id), panel, { kind: 'line', series });
      expect(line.rows.length).toBeGreaterThan(50);
      for (const row of line.rows) {
        const exact = formulaAt('time-ratio/scalar', { sigma_A: ratio, sigma_B: 1, rho: need(row, 'x') });
        expect(need(row, 'y') / exact).toBeCloseTo(1, 10);
      }
    }
    const [line] = marksOf(draft('3'), 'd', { kind: 'line', series });
    for (const row of line.rows) {
      const exact = formulaAt('misattribution/scalar', { w_B: 1, rho: need(row, 'x'), sigma_A: ratio, sigma_B: 1 });
      expect(need(row, 'y')).toBeCloseTo(exact, 10);
    }
  });

  test.each([
    [2, 'L_f = 2', 'time-ratio/at-2'],
    [3, 'L_f = 3', 'time-ratio/above-2'],
    [4, 'L_f = 4 (late)', 'time-ratio/above-2'],
  ] as const)('6c and 6d for L_f = %d', (L_f, series, id) => {
    const figure = draft('6');
    const at = (sigma: number, u_0: number) => {
      const [s_A, s_B, r_B, p_A] = [sigma * sigma, 1, 1, 1]; // ρ = 0, y = x_A + x_B
      return formulaAt(id, { s_A, s_B, r_B, p_A, u_0, L: 4, L_f });
    };
    const [overRatio] = marksOf(figure, 'c', { kind: 'line', series });
    for (const row of overRatio.rows) expect(need(row, 'y') / at(need(row, 'x'), 0.1)).toBeCloseTo(1, 10);
    const [overScale] = marksOf(figure, 'd', { kind: 'line', series });
    for (const row of overScale.rows) expect(need(row, 'y') / at(2, need(row, 'x'))).toBeCloseTo(1, 10);
  });

  test('4c: on its lines both modalities are equally fast, and contribute equally', () => {
    const figure = draft('4');
    const toyAt = (q: number, w: number) => toyCorrelations({ stdA: q, stdB: 1, rho: 0, wA: w, wB: 1 });
    const theory = (q: number, w: number) => sourceTheory(toyAt(q, w), { network: { depth: 2, fusionLayer: 2 } });
    for (const row of marksOf(figure, 'c', { kind: 'line', series: 'equal speed' })[0].rows) {
      const { norms } = theory(need(row, 'x'), need(row, 'y'));
      expect(norms.A / norms.B).toBeCloseTo(1, 10);
    }
    for (const row of marksOf(figure, 'c', { kind: 'line', series: 'equal contribution' })[0].rows) {
      const preference = preferenceOf(problemOf(toyAt(need(row, 'x'), need(row, 'y'))), 0);
      expect(preference.gains['A'] / preference.gains['B']).toBeCloseTo(1, 10);
    }
  });

  test('2e: the loss starts at ½⟨y²⟩, rests at M_A and ends at zero, and crosses halves at the dotted times', () => {
    const figure = draft('2');
    const [loss] = marksOf(figure, 'e', { kind: 'line', series: 'loss' });
    expect(need(loss.rows[0], 'y')).toBeCloseTo(2.5, 10);
    expect(need(loss.rows[loss.rows.length - 1], 'y')).toBeLessThan(1e-4);
    const middle = loss.rows.find((row) => need(row, 'x') >= 250);
    expect(middle?.y).toBeCloseTo(0.5, 6);
    // The line is descent from the typical start, the dotted time its mean over starts: a step for the rounding of each, and one
    // for the bias of the typical start, b/N of some hundred steps.
    const [weight] = marksOf(figure, 'e', { kind: 'line', series: 'weight of B' });
    const [rule] = marksOf(figure, 'e', { kind: 'rule', series: 't_B' });
    const crossing = weight.rows.findIndex((row) => need(row, 'y') >= 0.5);
    const [before, after] = weight.rows.slice(crossing - 1, crossing + 1);
    expect(need(rule.rows[0], 'x')).toBeGreaterThan(need(before, 'x') - 2);
    expect(need(rule.rows[0], 'x')).toBeLessThan(need(after, 'x') + 2);
  });
});

test('the arrows are the direction in which balanced weights go', () => {
  const toy = toyCorrelations({ stdA: 2, stdB: 1, rho: 0.3 });
  for (const fusionLayer of [1, 2, 3, 4]) {
    const net = { depth: 4, fusionLayer };
    const times = [0, 0.1, 0.2].map((dt) => 100 + dt);
    const run = reducedTrajectory(problemOf(toy), { network: net, initScale: 0.1, learningRate: 0.04, times });
    const [a, b] = phaseFlow(toy, network(net))(run.totalA[1], run.totalB[1]);
    const slope = (w: readonly number[]) => (w[2] - w[0]) / (0.2 * 0.04); // by t/τ
    // The difference is of second order in 0.1 steps; at step 100 the weights grow within about 30.
    expect(a / slope(run.totalA)).toBeCloseTo(1, 4);
    expect(b / slope(run.totalB)).toBeCloseTo(1, 4);
  }
});

/** `x` of a panel as the setting it stands for. */
const settings: Record<string, (x: number) => { ratio: number; rho: number; u_0: number }> = {
  b: (rho) => ({ ratio: 2, rho, u_0: 0.1 }),
  c: (ratio) => ({ ratio, rho: 0, u_0: 0.1 }),
  d: (u_0) => ({ ratio: 2, rho: 0, u_0 }),
};

/**
 * Three standard deviations of the draft's one seed, by the spread the theory predicts. The same seed is at every point, so the misses
 * go together; one in 400 would be further out by chance.
 */
test.each(['b', 'c', 'd'])('the marks of the finite-width figure lie where the theory puts them: %s', (sweep) => {
  const figure = draft('finite-width');
  let compared = 0;
  for (const [fusionLayer, series] of [
    [2, 'L_f = 2'],
    [3, 'L_f = 3'],
    [4, 'L_f = 4 (late)'],
  ] as const) {
    for (const what of ['ratio', 'first'] as const) {
      const [marks] = marksOf(figure, `${sweep}-${what}`, { kind: 'points', series });
      for (const row of marks.rows) {
        const { ratio, rho, u_0 } = settings[sweep](need(row, 'x'));
        const toy = toyCorrelations({ stdA: ratio, stdB: 1, rho });
        const weights = {
          network: { depth: 4, fusionLayer },
          start: { initScale: u_0 },
          width: 100,
          learningRate: 0.04,
        };
        const predicted = randomTimes(toy, weights);
        const key = what === 'ratio' ? 'timeRatio' : 'tA';
        const expected = predicted?.[key] ?? NaN;
        const error = predicted?.std[key] ?? NaN;
        expect(Math.abs(need(row, 'y') - expected) / error, `${what}, ${series}, ${need(row, 'x')}`).toBeLessThan(3);
        compared += 1;
      }
    }
  }
  expect(compared).toBe(12);
});
