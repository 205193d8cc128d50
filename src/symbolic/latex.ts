/** LaTeX from the statements of the catalogue. */
import { parse, type MathNode } from 'mathjs';

/** Symbols that are not typeset as they are spelled. */
const SYMBOLS: Readonly<Record<string, string>> = {
  tau: '\\tau',
  rho: '\\rho',
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
 * import { statementLatex } from 'unimodal-bias';
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

type Options = Record<string, unknown>;

/** Typesets what mathjs would not: our symbols, integrals, norms, inverses. Undefined leaves a node to mathjs. */
function handler(node: MathNode, options: Options): string | undefined {
  if (node.type === 'SymbolNode') return symbol((node as Named).name);
  if (node.type === 'FunctionNode') return call(node as Callable, options);
  return undefined;
}

function symbol(name: string): string {
  if (name in SYMBOLS) return SYMBOLS[name];
  const [base, ...rest] = name.split('_');
  const letter = base === 'sigma' ? '\\sigma' : base.length > 1 ? `\\mathrm{${base}}` : base;
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
