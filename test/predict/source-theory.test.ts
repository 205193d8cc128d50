import { describe, expect, it } from 'vitest';
import { sourceTheory, type SourceQuestion } from '../../src/predict/source/theory.js';
import type { ErrorCode } from '../../src/problem/errors.js';
import { correlations, toyCorrelations } from '../../src/problem/from-numbers.js';
import { refusal } from '../problem/refusal.js';

const toy = toyCorrelations({ stdA: 2, stdB: 1, rho: 0 });
const at = (fusionLayer: number, depth = 4): SourceQuestion => ({ network: { depth, fusionLayer }, initScale: 0.1 });

describe('the source’s theory', () => {
  it('names the equations its numbers came from', () => {
    const equations = [1, 2, 3, 4].map((layer) => sourceTheory(toy, at(layer)).closedForm.equations);
    expect(equations).toEqual([['—'], ['56a', '56b', '57'], ['48', '54', '12'], ['48', '54', '12', '9']]);
    expect(sourceTheory(toy, at(2, 2)).closedForm.equations).toEqual(['8a', '27', '8b', '33', '9']);
  });

  it('has the numbers that were worked out when the project was planned', () => {
    // theory.md, to the digits it prints; L_f = 2, 3, 4.
    const fused = [2, 3, 4].map((layer) => sourceTheory(toy, at(layer)));
    expect(fused.map(({ closedForm }) => closedForm.timeRatio.toFixed(3))).toEqual(['1.210', '1.739', '4.000']);
    expect(fused.map(({ reducedOde }) => reducedOde?.tA.toFixed(0))).toEqual(['204', '252', '311']);
    expect(fused.map(({ reducedOde }) => Number(reducedOde?.timeRatio).toFixed(2))).toEqual(['1.18', '1.65', '4.00']);
  });

  it('has one transition under early fusion, whatever the depth', () => {
    for (const depth of [2, 3, 6]) {
      const { closedForm } = sourceTheory(toy, { network: { depth, fusionLayer: 1 } });
      expect(closedForm.tA).toBe(closedForm.tB);
      expect(closedForm.timeRatio).toBe(1);
    }
  });

  it('is given in the user’s order', () => {
    const turned = sourceTheory(toyCorrelations({ stdA: 1, stdB: 2, rho: 0 }), at(3));
    const same = sourceTheory(toy, at(3));
    expect([turned.first, turned.norms]).toEqual(['B', { A: 1, B: 4, k: 0.25 }]);
    expect([turned.closedForm.tB, turned.closedForm.tA]).toEqual([same.closedForm.tA, same.closedForm.tB]);
    expect(turned.reducedOde?.tB).toBeCloseTo(same.reducedOde?.tA ?? NaN, 9);
  });

  it('takes branches of unequal depth', () => {
    const network = { depthA: 4, depthB: 3, depthShared: 1 };
    const { first, closedForm } = sourceTheory(toy, { network, initScale: 0.01 });
    // κ of the deeper branch A, put first: ½ · ¼ · u₀^(−1) = 12.5 > 1, so the shallower B escapes first.
    expect([first, closedForm.equations]).toEqual(['B', ['59', '60']]);
  });

  it('knows what fails of its assumptions', () => {
    expect(sourceTheory(toy, { ...at(4), initScale: 0.01 }).failing).toEqual([]);
    expect(sourceTheory(toyCorrelations({ stdA: 1.01, stdB: 1, rho: 0 }), at(3)).failing).toContain('near-tie');
    expect(sourceTheory(toy, { ...at(3), initScale: 0.3 }).failing).toContain('init-not-small');
  });

  it('never learns the second of collinear modalities', () => {
    const { closedForm, reducedOde } = sourceTheory(toyCorrelations({ stdA: 2, stdB: 1, rho: 1 }), at(3));
    expect([closedForm.tB, closedForm.timeRatio, reducedOde?.tB]).toEqual([Infinity, Infinity, Infinity]);
  });

  it('doubles the times under logistic loss', () => {
    const c = correlations({ sigmaA: 4, sigmaB: 1, sigmaAB: 0, sigmaYA: 1, sigmaYB: 0.2, binaryTarget: true });
    const [mse, logistic] = (['mse', 'logistic'] as const).map((loss) => sourceTheory(c, { ...at(3), loss }));
    expect([logistic.closedForm.tA, logistic.closedForm.tB]).toEqual([2 * mse.closedForm.tA, 2 * mse.closedForm.tB]);
    expect(logistic.closedForm.equations).toContain('37');
  });

  it.each<[string, object, ErrorCode, string, unknown]>([
    ['u₀ = 0', { initScale: 0 }, 'number', 'initScale', 0],
    ['u₀ = 1', { initScale: 1 }, 'number', 'initScale', 1],
    // u₀² = 0.64 is above half of the plateau 1.
    ['u₀ too large', { initScale: 0.8, network: { depth: 2, fusionLayer: 2 } }, 'init-scale', 'initScale', 0.8],
    [
      'a linear regression beside a deeper branch',
      { network: { depthA: 1, depthB: 2, depthShared: 0 } },
      'unsupported',
      'depthShared',
      0,
    ],
  ])('refuses %s', (_, change, code, field, value) => {
    refusal(() => sourceTheory(toy, { ...at(3), ...change }), code, field, value);
  });
});
