import type { Matrix } from '../numerics/matrix.js';
import { InputError, requireInteger, show } from './errors.js';
import { branchDepths, type Network } from './network.js';
import type { ByLayer, Weights } from './weights.js';

/** A width, from 1 to 10⁹, for every hidden layer. */
export interface LayerWidths {
  /** The `depthA − 1` hidden layers inside branch A, first layer first. */
  readonly A: readonly number[];
  /** The `depthB − 1` hidden layers inside branch B. */
  readonly B: readonly number[];
  /** The fused layer (where both branches add) and those behind it, `depthShared` in all. */
  readonly shared: readonly number[];
}

/** Hidden widths: one number, from 1 to 10⁹, for all, or, for two modalities, one a layer. */
export type Width = number | LayerWidths;

/** Rows and columns of a layer. */
export type Shape = readonly [rows: number, cols: number];

/** The shapes of all layers of a network. */
export type LayerShapes = ByLayer<Shape>;

/** The width of every hidden layer in the source (J.1). */
export const DEFAULT_WIDTH = 100;

const MAX_WIDTH = 1e9;

/**
 * The shapes of a network's layers for branches of so many `inputs` each, and `outputs` outputs.
 *
 * @throws InputError `network` for a width that is not an integer in `1…10⁹`, `shape` for a list of widths whose length does
 * not fit the depth.
 */
export function layerShapes(network: Network, width: Width, inputs: readonly number[], outputs: number): LayerShapes {
  const depths = branchDepths(network, inputs.length);
  const shared = [...hiddenWidths('shared', width, network.depthShared), outputs];
  const branches = inputs.map((count, m) =>
    chain([count, ...hiddenWidths(m === 0 ? 'A' : 'B', width, depths[m] - 1), shared[0]]),
  );
  return { branches, shared: chain(shared) };
}

function hiddenWidths(part: 'A' | 'B' | 'shared', width: Width, count: number): readonly number[] {
  const widths = typeof width === 'number' ? Array.from({ length: count }, () => width) : width[part];
  if ((widths as unknown) === undefined) {
    throw new InputError('shape', 'width', width, `must be a number, or lists A, B and shared, but is ${show(width)}`);
  }
  if (widths.length !== count) {
    const message = `must list ${count} hidden widths for this depth, but lists ${widths.length}`;
    throw new InputError('shape', `width.${part}`, widths, message);
  }
  for (const value of widths) requireInteger('width', value, 1, MAX_WIDTH);
  return widths;
}

function chain(sizes: readonly number[]): Shape[] {
  return sizes.slice(1).map((rows, l) => [rows, sizes[l]]);
}

/**
 * Holds weights given by a caller against the network and the `inputs` of each branch that they must fit.
 *
 * @throws InputError `shape` if a layer is missing or its rows, columns or length do not fit; `number` for an entry that
 * is not finite.
 */
export function checkWeights(weights: Weights, network: Network, inputs: readonly number[], outputs: number): void {
  const { branches, shared } = weights;
  requireCount('weights.branches', branches.length, inputs.length, 'branches for these modalities');
  branchDepths(network, inputs.length).forEach((depth, m) => {
    requireCount(`weights.branches[${m}]`, branches[m].length, depth, 'matrices for this network');
  });
  requireCount('weights.shared', shared.length, network.depthShared, 'matrices for this network');
  const rows = (layers: readonly Matrix[]): number[] => layers.map((layer) => layer.rows);
  const fused = shared.length === 0 ? outputs : branches[0][branches[0].length - 1].rows;
  branches.forEach((layers, m) => {
    checkChain(`weights.branches[${m}]`, layers, [inputs[m], ...rows(layers.slice(0, -1)), fused]);
  });
  if (shared.length > 0) checkChain('weights.shared', shared, [fused, ...rows(shared.slice(0, -1)), outputs]);
}

function requireCount(field: string, found: number, wanted: number, what: string): void {
  if (found === wanted) return;
  throw new InputError('shape', field, found, `must hold ${wanted} ${what}, but holds ${found}`);
}

function checkChain(field: string, layers: readonly Matrix[], sizes: readonly number[]): void {
  chain(sizes).forEach((shape, l) => {
    checkLayer(`${field}[${l}]`, layers[l], shape);
  });
}

function checkLayer(field: string, { rows, cols, data }: Matrix, [wantedRows, wantedCols]: Shape): void {
  if (rows !== wantedRows || cols !== wantedCols || data.length !== rows * cols) {
    const found = `${rows}×${cols} with ${data.length} numbers`;
    throw new InputError('shape', field, found, `must be ${wantedRows}×${wantedCols}, but is ${found}`);
  }
  const bad = data.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw new InputError('number', field, bad, `must hold finite numbers, but holds ${bad}`);
}
