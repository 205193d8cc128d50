/** Antiderivatives from nerdamer, shown only after their derivative has been held against the integrand. */
import type { MathNode } from 'mathjs';
import { parse } from './mathjs.js';
import { positive } from '../../formulas/formula.js';
import { InputError } from '../problem/errors.js';
import { randomSource } from '../numerics/random.js';
import { startAlgebra, type Algebra } from './algebra.js';
import { differentiate } from './differentiate.js';
import { evaluateNode } from './evaluate.js';
import { freeSymbols, isCall } from './nodes.js';
import { drawPoint } from './points.js';

const POINTS = 8;
/** What nests deeper than its length allows would overflow the stack of those who walk it. */
const MOST_CHARACTERS = 1000;

/** How {@link antiderivative} goes about it. */
export interface AntiderivativeOptions {
  /** Symbols that nerdamer may make before it gives up, a second for some ten thousand. Default 30,000. */
  readonly limit?: number;
}

/**
 * An antiderivative from nerdamer, if it has one within its limit of work and its derivative is the integrand at random points of `(0, 1)`,
 * computed with 64 digits; `null`, "not found", otherwise. nerdamer has wrong answers: none of them is returned.
 *
 * @param integrand - an expression of numbers, symbols, `+ - * / ^` and elementary functions, of at most 1000 characters
 * @param variable - the symbol to integrate over; other symbols are constants
 * @throws InputError `formula` for text that is not such an expression
 *
 * @example
 * ```ts
 * import { antiderivative } from 'unimodal-bias/symbolic';
 * await antiderivative('s/sqrt(1+s^2)', 's'); // => 'sqrt(1+s^2)'
 * await antiderivative('sqrt(s^4+s^2)', 's'); // => null
 * ```
 */
export async function antiderivative(
  integrand: string,
  variable: string,
  { limit = 30_000 }: AntiderivativeOptions = {},
): Promise<string | null> {
  requireElementary('integrand', integrand);
  if (!/^[A-Za-z]\w*$/.test(variable)) throw new InputError('formula', 'variable', variable, 'must be a symbol');
  const algebra = startAlgebra();
  try {
    return await checkedAntiderivative(integrand, variable, algebra, limit);
  } finally {
    await algebra.close();
  }
}

const FUNCTIONS = new Set('sqrt exp log sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh'.split(' '));

/** Nothing but arithmetic of numbers and symbols and elementary functions reaches nerdamer. */
function requireElementary(field: string, text: string): void {
  const refuse = (what: string) => new InputError('formula', field, text, what);
  if (text.length > MOST_CHARACTERS)
    throw refuse(`has ${text.length} characters, but at most ${MOST_CHARACTERS} are read`);
  let node: MathNode;
  try {
    node = parse(text);
  } catch (error) {
    throw refuse(`is no expression: ${(error as Error).message}`);
  }
  const stranger = node.filter((child, path) => path !== 'fn' && !isElementary(child))[0] as MathNode | undefined;
  if (stranger) {
    throw refuse(`${stranger.toString()} is not arithmetic of numbers and symbols, nor an elementary function`);
  }
}

function isElementary(node: MathNode): boolean {
  if (isCall(node)) return FUNCTIONS.has(node.fn.name);
  if (node.type === 'OperatorNode') return '+-*/^'.includes((node as MathNode & { op: string }).op);
  if (node.type === 'ConstantNode') return typeof (node as MathNode & { value: unknown }).value === 'number';
  return node.type === 'SymbolNode' || node.type === 'ParenthesisNode';
}

/** nerdamer's answer if it stands the check. */
export async function checkedAntiderivative(
  integrand: string,
  variable: string,
  algebra: Pick<Algebra, 'ask'>,
  limit: number,
): Promise<string | null> {
  const answer = await algebra.ask(`integrate(${integrand}, ${variable})`, limit);
  // An integral that it cannot find comes back as it went in.
  if (answer === null || answer.includes('integrate')) return null;
  return hasDerivative(answer, integrand, variable) ? answer : null;
}

/** Whether `∂ candidate / ∂ variable` is the integrand at random points of `(0, 1)`. */
function hasDerivative(candidate: string, integrand: string, variable: string): boolean {
  try {
    const [slope, wanted] = [differentiate(parse(candidate), variable), parse(integrand)];
    const variables = Object.fromEntries(
      [...freeSymbols(wanted), variable].map((name) => [name, positive(name, '1', 0.05, 0.95)]),
    );
    const source = randomSource(1);
    return Array.from({ length: POINTS }, () => drawPoint({ id: candidate, variables, where: [] }, source)).every(
      (point) => {
        const [got, exact] = [slope, wanted].map((node) => Number(evaluateNode(node, point)));
        return Math.abs(got - exact) <= 1e-13 * Math.abs(exact);
      },
    );
  } catch {
    // An answer in a language that is not ours.
    return false;
  }
}
