import fc from 'fast-check';
import type { Correlations } from '../../src/problem/correlations.js';
import { network, type Network } from '../../src/problem/network.js';
import { problemOf } from '../../src/problem/two-modalities.js';
import type { Weights } from '../../src/problem/weights.js';
import { populationCorrelations, randomPopulation } from '../../src/simulate/generators.js';
import type { Width } from '../../src/problem/shapes.js';
import { startWeights } from '../../src/simulate/start.js';

/** A random network on random correlations with random weights of order one. */
export interface Problem {
  readonly network: Network;
  readonly width: Width;
  readonly correlations: Correlations;
  readonly weights: Weights;
}

const hidden = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 7 }), { minLength: length, maxLength: length });

/** Networks of every kind: early, intermediate, late, unequally deep; widths that are and are not multiples of four. */
export const problems: fc.Arbitrary<Problem> = fc
  .record({
    depthA: fc.integer({ min: 1, max: 4 }),
    depthB: fc.integer({ min: 1, max: 4 }),
    depthShared: fc.integer({ min: 0, max: 3 }),
  })
  .filter(({ depthA, depthB, depthShared }) => Math.max(depthA, depthB) + depthShared >= 2)
  .chain((depths) =>
    fc.record({
      network: fc.constant(network(depths)),
      width: fc.record({
        A: hidden(depths.depthA - 1),
        B: hidden(depths.depthB - 1),
        shared: hidden(depths.depthShared),
      }),
      inputsA: fc.integer({ min: 1, max: 6 }),
      inputsB: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
    }),
  )
  .map(({ network, width, inputsA, inputsB, seed }) => {
    const population = randomPopulation({ inputsA, inputsB, seed, degreesOfFreedom: 4 * (inputsA + inputsB) });
    const correlations = populationCorrelations(population);
    const weights = startWeights(
      { kind: 'gaussian', std: 0.7 },
      {
        network,
        width,
        seed,
        problem: problemOf(correlations),
      },
    );
    return { network, width, correlations, weights };
  });
