import { describe, expect, test } from 'vitest';
import { integralAbove2, integralEarly } from '../../formulas/depth-integrals.js';
import { DEEPEST, elementaryIntegrals, isElementary } from '../../formulas/elementary-integrals.js';
import { randomSource, uniform } from '../../src/numerics/random.js';
import { evaluateStatement } from '../../src/symbolic/evaluate.js';

const pairOf = (id: string) => id.split('-').slice(-2).map(Number) as [number, number];
const source = randomSource(1);

describe('every elementary pair', () => {
  test('up to the deepest has an entry, and nothing else has', () => {
    const wanted = [];
    for (let L = 3; L <= DEEPEST; L++) {
      for (let L_f = 1; L_f < L; L_f++) if (isElementary(L, L_f)) wanted.push([L, L_f]);
    }
    expect(elementaryIntegrals.map(({ id }) => pairOf(id))).toEqual(wanted);
    // 10 with early fusion; 9, 4, 2, 3 and 1 with L_f = 3 to 7.
    expect(wanted).toHaveLength(29);
  });

  test.each(elementaryIntegrals.map((entry) => [...pairOf(entry.id), entry] as const))(
    'I(%d, %d) is the integral at a random k, to 40 digits',
    (L, L_f, { statement }) => {
      const k = 0.02 + 0.96 * uniform(source);
      const value = evaluateStatement(statement, { k });
      const integral = evaluateStatement((L_f === 1 ? integralEarly : integralAbove2).statement, {
        L,
        k,
        ...(L_f === 1 ? {} : { L_f }),
      });
      if (
        typeof value !== 'object' ||
        typeof integral !== 'object' ||
        Array.isArray(value) ||
        Array.isArray(integral)
      ) {
        throw new Error('not numbers');
      }
      expect(value.minus(integral).div(integral).abs().toNumber()).toBeLessThan(1e-40);
    },
  );

  test('their coefficients are integers that doubles hold, as derivatives pass through doubles', () => {
    for (const { statement } of elementaryIntegrals) {
      for (const [digits] of statement.matchAll(/\d+/g)) expect(Number.isSafeInteger(Number(digits))).toBe(true);
    }
  });
});
