import { matrix, type Matrix } from '../numerics/matrix.js';

/** One value for each of the user's two modalities. */
export interface ByModality<T> {
  /** For modality A. */
  readonly A: T;
  /** For modality B. */
  readonly B: T;
}

/**
 * All that a linear network under mean square error ever sees of its data (Eq 1): input correlations and input–output
 * correlations of two modalities, averages over the (centred) dataset. Checked when made, never changed afterwards.
 */
export interface Correlations {
  /** `Σ_A = ⟨x_A x_Aᵀ⟩`, `D_A × D_A`. */
  readonly sigmaA: Matrix;
  /** `Σ_B = ⟨x_B x_Bᵀ⟩`, `D_B × D_B`. */
  readonly sigmaB: Matrix;
  /** `Σ_AB = ⟨x_A x_Bᵀ⟩`, `D_A × D_B`. */
  readonly sigmaAB: Matrix;
  /** `Σ_yA = ⟨y x_Aᵀ⟩`, length `D_A`. */
  readonly sigmaYA: Float64Array;
  /** `Σ_yB = ⟨y x_Bᵀ⟩`, length `D_B`. */
  readonly sigmaYB: Float64Array;
  /** `⟨y²⟩`, or `null` where it was not given: losses are then known only up to a constant. */
  readonly ySquared: number | null;
  /** How many samples the averages run over, or `null` where it was not given. */
  readonly samples: number | null;
  /** What the user calls the two modalities. */
  readonly names: ByModality<string>;
  /** How many columns each has, where its samples span fewer coordinates, `D_A` and `D_B`: starts are of that many. */
  readonly inputs?: ByModality<number>;
  /** Whether every target was −1 or +1 (what the logistic loss needs), or `null` where it is not known. */
  readonly binaryTarget: boolean | null;
}

/** Both modalities as one: `Σ = [Σ_A Σ_AB; Σ_ABᵀ Σ_B]` and `Σ_yx = [Σ_yA Σ_yB]`. */
export function jointCorrelations(c: Correlations): { sigma: Matrix; sigmaY: Float64Array } {
  const { sigmaA, sigmaB, sigmaAB, sigmaYA, sigmaYB } = c;
  const [dA, dB] = [sigmaA.rows, sigmaB.rows];
  const D = dA + dB;
  const sigma = matrix(D, D);
  for (let i = 0; i < dA; i++) {
    for (let j = 0; j < dA; j++) sigma.data[i * D + j] = sigmaA.data[i * dA + j];
    for (let j = 0; j < dB; j++) {
      sigma.data[i * D + dA + j] = sigma.data[(dA + j) * D + i] = sigmaAB.data[i * dB + j];
    }
  }
  for (let i = 0; i < dB; i++) {
    for (let j = 0; j < dB; j++) sigma.data[(dA + i) * D + dA + j] = sigmaB.data[i * dB + j];
  }
  const sigmaY = new Float64Array(D);
  sigmaY.set(sigmaYA);
  sigmaY.set(sigmaYB, dA);
  return { sigma, sigmaY };
}
