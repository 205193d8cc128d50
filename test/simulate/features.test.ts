import { describe, expect, it } from 'vitest';
import { matrix } from '../../src/numerics/matrix.js';
import { features } from '../../src/simulate/features.js';
import { sideBySide } from '../../src/simulate/relu.js';

describe('features', () => {
  it('measure rows against directions', () => {
    const layer = matrix(3, 2, Float64Array.of(3, 4, 0, -2, 0, 0));
    const { norms, cosines } = features(layer, { x: Float64Array.of(5, 0), y: Float64Array.of(0, 1) });
    expect([...norms]).toEqual([5, 2, 0]);
    expect([...cosines.x]).toEqual([0.6, 0, 0]);
    expect([...cosines.y]).toEqual([0.8, -1, 0]);
  });

  it('count directions by the stable rank', () => {
    const rankOne = matrix(3, 2, Float64Array.of(1, 2, 2, 4, -3, -6));
    expect(features(rankOne, {}).stableRank).toBeCloseTo(1, 14);
    expect(features(matrix(2, 2, Float64Array.of(3, 0, 0, 3)), {})).toMatchObject({
      stableRank: 2,
      singularValues: [3, 3],
    });
    expect(features(matrix(2, 2), {}).stableRank).toBe(0);
    expect(features(matrix(1, 3, Float64Array.of(2, 3, 6)), {}).singularValues[0]).toBeCloseTo(7, 14); // wider than tall
  });

  it('join both modalities for early fusion', () => {
    const joined = sideBySide(matrix(2, 1, Float64Array.of(1, 2)), matrix(2, 2, Float64Array.of(3, 4, 5, 6)));
    expect([...joined.data]).toEqual([1, 3, 4, 2, 5, 6]);
  });
});
