import { expect, test } from 'vitest';
import { percents } from '../../src/predict/numbers.js';

test('chances of one whole add up to 100%', () => {
  expect(percents([0.506, 0.494])).toEqual(['51%', '49%']);
  expect(percents([1 / 3, 1 / 3, 1 / 3])).toEqual(['34%', '33%', '33%']);
  expect(percents([0.726, 0.274])).toEqual(['73%', '27%']);
  expect(percents([0.999, 0.001])).toEqual(['100%', 'under 1%']);
  expect(percents([1])).toEqual(['100%']);
  // Of starts that could be followed, not all may have used anything.
  expect(percents([0.5, 0.25])).toEqual(['50%', '25%']);
});
