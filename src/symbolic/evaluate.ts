/** Evaluation of the catalogue's statements in many digits: what the fast functions are held against. */
import { all, create, type BigNumber, type MathNode, type Matrix as MathMatrix } from 'mathjs';
import type { Matrix } from '../numerics/matrix.js';

/** Digits of the arithmetic; results are good to about 45. */
export const DIGITS = 64;

const math = create(all, { number: 'BigNumber', precision: DIGITS });
const big = (x: number | string): BigNumber => math.bignumber(x);
const PI = big(-1).acos();

/** What a statement evaluates to. */
export type BigResult = BigNumber | boolean | BigNumber[][];

/** The right-hand side of `name = expression`, or the condition itself. */
export function rightHandSide(statement: string): MathNode {
  const node = math.parse(statement);
  return node.type === 'AssignmentNode' ? (node as MathNode & { value: MathNode }).value : node;
}

/**
 * Evaluates a statement's right-hand side with 64 digits.
 *
 * @example
 * ```ts
 * import { evaluateStatement } from 'unimodal-bias';
 * const I = evaluateStatement('I = integral(x^(-3), x, 1, Infinity)', {});
 * Number(I); // => 0.5
 * ```
 */
export function evaluateStatement(statement: string, values: Readonly<Record<string, number | Matrix>>): BigResult {
  return evaluateNode(rightHandSide(statement), values);
}

/** Evaluates an expression tree with 64 digits. Trees of another mathjs instance are read again as text. */
export function evaluateNode(node: MathNode, values: Readonly<Record<string, number | Matrix>>): BigResult {
  const scope = new Map<string, unknown>(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? big(value) : bigMatrix(value)]),
  );
  return plain(math.parse(node.toString()).compile().evaluate(scope));
}

function bigMatrix({ rows, cols, data }: Matrix): MathMatrix {
  return math.matrix(
    Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => big(data[i * cols + j]))),
  );
}

function plain(value: unknown): BigResult {
  if (math.isMatrix(value)) {
    const entries = value.toArray() as BigNumber[][];
    return entries.length === 1 && entries[0].length === 1 ? entries[0][0] : entries;
  }
  return value as BigResult;
}

/** `∫_from^to` of an expression by the double exponential rule; `to` may be infinite. */
function integral(args: MathNode[], _math: unknown, scope: Map<string, unknown>): BigNumber {
  const [integrand, variable, lower, upper] = args;
  const name = (variable as MathNode & { name: string }).name;
  const code = integrand.compile();
  const f = (x: BigNumber): BigNumber => {
    const inner = new Map(scope);
    inner.set(name, x);
    return code.evaluate(inner) as BigNumber;
  };
  const [from, to] = [lower, upper].map((node) => big(node.compile().evaluate(scope) as number));
  return to.isFinite() ? tanhSinh(f, from, to) : tanhSinh(inverted(f, from), big(0), big(1));
}
integral.rawArgs = true;

/** `∫_from^∞ f(x) dx = ∫_0^1 f(from/s) from/s² ds`. */
const inverted =
  (f: (x: BigNumber) => BigNumber, from: BigNumber) =>
  (s: BigNumber): BigNumber =>
    f(from.div(s)).mul(from).div(s.mul(s));

/**
 * Takahasi and Mori's rule with halved steps until two of them agree to 50 digits: it does not mind what the integrand
 * does at the ends.
 */
function tanhSinh(f: (x: BigNumber) => BigNumber, from: BigNumber, to: BigNumber): BigNumber {
  const half = to.minus(from).div(2);
  const term = (t: BigNumber): BigNumber => {
    const u = t.sinh().mul(PI).div(2);
    // 1 − tanh|u| = 2/(1 + e^(2|u|)): distance from the nearer end, without cancellation.
    const gap = half.mul(2).div(u.abs().mul(2).exp().plus(1));
    if (gap.lte(big('1e-62').mul(to.abs()))) return big(0);
    const x = u.isNegative() ? from.plus(gap) : to.minus(gap);
    const weight = t.cosh().mul(PI).div(2).div(u.cosh().pow(2)).mul(half);
    return f(x).mul(weight);
  };
  const sum = (start: BigNumber, step: BigNumber): BigNumber => {
    let total = big(0);
    for (let t = start; t.lt(5.2); t = t.plus(step)) total = total.plus(term(t)).plus(t.isZero() ? 0 : term(t.neg()));
    return total;
  };
  let step = big(1).div(4);
  let value = sum(big(0), step).mul(step);
  for (let level = 0; level < 6; level++) {
    const refined = value.plus(sum(step.div(2), step).mul(step)).div(2);
    const change = refined.minus(value).abs();
    [value, step] = [refined, step.div(2)];
    if (change.lte(value.abs().mul('1e-48'))) break;
  }
  return value;
}

/** `₂F₁(a, b; c; z)` for `−1 ≤ z ≤ ½` by Pfaff's transformation and its series. */
function hyp2f1(a: BigNumber, b: BigNumber, c: BigNumber, z: BigNumber): BigNumber {
  if (z.isNegative())
    return big(1)
      .minus(z)
      .pow(a.neg())
      .mul(hyp2f1(a, c.minus(b), c, z.div(z.minus(1))));
  let term = big(1);
  let sum = big(1);
  for (let n = 0; term.abs().gt(sum.abs().mul('1e-60')) && n < 5000; n++) {
    term = term
      .mul(a.plus(n))
      .mul(b.plus(n))
      .div(c.plus(n).mul(n + 1))
      .mul(z);
    sum = sum.plus(term);
  }
  return sum;
}

math.import({ integral, hyp2f1 }, {});
