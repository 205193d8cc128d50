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
