/** What a derivation is: data that `derive` checks. */

/** How a derivation goes. */
export type Method =
  'symbolic zero' | 'matrix algebra' | 'differentiation' | 'change of variable' | 'limit' | 'substitution';

/** One step: an expression that must vanish identically. */
export interface Step {
  /** What the step says, in words. */
  readonly claim: string;
  /** The expression, in the language of `expand.ts`. */
  readonly zero: string;
}

/** A chain of steps from hypotheses to a conclusion. */
export interface Derivation {
  /** Stable name. */
  readonly id: string;
  /** One line. */
  readonly title: string;
  /** What it starts from: equations of the source, or assumptions. */
  readonly hypotheses: readonly string[];
  /** What it arrives at: equations of the source and formulas of the catalogue. */
  readonly conclusion: string;
  /** How. */
  readonly method: Method;
  /** Abbreviations of the steps. */
  readonly definitions: Readonly<Record<string, string>>;
  /** Matrices among the symbols that the vocabulary does not have: names of the numbers of rows and columns. */
  readonly matrices: Readonly<Record<string, readonly [rows: string, cols: string]>>;
  /** Conditions on the points at which the steps are evaluated. */
  readonly where: readonly string[];
  /** The steps. */
  readonly steps: readonly Step[];
}

type Optional = 'definitions' | 'where' | 'matrices';

/** Makes a derivation; `definitions`, `matrices` and `where` may be left out when there are none. */
export function derivation(entry: Omit<Derivation, Optional> & Partial<Pick<Derivation, Optional>>): Derivation {
  return { definitions: {}, where: [], matrices: {}, ...entry };
}
