/** The four manifolds of fixed points of two modalities. */
import { loss as lossFormula } from '../../../formulas/fixed-points.js';
import { row } from '../../numerics/matrix.js';
import { jointCorrelations, type Correlations } from '../../problem/correlations.js';
import { sourceQuantities } from './quantities.js';
import { inUserOrder, type Oriented } from './orientation.js';

/** One of the four manifolds of fixed points. */
export interface SourcePlateau {
  readonly manifold: 'M_0' | 'M_A' | 'M_B' | 'M_*';
  /** `W_A^tot` there, length `D_A`. */
  readonly weightsA: readonly number[];
  /** `W_B^tot` there, length `D_B`. */
  readonly weightsB: readonly number[];
  /** `½⟨(y − ŷ)²⟩`, the training loss of Sec. 2.3; `null` where `⟨y²⟩` is not known. */
  readonly loss: number | null;
}

/** Eq 6, 7, 17, 19, 20 and their losses, Eq 62. */
export function sourcePlateaus(c: Correlations): SourcePlateau[] {
  return plateausOf(c, { first: 'A', measures: sourceQuantities(c) });
}

/** The same, of a problem that has been measured already. */
export function plateausOf(
  c: Correlations,
  { first, measures: m }: Pick<Oriented, 'first' | 'measures'>,
): SourcePlateau[] {
  const own = inUserOrder(first)(m.plateauA, m.plateauB);
  const final = inUserOrder(first)(m.finalA, m.finalB);
  const zero = { A: new Float64Array(c.sigmaYA.length), B: new Float64Array(c.sigmaYB.length) };
  const { sigma: S, sigmaY } = jointCorrelations(c);
  const S_yx = row(sigmaY);
  const plateau = (manifold: SourcePlateau['manifold'], a: Float64Array, b: Float64Array): SourcePlateau => {
    const W = row(Float64Array.of(...a, ...b));
    const loss = c.ySquared === null ? null : Math.max(0, lossFormula.evaluate({ y2: c.ySquared, W, S_yx, S }));
    return { manifold, weightsA: [...a], weightsB: [...b], loss };
  };
  return [
    plateau('M_0', zero.A, zero.B),
    plateau('M_A', own.A, zero.B),
    plateau('M_B', zero.A, own.B),
    plateau('M_*', final.A, final.B),
  ];
}
