import { expect, it, test } from 'vitest';
import {
  digits,
  laterOverEarlier,
  percent,
  percents,
  setting,
  steps,
  stepsWithSpread,
} from '../../src/predict/numbers.js';

test('chances of one whole add up to 100%', () => {
  expect(percents([0.506, 0.494])).toEqual(['51%', '49%']);
  expect(percents([1 / 3, 1 / 3, 1 / 3])).toEqual(['34%', '33%', '33%']);
  expect(percents([0.726, 0.274])).toEqual(['73%', '27%']);
  expect(percents([0.999, 0.001])).toEqual(['100%', 'under 1%']);
  expect(percents([1])).toEqual(['100%']);
  expect(percents([1, 0])).toEqual(['100%', '0%']);
  expect(percents([0.29, 0.71])).toEqual(['29%', '71%']);
  expect(percents([0.336, 0.332, 0.332])).toEqual(['34%', '33%', '33%']);
  expect(percents([0.332, 0.336, 0.332])).toEqual(['33%', '34%', '33%']);
  // Of starts that could be followed, not all may have used anything.
  expect(percents([0.5, 0.25])).toEqual(['50%', '25%']);
});

it.each<[(x: number) => string, number, string]>([
  [steps, Infinity, 'never'],
  [steps, 0.04, '0'],
  [steps, 9.96, '10'],
  [steps, 9.94, '9.9'],
  [steps, 10.4, '10'],
  [steps, 999_999, '999,999'],
  [steps, 1e6, '1e+6'],
  [steps, 1_234_567, '1.235e+6'],
  [digits, Infinity, '∞'],
  [digits, 1e-13, '0'],
  [digits, -1e-13, '0'],
  [digits, 1e-12, '1e-12'],
  [digits, 0.00099994, '9.999e-4'],
  [digits, 0.001, '0.001'],
  [digits, -12.3456, '-12.35'],
  [digits, 99_994, '99990'],
  [digits, 1e5, '1e+5'],
  [setting, 1e-20, '1e-20'],
  [percent, 0.12345, '12%'],
  [percent, 0.98765, '99%'],
  [percent, 0.00123, '0.12%'],
])('%o of %f', (write, x, written) => {
  expect(write(x)).toBe(written);
});

it('spreads have two digits and are left out where they are less than half a step', () => {
  expect(stepsWithSpread(120.3, 0.49)).toBe('120');
  expect(stepsWithSpread(120.3, 0.5)).toBe('120 ± 0.5');
  expect(stepsWithSpread(12_345, 345.6)).toBe('12,345 ± 350');
  expect(digits(1e-10, 1e3)).toBe('0');
});

it('the later time over the earlier', () => {
  expect(laterOverEarlier([3, 12, 6])).toBe(4);
  expect(laterOverEarlier([0, 0])).toBe(1);
  expect(laterOverEarlier([Infinity, Infinity])).toBe(1);
  expect(laterOverEarlier([2, Infinity])).toBe(Infinity);
});
