import { describe, expect, it } from 'vitest';
import { matrix } from '../../src/numerics/matrix.js';
import type { ErrorCode } from '../../src/problem/errors.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import { contributions, finalWeights } from '../../src/problem/use.js';
import { refusal } from './refusal.js';

const modalities = [
  { name: 'text', dim: 1 },
  { name: 'video', columns: ['v1', 'v2'] },
];
const good = {
  modalities,
  outputs: ['cat', 'dog'],
  sigma: [
    [4, 1, 0],
    [1, 2, 0.5],
    [0, 0.5, 1],
  ],
  sigmaYX: [
    [5, 1, 1],
    [0, 2, 0],
  ],
};

describe('problem', () => {
  it('takes modalities and outputs by name', () => {
    const p = problem({ ...good, ySquared: 30, samples: 12, target: 'classes' });
    expect(p.modalities).toEqual([
      { name: 'text', columns: ['text1'], inputs: 1, dim: 1, basis: null },
      { name: 'video', columns: ['v1', 'v2'], inputs: 2, dim: 2, basis: null },
    ]);
    expect(p.sigma).toEqual(matrix(3, 3, Float64Array.of(4, 1, 0, 1, 2, 0.5, 0, 0.5, 1)));
    expect(p.sigmaYX).toEqual(matrix(2, 3, Float64Array.of(5, 1, 1, 0, 2, 0)));
    expect([p.outputs, p.ySquared, p.samples, p.target]).toEqual([['cat', 'dog'], 30, 12, 'classes']);
  });

  it('takes the blocks of two modalities', () => {
    const p = problem({ sigmaA: 4, sigmaB: 1, sigmaAB: 1, sigmaYA: 5, sigmaYB: 2, ySquared: 7 });
    expect(p).toEqual(toyProblem({ stdA: 2, stdB: 1, rho: 0.5 }));
  });

  const nested = () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = [deep];
    return deep;
  };
  it.each<[string, object, ErrorCode, string]>([
    ['one modality', { modalities: modalities.slice(1) }, 'shape', 'modalities'],
    ['two of a name', { modalities: [modalities[0], modalities[0]] }, 'shape', 'modalities'],
    [
      'a modality without a dimension',
      { modalities: [{ name: 'text', dim: 0 }, modalities[1]] },
      'shape',
      'modalities[0].dim',
    ],
    ['too small a Σ', { sigma: [[4, 1], [1, 2]] }, 'shape', 'sigma'], // prettier-ignore
    ['outputs without a row', { outputs: ['cat'] }, 'shape', 'outputs'],
    ['an unknown field', { sigmaA: 1 }, 'shape', 'sigmaA'],
    ['an unknown target', { target: 'text' }, 'shape', 'target'],
    ['arrays nested 100,000 deep', { sigma: nested() }, 'number', 'sigma[0][0]'],
    ['modalities nested 100,000 deep', { modalities: [nested(), 1] }, 'shape', 'modalities[0]'],
    ['an impossible ⟨y²⟩', { ySquared: 1 }, 'indefinite', 'ySquared'],
    ['a modality that says nothing', { sigmaYX: [[0, 1, 1], [0, 2, 0]] }, 'zero-correlation', 'sigmaYX'], // prettier-ignore
  ])('refuses %s', (_, change, code, field) => {
    const message = refusal(() => problem({ ...good, ...change }), code, field, expect.anything());
    expect(message).toMatch(/^[^\p{Cc}]+$/u);
  });
});

describe('units', () => {
  it('change neither the rank nor what is explained', () => {
    // months = 12 age, and a third column that no one of them explains, in units from 10^-9 to 10^9.
    const [age, conc] = [100, 1];
    const explained = (unit: number) => {
      const p = problem({
        sigmaA: [
          [age, 12 * age, 3 * unit],
          [12 * age, 144 * age, 36 * unit],
          [3 * unit, 36 * unit, conc * unit ** 2],
        ],
        sigmaB: 1,
        sigmaAB: [[2], [24], [0.1 * unit]],
        sigmaYA: [5, 60, 0.9 * unit],
        sigmaYB: 0.4,
      });
      const w = finalWeights(p);
      // The shortest solution puts weights on age and months as 1 to 12.
      expect(w.data[1] / w.data[0]).toBeCloseTo(12, 6);
      return [contributions(p, w, 0)[0], contributions(p, w, 1)[0]];
    };
    const wanted = explained(1);
    for (const unit of [1e-9, 1e-4, 1e4, 1e9]) {
      explained(unit).forEach((level, m) => {
        // Σ is singular: its solutions are known to the roundings of R over its smallest eigenvalue kept, about 0.05.
        expect(level).toBeCloseTo(wanted[m], 10);
      });
    }
  });

  it.each([
    { sigmaA: [[1, 1], [1, 1]], sigmaB: 1e-12, sigmaAB: [[0], [0]], sigmaYA: [1, 1], sigmaYB: 1e-6, ySquared: 2.0001 }, // prettier-ignore
    { sigmaA: 9e307, sigmaB: 9e307, sigmaAB: 0, sigmaYA: 7e307, sigmaYB: 7e306, ySquared: 9e307 },
    { sigmaA: 2e-307, sigmaB: 2e-307, sigmaAB: 0, sigmaYA: 2e-307, sigmaYB: 2e-308, ySquared: 4e-307 },
  ])('of mean squares from 10^-307 to 10^308 are taken: %j', (input) => {
    expect(finalWeights(problem(input)).data.every(Number.isFinite)).toBe(true);
  });

  it('of the toy are taken up to there, however nearly opposed', () => {
    expect(toyProblem({ stdA: 9.9e153, stdB: 1, rho: 0 }).modalities).toHaveLength(2);
    expect(() => toyProblem({ stdA: 1.1e154, stdB: 1, rho: 0 })).toThrow(/mean square of 1\.21\d*e\+308; .*use other/);
    expect(finalWeights(toyProblem({ stdA: 1.0001799, stdB: 1, rho: -1 })).data[0]).toBeGreaterThan(0);
  });
});
