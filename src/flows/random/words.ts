/**
 * The start of a network of Gaussian weights in few coordinates. Gradient descent asks a weight matrix only what it makes of
 * the few vectors that pass through it. Asked for a direction nobody has asked for, a Gaussian matrix answers with one that
 * is new: so neurons get a coordinate, a *word*, for each way in which a signal reaches them from an input or from an
 * output, and the network is small matrices between words whatever its width.
 *
 * A signal that goes back the way it came, or out of the fused layer into another branch, makes a *turn*. Words with more
 * turns than a limit are left out: what they add is of higher order (`turnsFor`).
 *
 * Without random numbers every answer is new and of its root-mean-square length `σ√n`, the *typical* start of large widths.
 * With them an answer also has overlaps `σz` with the words there are, and the length `σχ_{n−words}` in the rest: in law
 * the network of full matrices.
 */
import type { Network } from '../../problem/network.js';
import { offsets, type Problem } from '../../problem/problem.js';
import { layerShapes, type Width } from '../../problem/shapes.js';
import type { LayerStds } from '../../problem/start.js';
import type { Matrix } from '../../numerics/matrix.js';
import { inputDirections } from './input-directions.js';

/** Independent standard normal numbers; `null` for the typical start. */
export type Normal = (() => number) | null;

/** A layer of weights between words, `rows × cols` numbers from `offset` on, row-major. */
export interface WordLayer {
  readonly from: number;
  readonly to: number;
  readonly rows: number;
  readonly cols: number;
  readonly offset: number;
  /** The modality whose branch it is in, or `null` behind the fusion. */
  readonly branch: number | null;
  /** Its place in the branch or behind the fusion, from 0. */
  readonly index: number;
}

/** A network in its words: the first nodes are the inputs of the modalities, the last one is the output. */
export interface WordNetwork {
  /** How many coordinates each node has. */
  readonly sizes: readonly number[];
  /** In the order of the forward pass. */
  readonly layers: readonly WordLayer[];
  /** All weights. */
  readonly weights: Float64Array;
}

/** What the words depend on besides the random numbers. */
export interface WordSettings {
  readonly problem: Problem;
  readonly network: Network;
  readonly width: Width;
  readonly stds: LayerStds;
  /** How many turns the signals of the first directions may make. */
  readonly turns: number;
  /** How many input directions of a modality have words, and how many of those make turns. */
  readonly directions: { readonly all: number; readonly turning: number };
}

interface Word {
  /** The edge by which it came; −1 for inputs and outputs. */
  readonly came: number;
  /** Turns left. */
  readonly left: number;
}

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly std: number;
  readonly branch: number | null;
  readonly index: number;
  /** Row, column and value of what has been answered, one after the other: arrays of three would be most of a start's cost. */
  readonly entries: number[];
  /** Words that have been asked, of the node it comes from and of the node it goes to. */
  readonly asked: { readonly from: Set<number>; readonly to: Set<number> };
}

/** Multiplications that each weight of a drawn start costs: above all its normal number. */
export const DRAWN = 45;

/** A function that makes starts: one structure, drawn again and again. */
export function wordStarts(settings: WordSettings): (normal: Normal) => WordNetwork {
  const bases = inputDirections(settings.problem, settings.directions.all);
  return (normal) => smallMatrices(asked(settings, normal), bases, offsets(settings.problem));
}

/** Whether the start of a network has no more than `most` weights between words. */
export const fits = (settings: WordSettings, most: number): boolean => asked(settings, null, most).weights <= most;

interface Graph {
  readonly counts: readonly number[];
  readonly edges: readonly Edge[];
  readonly words: readonly Word[][];
  readonly modalities: number;
  /** How many weights there are between words. */
  readonly weights: number;
}

/** Nodes and edges of a network whose neurons have no words yet. */
function graph({ problem, network, width, stds }: WordSettings): Omit<Graph, 'weights'> {
  const M = problem.modalities.length;
  const inputs = problem.modalities.map((modality) => modality.inputs);
  const shapes = layerShapes(network, width, inputs, problem.outputs.length);
  const counts = [...inputs];
  const edges: Edge[] = [];
  const node = (count: number) => counts.push(count) - 1;
  const edge = (from: number, to: number, std: number, branch: number | null, index: number) =>
    edges.push({ from, to, std, branch, index, entries: [], asked: { from: new Set(), to: new Set() } });
  const lasts = shapes.branches.map((branch, m) => {
    let from = m;
    branch.slice(0, -1).forEach(([rows], l) => {
      const to = node(rows);
      edge(from, to, stds.branches[m][l], m, l);
      from = to;
    });
    return from;
  });
  const fused = node(shapes.shared.length > 0 ? shapes.shared[0][1] : problem.outputs.length);
  lasts.forEach((from, m) =>
    edge(from, fused, stds.branches[m][stds.branches[m].length - 1], m, shapes.branches[m].length - 1),
  );
  let from = fused;
  shapes.shared.forEach(([rows], l) => {
    const to = node(rows);
    edge(from, to, stds.shared[l], null, l);
    from = to;
  });
  return { counts, edges, words: counts.map(() => []), modalities: M };
}

/** The network once all signals within the limit of turns have been followed, breadth first, or it has more than `most` weights. */
function asked(settings: WordSettings, normal: Normal, most = Infinity): Graph {
  const net = graph(settings);
  const { counts, edges, words, modalities } = net;
  const output = counts.length - 1;
  const touching: number[][] = counts.map(() => []);
  edges.forEach(({ from, to }, e) => {
    touching[from].push(e);
    touching[to].push(e);
  });
  const queue: [node: number, word: number][] = [];
  let weights = 0;
  const add = (node: number, word: Word) => {
    for (const e of touching[node]) weights += words[edges[e].from === node ? edges[e].to : edges[e].from].length;
    queue.push([node, words[node].push(word) - 1]);
  };
  settings.problem.outputs.forEach(() => {
    add(output, { came: -1, left: settings.turns });
  });
  settings.problem.modalities.forEach(({ dim }, m) => {
    for (let k = 0; k < Math.min(dim, settings.directions.all); k++)
      add(m, { came: -1, left: k < settings.directions.turning ? settings.turns : 0 });
  });
  const isHidden = (node: number) => node >= modalities && node < output;
  // The queue grows while it is walked.
  for (const [node, index] of queue) {
    if (weights > most) break;
    const { came, left } = words[node][index];
    for (const e of touching[node]) {
      const edge = edges[e];
      const forward = edge.from === node;
      const other = forward ? edge.to : edge.from;
      if (!isHidden(other)) continue;
      const between = came >= 0 && edges[came].to === node && !forward;
      const after = left - (between ? 1 : came === e ? 1 : 0);
      if (after < 0) continue;
      ask(edge, index, forward, words[other].length, counts[other], normal);
      if (words[other].length < counts[other]) add(other, { came: e, left: after });
    }
  }
  return { ...net, weights };
}

/** What an edge makes of a word: overlaps with the words at its other end that have not been asked, and a new one. */
function ask(edge: Edge, word: number, forward: boolean, words: number, neurons: number, normal: Normal): void {
  const { entries, std, asked: done } = edge;
  const put = (other: number, value: number) => entries.push(forward ? other : word, forward ? word : other, value);
  const [here, there] = forward ? [done.from, done.to] : [done.to, done.from];
  here.add(word);
  if (normal) {
    for (let other = 0; other < words; other++) if (!there.has(other)) put(other, std * normal());
  }
  if (words < neurons) put(words, std * (normal ? chi(neurons - words, normal()) : Math.sqrt(neurons)));
}

/** The length of a Gaussian vector of `n` entries, from a standard normal number (Wilson and Hilferty 1931). */
function chi(n: number, z: number): number {
  // In one dimension the cube would be 3% off; a half normal number is as good there.
  if (n === 1) return Math.abs(z);
  const variance = 2 / (9 * n);
  return Math.sqrt(n * Math.max(0, 1 - variance + z * Math.sqrt(variance)) ** 3);
}

/** The weights between words; those of the first layers in the coordinates of the problem. */
function smallMatrices(
  { edges, words, modalities }: Graph,
  bases: readonly Matrix[],
  at: readonly number[],
): WordNetwork {
  const sizes = words.map(({ length }, node) => (node < modalities ? at[node + 1] - at[node] : length));
  let end = 0;
  const layers = edges.map(({ from, to, branch, index }) => {
    const offset = end;
    end += sizes[to] * sizes[from];
    return { from, to, rows: sizes[to], cols: sizes[from], offset, branch, index };
  });
  const weights = new Float64Array(end);
  edges.forEach(({ from, entries }, l) => {
    const { offset, cols } = layers[l];
    for (let k = 0; k < entries.length; k += 3) {
      const start = offset + entries[k] * cols;
      const [col, value] = [entries[k + 1], entries[k + 2]];
      if (from >= modalities) weights[start + col] += value;
      else for (let i = 0; i < cols; i++) weights[start + i] += value * bases[from].data[col * cols + i];
    }
  });
  return { sizes, layers: forwardOrder(layers), weights };
}

/** Layers of a branch before those behind the fusion, each after the one it comes from. */
const forwardOrder = (layers: readonly WordLayer[]): WordLayer[] =>
  layers.toSorted((p, q) => (p.branch ?? Infinity) - (q.branch ?? Infinity) || p.index - q.index);
