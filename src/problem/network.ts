import { InputError, requireFields, requireInteger } from './errors.js';

/**
 * A multimodal linear network (Eq 2): two branches of `depthA` and `depthB` layers whose outputs are added, then
 * `depthShared` layers. Total depth `L` and fusion layer `L_f` are the case `depthA = depthB = L_f`,
 * `depthShared = L − L_f`: `L_f = 1` is early fusion, `L_f = L` late.
 */
export interface Network {
  /** Layers of branch A before the fusion, at least 1. */
  readonly depthA: number;
  /** Layers of branch B before the fusion, at least 1. */
  readonly depthB: number;
  /** Layers behind the fusion, at least 0. */
  readonly depthShared: number;
}

/** A network whose branches are equally deep, by depth and fusion layer. */
export interface FusedNetwork {
  /** Total depth L, 2…1000. */
  readonly depth: number;
  /** Fusion layer L_f, 1…L. */
  readonly fusionLayer: number;
}

/** What a caller may write for a network: depth and fusion layer, or the three depths. */
export type NetworkInput = FusedNetwork | Network;

const MAX_DEPTH = 1000;
const FIELDS = ['depth', 'fusionLayer', 'depthA', 'depthB', 'depthShared'];

/**
 * Checks a network and brings it to the form of three depths.
 *
 * @throws InputError `network` if a depth is not an integer, out of `1…1000`, or the fusion layer out of `1…depth`;
 * `unsupported` for a single layer, which is plain linear regression.
 *
 * @example
 * ```ts
 * import { network } from 'unimodal-bias';
 * network({ depth: 4, fusionLayer: 3 }); // => { depthA: 3, depthB: 3, depthShared: 1 }
 * ```
 */
export function network(input: NetworkInput): Network {
  requireFields('network', input, FIELDS);
  const checked = 'depth' in input ? fromFusionLayer(input.depth, input.fusionLayer) : fromDepths(input);
  if (Math.max(checked.depthA, checked.depthB) + checked.depthShared < 2) {
    throw new InputError(
      'unsupported',
      'depth',
      1,
      'a single layer is linear regression and has no unimodal phase; use at least 2',
    );
  }
  return checked;
}

function fromFusionLayer(depth: number, fusionLayer: number): Network {
  requireInteger('depth', depth, 1, MAX_DEPTH);
  requireInteger('fusionLayer', fusionLayer, 1, depth);
  return { depthA: fusionLayer, depthB: fusionLayer, depthShared: depth - fusionLayer };
}

function fromDepths({ depthA, depthB, depthShared }: Network): Network {
  requireInteger('depthA', depthA, 1, MAX_DEPTH);
  requireInteger('depthB', depthB, 1, MAX_DEPTH);
  requireInteger('depthShared', depthShared, 0, MAX_DEPTH);
  return { depthA, depthB, depthShared };
}

/** The fusion layer `L_f` of a network whose branches are equally deep, `null` otherwise. */
export function fusionLayerOf({ depthA, depthB }: Network): number | null {
  return depthA === depthB ? depthA : null;
}

/**
 * How deep each of the `count` branches is. More than two are equally deep.
 *
 * @throws InputError `network` for more than two branches of unequal depths.
 */
export function branchDepths({ depthA, depthB }: Network, count: number): readonly number[] {
  if (count === 2) return [depthA, depthB];
  if (depthA === depthB) return Array.from({ length: count }, () => depthA);
  const message = `and depthA = ${depthA}: branches of unequal depth are for two modalities, and there are ${count}`;
  throw new InputError('network', 'depthB', depthB, message);
}
