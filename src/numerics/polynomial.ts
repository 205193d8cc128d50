/** Polynomials of one variable with rational coefficients, exactly: `Σ numerators[i] xⁱ / denominator`. */
export interface Polynomial {
  /** Numerators, lowest power first; empty for 0. */
  readonly numerators: readonly bigint[];
  /** The common denominator, positive. */
  readonly denominator: bigint;
}

export const ZERO: Polynomial = { numerators: [], denominator: 1n };

/** The polynomial with these integer coefficients, lowest power first. */
export const polynomial = (...coefficients: number[]): Polynomial => reduced(coefficients.map(BigInt), 1n);

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));

/** In lowest terms, without leading zeros. */
function reduced(numerators: readonly bigint[], denominator: bigint): Polynomial {
  const last = numerators.findLastIndex((value) => value !== 0n);
  const used = numerators.slice(0, last + 1);
  const common = used.reduce(gcd, denominator) * (denominator < 0n ? -1n : 1n);
  return { numerators: used.map((value) => value / common), denominator: denominator / common };
}

export const isOne = ({ numerators, denominator }: Polynomial): boolean =>
  numerators.length === 1 && numerators[0] === denominator;

export function sum(p: Polynomial, q: Polynomial): Polynomial {
  const length = Math.max(p.numerators.length, q.numerators.length);
  const at = (r: Polynomial, i: number): bigint => r.numerators[i] ?? 0n;
  const numerators = Array.from({ length }, (_, i) => at(p, i) * q.denominator + at(q, i) * p.denominator);
  return reduced(numerators, p.denominator * q.denominator);
}

export function product(p: Polynomial, q: Polynomial): Polynomial {
  const numerators = new Array<bigint>(p.numerators.length + q.numerators.length).fill(0n);
  for (const [i, a] of p.numerators.entries()) {
    for (const [j, b] of q.numerators.entries()) numerators[i + j] += a * b;
  }
  return reduced(numerators, p.denominator * q.denominator);
}

/** `p · by/over`. */
export function scaled(p: Polynomial, by: number, over = 1): Polynomial {
  return reduced(
    p.numerators.map((value) => value * BigInt(by)),
    p.denominator * BigInt(over),
  );
}

export const power = (p: Polynomial, n: number): Polynomial =>
  Array.from({ length: n }).reduce<Polynomial>((result) => product(result, p), polynomial(1));

/** `n!/(i! j! …)`, the parts adding up to n. */
export function multinomial(...parts: number[]): number {
  let [result, n] = [1, 0];
  for (const part of parts) for (let i = 1; i <= part; i++) result = (result * ++n) / i;
  return Math.round(result);
}

/** The polynomial in brackets, such as `(1 - 2*x^2)/3`. */
export function polynomialText({ numerators, denominator }: Polynomial, variable: string): string {
  const terms = numerators.flatMap((value, i) => {
    if (value === 0n) return [];
    const size = value < 0n ? -value : value;
    const monomial = i === 0 ? '' : i === 1 ? variable : `${variable}^${i}`;
    const text = monomial === '' ? String(size) : size === 1n ? monomial : `${size}*${monomial}`;
    return [{ sign: value < 0n ? '-' : '+', text }];
  });
  const text = terms
    .map(({ sign, text: term }, i) => (i === 0 ? (sign === '-' ? '-' : '') : ` ${sign} `) + term)
    .join('');
  return `(${text || '0'})${denominator === 1n ? '' : `/${denominator}`}`;
}
