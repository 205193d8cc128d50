/**
 * Identities of matrices of any size: products are words, which do not commute. An expression that vanishes as a sum of
 * words vanishes for all matrices.
 */
import type { MathNode } from 'mathjs';
import { isCall, isOperation, isSymbol, withoutBrackets } from './nodes.js';

/** What is known of the symbols; all others are matrices without further properties. */
export interface Symbols {
  /** Numbers: they commute. */
  readonly scalars: ReadonlySet<string>;
  /** Symmetric matrices. */
  readonly symmetric: ReadonlySet<string>;
}

interface Letter {
  readonly name: string;
  readonly transposed: boolean;
  readonly inverse: boolean;
}
type Word = readonly Letter[];
/** Words by their spelling, with coefficients. */
type Sum = ReadonlyMap<string, { readonly word: Word; readonly coefficient: number }>;

/** Whether an expression of `+ - *`, `transpose`, `inv` and division by numbers vanishes for all matrices. */
export function vanishesForAllMatrices(node: MathNode, symbols: Symbols): boolean {
  const sum = wordsOf(node, symbols);
  return sum !== null && [...sum.values()].every(({ coefficient }) => coefficient === 0);
}

/** The expression as a sum of words; `null` for what this algebra does not treat. */
function wordsOf(node: MathNode, symbols: Symbols): Sum | null {
  const inner = withoutBrackets(node);
  const of = (part: MathNode) => wordsOf(part, symbols);
  if (inner.type === 'ConstantNode') return sumOf([[[], Number((inner as MathNode & { value: unknown }).value)]]);
  if (isSymbol(inner)) return sumOf([[[{ name: inner.name, transposed: false, inverse: false }], 1]]);
  const parts = isCall(inner) || isOperation(inner) ? inner.args.map(of) : [];
  if (parts.length === 0 || parts.includes(null)) return null;
  const [left, right] = parts as Sum[];
  if (isCall(inner)) {
    return inner.fn.name === 'transpose' ? turned(left, symbols) : inner.fn.name === 'inv' ? inverted(left) : null;
  }
  return isOperation(inner) ? combined(inner.op, left, parts.length === 1 ? null : right, symbols) : null;
}

function combined(op: string, left: Sum, right: Sum | null, symbols: Symbols): Sum | null {
  if (right === null) return negated(left);
  switch (op) {
    case '+':
      return added(left, right);
    case '-':
      return added(left, negated(right));
    case '*':
      return multiplied(left, right, symbols);
    case '/': {
      const inverse = inverted(right);
      return inverse && multiplied(left, inverse, symbols);
    }
    default:
      return null;
  }
}

function sumOf(terms: readonly (readonly [Word, number])[]): Sum {
  const sum = new Map<string, { word: Word; coefficient: number }>();
  for (const [word, coefficient] of terms) {
    const key = word
      .map(({ name, transposed, inverse }) => `${name}${transposed ? "'" : ''}${inverse ? '!' : ''}`)
      .join(' ');
    sum.set(key, { word, coefficient: (sum.get(key)?.coefficient ?? 0) + coefficient });
  }
  return sum;
}

const termsOf = (sum: Sum) => [...sum.values()].map(({ word, coefficient }) => [word, coefficient] as const);
const negated = (sum: Sum): Sum => sumOf(termsOf(sum).map(([word, c]) => [word, -c]));
const added = (p: Sum, q: Sum): Sum => sumOf([...termsOf(p), ...termsOf(q)]);

function multiplied(p: Sum, q: Sum, symbols: Symbols): Sum {
  return sumOf(
    termsOf(p).flatMap(([a, x]) => termsOf(q).map(([b, y]) => [normal([...a, ...b], symbols), x * y] as const)),
  );
}

/** Numbers in front in order, and neighbours that are each other's inverse left out. */
function normal(word: Word, { scalars }: Symbols): Word {
  const numbers = word.filter(({ name }) => scalars.has(name)).sort((a, b) => a.name.localeCompare(b.name));
  const kept: Letter[] = [];
  for (const letter of [...numbers, ...word.filter(({ name }) => !scalars.has(name))]) {
    const last = kept.at(-1);
    const cancels =
      last?.name === letter.name && last.transposed === letter.transposed && last.inverse !== letter.inverse;
    if (cancels) kept.pop();
    else kept.push(letter);
  }
  return kept;
}

/** `(A B)ᵀ = Bᵀ Aᵀ`. */
function turned(sum: Sum, symbols: Symbols): Sum {
  const isOwn = (name: string) => symbols.scalars.has(name) || symbols.symmetric.has(name);
  const turn = (letter: Letter) => (isOwn(letter.name) ? letter : { ...letter, transposed: !letter.transposed });
  return sumOf(termsOf(sum).map(([word, c]) => [normal(word.toReversed().map(turn), symbols), c]));
}

/** `(A B)⁻¹ = B⁻¹ A⁻¹`; of single terms only. */
function inverted(sum: Sum): Sum | null {
  if (sum.size !== 1) return null;
  const [[word, coefficient]] = termsOf(sum);
  return sumOf([[word.toReversed().map((letter) => ({ ...letter, inverse: !letter.inverse })), 1 / coefficient]]);
}
