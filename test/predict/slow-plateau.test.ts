import { expect, it } from 'vitest';
import { ridgeStart, ridgeTimeWhite } from '../../formulas/slow-plateau.js';
import { slowPlateau } from '../../src/predict/closed/slow-plateau.js';
import { swapped } from '../../src/predict/source/quantities.js';
import { parseCorrelations } from '../../src/problem/parse-correlations.js';
import turning from '../reference/turning.json' with { type: 'json' };

const START = { initScale: 0.01, width: 100 };

it('is the logistic where Σ_yA is an eigenvector of Σ_A', () => {
  const c = parseCorrelations({ sigmaA: [[2]], sigmaB: [[1]], sigmaAB: [[0]], sigmaYA: [3], sigmaYB: [0.5] });
  const learningRate = 1e-6;
  const T_0 = ridgeStart.evaluate({ alpha: 0.01, beta: 0.01, s_A: 3 });
  const half = Math.LN2 / 2; // 1 − e^(−λT) = ½
  const expected = ridgeTimeWhite.evaluate({ tau: 1e6, s_A: 3, lambda: 2, T: half, T_0 });
  expect((slowPlateau(c, START, learningRate)?.tA ?? NaN) / expected).toBeCloseTo(1, 5);
});

it('has the second time of turning drives, and says nothing of A where it is used with B', () => {
  const errors = turning.cases.map(({ correlations, times }) => {
    const path = slowPlateau(parseCorrelations(correlations), START, 0.02);
    return Math.abs((path?.tB ?? NaN) / (times.reduce((sum, [, tB]) => sum + tB, 0) / times.length) - 1);
  });
  errors.sort((a, b) => a - b);
  expect(errors[5]).toBeLessThan(0.03);
  expect(errors[10]).toBeLessThan(0.1);
  expect(slowPlateau(parseCorrelations(turning.cases[10].correlations), START, 0.02)?.tA).toBeNull();
});

it('tells where a block is collinear', () => {
  const block = [
    [1, 0.999],
    [0.999, 1],
  ];
  const single = { sigmaA: block, sigmaB: [[1]], sigmaAB: [[0], [0]], sigmaYA: [1, 0.99], sigmaYB: [0.5] };
  const c = parseCorrelations(single);
  expect(slowPlateau(c, START, 0.02)).toMatchObject({ isCollinear: true, tA: null, tB: null });
  expect(slowPlateau(swapped(c), START, 0.02)?.isCollinear).toBe(true);
  const apart = parseCorrelations({
    ...single,
    sigmaA: [
      [1, 0.5],
      [0.5, 1],
    ],
  });
  expect(slowPlateau(apart, START, 0.02)?.isCollinear).toBe(false);
});
