/** The prediction for random weights: the rank-one flow from the effective start of a Gaussian network (not in the source). */
import {
  effectiveStart,
  hasEffectiveStart,
  randomNorms,
  startsReversed,
  type RandomNorms,
} from '../flows/random/growing-mode.js';
import { rankOneFlows } from '../flows/balanced/rank-one-flow.js';
import type { RankOneState } from '../flows/balanced/rank-one-system.js';
import { norm } from '../numerics/matrix.js';
import type { Correlations } from '../problem/correlations.js';
import type { Network } from '../problem/network.js';
import type { GaussianStart } from '../problem/start.js';
import type { Width } from '../problem/shapes.js';
import { descentTimes } from './descent-lag.js';
import { awaitedLevels } from './levels.js';
import type { Measures } from './measures.js';
import { eachTime, type FiniteWidthResult, type FiniteWidthTimes } from './random-times.js';
import { fullStartTimes } from './full-starts.js';

/** Relative tolerance of a step: far below the spread over seeds. */
const TOLERANCE = 1e-6;
const MAX_STEPS = 20_000;
/** Multiplications for one flow: a few seconds at most. */
const MAX_WORK = 4e9;

/** The times, or `null` where the work they take is too much. */
export function finiteWidthTimes(
  c: Correlations,
  net: Network,
  m: Measures,
  width: Width,
  start: GaussianStart,
  learningRate: number,
  onProgress: (fraction: number) => void,
): FiniteWidthResult | null {
  const grows = hasEffectiveStart(net) && (net.depthA + net.depthShared === 2 || !('std' in start));
  if (!grows || typeof width !== 'number') return fullStartTimes(c, net, m, width, start, learningRate, onProgress);
  const mean = randomNorms(c.sigmaYA.length, c.sigmaYB.length, net, width, start);
  const flow = rankOneFlows(c);
  const run = (norms: RandomNorms) => timesFrom(c, net, m, norms, flow, learningRate);
  const centre = run(mean);
  return centre && overSeeds(centre, net, mean, 1 / Math.sqrt(2 * width), run);
}

/** Where the rank-one flow of random weights starts, for a network with an effective start. */
export function randomState(c: Correlations, net: Network, m: Measures, norms: RandomNorms): RankOneState {
  const { lengthA, lengthB, layers } = effectiveStart(net, norms, m.sA, m.sB);
  const along = (x: Float64Array, length: number) => x.map((value) => (value * length) / norm(x));
  const sign = m.reversed && startsReversed(net) ? -1 : 1;
  return { a: along(c.sigmaYA, lengthA), b: along(c.sigmaYB, sign * lengthB), layers };
}

function timesFrom(
  c: Correlations,
  net: Network,
  m: Measures,
  norms: RandomNorms,
  flow: ReturnType<typeof rankOneFlows>,
  learningRate: number,
): FiniteWidthTimes | null {
  const result = flow(randomState(c, net, m, norms), {
    levels: awaitedLevels(net, m),
    earlyPhaseOnly: false,
    tolerance: TOLERANCE,
    maxSteps: MAX_STEPS,
    maxWork: MAX_WORK,
  });
  return descentTimes(result, net, learningRate);
}

/**
 * Mean and standard deviation over seeds. The lengths x are those of independent Gaussian N-vectors: relative to their root
 * mean square, of mean `1 − δ²/2` and standard deviation δ, `δ = 1/√(2N)`. With the times at one deviation up and one
 * down, `t' δ = (t₊ − t₋)/2` and `t'' δ² = t₊ + t₋ − 2t`: to order δ the spread, to order δ² what it does to the mean.
 */
function overSeeds(
  centre: FiniteWidthTimes,
  net: Network,
  mean: RandomNorms,
  delta: number,
  run: (norms: RandomNorms) => FiniteWidthTimes | null,
): FiniteWidthResult | null {
  const shift = { first: 0, second: 0, ratio: 0 };
  const variance = { first: 0, second: 0, ratio: 0 };
  for (const names of independentLengths(net)) {
    const scaled = (factor: number) =>
      run({ ...mean, ...Object.fromEntries(names.map((name) => [name, mean[name] * factor])) });
    const [up, down] = [scaled(1 + delta), scaled(1 - delta)];
    if (!up || !down) return null;
    for (const key of ['first', 'second', 'ratio'] as const) {
      if (!Number.isFinite(centre[key])) continue;
      const slope = (up[key] - down[key]) / 2;
      const curvature = up[key] + down[key] - 2 * centre[key];
      shift[key] += curvature / 2 - (slope * delta) / 2;
      variance[key] += slope ** 2;
    }
  }
  return {
    ...eachTime((key) => centre[key] + shift[key]),
    std: eachTime((key) => Math.sqrt(variance[key])),
    method: 'growing mode',
  };
}

/** Which lengths vary together: a growing mode is one random vector, whatever it was made of. */
function independentLengths({ depthA, depthShared }: Network): readonly (readonly (keyof RandomNorms)[])[] {
  const L = depthA + depthShared;
  if (L === 2)
    return depthA === 1
      ? [['firstA', 'firstB', 'lastA', 'lastB']]
      : [
          ['firstA', 'lastA'],
          ['firstB', 'lastB'],
        ];
  const ends = [['firstA'], ['firstB']] as const;
  const last = depthShared === 0 ? ([['lastA'], ['lastB']] as const) : ([['lastA', 'lastB']] as const);
  if (L === 3) return [...ends, ...last];
  const hidden =
    depthA >= 3 ? ([['hiddenA'], ['hiddenB']] as const) : ([['hiddenA', 'hiddenB', 'hiddenShared']] as const);
  return [...ends, ...last, ...hidden];
}
