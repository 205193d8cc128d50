import { norm } from '../../numerics/matrix.js';
import type { ByModality, Correlations } from '../../problem/correlations.js';
import { requireNumber } from '../../problem/errors.js';
import { usesOf } from '../../flows/random/index.js';
import { network, type Network, type NetworkInput } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import type { GaussianStart } from '../../problem/start.js';
import { sharedBlocks } from '../../problem/two-modalities.js';
import type { Use } from '../../problem/use.js';
import type { SourceQuantities } from './quantities.js';
import { inUserOrder, oriented } from './orientation.js';

/**
 * The norms of the total weights whose halves define the learning times: for the modality the theory puts first its
 * plateau `‖Σ_y Σ⁻¹‖` of its own block, for the other its final value, its block of the global pseudo-inverse (Eq 6, 7).
 * `Infinity`, so never half reached, where that block is zero: what is learned first explains all.
 *
 * @param correlations - the data
 * @param networkInput - depths and fusion layer; with branches of unequal depth they have a say in the order
 * @param initScale - `u_0 > 0`, which has a say in the order where the branches are unequally deep
 * @throws InputError `network` or `number` for depths or `u_0` out of range.
 */
export function learningLevels(
  correlations: Correlations,
  networkInput: NetworkInput,
  initScale: number,
): ByModality<number> {
  requireNumber('initScale', initScale, { above: 0 });
  const { first, measures } = oriented(correlations, network(networkInput), initScale);
  const final = norm(measures.finalB);
  const nothingLeft = measures.rB === 0 && final <= 1e-9 * norm(measures.finalA); // zero up to rounding
  return inUserOrder(first)(measures.pA, nothingLeft ? Infinity : final);
}

/** The levels whose halves are waited for, A being learned first; `null` for a B that is never learned. */
export function awaitedLevels(net: Network, m: SourceQuantities): { A: number; B: number | null } {
  return { A: m.pA, B: isNeverLearned(net, m) ? null : norm(m.finalB) };
}

/**
 * Whether nothing is left for B. Under early fusion both modalities share their first layer's growth: of collinear ones
 * each takes its part of the pseudo-inverse, and B is not learned only where that part is zero up to rounding.
 */
function isNeverLearned({ depthA, depthB }: Network, m: SourceQuantities): boolean {
  const early = depthA === 1 && depthB === 1;
  return m.rB === 0 && !(early && norm(m.finalB) > 1e-9 * norm(m.finalA));
}

/**
 * What is waited for by weights: of two modalities and one output the source's levels, else the norms of the final weights, as
 * `simulate` does.
 */
export function usesByWeights(problem: Problem, net: Network, scale: GaussianStart): readonly Use[] {
  const c = sharedBlocks(problem);
  if (c === null) return usesOf(problem, 'weights');
  return usesAtLevels(learningLevels(c, net, 'std' in scale ? scale.std : scale.initScale));
}

/** Norms as what is waited for; an infinite one is never reached. */
const usesAtLevels = ({ A, B }: ByModality<number>): readonly Use[] =>
  [A, B].map((level, modality) => ({ modality, mode: 1, level: Number.isFinite(level) ? level : 0 }));
