/** A formula's value at a point, and its derivatives. */
import type { MathNode } from 'mathjs';
import { parse } from './mathjs.js';
import type { Formula, Variable } from '../../formulas/formula.js';
import { catalogue } from '../../formulas/index.js';
import { InputError, show } from '../problem/errors.js';
import { differentiate } from './differentiate.js';
import { evaluateNode, rightHandSide } from './evaluate.js';
import { nodeLatex } from './latex.js';

/** A formula at a point: its fast value and the same in 64 digits. */
export interface FormulaValue {
  /** The fast evaluation. */
  readonly value: number | boolean;
  /** The statement evaluated with 64 digits, the first 40 of them, or the truth value. */
  readonly exact: string;
  /** Difference of the two relative to the latter; 0 for truth values that agree, 1 for others. */
  readonly error: number;
}

/** A derivative of a formula. */
export interface Sensitivity {
  /** The variable it is taken with respect to. */
  readonly variable: string;
  /** The derivative, in the syntax of mathjs. */
  readonly derivative: string;
  /** The same as LaTeX. */
  readonly latex: string;
}

/** A derivative with its value at a point. */
export interface SensitivityValue extends Sensitivity {
  /** Value, computed with 64 digits. */
  readonly value: number;
}

/**
 * The formula of that name.
 *
 * @throws InputError `formula` for a name that the catalogue does not have; the message names similar ones.
 */
export function findFormula(id: string): Formula {
  const found = catalogue.find((entry) => entry.id === id);
  if (found) return found;
  const near = catalogue.filter((entry) => entry.id.includes(id) || entry.equation.split(', ').includes(id));
  const hint =
    near.length > 0 ? `; near it: ${near.map((entry) => entry.id).join(', ')}` : '; formula --list shows all';
  throw new InputError('formula', 'formula', id, `there is no formula ${JSON.stringify(id)}${hint}`);
}

/**
 * Evaluates a formula of scalars, twice: with its fast code and its statement in 64 digits.
 *
 * @param values - one number for every variable, in the units of the formula's variables
 * @throws InputError `formula` for an unknown formula, a formula of matrices, a missing or unknown variable, a value that
 * is no number or not of the variable's kind, or values that violate the formula's `where`
 *
 * @example
 * ```ts
 * import { formulaValue } from 'unimodal-bias/symbolic';
 * const { value, error } = formulaValue('time-ratio/scalar', { sigma_A: 2, sigma_B: 1, rho: 0 });
 * value; // => 4
 * error < 1e-15; // => true
 * ```
 */
export function formulaValue(id: string, values: Readonly<Record<string, number>>): FormulaValue {
  const entry = findFormula(id);
  requirePoint(entry, values);
  const value = entry.evaluate(values) as number | boolean;
  const exact = evaluateNode(rightHandSide(entry.statement), values);
  if (typeof exact === 'boolean') return { value, exact: String(exact), error: value === exact ? 0 : 1 };
  if (Array.isArray(exact)) throw new InputError('formula', 'formula', id, 'yields a matrix');
  const difference = exact.minus(value as number).abs();
  const error = difference.isZero() ? 0 : difference.div(exact.abs()).toNumber();
  return { value, exact: exact.toPrecision(40), error };
}

/**
 * The derivative of a formula with respect to one of its variables, also through its integrals (differentiated under the
 * sign): a statement in its own right.
 *
 * @throws InputError `formula` for an unknown formula, a condition, a formula of matrices, or a variable that it does not
 * have or that is an integer
 *
 * @example
 * ```ts
 * import { sensitivity } from 'unimodal-bias/symbolic';
 * sensitivity('time-ratio/late', 's_A').derivative; // => '1 / r_B'
 * ```
 */
export function sensitivity(id: string, variable: string): Sensitivity {
  const node = slope(findFormula(id), variable);
  return { variable, derivative: node.toString(), latex: nodeLatex(node) };
}

/**
 * The same with its value at a point, in the formula's units per unit of the variable.
 *
 * @throws InputError `formula` as `sensitivity` and `formulaValue` do
 *
 * @example
 * ```ts
 * import { sensitivityAt } from 'unimodal-bias/symbolic';
 * const point = { sigma_A: 2, sigma_B: 1, rho: 0.5 };
 * sensitivityAt('time-ratio/scalar', 'rho', point).value; // => 5.333333333333333
 * ```
 */
export function sensitivityAt(
  id: string,
  variable: string,
  values: Readonly<Record<string, number>>,
): SensitivityValue {
  const entry = findFormula(id);
  const node = slope(entry, variable);
  requirePoint(entry, values);
  return { ...sensitivity(id, variable), value: Number(evaluateNode(node, values)) };
}

function slope(entry: Formula, name: string): MathNode {
  const refuse = (message: string) => new InputError('formula', name, name, message);
  const node = rightHandSide(entry.statement);
  requireScalars(entry);
  if (parse(entry.statement).type !== 'AssignmentNode') throw refuse(`${entry.id} is a condition, not a quantity`);
  if (!Object.hasOwn(entry.variables, name)) throw refuse(`is not a variable of ${entry.id}: ${names(entry)}`);
  if (entry.variables[name].domain.kind === 'integer') throw refuse('is an integer: there is no derivative');
  return differentiate(node, name);
}

const names = ({ variables }: Formula): string => Object.keys(variables).join(', ');

function requireScalars({ id, variables }: Formula): void {
  const matrix = Object.entries(variables).find(([, { domain }]) => domain.kind === 'matrix')?.[0];
  if (matrix !== undefined) throw new InputError('formula', matrix, id, `${id} is a formula of matrices`);
}

/** Throws unless there is a value of the right kind for every variable, none else, and `where` is met. */
function requirePoint(entry: Formula, values: Readonly<Record<string, number>>): void {
  requireScalars(entry);
  const stray = Object.keys(values).find((name) => !Object.hasOwn(entry.variables, name));
  if (stray !== undefined) {
    throw new InputError('formula', stray, values[stray], `is not a variable of ${entry.id}: ${names(entry)}`);
  }
  for (const [name, variable] of Object.entries(entry.variables)) requireValue(name, variable, values[name]);
  for (const condition of entry.where) {
    if (
      parse(condition)
        .compile()
        .evaluate({ ...values }) !== true
    ) {
      throw new InputError('formula', entry.id, values, `wants ${condition}`);
    }
  }
}

/** Positive numbers and depths may exceed the range that tests draw from: formulas hold for all of them. */
function requireValue(name: string, { domain, meaning }: Variable, value: unknown): void {
  const refuse = (what: string) =>
    new InputError('formula', name, value, `must be ${what}, but is ${show(value)} (${meaning})`);
  if (typeof value !== 'number' || !Number.isFinite(value)) throw refuse('a finite number');
  if (domain.kind === 'integer' && !(Number.isInteger(value) && value >= domain.min)) {
    throw refuse(`an integer of at least ${domain.min}`);
  }
  if (domain.kind !== 'real') return;
  if (domain.logarithmic && value <= 0) throw refuse('positive');
  if (!domain.logarithmic && !(value >= domain.min && value <= domain.max)) {
    throw refuse(`between ${domain.min} and ${domain.max}`);
  }
}
