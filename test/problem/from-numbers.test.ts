import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jointCorrelations } from '../../src/problem/correlations.js';
import type { ErrorCode } from '../../src/problem/errors.js';
import { correlations, toyCorrelations } from '../../src/problem/from-numbers.js';
import { refusal } from './refusal.js';

const good = {
  sigmaA: [
    [4, 1],
    [1, 2],
  ],
  sigmaB: [[1]],
  sigmaAB: [[1], [0.5]],
  sigmaYA: [5, 1],
  sigmaYB: [2],
};

describe('correlations', () => {
  it('takes nested arrays', () => {
    const c = correlations({ ...good, ySquared: 9, samples: 100, binaryTarget: false, names: { A: 'see', B: 'hear' } });
    expect(c).toEqual({
      sigmaA: { rows: 2, cols: 2, data: Float64Array.of(4, 1, 1, 2) },
      sigmaB: { rows: 1, cols: 1, data: Float64Array.of(1) },
      sigmaAB: { rows: 2, cols: 1, data: Float64Array.of(1, 0.5) },
      sigmaYA: Float64Array.of(5, 1),
      sigmaYB: Float64Array.of(2),
      ySquared: 9,
      samples: 100,
      names: { A: 'see', B: 'hear' },
      binaryTarget: false,
    });
    expect(Object.isFrozen(c) && Object.isFrozen(c.sigmaA) && Object.isFrozen(c.names)).toBe(true);
  });

  it('leaves what is not given open', () => {
    const { ySquared, samples, names, binaryTarget } = correlations(good);
    expect({ ySquared, samples, names, binaryTarget }).toEqual({
      ySquared: null,
      samples: null,
      names: { A: 'A', B: 'B' },
      binaryTarget: null,
    });
  });

  it('takes the names of the theory, numbers for single entries and 1 × D rows', () => {
    const { sigmaA, sigmaYA } = good;
    const aliased = { Sigma_A: sigmaA, Sigma_B: 1, Sigma_AB: good.sigmaAB, Sigma_yA: [sigmaYA], Sigma_yB: 2, y2: 9 };
    expect(correlations(aliased)).toEqual(correlations({ ...good, ySquared: 9 }));
  });

  it('symmetrizes what is symmetric up to printing', () => {
    const sigmaA = [
      [4, 1],
      [1 + 2e-9, 2],
    ];
    const { data } = correlations({ ...good, sigmaA }).sigmaA;
    expect(data[1]).toBe(data[2]);
    expect(data[1]).toBe(1 + 1e-9);
  });

  it('allows collinear inputs', () => {
    const line = { sigmaA: 1, sigmaB: 4, sigmaAB: 2, sigmaYA: 1, sigmaYB: 2 };
    expect(() => correlations(line)).not.toThrow();
    expect(() => correlations({ ...line, ySquared: 1 })).not.toThrow();
  });

  it('does not depend on units', () => {
    const large = { sigmaA: 1e20, sigmaB: 1e-20, sigmaAB: 0.5, sigmaYA: 1e10, sigmaYB: 1e-10, ySquared: 2 };
    expect(() => correlations(large)).not.toThrow();
  });

  const matrixWith = (entry: unknown) => [
    [4, entry],
    [1, 2],
  ];
  it.each<[string, object, ErrorCode, string, unknown]>([
    ['a missing field', { sigmaB: undefined }, 'shape', 'sigmaB', undefined],
    ['an unknown field', { sigma: 1 }, 'shape', 'sigma', 1],
    ['a field under both names', { Sigma_B: 1 }, 'shape', 'Sigma_B', 1],
    ['NaN', { sigmaA: matrixWith(NaN) }, 'number', 'sigmaA[0][1]', NaN],
    ['infinity', { sigmaYA: [5, Infinity] }, 'number', 'sigmaYA[1]', Infinity],
    ['null, as JSON has it for NaN', { sigmaAB: [[1], [null]] }, 'number', 'sigmaAB[1][0]', null],
    ['text', { sigmaYB: ['2'] }, 'number', 'sigmaYB[0]', '2'],
    ['a bad ⟨y²⟩', { ySquared: NaN }, 'number', 'ySquared', NaN],
    ['a bad number of samples', { samples: 0 }, 'number', 'samples', 0],
    ['a bad binaryTarget', { binaryTarget: 'yes' }, 'shape', 'binaryTarget', 'yes'],
    ['ragged rows', { sigmaA: [[4, 1], [1]] }, 'shape', 'sigmaA[1]', 1],
    ['a 1-D array for a matrix', { sigmaAB: [1, 0.5] }, 'shape', 'sigmaAB[0]', 1],
    ['an empty row', { sigmaA: [[]] }, 'shape', 'sigmaA[0]', []],
    ['an empty matrix', { sigmaA: [] }, 'shape', 'sigmaA', []],
    ['a matrix that is not square', { sigmaA: [[4, 1]] }, 'shape', 'sigmaA', '1 × 2'],
    ['Σ_AB transposed', { sigmaAB: [[1, 0.5]] }, 'shape', 'sigmaAB', '1 × 2'],
    ['Σ_yA too long', { sigmaYA: [5, 1, 0] }, 'shape', 'sigmaYA', '1 × 3'],
    ['Σ_yB empty', { sigmaYB: [] }, 'shape', 'sigmaYB', '1 × 0'],
    ['an asymmetric matrix', { sigmaA: matrixWith(1.1) }, 'not-symmetric', 'sigmaA[0][1]', 1.1],
    ['a dimension that never varies', { sigmaB: 0 }, 'constant-column', 'sigmaB[0][0]', 0],
    ['a negative variance', { sigmaB: -1 }, 'indefinite', 'sigmaB[0][0]', -1],
    ['no correlation with A', { sigmaYA: [0, 0] }, 'zero-correlation', 'sigmaYA', 0],
    ['no correlation with B', { sigmaYB: 0 }, 'zero-correlation', 'sigmaYB', 0],
    ['B uncorrelated but for rounding', { sigmaYB: 1e-15 }, 'zero-correlation', 'sigmaYB', 1e-15],
    ['⟨y²⟩ below what is explained', { ySquared: 5 }, 'indefinite', 'ySquared', 5],
    ['a negative ⟨y²⟩', { ySquared: -1 }, 'indefinite', 'ySquared', -1],
    ['one name', { names: { A: 'see' } }, 'shape', 'names', { A: 'see' }],
    ['equal names', { names: { A: 'x', B: 'x' } }, 'shape', 'names', { A: 'x', B: 'x' }],
  ])('refuses %s', (_, change, code, field, value) => {
    refusal(() => correlations({ ...good, ...change }), code, field, value);
  });

  it('refuses what is not an object', () => {
    refusal(() => correlations([1]), 'shape', 'correlations', [1]);
    refusal(() => correlations(null), 'shape', 'correlations', null);
  });

  it('refuses an indefinite Σ with its eigenvalue', () => {
    // [1 2; 2 1] has the eigenvalues 3 and -1.
    const message = refusal(
      () => correlations({ sigmaA: 1, sigmaB: 1, sigmaAB: 2, sigmaYA: 1, sigmaYB: 1 }),
      'indefinite',
      'sigmaA, sigmaB, sigmaAB',
      expect.closeTo(-1, 14),
    );
    expect(message).toContain('eigenvalue');
  });

  it('refuses targets that contradict collinear inputs', () => {
    // x_B = x_A, so Σ_yA and Σ_yB must be equal; (1, 2) has the part (-1, 1)/2 outside, of length 1/√2.
    const contradiction = { sigmaA: 1, sigmaB: 1, sigmaAB: 1, sigmaYA: 1, sigmaYB: 2 };
    const outside: unknown = expect.closeTo(Math.SQRT1_2, 14);
    refusal(() => correlations(contradiction), 'indefinite', 'sigmaYA, sigmaYB', outside);
    refusal(() => correlations({ ...contradiction, ySquared: 9 }), 'indefinite', 'sigmaYA, sigmaYB', outside);
  });

  it('names the modality without correlation', () => {
    const names = { A: 'vision', B: 'sound' };
    const message = refusal(() => correlations({ ...good, sigmaYA: [0, 0], names }), 'zero-correlation', 'sigmaYA', 0);
    expect(message).toContain('vision');
  });
});

describe('jointCorrelations', () => {
  it('puts the blocks in their places', () => {
    const { sigma, sigmaY } = jointCorrelations(correlations(good));
    expect(sigma).toEqual({ rows: 3, cols: 3, data: Float64Array.of(4, 1, 1, 1, 2, 0.5, 1, 0.5, 1) });
    expect(sigmaY).toEqual(Float64Array.of(5, 1, 2));
  });
});

describe('toyCorrelations', () => {
  it('has the correlations of its two lines of theory', () => {
    const c = toyCorrelations({ stdA: 2, stdB: 1, rho: 0.5, wB: 3, names: { A: 'see', B: 'hear' } });
    expect(c.sigmaA.data).toEqual(Float64Array.of(4));
    expect(c.sigmaB.data).toEqual(Float64Array.of(1));
    expect(c.sigmaAB.data).toEqual(Float64Array.of(1));
    expect(c.sigmaYA).toEqual(Float64Array.of(7));
    expect(c.sigmaYB).toEqual(Float64Array.of(4));
    // ⟨(x_A + 3 x_B)²⟩ = 4 + 6 + 9
    expect(c.ySquared).toBe(19);
    expect(c.names).toEqual({ A: 'see', B: 'hear' });
  });

  it('allows collinear modalities', () => {
    expect(toyCorrelations({ stdA: 2, stdB: 1, rho: 1 }).ySquared).toBe(9);
    expect(toyCorrelations({ stdA: 2, stdB: 1, rho: -1 }).ySquared).toBe(1);
  });

  it.each<[object, ErrorCode, string, unknown]>([
    [{ stdA: 0 }, 'number', 'stdA', 0],
    [{ stdB: -1 }, 'number', 'stdB', -1],
    [{ rho: 1.5 }, 'number', 'rho', 1.5],
    [{ wA: NaN }, 'number', 'wA', NaN],
    [{ wB: Infinity }, 'number', 'wB', Infinity],
    [{ stdA: 1e200 }, 'number', 'sigmaA', Infinity],
    [{ rho: 0, wB: 0 }, 'zero-correlation', 'sigmaYB', 0],
    [{ rho: -0.5 }, 'zero-correlation', 'sigmaYB', 0],
    [{ sigmaC: 1 }, 'usage', 'sigmaC', 1],
    [{ wA: null }, 'usage', 'wA', null],
  ])('refuses %j', (change, code, field, value) => {
    refusal(() => toyCorrelations({ stdA: 2, stdB: 1, rho: 0.5, ...change }), code, field, value);
  });

  it('is never taken for impossible, however close to collinear', () => {
    // Thousandths: weights whose squares underflow are nobody's.
    const weight = fc.integer({ min: -3000, max: 3000 }).map((thousandths) => thousandths / 1000);
    const scale = fc.double({ min: 0.01, max: 100, noNaN: true });
    const exponent = fc.integer({ min: 0, max: 17 });
    fc.assert(
      fc.property(scale, scale, exponent, fc.constantFrom(-1, 1), weight, weight, (stdA, stdB, k, sign, wA, wB) => {
        try {
          toyCorrelations({ stdA, stdB, rho: sign * (1 - 10 ** -k), wA, wB });
        } catch (error) {
          // Uncorrelated modalities do occur among random weights; impossible ones must not.
          expect(error).toHaveProperty('code', 'zero-correlation');
        }
      }),
      { numRuns: 2000 },
    );
  });
});
