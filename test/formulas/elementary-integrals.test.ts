import { expect, test } from 'vitest';
import * as elementary from '../../formulas/elementary-integrals.js';
import { integralAbove2 } from '../../formulas/depth-integrals.js';
import { evaluateStatement } from '../../src/symbolic/evaluate.js';

const cases = Object.values(elementary).flatMap((entry) =>
  [0.3, 0.9].map(
    (k) => [...entry.id.split('-').slice(-2).map(Number), k, entry] as [number, number, number, typeof entry],
  ),
);

test.each(cases)('I(%d, %d; %d) is the integral, to 40 digits', (L, L_f, k, entry) => {
  const closed = String(evaluateStatement(entry.statement, { k }));
  const integral = String(evaluateStatement(integralAbove2.statement, { L, L_f, k }));
  expect(closed.slice(0, 42)).toBe(integral.slice(0, 42));
});
