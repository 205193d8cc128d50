/** Symbolic derivatives of statements, also through integrals. */
import type { MathNode } from 'mathjs';
import { derivative as mathDerivative, parse } from './mathjs.js';
import { isCall, replaceSymbol, type Call } from './nodes.js';
import { tidy } from './tidy.js';

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
  return tidy(restored);
}

/** mathjs's derivative, unsimplified: its simplification rounds constants such as `sqrt(2)` to doubles. */
function derivative(node: MathNode, name: string): MathNode {
  return tidy(mathDerivative(node, name, { simplify: false }));
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
