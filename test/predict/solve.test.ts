import { describe, expect, test } from 'vitest';
import { solveFor, type SolveInput } from '../../src/index.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';
import { sourceTheory } from '../../src/predict/source/theory.js';

const timeRatio = (ratio: number, rho: number, depth: number, fusionLayer: number, init: number): number =>
  sourceTheory(toyCorrelations({ stdA: ratio, stdB: 1, rho }), { network: { depth, fusionLayer }, initScale: init })
    .closedForm.timeRatio;

describe('solveFor', () => {
  test('ρ of J.3: 1 + 3/(1−ρ²) = 10', () => {
    const { solutions } = solveFor({ for: 'rho', timeRatio: 10 });
    expect(solutions).toHaveLength(2);
    expect(solutions[0]).toBeCloseTo(-Math.sqrt(2 / 3), 12);
    expect(solutions[1]).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });
  test('a value that is only touched', () => {
    const { solutions } = solveFor({ for: 'rho', timeRatio: 4 });
    expect(solutions).toHaveLength(1);
    expect(solutions[0]).toBeCloseTo(0, 12);
  });
  test.each<SolveInput>([
    { for: 'init', timeRatio: 1.5, depth: 4, fusionLayer: 3 },
    { for: 'ratio', timeRatio: 2, depth: 4, fusionLayer: 3, init: 0.1, rho: 0.3 },
    { for: 'rho', timeRatio: 2, depth: 4, fusionLayer: 3, init: 0.1 },
    { for: 'init', timeRatio: 1.1, depth: 5, fusionLayer: 2, ratio: 3 },
  ])('%j: predict gives the ratio back', (input) => {
    const { solutions } = solveFor(input);
    expect(solutions.length).toBeGreaterThan(0);
    for (const value of solutions) {
      const known: SolveInput = { ...input, [input.for]: value };
      const { ratio = 2, rho = 0, init = 0.01, depth = 2, fusionLayer = 2 } = known;
      expect(timeRatio(ratio, rho, depth, fusionLayer, init)).toBeCloseTo(input.timeRatio, 8);
    }
  });
  test('fusion layers', () => {
    expect(solveFor({ for: 'fusion', timeRatio: 4, depth: 4 })).toMatchObject({ solutions: [4], searched: [1, 4] });
  });
  test('says what can be reached when there is none', () => {
    const { solutions, reached } = solveFor({ for: 'rho', timeRatio: 2 });
    expect(solutions).toEqual([]);
    expect(reached[0]).toBeCloseTo(4, 9);
  });
  test.each<[SolveInput, RegExp]>([
    [{ for: 'init', timeRatio: 4 }, /does not depend/],
    [{ for: 'rho', timeRatio: 0.5 }, /timeRatio/],
    // 1 + ρ σ_A/σ_B = 0: Σ_yB = 0, whatever is asked.
    [{ for: 'fusion', timeRatio: 2, ratio: 2, rho: -0.5 }, /^rho: with this ratio a modality is uncorrelated/],
    [{ for: 'init', timeRatio: 2, ratio: 2, rho: -0.5, depth: 4, fusionLayer: 3 }, /^rho: with this ratio/],
    [{ for: 'fusion', timeRatio: 2, ratio: 0.5, rho: -0.5 }, /^rho: with this ratio/],
    [{ for: 'rho', timeRatio: 2, depth: 3, fusionLayer: 5 }, /fusionLayer|fusion/],
    [{ for: 'rho', timeRatio: 2, init: 2 }, /init/],
    [{ for: 'x' as 'rho', timeRatio: 2 }, /must be rho/],
    [{ for: 'rho', timeRatio: 2, initScale: 0.1 } as never, /initScale: is no field/],
  ])('refuses %j', (input, message) => {
    expect(() => solveFor(input)).toThrow(message);
  });
});
