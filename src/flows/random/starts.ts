/** What a random start is, and how to make one. */
import type { Matrix } from '../../numerics/matrix.js';
import { fillNormal, randomSource } from '../../numerics/random.js';
import { InputError } from '../../problem/errors.js';
import type { Network } from '../../problem/network.js';
import type { Problem } from '../../problem/problem.js';
import { layerShapes, type LayerShapes, type Width } from '../../problem/shapes.js';
import { layerStds, type GaussianStart, type LayerStds } from '../../problem/start.js';
import { finalWeights, usesAt, type Measure, type Use } from '../../problem/use.js';
import { sizesOf } from './use-times.js';
import { fits, wordStarts, type Normal, type WordLayer, type WordNetwork, type WordSettings } from './words.js';

/** What a random start is asked about. */
export interface RandomStartInput {
  /** The moments that gradients see. */
  readonly problem: Problem;
  /** The moments that use is measured with, where they are others. */
  readonly measured?: Problem;
  /** Factor on the learning rate of a layer of a start; 1 unless given. */
  readonly rateOf?: (net: WordNetwork) => (layer: WordLayer) => number;
  /** λ, added to the gradient; 0 unless given. */
  readonly weightDecay?: number;
  /** Whether a modality that has not come never will; without decay none is lost. */
  readonly isLost?: (net: WordNetwork) => (modality: number, y: Float64Array) => boolean;
  readonly network: Network;
  readonly width: Width;
  readonly start: GaussianStart;
  /** Standard deviations of the layers, where they are not those of `start`. */
  readonly stds?: LayerStds;
  /** `η > 0`: times are in steps of descent. */
  readonly learningRate: number;
  /** What is waited for: modes of the output, or norms of the total weights. */
  readonly measure: Measure;
  /** The levels whose halves are waited for; those of the global minimum-norm solution unless given. */
  readonly uses?: readonly Use[];
  /** With it, how likely each modality is in use by then. */
  readonly usedBySteps?: number;
  /** Whether steps are so large that descent swings: steps are then followed one by one where that can be paid. */
  readonly swings?: boolean;
  /** Whether all input directions of a start are drawn: where samples do not determine the weights its end depends on all. */
  readonly everyDirection?: boolean;
  /** Multiplications that all starts together may take. */
  readonly maxWork?: number;
  readonly onProgress?: (fraction: number) => void;
}

/** Relative error of a layer in a piece of the way: times are then good to a part in a thousand. */
export const TOLERANCE = 4e-4;
/** Of the ways of drawn starts: what it costs in accuracy is made up for by the typical start. */
export const ROUGH = 2e-3;
/** Multiplications that an answer may take unless told: some five seconds. */
export const MAX_WORK = 1.5e9;

/** What is waited for by a measure: the modes of the output, or the norm of each modality's weights, final ones unless given. */
export function usesOf(problem: Problem, measure: Measure, weights: Matrix = finalWeights(problem)): readonly Use[] {
  const uses = usesAt(problem, weights);
  if (measure === 'output') return uses;
  const final = weights.data;
  const sizes = sizesOf(problem, measure);
  return uses
    .filter(({ mode }) => mode === 1)
    .map((use) => ({ ...use, level: use.level > 0 ? sizes(final, use.modality)[0] : 0 }));
}

/** Standard normal numbers of a pair of starts: of the second all have the other sign, so that odd parts average out. */
export function normals(pair: number, sign: number): () => number {
  const source = randomSource(pair);
  const buffer = new Float64Array(64);
  let next = buffer.length;
  return () => {
    if (next === buffer.length) {
      fillNormal(source, buffer);
      next = 0;
    }
    return sign * buffer[next++];
  };
}

/** Shapes of the layers of a network on a problem, whose inputs are those of the user's columns. */
export function shapesOf({
  problem,
  network,
  width,
}: Pick<RandomStartInput, 'problem' | 'network' | 'width'>): LayerShapes {
  const inputs = problem.modalities.map((modality) => modality.inputs);
  return layerShapes(network, width, inputs, problem.outputs.length);
}

/** Weights between words: with more, a piece of the way takes a tenth of {@link MAX_WORK}, and its vectors a hundred megabytes. */
const MAX_WEIGHTS = 1e6;
const TOO_MANY = 'so many layers are too much to follow from random weights in the work allowed';

/** What decides which words there are. */
type WordsInput = Pick<RandomStartInput, 'problem' | 'network' | 'width' | 'start' | 'stds' | 'everyDirection'>;

const wordSettings = (input: WordsInput): WordSettings => {
  const { problem, network, width, start, stds = layerStds(shapesOf(input), start) } = input;
  return { problem, network, width, stds, ...wordsFor(input) };
};

/** Why starts of a network cannot be followed at all; `null` where they can. */
export const unfollowable = (input: WordsInput): string | null =>
  fits(wordSettings(input), MAX_WEIGHTS) ? null : TOO_MANY;

/**
 * How to make starts of the network asked about.
 *
 * @throws InputError `unsupported` where they are {@link unfollowable}.
 */
export function startsOf(input: WordsInput): (normal: Normal) => WordNetwork {
  const settings = wordSettings(input);
  if (!fits(settings, MAX_WEIGHTS)) throw new InputError('unsupported', 'network', input.network, TOO_MANY);
  return wordStarts(settings);
}

/**
 * How many turns and directions the words of a start need. Held against more of both: layers of one norm (`initScale`) need no
 * turns up to four layers (they are worth 0.1–0.4% of a time), else one (2–7%; a second one 0.1–0.6%). Of the directions of a
 * modality those of its drives count, and a few more (three in all of ten: 1%; five: 0.5%).
 */
function wordsFor({ network, start, problem, everyDirection = false }: WordsInput) {
  const { depthA, depthB, depthShared } = network;
  const { outputs, modalities } = problem;
  const depth = Math.max(depthA, depthB) + depthShared;
  const turns = depth === 2 || (depth <= 4 && 'initScale' in start) ? 0 : 1;
  const drives = outputs.length * modalities.length;
  const all = everyDirection ? Infinity : drives + 2 * outputs.length;
  return { turns, directions: { all, turning: drives } };
}
