import { describe, expect, test } from 'vitest';
import { catalogue } from '../../formulas/index.js';
import { correlations, toyCorrelations } from '../../src/index.js';
import { correlationsFromFile } from '../../src/data/index.js';
import { finiteWidth, rows } from '../support/random-weights.js';

describe('against full-matrix gradient descent from random weights', () => {
  test.each(rows)('L = $L, L_f = $Lf, rho = $rho, u0 = $u0, N = $N', (row) => {
    const toy = toyCorrelations({ sigmaA: row.sigmaRatio, sigmaB: 1, rho: row.rho });
    const network = { depth: row.L, fusionLayer: row.Lf };
    const { closedForm } = finiteWidth(toy, { network, initScale: row.u0, width: row.N });
    if (closedForm?.tA == null) throw new Error('no closed form');
    // The project's targets, as for the flow.
    expect(Math.abs(closedForm.tA / row.tA - 1)).toBeLessThan(0.02);
    if (row.Lf < row.L) {
      expect([closedForm.tB, closedForm.timeRatio]).toEqual([null, null]);
      return;
    }
    expect(Math.abs((closedForm.tB ?? NaN) / row.tB - 1)).toBeLessThan(0.02);
    const allowed = Math.max(0.02 * (row.ratio - 1), row.ratioStd / Math.sqrt(row.seeds));
    expect(Math.abs((closedForm.timeRatio ?? NaN) - row.ratio)).toBeLessThan(allowed);
  });
});

/** Small steps: the formulas are the flow's, the prediction is gradient descent's, which lags behind by a few steps. */
const SMALL_STEPS = { learningRate: 1e-6 };

describe('against the flow it stands for', () => {
  test.each([-0.9, -0.3, 0, 0.5, 0.9].flatMap((rho) => [2, 3, 4].map((depth) => ({ rho, depth }))))(
    'late fusion, L = $depth, rho = $rho, reversed drives included',
    ({ rho, depth }) => {
      const toy = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho });
      const start = depth === 2 ? { std: 1e-9 } : { initScale: 0.1 };
      const flow = finiteWidth(toy, { network: { depth, fusionLayer: depth }, ...start, width: 100, ...SMALL_STEPS });
      // Terms of relative order u₀³ = 1e-3 and N^(−3/2) = 1e-3 are left out of either.
      for (const key of ['tA', 'tB', 'timeRatio'] as const) {
        expect(Math.abs((flow.closedForm?.[key] ?? NaN) / flow[key] - 1)).toBeLessThan(1e-3);
      }
    },
  );

  test('names entries of the catalogue, and exchanges with the modalities', () => {
    const question = { network: { depth: 4, fusionLayer: 4 }, initScale: 0.1, width: 100 };
    const [p, q] = [
      { sigmaA: 2, sigmaB: 1, rho: 0.3 },
      { sigmaA: 1, sigmaB: 2, rho: 0.3 },
    ].map((toy) => finiteWidth(toyCorrelations(toy), question).closedForm);
    expect([p?.tA, p?.tB, p?.timeRatio]).toEqual([q?.tB, q?.tA, q?.timeRatio]);
    const known = catalogue.map(({ id }) => id);
    expect(known).toEqual(expect.arrayContaining([...(p?.formulas ?? [])]));
    expect(p?.formulas).toContain('finite-width/escape-four-layer');
  });
});

describe('where it applies', () => {
  const twoInputs = (eigenvalues: readonly [number, number], shareOfFirst: number) =>
    correlations({
      sigmaA: [
        [eigenvalues[0], 0],
        [0, eigenvalues[1]],
      ],
      sigmaB: [[1]],
      sigmaAB: [[0], [0]],
      sigmaYA: [3 * Math.sqrt(shareOfFirst), 3 * Math.sqrt(1 - shareOfFirst)],
      sigmaYB: [1],
    });
  const late = { network: { depth: 2, fusionLayer: 2 }, std: 1e-6, width: 100, ...SMALL_STEPS };

  test('an eigenvector of any spectrum, and a narrow spectrum with its first correction', () => {
    const eigenvector = finiteWidth(twoInputs([2, 1e-3], 1), late);
    expect(Math.abs((eigenvector.closedForm?.tA ?? NaN) / eigenvector.tA - 1)).toBeLessThan(1e-4);
    expect(eigenvector.closedForm?.formulas).not.toContain('finite-width/spectral-shift');
    const narrow = finiteWidth(twoInputs([2.16, 1.84], 0.5), late);
    expect(Math.abs((narrow.closedForm?.tA ?? NaN) / narrow.tA - 1)).toBeLessThan(1e-4);
    expect(narrow.closedForm?.formulas).toContain('finite-width/spectral-shift');
  });

  test('not where Σ_yA is no eigenvector, nor where the plateau hides in a small eigenvalue', async () => {
    expect(finiteWidth(twoInputs([3, 1], 0.5), late).closedForm).toBeNull();
    // Off the axis by 0.001, but the plateau is not.
    expect(finiteWidth(twoInputs([2, 1e-3], 0.999), late).closedForm).toBeNull();
    const columns = { a: 's1..s6', b: 'age,sex,bmi,bp', y: 'progression' };
    const diabetes = await correlationsFromFile('data/diabetes.csv', { ...columns, standardize: true });
    expect(finiteWidth(diabetes, late).closedForm).toBeNull();
  });

  test('not for early fusion; and B never where nothing is left for it', () => {
    const toy = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 });
    const early = finiteWidth(toy, { network: { depth: 3, fusionLayer: 1 }, initScale: 0.1, width: 100 });
    expect(early.closedForm).toBeNull();
    const c = correlations({
      sigmaA: [[4]],
      sigmaB: [[1]],
      sigmaAB: [[1]],
      sigmaYA: [4],
      sigmaYB: [1],
    });
    expect(finiteWidth(c, late).closedForm).toMatchObject({ tB: Infinity, timeRatio: Infinity });
  });
});
