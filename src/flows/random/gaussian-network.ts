/**
 * A network of Gaussian weights in few coordinates. Gradient flow (Eq 3–5) asks a weight matrix G only what it makes of
 * the few vectors that pass through it, forwards and backwards. Given those answers, G is still Gaussian in the
 * directions nobody has asked for: what it makes of a new unit vector e is known along the vectors that Gᵀ was asked
 * for, and in the rest of its N neurons it is a Gaussian vector of its own, a new coordinate but for small overlaps with
 * the coordinates there are. So the network is drawn while it is used, in as many coordinates as it uses: a network of
 * width 100 or 10,000 is the same ten of them. The distribution over random starts is that of the full matrices.
 *
 * Without a source of random numbers the new coordinates have their root-mean-square length and no overlap: the
 * large-width limit of the directions, at the layer norms of the given width.
 */
import type { Network } from '../../problem/network.js';
import type { LayerShapes, Shape } from '../../problem/shapes.js';
import type { LayerStds } from '../../problem/start.js';

/** Independent standard normal numbers; `null` for the large-width limit. */
export type Normal = (() => number) | null;

/** Neurons between two layers of weights, in coordinates; the first `known` of them have been asked of every layer. */
export interface Neurons {
  /** How many neurons there are: N. */
  readonly count: number;
  coordinates: number;
  known: number;
}

/** A layer of weights between two sets of neurons. */
export interface GaussianLayer {
  readonly from: Neurons;
  readonly to: Neurons;
  /** Standard deviation of its random entries. */
  readonly std: number;
  /** In coordinates, `to.coordinates × from.coordinates`, row-major. What has not been asked for is zero. */
  weights: Float64Array;
}

/** The network; layers in the order of the forward pass: A, B, shared. */
export interface GaussianNetwork {
  /** How many of the layers are A's, and how many B's. */
  readonly depths: { readonly A: number; readonly B: number };
  readonly inputA: Neurons;
  readonly inputB: Neurons;
  readonly output: Neurons;
  readonly neurons: readonly Neurons[];
  readonly layers: readonly GaussianLayer[];
}

/** The network in which nothing has been asked for but what the inputs and the output are connected to. */
export function gaussianNetwork(
  { depthShared }: Network,
  shapes: LayerShapes,
  stds: LayerStds,
  inputs: { readonly A: number; readonly B: number },
  normal: Normal,
): GaussianNetwork {
  const given = (count: number): Neurons => ({ count, coordinates: count, known: 0 });
  const hidden = (count: number): Neurons => ({ count, coordinates: 0, known: 0 });
  const [inputA, inputB, output] = [given(inputs.A), given(inputs.B), given(1)];
  const fused = depthShared === 0 ? output : hidden(shapes.shared[0][1]);
  const chain = (of: readonly number[], shape: readonly Shape[], first: Neurons, last: Neurons): GaussianLayer[] => {
    let from = first;
    return of.map((std, l) => {
      const to = l === of.length - 1 ? last : hidden(shape[l][0]);
      const layer = { from, to, std, weights: new Float64Array(from.coordinates * to.coordinates) };
      from = to;
      return layer;
    });
  };
  const [ofA, ofB] = [stds.branches[0], stds.branches[1]];
  const layers = [
    ...chain(ofA, shapes.branches[0], inputA, fused),
    ...chain(ofB, shapes.branches[1], inputB, fused),
    ...chain(stds.shared, shapes.shared, fused, output),
  ];
  const neurons = [...new Set(layers.flatMap(({ from, to }) => [from, to]))];
  const depths = { A: ofA.length, B: ofB.length };
  const net = { depths, inputA, inputB, output, neurons, layers };
  for (const ends of [output, inputA, inputB]) {
    while (ends.known < ends.coordinates) askNextCoordinate(net, ends, normal);
  }
  return net;
}

/** Asks every layer at these neurons what it makes of the part of `x` that is not known yet. */
export function ask(net: GaussianNetwork, neurons: Neurons, x: Float64Array, normal: Normal): void {
  turnTowards(net, neurons, x);
  askNextCoordinate(net, neurons, normal);
}

/** Length of the part of `x` that has not been asked for. */
export function unknownLength(x: Float64Array, { known, coordinates }: Neurons): number {
  let square = 0;
  for (let i = known; i < coordinates; i++) square += x[i] * x[i];
  return Math.sqrt(square);
}

/** A reflection of the coordinates not known yet that puts x's part in them on the first: a Gaussian matrix allows any. */
function turnTowards(net: GaussianNetwork, neurons: Neurons, x: Float64Array): void {
  const { known, coordinates } = neurons;
  const v = new Float64Array(coordinates);
  for (let i = known; i < coordinates; i++) v[i] = x[i];
  v[known] += Math.sign(v[known] || 1) * unknownLength(x, neurons);
  const square = v.reduce((sum, value) => sum + value * value, 0);
  for (const { from, to, weights } of net.layers) {
    const columns = from.coordinates;
    if (to === neurons) for (let j = 0; j < columns; j++) reflect(weights, j, columns, v, square);
    if (from === neurons) for (let i = 0; i < to.coordinates; i++) reflect(weights, i * columns, 1, v, square);
  }
}

/** `x − 2 v (v·x)/‖v‖²` for the vector x that starts at `offset` of `data`, every `stride` numbers. */
function reflect(data: Float64Array, offset: number, stride: number, v: Float64Array, square: number): void {
  let along = 0;
  for (let i = 0; i < v.length; i++) along += v[i] * data[offset + i * stride];
  const factor = (2 * along) / square;
  for (let i = 0; i < v.length; i++) data[offset + i * stride] -= factor * v[i];
}

function askNextCoordinate(net: GaussianNetwork, neurons: Neurons, normal: Normal): void {
  const asked = neurons.known++;
  for (const layer of net.layers) {
    if (layer.from === neurons) answer(net, layer, layer.to, normal, (other) => other * layer.from.coordinates + asked);
    if (layer.to === neurons) answer(net, layer, layer.from, normal, (other) => asked * layer.from.coordinates + other);
  }
}

/** Draws what a layer makes of the coordinate asked for; `at` is the place in its weights of the other side's index. */
function answer(
  net: GaussianNetwork,
  layer: GaussianLayer,
  side: Neurons,
  normal: Normal,
  at: (other: number) => number,
): void {
  if (normal) for (let i = side.known; i < side.coordinates; i++) layer.weights[at(i)] += layer.std * normal();
  const rest = side.count - side.coordinates;
  if (rest <= 0) return;
  const length = layer.std * (normal ? chi(rest, normal()) : Math.sqrt(side.count));
  const fresh = addCoordinate(net, side);
  layer.weights[at(fresh)] += length;
}

/** The length of a Gaussian vector of `n` entries, from a standard normal number (Wilson and Hilferty 1931). */
function chi(n: number, z: number): number {
  const variance = 2 / (9 * n);
  return Math.sqrt(n * Math.max(0, 1 - variance + z * Math.sqrt(variance)) ** 3);
}

/** Gives the neurons one more coordinate, of which no layer knows anything, and returns its index. */
function addCoordinate(net: GaussianNetwork, neurons: Neurons): number {
  const before = neurons.coordinates;
  for (const layer of net.layers) {
    const { from, to, weights } = layer;
    if (to === neurons) {
      layer.weights = new Float64Array((before + 1) * from.coordinates);
      layer.weights.set(weights);
    } else if (from === neurons) {
      layer.weights = new Float64Array(to.coordinates * (before + 1));
      for (let i = 0; i < to.coordinates; i++) {
        layer.weights.set(weights.subarray(i * before, (i + 1) * before), i * (before + 1));
      }
    }
  }
  neurons.coordinates++;
  return before;
}
