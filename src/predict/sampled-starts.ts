/** Times of random weights by integrating networks drawn in the coordinates they use: any depths, widths and spreads. */
import { gaussianFlow } from '../../formulas/gaussian-flow.js';
import { gaussianNetwork, type LayerStds, type Normal } from '../../formulas/gaussian-network.js';
import type { GaussianStart } from '../../formulas/finite-width.js';
import { norm } from '../numerics/matrix.js';
import { fillNormal, randomSource } from '../numerics/random.js';
import { mean, standardDeviation } from '../numerics/statistics.js';
import type { Correlations } from '../problem/correlations.js';
import type { Network } from '../problem/network.js';
import { layerShapes, type LayerShapes, type Shape, type Width } from '../problem/shapes.js';
import type { FiniteWidthResult, FiniteWidthTimes } from './finite-width.js';
import type { Measures } from './measures.js';

/** Relative tolerance of a step: times to a few parts in a thousand at eight layers, better below. */
const TOLERANCE = 1e-5;
/** Pairs of opposite starts. The mean of a pair is free of first-order fluctuations, so that few pairs tell the mean. */
const MAX_PAIRS = 32;
const MIN_PAIRS = 4;
/** Multiplications for all pairs, beyond {@link MIN_PAIRS}: a few seconds. */
const WORK = 3e8;
const MAX_WORK_EACH = 2e8;

/** The times, or `null` where the work runs out (hundreds of dimensions). */
export function sampledTimes(
  c: Correlations,
  net: Network,
  m: Measures,
  width: Width,
  start: GaussianStart,
): FiniteWidthResult | null {
  const inputs = { A: c.sigmaYA.length, B: c.sigmaYB.length };
  const shapes = layerShapes(net, width, inputs.A, inputs.B);
  const stds = layerStds(shapes, start);
  const never = m.rB === 0 && net.depthB > 1;
  const levels = { A: m.pA, B: never ? null : norm(m.finalB) };
  const run = (normal: Normal) => {
    const options = { levels, tolerance: TOLERANCE, maxWork: MAX_WORK_EACH };
    const { tA, tB, work } = gaussianFlow(gaussianNetwork(net, shapes, stds, inputs, normal), c, normal, options);
    if (tA === null || tB === null) return null;
    return { first: tA, second: tB, ratio: Math.max(tA, tB) / Math.min(tA, tB), work };
  };
  const pairs: (readonly [FiniteWidthTimes, FiniteWidthTimes])[] = [];
  let work = 0;
  while (pairs.length < MIN_PAIRS || (pairs.length < MAX_PAIRS && work < WORK)) {
    const [up, down] = [run(normalNumbers(pairs.length, 1)), run(normalNumbers(pairs.length, -1))];
    if (!up || !down) return null;
    work += up.work + down.work;
    pairs.push([up, down]);
  }
  return overPairs(pairs);
}

/** Standard deviations of the weights by the two protocols (`GaussianStart`). */
function layerStds(shapes: LayerShapes, start: GaussianStart): LayerStds {
  const each = (norm: number) => (shape: Shape) => ('std' in start ? start.std : norm / Math.sqrt(shape[0] * shape[1]));
  const u0 = 'std' in start ? NaN : start.initScale;
  return {
    A: shapes.A.map(each(u0)),
    B: shapes.B.map(each(u0)),
    shared: shapes.shared.map(each(Math.SQRT2 * u0)),
  };
}

/** Standard normal numbers, all of one sign or of the other. */
function normalNumbers(seed: number, sign: 1 | -1): () => number {
  const source = randomSource(seed);
  const two = new Float64Array(2);
  let next = 2;
  return () => {
    if (next === 2) {
      fillNormal(source, two);
      next = 0;
    }
    return sign * two[next++];
  };
}

/** Mean, its standard error from the means of the pairs, and standard deviation over all starts. */
function overPairs(pairs: readonly (readonly [FiniteWidthTimes, FiniteWidthTimes])[]): FiniteWidthResult {
  const each = (value: (key: keyof FiniteWidthTimes) => number): FiniteWidthTimes => ({
    first: value('first'),
    second: value('second'),
    ratio: value('ratio'),
  });
  const finite = (key: keyof FiniteWidthTimes) => Number.isFinite(pairs[0][0][key]);
  const all = (key: keyof FiniteWidthTimes) => pairs.flatMap((pair) => pair.map((times) => times[key]));
  const means = (key: keyof FiniteWidthTimes) => pairs.map(([up, down]) => (up[key] + down[key]) / 2);
  return {
    ...each((key) => mean(means(key))),
    std: each((key) => (finite(key) ? standardDeviation(all(key)) : 0)),
    meanError: each((key) => (finite(key) ? standardDeviation(means(key)) / Math.sqrt(pairs.length) : 0)),
    method: 'sampled starts',
  };
}
