/** What `predict` answers: plain data, safe for `JSON.stringify` (which writes `Infinity` as `null`). */
import type { TimeDistribution } from '../flows/random/distribution.js';
import type { Network } from '../problem/network.js';
import type { Sampling } from '../problem/samples.js';
import type { BranchScore } from './modes/branches.js';
import type { Worth } from '../problem/worth.js';
import type { Separation } from './modes/separates.js';
import type { ProblemSummary, TrainingSummary } from './answer-question.js';
import type { Measure } from '../problem/use.js';
import type {
  ClosedFormTimes,
  SelectionTimes,
  ReducedOdeTimes,
  RandomStart,
  BatchEffect,
  Unseen,
} from './answer-times.js';

export type * from './answer-question.js';
export type * from './answer-times.js';
export type { Sampling, TimeDistribution };

/** A part of the answer that is missing, and why. */
export interface Missing {
  /** Which part. */
  readonly part: 'closedForm' | 'reducedOde' | 'randomStart' | 'batch' | 'unseen';
  /** In words. */
  readonly reason: string;
}

/** Which of the answers to believe. */
export type Believed = 'randomStart' | 'reducedOde' | 'closedForm';

/** What is predicted for one network. */
export interface NetworkPrediction {
  /** `L_f`; `null` when the branches are not equally deep. */
  readonly fusionLayer: number | null;
  /** The depths. */
  readonly network: Network;
  /** The learning rate that the times are for, in the user's convention: a stable one where the one asked for diverges. */
  readonly learningRate: number;
  /** Leading order; `null` with its reason in `missing`. */
  readonly closedForm: ClosedFormTimes | SelectionTimes | null;
  /** From a balanced start; `null` with its reason in `missing`. */
  readonly reducedOde: ReducedOdeTimes | null;
  /** From random weights; `null` for a balanced start, or with its reason in `missing`. */
  readonly randomStart: RandomStart | null;
  /** What mini-batches add; `null` for full batches, or with its reason in `missing`. */
  readonly batch: BatchEffect | null;
  /** On unseen data; `null` without any, or with its reason in `missing`. */
  readonly unseen: Unseen | null;
  /** The part to believe. */
  readonly believe: Believed;
  /** Why. */
  readonly why: string;
  /** What is `null` above, and why. */
  readonly missing: readonly Missing[];
}

/** Total weights of a modality: `D_m` numbers, or with C > 1 outputs a row of them for each output. */
export type WeightRows = readonly number[] | readonly (readonly number[])[];

/** A manifold of fixed points: the modalities of `modalities` fitted, the others unused. */
export interface Plateau {
  /** `M_0`, `M_A`, `M_B`, `M_*`; with names of the user's in place of A and B. */
  readonly manifold: string;
  /** The modalities in use there. */
  readonly modalities: readonly string[];
  /** Total weights there, of each modality. */
  readonly weights: readonly {
    /** The user's name. */
    readonly modality: string;
    /** Its total weights. */
    readonly weights: WeightRows;
  }[];
  /** `½⟨‖y − ŷ‖²⟩`; `null` where `⟨y²⟩` is not known. */
  readonly loss: number | null;
  /** `⟨‖y − ŷ‖²⟩`. */
  readonly meanSquareError: number | null;
  /** Equations of the source. */
  readonly equation: string;
}

/** Mis-attribution (Sec. 3.3) of the modality that is used first. */
export interface Misattribution {
  /** The modality that takes over what belongs to the others. */
  readonly modality: string;
  /** Its weight on the plateau, `Σ_ym Σ_m⁻¹`. */
  readonly plateau: WeightRows;
  /** Its final weight, its block of the global pseudo-inverse. */
  readonly final: WeightRows;
  /** `plateau − final`. */
  readonly difference: WeightRows;
  /** `‖plateau − final‖`; in the scalar case `ρ σ_B/σ_A` for `w* = 1`. */
  readonly amount: number;
  /** Standard deviation of what it adds to the output too much, over that of its final contribution. */
  readonly relative: number;
  /** Section of the source. */
  readonly equation: string;
}

/** Modality preference (Sec. 3.4). */
export interface Preference {
  /** Used first. */
  readonly first: string;
  /** Takes more off the loss when learned alone (Eq 10b), by the corrected gains where there are any. */
  readonly contributes: string;
  /** What each takes off the mean square error alone, `Σ_ym Σ_m⁻¹ Σ_ymᵀ`, by name. */
  readonly gains: Readonly<Record<string, number>>;
  /**
   * The same less what as many columns of noise would take off: by mean squares per degree of freedom. `null` for a modality
   * with as many directions as rows, which takes all off whatever it holds; `null` altogether without a number of samples.
   */
  readonly correctedGains: Readonly<Record<string, number | null>> | null;
  /** Whether the two differ. */
  readonly superficial: boolean;
  /** Region of Fig 4c, for two modalities: I, the first listed is first and contributes more; II, the second is first though
   * the first contributes more; III, the first is first though the second contributes more; `null`, the rest. */
  readonly region: 'I' | 'II' | 'III' | null;
  /** Equations of the source. */
  readonly equation: string;
}

/** Codes of `predict`'s own warnings; the command adds those of its readers. Stable: scripts may rely on them. */
export type WarningCode =
  | 'never-learned'
  | 'order-random'
  | 'near-tie'
  | 'order-differs'
  | 'ill-conditioned'
  | 'suppression'
  | 'fewer-samples-than-dimensions'
  | 'rank-deficient'
  | 'init-not-small'
  | 'learning-rate-large'
  | 'logistic-closed-form-only'
  | 'simulated'
  | 'unfinished'
  | 'relu-asymmetric'
  | 'relu-unchecked'
  | 'epoch-ends';

/** What the reader should know before trusting a number. */
export interface Warning {
  /** Stable name. */
  readonly code: string;
  /** What is the matter, by how much, and what to do. */
  readonly message: string;
  /** The fusion layers it concerns; absent where it concerns the data. */
  readonly fusionLayers?: readonly number[];
}

export type { BranchScore, Separation, Worth };

/** Everything `predict` returns. */
export interface Answer {
  /** The data. */
  readonly problem: ProblemSummary;
  /** How the networks are trained. */
  readonly training: TrainingSummary;
  /** What counts as use. */
  readonly measure: Measure;
  /** The modality used first: most probably, in the last of the networks asked about (the one that is unimodal longest). */
  readonly first: string;
  /** `‖Σ_ym‖` by name, and `k`, for two modalities: that of the one used second over that of the first (Eq 1b, 10a). */
  readonly norms: Readonly<Record<string, number>>;
  /** One for each network asked for. */
  readonly predictions: readonly NetworkPrediction[];
  /** The fusion layer with which all modalities are in use soonest; `null` where there is no choice. */
  readonly recommended: number | null;
  /** What the modality used first gets wrong meanwhile. */
  readonly misattribution: Misattribution;
  /** Which modality is preferred, and whether rightly. */
  readonly preference: Preference;
  /** What each modality is worth on unseen data; `null` unless it was handed in: `worthOf` of `unimodal-bias/data`. */
  readonly worth: readonly Worth[] | null;
  /** What each branch scores at the optimum, beside a unimodal model. */
  readonly branches: readonly BranchScore[];
  /** Where the loss may rest. */
  readonly plateaus: readonly Plateau[];
  /** What the reader should know before trusting a number. */
  readonly warnings: readonly Warning[];
}
