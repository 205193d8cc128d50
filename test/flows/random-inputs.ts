/** Problems, questions and starts for tests of random starts. */
import { type RandomStartInput } from '../../src/flows/random/index.js';
import { normals, startsOf } from '../../src/flows/random/starts.js';
import type { WordNetwork } from '../../src/flows/random/words.js';
import { problem } from '../../src/problem/from-general.js';
import { network, type NetworkInput } from '../../src/problem/network.js';
import type { Problem } from '../../src/problem/problem.js';

/** Moments of modalities of these sizes and of outputs, without any symmetry. */
export function momentsOf(dims: readonly number[], outputs: number): Problem {
  const D = dims.reduce((sum, dim) => sum + dim, 0);
  const G = Array.from({ length: D }, (_, i) =>
    Array.from({ length: D }, (_, j) => Math.sin(3 * i + 5 * j + 1) + (i === j ? 2 : 0)),
  );
  const sigma = G.map((_, i) =>
    G.map((__, j) => G[Math.min(i, j)].reduce((sum, x, k) => sum + x * G[Math.max(i, j)][k], 0) / D),
  );
  const sigmaYX = Array.from({ length: outputs }, (_, c) =>
    Array.from({ length: D }, (_, i) => Math.cos(2 * c + 7 * i + 1)),
  );
  return problem({ modalities: dims.map((dim, m) => ({ name: `m${m}`, dim })), sigma, sigmaYX, ySquared: 100 });
}

export function asked(data: Problem, net: NetworkInput, more: Partial<RandomStartInput> = {}): RandomStartInput {
  const start = { initScale: 0.1 } as const;
  return { problem: data, network: network(net), width: 6, start, learningRate: 0.02, measure: 'output', ...more };
}

/** A start whose weights are all of order one. */
export function grown(input: RandomStartInput): WordNetwork {
  const net = startsOf(input)(normals(3, 1));
  return { ...net, weights: net.weights.map((w, i) => (w === 0 ? 0 : Math.sin(11 * i + 1))) };
}
