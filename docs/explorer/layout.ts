/** Where the layers of a network are drawn: every layer where there is room, else the ends of each part. */
import type { FusedNetwork } from '../../src/problem/network.js';

/** A layer of weights, from 1, or so many that are left out. */
export type Stage = { readonly layer: number } | { readonly omitted: number };

/** The layers before the fusion, which every modality has for itself, and those behind it. */
export interface Layout {
  readonly branch: readonly Stage[];
  readonly shared: readonly Stage[];
}

/** First layer, what is left out, last layer. */
const LEAST = 3;

/** Draws at most so many stages, six or more, of both parts together. */
export function layoutOf({ depth, fusionLayer }: FusedNetwork, most: number): Layout {
  const behind = depth - fusionLayer;
  const forBranch = Math.max(most - Math.max(behind, 0), Math.round((most * fusionLayer) / depth), LEAST);
  const branch = stages(1, fusionLayer, Math.min(forBranch, most - Math.min(behind, LEAST)));
  return { branch, shared: stages(fusionLayer + 1, depth, most - branch.length) };
}

function stages(first: number, last: number, most: number): Stage[] {
  const count = last - first + 1;
  if (count <= most) return Array.from({ length: count }, (_, i) => ({ layer: first + i }));
  const before = Math.ceil((most - 1) / 2);
  const after = most - 1 - before;
  return [
    ...stages(first, first + before - 1, before),
    { omitted: count - before - after },
    ...stages(last - after + 1, last, after),
  ];
}
