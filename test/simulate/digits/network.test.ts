import { describe, expect, it } from 'vitest';
import { randomSource } from '../../../src/numerics/random.js';
import { forward, layersOf, startingWeights } from '../../../src/simulate/digits/network.js';
import { SCALES, type DigitsNetwork } from '../../../src/simulate/digits/protocol.js';
import { loadTensors, numbersOf, tensor } from '../../../src/simulate/digits/tensors.js';
import { patchesOf } from '../../../src/simulate/digits/views.js';

const BATCH = 2;
const SIDE = 14;
const jax = await loadTensors();

/** An image of channels: `image[channel][row][col]`. */
type Image = number[][][];

/** A 3 × 3 convolution as its definition says; weights are `9 × inputs × outputs`. */
function convolved(images: readonly Image[], weights: readonly number[][][][]): Image {
  const [outputs, edge] = [weights[0][0][0].length, images[0][0].length - 2];
  return Array.from({ length: outputs }, (_, o) =>
    Array.from({ length: edge }, (_, row) =>
      Array.from({ length: edge }, (_, col) => {
        let sum = 0;
        images.forEach((image, view) => {
          image.forEach((channel, c) => {
            for (let k = 0; k < 9; k++) sum += channel[row + Math.floor(k / 3)][col + (k % 3)] * weights[view][k][c][o];
          });
        });
        return sum;
      }),
    ),
  );
}

const relu = (x: number): number => Math.max(x, 0);

describe.each<[DigitsNetwork, number]>([
  ['mlp', 1],
  ['mlp', 3],
  ['mlp', 5],
  ['cnn', 1],
  ['cnn', 2],
  ['cnn', 5],
])('the %s fused at layer %i', (network, fusionLayer) => {
  const scale = { ...SCALES.small[network], width: 4 };
  const layers = layersOf({ network }, scale, SIDE);
  const weights = startingWeights(jax, layers, fusionLayer, randomSource(1));
  const views = ['A', 'B'].map((_, v) =>
    Float32Array.from({ length: BATCH * SIDE * SIDE }, (_, i) => Math.sin(1 + i * (v + 0.37))),
  );

  it('computes what its definition says', () => {
    const inputs = views.map((view) => {
      const values = network === 'cnn' ? patchesOf(view, BATCH, SIDE) : view;
      const columns = network === 'cnn' ? 9 : SIDE * SIDE;
      return tensor(jax, values as Float32Array<ArrayBuffer>, [values.length / columns, columns]);
    });
    const kept = weights.map((weight) => weight.ref);
    const scores = forward(jax, layers, { network, fusionLayer, activation: 'relu' }, SIDE)(kept, inputs[0], inputs[1]);
    const measured = numbersOf(scores);
    expect(measured).toHaveLength(20);
    Array.from({ length: BATCH }, (_, image) => reference(image))
      .flat()
      .forEach((value, i) => {
        expect(measured[i]).toBeCloseTo(value, 5);
      });
  });

  /** Scores of one image by loops. */
  function reference(image: number): number[] {
    const plain = weights.map((weight) => weight.ref.js() as unknown);
    let taken = 0;
    const take = (): never => plain[taken++] as never; // whatever the caller knows it to be
    const size = SIDE * SIDE;
    const pixels = views.map((view) => [...view.subarray(image * size, (image + 1) * size)]);
    const affine = (xs: number[][], ws: number[][][], bias: number[]): number[] =>
      bias.map((start, o) => xs.reduce((sum, x, v) => x.reduce((s, value, i) => s + value * ws[v][i][o], sum), start));
    if (network === 'mlp') {
      let [a, b] = pixels;
      for (let layer = 1; layer < fusionLayer; layer++) {
        a = affine([a], [take()], take()).map(relu);
        b = affine([b], [take()], take()).map(relu);
      }
      let x = affine([a, b], [take(), take()], take());
      for (let layer = fusionLayer + 1; layer <= 5; layer++) x = affine([x.map(relu)], [take()], take());
      return x;
    }
    const kernels = (layer: number): number[][][] =>
      layer === 1 ? (take() as number[][]).map((row) => [row]) : take();
    const withBias = (x: Image, bias: number[]): Image =>
      x.map((channel, c) => channel.map((row) => row.map((value) => relu(value + bias[c]))));
    let [a, b]: Image[] = pixels.map((values) => [
      Array.from({ length: SIDE }, (_, row) => values.slice(row * SIDE, (row + 1) * SIDE)),
    ]);
    for (let layer = 1; layer < fusionLayer; layer++) {
      a = withBias(convolved([a], [kernels(layer)]), take());
      b = withBias(convolved([b], [kernels(layer)]), take());
    }
    let x = withBias(convolved([a, b], [kernels(fusionLayer), kernels(fusionLayer)]), take());
    for (let layer = fusionLayer + 1; layer <= 5; layer++) x = withBias(convolved([x], [kernels(layer)]), take());
    const edge = x[0].length / 2;
    const features: number[] = [];
    for (let row = 0; row < edge; row++) {
      for (let col = 0; col < edge; col++) {
        for (const channel of x) {
          const square = [0, 1].flatMap((i) => [0, 1].map((j) => channel[2 * row + i][2 * col + j]));
          features.push(Math.max(...square));
        }
      }
    }
    return affine([features], [take()], take());
  }

  it('starts within PyTorch’s bounds', () => {
    const inputs = network === 'mlp' ? SIDE * SIDE : 9;
    const bound = 1 / Math.sqrt(fusionLayer === 1 ? 2 * inputs : inputs);
    const values = numbersOf(weights[0].ref);
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound * (1 + 1e-6));
    expect(largest).toBeGreaterThan(0.8 * bound);
  });
});
