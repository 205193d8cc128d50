import { parse } from '../../src/symbolic/mathjs.js';
import { describe, expect, it } from 'vitest';
import { formula, type Formula, type Result } from '../../formulas/formula.js';
import { catalogue } from '../../formulas/index.js';
import { randomSource } from '../../src/numerics/random.js';
import { evaluateStatement, rightHandSide, type BigResult } from '../../src/symbolic/evaluate.js';
import { statementLatex } from '../../src/symbolic/latex.js';
import { freeSymbols } from '../../src/symbolic/nodes.js';
import { drawPoint, type Point } from '../../src/symbolic/points.js';
import { nearby } from './points.js';

/** How many roundings a fast evaluation may make of its inputs and of its result. */
const ROUNDINGS = 64;
/** Relative change of an input for the estimate of the condition: large against 2⁻⁵², small against 1. */
const H = 2 ** -30;
/** A statement with an integral, or a closed form of hundreds of terms, costs up to a second in 64 digits. */
const isCostly = ({ statement }: Formula) => statement.includes('integral(') || statement.length > 300;

const isCondition = ({ statement }: Formula) => parse(statement).type !== 'AssignmentNode';

describe('the catalogue', () => {
  it('has entries with unique names topic/name', () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*\/[a-zA-Z0-9]+(-[a-zA-Z0-9]+)*$/);
    expect(ids.length).toBeGreaterThan(80);
  });

  it('does not compile with an entry that states nothing', () => {
    const rest = { id: 'a/b', equation: '1', title: 'x', variables: {}, evaluate: () => 1 };
    // @ts-expect-error: a statement is missing.
    formula(rest);
    // @ts-expect-error: an empty statement.
    formula({ ...rest, statement: '' });
    // @ts-expect-error: an expression states nothing of anything.
    formula({ ...rest, statement: 'x + 1' });
    expect(formula({ ...rest, statement: 'y = 1' }).statement).toBe('y = 1');
  });
});

describe.each(catalogue.map((entry) => [entry.id, entry] as const))('%s', (_, entry) => {
  it('is described', () => {
    for (const text of [entry.statement, entry.title, entry.equation]) expect(text.trim()).not.toBe('');
    for (const { id, statement } of entry.assumptions) expect([id, statement]).not.toContain('');
    for (const { meaning, unit } of Object.values(entry.variables)) expect([meaning, unit]).not.toContain('');
  });

  it('has exactly the variables that its statement speaks of', () => {
    const names = Object.keys(entry.variables);
    expect([...freeSymbols(rightHandSide(entry.statement))].sort()).toEqual([...names].sort());
    for (const condition of entry.where)
      expect(names).toEqual(expect.arrayContaining([...freeSymbols(parse(condition))]));
  });

  it('has LaTeX with nothing left over', () => {
    const latex = statementLatex(entry.statement);
    expect(latex).not.toMatch(/undefined|NaN|null|\[object|:=/);
    // A function that nobody typeset comes out of mathjs as \mathrm{name}\left(…\right).
    expect(latex).not.toMatch(/\\mathrm\{[^}]*\}\\left\(/);
    // Upright are d, tot, and words that are in the statement: names and indices.
    for (const [, word] of latex.matchAll(/\\mathrm\{([^}]*)\}/g)) {
      if (word !== 'd' && word !== 'tot') expect(entry.statement).toContain(word);
    }
    expect(latex.replace(/[^{]/g, '').length).toBe(latex.replace(/[^}]/g, '').length);
  });

  it('evaluates to what its statement says', () => {
    const source = randomSource(catalogue.indexOf(entry) + 1);
    const answers = new Set<BigResult>();
    for (let n = isCostly(entry) ? 2 : isCondition(entry) ? 100 : 25; n > 0; n--) {
      answers.add(hold(entry, drawPoint(entry, source)));
    }
    // A condition that the points never meet, or always, has not been tested.
    if (answers.has(true) || answers.has(false)) expect(answers.size).toBe(2);
  });
});

/** Holds the fast evaluation against the statement in 64 digits, to rounding; returns the latter. */
function hold(entry: Formula, point: Point): BigResult {
  const fast = entry.evaluate(point);
  const exact = evaluateStatement(entry.statement, point);
  if (typeof exact === 'boolean') {
    expect(fast, describePoint(point)).toBe(exact);
    return exact;
  }
  const values = numbers(exact);
  // Σ |x ∂f/∂x| over the inputs x, for each entry of the result: what one rounding of every input does to it. Where the
  // statement is costly the derivatives are those of the fast code, at √ε its error, and bounded below.
  const at = (p: Point) =>
    isCostly(entry) ? numbersOf(entry.evaluate(p)) : numbers(evaluateStatement(entry.statement, p));
  const centre = at(point);
  const moved = values.map(() => 0);
  for (const other of nearby(point, entry, H))
    at(other).forEach((value, i) => (moved[i] += Math.abs(value - centre[i]) / H));
  const got = numbersOf(fast);
  expect(got.length).toBe(values.length);
  // Roundings of one entry of a product or solution are relative to the largest one.
  const scale = Math.max(...values.map(Math.abs)) + Math.max(...moved);
  // Otherwise a fast evaluation that is nonsense would come with a condition that excuses it.
  if (isCostly(entry)) expect(Math.max(...moved)).toBeLessThanOrEqual(1e4 * Math.max(...values.map(Math.abs)));
  for (const [i, value] of values.entries()) {
    expect(Math.abs(got[i] - value), `${got[i]} for ${value} at ${describePoint(point)}`).toBeLessThanOrEqual(
      ROUNDINGS * Number.EPSILON * scale,
    );
  }
  return exact;
}

const describePoint = (point: Point) =>
  JSON.stringify(point, (_, value: unknown) => (value instanceof Float64Array ? [...value] : value));

/** The entries of a result, to double precision. */
const numbers = (result: BigResult): number[] => (Array.isArray(result) ? result.flat().map(Number) : [Number(result)]);
const numbersOf = (result: Result): number[] => (typeof result === 'object' ? [...result.data] : [Number(result)]);
