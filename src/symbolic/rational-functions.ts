/** Rational functions of symbols with integer coefficients: the exponents of the theory. */
import type { MathNode } from 'mathjs';
import { wholeNumber } from './fractions.js';
import { isOperation, isSymbol, withoutBrackets } from './nodes.js';

/** Coefficients by monomial; a monomial is its symbols in order, with repetition. */
type Polynomial = ReadonlyMap<string, bigint>;

/** A quotient, not in lowest terms: it is zero where its numerator is. */
export interface RationalFunction {
  readonly numerator: Polynomial;
  readonly denominator: Polynomial;
}

const constantPolynomial = (value: bigint): Polynomial => new Map(value === 0n ? [] : [['', value]]);

export const constant = (value: number | bigint): RationalFunction => ({
  numerator: constantPolynomial(BigInt(value)),
  denominator: constantPolynomial(1n),
});

function collected(terms: readonly (readonly [string, bigint])[]): Polynomial {
  const sum = new Map<string, bigint>();
  for (const [monomial, c] of terms) sum.set(monomial, (sum.get(monomial) ?? 0n) + c);
  return new Map([...sum].filter(([, c]) => c !== 0n));
}

const together = (a: string, b: string): string => [...a.split(' '), ...b.split(' ')].filter(Boolean).sort().join(' ');
const times = (p: Polynomial, q: Polynomial): Polynomial =>
  collected([...p].flatMap(([a, x]) => [...q].map(([b, y]) => [together(a, b), x * y] as const)));
const isEqual = (p: Polynomial, q: Polynomial): boolean =>
  p.size === q.size && [...p].every(([monomial, c]) => q.get(monomial) === c);

export function plus(p: RationalFunction, q: RationalFunction): RationalFunction {
  if (isEqual(p.denominator, q.denominator)) {
    return { numerator: collected([...p.numerator, ...q.numerator]), denominator: p.denominator };
  }
  const numerator = collected([...times(p.numerator, q.denominator), ...times(q.numerator, p.denominator)]);
  return { numerator, denominator: times(p.denominator, q.denominator) };
}

export const multiply = (p: RationalFunction, q: RationalFunction): RationalFunction => ({
  numerator: times(p.numerator, q.numerator),
  denominator: times(p.denominator, q.denominator),
});

export const negative = (p: RationalFunction): RationalFunction => multiply(p, constant(-1));
export const isZero = ({ numerator }: RationalFunction): boolean => numerator.size === 0;

/** The value of a function that is an integer, else `null`. */
export function integerValue({ numerator, denominator }: RationalFunction): number | null {
  if (numerator.size === 0) return 0;
  const [monomial, c] = [...denominator][0];
  const top = numerator.get(monomial) ?? 0n;
  if (top % c !== 0n || !isEqual(numerator, times(denominator, constantPolynomial(top / c)))) return null;
  return Number(top / c);
}

/** The function that an expression is; `null` for what is none. */
export function rationalFunction(node: MathNode): RationalFunction | null {
  const inner = withoutBrackets(node);
  if (inner.type === 'ConstantNode') {
    const value = wholeNumber(inner);
    return value === null ? null : constant(value);
  }
  if (isSymbol(inner)) return { numerator: new Map([[inner.name, 1n]]), denominator: constantPolynomial(1n) };
  if (!isOperation(inner)) return null;
  const parts = inner.args.map(rationalFunction);
  if (parts.includes(null)) return null;
  const [left, right] = parts as RationalFunction[];
  if (parts.length === 1) return inner.op === '-' ? negative(left) : null;
  switch (inner.op) {
    case '+':
      return plus(left, right);
    case '-':
      return plus(left, negative(right));
    case '*':
      return multiply(left, right);
    case '^': {
      const power = integerValue(right);
      if (power === null || power < 0 || power > 4) return null;
      return Array.from({ length: power }).reduce<RationalFunction>((p) => multiply(p, left), constant(1));
    }
    case '/':
      return isZero(right) ? null : multiply(left, { numerator: right.denominator, denominator: right.numerator });
    default:
      return null;
  }
}
