import { describe, expect, it } from 'vitest';
import { dataFromArrays, readData } from '../../src/data/index.js';
import { InputError } from '../../src/problem/errors.js';
import { toyProblem } from '../../src/problem/from-general.js';
import { predict } from '../../src/predict/predict.js';
import type { Question } from '../../src/predict/question.js';
import { activationOf, evenPartOf } from '../../src/predict/closed/relu.js';
import { gaussianSamples, simulateSamples } from '../../src/simulate/index.js';
import { rowsOf } from '../../src/numerics/matrix.js';

const LATE = { depth: 2, fusionLayer: 2 } as const;
const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.3 });
const timesOf = (question: Partial<Question>): number[] =>
  (predict(toy, { network: LATE, ...question }).predictions[0].randomStart?.events ?? []).map(
    ({ time }) => time?.mean ?? NaN,
  );

describe('a ReLU network', () => {
  it('is a linear one with another start and another clock', () => {
    const alpha = 0.2;
    const relu = timesOf({ activation: `leaky:${alpha}`, std: 1e-3 });
    const linear = timesOf({ std: 1e-3 * Math.sqrt((1 + alpha) / 2), learningRate: 0.04 * ((1 + alpha) / 2) });
    expect(relu).toEqual(linear);
  });

  it('does what is said of it on symmetric data', async () => {
    const population = {
      sigma: { rows: 2, cols: 2, data: Float64Array.of(4, 0, 0, 1) },
      inputsA: 1,
      target: Float64Array.of(1, 1),
      noise: 0,
    };
    const half = gaussianSamples(population, { count: 100, seed: 2 });
    const both = (rows: Float64Array[]) => [...rows, ...rows.map((row) => row.map((value) => -value))];
    const [A, B] = [both(rowsOf(half.xA)), both(rowsOf(half.xB))];
    const y = Float64Array.from([...half.y, ...half.y.map((value) => -value)]);
    const { problem, samples } = dataFromArrays({ modalities: { A, B }, y }, { samples: true });
    if (samples === null) throw new Error('samples were asked for');
    expect(evenPartOf(problem, samples)).toBeLessThan(1e-12);
    const asked = { network: LATE, activation: 'relu', std: 1e-4, width: 400 } as const;
    const answer = predict(problem, asked, { samples });
    expect(answer.training.activation?.verdict).toBe('believe');
    const column = (rows: Float64Array[]) => ({
      rows: rows.length,
      cols: 1,
      data: Float64Array.from(rows, ([x]) => x),
    });
    const run = await simulateSamples({ xA: column(A), xB: column(B), y }, LATE, {
      ...{ activation: 'relu', start: { kind: 'gaussian', std: 1e-4 }, width: 400, learningRate: 0.04, maxSteps: 700 },
      // Total weights of a ReLU network are twice what they do.
      levels: [1, 1].map((weight, modality) => ({ modality, mode: 1, level: 2 * weight })),
    });
    answer.predictions[0].randomStart?.events.forEach(({ time }, i) => {
      // One seed of width 400 spreads by 1/√(2N) = 3.5% of a unit of ln, far below a tenth of the time.
      expect((run.events[i].time ?? NaN) / (time?.mean ?? NaN)).toBeGreaterThan(0.93);
      expect((run.events[i].time ?? NaN) / (time?.mean ?? NaN)).toBeLessThan(1.07);
    });
  });

  it('on data that are not symmetric comes with a warning: nearly on diabetes, not at all on a threshold', async () => {
    const modalities = { serum: 's1..s6', body: 'age,sex,bmi,bp' };
    const { problem, samples } = await readData('data/diabetes.csv', {
      ...{ modalities, y: 'progression', standardize: true, samples: true },
    });
    if (samples === null) throw new Error('samples were asked for');
    expect(activationOf('relu', 0, problem, samples).verdict).toBe('nearly');
    // A target that is mostly even in x_A.
    const A = Array.from({ length: 41 }, (_, i) => [(i - 20) / 10]);
    const B = A.map((_, i) => [Math.cos(7 * i)]);
    const y = A.map(([a], i) => a + 4 * Math.abs(a) + 0.3 * B[i][0]);
    const even = dataFromArrays({ modalities: { A, B }, y }, { samples: true });
    expect(activationOf('relu', 0, even.problem, even.samples ?? undefined).verdict).toBe('simulate');
  });

  it('has an even part of scalars that is a ratio of averages, the largest over modalities and outputs', () => {
    const [A, B] = [[1, -2, 3, -1, 0.5], [1, 1, -1, -2, 0.5]]; // prettier-ignore
    const y = [[2, 1], [1, -2], [4, 2], [0, -1], [0, 3]]; // prettier-ignore
    const made = dataFromArrays(
      { modalities: { A: A.map((x) => [x]), B: B.map((x) => [x]) }, y },
      { samples: true, center: false },
    );
    if (made.samples === null) throw new Error('samples were asked for');
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    const share = (x: readonly number[], r: readonly number[]) =>
      Math.abs(sum(x.map((v, i) => r[i] * Math.abs(v)))) / Math.abs(sum(x.map((v, i) => r[i] * v)));
    const shares = [0, 1].flatMap((c) => {
      const r = y.map((row) => row[c]);
      const w = sum(A.map((v, i) => r[i] * v)) / sum(A.map((v) => v * v));
      return [share(A, r), share(B, r.map((value, i) => value - w * A[i]))]; // prettier-ignore
    });
    expect(evenPartOf(made.problem, made.samples)).toBeCloseTo(Math.max(...shares), 12);
    expect(Math.max(...shares)).toBeGreaterThan(1.2 * shares[0]);
  });

  it('is refused where there is no law, and unchecked without samples', () => {
    const refusal = (question: Partial<Question>): string => {
      try {
        predict(toy, { network: LATE, ...question });
        return '';
      } catch (error) {
        return (error as InputError).message;
      }
    };
    expect(refusal({ activation: 'relu', network: { depth: 2, fusionLayer: 1 } })).toMatch(
      /^activation: relu has a law for two layers and late/,
    );
    expect(refusal({ activation: 'relu', network: { depth: 3, fusionLayer: 2 } })).toMatch(
      /^activation: relu has a law/,
    );
    expect(refusal({ activation: 'leaky:2' })).toMatch(/^activation: must be linear, relu or leaky/);
    expect(refusal({ activation: 'relu', start: 'balanced' })).toMatch(/small random weights/);
    const answer = predict(toy, { network: LATE, activation: 'relu' });
    expect(answer.training.activation).toEqual({ name: 'relu', alpha: 0, evenPart: null, verdict: 'unchecked' });
    expect(answer.warnings.map(({ code }) => code)).toContain('relu-unchecked');
  });
});
