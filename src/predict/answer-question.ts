/** What was asked, as `predict` answers it back. */
import type { Levers } from '../levers/levers.js';
import type { DroppedColumn, RowCount, TargetKind } from '../problem/problem.js';
import type { Sampling } from '../problem/samples.js';
import type { Width } from '../problem/shapes.js';

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
