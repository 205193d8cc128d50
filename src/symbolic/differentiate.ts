/** Symbolic derivatives of statements, also through integrals. */
import { derivative as mathDerivative, parse, type MathNode } from 'mathjs';
import { isCall, isSymbol, replaceSymbol, type Call } from './nodes.js';

/**
 * `∂ node / ∂ name`. An integral is differentiated under its sign and at its limits (Leibniz):
 * `∂ ∫_a^b f dx = ∫_a^b ∂f dx + f(b) ∂b − f(a) ∂a`.
 */
export function differentiate(node: MathNode, name: string): MathNode {
  const integrals: Call[] = [];
  const abstracted = node.transform((child) => {
    if (!isCall(child) || child.fn.name !== 'integral') return child;
    integrals.push(child);
    return parse(`J_${integrals.length}`);
  });
  let result = derivative(abstracted, name).toString();
  integrals.forEach((integral, i) => {
    const [outer, inner] = [derivative(abstracted, `J_${i + 1}`), underTheSign(integral, name)];
    if (inner !== '0') result += ` + (${outer.toString()}) * (${inner})`;
  });
  const restored = parse(result).transform((child) => {
    const index = /^J_(\d+)$/.exec((child as MathNode & { name?: string }).name ?? '')?.[1];
    return index === undefined ? child : integrals[Number(index) - 1];
  });
  return withoutNeutral(restored);
}

/** mathjs's derivative. It would round constants such as `sqrt(2)` to doubles, so they are symbols to it. */
function derivative(node: MathNode, name: string): MathNode {
  const constants: MathNode[] = [];
  const without = node.transform((child) => {
    if (!isCall(child) || child.filter((part, path) => isSymbol(part) && path !== 'fn').length > 0) return child;
    constants.push(child);
    return parse(`constant_${constants.length}`);
  });
  return mathDerivative(without, name).transform((child) => {
    const index = isSymbol(child) ? /^constant_(\d+)$/.exec(child.name)?.[1] : undefined;
    return index === undefined ? child : constants[Number(index) - 1];
  });
}

/** `0 + n` and `1 n` as `n`. Patterns of mathjs's `simplify` would do it too, but explode on long sums. */
function withoutNeutral(node: MathNode): MathNode {
  const mapped = node.map(withoutNeutral);
  const { type, op, args } = mapped as MathNode & { op?: string; args?: MathNode[] };
  if (type !== 'OperatorNode' || args?.length !== 2 || (op !== '+' && op !== '*')) return mapped;
  const neutral = op === '+' ? '0' : '1';
  const bare = args[0].toString().replace(/[()]/g, '');
  return bare === neutral ? args[1] : mapped;
}

function underTheSign({ args: [integrand, variable, from, to] }: Call, name: string): string {
  const variableName = (variable as MathNode & { name: string }).name;
  const inside = derivative(integrand, name).toString();
  const atLimit = (limit: MathNode): string => {
    // Infinity is no expression to differentiate; our integrands vanish there.
    if (limit.toString() === 'Infinity') return '0';
    const speed = derivative(limit, name).toString();
    return speed === '0' ? '0' : `(${replaceSymbol(integrand, variableName, limit).toString()}) * (${speed})`;
  };
  const [upper, lower] = [atLimit(to), atLimit(from)];
  const terms = [
    inside === '0' ? '' : `integral(${inside}, ${variableName}, ${from.toString()}, ${to.toString()})`,
    upper === '0' ? '' : upper,
    lower === '0' ? '' : `-${lower}`,
  ];
  return terms.filter((term) => term !== '').join(' + ') || '0';
}
