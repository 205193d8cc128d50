/**
 * The effective start of random weights, to leading order in 1/√N: which rank-one state a network of width N with
 * Gaussian weights behaves like. Not in the source. For up to four layers and branches of equal depth.
 *
 * While the total weights are negligible the first layer of a branch is seen through Σ_y only, as the N-vector
 * `W¹ n`, n along Σ_y; the last layer is an N-vector itself; and a hidden matrix makes of a unit vector one of length
 * `u₀/√N`, much shorter than the layer's norm. What grows between the ends grows linearly, and its growing mode is the
 * start of the rank-one flow:
 *
 * - two layers: `q = W¹n`, `w = W²ᵀ`, `q̇ = s w`, `ẇ = s q`: both start at `½ (q + w)`;
 * - three: the hidden layer starts at 0, driven by the two ends;
 * - four, fusion at 3 or 4: `q = W² v`, `p = W³ᵀ w`, `q̇ = s v² p`, `ṗ = s w² q`: both at `u₀/√(2N)`;
 * - four, fusion at 2: `q̇_A = s_A v_A² p`, `q̇_B = s_B v_B² p`, `ṗ = w² (s_A q_A + s_B q_B)`, whose growing mode has
 *   `p/w = ½ √(h² + h_c²)` and `q_A/v_A = s_A v_A/S` times that, `S² = s_A² v_A² + s_B² v_B²`.
 */
import type { Network } from '../../src/problem/network.js';
import type { GaussianStart } from '../../src/problem/start.js';
import type { LayerGroup, LayerGroups } from '../../src/flows/balanced/layer-scalars.js';

/** Lengths of the random N-vectors that the early phase depends on, and of what hidden matrices make of a unit vector. */
export interface RandomNorms {
  /** `v_A = ‖W_A¹ n_A‖`. */
  readonly firstA: number;
  readonly firstB: number;
  /** The hidden layers of a branch, `h`, and of the shared part, `h_c`. */
  readonly hiddenA: number;
  readonly hiddenB: number;
  readonly hiddenShared: number;
  /** The last layer of each branch where fusion is late, else of the network (then both are the same). */
  readonly lastA: number;
  readonly lastB: number;
}

/** The mean lengths for a width. Each is that of a Gaussian N-vector: relative standard deviation `1/√(2N)`. */
export function randomNorms(
  dimA: number,
  dimB: number,
  net: Network,
  width: number,
  start: GaussianStart,
): RandomNorms {
  const root = Math.sqrt(width);
  if ('std' in start) {
    const v = start.std * root;
    return { firstA: v, firstB: v, hiddenA: v, hiddenB: v, hiddenShared: v, lastA: v, lastB: v };
  }
  const u0 = start.initScale;
  const shared = Math.SQRT2 * u0;
  const last = net.depthShared === 0 ? u0 : shared;
  return {
    firstA: u0 / Math.sqrt(dimA),
    firstB: u0 / Math.sqrt(dimB),
    hiddenA: u0 / root,
    hiddenB: u0 / root,
    hiddenShared: shared / root,
    lastA: last,
    lastB: last,
  };
}

/** Lengths of the first-layer vectors along Σ_yA and Σ_yB, and the other layers. */
export interface EffectiveStart {
  readonly lengthA: number;
  readonly lengthB: number;
  readonly layers: LayerGroups;
}

const group = (scale: number, count: number): LayerGroup => ({ scale, count });

/** Whether the effective start of a network has been derived. */
export function hasEffectiveStart({ depthA, depthB, depthShared }: Network): boolean {
  return depthA === depthB && depthA + depthShared <= 4;
}

/** The effective start of a network with {@link hasEffectiveStart}, `s_A`, `s_B` in any order. */
export function effectiveStart(
  { depthA, depthShared }: Network,
  r: RandomNorms,
  sA: number,
  sB: number,
): EffectiveStart {
  const L = depthA + depthShared;
  if (depthA === 1) return earlyFusion(L, r, sA, sB);
  if (L === 2) {
    const [a, b] = [Math.hypot(r.firstA, r.lastA) / 2, Math.hypot(r.firstB, r.lastB) / 2];
    return { lengthA: a, lengthB: b, layers: { A: [group(a, 1)], B: [group(b, 1)], shared: [] } };
  }
  const first = { lengthA: r.firstA, lengthB: r.firstB };
  if (depthShared === 0) {
    const hidden = (h: number) => (L === 3 ? group(0, 1) : group(h / Math.SQRT2, 2));
    const layers = { A: [hidden(r.hiddenA), group(r.lastA, 1)], B: [hidden(r.hiddenB), group(r.lastB, 1)], shared: [] };
    return { ...first, layers };
  }
  if (depthShared === 1) {
    const hidden = (h: number) => (L === 3 ? group(0, 1) : group(h / Math.SQRT2, 2));
    return { ...first, layers: { A: [hidden(r.hiddenA)], B: [hidden(r.hiddenB)], shared: [group(r.lastA, 1)] } };
  }
  // L = 4, L_f = 2.
  const S = Math.hypot(sA * r.firstA, sB * r.firstB);
  const grown = Math.hypot((r.hiddenA * sA * r.firstA) / S, (r.hiddenB * sB * r.firstB) / S, r.hiddenShared) / 2;
  const layers = {
    A: [group((grown * sA * r.firstA) / S, 1)],
    B: [group((grown * sB * r.firstB) / S, 1)],
    shared: [group(grown, 1), group(r.lastA, 1)],
  };
  return { ...first, layers };
}

/** One branch that sees both inputs: `z = W_A¹ Σ_yAᵀ + W_B¹ Σ_yBᵀ` takes the place of `W¹ n`. */
function earlyFusion(L: number, r: RandomNorms, sA: number, sB: number): EffectiveStart {
  const z = Math.hypot(sA * r.firstA, sB * r.firstB);
  if (L === 2) {
    const S = Math.hypot(sA, sB);
    const u = Math.hypot(z / S, r.lastA) / 2;
    return { lengthA: (u * sA) / S, lengthB: (u * sB) / S, layers: { A: [], B: [], shared: [group(u, 1)] } };
  }
  const hidden = L === 3 ? group(0, 1) : group(r.hiddenShared / Math.SQRT2, 2);
  return {
    lengthA: (sA * r.firstA ** 2) / z,
    lengthB: (sB * r.firstB ** 2) / z,
    layers: { A: [], B: [], shared: [hidden, group(r.lastA, 1)] },
  };
}

/**
 * Whether a branch whose drive reverses has to start along what it learns in the end. One scalar by itself passes through
 * zero and takes the sign with it; balanced scalars, and two that are equal, shrink for ever instead, and what grows in the
 * end is the other part of the random start, which is as long.
 */
export function startsReversed({ depthA, depthShared }: Network): boolean {
  return depthA + depthShared === 2 ? depthA === 2 : depthA >= 3 && depthA + depthShared === 4;
}
