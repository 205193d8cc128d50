import { checkedProblem, type FieldNames } from './check-problem.js';
import type { Correlations } from './correlations.js';
import { problemOf } from './two-modalities.js';

const FIELDS: FieldNames = {
  sigma: 'sigmaA, sigmaB, sigmaAB',
  sigmaYX: 'sigmaYA, sigmaYB',
  variance: (m, i) => `${['sigmaA', 'sigmaB'][m]}[${i}][${i}]`,
  sigmaYm: (m) => ['sigmaYA', 'sigmaYB'][m],
};

/** Blocks of two modalities, checked as the problem that they are of, and frozen. */
export function checkedCorrelations(c: Correlations, zeroCoefficient?: number): Correlations {
  checkedProblem(problemOf(c), FIELDS, zeroCoefficient);
  for (const part of [c.sigmaA, c.sigmaB, c.sigmaAB, c.names]) Object.freeze(part);
  return Object.freeze(c);
}
