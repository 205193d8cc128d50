import type { ByModality } from '../problem/correlations.js';
import type { Network } from '../problem/network.js';
import type { Width } from '../problem/shapes.js';

/** One of the user's two modalities. */
export type Modality = 'A' | 'B';

/** The losses the theory speaks of. */
export type Loss = 'mse' | 'logistic';

/** How the network is trained. */
export interface Training {
  /** Initial Frobenius norm u₀ of a pre-fusion layer, in `(0, 1)`; post-fusion layers start at `√2 u₀`. */
  readonly initScale: number;
  /** Learning rate η > 0; times come in steps, `τ = 1/η`. */
  readonly learningRate: number;
  /** Mean square error (the default of the theory) or logistic loss on targets −1, +1. */
  readonly loss: Loss;
}

/** Two learning times in gradient-descent steps. `Infinity` means never; JSON has `null` for it. */
export interface LearningTimes {
  /** When the total weight of the user's modality A reaches half of its level. */
  readonly tA: number;
  /** The same for B. */
  readonly tB: number;
  /** The later time over the earlier, at least 1. */
  readonly timeRatio: number;
}

/** Catalogue ids of the formulas behind a {@link ClosedFormTimes}. */
export interface FormulaIds {
  /** Of the time of the modality learned first. */
  readonly first: string;
  /** Of the other time. */
  readonly second: string;
  /** Of the ratio; `null` where it is the quotient of the two times. */
  readonly timeRatio: string | null;
}

/** Times by closed formulas, with where they come from. */
export interface ClosedFormTimes extends LearningTimes {
  /** Equation numbers of the source; `—` where the formula is this project's own. */
  readonly equations: readonly string[];
  /** Catalogue ids of the formulas used. */
  readonly formulas: FormulaIds;
}

/** Times of the reduced system integrated with its error terms (Eq 44–47 with Eq 5). */
export interface ReducedOdeTimes extends LearningTimes {
  /** Accepted steps of the integrator. */
  readonly steps: number;
  /** Relative tolerance of a step. */
  readonly tolerance: number;
}

/**
 * How the start of random weights was reduced: `'growing mode'`, to a rank-one start that grows as the random one does, its
 * mean to leading order (up to four layers of one width, branches of equal depth); `'full start'`, to the few coordinates
 * that the flow uses, which leaves nothing out (everything else), its mean to order `1/N`. The spread is to order `1/√N`.
 */
export type FiniteWidthMethod = 'growing mode' | 'full start';

/** Times for Gaussian weights: mean and spread over seeds (not in the source). */
export interface FiniteWidthPrediction extends LearningTimes {
  /** Standard deviations over seeds of the two times and of their ratio. */
  readonly std: LearningTimes;
  /** How the random start was reduced. */
  readonly method: FiniteWidthMethod;
  /** Hidden width N, or one a layer. */
  readonly width: Width;
  /**
   * The means once more, by formulas of the catalogue; `null` where none applies. They apply to two, three and four layers
   * with fusion above the first, where Σ_yA (A the modality learned first) is an eigenvector of Σ_A: where
   * `Σ_yA Σ_A` and `Σ_yA Σ_A⁻¹` are off its axis by a squared sine of at most 0.01. Scalar inputs always are.
   */
  readonly closedForm: FiniteWidthClosedForm | null;
}

/** Mean times over seeds of Gaussian weights in closed form, in steps, to O(1) in `u₀`. */
export interface FiniteWidthClosedForm {
  /** When A is learned; `null` for the modality learned second where that has no closed form: below late fusion, or where
   * `Σ_yB Σ_B`, `Σ̃_yB` or the final weights are off the axes of Σ_yA and Σ_yB by more than the above. */
  readonly tA: number | null;
  /** The same for B. */
  readonly tB: number | null;
  /** Mean of the later time over the earlier; `null` where one of them is. */
  readonly timeRatio: number | null;
  /** Catalogue ids of the formulas used. */
  readonly formulas: readonly string[];
}

/** An assumption of a formula, held against the user's problem. */
export interface CheckedAssumption {
  /** Stable name of the assumption. */
  readonly id: string;
  /** The condition, in words and symbols. */
  readonly statement: string;
  /** `null` where it cannot be checked on correlations alone. */
  readonly holds: boolean | null;
  /** The number it was judged by, or why it cannot be judged. */
  readonly detail: string;
}

/** Which of the times of a network to believe, and why. */
export interface Advice {
  /** Field of the prediction. */
  readonly believe: 'closedForm' | 'reducedOde' | 'finiteWidth';
  /** Its name in words. */
  readonly method: 'closed form' | 'reduced ODE' | 'random weights';
  /** What the closed form gets wrong by comparison, and the codes of the assumptions that fail. */
  readonly why: string;
  /** The modality that is really learned first: where the spectrum decides and not `‖Σ_y‖`, not the one the theory names. */
  readonly learnedFirst: Modality;
  /** The times to believe. */
  readonly times: LearningTimes;
}

/** What is predicted for one network. */
export interface NetworkPrediction {
  /** `L_f`; `null` when the branches are not equally deep. */
  readonly fusionLayer: number | null;
  /** The three depths. */
  readonly network: Network;
  /** Which of the user's modalities the theory puts first. */
  readonly first: Modality;
  /** Leading order in u₀. */
  readonly closedForm: ClosedFormTimes;
  /** `null` under logistic loss, and where the integrator ran out of steps (a warning says so). */
  readonly reducedOde: ReducedOdeTimes | null;
  /**
   * What Gaussian weights of the width asked for do: to be believed before the two others where the start is random.
   * `null` where no width was asked for, under logistic loss, and where it takes too much work (hundreds of dimensions).
   */
  readonly finiteWidth: FiniteWidthPrediction | null;
  /** Which of the three to believe, and why. */
  readonly advice: Advice;
  /** What the times rest on. */
  readonly assumptions: readonly CheckedAssumption[];
}

/** Codes of the warnings. Stable: scripts may rely on them. */
export type WarningCode =
  | 'never-learned'
  | 'near-tie'
  | 'random-start'
  | 'init-not-small'
  | 'ill-conditioned'
  | 'order-differs'
  | 'direction-reversal'
  | 'fewer-samples-than-dimensions'
  | 'rank-deficient'
  | 'learning-rate-large'
  | 'logistic-closed-form-only'
  | 'reduced-ode-unfinished';

/** What a failed assumption does to the numbers. */
export interface WarningEffect {
  /** Times of the closed form, which makes the assumption. */
  readonly closedForm: LearningTimes;
  /** Times that do not make it. */
  readonly believed: LearningTimes;
  /** Where they come from. */
  readonly method: Advice['method'];
}

/** An assumption that fails on the user's problem, and what that does to the numbers. */
export interface Warning {
  /** Stable name. */
  readonly code: WarningCode;
  /** What fails, by how much, and what to do. */
  readonly message: string;
  /** What it does to the numbers of the first fusion layer it concerns; absent where there is nothing to compare with. */
  readonly effect?: WarningEffect;
  /** The fusion layers it concerns; absent where it concerns the data, or branches of unequal depth. */
  readonly fusionLayers?: readonly number[];
}

/** One of the four manifolds of fixed points. */
export interface Plateau {
  /** Which one. */
  readonly manifold: 'M_0' | 'M_A' | 'M_B' | 'M_*';
  /** `W_A^tot` there, length `D_A`. */
  readonly weightsA: readonly number[];
  /** `W_B^tot` there, length `D_B`. */
  readonly weightsB: readonly number[];
  /** `½⟨(y − ŷ)²⟩`, the training loss of Sec. 2.3; `null` where `⟨y²⟩` is not known. */
  readonly loss: number | null;
  /** `⟨(y − ŷ)²⟩`, which Eq 62 calls the loss. */
  readonly meanSquareError: number | null;
  /** Equations of the source. */
  readonly equation: string;
}

/** Mis-attribution (Sec. 3.3) of the modality learned first. */
export interface Misattribution {
  /** The modality that takes over what belongs to the other. */
  readonly modality: Modality;
  /** Its weight on the plateau, `Σ_yA Σ_A⁻¹`. */
  readonly plateau: readonly number[];
  /** Its final weight, its block of the global pseudo-inverse. */
  readonly final: readonly number[];
  /** `plateau − final`. */
  readonly difference: readonly number[];
  /** `‖plateau − final‖`; in the scalar case `ρ σ_B/σ_A` is `difference` for `w* = 1`. */
  readonly amount: number;
  /** `amount / ‖final‖`. */
  readonly relative: number;
  /** Section of the source. */
  readonly equation: string;
}

/** Modality preference (Sec. 3.4). */
export interface Preference {
  /** Learned first (Eq 10a). */
  readonly first: Modality;
  /** Takes more off the loss when learned alone (Eq 10b). */
  readonly contributes: Modality;
  /** What each takes off the mean square error alone, `Σ_y Σ⁻¹ Σ_yᵀ`. */
  readonly gains: ByModality<number>;
  /** Whether the two differ. */
  readonly superficial: boolean;
  /** Region of Fig 4c: I, A first and contributing more; II, B first though A contributes more; III, A first though B
   * contributes more; `null`, B first and contributing more, which the figure leaves without a name. */
  readonly region: 'I' | 'II' | 'III' | null;
  /** Equations of the source. */
  readonly equation: string;
}

/** The data a prediction is about. */
export interface ProblemSummary {
  /** What the user calls the modalities. */
  readonly names: ByModality<string>;
  /** Dimensions `D_A` of modality A. */
  readonly dimA: number;
  /** Dimensions `D_B` of modality B. */
  readonly dimB: number;
  /** Number of samples, `null` where it was not given. */
  readonly samples: number | null;
}

/** `‖Σ_yA‖`, `‖Σ_yB‖` of the user's A and B. */
export interface Norms extends ByModality<number> {
  /** `k`, the norm of the modality learned second over that of the first. */
  readonly k: number;
}

/** Units of the numbers of a prediction, in those of the target `[y]` and the inputs `[x]`. */
export interface Units {
  /** Of learning times. */
  readonly time: 'steps';
  /** Of `‖Σ_yA‖`, `‖Σ_yB‖`. */
  readonly norms: '[y][x]';
  /** Of total weights and mis-attribution. */
  readonly weights: '[y]/[x]';
  /** Of losses and gains. */
  readonly loss: '[y]²';
}

/** Everything `predict` returns: plain data, safe for `JSON.stringify` (which writes `Infinity` as `null`). */
export interface Prediction {
  /** The data. */
  readonly problem: ProblemSummary;
  /** How the network is trained. */
  readonly training: Training;
  /** Units of every number below. */
  readonly units: Units;
  /** The modality learned first by the theory (Eq 10a, 28). */
  readonly first: Modality;
  /** Input–output correlations (Eq 1b). */
  readonly norms: Norms;
  /** One for each network asked for. */
  readonly predictions: readonly NetworkPrediction[];
  /** What the modality learned first gets wrong meanwhile. */
  readonly misattribution: Misattribution;
  /** Which modality is preferred, and whether rightly. */
  readonly preference: Preference;
  /** The four manifolds of fixed points. */
  readonly plateaus: readonly Plateau[];
  /** Which assumptions fail, and what that does to the numbers. */
  readonly warnings: readonly Warning[];
}
