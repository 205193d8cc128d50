/** Reading and changing mathjs's expression trees. */
import type { MathNode } from 'mathjs';
import { parse } from './mathjs.js';

/** A call of a named function. */
export interface Call extends MathNode {
  readonly fn: { readonly name: string };
  readonly args: MathNode[];
}
/** A symbol. */
export interface Named extends MathNode {
  readonly name: string;
}

/** An operator with its operands. */
export interface Operation extends MathNode {
  readonly op: string;
  readonly args: MathNode[];
}

export const isOperation = (node: MathNode): node is Operation => node.type === 'OperatorNode';
export const isCall = (node: MathNode): node is Call => node.type === 'FunctionNode';
export const isSymbol = (node: MathNode): node is Named => node.type === 'SymbolNode';

/** Symbols of an expression that are neither functions, nor integration variables, nor ∞. */
export function freeSymbols(node: MathNode): Set<string> {
  const symbols = new Set<string>();
  node.traverse((child, path) => {
    if (isSymbol(child) && path !== 'fn') symbols.add(child.name);
  });
  for (const { args } of integralsOf(node)) symbols.delete((args[1] as Named).name);
  symbols.delete('Infinity');
  return symbols;
}

/** The integrals in an expression. */
export function integralsOf(node: MathNode): Call[] {
  return node.filter((child) => isCall(child) && child.fn.name === 'integral') as Call[];
}

/** `node` with a symbol replaced, in brackets. */
export function replaceSymbol(node: MathNode, name: string, value: MathNode): MathNode {
  const inBrackets = parse(`(${value.toString()})`);
  return node.transform((child, path) =>
    isSymbol(child) && child.name === name && path !== 'fn' ? inBrackets : child,
  );
}

/** What is inside any number of brackets. */
export function withoutBrackets(node: MathNode): MathNode {
  return node.type === 'ParenthesisNode' ? withoutBrackets((node as MathNode & { content: MathNode }).content) : node;
}

/** The terms of a sum; signs do not matter here. */
export function termsOf(node: MathNode): MathNode[] {
  const { type, op, args, content } = node as MathNode & { op?: string; args?: MathNode[]; content?: MathNode };
  if (type === 'ParenthesisNode' && content) return termsOf(content);
  if (type === 'OperatorNode' && args && (op === '+' || op === '-')) return args.flatMap(termsOf);
  return [node];
}

/** The expression with equal integrals replaced by equal symbols `J_1, J_2, …`: what no algebra sees into. */
export function integralsAsSymbols(node: MathNode): MathNode {
  const names = new Map<string, string>();
  return node.transform((child) => {
    if (!isCall(child) || child.fn.name !== 'integral') return child;
    const text = child.toString({ parenthesis: 'auto' });
    const name = names.get(text) ?? `J_${names.size + 1}`;
    names.set(text, name);
    return parse(name);
  });
}
