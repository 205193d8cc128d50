import { globalWeights, plateauWeights, residualGiven } from '../../../formulas/fixed-points.js';
import { cholesky, choleskySolve } from '../../numerics/linear-algebra.js';
import { norm, row, transpose, dot, type Matrix } from '../../numerics/matrix.js';
import { jointCorrelations, type Correlations } from '../../problem/correlations.js';
import { once } from '../../problem/once.js';

/**
 * What the formulas need to know of the data, computed once, for the case that A is learned first. A problem in which B
 * comes first is {@link swapped} before it is measured.
 */
export interface SourceQuantities {
  readonly sA: number;
  readonly sB: number;
  /** `Σ_yA Σ_A⁻¹` and its norm. */
  readonly plateauA: Float64Array;
  readonly pA: number;
  /** `Σ_yB Σ_B⁻¹`. */
  readonly plateauB: Float64Array;
  /** `Σ_y Σ⁻¹ Σ_yᵀ` of A alone (Eq 10b). */
  readonly gainA: number;
  /** Blocks of the global pseudo-inverse (Eq 6b). */
  readonly finalA: Float64Array;
  readonly finalB: Float64Array;
  /** `Σ̃_yB` (Eq 31), and its norm, 0 when it is zero up to rounding. */
  readonly residualB: Float64Array;
  readonly rB: number;
  /** Whether the full Σ is singular. */
  readonly singular: boolean;
  /** Whether `Σ̃_yB` points against `Σ_yB`: what B learns before t_A is the opposite of what it learns after. */
  readonly reversed: boolean;
}

/** Below this share of its terms a difference of correlations counts as zero: they are given or measured as doubles. */
const ZERO = 1e-9;

/** The same problem with the two modalities exchanged. */
export const swapped = once((c: Correlations): Correlations => ({
  ...c,
  sigmaA: c.sigmaB,
  sigmaB: c.sigmaA,
  sigmaAB: transpose(c.sigmaAB),
  sigmaYA: c.sigmaYB,
  sigmaYB: c.sigmaYA,
  names: { A: c.names.B, B: c.names.A },
  ...(c.inputs === undefined ? {} : { inputs: { A: c.inputs.B, B: c.inputs.A } }),
}));

/** The quantities of a problem in which A is learned first. */
export const sourceQuantities = once((c: Correlations): SourceQuantities => {
  const plateau = (S_A: Matrix, y: Float64Array) => plateauWeights.evaluate({ S_A, S_yA: row(y) }).data;
  const plateauA = plateau(c.sigmaA, c.sigmaYA);
  const plateauB = plateau(c.sigmaB, c.sigmaYB);
  const { sigma: S, sigmaY } = jointCorrelations(c);
  // The entry's own way, with the factor kept: a wide problem spends most of its time in it.
  const factor = cholesky(S);
  const final = factor ? choleskySolve(factor, sigmaY) : globalWeights.evaluate({ S_yx: row(sigmaY), S }).data;
  const residualB = residualGiven(plateauA, c.sigmaYB, c.sigmaAB);
  const sB = norm(c.sigmaYB);
  const rest = norm(residualB);
  const takenByA = norm(residualB.map((value, i) => c.sigmaYB[i] - value));
  const rB = rest > ZERO * (sB + takenByA) ? rest : 0;
  return {
    sA: norm(c.sigmaYA),
    sB,
    plateauA,
    pA: norm(plateauA),
    plateauB,
    gainA: dot(plateauA, c.sigmaYA),
    finalA: final.subarray(0, c.sigmaYA.length),
    finalB: final.subarray(c.sigmaYA.length),
    residualB,
    rB,
    singular: factor === null,
    reversed: rB > 0 && dot(residualB, c.sigmaYB) <= -(1 - ZERO) * rB * sB,
  };
});
