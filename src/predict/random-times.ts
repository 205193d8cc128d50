import type { FiniteWidthMethod } from './types.js';

/** Times of the modality learned first by the norms and of the other, in units of τ. */
export interface FiniteWidthTimes {
  readonly first: number;
  readonly second: number;
  /** The later time over the earlier. */
  readonly ratio: number;
}

/** Times for random weights with their spread over seeds. */
export interface FiniteWidthResult extends FiniteWidthTimes {
  /** Standard deviations over seeds. */
  readonly std: FiniteWidthTimes;
  readonly method: FiniteWidthMethod;
}

/** The three numbers, each by its name. */
export function eachTime(value: (key: keyof FiniteWidthTimes) => number): FiniteWidthTimes {
  return { first: value('first'), second: value('second'), ratio: value('ratio') };
}
