/** The misprints of the source. Every entry carries the computation in which its printed form fails. */
import {
  balancingAtFusion,
  balancingWithin,
  driveOfB,
  learningRateOfB,
  plateauPoints,
  postFusionStep,
  zeroPoints,
} from './networks.js';
import {
  equalNorms,
  escapeTime,
  lastLayer,
  oppositeDrives,
  tableRatio,
  weakCorrelation,
  weightVariance,
} from './dynamics.js';
import { statementErrata } from './statements.js';
import { fusedOppositeDrives, turnedRatio } from './turning-drive.js';
import type { ComputedErratum, Erratum } from './erratum.js';

const computed = (entry: Omit<ComputedErratum, 'kind'>): ComputedErratum => ({ kind: 'computed', ...entry });

/** Tolerance of what is exact but for the rounding of differences. */
const ROUNDING = 1e-9;

const computedErrata = [
  computed({
    id: 'fixed-points-at-zero',
    where: 'Eq 6a, 17a, 19a',
    printed: 'the gradient vanishes at W = 0 and on M_* only (M_A, M_B beside them with late fusion)',
    corrected: 'also where W² = 0 and Σ_yx W¹ᵀ = 0, W¹ ≠ 0; for scalar inputs there is no such W¹',
    truth: 'the gradient of the loss of five samples at such a point, by differences',
    tolerance: ROUNDING,
    discrepancy: zeroPoints,
  }),
  computed({
    id: 'fixed-points-of-the-plateau',
    where: 'Eq 7, 20',
    printed: 'every gradient vanishes where W_A^tot = Σ_yA Σ_A⁻¹ and W_B^tot = 0',
    corrected:
      'it does where the layers of B vanish, as the left-hand sides of Eq 20 have it; W_B^tot = 0 is not enough',
    truth: 'the gradient with respect to the layers of B, W_B¹ = 0 and W_B² random or 0, by differences',
    tolerance: ROUNDING,
    discrepancy: plateauPoints,
  }),
  computed({
    id: 'weak-correlation',
    where: 'Sec. 4.2, effect of Σ_AB',
    printed: 'stronger correlations between the modalities prolong the unimodal phase, t_B/t_A of Eq 12',
    corrected:
      'with L_f < L weak positive correlations shorten it: p_A and k grow to first order in ρ, Σ̃_yB changes to second order',
    truth: 'the sign of the change of Eq 12 from ρ = 0 to 0.001, scalars with y = x_A + x_B, 3 ≤ L_f < L ≤ 8',
    tolerance: ROUNDING,
    discrepancy: weakCorrelation,
  }),
  computed({
    id: 'cross-correlation-of-B',
    where: 'Eq 14b',
    printed: 'Σ_yB − W_A^tot Σ_BA − W_B^tot Σ_B',
    corrected: 'Σ_yB − W_A^tot Σ_AB − W_B^tot Σ_B, as in Eq 5b and 18c',
    truth: 'minus the gradient of the loss of five random samples with respect to W_B^tot, by differences',
    tolerance: ROUNDING,
    discrepancy: driveOfB,
  }),
  computed({
    id: 'learning-rate-of-B',
    where: 'Eq 14b',
    printed: 'ΔW_B^l = (…)ᵀ (…) (…)ᵀ, without a learning rate',
    corrected: 'ΔW_B^l = η (…)ᵀ (…) (…)ᵀ, as in Eq 14a',
    truth: '−η times the gradient of the loss with respect to the first layer of B, by differences',
    tolerance: ROUNDING,
    discrepancy: learningRateOfB,
  }),
  computed({
    id: 'trailing-inputs',
    where: 'Eq 15, last form',
    printed: '(∏ W^j ∏ W_A^i x_A)ᵀ behind the correlations',
    corrected: '(∏ W^j ∏ W_A^i)ᵀ: the correlations hold the inputs already',
    truth: 'minus the gradient of the loss of five scalar samples with respect to a post-fusion layer, by differences',
    tolerance: ROUNDING,
    discrepancy: postFusionStep,
  }),
  computed({
    id: 'balancing-within',
    where: 'Eq 38',
    printed: 'W^l W^lᵀ = W^(l+1) W^(l+1)ᵀ',
    corrected: 'W^l W^lᵀ = W^(l+1)ᵀ W^(l+1), as in Eq 23',
    truth: 'the drift of the difference of the two sides along the gradient flow of a random network: 0 if balanced',
    tolerance: ROUNDING,
    discrepancy: balancingWithin,
  }),
  computed({
    id: 'balancing-at-fusion',
    where: 'Eq 39',
    printed: 'W_A W_Aᵀ + W_B W_Bᵀ = W^(L_f+1) W^(L_f+1)ᵀ',
    corrected: 'W_A W_Aᵀ + W_B W_Bᵀ = W^(L_f+1)ᵀ W^(L_f+1)',
    truth: 'the drift of the difference of the two sides along the gradient flow of a random network: 0 if balanced',
    tolerance: ROUNDING,
    discrepancy: balancingAtFusion,
  }),
  computed({
    id: 'last-layer-direction',
    where: 'Eq 43e',
    printed: 'W^L = u r^Lᵀ',
    corrected: 'W^L = u r^(L−1)ᵀ: the direction in which layer L−1 (Eq 43d) writes',
    truth: 'the balancing property between layers L−1 and L (Eq 38), which wants the two directions equal',
    tolerance: ROUNDING,
    discrepancy: lastLayer,
  }),
  computed({
    id: 'escape-time-power',
    where: 'Eq 49',
    printed: 't_A = τ/s_A u₀^(2−L_f) I(L, L_f)',
    corrected: 't_A = τ/s_A u₀^(2−L) I(L, L_f), as in Eq 48',
    truth: 'the time ∫ du_A/u̇_A of Eq 46 from u₀ to ∞, integrated numerically',
    tolerance: ROUNDING,
    discrepancy: escapeTime,
  }),
  computed({
    id: 'opposite-drives',
    where: 'Eq 8b, 9, 12, 33, 54, 57, read with norms',
    printed: 's_A − s_B, s_B = ‖Σ_yB‖, whatever the directions of Σ_yB and Σ̃_yB',
    corrected: 's_A + s_B where Σ̃_yB is opposite to Σ_yB (scalars: ρ < −σ_B/σ_A); J.3 is right there',
    truth: 'integration of Eq 3 for scalars from random weights of size 10⁻¹⁰⁰, where ln(1/u₀) = 230',
    tolerance: 0.03,
    discrepancy: oppositeDrives,
  }),
  computed({
    id: 'turning-drive',
    where: 'Eq 9, 54 for vectors, at depths above two',
    printed: '1 + (s_A − s_B)/‖Σ̃_yB‖, whatever the angle between Σ_yB and Σ̃_yB',
    corrected:
      'the angle counts: three layers from equal norms 1 + (s_A/‖Σ̃_yB‖) (2/π) cos φ arccos(c sin φ)/√(1 − c² sin² φ), φ = (π/2) s_B/s_A',
    truth:
      'integration of Eq 3, three layers, one input of A and two of B, whitened, u₀ = 0.02, columns and last layer orthogonal at the start',
    tolerance: 0.03,
    discrepancy: turnedRatio,
  }),
  computed({
    id: 'opposite-drives-fused',
    where: 'Eq 12, 57 where the drive turns back',
    printed: 's_A − s_B, s_B = ‖Σ_yB‖: opposite drives take as long as parallel ones',
    corrected: 's_A + s_B where Σ̃_yB is opposite to Σ_yB: (s_A + s_B)/(s_A − s_B) times as long from t_A to t_B',
    truth:
      'integration of Eq 3, fusion at the second of three and at the third of four layers, whitened: t_B − t_A of opposite drives over that of parallel ones of the same sizes (at the second layer: what a start of 10⁻⁵ adds to that of 10⁻³)',
    tolerance: 0.03,
    discrepancy: fusedOppositeDrives,
  }),
  computed({
    id: 'deep-initialization',
    where: 'J.3, Figure 6',
    printed: 'every weight of a pre-fusion layer from N(0, 10⁻⁴)',
    corrected: 'every layer of Frobenius norm u₀: standard deviation u₀/√(number of entries)',
    truth: 'the equal norms of Eq 40, for a 100×1 first layer and a 100×100 hidden layer; the authors’ code',
    tolerance: 0.4,
    discrepancy: equalNorms,
  }),
  computed({
    id: 'initial-variance',
    where: 'J.3, Figures 2 to 5',
    printed: 'weights from N(0, 10⁻⁹)',
    corrected: 'weights of standard deviation 10⁻⁹, that is from N(0, 10⁻¹⁸)',
    truth: 'the variance of weights drawn as the authors’ code draws them; nothing in the text decides it',
    tolerance: 0.1,
    discrepancy: weightVariance,
  }),
  computed({
    id: 'table-ratio',
    where: 'Appendix I',
    printed: 'the time of the first modality divided by that of the second',
    corrected: 'the time of the second modality divided by that of the first',
    truth: 'Table 1, every entry of which is above 1',
    tolerance: 1e-3,
    discrepancy: tableRatio,
  }),
];

/**
 * The misprints of the source, each with what its printed and corrected forms are held against.
 *
 * @example
 * ```ts
 * import { errata } from 'unimodal-bias/formulas';
 * errata.find(({ where }) => where === 'Eq 39')?.corrected; // => 'W_A W_Aᵀ + W_B W_Bᵀ = W^(L_f+1)ᵀ W^(L_f+1)'
 * ```
 */
export const errata: readonly Erratum[] = [...computedErrata, ...statementErrata].sort(
  (p, q) => place(p) - place(q) || p.id.localeCompare(q.id),
);

/** Where an erratum stands among the equations; text and figures come last. */
function place({ where }: Erratum): number {
  const number = /^Eq (\d+)/.exec(where)?.[1];
  return number === undefined ? Number.MAX_VALUE : Number(number);
}
