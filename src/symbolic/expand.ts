/**
 * The language of derivations: expressions of mathjs that may also say
 *
 *     eq("id")               the right-hand side of a formula of the catalogue
 *     D(e, x)                the derivative of e with respect to x, also through integrals
 *     at(e, x, v, y, w, …)   e with x replaced by v, then y by w, …
 *     integrand(e)           what stands under the only integral of e
 *     abstract(e)            e with every integral replaced by the symbol J
 */
import { parse, type MathNode } from 'mathjs';
import { catalogue } from '../../formulas/index.js';
import { differentiate } from './differentiate.js';
import { rightHandSide } from './evaluate.js';
import { integralsOf, isCall, isSymbol, replaceSymbol, type Call } from './nodes.js';

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
  integrand: ({ args }, expanded) => {
    const found = integralsOf(expanded(args[0]));
    if (found.length !== 1) throw new Error(`${found.length} integrals where one is wanted`);
    return found[0].args[0];
  },
  abstract: ({ args }, expanded) =>
    expanded(args[0]).transform((child) => (isCall(child) && child.fn.name === 'integral' ? parse('J') : child)),
};

const nameOf = (node: MathNode): string => (node as MathNode & { name: string }).name;

function statementOf(id: string): MathNode {
  const entry = catalogue.find((formula) => formula.id === id);
  if (!entry) throw new Error(`there is no formula ${id}`);
  return rightHandSide(entry.statement);
}
