/** The depth integrals with their arguments checked: the public way to them. */
import {
  equalDepthIntegral,
  speedRatio,
  unequalDepthIntegral,
  type DepthIntegral,
} from '../../../formulas/depth-integrals.js';
import { InputError, requireFields, requireNumber } from '../../problem/errors.js';
import { network } from '../../problem/network.js';

/** Arguments of {@link depthIntegral}. */
export interface DepthIntegralInput {
  /** Total depth L, an integer in 3…1000. */
  readonly depth: number;
  /** Fusion layer L_f, an integer in 1…L. */
  readonly fusionLayer: number;
  /** `k = s_B/s_A`, in `[0, 1]`. */
  readonly k: number;
}

/**
 * `I(L, L_f; k)` (Eq 13, 58; for `L_f = 1` its extension to early fusion): `t_A = τ u₀^(2−L) I / s_A`. A pure number,
 * with a bound on its absolute error.
 *
 * @formula depth-integral/above-2, depth-integral/at-2, depth-integral/early
 * @throws InputError `network` for depths out of range, `unsupported` for `L = 2`, `number` for k outside `[0, 1]`.
 *
 * @example
 * ```ts
 * import { depthIntegral } from 'unimodal-bias';
 * const { value, error } = depthIntegral({ depth: 4, fusionLayer: 3, k: 0.5 });
 * value.toFixed(13); // => '0.3952954278330'
 * error < 1e-14; // => true
 * ```
 */
export function depthIntegral(input: DepthIntegralInput): DepthIntegral {
  requireFields('input', input, ['depth', 'fusionLayer', 'k']);
  const { depth, fusionLayer, k } = input;
  network({ depth, fusionLayer });
  requireDeepEnough('depth', depth);
  return equalDepthIntegral(depth, fusionLayer, requireNumber('k', k, { atLeast: 0, atMost: 1 }));
}

/** Arguments of {@link branchIntegral}. */
export interface BranchIntegralInput {
  /** Pre-fusion depth L_A of the branch learned first. */
  readonly depthA: number;
  /** Pre-fusion depth L_B of the other branch. */
  readonly depthB: number;
  /** Post-fusion depth L_c. */
  readonly depthShared: number;
  /** `k = s_B/s_A > 0`; above 1 is allowed where A is learned first all the same. */
  readonly k: number;
  /** Initial norm u₀ in `(0, 1)`. */
  readonly initScale: number;
}

/**
 * `I(L_A, L_B, L_c)` of branches of unequal depth (Eq 60): `t_A = τ u₀^(2−L_A−L_c) I / s_A`. Where `L_A ≤ 2`, which the
 * source leaves out, to leading order in u₀: B has not moved when A escapes.
 *
 * @formula depth-integral/unequal
 * @throws InputError `network`, `number` for arguments out of range; `unsupported` where `L_A + L_c = 2`, or where A is
 * not the modality learned first (exchange the branches).
 *
 * @example
 * ```ts
 * import { branchIntegral } from 'unimodal-bias';
 * const I = branchIntegral({ depthA: 3, depthB: 4, depthShared: 1, k: 0.5, initScale: 0.1 });
 * I.value.toFixed(6); // => '0.412708'
 * ```
 */
export function branchIntegral(input: BranchIntegralInput): DepthIntegral {
  requireFields('input', input, ['depthA', 'depthB', 'depthShared', 'k', 'initScale']);
  const { depthA, depthB, depthShared, k, initScale } = input;
  network({ depthA, depthB, depthShared });
  requireDeepEnough('depthA + depthShared', depthA + depthShared);
  requireNumber('k', k, { above: 0 });
  requireNumber('initScale', initScale, { above: 0, below: 1 });
  const shallowFirst = depthA <= 2 && depthB > depthA;
  const kappa = depthA === depthB ? k : depthA > 2 && depthB > 2 ? speedRatio(depthA, depthB, k, initScale) : Infinity;
  if (!shallowFirst && kappa > 1) {
    const value = depthB <= 2 ? `depth ${depthB}` : `(L_B-2)/(L_A-2) * k * u0^(L_B-L_A) = ${kappa.toPrecision(6)} > 1`;
    throw new InputError(
      'unsupported',
      'k',
      k,
      `branch B is learned first (${value}), and Eq 60 is about the branch learned first; exchange A and B`,
    );
  }
  return unequalDepthIntegral(depthA, depthB, depthShared, k, initScale);
}

function requireDeepEnough(field: string, depth: number): void {
  if (depth > 2) return;
  throw new InputError(
    'unsupported',
    field,
    depth,
    `is ${depth}: with two layers the integral diverges (t_A grows as ln(1/u0), Eq 8, not as a power); use a depth of at least 3, or predict`,
  );
}
