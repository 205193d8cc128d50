import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matrix } from '../../src/numerics/matrix.js';
import { addBlock, noMoments } from '../../src/data/moments.js';

/** The moments of `rows`, cut into blocks of `blockRows`. */
function momentsOf(rows: number[][], blockRows: number) {
  const cols = rows[0].length;
  const moments = noMoments(cols);
  for (let start = 0; start < rows.length; start += blockRows) {
    const part = rows.slice(start, start + blockRows);
    addBlock(moments, matrix(part.length, cols, Float64Array.from(part.flat())));
  }
  return moments;
}

const tables = fc.integer({ min: 1, max: 4 }).chain((cols) =>
  fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: cols, maxLength: cols }), {
    minLength: 2,
    maxLength: 20,
  }),
);

describe('addBlock', () => {
  it('counts and centres', () => {
    const moments = momentsOf(
      [
        [1, 10],
        [2, 30],
        [6, 20],
      ],
      2,
    );
    expect(moments.count).toBe(3);
    // Means 3 and 20, counted from the first row; deviations (-2, -1, 3) and (-10, 10, 0). Thirds do not add up exactly in binary.
    [2, 10].forEach((mean, j) => {
      expect(moments.mean[j]).toBeCloseTo(mean, 13);
    });
    [14, 10, 10, 200].forEach((entry, k) => {
      expect(moments.scatter.data[k]).toBeCloseTo(entry, 12);
    });
  });

  it('does not depend on how the rows are cut, and is exactly symmetric', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 1, max: 20 }), (rows, blockRows) => {
        const cols = rows[0].length;
        const [whole, parts] = [momentsOf(rows, rows.length), momentsOf(rows, blockRows)];
        for (let i = 0; i < cols; i++) {
          for (let j = 0; j < cols; j++) {
            const [one, other] = [whole.scatter.data[i * cols + j], parts.scatter.data[i * cols + j]];
            // Up to 20 products of up to 10⁶ each, summed in another order: 2·10⁷ times a few ε.
            expect(Math.abs(one - other)).toBeLessThanOrEqual(2e7 * 1e-15 * 10);
            expect(parts.scatter.data[j * cols + i]).toBe(other);
          }
        }
      }),
    );
  });
});
