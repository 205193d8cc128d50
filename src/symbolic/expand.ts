/**
 * The language of derivations: expressions of mathjs that may also say
 *
 *     eq("id")               the right-hand side of a formula of the catalogue
 *     D(e, x)                the derivative of e with respect to x, also through integrals
 *     at(e, x, v, y, w, …)   e with x replaced by v, then y by w, …
 *     integrand(e)           what stands under the only integral of e
 *     along(e, X, X', …)     the rate of the matrix e when X changes at the rate X', …
 *     abstract(e)            e with every integral replaced by the symbol J
 */
import type { MathNode } from 'mathjs';
import { parse } from './mathjs.js';
import { catalogue } from '../../formulas/index.js';
import { differentiate } from './differentiate.js';
import { rightHandSide } from './evaluate.js';
import { integralsOf, isCall, isOperation, isSymbol, replaceSymbol, withoutBrackets, type Call } from './nodes.js';

/** Plain mathjs: definitions put in, operators carried out. */
export function expand(text: string, definitions: Readonly<Record<string, string>> = {}): MathNode {
  return expandNode(parse(text), definitions);
}

function expandNode(node: MathNode, definitions: Readonly<Record<string, string>>): MathNode {
  if (isSymbol(node) && node.name in definitions) return bracket(expand(definitions[node.name], definitions));
  if (isCall(node) && node.fn.name in OPERATORS) {
    return bracket(OPERATORS[node.fn.name](node, (argument) => expandNode(argument, definitions)));
  }
  return node.map((child) => expandNode(child, definitions));
}

const bracket = (node: MathNode): MathNode => parse(`(${node.toString()})`);

type Operator = (call: Call, expanded: (argument: MathNode) => MathNode) => MathNode;

const OPERATORS: Readonly<Record<string, Operator>> = {
  eq: ({ args }) => statementOf((args[0] as MathNode & { value: string }).value),
  D: ({ args }, expanded) => differentiate(expanded(args[0]), nameOf(args[1])),
  at: ({ args }, expanded) => {
    let result = expanded(args[0]);
    for (let i = 1; i < args.length; i += 2) result = replaceSymbol(result, nameOf(args[i]), expanded(args[i + 1]));
    return result;
  },
  along: ({ args }, expanded) => {
    const rates = new Map<string, MathNode>();
    for (let i = 1; i < args.length; i += 2) rates.set(nameOf(args[i]), bracket(expanded(args[i + 1])));
    return rateOf(expanded(args[0]), rates);
  },
  integrand: ({ args }, expanded) => {
    const found = integralsOf(expanded(args[0]));
    if (found.length !== 1) throw new Error(`${found.length} integrals where one is wanted`);
    return found[0].args[0];
  },
  abstract: ({ args }, expanded) =>
    expanded(args[0]).transform((child) => (isCall(child) && child.fn.name === 'integral' ? parse('J') : child)),
};

const nameOf = (node: MathNode): string => (node as MathNode & { name: string }).name;

/** The product rule for matrices; symbols without a rate are constant. */
function rateOf(node: MathNode, rates: ReadonlyMap<string, MathNode>): MathNode {
  const inner = withoutBrackets(node);
  const rate = (part: MathNode) => `(${rateOf(part, rates).toString()})`;
  const itself = (part: MathNode) => `(${part.toString()})`;
  if (isSymbol(inner)) return rates.get(inner.name) ?? parse(`0*${inner.name}`);
  if (isCall(inner) && inner.fn.name === 'transpose') return parse(`transpose(${rate(inner.args[0])})`);
  if (!isOperation(inner)) throw new Error(`no rate of ${inner.toString()}`);
  const [left, right] = inner.args;
  if (inner.op === '*') return parse(`${rate(left)}*${itself(right)} + ${itself(left)}*${rate(right)}`);
  return parse(inner.args.length === 1 ? `-${rate(left)}` : `${rate(left)} ${inner.op} ${rate(right)}`);
}

function statementOf(id: string): MathNode {
  const entry = catalogue.find((formula) => formula.id === id);
  if (!entry) throw new Error(`there is no formula ${id}`);
  return rightHandSide(entry.statement);
}
