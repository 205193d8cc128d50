/**
 * The harness held against itself: with its formula made wrong, by a factor, a sign or an exponent, a claim must fail. What networks
 * do is simulated once and remembered, so that only the formula differs.
 */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { catalogue, type Formula } from '../../formulas/index.js';
import type { Result } from '../../formulas/formula.js';
import { claims } from '../../src/check/index.js';
import { runClaims, selectClaims } from '../../src/check/harness/run.js';
import { addMatrices, type Matrix } from '../../src/numerics/matrix.js';

vi.mock('../../src/simulate/index.js', async (original) => {
  const simulate = await original<typeof import('../../src/simulate/index.js')>();
  const known = new Map<string, ReturnType<typeof simulate.simulateSeeds>>();
  const simulateSeeds: typeof simulate.simulateSeeds = (job, seeds, options) => {
    const key = JSON.stringify([job, seeds], (_, value: unknown) =>
      value instanceof Float64Array ? [...value] : value,
    );
    const found = known.get(key) ?? simulate.simulateSeeds(job, seeds, options);
    known.set(key, found);
    return found;
  };
  return { ...simulate, simulateSeeds };
});

afterEach(() => vi.restoreAllMocks());

const KINDS = {
  factor: (x: number) => 1.1 * x,
  sign: (x: number) => -x,
  exponent: (x: number) => Math.sign(x) * Math.abs(x) ** 1.1,
};
type Kind = keyof typeof KINDS;

const each = (value: Matrix, change: (x: number) => number): Matrix => ({ ...value, data: value.data.map(change) });

/** A result that is wrong. Of a condition only the wrong way round is. */
function wrong(kind: Kind, result: Result): Result {
  if (typeof result === 'boolean') return !result;
  return typeof result === 'number' ? KINDS[kind](result) : each(result, KINDS[kind]);
}

/** A difference of two terms of which one is wrong: a quantity that is conserved is so with any factor in front of all of it. */
function wrongTerm(kind: Kind, right: Formula['evaluate'], values: Record<string, Matrix>, term: string): Result {
  const changed = (change: (x: number) => number) => right({ ...values, [term]: each(values[term], change) }) as Matrix;
  if (kind !== 'sign') return changed(KINDS[kind]);
  // −(first) − (second) = (first − second) − 2 (first), where the first is what is missing without its own matrix.
  return addMatrices(
    changed(() => 0),
    -1,
    addMatrices(
      right(values) as Matrix,
      -1,
      changed(() => 0),
    ),
  );
}

/** A claim, a formula it is about, and of a difference the matrix in one of its terms. */
const CASES: readonly { claim: string; formula: string; term?: string; kinds?: readonly Kind[] }[] = [
  { claim: 'fixed-points', formula: 'fixed-points/plateau-weights' },
  { claim: 'fixed-points', formula: 'fixed-points/global-weights' },
  { claim: 'saddles', formula: 'fixed-points/global-weights', kinds: ['factor'] },
  { claim: 'balancing', formula: 'balancing/within', term: 'W_1' },
  { claim: 'balancing', formula: 'balancing/at-fusion', term: 'V_A' },
  { claim: 'exact-solution', formula: 'exact-solution/scale' },
  { claim: 'two-layer-times', formula: 'learning-time/first-two-layer' },
  { claim: 'two-layer-times', formula: 'learning-time/second-two-layer' },
  { claim: 'two-layer-times', formula: 'time-ratio/late' },
  { claim: 'deep-times-matrices', formula: 'learning-time/first', kinds: ['factor', 'exponent'] },
  { claim: 'deep-times-matrices', formula: 'learning-time/second', kinds: ['factor', 'exponent'] },
  { claim: 'deep-times-matrices', formula: 'learning-time/first-at-2', kinds: ['factor', 'exponent'] },
  { claim: 'deep-times-matrices', formula: 'learning-time/second-at-2', kinds: ['factor', 'exponent'] },
  { claim: 'ratio-grid', formula: 'time-ratio/late' },
  { claim: 'unequal-depths', formula: 'time-ratio/unequal', kinds: ['factor'] },
  { claim: 'throttle-limit', formula: 'levers/throttle' },
  { claim: 'misattribution-grid', formula: 'misattribution/any-dimension' },
  { claim: 'plateau-loss', formula: 'fixed-points/loss' },
  { claim: 'superficial-preference', formula: 'modality-preference/first', kinds: ['sign'] },
];

describe.each(CASES)(
  '$claim, with $formula wrong',
  ({ claim, formula, term, kinds = ['factor', 'sign', 'exponent'] }) => {
    test.each(kinds)('by its %s, is rejected', async (kind) => {
      const entry = catalogue.find(({ id }) => id === formula);
      if (!entry) throw new Error(`there is no formula ${formula}`);
      const verdict = async () => {
        const report = await runClaims(selectClaims(claims, [claim], true), { quick: true });
        return report.claims[0].verdict;
      };
      expect(await verdict()).toBe('holds');
      const right = entry.evaluate.bind(entry);
      vi.spyOn(entry, 'evaluate').mockImplementation((values) =>
        term === undefined
          ? wrong(kind, right(values))
          : wrongTerm(kind, right, values as Record<string, Matrix>, term),
      );
      expect(await verdict()).toBe('fails');
    });
  },
);
