/** Inputs that a matrix of moments can hold, after the reduction to samples. */
export const MAX_INPUTS = 4096;

/** Selected cells that are read at most. */
export const MAX_CELLS = 1e8;
