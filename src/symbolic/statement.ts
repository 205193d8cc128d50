/** What a statement may be made of: numbers, matrices and functions of them, as the catalogue's are; no units, lists or programs. */
import type { MathNode } from 'mathjs';
import { InputError, requireObject, show } from '../problem/errors.js';
import type { Matrix } from '../numerics/matrix.js';
import { isCall, isOperation, isSymbol, type Call, type Named } from './nodes.js';

/** Characters; the longest statement of the theory has a third of these. */
const MAX_LENGTH = 10_000;
const OPERATORS = ['+', '-', '*', '/', '^', 'and', 'or', 'not', '<', '>', '<=', '>=', '==', '!='];
const FUNCTIONS = [
  ...['abs', 'exp', 'hyp2f1', 'integral', 'inv', 'log', 'max', 'min', 'norm', 'sign', 'sqrt', 'trace', 'transpose'],
  ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
];
const CONSTANTS = ['pi', 'e', 'Infinity'];
/** Where values are looked up, and what holds other parts together. */
const PLAIN = ['ConstantNode', 'ParenthesisNode', 'AccessorNode', 'IndexNode'];

const refuse = (value: string, message: string): InputError => new InputError('formula', 'statement', value, message);

/** Refuses text that is too long to be read. */
export function requireShort(statement: unknown): asserts statement is string {
  if (typeof statement !== 'string') throw refuse(show(statement), `must be text, but is ${show(statement)}`);
  if (statement.length <= MAX_LENGTH) return;
  throw refuse(statement, `has ${statement.length} characters, but at most ${MAX_LENGTH} are read`);
}

/** Refuses values that are neither numbers nor matrices. */
export function requireValues(values: unknown): void {
  requireObject('values', values);
  for (const [name, value] of Object.entries(values as Record<string, number | Partial<Matrix> | null>)) {
    const { rows = NaN, cols, data } = typeof value === 'number' ? { rows: 1, cols: 1, data: [value] } : (value ?? {});
    if (data?.length === rows * (cols ?? NaN)) continue;
    throw new InputError(
      'formula',
      name,
      value,
      `must be a number or a matrix of rows, cols and data, but is ${show(value)}`,
    );
  }
}

/** Refuses an expression with a part that no statement has, or a symbol that has no value: mathjs would take it for a unit. */
export function requireParts(expression: MathNode, values: Readonly<Record<string, unknown>>): void {
  const known = new Set([...CONSTANTS, ...Object.keys(values)]);
  expression.traverse((node) => {
    if (isCall(node) && node.fn.name === 'integral') known.add(variableOf(node).name);
  });
  expression.traverse((node, path) => {
    const part = node.toString();
    if (isCall(node)) {
      if (!FUNCTIONS.includes(node.fn.name))
        throw refuse(part, `knows no function ${node.fn.name}; there are ${FUNCTIONS.join(', ')}`);
    } else if (isSymbol(node)) {
      if (path !== 'fn' && !known.has(node.name)) throw refuse(part, `needs a value for ${node.name}`);
    } else if (!(isOperation(node) ? OPERATORS.includes(node.op) : PLAIN.includes(node.type))) {
      throw refuse(part, `cannot have ${part}: statements are made of numbers, matrices and functions of them`);
    }
  });
}

/** The `x` of `integral(f, x, from, to)`. */
function variableOf(call: Call): Named {
  const variable = call.args[1] as MathNode | undefined;
  if (call.args.length === 4 && variable !== undefined && isSymbol(variable)) return variable;
  throw refuse(call.toString(), 'has an integral that is not integral(function, variable, from, to)');
}
