/** What is asked about: the second moments of M modalities and C outputs. */
import { block, type Matrix, multiply, norm, transpose } from '../numerics/matrix.js';

/** One modality: a block of inputs with a branch of its own. */
export interface Modality {
  /** What the user calls it. */
  readonly name: string;
  /** Its columns, by the names of the file; `x1…xD` where there are none. */
  readonly columns: readonly string[];
  /** `D_m`, the inputs that the branch has: the fan-in of its first layer. */
  readonly inputs: number;
  /**
   * In how many coordinates its moments are kept: `inputs`, or the rank of its samples where these are fewer. Gradients
   * never leave the span of the samples, so the network sees `dim` inputs, exactly.
   */
  readonly dim: number;
  /** The coordinates in the inputs; `null` where they are the inputs themselves. */
  readonly basis: Basis | null;
}

/**
 * Coordinates as rows of the orthonormal `dim × inputs` matrix `mix · rows`, which is never made: its product would cost
 * more than all that is asked of it.
 */
export interface Basis {
  /** `dim × n`. */
  readonly mix: Matrix;
  /** The samples, `n × inputs`. */
  readonly rows: Matrix;
}

/** Rows in coordinates as rows in the inputs. */
export function inInputs(x: Matrix, { basis }: Modality): Matrix {
  return basis === null ? x : multiply(multiply(x, basis.mix), basis.rows);
}

/** Rows in the inputs as rows in coordinates: what is outside of their span is left out. */
export function inCoordinates(x: Matrix, { basis }: Modality): Matrix {
  return basis === null ? x : multiply(multiply(x, transpose(basis.rows)), transpose(basis.mix));
}

/** What the targets are, which says what losses they suit: `signs` are −1 and +1, `classes` are one-hot and centred. */
export type TargetKind = 'numbers' | 'signs' | 'zero-one' | 'classes';

/** What became of the rows of a file. */
export interface RowCount {
  /** How many the averages run over. */
  readonly used: number;
  /** How many were left out, because of missing cells. */
  readonly dropped: number;
}

/** A column that was selected and is not used. */
export interface DroppedColumn {
  /** By the name of the file. */
  readonly column: string;
  /** Why. */
  readonly reason: string;
}

/**
 * All that a linear network under mean square error sees of its data (Eq 1), for M ≥ 2 modalities and C ≥ 1 outputs:
 * averages over the dataset. `D = Σ dim`; the coordinates of the modalities follow each other in their order. Checked
 * when made, never changed afterwards.
 */
export interface Problem {
  /** The modalities, in the user's order. */
  readonly modalities: readonly Modality[];
  /** What the outputs are called: C names. */
  readonly outputs: readonly string[];
  /** `Σ = ⟨x xᵀ⟩`, `D × D`. */
  readonly sigma: Matrix;
  /** `Σ_yx = ⟨y xᵀ⟩`, `C × D`. */
  readonly sigmaYX: Matrix;
  /** `⟨‖y‖²⟩`, or `null` where it was not given: losses are then known only up to a constant. */
  readonly ySquared: number | null;
  /** How many samples the averages run over, or `null` where it was not given. */
  readonly samples: number | null;
  /** What the targets are, or `null` where it is not known. */
  readonly target: TargetKind | null;
  /** Whether means were taken out first. */
  readonly centred: boolean;
  /** Rows of the file that were used, and that were not; `null` where there was no file. */
  readonly rows: RowCount | null;
  /** Columns that were selected and not used. */
  readonly dropped: readonly DroppedColumn[];
}

/** Where the coordinates of modality m begin; one entry more for where the last one ends. */
export function offsets({ modalities }: Pick<Problem, 'modalities'>): number[] {
  const starts = [0];
  for (const { dim } of modalities) starts.push(starts[starts.length - 1] + dim);
  return starts;
}

/** `Σ_mn = ⟨x_m x_nᵀ⟩`, `dim_m × dim_n`, a copy. */
export function sigmaBlock(problem: Problem, m: number, n: number): Matrix {
  const at = offsets(problem);
  return block(problem.sigma, at[m], at[m + 1], at[n], at[n + 1]);
}

/** `Σ_ym = ⟨y x_mᵀ⟩`, `C × dim_m`, a copy. */
export function sigmaYBlock(problem: Problem, m: number): Matrix {
  const at = offsets(problem);
  return block(problem.sigmaYX, 0, problem.sigmaYX.rows, at[m], at[m + 1]);
}

/** `‖Σ_ym‖` (Frobenius) of every modality, in their order (Eq 1b): what drives it at first. */
export function driveNorms(problem: Problem): number[] {
  return problem.modalities.map((_, m) => norm(sigmaYBlock(problem, m).data));
}
