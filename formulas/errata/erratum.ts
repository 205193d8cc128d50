/** What an erratum of the source is: both statements, and what they are held against. */
import type { Variable } from '../formula.js';
import type { RandomSource } from '../../src/numerics/random.js';

interface Described {
  /** Stable name. */
  readonly id: string;
  /** Equation, figure or section of the source. */
  readonly where: string;
  /** What the source prints. */
  readonly printed: string;
  /** What it should be. */
  readonly corrected: string;
  /** What both are held against, and why that decides between them. */
  readonly truth: string;
  /** Largest relative error at which a statement counts as holding; a statement that fails exceeds it tenfold. */
  readonly tolerance: number;
}

/** Two readings and what decides between them. */
export interface Readings {
  /** The source's. */
  readonly printed: string;
  /** Ours. */
  readonly corrected: string;
  /** What is known independently. */
  readonly truth: string;
}

/** Both readings and the truth as expressions in the syntax of mathjs, evaluated in 64 digits at random points. */
export interface StatementErratum extends Described {
  /** Tells the two kinds apart. */
  readonly kind: 'statement';
  /** The three expressions. */
  readonly expressions: Readings;
  /** Every free symbol of the expressions. */
  readonly variables: Readonly<Record<string, Variable>>;
  /** Relations between the variables, in the syntax of mathjs. */
  readonly conditions: readonly string[];
}

/** How far each reading is from the truth, relative to it. */
export interface Discrepancy {
  /** Of the printed statement. */
  readonly printed: number;
  /** Of the corrected statement. */
  readonly corrected: number;
}

/** Both readings held against a small computation. */
export interface ComputedErratum extends Described {
  /** Tells the two kinds apart. */
  readonly kind: 'computed';
  /** Runs the computation at one random instance. */
  discrepancy(source: RandomSource): Discrepancy;
}

/** A misprint of the source. */
export type Erratum = StatementErratum | ComputedErratum;

/** `|value − truth|/|truth|`. */
export const relative = (value: number, truth: number): number => Math.abs(value - truth) / Math.abs(truth);
