/** Inputs that a matrix of moments can hold, after the reduction to samples. */
export const MAX_INPUTS = 4096;

/** Selected cells that are read at most. */
export const MAX_CELLS = 1e8;
/** So many cells may be kept though nobody needs them all: 16 MB. */
export const FEW_CELLS = 2e6;
