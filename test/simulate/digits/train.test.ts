import { describe, expect, it } from 'vitest';
import { randomSource, uniform } from '../../../src/numerics/random.js';
import type { LabelledImages } from '../../../src/problem/labelled-images.js';
import { forward, layersOf, startingWeights } from '../../../src/simulate/digits/network.js';
import { SCALES, type DigitsRun } from '../../../src/simulate/digits/protocol.js';
import { loadTensors, numbersOf, tensor } from '../../../src/simulate/digits/tensors.js';
import {
  crossings,
  inputTensor,
  oneHot,
  stepFunction,
  stepInPartsFunction,
  trainDigits,
} from '../../../src/simulate/digits/train.js';
import { viewsOf } from '../../../src/simulate/digits/views.js';
import { rejection } from '../../problem/refusal.js';

const RUN: DigitsRun = {
  network: 'mlp',
  fusionLayer: 2,
  seed: 1,
  size: 'small',
  corruption: 'code',
  activation: 'relu',
};

/** Images that only their class tells apart: a bright square at a place of its own. */
function toyImages(count: number): LabelledImages {
  const side = 28;
  const source = randomSource(9);
  const labels = Uint8Array.from({ length: count }, () => Math.floor(10 * uniform(source)));
  const pixels = new Uint8Array(count * side * side);
  labels.forEach((label, p) => {
    const [row, col] = [8 * Math.floor(label / 4), 7 * (label % 4)];
    for (let i = 0; i < 6; i++)
      pixels.fill(255, (p * side + row + i) * side + col, (p * side + row + i) * side + col + 6);
  });
  return { count, side, pixels, labels };
}

describe('training', () => {
  const sets = { train: toyImages(512), test: toyImages(300) };

  it('learns, and is the same for the same seed', async () => {
    const records = await trainDigits(RUN, sets, { maxSteps: 112 });
    const [start, end] = [records[0], records[records.length - 1]];
    expect(start.step).toBe(0);
    expect(end.step).toBe(112);
    expect(records[1].loss).toBeGreaterThan(2.2);
    expect(end.loss).toBeLessThan(0.9 * records[1].loss);
    expect(end.accuracy).toBeGreaterThan(0.4);
    expect(await trainDigits(RUN, sets, { maxSteps: 112 })).toEqual(records);
    const other = await trainDigits({ ...RUN, seed: 2 }, sets, { maxSteps: 16 });
    expect(other[1].loss).not.toBe(records[1].loss);
  });

  it('makes the same step in parts', async () => {
    const jax = await loadTensors();
    const run: DigitsRun = { ...RUN, network: 'cnn' };
    const scale = { ...SCALES.small.cnn, batch: 8, width: 4 };
    const views = viewsOf(sets.train, scale.pool);
    const layers = layersOf(run, scale, views.side);
    const scores = forward(jax, layers, run, views.side);
    const inputsOf = (from: number, count: number) => {
      const values = views.values.slice(from * views.side ** 2, (from + count) * views.side ** 2);
      const view = () => inputTensor(jax, run, values, count, views.side);
      const chosen = Uint32Array.from({ length: count }, (_, i) => from + i);
      return [view(), view(), oneHot(jax, views, chosen)] as [
        ReturnType<typeof view>,
        ReturnType<typeof view>,
        ReturnType<typeof view>,
      ];
    };
    const weights = () => startingWeights(jax, layers, run.fusionLayer, randomSource(1));
    const rate = () => tensor(jax, Float32Array.of(10), []);
    const [loss, whole] = stepFunction(jax, scores)(weights(), ...inputsOf(0, 8), rate());
    const halves = [() => inputsOf(0, 4), () => inputsOf(4, 4)];
    const [lossInParts, parts] = stepInPartsFunction(jax, scores)(weights(), halves, rate());
    expect(numbersOf(lossInParts)[0]).toBeCloseTo(numbersOf(loss)[0], 5);
    whole.forEach((weight, i) => {
      const [expected, measured] = [numbersOf(weight), numbersOf(parts[i])];
      expected.forEach((value, k) => {
        expect(measured[k]).toBeCloseTo(value, 5);
      });
    });
  });

  it('refuses fewer images than a batch, and layers that are not there', async () => {
    await rejection(trainDigits(RUN, { ...sets, train: toyImages(100) }), 'shape', 'images', 100);
    await rejection(trainDigits({ ...RUN, fusionLayer: 6 }, sets), 'network', 'fusionLayer', 6);
  });
});

it('a time is interpolated between the evaluations around it', () => {
  const rows = [0.1, 0.3, 0.7, 0.4].map((accuracyA, i) => {
    return { step: 10 * i, loss: 1, accuracy: 0, accuracyA, accuracyB: 0.2 };
  });
  expect(crossings(rows)).toEqual({ A: { step: 15, after: 10, before: 20 }, B: null });
});
