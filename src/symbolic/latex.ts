/** LaTeX from the statements of the catalogue. */
import type { MathNode } from 'mathjs';
import { GREEK } from './greek.js';
import { parse } from './mathjs.js';

/** Symbols that are not typeset as they are spelled. */
const SYMBOLS: Readonly<Record<string, string>> = {
  Infinity: '\\infty',
  S: '\\Sigma',
  S_A: '\\Sigma_{A}',
  S_B: '\\Sigma_{B}',
  S_AB: '\\Sigma_{AB}',
  S_yA: '\\Sigma_{yA}',
  S_yB: '\\Sigma_{yB}',
  S_yx: '\\Sigma_{yx}',
  R: '\\tilde\\Sigma_{yB}',
  s_A: '\\lVert\\Sigma_{yA}\\rVert',
  s_B: '\\lVert\\Sigma_{yB}\\rVert',
  r_B: '\\lVert\\tilde\\Sigma_{yB}\\rVert',
  p_A: '\\lVert\\Sigma_{yA}\\Sigma_A^{-1}\\rVert',
  y2: '\\langle y^2\\rangle',
  h: '\\hat y',
  w_0: 'w_0',
  W_A: 'W_A^{\\mathrm{tot}}',
  W_B: 'W_B^{\\mathrm{tot}}',
};

/**
 * A statement of the catalogue as LaTeX.
 *
 * @example
 * ```ts
 * import { statementLatex } from 'unimodal-bias/symbolic';
 * statementLatex('u = sqrt(u_A^2 + u_B^2)'); // => 'u=\\sqrt{{u_{A}}^{2}+{u_{B}}^{2}}'
 * ```
 */
export function statementLatex(statement: string): string {
  return nodeLatex(parse(statement));
}

/** An expression tree as LaTeX. */
export function nodeLatex(node: MathNode): string {
  return node
    .toTex({ handler, parenthesis: 'auto' })
    .replace(/:=/g, '=')
    .replace(/\\cdot/g, '\\,')
    .replace(/\s+/g, ' ')
    .trim();
}

interface Callable extends MathNode {
  readonly fn: { readonly name: string };
  readonly args: MathNode[];
}
interface Named extends MathNode {
  readonly name: string;
}
interface Operator extends MathNode {
  readonly op: string;
  readonly args: MathNode[];
}
interface Accessor extends MathNode {
  readonly object: MathNode;
}
interface Parenthesis extends MathNode {
  readonly content: MathNode;
}

type Options = Record<string, unknown>;

/** Typesets what mathjs would not: our symbols, integrals, norms, inverses, quotients. Undefined leaves a node to mathjs. */
function handler(node: MathNode, options: Options): string | undefined {
  if (node.type === 'SymbolNode') return symbol((node as Named).name);
  if (node.type === 'FunctionNode') return call(node as Callable, options);
  if (node.type === 'OperatorNode') return operator(node as Operator, options);
  // The only entry of a 1×1 matrix: on paper that is a number already.
  if (node.type === 'AccessorNode') return (node as Accessor).object.toTex(options);
  return undefined;
}

/** Comparisons, which mathjs glues to what follows, and quotients: `a/b*c/d` is one fraction, not two on top of each other. */
function operator(node: Operator, options: Options): string | undefined {
  const [left, right] = node.args;
  if (node.op === '<=') return `${left.toTex(options)}\\le ${right.toTex(options)}`;
  if (node.op === '>=') return `${left.toTex(options)}\\ge ${right.toTex(options)}`;
  if (node.op !== '/') return undefined;
  const { over, under } = quotient(node);
  return `\\frac{${product(over, options)}}{${product(under, options)}}`;
}

/** The factors above and below the bar. */
function quotient(node: MathNode): { over: MathNode[]; under: MathNode[] } {
  const { op, args } = bare(node) as Operator;
  if (op !== '*' && op !== '/') return { over: [bare(node)], under: [] };
  const [p, q] = args.map(quotient);
  return op === '*'
    ? { over: [...p.over, ...q.over], under: [...p.under, ...q.under] }
    : { over: [...p.over, ...q.under], under: [...p.under, ...q.over] };
}

/** Sums in parentheses; integrals come last, where their end is plain to see. */
function product(factors: readonly MathNode[], options: Options): string {
  const isIntegral = (node: MathNode): boolean =>
    node.type === 'FunctionNode' && (node as Callable).fn.name === 'integral';
  const isSum = ({ op }: Operator): boolean => op === '+' || op === '-';
  return factors
    .toSorted((p, q) => Number(isIntegral(p)) - Number(isIntegral(q)))
    .map((factor) => {
      const tex = factor.toTex(options);
      return factors.length > 1 && isSum(factor as Operator) ? `\\left(${tex}\\right)` : tex;
    })
    .join('\\,');
}

function bare(node: MathNode): MathNode {
  return node.type === 'ParenthesisNode' ? bare((node as Parenthesis).content) : node;
}

function symbol(name: string): string {
  if (name in SYMBOLS) return SYMBOLS[name];
  const [base, ...rest] = name.split('_');
  const letter = Object.hasOwn(GREEK, base) ? `\\${base}` : base.length > 1 ? `\\mathrm{${base}}` : base;
  if (rest.length === 0) return letter;
  const index = rest.join('_');
  return `${letter}_{${index.length > 2 ? `\\mathrm{${index}}` : index}}`;
}

function call({ fn, args }: Callable, options: Options): string | undefined {
  const tex = (node: MathNode) => node.toTex(options);
  switch (fn.name) {
    case 'integral':
      return `\\int_{${tex(args[2])}}^{${tex(args[3])}}${tex(args[0])}\\,\\mathrm{d}${tex(args[1])}`;
    case 'norm':
      return `\\left\\lVert ${tex(args[0])}\\right\\rVert`;
    case 'inv':
      return `${tex(args[0])}^{-1}`;
    case 'transpose':
      return `{${tex(args[0])}}^{\\top}`;
    case 'log':
      return `\\ln\\left(${tex(args[0])}\\right)`;
    case 'hyp2f1':
      return `{}_2F_1\\left(${args.map(tex).join(',')}\\right)`;
    default:
      return undefined;
  }
}
