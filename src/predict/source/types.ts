/** What the source's theory speaks of: two modalities, trained from layers of norm u₀. */

/** One of the two modalities. */
export type Modality = 'A' | 'B';

/** Mean square error, or logistic loss on targets −1, +1. */
export type Loss = 'mse' | 'logistic';
