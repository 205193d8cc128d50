import { describe, expect, it } from 'vitest';
import { strengthFor, type Strength } from '../../src/predict/levers/strength.js';
import { levers } from '../../src/predict/levers/levers.js';
import { toyProblem } from '../../src/problem/from-general.js';

const by = (scale: Strength<number>['scale'], from: number, to: number) => ({ scale, from, to, at: (x: number) => x });
const known = (ratio: number | null) => ({ ratio, unstable: false });

describe('the strength for a ratio', () => {
  it('is found where the ratio falls, and is the weakest where it comes back', () => {
    const falls = strengthFor(by('factors', 1, 100), (x) => known(4 / x), 4, 1.6);
    expect(falls.short).toBeNull();
    expect(4 / falls.setting / 1.6).toBeCloseTo(1, 2);
    const back = strengthFor(by('shares', 0, 1), (x) => known(2 + Math.cos(2 * Math.PI * x)), 3, 2);
    expect(back.setting).toBeCloseTo(0.25, 2);
  });

  it('may lie on the other side of plain training', () => {
    expect(strengthFor(by('shares', 0, 1), (x) => known(1.5 + x), 1.5, 2).setting).toBeCloseTo(0.5, 2);
  });

  it('of whole numbers is the nearest, if that is near', () => {
    expect(strengthFor(by('whole', 1, 400), (x) => known(5 - x / 100), 5, 2)).toEqual({ setting: 300, short: null });
    const coarse = strengthFor(by('whole', 1, 4), (x) => known(5 - x), 5, 2.5);
    expect(coarse.short).toContain('jumps');
  });

  it('is said not to exist with the reason', () => {
    const all = by('shares', 0, 1);
    expect(strengthFor(all, (x) => known(3 - x / 10), 3, 2)).toEqual({
      setting: 1,
      short: 'stronger ones are not tried',
    });
    expect(strengthFor(all, (x) => known(x > 0.6 ? 1 : 3), 3, 2).short).toContain('jumps');
    expect(strengthFor(all, (x) => known(x > 0.6 ? null : 3), 3, 2)).toMatchObject({ setting: 0.5 });
    expect(strengthFor(all, (x) => ({ ratio: 3 - x, unstable: x > 0.3 }), 3, 2).short).toContain('diverge');
  });
});

describe('levers at a time ratio', () => {
  const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });
  const ask = (targetRatio: number) => levers(toy, { network: { depth: 2, fusionLayer: 2 } }, { targetRatio });

  it('have it, or say why not', () => {
    const { levers: rows, targetRatio } = ask(1.5);
    expect(targetRatio).toBe(1.5);
    const reached = rows.filter(({ short }) => short === null);
    expect(reached.map(({ lever }) => lever)).toEqual(
      expect.arrayContaining(['boost', 'scale', 'ogm', 'equal-drives', 'freeze-until', 'opm', 'aux']),
    );
    for (const { tA, tB, setting } of reached) {
      const off = Math.abs(Math.log((tB ?? NaN) / (tA ?? NaN) / 1.5));
      expect(off, setting).toBeLessThanOrEqual(0.02);
    }
    const detached = rows.find(({ lever }) => lever === 'detached');
    expect(detached?.short).toMatch(/^ratio 2\.[67]\d*; it has no strength$/);
  });

  // T_B − T_A of the two alone, and s_A/s_B, to leading order: the verdict's own numbers.
  it('of 1 are what the verdict says to try first', () => {
    const { levers: rows, verdict } = ask(1);
    const strength = (lever: string) => Number(rows.find((row) => row.lever === lever)?.setting.split('=')[1]);
    expect(Math.abs(strength('boost') / verdict.boost - 1)).toBeLessThan(0.05);
    expect(Math.abs(strength('freeze-until') / (verdict.freezeSteps ?? NaN) - 1)).toBeLessThan(0.05);
  });

  it('below 1 are refused', () => {
    expect(() => ask(0.5)).toThrow('targetRatio: must be a finite number >= 1, but is 0.5');
  });
});
