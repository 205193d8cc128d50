/**
 * The layers of a rank-one network other than the first are scalars; layers of equal scalar are one group. The factors
 * `f_A = C P_A` and `f_B = C P_B` in front of the first-layer vectors are monomials in the groups' scalars, and so is
 * everything that is needed of them.
 */

/** Layers of equal norm: `count` of them, each of norm `scale`. */
export interface LayerGroup {
  /** Norm of each layer of the group. */
  readonly scale: number;
  /** How many layers. */
  readonly count: number;
}

/** The layers behind the first ones, group by group. */
export interface LayerGroups {
  /** Of branch A, its first layer not among them: `L_A − 1` layers. */
  readonly A: readonly LayerGroup[];
  /** Of branch B: `L_B − 1` layers. */
  readonly B: readonly LayerGroup[];
  /** Behind the fusion: `L_c` layers. */
  readonly shared: readonly LayerGroup[];
}

/** Exponents of the groups' scalars, in the order A, B, shared, in `f_A` and `f_B`. */
export interface Exponents {
  readonly A: readonly number[];
  readonly B: readonly number[];
}

/** All groups in the order of their scalars. */
export const allGroups = ({ A, B, shared }: LayerGroups): readonly LayerGroup[] => [...A, ...B, ...shared];

/** Branch A's factor has the layers of A and the shared ones, and likewise B's. */
export function exponentsOf({ A, B, shared }: LayerGroups): Exponents {
  const counts = (groups: readonly LayerGroup[]) => groups.map(({ count }) => count);
  const none = (groups: readonly LayerGroup[]) => groups.map(() => 0);
  return {
    A: [...counts(A), ...none(B), ...counts(shared)],
    B: [...none(A), ...counts(B), ...counts(shared)],
  };
}

/** No group's exponent is lowered. */
const NONE = -1;

/**
 * `Π_l s_l^(e_l)` of the scalars that stand at the end of `y`, with the exponents of groups `k` and `l` lowered by one.
 * Called several times an evaluation of the flow: it takes the state as it is and allocates nothing.
 */
export function monomial(y: Float64Array, exponents: readonly number[], k = NONE, l = NONE): number {
  const first = y.length - exponents.length;
  let product = 1;
  for (let i = 0; i < exponents.length; i++) {
    const exponent = exponents[i] - (i === k ? 1 : 0) - (i === l ? 1 : 0);
    const s = y[first + i];
    if (exponent > 0) product *= exponent === 1 ? s : s ** exponent;
  }
  return product;
}

/** How much a factor changes with one layer of group k: the monomial without that layer; 0 if the group has no part in it. */
export function perLayer(y: Float64Array, exponents: readonly number[], k: number): number {
  return exponents[k] === 0 ? 0 : monomial(y, exponents, k);
}

/** The derivative of {@link perLayer} of group k with respect to the scalar of group l. */
export function perLayerSlope(y: Float64Array, exponents: readonly number[], k: number, l: number): number {
  const left = exponents[l] - (k === l ? 1 : 0);
  return exponents[k] === 0 || left <= 0 ? 0 : left * monomial(y, exponents, k, l);
}
