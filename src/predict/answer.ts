/** What `predict` answers: plain data, safe for `JSON.stringify` (which writes `Infinity` as `null`). */
import type { TimeDistribution } from '../flows/random/distribution.js';
import type { Levers } from '../levers/levers.js';
import type { Network } from '../problem/network.js';
import type { DroppedColumn, RowCount, TargetKind } from '../problem/problem.js';
import type { Sampling } from '../problem/samples.js';
import type { Width } from '../problem/shapes.js';
import type { BranchScore } from './branches.js';
import type { Worth } from '../problem/worth.js';
import type { Separation } from './separates.js';

export type { Sampling, TimeDistribution };

/** What counts as use: half of the final contribution to the output, or of the final weight norm (the source's). */
export type Measure = 'output' | 'weights';

/** Half mean square error, PyTorch's mean square error (no half, a mean over outputs), or logistic loss. */
export type Loss = 'mse' | 'torch-mse' | 'logistic';

/** How weights start: at random (Gaussian), balanced and aligned, or as PyTorch's `nn.Linear` does. */
export type StartKind = 'random' | 'balanced' | 'pytorch';

/** A modality as it was asked about. */
export interface ModalitySummary {
  /** The user's name. */
  readonly name: string;
  /** `D_m`, its inputs. */
  readonly dim: number;
  /** Its columns, by their names. */
  readonly columns: readonly string[];
}

/** The data a prediction is about. */
export interface ProblemSummary {
  /** In the user's order. */
  readonly modalities: readonly ModalitySummary[];
  /** Names of the outputs. */
  readonly outputs: readonly string[];
  /** What the targets are; `null` where it is not known. */
  readonly target: TargetKind | null;
  /** Rows used; `null` where it was not given. */
  readonly samples: number | null;
  /** Whether the means of the columns were taken out. */
  readonly centred: boolean;
  /** Rows of the file that were used, and that were not; `null` where there was no file. */
  readonly rows: RowCount | null;
  /** Selected columns that are not used, and why. */
  readonly dropped: readonly DroppedColumn[];
}

/** How the networks are trained. */
export interface TrainingSummary {
  /** How weights start. */
  readonly start: StartKind;
  /** u₀, the Frobenius norm of a pre-fusion layer; `null` where the start is by `std` or PyTorch's. */
  readonly initScale: number | null;
  /** σ of every weight; `null` where the start is by `initScale` or PyTorch's. */
  readonly std: number | null;
  /** Hidden width; `null` for a balanced start, which needs none. */
  readonly width: Width | null;
  /** As it was given. */
  readonly learningRate: number;
  /** The loss. */
  readonly loss: Loss;
  /** Levers, as they were given; absent without any. */
  readonly levers?: Levers;
  /** Mini-batches; `null` for the gradient of all samples. */
  readonly batch: BatchSummary | null;
  /** A (leaky) ReLU; `null` for linear networks. */
  readonly activation: ActivationSummary | null;
}

/** A (leaky) ReLU, and whether what is predicted of it can be believed. */
export interface ActivationSummary {
  /** `relu` or `leaky:α`, as given. */
  readonly name: string;
  /** Slope α below zero. */
  readonly alpha: number;
  /** What the even part of the activation gains, over the drive: 0 for data symmetric under (x, y) → (−x, −y); `null` without samples. */
  readonly evenPart: number | null;
  /** `believe` the law, it holds `nearly`, `simulate` instead; `unchecked` without samples. */
  readonly verdict: 'believe' | 'nearly' | 'simulate' | 'unchecked';
}

/** How mini-batches are drawn. */
export interface BatchSummary {
  /** Samples a batch. */
  readonly size: number;
  /** Each sample once an epoch, or any. */
  readonly sampling: Sampling;
}

/** Two times in steps, of the first and the second modality listed. `Infinity` means never; JSON has `null` for it. */
export interface LearningTimes {
  /** When the first modality listed is used. */
  readonly tA: number;
  /** The same for the second. */
  readonly tB: number;
  /** The later time over the earlier, at least 1. */
  readonly timeRatio: number;
}

/** The source's own closed form, with the source's levels (weight norms). */
export interface SourceTimes extends LearningTimes {
  /** Equation numbers. */
  readonly equations: readonly string[];
}

/** The best leading-order closed form for two modalities, by output. */
export interface ClosedFormTimes extends LearningTimes {
  /** Equation numbers of the source; `—` where the formula is this project's own. */
  readonly equations: readonly string[];
  /** Catalogue ids of the formulas used. */
  readonly formulas: readonly string[];
  /** What the source itself has; `null` where it has nothing. */
  readonly source: SourceTimes | null;
}

/** When a modality is selected. */
export interface SelectionTime {
  /** The user's name. */
  readonly modality: string;
  /** In steps; `null` for never, or where the closed form stops. */
  readonly time: number | null;
  /** Which of the two; `null` where there is a time. */
  readonly reason: string | null;
}

/** The closed form for more than two modalities: greedy selection with a clock. */
export interface SelectionTimes {
  /** In the order of the modalities. */
  readonly times: readonly SelectionTime[];
  /** There is no one ratio of more than two times. */
  readonly timeRatio: null;
  /** Equation numbers. */
  readonly equations: readonly string[];
}

/** The reduced system from a balanced start (Eq 44–47 with Eq 5), integrated; times by the measure asked for. */
export interface ReducedOdeTimes extends LearningTimes {
  /** Relative tolerance of a step. */
  readonly tolerance: number;
}

/** When a mode of a modality is used. */
export interface Event {
  /** The user's name. */
  readonly modality: string;
  /** From 1; with one output there is one mode. */
  readonly mode: number;
  /** The whole final contribution, a standard deviation in units of the target; 0 where there is none. */
  readonly level: number;
  /** The share of random starts in which it comes: at all, or within the `horizon`. */
  readonly probability: number;
  /** `null` for never, or not within the `horizon`. */
  readonly time: TimeDistribution | null;
  /**
   * What its growth takes off the training loss, as a share of all that training takes off, a mean over starts: 1 for all
   * events together, 0 or more for a modality in late fusion. `null` where starts are not followed so far: simulated ones, and
   * levers that change from step to step.
   */
  readonly share: number | null;
  /** The outputs that it moves, in two groups that it moves apart; `null` for one output, or where modes of equal size mix. */
  readonly separates: Separation | null;
}

/** An order in which modalities are first used. */
export interface Order {
  /** Their names, the first one first. */
  readonly modalities: readonly string[];
  /** The share of random starts with this order. */
  readonly probability: number;
}

/** Who is in use when the budget is spent. */
export interface UsedBy {
  /** The budget, or the `horizon` if that is less. */
  readonly steps: number;
  /** One for each modality. */
  readonly modalities: readonly {
    /** The user's name. */
    readonly modality: string;
    /** The share of random starts in which it is in use. */
    readonly probability: number;
  }[];
}

/** What random starts do. */
export interface RandomStart {
  /** How it was found: by the typical start, by drawn starts, or by `simulation` of full matrices. */
  readonly method: string;
  /** Hidden width. */
  readonly width: Width;
  /** Every mode of every modality, in their order. */
  readonly events: readonly Event[];
  /** Orders of first use, the most probable first; a modality that is never used is left out. */
  readonly orders: readonly Order[];
  /** Up to which step all starts could be followed; `null` where all were followed to their ends, as nearly always. */
  readonly horizon: number | null;
  /** With a budget of `steps`: how probably each modality is in use by then; `null` without a budget. */
  readonly usedBy: UsedBy | null;
}

/** What mini-batches do to the times of use; the times of `randomStart` have it already. */
export interface BatchEffect extends BatchSummary {
  /** Steps that are added to the mean, and the standard deviation that is added in quadrature, of what is ever used. */
  readonly modalities: readonly {
    /** The user's name. */
    readonly modality: string;
    /** In steps. */
    readonly shift: number;
    /** In steps. */
    readonly std: number;
  }[];
}

/** What random starts do on data they are not trained on. Losses are `½⟨‖y − ŷ‖²⟩` in the units of the training target. */
export interface Unseen {
  /** Rows of the unseen data. */
  readonly samples: number;
  /** Where the unseen loss is least, a mean over starts; `Infinity` where it falls to the end, in most starts. */
  readonly bestStep: number;
  /** The least unseen loss of each start, a mean over starts. */
  readonly bestLoss: number;
  /** At the end of training. Where the rows do not determine the weights it is the mean over starts, not the minimum-norm solution. */
  readonly endLoss: number;
  /** Of the minimum-norm solution. */
  readonly minimumNormLoss: number;
  /** What each modality has of the explained variance of the training rows, `tr W_m Σ_m: Wᵀ/tr W Σ Wᵀ`. */
  readonly shares: readonly {
    /** The user's name. */
    readonly modality: string;
    /** At the end of training, a mean over starts. */
    readonly end: number;
    /** Of the minimum-norm solution: with too few rows training ends elsewhere, and stays biased. */
    readonly minimumNorm: number;
  }[];
  /** Standard deviations of the first two over starts. */
  readonly spread: {
    /** Of the best step. */
    readonly bestStep: number;
    /** Of its loss. */
    readonly bestLoss: number;
  };
  /** Where the loss may rest. */
  readonly plateaus: readonly {
    /** Its manifold, as in `plateaus` of the answer. */
    readonly name: string;
    /** The loss there on the training rows; `null` where it is not known. */
    readonly train: number | null;
    /** The loss there on unseen rows. */
    readonly test: number;
  }[];
  /** The modalities in use at the best step, in at least half of the starts. */
  readonly usedAtBest: readonly string[];
}

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
  /** Takes more off the loss when learned alone (Eq 10b). */
  readonly contributes: string;
  /** What each takes off the mean square error alone, `Σ_ym Σ_m⁻¹ Σ_ymᵀ`, by name. */
  readonly gains: Readonly<Record<string, number>>;
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
  | 'relu-unchecked';

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
