import { norm } from '../../numerics/matrix.js';
import type { Correlations } from '../../problem/correlations.js';
import type { Network } from '../../problem/network.js';
import { isFirstA } from '../closed/closed-form.js';
import { sourceQuantities, swapped, type SourceQuantities } from './quantities.js';
import type { Modality } from './types.js';

/** A problem and a network turned so that A is the modality learned first, with the measures of the problem. */
export interface Oriented {
  /** The user's name of A. */
  readonly first: Modality;
  readonly network: Network;
  readonly correlations: Correlations;
  readonly measures: SourceQuantities;
}

/** Puts the modality first that is learned first from layers of norm `initScale`. */
export function oriented(c: Correlations, net: Network, initScale: number): Oriented {
  if (isFirstA(net, norm(c.sigmaYA), norm(c.sigmaYB), initScale)) {
    return { first: 'A', network: net, correlations: c, measures: sourceQuantities(c) };
  }
  const turned = swapped(c);
  const network = { ...net, depthA: net.depthB, depthB: net.depthA };
  return { first: 'B', network, correlations: turned, measures: sourceQuantities(turned) };
}

/** Puts a value of the modality learned first and one of the other under the user's A and B. */
export const inUserOrder =
  (first: Modality) =>
  <T>(ofFirst: T, ofSecond: T): { A: T; B: T } =>
    first === 'A' ? { A: ofFirst, B: ofSecond } : { A: ofSecond, B: ofFirst };
