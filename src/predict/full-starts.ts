/** Times of random weights by integrating networks drawn in the coordinates they use: any depths and widths. */
import { gaussianFlow } from '../flows/random/gaussian-flow.js';
import { gaussianNetwork, type Normal } from '../flows/random/gaussian-network.js';
import { layerStds, type GaussianStart } from '../problem/start.js';
import { randomSource, uniform } from '../numerics/random.js';
import { mean } from '../numerics/statistics.js';
import type { Correlations } from '../problem/correlations.js';
import type { Network } from '../problem/network.js';
import { layerShapes, type Width } from '../problem/shapes.js';
import { descentTimes } from './descent-lag.js';
import { awaitedLevels } from './levels.js';
import type { Measures } from './measures.js';
import { eachTime, type FiniteWidthResult, type FiniteWidthTimes } from './random-times.js';

/** The tolerance of a step is far below what the directions left out change. */
const FLOW = { tolerance: 1e-5, worthAsking: 0.1, maxWork: 5e8 };
/** Pairs of starts, powers of two: the second where a pair of flows costs more than {@link DEAR} multiplications. */
const PAIRS = 32;
const PAIRS_IF_DEAR = 8;
const DEAR = 2e7;

/** The times, or `null` where the work runs out (hundreds of dimensions). */
export function fullStartTimes(
  c: Correlations,
  net: Network,
  m: Measures,
  width: Width,
  start: GaussianStart,
  learningRate: number,
  onProgress: (fraction: number) => void,
): FiniteWidthResult | null {
  const inputs = { A: c.sigmaYA.length, B: c.sigmaYB.length };
  const shapes = layerShapes(net, width, [inputs.A, inputs.B]);
  const stds = layerStds(shapes, start);
  const levels = awaitedLevels(net, m);
  const run = (normal: Normal) => {
    const drawn = gaussianNetwork(net, shapes, stds, inputs, normal);
    const flow = gaussianFlow(drawn, c, normal, { levels, ...FLOW });
    const times = descentTimes(flow, net, learningRate);
    return times && { ...times, work: flow.work };
  };
  const pairs: (readonly [FiniteWidthTimes, FiniteWidthTimes])[] = [];
  let count = PAIRS;
  while (pairs.length < count) {
    const [up, down] = [run(designNumbers(pairs.length, 1)), run(designNumbers(pairs.length, -1))];
    if (!up || !down) return null;
    pairs.push([up, down]);
    if (up.work + down.work > DEAR) count = PAIRS_IF_DEAR;
    onProgress(pairs.length / count);
  }
  return overPairs(pairs);
}

/**
 * The numbers that take the place of the j-th standard normal one in a pair of starts: ±1 by a two-level orthogonal design
 * with fold-over (the columns of Sylvester's Hadamard matrix). Like normal numbers they have mean 0 and variance 1, and over
 * all pairs no two of them are correlated, so that averages over the pairs are exact to second order in the fluctuations:
 * the mean to order `1/N`, the variance to leading order. Numbers behind the design's columns hardly matter; they get random signs.
 */
function designNumbers(pair: number, sign: 1 | -1): () => number {
  const source = randomSource(pair);
  let next = 0;
  return () => {
    const j = next++;
    const up = j < PAIRS ? evenBits(pair & j) : uniform(source) < 0.5;
    return up ? sign : -sign;
  };
}

function evenBits(bits: number): boolean {
  let even = true;
  for (let rest = bits; rest > 0; rest &= rest - 1) even = !even;
  return even;
}

/** The mean over all starts, and the standard deviation from the difference in each pair. */
function overPairs(pairs: readonly (readonly [FiniteWidthTimes, FiniteWidthTimes])[]): FiniteWidthResult {
  const finite = (key: keyof FiniteWidthTimes) => Number.isFinite(pairs[0][0][key]);
  return {
    ...eachTime((key) => mean(pairs.map(([up, down]) => (up[key] + down[key]) / 2))),
    std: eachTime((key) =>
      finite(key) ? Math.sqrt(mean(pairs.map(([up, down]) => ((up[key] - down[key]) / 2) ** 2))) : 0,
    ),
    method: 'full start',
  };
}
