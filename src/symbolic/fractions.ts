/** Exact fractions, and the whole numbers in expressions. */
import type { MathNode } from 'mathjs';

/** In lowest terms with a positive denominator. */
export type Fraction = readonly [numerator: bigint, denominator: bigint];

/** Brings a fraction to lowest terms. */
export function reduced(numerator: bigint, denominator: bigint): Fraction {
  const gcd = (x: bigint, y: bigint): bigint => (y === 0n ? x : gcd(y, x % y));
  const common = gcd(numerator, denominator);
  const sign = denominator / common < 0n ? -1n : 1n;
  return [(sign * numerator) / common, (sign * denominator) / common];
}

export const fractionSum = ([a, b]: Fraction, [c, d]: Fraction): Fraction => reduced(a * d + c * b, b * d);
export const fractionProduct = ([a, b]: Fraction, [c, d]: Fraction): Fraction => reduced(a * c, b * d);

/** The whole number that a constant is; `null` for others. */
export function wholeNumber(node: MathNode): bigint | null {
  const { value } = node as MathNode & { value: unknown };
  return Number.isSafeInteger(value) ? BigInt(value as number) : null;
}
