import { describe, expect, it } from 'vitest';
import { randomSource } from '../../../src/numerics/random.js';
import { CORRUPTION, NORMALIZATION, type Corruption } from '../../../src/simulate/digits/protocol.js';
import { corruptedPair, patchesOf, shuffled, viewsOf } from '../../../src/simulate/digits/views.js';

describe('views', () => {
  it('average squares and normalize', () => {
    const pixels = Uint8Array.of(255, 255, 0, 0, 255, 255, 0, 0, 0, 255, 51, 51, 0, 0, 51, 51);
    const { side, values } = viewsOf({ count: 1, side: 4, pixels, labels: Uint8Array.of(7) }, 2);
    expect(side).toBe(2);
    [1, 0, 0.25, 0.2].forEach((grey, i) => {
      expect(values[i]).toBeCloseTo((grey - NORMALIZATION.mean) / NORMALIZATION.std, 6);
    });
  });

  it.each<Corruption>(['text', 'code'])('are corrupted as often as the %s says, one at most', (corruption) => {
    const n = 20_000;
    const views = { count: 1, side: 2, values: Float32Array.of(1, 2, 3, 4), labels: Uint8Array.of(0) };
    const { A, B } = corruptedPair(views, new Uint32Array(n), corruption, randomSource(1));
    const spoilt = (x: Float32Array, i: number): boolean => x[4 * i + 3] !== 4;
    const share = (f: (i: number) => boolean): number =>
      Array.from({ length: n }, (_, i) => f(i)).filter(Boolean).length / n;
    const within = (measured: number, p: number): void => {
      expect(Math.abs(measured - p)).toBeLessThan(4.5 * Math.sqrt((p * (1 - p)) / n)); // of the binomial's spread
    };
    within(
      share((i) => spoilt(B, i) && !spoilt(A, i)),
      CORRUPTION[corruption].B,
    );
    within(
      share((i) => spoilt(A, i) && !spoilt(B, i)),
      CORRUPTION[corruption].A,
    );
    expect(share((i) => spoilt(A, i) && spoilt(B, i))).toBe(0);
    const left = Array.from({ length: n }, (_, i) => B[4 * i + 3]).filter((value) => value !== 4);
    const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
    const variance = left.reduce((sum, value) => sum + (value - mean) ** 2, 0) / left.length;
    expect(Math.abs(mean - 0.4)).toBeLessThan(4.5 * (0.15 / Math.sqrt(left.length)));
    expect(Math.abs(Math.sqrt(variance) / 0.15 - 1)).toBeLessThan(4.5 / Math.sqrt(2 * left.length));
  });

  /** What `uni2multi` of the source's code does to both views, by its two draws: the shares of the clean images. */
  it('have the code’s probabilities', () => {
    let [onlyB, onlyA] = [0, 0];
    for (const [a, pA] of [
      [1, 0.8],
      [0, 0.2],
    ] as const) {
      for (const [ab, pAB] of [
        [1, 0.2],
        [0, 0.8],
      ] as const) {
        const [aOnly, bOnly] = [a * (1 - ab), 1 - a - ab];
        if (ab + bOnly === 0 && ab + aOnly === 1) onlyB += pA * pAB;
        if (ab + aOnly === 0 && ab + bOnly === 1) onlyA += pA * pAB;
      }
    }
    expect(onlyB).toBeCloseTo(CORRUPTION.code.B, 12);
    expect(onlyA).toBeCloseTo(CORRUPTION.code.A, 12);
  });

  it('shuffle to a permutation', () => {
    expect([...shuffled(50, randomSource(3))].sort((p, q) => p - q)).toEqual(Array.from({ length: 50 }, (_, i) => i));
  });

  it('are cut into patches', () => {
    const images = Float32Array.from({ length: 2 * 16 }, (_, i) => i);
    const patches = patchesOf(images, 2, 4);
    expect(patches).toHaveLength(4 * 2 * 9);
    // Second patch (row 0, column 1) of the second image.
    expect([...patches.subarray((2 + 1) * 9, (2 + 2) * 9)]).toEqual([17, 18, 19, 21, 22, 23, 25, 26, 27]);
  });
});
