import { describe, expect, it } from 'vitest';
import { aligned, blended, dropped, noisy, scaled } from '../../src/levers/moments.js';
import { toyProblem } from '../../src/problem/from-general.js';
import { finalWeights } from '../../src/problem/use.js';

const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
const blocks = ({ sigma, sigmaYX }: typeof toy) => [...sigma.data, ...sigmaYX.data];

describe('levers that change moments', () => {
  // Σ_A = 4, Σ_AB = 1, Σ_B = 1, Σ_yA = 5, Σ_yB = 2.
  it('are the factors of the notes on the blocks', () => {
    expect(blocks(toy)).toEqual([4, 1, 1, 1, 5, 2]);
    expect(blocks(scaled(toy, [1, 3]))).toEqual([4, 3, 3, 9, 5, 6]);
    expect(blocks(noisy(toy, [0.5, 0]))).toEqual([4.5, 1, 1, 1, 5, 2]);
    expect(blocks(dropped(toy, [0.5, 0.2], 'none'))).toEqual([2, 0.4, 0.4, 0.8, 2.5, 1.6]);
    expect(blocks(dropped(toy, [0.5, 0.2], 'at-most-one')).slice(0, 2)).toEqual([2, 1 - 0.5 - 0.2]);
    expect(blocks(dropped(toy, [0.5, 0], 'inverted'))).toEqual([8, 1, 1, 1, 5, 2]);
    expect(blocks(aligned(toy, 0.5))).toEqual([6, 0.5, 0.5, 1.5, 5, 2]);
  });

  it('of dropout are averages over masks', () => {
    const [qA, qB] = [0.3, 0.4];
    const { sigma, sigmaYX } = dropped(toy, [qA, qB], 'none');
    const expected = new Array<number>(6).fill(0);
    for (const a of [0, 1]) {
      for (const b of [0, 1]) {
        const p = (a ? 1 - qA : qA) * (b ? 1 - qB : qB);
        [4 * a, a * b, a * b, b, 5 * a, 2 * b].forEach((value, k) => (expected[k] += p * value));
      }
    }
    [...sigma.data, ...sigmaYX.data].forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k], 12);
    });
  });

  it('of auxiliary losses end where the notes say: W_a − W* = a W* Σ_off (Σ + a Σ_diag)⁻¹', () => {
    const a = 0.7;
    const W = finalWeights(toy).data;
    const bias = finalWeights({
      ...toy,
      sigmaYX: { ...toy.sigmaYX, data: Float64Array.of(a * W[1], a * W[0]) },
      sigma: blended(toy, 1, [a, a]).sigma,
    }).data;
    finalWeights(blended(toy, 1, [a, a])).data.forEach((value, k) => {
      expect(value - W[k]).toBeCloseTo(bias[k], 12);
    });
  });

  it('leave the problem they are given as it is', () => {
    const before = blocks(toy);
    scaled(toy, [2, 2]);
    noisy(toy, [1, 1]);
    expect(blocks(toy)).toEqual(before);
  });
});
