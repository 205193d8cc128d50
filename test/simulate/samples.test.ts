import { describe, expect, it } from 'vitest';
import { problemOf } from '../../src/problem/two-modalities.js';
import { matrix } from '../../src/numerics/matrix.js';
import type { Weights } from '../../src/problem/weights.js';
import { network } from '../../src/problem/network.js';
import { gaussianSamples, randomPopulation, signTarget, xorSamples } from '../../src/simulate/generators.js';
import { linearModel, type Model } from '../../src/simulate/model.js';
import { reluModel } from '../../src/simulate/relu.js';
import { onSamples, pointLosses, type Samples } from '../../src/simulate/samples.js';
import { signCorrelations, splitSigns } from '../../src/simulate/scalar-relu.js';
import {
  sampleLoss,
  simulateSamples,
  simulateScalarRelu,
  type SampleSettings,
} from '../../src/simulate/simulate-samples.js';
import { simulate } from '../../src/simulate/simulate.js';
import { startWeights } from '../../src/simulate/start.js';
import { plainStepper } from '../../src/simulate/stepper.js';
import { correlationsOf, toy } from '../support/toy.js';
import { flatten, unflatten } from '../support/weights.js';

const samples = gaussianSamples(randomPopulation({ inputsA: 3, inputsB: 2, seed: 1 }), { count: 60, seed: 2 });
const settings: SampleSettings = {
  start: { kind: 'gaussian', initScale: 0.3 },
  width: 9,
  learningRate: 0.02,
  maxSteps: 300,
};

type MakeModel = (weights: Weights, learningRate: number) => Model;

/** Holds one step of a model against central differences of its loss, in units of the largest derivative. */
function gradientError(make: MakeModel, weights: Weights, h: number): number {
  const entries = flatten(weights);
  const loss = (k: number, shift: number): number => {
    const shifted = entries.map((entry, i) => (i === k ? entry + shift : entry));
    const model = make(unflatten(shifted, weights), 1);
    model.refresh();
    return model.loss();
  };
  const model = make(weights, 1);
  model.refresh();
  model.step();
  model.refresh();
  const moved = flatten(model.weights()).map((entry, i) => entry - entries[i]);
  const expected = entries.map((_, k) => (loss(k, -h) - loss(k, h)) / (2 * h));
  const size = Math.max(...expected.map(Math.abs));
  return Math.max(...moved.map((value, i) => Math.abs(value - expected[i]) / size));
}

// A central difference with h = 1e-4 is off by h² times third derivatives of order one, and by rounding of 1e-16/h.
const H = 1e-4;
const TOLERANCE = 1e-6;

function weightsFor(data: Samples, fusionLayer: number, depth = 2): Weights {
  const net = network({ depth, fusionLayer });
  return startWeights(
    { kind: 'gaussian', std: 1 },
    { network: net, width: 6, seed: 3, problem: problemOf(correlationsOf(data)) },
  );
}

describe('gradients on samples', () => {
  it.each([
    { depth: 2, fusionLayer: 1, slope: 0 },
    { depth: 2, fusionLayer: 2, slope: 0.3 },
    { depth: 3, fusionLayer: 2, slope: 0.3 },
    { depth: 3, fusionLayer: 3, slope: 0 },
  ])('of ReLU networks are those of the loss: %o', ({ depth, fusionLayer, slope }) => {
    const make: MakeModel = (weights, rate) => reluModel(samples, weights, pointLosses.square, rate, slope);
    expect(gradientError(make, weightsFor(samples, fusionLayer, depth), H)).toBeLessThan(TOLERANCE);
  });

  it.each([1, 2, 3])('of linear networks under logistic loss are those of the loss, fusion layer %i', (fusionLayer) => {
    const signs = signTarget(samples);
    const make: MakeModel = (weights, rate) =>
      linearModel(plainStepper(weights, { learningRate: rate }), onSamples(signs, pointLosses.logistic));
    expect(gradientError(make, weightsFor(signs, fusionLayer, 3), H)).toBeLessThan(TOLERANCE);
  });
});

describe('simulations on samples', () => {
  it.each([1, 2, 3])('of linear networks are those of the correlations, fusion layer %i', async (fusionLayer) => {
    const net = { depth: 3, fusionLayer };
    const onData = await simulateSamples(samples, net, settings);
    const onCorrelations = await simulate(problemOf(correlationsOf(samples)), net, { ...settings, levels: [] });
    // Averages in another order: rounding over 300 steps.
    onData.final.totals[0].forEach((value, i) => {
      expect(value).toBeCloseTo(onCorrelations.final.totals[0][i], 11);
    });
    expect(onData.final.loss).toBeCloseTo(onCorrelations.final.loss, 11);
  });

  it('of ReLU networks whose units are always on are linear', async () => {
    const positive = (rows: number, cols: number): number[] =>
      Array.from({ length: rows * cols }, (_, k) => 0.1 + ((k * 7) % 5) / 10);
    const m = (rows: number, cols: number): ReturnType<typeof matrix> =>
      matrix(rows, cols, Float64Array.from(positive(rows, cols)));
    const weights: Weights = {
      branches: [
        [m(4, 2), m(1, 4)],
        [m(3, 1), m(1, 3)],
      ],
      shared: [],
    };
    const data: Samples = { xA: m(8, 2), xB: m(8, 1), y: Float64Array.from(positive(8, 1), (y) => 9 * y) };
    const start = { kind: 'given', weights } as const;
    const [relu, linear] = await Promise.all(
      (['relu', 'linear'] as const).map((activation) =>
        simulateSamples(data, { depth: 2, fusionLayer: 2 }, { ...settings, start, activation, maxSteps: 50 }),
      ),
    );
    expect(relu.final.totals[0][0]).toBeCloseTo(linear.final.totals[0][0], 12); // the same sums in another order
    expect(relu.final.loss).toBeCloseTo(linear.final.loss, 12);
  });

  it('of logistic loss separate separable data', async () => {
    const data = signTarget(samples);
    const start = { kind: 'gaussian', initScale: 0.01 } as const;
    const logistic = { ...settings, start, loss: 'logistic', maxSteps: 5000 } as const;
    const run = await simulateSamples(data, { depth: 2, fusionLayer: 1 }, logistic);
    expect(run.trajectory[0].loss).toBeCloseTo(Math.LN2, 3); // Eq 35, up to −yŷ/2 of two layers of norm 0.01
    expect(run.final.loss).toBeLessThan(0.2);
  });

  it('learn XOR with late fusion ReLU', async () => {
    const data = xorSamples({ std: 1, count: 200, seed: 1 });
    const net = { depth: 2, fusionLayer: 2 };
    const xor = { ...settings, activation: 'relu', width: 40, learningRate: 0.1, maxSteps: 2000 } as const;
    const run = await simulateSamples(data, net, xor);
    expect(run.final.loss).toBeLessThan(0.01); // from ½⟨y²⟩ = 1
  });

  it.each([
    ['usage', samples, { depth: 2, fusionLayer: 1 }, { activation: 'tanh' as 'relu' }],
    ['unsupported', samples, { depth: 2, fusionLayer: 1 }, { measure: 'output' as const }],
    ['number', samples, { depth: 2, fusionLayer: 1 }, { loss: 'logistic' }],
    ['shape', { ...samples, y: new Float64Array(3) }, { depth: 2, fusionLayer: 1 }, {}],
  ] as const)('are refused as %s', async (code, data, net, extra) => {
    await expect(simulateSamples(data, net, { ...settings, ...extra })).rejects.toMatchObject({ code });
  });
});

describe('the loss on samples', () => {
  it.each([
    { activation: 'linear', loss: 'square', depth: 3 },
    { activation: 'leaky:0.2', loss: 'square', depth: 3 },
  ] as const)('is the training loss where it was trained: $activation', async ({ activation, loss, depth }) => {
    const run = await simulateSamples(samples, { depth, fusionLayer: 1 }, { ...settings, activation, loss });
    const { weights } = run.final;
    expect(sampleLoss(weights, samples, { activation, loss })).toBeCloseTo(run.final.loss, 13); // sums in another order
  });
});

describe('ReLU networks on scalars', () => {
  const scalars = gaussianSamples(
    { sigma: matrix(2, 2, Float64Array.of(4, 1, 1, 1)), inputsA: 1, target: Float64Array.of(1, 1), noise: 0 },
    { count: 80, seed: 1 },
  );

  it('need the moments of the sign quadrants only', async () => {
    const net = { depth: 2, fusionLayer: 2 };
    const whole = await simulateSamples(scalars, net, { ...settings, activation: 'relu' });
    const short = await simulateScalarRelu(correlationsOf(splitSigns(scalars)), settings);
    const expected = flatten(whole.final.weights);
    flatten(short.final.weights).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i], 11);
    });
    expect(short.final.loss).toBeCloseTo(whole.final.loss, 11);
  });

  it('have closed-form moments in a Gaussian population', () => {
    const rho = 0.6;
    const data = gaussianSamples(
      {
        sigma: matrix(2, 2, Float64Array.of(4, 2 * rho, 2 * rho, 1)),
        inputsA: 1,
        target: Float64Array.of(1, 1),
        noise: 0,
      },
      { count: 40_000, seed: 5 },
    );
    const measured = correlationsOf(splitSigns(data));
    const exact = signCorrelations(toy(2, 1, rho));
    for (const block of ['sigmaA', 'sigmaB', 'sigmaAB'] as const) {
      exact[block].data.forEach((value, i) => {
        // Five standard errors; a product of two inputs of standard deviations 2 and 2 has one below 2·2·√3.
        expect(Math.abs(measured[block].data[i] - value)).toBeLessThan((5 * 4 * Math.sqrt(3)) / Math.sqrt(40_000));
      });
    }
    expect(exact.sigmaAB.data.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2 * rho, 14); // x = x⁺ + x⁻
  });

  it('must be scalars', async () => {
    expect(() => splitSigns(samples)).toThrow(/scalars/);
    expect(() => signCorrelations(correlationsOf(samples))).toThrow(/scalars/);
    await expect(simulateScalarRelu(toy(1, 1, 0), settings)).rejects.toMatchObject({ code: 'shape', field: 'signs' });
  });
});
