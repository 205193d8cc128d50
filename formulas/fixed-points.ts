/**
 * The manifolds on which every gradient vanishes (Eq 6, 7, 17, 19, 20): M_0 at zero, M_A and M_B where one modality is
 * fitted alone, M_* at the global pseudo-inverse; and their losses (Eq 62).
 */
import { definiteMatrix, formula, matrixVariable, positive } from './formula.js';
import { addScaled, dot, matrixTimesColumn, row, rowTimesMatrix } from '../src/numerics/matrix.js';
import { solveSymmetric } from '../src/numerics/pseudo-inverse.js';
import { fullRank } from './vocabulary.js';
import { S_A, S_AB, S_yA, S_yB } from './vocabulary.js';

const ySquared = positive('⟨y²⟩', '[y]²', 0.1, 100);

/** Eq 7. */
export const plateauWeights = formula({
  id: 'fixed-points/plateau-weights',
  equation: '7, 20',
  covers: '50',
  title: 'Total weight of the modality learned alone, on M_A (and, with B for A, on M_B)',
  statement: 'W_A = S_yA * inv(S_A)',
  variables: { S_yA, S_A },
  assumptions: [fullRank],
  evaluate: (v) => row(solveSymmetric(v.S_A, v.S_yA.data)),
});

/** Eq 6b. */
export const globalWeights = formula({
  id: 'fixed-points/global-weights',
  equation: '6b, 17b, 19b',
  title: 'Total weights on M_*, the global pseudo-inverse solution',
  statement: 'W = S_yx * inv(S)',
  variables: {
    S_yx: matrixVariable('Σ_yx = [Σ_yA, Σ_yB]', '[y][x]', '1', 'D'),
    S: definiteMatrix('Σ, the input correlations of both modalities', '[x]²', 'D'),
  },
  assumptions: [fullRank],
  evaluate: (v) => row(solveSymmetric(v.S, v.S_yx.data)),
});

/** Eq 31, 52. */
export const residualCorrelation = formula({
  id: 'fixed-points/residual-correlation',
  equation: '31, 52',
  title: 'What is left for B once A is learned: Σ̃_yB',
  statement: 'R = S_yB - S_yA * inv(S_A) * S_AB',
  variables: { S_yB, S_yA, S_A, S_AB },
  assumptions: [fullRank],
  evaluate: (v) => row(residualGiven(solveSymmetric(v.S_A, v.S_yA.data), v.S_yB.data, v.S_AB)),
});

/** `Σ_yB − W_A Σ_AB`, the drive of B when the total weight of A is `weightA` and that of B still zero. */
export function residualGiven(
  weightA: Float64Array,
  sigmaYB: Float64Array,
  sigmaAB: { rows: number; cols: number; data: Float64Array },
): Float64Array {
  return addScaled(sigmaYB, -1, rowTimesMatrix(weightA, sigmaAB));
}

/** Eq 62, with the ½ of the loss of Sec. 2.3. */
export const plateauLoss = formula({
  id: 'fixed-points/plateau-loss',
  equation: '62',
  title: 'Loss ½⟨(y − ŷ)²⟩ on the plateau where A is learned alone',
  statement: 'loss = (y2 - S_yA * inv(S_A) * transpose(S_yA)) / 2',
  variables: { y2: ySquared, S_yA, S_A },
  assumptions: [fullRank],
  evaluate: (v) => (v.y2 - dot(solveSymmetric(v.S_A, v.S_yA.data), v.S_yA.data)) / 2,
});

/** The loss at any total weight. */
export const loss = formula({
  id: 'fixed-points/loss',
  equation: '2.3',
  title: 'Loss ½⟨(y − ŷ)²⟩ at a total weight W',
  statement: 'loss = (y2 - 2 * W * transpose(S_yx) + W * S * transpose(W)) / 2',
  variables: {
    y2: ySquared,
    W: matrixVariable('total weight W^tot of both modalities', '[y]/[x]', '1', 'D'),
    S_yx: matrixVariable('Σ_yx = [Σ_yA, Σ_yB]', '[y][x]', '1', 'D'),
    S: definiteMatrix('Σ', '[x]²', 'D'),
  },
  evaluate: (v) => (v.y2 - 2 * dot(v.W.data, v.S_yx.data) + dot(v.W.data, matrixTimesColumn(v.S, v.W.data))) / 2,
});
