import type { Matrix } from '../numerics/matrix.js';

/** Something for each layer of a network, first layer first. */
export interface ByLayer<T> {
  /** Pre-fusion layers, one list a branch, in the order of the modalities. */
  readonly branches: readonly (readonly T[])[];
  /** Post-fusion layers, first layer behind the fusion first; empty for late fusion. */
  readonly shared: readonly T[];
}

/**
 * The weights of a network, layer by layer from the input: `branches[0][0]` is `W_A¹` (`N × D_A`), the last layer of the
 * network has one row an output. Every matrix is output × input, as in Eq 2.
 */
export type Weights = ByLayer<Matrix>;

/** Where a layer stands. */
export interface Place {
  /** Which branch; `null` behind the fusion. */
  readonly branch: number | null;
  /** From 0, within the branch or behind the fusion. */
  readonly layer: number;
}

/** Something made of each layer. */
export function mapLayers<T, U>({ branches, shared }: ByLayer<T>, make: (layer: T, place: Place) => U): ByLayer<U> {
  return {
    branches: branches.map((layers, branch) => layers.map((each, layer) => make(each, { branch, layer }))),
    shared: shared.map((each, layer) => make(each, { branch: null, layer })),
  };
}

/** All layers one after the other, branch by branch, those behind the fusion last. */
export function allLayers<T>({ branches, shared }: ByLayer<T>): T[] {
  return [...branches.flat(), ...shared];
}
