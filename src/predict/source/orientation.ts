import { norm } from '../../numerics/matrix.js';
import type { Correlations } from '../../problem/correlations.js';
import type { Network } from '../../problem/network.js';
import { isFirstA } from '../closed/closed-form.js';
import { sourceQuantities, swapped, type SourceQuantities } from './quantities.js';
import type { Modality } from './types.js';

/** A problem turned so that A is the modality learned first, with its measures. */
export interface Oriented {
  readonly first: Modality;
  readonly correlations: Correlations;
  readonly measures: SourceQuantities;
}

/** Measures each orientation at most once: networks of equal branches all share one. */
export function orienter(correlations: Correlations): (net: Network, initScale: number) => Oriented {
  const [sA, sB] = [norm(correlations.sigmaYA), norm(correlations.sigmaYB)];
  const known = new Map<Modality, Oriented>();
  return (net, initScale) => {
    const first = isFirstA(net, sA, sB, initScale) ? 'A' : 'B';
    const turned = known.get(first) ?? orient(correlations, first);
    known.set(first, turned);
    return turned;
  };
}

function orient(correlations: Correlations, first: Modality): Oriented {
  const turned = first === 'A' ? correlations : swapped(correlations);
  return { first, correlations: turned, measures: sourceQuantities(turned) };
}

/** Puts a value of the modality learned first and one of the other under the user's A and B. */
export const inUserOrder =
  (first: Modality) =>
  <T>(ofFirst: T, ofSecond: T): { A: T; B: T } =>
    first === 'A' ? { A: ofFirst, B: ofSecond } : { A: ofSecond, B: ofFirst };
