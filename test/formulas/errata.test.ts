import { expect, test } from 'vitest';
import { errata } from '../../formulas/errata/index.js';
import type { Erratum } from '../../formulas/errata/erratum.js';
import { checkErratum } from '../../src/symbolic/errata.js';

/** The erratum with the two readings exchanged. */
function exchanged(erratum: Erratum): Erratum {
  if (erratum.kind === 'computed') {
    return {
      ...erratum,
      discrepancy: (source) => {
        const { printed, corrected } = erratum.discrepancy(source);
        return { printed: corrected, corrected: printed };
      },
    };
  }
  const { printed, corrected, truth } = erratum.expressions;
  return { ...erratum, expressions: { printed: corrected, corrected: printed, truth } };
}

test('names are unique, and every place of the theory notes is there', () => {
  expect(new Set(errata.map(({ id }) => id)).size).toBe(errata.length);
  const places = errata.map(({ where }) => where).join('; ');
  for (const place of ['11', '14b', '15', '21', '38', '39', '47', '49', '51', '57', '9', '62', '13'])
    expect(places).toMatch(new RegExp(`Eq (.*, )?${place}\\b`));
  for (const place of ['Sec. 4.2', 'Figure 6c', 'J.3', 'Appendix I', 'code']) expect(places).toContain(place);
});

test.each(errata.map((erratum) => [erratum.id, erratum] as const))(
  '%s: the printed form fails and the corrected one holds',
  (_, erratum) => {
    expect(checkErratum(erratum)).toMatchObject({ printedFails: true, correctedHolds: true });
  },
);

/** Whose flows take a second to integrate; they are checked as the other computations are. */
const INTEGRATED = ['opposite-drives', 'turning-drive', 'opposite-drives-fused'];

test.each(errata.filter(({ id }) => !INTEGRATED.includes(id)).map((erratum) => [erratum.id, erratum] as const))(
  '%s: the check would see it the other way round',
  (_, erratum) => {
    expect(checkErratum(exchanged(erratum))).toMatchObject({ printedFails: false, correctedHolds: false });
  },
);
