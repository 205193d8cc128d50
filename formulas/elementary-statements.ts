/**
 * Closed forms of the escape integrals, generated: partial fractions with exact polynomials as coefficients.
 *
 * Throughout c = L − L_f, m = L_f − 2, q = 1 − k. All of them start from the integral over v = u_B/u_A,
 * `I = q^(1+c/m) ∫₀¹ v^(L−3) (1 − k v^m)^(−2−c/m) (1 + v²)^(−c/2) dv`.
 */
import {
  isOne,
  multinomial,
  polynomial,
  polynomialText,
  power,
  product,
  scaled,
  sum,
  ZERO,
  type Polynomial,
} from '../src/numerics/polynomial.js';

/** Terms of a sum: a coefficient for each function. */
type Terms<Key> = Map<Key, Polynomial>;

const coefficient = <Key>(terms: Terms<Key>, key: Key): Polynomial => terms.get(key) ?? ZERO;
function add<Key>(terms: Terms<Key>, key: Key, by: Polynomial): void {
  terms.set(key, sum(coefficient(terms, key), by));
}

/** `P₁ f₁ + P₂ f₂ + …` without the terms that vanish. */
function sumText(variable: string, terms: readonly (readonly [Polynomial, string])[]): string {
  const present = terms.filter(([{ numerators }]) => numerators.length > 0);
  return present.map(([p, text]) => (isOne(p) ? text : `${polynomialText(p, variable)}*${text}`)).join(' + ');
}

/** All `[i, j, l]` with i + j + l = n. */
function splits(n: number): [number, number, number][] {
  const upTo = (last: number) => Array.from({ length: last + 1 }, (_, i) => i);
  return upTo(n).flatMap((i) => upTo(n - i).map((j): [number, number, number] => [i, j, n - i - j]));
}

/**
 * L_f = 3. A rotation, y = (v + k)/(1 − k v), puts the pole at infinity:
 *
 *     I = q^(c+1) a^(−(3c+2)/2) ∫ (k u + (1−k²) y − 2k)^c u^(−c/2) dy,   u = 1 + y², a = 1 + k²,
 *
 * from y = k, u = a to y = (1+k)/q, u = 2a/q². Even c ends in a logarithm and π/4, odd c in an inverse hyperbolic sine.
 */
export function thirdLayer(c: number): string {
  // Keys are twice the power of u: ∫ u^(h/2) dy and ∫ y u^(h/2) dy.
  const plain: Terms<number> = new Map();
  const withY: Terms<number> = new Map();
  for (const [i, j, l] of splits(c)) {
    const constants = scaled(power(polynomial(0, 1), i + l), multinomial(i, j, l) * (-2) ** l);
    const factor = product(constants, power(polynomial(1, 0, -1), j));
    // y^j = (u − 1)^⌊j/2⌋, times y for odd j.
    const half = Math.floor(j / 2);
    for (let t = 0; t <= half; t++) {
      add(j % 2 ? withY : plain, 2 * (i + t) - c, scaled(factor, multinomial(t, half - t) * (-1) ** (half - t)));
    }
  }
  // (h+1) ∫ u^(h/2) dy = y u^(h/2) + h ∫ u^(h/2−1) dy, down and up to the last one without antiderivative of this form.
  const last = c % 2 ? -1 : -2;
  const root: Terms<number> = new Map();
  for (let h = c; h > last; h -= 2) {
    add(root, h, scaled(coefficient(plain, h), 1, h + 1));
    add(plain, h - 2, scaled(coefficient(plain, h), h, h + 1));
  }
  for (let h = -c; h < last; h += 2) {
    add(root, h + 2, scaled(coefficient(plain, h), -1, h + 2));
    add(plain, h + 2, scaled(coefficient(plain, h), h + 3, h + 2));
  }
  const powers = Array.from({ length: c + 2 }, (_, i) => 2 * i - c);
  const body = sumText('k', [
    ...powers.map((h) => [coefficient(root, h), difference(h, '(1+k)/(1-k)*', 'k')] as const),
    ...powers
      .filter((h) => h !== 0)
      .map((h) => [scaled(coefficient(withY, h - 2), 1, h), difference(h, '', '')] as const),
    [scaled(coefficient(withY, -2), 1, 2), 'log(2/(1-k)^2)'],
    [coefficient(plain, last), c % 2 ? '(asinh((1+k)/(1-k)) - asinh(k))' : 'atan(1)'],
  ]);
  return `(1-k)^${c + 1}/(1+k^2)^(${3 * c + 2}/2) * (${body})`;
}

/** `f u^(h/2)` between u = a and u = 2a/q²; `upper` and `lower` are f there, nothing is 1. */
function difference(h: number, upper: string, lower: string): string {
  const between = (atUpper: string) => `(${upper}${atUpper} - ${lower || '1'})`;
  return h === 0 ? between('1') : `(1+k^2)^(${h}/2)*${between(`(2/(1-k)^2)^(${h}/2)`)}`;
}

/**
 * L_f = 4, even c = 2n: rational in s². With y = (1+k) s² + q, which runs from q to 2,
 * `I = (1+k)^(−2n−1)/2 ∫ (k y + q² − q²/y)^n dy`.
 */
export function fourthLayer(c: number): string {
  const n = c / 2;
  const q = polynomial(1, -1);
  const terms: Terms<number> = new Map();
  for (const [i, j, l] of splits(n)) {
    const factor = product(power(polynomial(0, 1), i), power(q, 2 * (j + l)));
    add(terms, i - l, scaled(factor, multinomial(i, j, l) * (-1) ** l));
  }
  const body = sumText(
    'k',
    [...terms].map(([p, factor]) => {
      if (p === -1) return [factor, 'log(2/(1-k))'];
      return [scaled(factor, 1, p + 1), p === 0 ? '(1+k)' : `(2^(${p + 1}) - (1-k)^(${p + 1}))`];
    }),
  );
  return `(${body}) / (2*(1+k)^${2 * n + 1})`;
}

/**
 * L_f = 6, even c = 2n: the root of a quadratic in s², which `x = (√w + √k s²)/(1 − √k)`, w the inner sum, makes rational.
 * From √X to X = (1+√k)/(1−√k),
 *
 *     I = (1−√k)^(n+2) (1+√k)^(−n) / (2^(n+3) k) ∫ x^(−n−3) (x⁴ − X²)^(n+1) (x² − 1)^(−n) dx.
 */
export function sixthLayer(c: number): string {
  const n = c / 2;
  const terms: Terms<string> = new Map();
  for (let i = 0; i <= n + 1; i++) {
    const factor = scaled(power(polynomial(0, 0, 1), n + 1 - i), multinomial(i, n + 1 - i) * (-1) ** (n + 1 - i));
    integrateFraction(terms, factor, 4 * i - n - 3, n);
  }
  const X = '((1+sqrt(k))/(1-sqrt(k)))';
  const put = (text: string, value: string) => text.replaceAll('x', value);
  const body = sumText(
    X,
    [...terms].map(([text, factor]) => [factor, `(${put(text, X)} - ${put(text, `sqrt${X}`)})`]),
  );
  return `(1-sqrt(k))^${n + 2}/((1+sqrt(k))^${n}*${2 ** (n + 3)}*k) * (${body})`;
}

/** Adds `factor ∫ x^p (x²−1)^(−e) dx` to the terms, in steps of 1 = x² − (x²−1). */
function integrateFraction(terms: Terms<string>, factor: Polynomial, p: number, e: number): void {
  if (e === 0) {
    if (p === -1) add(terms, 'log(x)', factor);
    else add(terms, `x^(${p + 1})`, scaled(factor, 1, p + 1));
  } else if (p >= 2) {
    integrateFraction(terms, factor, p - 2, e - 1);
    integrateFraction(terms, factor, p - 2, e);
  } else if (p < 0) {
    integrateFraction(terms, factor, p + 2, e);
    integrateFraction(terms, scaled(factor, -1), p, e - 1);
  } else if (p === 1) {
    if (e === 1) add(terms, 'log(x^2-1)', scaled(factor, 1, 2));
    else add(terms, `(x^2-1)^(${1 - e})`, scaled(factor, 1, 2 - 2 * e));
  } else if (e === 1) {
    add(terms, 'log((x-1)/(x+1))', scaled(factor, 1, 2));
  } else {
    add(terms, `x*(x^2-1)^(${1 - e})`, scaled(factor, -1, 2 * e - 2));
    integrateFraction(terms, scaled(factor, 3 - 2 * e, 2 * e - 2), 0, e - 1);
  }
}

/**
 * L_f = 1, every L: with `(v − k)/(1 + k v) = tan t` Wallis's integral,
 * `I = a^((L−3)/2) q^(2−L) ∫₀^θ sin^(L−3) t dt`, θ = π/4 − atan k, sin θ = q/√(2a), cos θ = (1+k)/√(2a).
 */
export function firstLayer(depth: number): string {
  // n ∫ sin^n = −sin^(n−1) cos + (n−1) ∫ sin^(n−2), from the top; the weight is what the integral in hand counts.
  let [weight, n] = [polynomial(1), depth - 3];
  const parts: [Polynomial, string][] = [];
  for (; n >= 2; n -= 2) {
    parts.push([scaled(weight, -1, n), `(1-k)^${n - 1}*(1+k)*(2+2*k^2)^(-${n}/2)`]);
    weight = scaled(weight, n - 1, n);
  }
  parts.push([weight, n === 0 ? '(atan(1) - atan(k))' : '(1 - (1+k)/sqrt(2+2*k^2))']);
  return `(1+k^2)^(${depth - 3}/2)/(1-k)^${depth - 2} * (${sumText('k', parts)})`;
}
