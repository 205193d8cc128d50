/**
 * Sums of products of powers with symbolic exponents, such as the integrands of the theory, brought to a common form: every
 * base is a symbol or a sum whose first term is 1. Bases are taken as positive, as the norms of the theory are.
 */
import type { MathNode } from 'mathjs';
import { fractionProduct, fractionSum, reduced, wholeNumber, type Fraction } from './fractions.js';
import { isCall, isOperation, isSymbol, withoutBrackets } from './nodes.js';
import {
  constant,
  integerValue,
  isZero,
  multiply,
  negative,
  plus,
  rationalFunction,
  type RationalFunction,
} from './rational-functions.js';

type Base = string | Sum;
interface Factor {
  readonly base: Base;
  readonly exponent: RationalFunction;
}
interface Term {
  readonly coefficient: Fraction;
  readonly factors: readonly Factor[];
}
type Sum = readonly Term[];

/** More terms than any step of a derivation has; beyond it there is no answer. */
const MOST = 200;

/** Whether an expression of arithmetic and powers vanishes identically; false also where this algebra does not see it. */
export function vanishesAsPowers(node: MathNode): boolean {
  let sum = sumOf(node);
  // Denominators and common roots, the innermost last: at most one round for each sum that is a base.
  for (let round = 0; round < 8 && sum !== null && sum.length > 0; round++) {
    const base = sum.flatMap(({ factors }) => factors).find((factor) => typeof factor.base !== 'string')?.base;
    if (base === undefined) return false;
    sum = withoutBase(sum, base as Sum);
  }
  return sum?.length === 0;
}

const one = (...factors: Factor[]): Term => ({ coefficient: [1n, 1n], factors });
const number = (value: bigint): Sum => (value === 0n ? [] : [{ coefficient: [value, 1n], factors: [] }]);

function sumOf(node: MathNode): Sum | null {
  const inner = withoutBrackets(node);
  if (inner.type === 'ConstantNode') {
    const value = wholeNumber(inner);
    return value === null ? null : number(value);
  }
  if (isSymbol(inner)) return [one({ base: inner.name, exponent: constant(1) })];
  if (isCall(inner) && inner.fn.name === 'sqrt') {
    const root = multiply(constant(1), { numerator: constant(1).numerator, denominator: constant(2).numerator });
    return raised(sumOf(inner.args[0]), root);
  }
  // Anything else is a number without further properties.
  if (isCall(inner)) return [one({ base: inner.toString({ parenthesis: 'auto' }), exponent: constant(1) })];
  if (!isOperation(inner)) return null;
  if (inner.op === '^') {
    const exponent = rationalFunction(inner.args[1]);
    return exponent && raised(sumOf(inner.args[0]), exponent);
  }
  const parts = inner.args.map(sumOf);
  if (parts.includes(null)) return null;
  const [left, right] = parts as Sum[];
  switch (inner.op) {
    case '+':
      return collected([...left, ...right]);
    case '-':
      return parts.length === 1
        ? product(number(-1n), left)
        : collected([...left, ...(product(number(-1n), right) ?? [])]);
    case '*':
      return product(left, right);
    case '/': {
      if (left.length > 0 && isSameBase(left, right)) return number(1n);
      const inverse = raised(right, constant(-1));
      return inverse && product(left, inverse);
    }
    default:
      return null;
  }
}

/** Equal products of powers put together. */
function collected(terms: Sum): Sum | null {
  if (terms.length > MOST) return null;
  const sum: Term[] = [];
  for (const term of terms) {
    const known = sum.findIndex(({ factors }) => isSame(factors, term.factors));
    if (known < 0) sum.push(term);
    else sum[known] = { ...term, coefficient: fractionSum(sum[known].coefficient, term.coefficient) };
  }
  return sum.filter(({ coefficient: [numerator] }) => numerator !== 0n);
}

function product(p: Sum, q: Sum): Sum | null {
  if (p.length * q.length > MOST) return null;
  return collected(p.flatMap((a) => q.map((b) => termProduct(a, b))));
}

function termProduct(a: Term, b: Term): Term {
  const factors = [...a.factors];
  for (const { base, exponent } of b.factors) {
    const known = factors.findIndex((factor) => isSameBase(factor.base, base));
    if (known < 0) factors.push({ base, exponent });
    else factors[known] = { base, exponent: plus(factors[known].exponent, exponent) };
  }
  return {
    coefficient: fractionProduct(a.coefficient, b.coefficient),
    factors: factors.filter(({ exponent }) => !isZero(exponent)),
  };
}

function isSame(p: readonly Factor[], q: readonly Factor[]): boolean {
  return (
    p.length === q.length &&
    p.every(({ base, exponent }) => {
      const other = q.find((factor) => isSameBase(factor.base, base));
      return other !== undefined && isZero(plus(exponent, negative(other.exponent)));
    })
  );
}

function isSameBase(p: Base, q: Base): boolean {
  if (typeof p === 'string' || typeof q === 'string') return p === q;
  return (
    p.length === q.length &&
    p.every(({ coefficient: [a, b], factors }) =>
      q.some(({ coefficient: [c, d], factors: others }) => a === c && b === d && isSame(factors, others)),
    )
  );
}

function raised(sum: Sum | null, exponent: RationalFunction): Sum | null {
  if (sum === null || sum.length === 0) return null;
  const integer = integerValue(exponent);
  if (sum.length === 1) return termPower(sum[0], exponent, integer);
  if (integer !== null && integer >= 0 && integer <= 4) {
    return Array.from({ length: integer }).reduce<Sum | null>((p) => p && product(p, sum), number(1n));
  }
  // (a + b)^e = a^e (1 + b/a)^e.
  const first = sum.find(({ coefficient: [numerator] }) => numerator > 0n);
  const inverse = first && termPower(first, constant(-1), -1);
  const scaled = inverse && product(inverse, sum);
  const front = first && termPower(first, exponent, integer);
  return scaled && front ? product(front, [one({ base: canonical(scaled), exponent })]) : null;
}

function termPower(term: Term, exponent: RationalFunction, integer: number | null): Sum | null {
  const { coefficient, factors } = term;
  const powers = factors
    .map((factor) => ({ ...factor, exponent: multiply(factor.exponent, exponent) }))
    .filter((factor) => !isZero(factor.exponent));
  const [numerator, denominator] = coefficient;
  if (integer !== null) {
    const size = BigInt(Math.abs(integer));
    const [a, b] = [numerator ** size, denominator ** size];
    return [{ coefficient: integer < 0 ? reduced(b, a) : [a, b], factors: powers }];
  }
  if (numerator < 0n) return null;
  const numbers: Factor[] = [
    ...(numerator === 1n ? [] : [{ base: String(numerator), exponent }]),
    ...(denominator === 1n ? [] : [{ base: String(denominator), exponent: negative(exponent) }]),
  ];
  return [one(...powers, ...numbers)];
}

/** The same sum, constant first: which term it was divided by shall not matter where one of them is a number already. */
const canonical = (sum: Sum): Sum => [...sum].sort((a, b) => a.factors.length - b.factors.length);

/** The sum times the power of a base that leaves whole powers of it everywhere, and these worked out. */
function withoutBase(sum: Sum, base: Sum): Sum | null {
  const exponentIn = ({ factors }: Term) =>
    factors.find((factor) => isSameBase(factor.base, base))?.exponent ?? constant(0);
  const reference = exponentIn(sum[0]);
  const steps = sum.map((term) => integerValue(plus(exponentIn(term), negative(reference))));
  if (steps.includes(null)) return null;
  const least = Math.min(...(steps as number[]));
  let result: Sum | null = [];
  for (const [i, { coefficient, factors }] of sum.entries()) {
    const others: Sum = [{ coefficient, factors: factors.filter((factor) => !isSameBase(factor.base, base)) }];
    const whole = raised(base, constant((steps as number[])[i] - least));
    const expanded = whole && product(others, whole);
    result = expanded && result && collected([...result, ...expanded]);
  }
  return result;
}
