import { beforeAll, describe, expect, test } from 'vitest';
import { correlationsFromFile } from '../../src/data/index.js';
import { InputError, predict, toyCorrelations, type Correlations } from '../../src/index.js';
import { finiteWidth, rows } from '../support/random-weights.js';

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

describe('full starts', () => {
  const toy = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 });

  test('five layers, fused at the third, and the spread', () => {
    const { tA, tB, timeRatio, std, method } = finiteWidth(toy, {
      network: { depth: 5, fusionLayer: 3 },
      initScale: 0.3,
      width: 100,
    });
    // 200 seeds of full-matrix gradient descent: 1519 ± 173, 1698 ± 173, 1.1196 ± 0.0179; 5% is the project's target, and a
    // standard deviation over 200 seeds is known to 5% of itself, of which twice is allowed, and as much for higher orders.
    expect(method).toBe('full start');
    expect(Math.abs(tA / 1519 - 1)).toBeLessThan(0.05);
    expect(Math.abs(tB / 1698 - 1)).toBeLessThan(0.05);
    expect(Math.abs((timeRatio - 1) / 0.1196 - 1)).toBeLessThan(0.05);
    expect(Math.abs(std.tA / 173 - 1)).toBeLessThan(0.2);
    expect(Math.abs(std.timeRatio / 0.0179 - 1)).toBeLessThan(0.2);
  });

  test('one standard deviation for all weights, three layers', () => {
    const question = { network: { depth: 3, fusionLayer: 2 }, std: 3e-3, width: 100 };
    const { tA, timeRatio } = finiteWidth(toy, question);
    // 200 seeds: 241 ± 11, 1.2890 ± 0.0164.
    expect(Math.abs(tA / 241 - 1)).toBeLessThan(0.02);
    expect(Math.abs(timeRatio - 1.289)).toBeLessThan((2 * 0.0164) / Math.sqrt(200));
  });

  test('widths given a layer at a time, in the user’s order', () => {
    const width = { A: [60, 60], B: [150, 150], shared: [40] };
    const network = { depth: 4, fusionLayer: 3 };
    const { tA, tB } = finiteWidth(toy, { network, initScale: 0.1, width });
    // 200 seeds: 1131 ± 147, 1700 ± 143.
    expect(Math.abs(tA / 1131 - 1)).toBeLessThan(0.02);
    expect(Math.abs(tB / 1700 - 1)).toBeLessThan(0.02);
    const exchanged = finiteWidth(toyCorrelations({ sigmaA: 1, sigmaB: 2, rho: 0 }), {
      network,
      initScale: 0.1,
      width: { A: width.B, B: width.A, shared: width.shared },
    });
    expect([exchanged.tA, exchanged.tB]).toEqual([tB, tA]);
    const wrong = () => predict(toy, { network, initScale: 0.1, width: { ...width, A: [60] } });
    expect(wrong).toThrow(expect.objectContaining({ field: 'width.A' }) as Error);
  });

  test('is the growing mode’s prediction where both are known', () => {
    // Widths given one by one take the other way. The two differ in terms of order 1/N, which are of that size at N = 400.
    const network = { depth: 4, fusionLayer: 3 };
    const mode = finiteWidth(toy, { network, initScale: 0.1, width: 400 });
    const full = finiteWidth(toy, { network, initScale: 0.1, width: { A: [400, 400], B: [400, 400], shared: [400] } });
    expect([mode.method, full.method]).toEqual(['growing mode', 'full start']);
    for (const key of ['tA', 'tB', 'timeRatio'] as const) {
      expect(Math.abs(full[key] / mode[key] - 1)).toBeLessThan(1 / 400);
      expect(Math.abs(full.std[key] / mode.std[key] - 1)).toBeLessThan(1 / Math.sqrt(400));
    }
  });
});

describe('advice', () => {
  test('names the modality that is really learned first', async () => {
    const columns = { a: 's1..s6', b: 'age,sex,bmi,bp', y: 'progression' };
    const diabetes = await correlationsFromFile('data/diabetes.csv', { ...columns, standardize: true });
    const { first, predictions, warnings } = predict(diabetes, {
      network: { depth: 2, fusionLayer: 2 },
      std: 1e-4,
      width: 100,
    });
    const [{ advice, finiteWidth: random, closedForm }] = predictions;
    expect(first).toBe('A');
    expect(advice).toMatchObject({ believe: 'finiteWidth', learnedFirst: 'B', times: { tA: random?.tA } });
    expect(advice.why).toMatch(/t_A 25\.\d times too early/); // 4883 against 193
    const effects = warnings.map(({ code, effect }) => [code, effect?.believed.tB, effect?.closedForm.tB]);
    expect(effects).toContainEqual(['order-differs', random?.tB, closedForm.tB]);
    expect(effects).toContainEqual(['random-start', random?.tB, closedForm.tB]);
  });

  test('believes the closed form where its limit is reached, the reduced system where it is not', () => {
    const toy = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0.3 });
    const advice = (initScale: number) =>
      predict(toy, { network: { depth: 4, fusionLayer: 3 }, initScale }).predictions[0].advice.believe;
    expect(advice(1e-3)).toBe('closedForm');
    expect(advice(0.3)).toBe('reducedOde');
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

  test('is null where it was not asked for', () => {
    const unasked = predict(toy, { network: { depth: 4, fusionLayer: 3 }, initScale: 0.1 });
    expect(unasked.predictions[0].finiteWidth).toBeNull();
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
