import { describe, expect, it } from 'vitest';
import { REMEDIES } from '../../src/levers/remedies/index.js';
import { remedyTable } from '../../src/levers/table.js';
import { levers } from '../../src/predict/levers/levers.js';
import { toyProblem } from '../../src/problem/from-general.js';

const ask = (rho: number) =>
  levers(toyProblem({ stdA: 2, stdB: 1, rho }), { network: { depth: 2, fusionLayer: 2 }, width: 100 });

describe('the table of levers', () => {
  it('knows every remedy once', () => {
    expect(remedyTable.map(({ name }) => name)).toEqual(Object.keys(REMEDIES));
  });

  it.each([
    [0.5, 'redundant', 1 - 2 / 0.75],
    [0, 'independent', 0],
    [-0.3, 'suppressed', 1 - 0.4 / 0.91],
  ] as const)('ρ = %f: %s, and throttling moves the second time by the slope', (rho, regime, slope) => {
    const { verdict, baseline, levers: rows } = ask(rho);
    expect(verdict.regime).toBe(regime);
    expect(verdict.throttleSlope).toBeCloseTo(slope, 9);
    const ogm = rows.find(({ setting }) => setting === 'ogm:alpha=0.3');
    const moved = (ogm?.tB ?? NaN) - (baseline.tB ?? NaN);
    const delay = (ogm?.tA ?? NaN) - (baseline.tA ?? NaN);
    // Measured slopes over all remedies: within 0.2 of the law.
    expect(Math.abs(moved / delay - slope)).toBeLessThan(0.25);
  });

  it('puts what costs nothing first, and freezing for T* makes the times one', () => {
    const { levers: rows, verdict } = ask(0.5);
    // Momentum of 0.9 is ten times the rate: all comes sooner.
    expect(rows.map(({ lever }) => lever).slice(0, 2)).toEqual(['momentum', 'boost']);
    expect(rows.at(-1)?.extra).not.toBeNull();
    const frozen = rows.find(({ setting }) => setting === `freeze-until:steps=${verdict.freezeSteps ?? 0}`);
    expect(frozen?.timeRatio).toBeLessThan(1.05);
    expect(rows.find(({ lever }) => lever === 'unimodal-ensemble')?.excess).toBeCloseTo(0.25, 9);
  });
});
