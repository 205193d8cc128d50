import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  correlationsFromFile,
  InputError,
  predict,
  toyCorrelations,
  type Correlations,
  type FiniteWidthPrediction,
} from '../../src/index.js';

interface Row {
  readonly L: number;
  readonly Lf: number;
  readonly sigmaRatio: number;
  readonly rho: number;
  readonly u0: number;
  readonly N: number;
  readonly seeds: number;
  readonly tA: number;
  readonly tB: number;
  readonly ratio: number;
  readonly ratioStd: number;
}

const rows = (JSON.parse(readFileSync('test/reference/simulated.json', 'utf8')) as Row[]).filter(({ L }) => L <= 4);

function finiteWidth(c: Correlations, input: Parameters<typeof predict>[1]): FiniteWidthPrediction {
  const answer = predict(c, input).predictions[0].finiteWidth;
  if (!answer) throw new Error('no finite-width prediction');
  return answer;
}

describe('against full-matrix gradient descent from random weights', () => {
  test.each(rows)('L = $L, L_f = $Lf, rho = $rho, u0 = $u0, N = $N', (row) => {
    const toy = toyCorrelations({ sigmaA: row.sigmaRatio, sigmaB: 1, rho: row.rho });
    const network = { depth: row.L, fusionLayer: row.Lf };
    const { tA, tB, timeRatio } = finiteWidth(toy, { network, initScale: row.u0, width: row.N });
    // The project's target: 2% of either time, which is about one standard error of twenty seeds, and of t_B/t_A − 1 the
    // larger of 2% and one standard error.
    expect(Math.abs(tA / row.tA - 1)).toBeLessThan(0.02);
    expect(Math.abs(tB / row.tB - 1)).toBeLessThan(0.02);
    const allowed = Math.max(0.02 * (row.ratio - 1), row.ratioStd / Math.sqrt(row.seeds));
    expect(Math.abs(timeRatio - row.ratio)).toBeLessThan(allowed);
  });

  test('and the spread over seeds', () => {
    const toy = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 });
    const { std } = finiteWidth(toy, { network: { depth: 4, fusionLayer: 2 }, initScale: 0.1, width: 100 });
    // 200 seeds: 97 for t_A, 0.0043 for the ratio, each known to 5% of itself, twice which is allowed.
    expect(Math.abs(std.tA / 97 - 1)).toBeLessThan(0.1);
    expect(Math.abs(std.timeRatio / 0.0043 - 1)).toBeLessThan(0.1);
  });
});

describe('on the diabetes data', () => {
  let diabetes: Correlations;
  beforeAll(async () => {
    const columns = { a: 's1..s6', b: 'age,sex,bmi,bp', y: 'progression' };
    diabetes = await correlationsFromFile('data/diabetes.csv', { ...columns, standardize: true });
  });

  // Simulated: 279 ± 5 and 4889 ± 1 (two layers), 985 ± 34 and 5891 ± 43 (three layers): 5% is the project's target.
  test.each([
    { network: { depth: 2, fusionLayer: 2 }, start: { std: 1e-4 }, body: 279, serum: 4889 },
    { network: { depth: 3, fusionLayer: 2 }, start: { initScale: 0.05 }, body: 985, serum: 5891 },
  ])('$network', ({ network, start, body, serum }) => {
    const { tA, tB } = finiteWidth(diabetes, { network, ...start, width: 100 });
    expect(Math.abs(tA / serum - 1)).toBeLessThan(0.05);
    expect(Math.abs(tB / body - 1)).toBeLessThan(0.05);
  });
});

describe('limits', () => {
  const toy = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0.3 });

  test('the spread falls as 1/√N', () => {
    const at = (width: number) => finiteWidth(toy, { network: { depth: 2, fusionLayer: 2 }, std: 1e-6, width });
    // Quadrupling the width halves the spread; the logarithm in t_A is differentiated over ±δ, which is 7% at N = 100.
    expect(at(100).std.tA / at(400).std.tA).toBeCloseTo(2, 1);
  });

  test('exchanging A and B exchanges the times', () => {
    const other = toyCorrelations({ sigmaA: 1, sigmaB: 2, rho: 0.3 });
    const question = { network: { depth: 4, fusionLayer: 3 }, initScale: 0.1, width: 100 };
    const [p, q] = [finiteWidth(toy, question), finiteWidth(other, question)];
    expect([p.tA, p.tB]).toEqual([q.tB, q.tA]);
  });

  test('is null where the effective start is not known', () => {
    const deep = predict(toy, { network: { depth: 5, fusionLayer: 3 }, initScale: 0.1, width: 100 });
    const unequal = { depthA: 2, depthB: 3, depthShared: 1 };
    const branches = predict(toy, { network: unequal, initScale: 0.1, width: 100 });
    const unasked = predict(toy, { network: { depth: 4, fusionLayer: 3 }, initScale: 0.1 });
    const sameStd = predict(toy, { network: { depth: 3, fusionLayer: 3 }, std: 1e-3, width: 100 });
    for (const { predictions } of [deep, branches, unasked, sameStd]) expect(predictions[0].finiteWidth).toBeNull();
  });

  test.each([
    [{ width: 0 }, 'width'],
    [{ width: 2.5 }, 'width'],
    [{ std: 1e-3 }, 'std'],
    [{ std: -1, width: 100 }, 'std'],
    [{ std: 1e-3, initScale: 0.1, width: 100 }, 'std'],
  ])('refuses %j', (change, field) => {
    const ask = () => predict(toy, { network: { depth: 2, fusionLayer: 2 }, ...change });
    expect(ask).toThrow(InputError);
    expect(ask).toThrow(expect.objectContaining({ field }) as Error);
  });
});
