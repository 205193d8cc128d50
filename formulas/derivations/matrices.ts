/** Statements about matrices of any size: balancing, plateaus, losses, mis-attribution (Eq 3–7, 23, 31, 38, 39, 52, 61, 62). */
import { derivation, type Derivation } from './derivation.js';

/** Weights about the fusion: P behind it, V above it, V_A and V_B below it, F_A and F_B in front of those. */
const aboutFusion = {
  P: ['1', 'K'],
  V: ['K', 'N'],
  V_A: ['N', 'M'],
  V_B: ['N', 'Q'],
  F_A: ['M', 'D_A'],
  F_B: ['Q', 'D_B'],
  e_A: ['1', 'D_A'],
  e_B: ['1', 'D_B'],
} as const;

/** Total weights with which a linear target is fitted. */
const target = {
  yA: 'W_A*S_A + W_B*transpose(S_AB)',
  yB: 'W_A*S_AB + W_B*S_B',
};

export const matrixDerivations: readonly Derivation[] = [
  derivation({
    id: 'balancing-within',
    title: 'Differences of neighbouring layers are conserved, layers of any size',
    hypotheses: [
      'Eq 3: a layer’s rate is (what is behind it)ᵀ e (what is in front of it)ᵀ; P is behind both layers, F in front of both',
    ],
    conclusion: 'Eq 23, 38 corrected (balancing/within)',
    method: 'matrix algebra',
    matrices: { W_1: ['N', 'M'], W_2: ['K', 'N'], P: ['1', 'K'], F: ['M', 'D'], e: ['1', 'D'] },
    definitions: { rate_1: 'transpose(P*W_2)*e*transpose(F)/tau', rate_2: 'transpose(P)*e*transpose(W_1*F)/tau' },
    steps: [
      {
        claim: 'the rates are the catalogue’s',
        zero: 'at(eq("gradient-flow/layer"), P, P*W_2, Q, F) - rate_1',
      },
      {
        claim: 'the rate of W_1 W_1ᵀ − W_2ᵀ W_2 is 0',
        zero: 'along(eq("balancing/within"), W_1, rate_1, W_2, rate_2)',
      },
    ],
  }),
  derivation({
    id: 'balancing-shared',
    title: 'Differences of neighbouring post-fusion layers are conserved',
    hypotheses: ['Eq 4: both branches drive a post-fusion layer; F_A, F_B are in front of both layers'],
    conclusion: 'Eq 38c corrected (balancing/within)',
    method: 'matrix algebra',
    matrices: { ...aboutFusion, W_1: ['N', 'M'], W_2: ['K', 'N'], F_B: ['M', 'D_B'] },
    definitions: {
      rate_1: 'transpose(P*W_2)*(e_A*transpose(F_A) + e_B*transpose(F_B))/tau',
      rate_2: 'transpose(P)*(e_A*transpose(W_1*F_A) + e_B*transpose(W_1*F_B))/tau',
    },
    steps: [
      {
        claim: 'the rate of W_1 W_1ᵀ − W_2ᵀ W_2 is 0',
        zero: 'along(eq("balancing/within"), W_1, rate_1, W_2, rate_2)',
      },
    ],
  }),
  derivation({
    id: 'balancing-at-fusion',
    title: 'The difference across the fusion is conserved, layers of any size',
    hypotheses: ['Eq 3 for the last layers V_A, V_B of the branches, Eq 4 for the first post-fusion layer V'],
    conclusion: 'Eq 39 corrected (balancing/at-fusion)',
    method: 'matrix algebra',
    matrices: aboutFusion,
    definitions: {
      rate_A: 'transpose(P*V)*e_A*transpose(F_A)/tau',
      rate_B: 'transpose(P*V)*e_B*transpose(F_B)/tau',
      rate: 'transpose(P)*(e_A*transpose(V_A*F_A) + e_B*transpose(V_B*F_B))/tau',
    },
    steps: [
      {
        claim: 'the rate of V_A V_Aᵀ + V_B V_Bᵀ − Vᵀ V is 0',
        zero: 'along(eq("balancing/at-fusion"), V_A, rate_A, V_B, rate_B, V, rate)',
      },
    ],
  }),
  derivation({
    id: 'plateau',
    title: 'Where A is learned alone',
    hypotheses: ['Eq 5', 'W_B^tot = 0'],
    conclusion: 'Eq 7a, 20a and what drives B there: Eq 31, 52 (fixed-points/residual-correlation)',
    method: 'matrix algebra',
    definitions: { plateau: 'eq("fixed-points/plateau-weights")' },
    steps: [
      { claim: 'e_A = 0', zero: 'at(eq("gradient-flow/error-A"), W_B, 0*W_B, W_A, plateau)' },
      {
        claim: 'e_B is what is left for B',
        zero: 'at(eq("gradient-flow/error-B"), W_B, 0*W_B, W_A, plateau) - eq("fixed-points/residual-correlation")',
      },
    ],
  }),
  derivation({
    id: 'misattribution',
    title: 'Mis-attribution in any dimension',
    hypotheses: ['Eq 7a', 'the final weights W_A, W_B solve Eq 6b: Σ_yA = W_A Σ_A + W_B Σ_ABᵀ'],
    conclusion: 'Sec. 3.3 (misattribution/any-dimension)',
    method: 'matrix algebra',
    definitions: target,
    steps: [
      { claim: 'both errors vanish at the final weights', zero: 'at(eq("gradient-flow/error-A"), S_yA, yA)' },
      { claim: 'that of B as well', zero: 'at(eq("gradient-flow/error-B"), S_yB, yB)' },
      {
        claim: 'plateau less final weight',
        zero: 'at(eq("fixed-points/plateau-weights"), S_yA, yA) - W_A - eq("misattribution/any-dimension")',
      },
    ],
  }),
  derivation({
    id: 'plateau-loss',
    title: 'The loss on a plateau, in any dimension',
    hypotheses: ['the loss ½⟨(y − W x_A)²⟩ of Sec. 2.3', 'Eq 7'],
    conclusion: 'Eq 62 with its ½ (fixed-points/plateau-loss) and Eq 61 → 10b',
    method: 'matrix algebra',
    definitions: {
      loss: 'at(eq("fixed-points/loss"), S_yx, S_yA, S, S_A, W, eq("fixed-points/plateau-weights"))',
      lossOfB: 'at(eq("fixed-points/plateau-loss"), S_yA, S_yB, S_A, S_B)',
      gainOfB: 'at(eq("modality-preference/contribution"), S_yA, S_yB, S_A, S_B)',
    },
    steps: [
      { claim: 'the loss at the plateau', zero: 'loss - eq("fixed-points/plateau-loss")' },
      {
        claim: 'L(M_A) > L(M_B) says that B contributes more: twice the difference of the losses',
        zero: '2*eq("fixed-points/plateau-loss") - 2*lossOfB - (gainOfB - eq("modality-preference/contribution"))',
      },
    ],
  }),
  derivation({
    id: 'selection-forward',
    title: 'Greedy selection is forward selection by groups, with a clock; what others explain is never used',
    hypotheses: [
      'the learned modalities n are at their best fit, W = Σ_yn Σ_n⁻¹ (Eq 7), for any number of outputs',
      'forward selection looks at the residual r = y − W x_n; orthogonal matching pursuit takes the group m with the largest ‖⟨r x_mᵀ⟩‖ and fits again',
    ],
    conclusion: 'selection/drive; a modality with Σ_ym = W Σ_nm has no drive: never',
    method: 'matrix algebra',
    matrices: { S_yn: ['C', 'D_n'], S_n: ['D_n', 'D_n'], S_ym: ['C', 'D_m'], S_nm: ['D_n', 'D_m'] },
    definitions: {
      fit: 'at(eq("fixed-points/plateau-weights"), S_yA, S_yn, S_A, S_n)',
      left: 'at(eq("selection/drive"), W, fit)',
    },
    steps: [
      { claim: 'the drive is ⟨r x_mᵀ⟩ of the residual at the best fit', zero: 'left - (S_ym - fit*S_nm)' },
      { claim: 'nothing is left for those that are learned', zero: 'at(left, S_ym, S_yn, S_nm, S_n)' },
      { claim: 'nor for one whose correlation with y goes through theirs', zero: 'at(left, S_ym, fit*S_nm)' },
    ],
  }),
];
