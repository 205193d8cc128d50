/**
 * Neutral elements dropped and rational constants worked out, exactly. mathjs's `simplify` would do more, but it rounds
 * constants such as `2^(1/3)` to doubles and takes seconds on long sums.
 */
import type { MathNode } from 'mathjs';
import { fractionProduct, fractionSum, reduced, wholeNumber, type Fraction } from './fractions.js';
import { parse } from './mathjs.js';
import { isOperation, withoutBrackets, type Operation } from './nodes.js';

/** The expression without superfluous zeros, ones and brackets. */
export function tidy(node: MathNode): MathNode {
  const inner = withoutBrackets(node);
  const constant = fractionOf(inner);
  if (constant) return parse(fractionText(constant));
  const mapped = inner.map((child) => tidy(child));
  return isOperation(mapped) ? withoutNeutral(mapped) : mapped;
}

/** The expression that a text says, without its brackets: they are printed again where they are needed. */
const built = (text: string): MathNode => parse(text).transform((node) => withoutBrackets(node));

function withoutNeutral(node: Operation): MathNode {
  const { op, args } = node;
  const [left, right] = args;
  if (args.length === 1) return node;
  const [minusLeft, minusRight] = args.map(negated);
  const [isLeft, isRight] = [(value: bigint) => equals(left, value), (value: bigint) => equals(right, value)];
  switch (op) {
    case '+':
      if (minusRight) return built(`${left.toString()} - (${minusRight.toString()})`);
      return isLeft(0n) ? right : isRight(0n) ? left : node;
    case '-':
      return isRight(0n) ? left : isLeft(0n) ? tidy(built(`-(${right.toString()})`)) : node;
    case '*':
      if (isLeft(0n) || isRight(0n)) return parse('0');
      if (minusLeft && minusRight) return built(`(${minusLeft.toString()}) * (${minusRight.toString()})`);
      return isLeft(1n) ? right : isRight(1n) ? left : node;
    case '/':
      return isLeft(0n) ? parse('0') : isRight(1n) ? left : node;
    case '^':
      return isRight(0n) ? parse('1') : isRight(1n) ? left : node;
    default:
      return node;
  }
}

/** `n` of `−n`. */
function negated(node: MathNode): MathNode | null {
  const inner = withoutBrackets(node);
  return isOperation(inner) && inner.op === '-' && inner.args.length === 1 ? inner.args[0] : null;
}

function equals(node: MathNode, value: bigint): boolean {
  const fraction = fractionOf(node);
  return fraction !== null && fraction[0] === value && fraction[1] === 1n;
}

/** The value of an expression of integers and `+ - * /`; `null` for others. */
function fractionOf(node: MathNode): Fraction | null {
  const inner = withoutBrackets(node);
  if (inner.type === 'ConstantNode') {
    const value = wholeNumber(inner);
    return value === null ? null : [value, 1n];
  }
  if (!isOperation(inner)) return null;
  const parts = inner.args.map(fractionOf);
  if (parts.includes(null)) return null;
  const [[a, b], [c, d] = [0n, 1n] as const] = parts as Fraction[];
  if (inner.args.length === 1) return inner.op === '-' ? [-a, b] : null;
  switch (inner.op) {
    case '+':
      return fractionSum([a, b], [c, d]);
    case '-':
      return fractionSum([a, b], [-c, d]);
    case '*':
      return fractionProduct([a, b], [c, d]);
    case '/':
      return c === 0n ? null : reduced(a * d, b * c);
    default:
      return null;
  }
}

const fractionText = ([numerator, denominator]: Fraction): string =>
  denominator === 1n ? String(numerator) : `${numerator} / ${denominator}`;
