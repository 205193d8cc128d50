/** Small problems of every kind, whose predictions cost milliseconds. */
import { dataFromArrays } from '../../src/data/index.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import { given } from '../support/given.js';

export const LATE = { depth: 2, fusionLayer: 2 } as const;
export const ALL_OF_TWO = { depth: 2, fusionLayer: 'all' } as const;

/** Scalars: Σ_A = 4, Σ_AB = 1, Σ_B = 1, Σ_yA = 5, Σ_yB = 2. */
export const toy = toyProblem({ stdA: 2, stdB: 1, rho: 0.5 });

/** Three modalities, the last with little to say, correlated with the others. */
export const three = problem({
  modalities: [
    { name: 'text', dim: 2 },
    { name: 'audio', dim: 1 },
    { name: 'video', dim: 1 },
  ],
  sigma: [
    [2, 0.5, 0.3, 0.2],
    [0.5, 1, 0.1, 0],
    [0.3, 0.1, 1, 0.4],
    [0.2, 0, 0.4, 1.5],
  ],
  sigmaYX: [[2, 0.7, 0.9, 0.4]],
  ySquared: 5,
  samples: 200,
});

/** Three classes: every modality has two modes. */
export const classes = problem({
  modalities: [
    { name: 'fur', columns: ['length', 'colour'] },
    { name: 'voice', dim: 2 },
  ],
  outputs: ['cat', 'dog', 'eel'],
  target: 'classes',
  sigma: [
    [1, 0.3, 0.1, 0],
    [0.3, 1, 0, 0.2],
    [0.1, 0, 1, 0.1],
    [0, 0.2, 0.1, 1],
  ],
  sigmaYX: [
    [0.5, 0.1, 0, 0.1],
    [-0.2, 0.3, 0.2, -0.1],
    [-0.3, -0.4, -0.2, 0],
  ],
  ySquared: 2,
});

/** Five uncorrelated scalars, the later the weaker. */
export const five = problem({
  modalities: ['one', 'two', 'three', 'four', 'five'].map((name) => ({ name, dim: 1 })),
  sigma: [4, 3, 2, 1.5, 1].map((variance, i) => Array.from({ length: 5 }, (_, j) => (i === j ? variance : 0))),
  sigmaYX: [[4, 3, 2, 1.5, 1]],
  ySquared: 12,
});

/** A drive that turns: two inputs each, nothing of them in one direction. */
export const turning = problem({
  modalities: [
    { name: 'A', dim: 2 },
    { name: 'B', dim: 2 },
  ],
  sigma: [
    [1.5, 0.2, 0.6, 0.1],
    [0.2, 1, 0.2, -0.3],
    [0.6, 0.2, 1, 0.25],
    [0.1, -0.3, 0.25, 0.8],
  ],
  sigmaYX: [[1.4, 0.9, 0.7, -0.5]],
  ySquared: 4,
  samples: 50,
});

/** Rows of two correlated inputs of A and one of B; `even`: a target that is mostly even in them. */
export function rows(count: number, seed: number, even = false) {
  const drawn = Array.from({ length: count }, (_, p) => fillNormal(randomSource(1000 * seed + p), new Float64Array(4)));
  const modalities = { A: drawn.map(([u, v]) => [1.5 * u, 0.3 * u + v]), B: drawn.map(([u, , w]) => [0.6 * u + w]) };
  const y = drawn.map(([u, v, w, e]) => (even ? 3 * Math.abs(u) : 1.5 * u) + 0.3 * v + 0.5 * w + 0.8 * e);
  const { problem: made, samples } = dataFromArrays({ modalities, y }, { samples: true });
  return { problem: made, samples: given(samples) };
}
