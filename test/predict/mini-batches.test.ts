import { describe, expect, it } from 'vitest';
import { dataFromArrays, readData } from '../../src/data/index.js';
import { InputError } from '../../src/problem/errors.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import { mean, standardDeviation } from '../../src/numerics/statistics.js';
import { batchEffect } from '../../src/predict/closed/mini-batches.js';
import { predict } from '../../src/predict/predict.js';
import type { Question } from '../../src/predict/question.js';
import { simulateSeeds, gaussianSamples, simulate, startWeights, type UseEvent } from '../../src/simulate/index.js';
import { network } from '../../src/problem/network.js';
import { rowsOf } from '../../src/numerics/matrix.js';

const LATE = network({ depth: 2, fusionLayer: 2 });
function given<T>(value: T | null): T {
  if (value === null) throw new Error('not given');
  return value;
}
const sigma = { rows: 2, cols: 2, data: Float64Array.of(4, 1, 1, 1) };
const population = { sigma, inputsA: 1, target: Float64Array.of(1, 1), noise: 0.5 };
const { xA, xB, y } = gaussianSamples(population, { count: 512, seed: 3 });
const toy = dataFromArrays({ modalities: { A: rowsOf(xA), B: rowsOf(xB) }, y }, { samples: true });
const samples = given(toy.samples);
const timed = (time: number, modality: string) => ({
  ...{ modality, mode: 1, level: 1, probability: 1 },
  time: { mean: time, std: 0, q05: time, q50: time, q95: time },
});
function effectOn([tA, tB]: number[], batch: { size: number; sampling: 'epochs' | 'replacement' }) {
  const start = { events: [timed(tA, 'A'), timed(tB, 'B')], orders: [{ modalities: ['A', 'B'], probability: 1 }] };
  const effect = batchEffect(toy.problem, { ...batch, samples }, LATE, 0.01, start);
  if ('reason' in effect) throw new Error(effect.reason);
  return effect.modalities;
}
const timeIn = (events: readonly UseEvent[], name: string): number => events['AB'.indexOf(name)].time ?? NaN;
const question: Question = { network: LATE, learningRate: 0.01 };

describe('mini-batches', () => {
  it.each(['replacement', 'epochs'] as const)('add what trained networks show, with %s', async (sampling) => {
    const { problem } = toy;
    const weights = startWeights({ kind: 'gaussian', initScale: 0.01 }, { network: LATE, width: 8, seed: 5, problem });
    const { runs } = await simulateSeeds(
      {
        kind: 'linear',
        problem,
        network: LATE,
        settings: {
          ...{ start: { kind: 'given', weights }, learningRate: 0.01, maxSteps: 1000, thinning: { maxRecords: 2 } },
          batch: { samples, size: 16, sampling },
        },
      },
      Array.from({ length: 60 }, (_, i) => i + 1),
    );
    const times = runs.map(({ simulation }) => simulation.events[0].time ?? NaN);
    const effect = effectOn([mean(times), 4 * mean(times)], { size: 16, sampling });
    // A standard deviation of 60 runs is known to 9%: three of these.
    expect(standardDeviation(times) / effect[0].std).toBeGreaterThan(0.73);
    expect(standardDeviation(times) / effect[0].std).toBeLessThan(1.27);
    expect(effect.map(({ modality }) => modality)).toEqual(['A', 'B']);
  });

  it('know what the second modality explains where both are learned at one time', async () => {
    const z = fillNormal(randomSource(1), new Float64Array(600));
    const rows = Array.from({ length: 200 }, (_, p) => z.subarray(3 * p, 3 * p + 3));
    const modalities = { A: rows.map(([u]) => [u]), B: rows.map(([, v]) => [Math.sign(v)]) };
    const target = rows.map(([u, v, w]) => u + Math.sign(v) + 0.2 * w);
    const { problem, samples: drawn } = dataFromArrays({ modalities, y: target }, { samples: true });
    const batch = { samples: given(drawn), size: 8, sampling: 'epochs' as const };
    const weights = startWeights({ kind: 'gaussian', initScale: 0.01 }, { network: LATE, width: 8, seed: 5, problem });
    const settings = {
      start: { kind: 'given', weights },
      learningRate: 0.02,
      maxSteps: 3000,
      thinning: { maxRecords: 2 },
    } as const;
    const { events } = await simulate(problem, LATE, settings);
    const names = ['A', 'B'].sort((p, q) => timeIn(events, p) - timeIn(events, q));
    const start = {
      events: names.map((name) => timed(timeIn(events, name), name)),
      orders: [{ modalities: names, probability: 1 }],
    };
    const effect = batchEffect(problem, batch, LATE, 0.02, start);
    if ('reason' in effect) throw new Error(effect.reason);
    const { runs } = await simulateSeeds(
      { kind: 'linear', problem, network: LATE, settings: { ...settings, batch } },
      Array.from({ length: 150 }, (_, i) => i + 1),
    );
    const spread = standardDeviation(runs.map(({ simulation }) => timeIn(simulation.events, names[0])));
    // The 15% that are claimed, and the 95% interval of 150 runs.
    expect(Math.abs(effect.modalities[0].std / spread - 1)).toBeLessThan(0.15 + 1.96 / Math.sqrt(2 * 149));
  });

  it('add to the mean and in quadrature to the spread of a random start', () => {
    const full = predict(toy.problem, question).predictions[0].randomStart?.events ?? [];
    const { randomStart, batch } = predict(toy.problem, { ...question, batch: 4, sampling: 'replacement' }, { samples })
      .predictions[0];
    randomStart?.events.forEach(({ time }, i) => {
      const { shift = NaN, std = NaN } = batch?.modalities[i] ?? {};
      expect(time?.mean).toBeCloseTo((full[i].time?.mean ?? NaN) + shift, 9);
      expect(time?.std).toBeCloseTo(Math.hypot(full[i].time?.std ?? NaN, std), 9);
    });
    expect(randomStart?.method).toMatch(/batches of 4 with replacement/);
  });

  it('say where an epoch ends at about the first time', () => {
    const codesOf = (initScale: number) => {
      const asked = { ...question, initScale, batch: 4, sampling: 'epochs' } as const;
      return predict(toy.problem, asked, { samples }).warnings.map(({ code }) => code);
    };
    expect(codesOf(0.005)).toContain('epoch-ends');
    expect(codesOf(0.1)).not.toContain('epoch-ends');
  });

  it('of all samples are full batches', () => {
    for (const { std } of effectOn([120.5, 500.25], { size: 512, sampling: 'epochs' })) expect(std).toBe(0);
  });

  it('are refused without samples, larger than the sample, by another name; deeper networks say why not', () => {
    const ask = (more: Partial<Question>, options = {}) => {
      try {
        return predict(toy.problem, { ...question, ...more }, options);
      } catch (error) {
        return (error as InputError).message;
      }
    };
    expect(ask({ batch: 16 })).toMatch(/^batch: needs the samples/);
    expect(ask({ batch: 513 }, { samples })).toMatch(/larger than the sample.*at most 512/);
    expect(ask({ batch: 1.5 }, { samples })).toMatch(/^batch: must be an integer/);
    expect(ask({ sampling: 'epochs' })).toMatch(/^sampling: goes with batch/);
    expect(ask({ batch: 4, sampling: 'any' as 'epochs' }, { samples })).toMatch(/^sampling: must be epochs/);
    const deep = predict(
      toy.problem,
      { network: { depth: 3, fusionLayer: 3 }, initScale: 0.2, batch: 16 },
      { samples },
    );
    expect(deep.predictions[0].missing.find(({ part }) => part === 'batch')?.reason).toMatch(/two layers/);
  });
});

describe('training on mini-batches', () => {
  const settings = {
    start: { kind: 'gaussian', initScale: 0.1 },
    width: 8,
    learningRate: 0.01,
    maxSteps: 300,
  } as const;

  it('of all samples is training on the moments, with several outputs and modalities too', async () => {
    const modalities = { a: 's1..s3', b: 's4..s6', c: 'age,bmi' };
    const read = await readData('data/diabetes.csv', {
      modalities,
      y: 'progression,bp',
      standardize: true,
      samples: true,
    });
    const batch = { samples: given(read.samples), size: 442 };
    const [whole, moments] = [
      await simulate(read.problem, { depth: 3, fusionLayer: 2 }, { ...settings, batch }),
      await simulate(read.problem, { depth: 3, fusionLayer: 2 }, settings),
    ];
    whole.final.totals.forEach((total, m) => {
      total.forEach((w, i) => {
        expect(w).toBeCloseTo(moments.final.totals[m][i], 10);
      });
    });
  });

  it('takes every sample once an epoch, and is the same for the same seed', async () => {
    const twice = await Promise.all(
      [1, 1, 2].map((seed) => simulate(toy.problem, LATE, { ...settings, seed, batch: { samples, size: 100 } })),
    );
    expect(twice[0].final.loss).toBe(twice[1].final.loss);
    expect(twice[0].final.loss).not.toBe(twice[2].final.loss);
    const spread = async (sampling: 'epochs' | 'replacement') => {
      const weights = startWeights(settings.start, { network: LATE, width: 8, seed: 1, problem: toy.problem });
      const batch = { samples, size: 64, sampling };
      // One epoch of tiny steps: the sum of the gradients is that of all samples only if each is taken once.
      const few = { ...settings, start: { kind: 'given', weights }, learningRate: 1e-7, maxSteps: 8, batch } as const;
      const runs = await Promise.all([1, 2, 3, 4].map((seed) => simulate(toy.problem, LATE, { ...few, seed })));
      return (
        standardDeviation(runs.map(({ final }) => final.totals[0][0])) /
        mean(runs.map(({ final }) => final.totals[0][0]))
      );
    };
    expect(Math.abs(await spread('epochs'))).toBeLessThan(1e-2 * Math.abs(await spread('replacement')));
  });
});
