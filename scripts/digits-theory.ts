/**
 * The theory's timetable for noisy digits: moments of the corrupted views and of centred classes (the drive of a ten-class softmax
 * with small outputs is `y − 1/10`), five linear layers from PyTorch's start, and the flow of Gaussian starts. Nothing is fitted.
 */
import { randomStart } from '../src/flows/random/index.js';
import type { ImageSets } from '../src/problem/labelled-images.js';
import { problem } from '../src/problem/from-general.js';
import { network } from '../src/problem/network.js';
import type { Problem } from '../src/problem/problem.js';
import { layerShapes } from '../src/problem/shapes.js';
import { layerStds } from '../src/problem/start.js';
import { CORRUPTED, CORRUPTION, DEPTH, SCALES, type Corruption } from '../src/simulate/digits/protocol.js';
import { viewsOf } from '../src/simulate/digits/views.js';

/**
 * Moments of both views. With S = ⟨x xᵀ⟩ and T = ⟨(y − 1/10) xᵀ⟩ of the clean digits, corruption `c x + n` with probability q
 * makes `Σ_mm = (1 − q + c² q) S + q ν I` and `Σ_ym = (1 − q + c q) T`; never both at once, so that
 * `Σ_AB = (1 − (1 − c)(q_A + q_B)) S`.
 *
 * @param gain - of the targets: 1, or 10 for the softmax to first order, `p = 1/10 + ŷ/10`: under it the error is
 * `(10 (y − 1/10) − ŷ)/10`
 */
export function digitsProblem({ train }: ImageSets, corruption: Corruption, gain: number): Problem {
  const { count, side, values, labels } = viewsOf(train, SCALES.small.mlp.pool);
  const size = side * side;
  const S = Array.from({ length: size }, () => new Float64Array(size));
  const T = Array.from({ length: 10 }, () => new Float64Array(size));
  for (let p = 0; p < count; p++) {
    const x = values.subarray(p * size, (p + 1) * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) S[i][j] += (x[i] * x[j]) / count;
      for (let c = 0; c < 10; c++) T[c][i] += (((labels[p] === c ? 1 : 0) - 0.1) * x[i]) / count;
    }
  }
  const { signal: c, noise } = CORRUPTED;
  const q = CORRUPTION[corruption];
  const clean = (i: number, j: number): number => (i >= j ? S[i][j] : S[j][i]);
  const entry = (m: 'A' | 'B', n: 'A' | 'B', i: number, j: number): number =>
    m === n
      ? (1 - q[m] + c * c * q[m]) * clean(i, j) + (i === j ? q[m] * noise ** 2 : 0)
      : (1 - (1 - c) * (q.A + q.B)) * clean(i, j);
  const both = (['A', 'B'] as const).flatMap((name) => Array.from({ length: size }, (_, i) => ({ name, i })));
  return problem({
    modalities: [
      { name: 'A', dim: size },
      { name: 'B', dim: size },
    ],
    outputs: Array.from({ length: 10 }, (_, digit) => String(digit)),
    sigma: both.map((row) => both.map((col) => entry(row.name, col.name, row.i, col.i))),
    sigmaYX: T.map((ofClass) => both.map(({ name, i }) => gain * (1 - (1 - c) * q[name]) * ofClass[i])),
    ySquared: 0.9 * gain ** 2,
    target: 'classes',
  });
}

/** Steps at which modes of A and B reach half of their final contribution, means over starts. */
export interface TheoryTimes {
  readonly fusionLayer: number;
  /** By mode, from 1: nine, as classes are centred. */
  readonly A: readonly number[];
  readonly B: readonly number[];
  readonly draws: number;
}

/** The flow's timetable of the small MLP fused at a layer, or why there is none. */
export function theoryTimes(moments: Problem, fusionLayer: number, gain: number): TheoryTimes | string {
  const { width, learningRate } = SCALES.small.mlp;
  const net = network({ depth: DEPTH.mlp, fusionLayer });
  const inputs = moments.modalities.map((modality) => modality.inputs);
  const stds = layerStds(layerShapes(net, width, inputs, moments.outputs.length), { kind: 'pytorch' });
  const result = randomStart({
    problem: moments,
    network: net,
    width,
    start: { std: 0.1 }, // not used where `stds` are given, but for how many words a start needs
    stds,
    learningRate: learningRate / gain,
    measure: 'output',
    maxWork: 1e10,
  });
  if ('unfinished' in result) return result.unfinished;
  const times = (m: number): number[] =>
    result.events.flatMap(({ modality, time }) => (modality === m && time ? [time.mean] : []));
  return { fusionLayer, A: times(0), B: times(1), draws: result.draws };
}
