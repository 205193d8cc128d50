/** What a remedy may look at before a step, and what it may then do. */

/** Factors on the learning rate of a branch: of its last layer, and of all others. */
export interface BranchRates {
  /** Of all layers but the last. */
  readonly encoder: number;
  /** Of the last layer. */
  readonly head: number;
}

/** The state of a network of two branches and one output before a step. */
export interface Signals {
  /** Steps done. */
  readonly step: number;
  /** `⟨(y − ŷ_m)²⟩/⟨y²⟩`: what each branch's own contribution misses of the target; 1 at the start. */
  readonly misses: readonly number[];
  /** Whether each branch has half of what it explains when it is trained alone. */
  readonly learned: readonly boolean[];
  /** `‖gradient‖²/‖weights‖²` of a branch, all layers. */
  readonly speed: (branch: number) => number;
}

/** What is done in a step. */
export interface Turn {
  /** For each branch. */
  readonly rates: readonly BranchRates[];
  /** First of all, a branch is set back: `w ← share w(0) + (1 − share) w`. */
  readonly reset?: {
    /** Its position. */
    readonly branch: number;
    /** How far it is set back: 0 not at all, 1 to its start. */
    readonly share: number;
  };
}

/** Called once before every step, in order; it may have a memory. */
export type Rule = (signals: Signals) => Turn;

/** The whole branch at a factor. */
export const whole = (factor: number): BranchRates => ({ encoder: factor, head: factor });

/** One branch trained, the other held. */
export const only = (branch: number): readonly BranchRates[] => [0, 1].map((m) => whole(m === branch ? 1 : 0));
