/** What a claim predicts that no formula says: the source's own words, as numbers, and orders that follow from exponential growth. */
const STATED = {
  /** Sec. 3.5, Fig 5a, c: how often the generalization error goes down when samples are few. */
  dipsOfEarlyFusion: 1,
  dipsOfLateFusion: 2,
  /** Sec. 3.5: signs of differences of generalization errors. */
  bestOverUnimodal: -1,
  endOverBest: 1,
  secondStopOverFirst: 1,
  secondStopOverUnimodal: 1,
  endOverUnimodal: -1,
  /** Sec. 5.1: “always”, the share of seeds. */
  xorLearned: 1,
  /** Sec. 5: the sign of the trend of ln(time ratio) over L_f. */
  trendOverFusionLayers: 1,
  /**
   * App. F: what is off the growing direction keeps its size while that grows by `1/√u₀` until half of the learning time, and by
   * `1/u₀` until the end; shares are squares.
   */
  orderOffWhileGrowing: 1,
  orderOffInTheEnd: 2,
} as const;

/** What is stated. */
export const stated = (what: keyof typeof STATED): number => STATED[what];
