/** What a prediction says of the data whatever the network: mis-attribution, preference, plateaus. */
import { loss as lossFormula } from '../../formulas/fixed-points.js';
import { misattribution as misattributionFormula } from '../../formulas/misattribution.js';
import { addScaled, norm, row } from '../numerics/matrix.js';
import { jointCorrelations, type Correlations } from '../problem/correlations.js';
import { inUserOrder, type Oriented } from './orientation.js';
import type { Misattribution, Plateau, Preference } from './types.js';

/** Sec. 3.3. */
export function misattributionOf({ first, measures: m, correlations: c }: Oriented): Misattribution {
  const difference = addScaled(m.plateauA, -1, m.finalA);
  const amount = norm(difference);
  return {
    modality: first,
    plateau: [...m.plateauA],
    final: [...m.finalA],
    difference: [...difference],
    amount,
    relative: amount / norm(m.finalA),
    equation: c.sigmaYA.length === 1 && c.sigmaYB.length === 1 ? 'J.3' : misattributionFormula.equation,
  };
}

/** Eq 10, 11, 61. */
export function preferenceOf({ first, measures }: Oriented): Preference {
  const gains = inUserOrder(first)(measures.gainA, measures.gainB);
  const contributes = gains.A >= gains.B ? 'A' : 'B';
  const region = first === 'A' ? (contributes === 'A' ? 'I' : 'III') : contributes === 'A' ? 'II' : null;
  return { first, contributes, gains, superficial: first !== contributes, region, equation: '10, 11, 28, 61' };
}

/** Eq 6, 7, 17, 19, 20 and their losses, Eq 62. */
export function plateausOf(c: Correlations, { first, measures: m }: Oriented): Plateau[] {
  const own = inUserOrder(first)(m.plateauA, m.plateauB);
  const final = inUserOrder(first)(m.finalA, m.finalB);
  const zero = { A: new Float64Array(c.sigmaYA.length), B: new Float64Array(c.sigmaYB.length) };
  const { sigma: S, sigmaY } = jointCorrelations(c);
  const S_yx = row(sigmaY);
  const plateau = (manifold: Plateau['manifold'], a: Float64Array, b: Float64Array, equation: string): Plateau => {
    const W = row(Float64Array.of(...a, ...b));
    const loss = c.ySquared === null ? null : Math.max(0, lossFormula.evaluate({ y2: c.ySquared, W, S_yx, S }));
    return {
      manifold,
      weightsA: [...a],
      weightsB: [...b],
      loss,
      meanSquareError: loss === null ? null : 2 * loss,
      equation,
    };
  };
  return [
    plateau('M_0', zero.A, zero.B, '6a, 17a, 19a'),
    plateau('M_A', own.A, zero.B, '7a, 20a, 62a'),
    plateau('M_B', zero.A, own.B, '7b, 20b, 62b'),
    plateau('M_*', final.A, final.B, '6b, 17b, 19b'),
  ];
}
