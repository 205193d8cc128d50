/** Readable mathematics on one line from statements, derivatives and the steps of derivations. */
import type { MathNode } from 'mathjs';
import { GREEK } from './greek.js';
import { parse } from './mathjs.js';
import { catalogue } from '../../formulas/index.js';
import { isCall, isOperation, isSymbol, withoutBrackets, type Call, type Operation } from './nodes.js';

/** Letters that are not spelled as in statements; the norms s_A, r_B, p_A keep the names that `--at` takes. */
const LETTERS: Readonly<Record<string, string>> = {
  ...GREEK,
  Infinity: '∞',
  S: 'Σ',
  R: 'Σ̃_yB',
  y2: '⟨y²⟩',
  h: 'ŷ',
};
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
const RELATIONS: Readonly<Record<string, string>> = { '<=': '≤', '>=': '≥', '!=': '≠', '==': '=' };

/** How tightly a form binds; a form in a tighter place is put in brackets. */
const AND = 1;
const RELATION = 2;
const SUM = 3;
const MINUS = 4;
const PRODUCT = 5;
const POWER = 6;
const ATOM = 7;

interface Text {
  readonly text: string;
  readonly binds: number;
}
const atom = (text: string): Text => ({ text, binds: ATOM });

/**
 * A statement of the catalogue as a line of Unicode.
 *
 * @example
 * ```ts
 * import { statementText } from 'unimodal-bias/symbolic';
 * statementText('ratio = 1 + ((sigma_A/sigma_B)^2 - 1) / (1 - rho^2)'); // => 'ratio = 1 + ((σ_A/σ_B)² − 1)/(1 − ρ²)'
 * ```
 */
export function statementText(statement: string): string {
  return nodeText(parse(statement));
}

/** An expression tree as a line of Unicode; also in the language of derivations (`expand.ts`). */
export function nodeText(node: MathNode): string {
  if (node.type === 'AssignmentNode') {
    const { object, value } = node as MathNode & { object: MathNode; value: MathNode };
    return `${nodeText(object)} = ${nodeText(value)}`;
  }
  return format(node).text;
}

/** In brackets unless it binds at least as tightly as its place wants. */
function within(node: MathNode, place: number): string {
  const { text, binds } = format(node);
  return binds >= place ? text : `(${text})`;
}

function format(node: MathNode): Text {
  const inner = withoutBrackets(node);
  if (isSymbol(inner)) return atom(symbolText(inner.name));
  if (isCall(inner)) return callText(inner);
  if (isOperation(inner)) return operationText(inner);
  // The entry of a 1×1 matrix.
  if (inner.type === 'AccessorNode') return format((inner as MathNode & { object: MathNode }).object);
  return atom(symbolText(inner.toString()));
}

function symbolText(name: string): string {
  if (Object.hasOwn(LETTERS, name)) return LETTERS[name];
  const [base, ...rest] = name.split('_');
  const letter = Object.hasOwn(LETTERS, base) ? LETTERS[base] : base;
  const index = rest.join('_');
  if (index === '') return letter;
  return /^\d+$/.test(index) ? letter + digits(index, SUBSCRIPTS) : `${letter}_${index}`;
}

const digits = (text: string, alphabet: string): string =>
  Array.from(text, (digit) => alphabet[Number(digit)]).join('');

function operationText({ op, args }: Operation): Text {
  const [left, right] = args;
  if (args.length === 1) return { text: `−${within(left, PRODUCT)}`, binds: MINUS };
  switch (op) {
    case '+':
      return { text: `${within(left, SUM)} + ${within(right, PRODUCT - 1)}`.replace(/ \+ −/, ' − '), binds: SUM };
    case '-':
      return { text: `${within(left, SUM)} − ${within(right, PRODUCT)}`, binds: SUM };
    // A minus sign in front of a product needs no brackets, a product or quotient behind the dot neither.
    case '*':
      return product(`${within(left, MINUS)}·${within(right, PRODUCT)}`);
    case '/':
      return product(`${within(left, MINUS)}/${within(right, POWER)}`);
    case '^':
      return { text: within(left, ATOM) + exponentText(right), binds: POWER };
    case 'and':
      return { text: `${within(left, AND)} and ${within(right, AND)}`, binds: AND };
    default:
      return { text: `${within(left, SUM)} ${RELATIONS[op] ?? op} ${within(right, SUM)}`, binds: RELATION };
  }
}

const product = (text: string): Text => ({ text, binds: text.startsWith('−') ? MINUS : PRODUCT });

function exponentText(node: MathNode): string {
  const { text, binds } = format(node);
  const integer = /^(−?)(\d+)$/.exec(text);
  if (integer) return (integer[1] && '⁻') + digits(integer[2], SUPERSCRIPTS);
  return binds === ATOM ? `^${text}` : `^(${text})`;
}

function callText({ fn, args }: Call): Text {
  const list = () => args.map((argument) => nodeText(argument));
  const [first, second] = args;
  switch (fn.name) {
    case 'sqrt':
      return { text: `√${within(first, ATOM)}`, binds: POWER };
    case 'inv':
      return { text: `${within(first, ATOM)}⁻¹`, binds: POWER };
    case 'transpose':
      return { text: `${within(first, ATOM)}ᵀ`, binds: POWER };
    case 'norm':
      return atom(`‖${nodeText(first)}‖`);
    case 'abs':
      return atom(`|${nodeText(first)}|`);
    case 'log':
      return atom(`ln(${nodeText(first)})`);
    case 'hyp2f1': {
      const [a, b, c, z] = list();
      return atom(`₂F₁(${a}, ${b}; ${c}; ${z})`);
    }
    case 'integral':
      return { text: integralText(args), binds: SUM };
    case 'eq':
      return atom(reference((first as MathNode & { value: string }).value));
    case 'D':
      return { text: `∂${within(first, ATOM)}/∂${nodeText(second)}`, binds: PRODUCT };
    case 'at':
      return atom(`${within(first, ATOM)}[${substitutions(args.slice(1))}]`);
    case 'along':
      return atom(`d${within(first, ATOM)}/dt[${substitutions(args.slice(1)).replace(/(\S+) → /g, 'd$1/dt = ')}]`);
    case 'integrand':
      return atom(`integrand(${nodeText(first)})`);
    case 'abstract':
      return atom(`${within(first, ATOM)}[∫ → J]`);
    default:
      return atom(`${fn.name}(${list().join(', ')})`);
  }
}

function integralText([integrand, variable, from, to]: readonly MathNode[]): string {
  const [lower, upper] = [nodeText(from), nodeText(to)];
  const isDigit = (text: string) => /^\d$/.test(text);
  const limits = !isDigit(lower)
    ? `[${lower}, ${upper}] `
    : `${digits(lower, SUBSCRIPTS)}${isDigit(upper) ? digits(upper, SUPERSCRIPTS) : `^${upper}`} `;
  return `∫${limits}${within(integrand, MINUS)} d${nodeText(variable)}`;
}

/** `x → v, y → w` of `x, v, y, w`. */
function substitutions(pairs: readonly MathNode[]): string {
  const texts = pairs.map((node) => nodeText(node));
  return texts.flatMap((name, i) => (i % 2 ? [] : [`${name} → ${texts[i + 1]}`])).join(', ');
}

/** `⟨Eq 33⟩` where the number says which formula is meant, else its name. */
function reference(id: string): string {
  const equation = catalogue.find((entry) => entry.id === id)?.equation ?? '—';
  const isNumber = /^\d+[a-z]?(, \d+[a-z]?)*$/.test(equation);
  const isUnique = catalogue.filter((entry) => entry.equation === equation).length === 1;
  return isNumber && isUnique ? `⟨Eq ${equation}⟩` : `⟨${id}⟩`;
}
