/** What the source's theory speaks of: two modalities, trained from layers of norm u₀. */

/** One of the two modalities. */
export type Modality = 'A' | 'B';

/** How the source trains. */
export interface SourceTraining {
  /** Initial Frobenius norm u₀ of a pre-fusion layer, in `(0, 1)`; post-fusion layers start at `√2 u₀`. */
  readonly initScale: number;
  /** Learning rate η > 0; times come in steps, `τ = 1/η`. */
  readonly learningRate: number;
  /** Mean square error, or logistic loss on targets −1, +1. */
  readonly loss: 'mse' | 'logistic';
}

/** An assumption of a formula, held against a problem. */
export interface CheckedAssumption {
  /** Stable name of the assumption. */
  readonly id: string;
  /** The condition, in words and symbols. */
  readonly statement: string;
  /** `null` where it cannot be checked on correlations alone. */
  readonly holds: boolean | null;
  /** The number it was judged by, or why it cannot be judged. */
  readonly detail: string;
}
