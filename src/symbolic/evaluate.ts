/** Evaluation of the catalogue's statements in many digits: what the fast functions are held against. */
import type { BigNumber, MathNode, Matrix as MathMatrix } from 'mathjs';
import { InputError, show } from '../problem/errors.js';
import { create } from './mathjs.js';
import { requireParts, requireShort, requireValues } from './statement.js';
import type { Matrix } from '../numerics/matrix.js';

/** Digits of the arithmetic; results are good to about 45. */
export const DIGITS = 64;

const math = create({ number: 'BigNumber', precision: DIGITS });
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
 * @param values - numbers and matrices by name
 * @throws InputError `formula` for text that is no expression or of more than 10,000 characters, for parts that no statement of the
 * theory has, for symbols without a value, for integrals that diverge, and for what is no real number (`0/0`, `√−1`).
 *
 * @example
 * ```ts
 * import { evaluateStatement } from 'unimodal-bias/symbolic';
 * const I = evaluateStatement('I = integral(x^(-3), x, 1, Infinity)', {});
 * Number(I); // => 0.5
 * ```
 */
export function evaluateStatement(statement: string, values: Readonly<Record<string, number | Matrix>>): BigResult {
  requireShort(statement);
  requireValues(values);
  try {
    const expression = rightHandSide(statement);
    requireParts(expression, values);
    return requireValue(evaluateNode(expression, values));
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('formula', 'statement', statement, `cannot be evaluated: ${(error as Error).message}`);
  }
}

/** `value` if it is what statements are of: a real number, a truth, or a matrix of such numbers. */
function requireValue(value: unknown): BigResult {
  const isNumber = (x: unknown) => math.isBigNumber(x) && !x.isNaN();
  if (isNumber(value) || typeof value === 'boolean' || (Array.isArray(value) && value.flat().every(isNumber))) {
    return value as BigResult;
  }
  throw new InputError('formula', 'statement', value, `is no real number: ${show(String(value))}`);
}

/** Evaluates an expression tree with 64 digits. Trees of another mathjs instance are read again as text. */
export function evaluateNode(node: MathNode, values: Readonly<Record<string, number | Matrix>>): BigResult {
  const scope = new Map<string, unknown>(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'number' ? big(value) : bigMatrix(value)]),
  );
  left = MOST_EVALUATIONS;
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

/** Evaluations of integrands that a statement may take: thirty integrals, or some seconds; one within another takes millions. */
const MOST_EVALUATIONS = 200_000;
let left = MOST_EVALUATIONS;

/** `∫_from^to` of an expression by the double exponential rule; the ends may be infinite. */
function integral(args: MathNode[], _math: unknown, scope: Map<string, unknown>): BigNumber {
  const [integrand, variable, lower, upper] = args;
  const name = (variable as MathNode & { name: string }).name;
  const code = integrand.compile();
  const inner = new Map(scope);
  const f = (x: BigNumber): BigNumber => {
    if (left-- === 0) throw new InputError('formula', 'integral', integrand.toString(), 'takes too many evaluations');
    return code.evaluate(inner.set(name, x)) as BigNumber;
  };
  const [from, to] = [lower, upper].map((node) => big(node.compile().evaluate(scope) as number));
  return to.lt(from) ? integralBetween(f, to, from).neg() : integralBetween(f, from, to);
}
integral.rawArgs = true;

type Integrand = (x: BigNumber) => BigNumber;

/** For `from ≤ to`. */
function integralBetween(f: Integrand, from: BigNumber, to: BigNumber): BigNumber {
  if (!from.isFinite()) {
    const mirrored: Integrand = (x) => f(x.neg());
    const middle = to.isFinite() ? to : big(0);
    const left = integralBetween(mirrored, middle.neg(), big(Infinity));
    return to.isFinite() ? left : left.plus(integralBetween(f, middle, to));
  }
  if (to.isFinite()) return tanhSinh(f, from, to);
  // The tail is inverted, for which it must begin above 0.
  if (from.lte(0)) return tanhSinh(f, from, big(1)).plus(integralBetween(f, big(1), to));
  return tanhSinh(inverted(f, from), big(0), big(1));
}

/** `∫_from^∞ f(x) dx = ∫_0^1 f(from/s) from/s² ds`. */
const inverted =
  (f: Integrand, from: BigNumber): Integrand =>
  (s) =>
    f(from.div(s)).mul(from).div(s.mul(s));

/** A node of the rule on `[0, 1]`: its distance from the nearer end, and its weight. */
interface Node {
  readonly gap: BigNumber;
  readonly weight: BigNumber;
}

/** Steps of the rule: ¼, halved at each level. */
const LEVELS = 7;
const nodesOfLevel: Node[][] = [];

/**
 * The nodes that a level adds, `x = ½ (1 − tanh(π/2 sinh t))` and its mirror image, for multiples t of the step; without
 * the middle. They cost more than most integrands and are made once.
 */
function nodesAt(level: number): readonly Node[] {
  const step = big(1).div(4 * 2 ** level);
  return (nodesOfLevel[level] ??= Array.from(
    { length: Math.ceil((5.2 * 4 * 2 ** level) / (level ? 2 : 1)) },
    (_, i) => {
      const t = step.mul(level ? 2 * i + 1 : i + 1);
      const u = t.sinh().mul(PI).div(2);
      // ½ (1 − tanh u) = 1/(1 + e^(2u)): without cancellation.
      const growth = u.mul(2).exp();
      const gap = big(1).div(growth.plus(1));
      // π/4 cosh t / cosh² u.
      return { gap, weight: t.cosh().mul(PI).mul(growth).mul(gap).mul(gap) };
    },
  ).filter(({ gap }) => gap.gt('1e-62')));
}

/** What the outermost node may add: an integral that diverges does not fade towards its end. */
const FADED = '1e-12';

/**
 * Takahasi and Mori's double exponential rule, which does not mind what the integrand does at the ends. Halving the step
 * squares the error: where two steps agree to 30 digits the smaller one is good to the digits of the arithmetic.
 */
function tanhSinh(f: Integrand, from: BigNumber, to: BigNumber): BigNumber {
  const length = to.minus(from);
  const at = ({ gap, weight }: Node): BigNumber =>
    f(from.plus(length.mul(gap)))
      .plus(f(to.minus(length.mul(gap))))
      .mul(weight);
  const added = (level: number): BigNumber => nodesAt(level).reduce((total, node) => total.plus(at(node)), big(0));
  let total = f(from.plus(length.div(2)))
    .mul(PI)
    .div(4)
    .plus(added(0));
  let value = total.div(4);
  for (let level = 1; level < LEVELS; level++) {
    total = total.plus(added(level));
    const refined = total.div(4 * 2 ** level);
    const change = refined.minus(value).abs();
    value = refined;
    if (change.lte(value.abs().mul('1e-30'))) break;
  }
  const outermost = nodesAt(0)[nodesAt(0).length - 1];
  if (!value.isFinite() || !at(outermost).abs().lte(value.abs().mul(FADED))) {
    throw new InputError('formula', 'integral', String(value), 'does not converge, or too slowly to be evaluated');
  }
  return value.mul(length);
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
  for (let n = 0; term.abs().gt(sum.abs().mul('1e-60')); n++) {
    if (n === 5000)
      throw new InputError('formula', 'hyp2f1', String(z), 'has a series that does not converge, or too slowly');
    term = term
      .mul(a.plus(n))
      .mul(b.plus(n))
      .div(c.plus(n).mul(n + 1))
      .mul(z);
    sum = sum.plus(term);
  }
  return sum;
}

/** `x^y`; for halves of integers, of which the theory is full, without logarithms. */
const generalPower = math.pow.bind(math) as (x: unknown, y: unknown) => unknown;
function pow(x: unknown, y: unknown): unknown {
  if (!math.isBigNumber(x) || !math.isBigNumber(y) || x.lte(0) || y.isInteger()) return generalPower(x, y);
  return y.mul(2).isInteger() && y.abs().lt(100) ? x.sqrt().pow(y.mul(2)) : generalPower(x, y);
}

/** Where hyperbolic functions are by `e^x`, which loses no digits there; the library's series take minutes at 10¹⁰. */
const isLarge = (x: unknown): x is BigNumber => math.isBigNumber(x) && x.abs().gt(1);
const generalSinh = math.sinh.bind(math) as (x: unknown) => unknown;
function sinh(x: unknown): unknown {
  return isLarge(x) ? x.exp().minus(x.neg().exp()).div(2) : generalSinh(x);
}
const generalCosh = math.cosh.bind(math) as (x: unknown) => unknown;
function cosh(x: unknown): unknown {
  return isLarge(x) ? x.exp().plus(x.neg().exp()).div(2) : generalCosh(x);
}
const generalTanh = math.tanh.bind(math) as (x: unknown) => unknown;
function tanh(x: unknown): unknown {
  if (!isLarge(x)) return generalTanh(x);
  const fallen = x.abs().mul(-2).exp();
  return big(1)
    .minus(fallen)
    .div(fallen.plus(1))
    .mul(Math.sign(Number(x)));
}

math.import({ integral, hyp2f1 }, {});
math.import({ pow, sinh, cosh, tanh }, { override: true });
