import { describe, expect, test } from 'vitest';
import { ask, gaussianNetwork, unknownLength, type GaussianNetwork } from '../../src/flows/random/gaussian-network.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import { network } from '../../src/problem/network.js';
import { layerShapes } from '../../src/problem/shapes.js';

const net = network({ depth: 3, fusionLayer: 3 });

function drawn(width: number, seed: number): { net: GaussianNetwork; normal: () => number } {
  const source = randomSource(seed);
  const normal = () => fillNormal(source, new Float64Array(1))[0];
  const shapes = layerShapes(net, width, [1, 1]);
  const stds = {
    branches: [
      [1, 1, 1],
      [1, 1, 1],
    ],
    shared: [],
  };
  return { net: gaussianNetwork(net, shapes, stds, { A: 1, B: 1 }, normal), normal };
}

/** Asks for everything there is and returns the trace and the largest entry of the A branch's hidden layer. */
function complete(width: number, seed: number): Float64Array {
  const { net: g, normal } = drawn(width, seed);
  for (let more = true; more;) {
    more = false;
    for (const neurons of g.neurons) {
      const x = new Float64Array(neurons.coordinates).fill(1);
      if (unknownLength(x, neurons) === 0) continue;
      ask(g, neurons, x, normal);
      more = true;
    }
  }
  return g.layers[1].weights;
}

describe('a Gaussian matrix drawn by what is asked of it', () => {
  test('has as many coordinates as neurons once everything has been asked', () => {
    expect(complete(6, 1)).toHaveLength(36);
    const { net: g } = drawn(6, 1);
    expect(g.neurons.map(({ count }) => count)).toEqual(expect.arrayContaining([1, 6]));
  });

  test('is then a Gaussian matrix: singular values have the moments of one', () => {
    // For an n × n matrix G of standard normal numbers: E tr GᵀG = n², E tr (GᵀG)² = 2n³ + n²; their spread over samples
    // gives the intervals (four standard errors, for two comparisons).
    const [n, samples] = [5, 2000];
    const traces: number[] = [];
    const squares: number[] = [];
    for (let seed = 0; seed < samples; seed++) {
      const g = complete(n, seed);
      let [trace, square] = [0, 0];
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let dot = 0;
          for (let k = 0; k < n; k++) dot += g[k * n + i] * g[k * n + j];
          if (i === j) trace += dot;
          square += dot * dot;
        }
      }
      traces.push(trace);
      squares.push(square);
    }
    const off = (values: readonly number[], expected: number) => {
      const mean = values.reduce((sum, x) => sum + x, 0) / samples;
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (samples - 1);
      return Math.abs(mean - expected) / Math.sqrt(variance / samples);
    };
    expect(off(traces, n ** 2)).toBeLessThan(4);
    expect(off(squares, 2 * n ** 3 + n ** 2)).toBeLessThan(4);
  });

  test('without random numbers, new coordinates have their root-mean-square length', () => {
    const shapes = layerShapes(net, 100, [1, 1]);
    const stds = {
      branches: [
        [0.1, 0.1, 0.1],
        [0.1, 0.1, 0.1],
      ],
      shared: [],
    };
    const g = gaussianNetwork(net, shapes, stds, { A: 1, B: 1 }, null);
    expect(Array.from(g.layers[0].weights)).toEqual([1]);
  });
});
