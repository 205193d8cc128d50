import { expect, it } from 'vitest';
import { matrix } from '../../src/numerics/matrix.js';
import { leastIn, unseenLoss } from '../../src/predict/starts/unseen.js';
import { problem } from '../../src/problem/from-general.js';
import { classes } from './problems.js';

const [x, y] = [[0.5, -1, 2, 0.3, 1, 1, -1, 0.7, 0.2, 0, 1.5, -2], [1, 0, 2, -1, 0.5, 1, 3, 0.2, -0.7]]; // prettier-ignore
const weights = Float64Array.of(0.1, 0.2, -0.3, 0.4, 1, -1, 0.5, 0, 0.3, 0.3, -0.2, 0.1);

/** `½⟨‖y − W x‖²⟩` over so many rows. */
function byHand(count: number): number {
  const rows = Array.from({ length: count }, (_, r) => r % 3);
  const errors = rows.flatMap((r) =>
    [0, 1, 2].map((c) => y[3 * r + c] - [0, 1, 2, 3].reduce((sum, j) => sum + weights[4 * c + j] * x[4 * r + j], 0)),
  );
  return errors.reduce((sum, error) => sum + error ** 2, 0) / (2 * count);
}

it.each([3, 6])('the loss on %i unseen rows of four inputs and three outputs', (count) => {
  const repeated = (values: readonly number[], cols: number) =>
    matrix(
      count,
      cols,
      Float64Array.from({ length: count * cols }, (_, k) => values[k % values.length]),
    );
  const loss = unseenLoss({ x: repeated(x, 4), y: repeated(y, 3) }, problem(given));
  expect(loss.samples).toBe(count);
  expect(loss.of(weights)).toBeCloseTo(byHand(count), 12);
});

const given = {
  modalities: classes.modalities.map(({ name, dim }) => ({ name, dim })),
  sigma: [0, 1, 2, 3].map((i) => [...classes.sigma.data.subarray(4 * i, 4 * i + 4)]),
  sigmaYX: [0, 1, 2].map((c) => [...classes.sigmaYX.data.subarray(4 * c, 4 * c + 4)]),
};

it('the least of a piece: at its ends, or between them where that is below what is known', () => {
  const piece = { from: 10, to: 20 };
  const bowl = (t: number) => (t - 13.7) ** 2 + 1;
  expect(leastIn(bowl, piece, Infinity).step).toBeCloseTo(13.7, 2);
  expect(leastIn(bowl, piece, Infinity).loss).toBeCloseTo(1, 4);
  // Of a grid that is no better than what is known nothing more is asked: 12.5 is next to the least.
  expect(leastIn(bowl, piece, 1.5)).toEqual({ step: 12.5, loss: bowl(12.5) });
  expect(leastIn((t) => t, piece, Infinity)).toEqual({ step: 10, loss: 10 });
  expect(leastIn((t) => -t, piece, Infinity)).toEqual({ step: 20, loss: -20 });
  expect(leastIn((t) => (t - 19.995) ** 2, piece, Infinity).step).toBeCloseTo(19.995, 2);
});
