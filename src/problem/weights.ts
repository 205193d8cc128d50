import type { Matrix } from '../numerics/matrix.js';

/**
 * The weights of a network, layer by layer from the input: `A[0]` is `W_A¹` (`N × D_A`), the last layer of the network
 * has one row. Every matrix is output × input, as in Eq 2.
 */
export interface Weights {
  /** Pre-fusion layers of branch A, first layer first. */
  readonly A: readonly Matrix[];
  /** Pre-fusion layers of branch B, first layer first. */
  readonly B: readonly Matrix[];
  /** Post-fusion layers, first layer behind the fusion first; empty for late fusion. */
  readonly shared: readonly Matrix[];
}
