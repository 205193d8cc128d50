import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { largeWidthConstant } from '../../src/flows/random/large-width.js';

/** The table of κ_h in the page on random weights. */
const printed = new Map(
  [...readFileSync('docs/finite-width.md', 'utf8').matchAll(/^\| \d +\| (\d) +\| (0\.\d{4}) \|/gm)].map(
    ([, h, kappa]) => [Number(h), Number(kappa)] as const,
  ),
);

test('the page’s constants of the large-width limit are what the program computes', () => {
  expect([...printed.keys()]).toEqual([3, 4, 5, 6]);
  // Four digits are printed. The two last constants take seconds each and were computed by the same program.
  for (const h of [3, 4]) expect(Math.abs(largeWidthConstant(h) - (printed.get(h) ?? NaN))).toBeLessThan(1e-4);
});
