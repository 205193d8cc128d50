/** Times of use, as `predict` answers them: closed forms, the reduced system, random starts, unseen data. */
import type { TimeDistribution } from '../flows/random/distribution.js';
import type { Width } from '../problem/shapes.js';
import type { Separation } from './modes/separates.js';
import type { BatchSummary } from './answer-question.js';

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
  /**
   * How likely each order of first uses is over random starts, the likelier first: for white inputs without cross-correlation in
   * late fusion; `null` for all others, whose orders are those of `randomStart`.
   */
  readonly orders: readonly Order[] | null;
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
  /** Why the later modality is not among them; `null` where it is, or is never used. */
  readonly unknown: string | null;
  /**
   * Whether an epoch ends so near the earlier time that second orders of the noise decide what is left of it: its spread,
   * which cancels over an epoch, is then known to a fifth only.
   */
  readonly atEpochEnd: boolean;
}

/** What random starts do on data they are not trained on. Losses are `½⟨‖y − ŷ‖²⟩` in the units of the training target. */
export interface Unseen {
  /** Rows of the unseen data. */
  readonly samples: number;
  /** Where the unseen loss is least, a mean over starts; `Infinity` where it falls to the end, in most starts. */
  readonly bestStep: number;
  /** The least unseen loss of each start, a mean over starts. */
  readonly bestLoss: number;
  /** Of the minimum-norm solution, where training ends if the rows determine the weights. */
  readonly endLoss: number;
  /**
   * Where training ends: else at another minimum, which favours the modality learned first; or where it stands after the `steps` of
   * the question, if these are fewer. A mean over starts.
   */
  readonly trainedLoss: number;
  /** From which step on it is within 0.1% of that, a mean over starts; `null` where that is further than they were followed. */
  readonly trainedStep: number | null;
  /** What each modality has of the explained variance of the training rows, `tr W_m Σ_m: Wᵀ/tr W Σ Wᵀ`. */
  readonly shares: readonly {
    /** The user's name. */
    readonly modality: string;
    /** At the end of training, a mean over starts. */
    readonly end: number;
    /** Of the minimum-norm solution: with too few rows training ends elsewhere, and stays biased. */
    readonly minimumNorm: number;
  }[];
  /** Standard deviations over starts. */
  readonly spread: {
    /** Of the best step. */
    readonly bestStep: number;
    /** Of its loss. */
    readonly bestLoss: number;
    /** Of `trainedLoss`; 0 where the rows determine the weights. */
    readonly trainedLoss: number;
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
