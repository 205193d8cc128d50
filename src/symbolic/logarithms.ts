/** Identities of products of powers, `p = q`, as linear ones: `ln p − ln q`, which needs nothing but arithmetic. */
import type { MathNode } from 'mathjs';
import { isCall, isOperation, withoutBrackets } from './nodes.js';
import { tidy } from './tidy.js';

/**
 * `ln p − ln q` of an expression `p − q`, with a symbol for the logarithm of everything that is no product, quotient or
 * power; `null` where it is no such difference. Bases are taken as positive, as the norms of the theory are.
 */
export function logarithmicForm(node: MathNode): string | null {
  const difference = withoutBrackets(node);
  if (!isOperation(difference) || difference.op !== '-' || difference.args.length !== 2) return null;
  const atoms = new Map<string, string>();
  const [left, right] = difference.args.map((side) => logarithm(side, atoms));
  return `(${left}) - (${right})`;
}

function logarithm(node: MathNode, atoms: Map<string, string>): string {
  const inner = withoutBrackets(node);
  const of = (part: MathNode): string => logarithm(part, atoms);
  if (isOperation(inner) && inner.args.length === 2) {
    const [left, right] = inner.args;
    if (inner.op === '*') return `(${of(left)} + ${of(right)})`;
    if (inner.op === '/') return `(${of(left)} - ${of(right)})`;
    if (inner.op === '^') return `(${right.toString()}) * ${of(left)}`;
  }
  if (isCall(inner) && inner.fn.name === 'sqrt') return `1/2 * ${of(inner.args[0])}`;
  const simple = tidy(inner);
  if (simple.type === 'OperatorNode' && inner.toString() !== simple.toString()) return of(simple);
  const text = simple.toString();
  if (text === '1') return '0';
  const name = atoms.get(text) ?? `l_${atoms.size + 1}`;
  atoms.set(text, name);
  return name;
}
