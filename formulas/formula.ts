/**
 * What a formula of this project is: a statement a program can read, the variables it speaks of, the assumptions under
 * which it holds, and a fast evaluation. LaTeX, documentation, tests and the command are derived from it.
 */
import type { Matrix } from '../src/numerics/matrix.js';

/** Where a variable may lie. Tests draw points from here; the command refuses values outside, but lets positive
 * numbers and depths exceed what is drawn. */
export type Domain = RealDomain | IntegerDomain | MatrixDomain;

/** An interval of real numbers. */
export interface RealDomain {
  /** Tells the domains apart. */
  readonly kind: 'real';
  /** Lower end. */
  readonly min: number;
  /** Upper end. */
  readonly max: number;
  /** Whether points are drawn evenly in the logarithm. */
  readonly logarithmic: boolean;
}

/** A range of integers. */
export interface IntegerDomain {
  /** Tells the domains apart. */
  readonly kind: 'integer';
  /** Lower end. */
  readonly min: number;
  /** Upper end. */
  readonly max: number;
}

/** Matrices of a shape given by names: equal names mean equal sizes, `1` is one. */
export interface MatrixDomain {
  /** Tells the domains apart. */
  readonly kind: 'matrix';
  /** Name of the number of rows. */
  readonly rows: string;
  /** Name of the number of columns. */
  readonly cols: string;
  /** Whether it is symmetric and positive definite. */
  readonly definite: boolean;
}

/** A variable of a statement: what it means, in which unit, and where it lies. */
export interface Variable<D extends Domain = Domain> {
  /** What it is, in words and symbols. */
  readonly meaning: string;
  /** Its unit: `1` for a pure number, `steps` for a time, `[y]`, `[x]` for those of the target and the inputs. */
  readonly unit: string;
  /** Where it may lie. */
  readonly domain: D;
}

/** A condition under which a formula holds. `predict` checks it on the user's problem where it can. */
export interface Assumption {
  /** Stable name. */
  readonly id: string;
  /** The condition, in words and symbols. */
  readonly statement: string;
}

/** The value a variable of domain `D` takes. */
export type ValueOf<D extends Domain> = D extends MatrixDomain ? Matrix : number;

/** Values for a set of variables. */
export type Values<V extends Record<string, Variable>> = { [Name in keyof V]: ValueOf<V[Name]['domain']> };

/** `name = expression` or a condition: text that says nothing does not compile. */
export type Statement = `${string} ${'=' | '<' | '>' | '!='} ${string}`;

/** What a formula may yield. */
export type Result = number | boolean | Matrix;

/** One formula of the theory. */
export interface Formula<V extends Record<string, Variable> = Record<string, Variable>, R extends Result = Result> {
  /** Stable name, `topic/name`. */
  readonly id: string;
  /** Equation number(s) in the source; `—` for what the source does not have. */
  readonly equation: string;
  /** Numbers of what it covers besides: special cases, and steps that end in it. */
  readonly covers: string;
  /** One line for a table of contents. */
  readonly title: string;
  /** `name = expression` or a condition, in the syntax of mathjs. */
  readonly statement: Statement;
  /** Every free symbol of the statement. */
  readonly variables: V;
  /** Relations between the variables without which the statement has no meaning, in the syntax of mathjs. */
  readonly where: readonly string[];
  /** Under which conditions it holds. */
  readonly assumptions: readonly Assumption[];
  /** The statement's right-hand side as fast code. Arguments are taken as valid. */
  evaluate(values: Values<V>): R;
}

/** What an entry may leave out when there is none of it. */
type Optional = 'covers' | 'where' | 'assumptions';

/** Makes an entry; `covers`, `where` and `assumptions` may be left out when there are none. */
export function formula<const V extends Record<string, Variable>, R extends Result>(
  entry: Omit<Formula<V, R>, Optional> & Partial<Pick<Formula<V, R>, Optional>>,
): Formula<V, R> {
  return { covers: '', where: [], assumptions: [], ...entry };
}

type Real = Variable<RealDomain>;
type Integer = Variable<IntegerDomain>;
type MatrixVariable = Variable<MatrixDomain>;

/** A real variable in `[min, max]`, drawn evenly. */
export function real(meaning: string, unit: string, min: number, max: number): Real {
  return { meaning, unit, domain: { kind: 'real', min, max, logarithmic: false } };
}

/** A positive real variable in `[min, max]`, drawn evenly in its logarithm. */
export function positive(meaning: string, unit: string, min = 1e-3, max = 1e3): Real {
  return { meaning, unit, domain: { kind: 'real', min, max, logarithmic: true } };
}

/** An integer in `[min, max]`. */
export function integer(meaning: string, min: number, max: number): Integer {
  return { meaning, unit: '1', domain: { kind: 'integer', min, max } };
}

/** A matrix whose shape is given by names; equal names mean equal sizes. */
export function matrixVariable(meaning: string, unit: string, rows: string, cols: string): MatrixVariable {
  return { meaning, unit, domain: { kind: 'matrix', rows, cols, definite: false } };
}

/** A symmetric positive definite matrix. */
export function definiteMatrix(meaning: string, unit: string, size: string): MatrixVariable {
  return { meaning, unit, domain: { kind: 'matrix', rows: size, cols: size, definite: true } };
}
