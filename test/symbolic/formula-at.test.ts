import { describe, expect, test } from 'vitest';
import { catalogue } from '../../formulas/index.js';
import type { Formula } from '../../formulas/formula.js';
import { randomSource } from '../../src/numerics/random.js';
import { InputError } from '../../src/problem/errors.js';
import { formulaValue, sensitivity, sensitivityAt } from '../../src/symbolic/formula-at.js';
import { drawPoint } from '../../src/symbolic/points.js';
import { sourceTheory } from '../../src/predict/source/theory.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';

const isScalar = ({ variables }: Formula) => Object.values(variables).every(({ domain }) => domain.kind !== 'matrix');
const continuous = ({ variables }: Formula) =>
  Object.keys(variables).filter((name) => variables[name].domain.kind !== 'integer');

const quantities = catalogue.filter((entry) => isScalar(entry) && /^\w+ = /.test(entry.statement));
const cases = quantities.flatMap((entry) => continuous(entry).map((name) => [entry.id, name, entry] as const));
/** One derivative through an integral costs a second in 64 digits: these stand for all of them. */
const throughIntegrals = [
  ['time-ratio/above-2', 's_B'],
  ['time-ratio/above-2', 'u_0'],
  ['depth-integral/at-2', 'k'],
  ['reduced-dynamics/time-to-reach', 'u_0'],
  ['time-ratio/scalar-above-2', 'rho'],
  ['time-ratio/scalar-above-2', 'q'],
  ['time-ratio/scalar-above-2', 'u_0'],
  ['time-ratio/scalar-at-2', 'rho'],
  ['time-ratio/scalar-at-2', 'q'],
  ['time-ratio/above-2-relative', 'k'],
  ['time-ratio/at-2-relative', 'k'],
];
/** Closed forms of integrals of many pages: these stand for all of them. */
const closedForms = ['depth-integral/elementary-4-3', 'depth-integral/elementary-8-6', 'depth-integral/elementary-8-5'];
const chosen = cases.filter(
  ([id, name, { statement }]) =>
    closedForms.includes(id) ||
    (!/integral\(|hyp2f1/.test(statement) && statement.length < 300) ||
    throughIntegrals.some(([i, n]) => i === id && n === name),
);

describe('derivatives', () => {
  test.each(chosen)('of %s with respect to %s are the limit of differences', (id, name, entry) => {
    const point = drawPoint(entry, randomSource(5)) as Record<string, number>;
    const at = (by: number) => entry.evaluate({ ...point, [name]: point[name] * (1 + by) }) as number;
    // Five points: error h⁴ against rounding ε/h.
    const h = 2 ** -10;
    const difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
    const exact = sensitivityAt(id, name, point).value * point[name];
    expect(Math.abs(exact - difference)).toBeLessThan(1e-8 * (Math.abs(exact) + Math.abs(at(0))));
  });

  test('keep constants exact: ∂ of a root of two is not rounded to a double', () => {
    const { derivative } = sensitivity('depth-integral/elementary-8-5', 'k');
    expect(derivative).toContain('sqrt(2)');
    expect(derivative).not.toMatch(/\d\.\d/);
  });

  test('are statements with LaTeX', () => {
    expect(sensitivity('time-ratio/late', 's_B')).toEqual({
      variable: 's_B',
      derivative: '-1 / r_B',
      latex: expect.stringContaining('{\\lVert\\tilde\\Sigma_{yB}\\rVert}') as string,
    });
    expect(sensitivity('depth-integral/above-2', 'k').latex).toMatch(/^\\int_\{0\}\^\{1\}/);
  });
});

test('time ratios of scalars are those of predict, intermediate fusion included', () => {
  const [stdA, rho, u_0] = [2, 0.3, 0.1];
  const c = toyCorrelations({ stdA, stdB: 1, rho });
  for (const [L, L_f] of [
    [4, 3],
    [6, 4],
    [4, 2],
  ]) {
    const { closedForm } = sourceTheory(c, { network: { depth: L, fusionLayer: L_f }, initScale: u_0 });
    const { value } =
      L_f > 2
        ? formulaValue('time-ratio/scalar-above-2', { q: stdA, rho, u_0, L, L_f })
        : formulaValue('time-ratio/scalar-at-2', { q: stdA, rho, u_0, L });
    expect(value).toBeCloseTo(closedForm.timeRatio, 12);
  }
});

describe('values', () => {
  test.each(
    quantities
      .filter(({ statement }) => !statement.includes('integral(') && statement.length < 300)
      .map((entry) => [entry.id, entry] as const),
  )('of %s agree with 64 digits', (id, entry) => {
    const { value, exact, error } = formulaValue(id, drawPoint(entry, randomSource(3)) as Record<string, number>);
    expect(Number(exact)).toBeCloseTo(value as number, -Math.log10(Math.abs(value as number)) + 9);
    expect(error).toBeLessThan(1e-9);
  });
  test('of conditions', () => {
    expect(formulaValue('modality-preference/first', { s_A: 2, s_B: 1 })).toEqual({
      value: true,
      exact: 'true',
      error: 0,
    });
  });
});

describe('refused', () => {
  const late = { s_A: 2, s_B: 1, r_B: 1 };
  test.each([
    ['an unknown formula', () => formulaValue('nope', {}), 'formula', /"nope"/],
    ['a formula of matrices', () => sensitivity('fixed-points/plateau-weights', 'S_A'), 'S_yA', /matrices/],
    ['a missing variable', () => formulaValue('time-ratio/late', { s_A: 2, s_B: 1 }), 'r_B', /finite number/],
    ['a stray one', () => formulaValue('time-ratio/late', { ...late, x: 1 }), 'x', /not a variable/],
    ['a negative norm', () => formulaValue('time-ratio/late', { ...late, s_A: -1 }), 's_A', /positive/],
    [
      'a correlation above 1',
      () => formulaValue('time-ratio/scalar', { sigma_A: 2, sigma_B: 1, rho: 2 }),
      'rho',
      /between/,
    ],
    ['half a layer', () => formulaValue('depth-integral/late', { L: 3.5 }), 'L', /integer/],
    [
      'what where forbids',
      () => formulaValue('time-ratio/scalar', { sigma_A: 1, sigma_B: 2, rho: 0 }),
      'time-ratio/scalar',
      /sigma_A > sigma_B/,
    ],
    ['a derivative by an unknown', () => sensitivity('time-ratio/late', 'toString'), 'toString', /not a variable/],
    ['a derivative by a depth', () => sensitivity('time-ratio/above-2', 'L'), 'L', /integer/],
    ['a derivative of a condition', () => sensitivity('modality-preference/first', 's_A'), 's_A', /condition/],
  ])('%s', (_, ask, field, message) => {
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(message);
    try {
      ask();
    } catch (error) {
      expect(error).toMatchObject({ code: 'formula', field });
    }
  });
});
