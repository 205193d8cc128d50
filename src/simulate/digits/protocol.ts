/**
 * The realistic task of the source (Sec. 5, App. I): two views of one digit, one of which may be corrupted. What is trained,
 * how, and at which sizes; docs/theory-and-findings.md says where the source's text and its code differ.
 */
import { requireInteger } from '../../problem/errors.js';

/** Fully connected, or convolutional. */
export type DigitsNetwork = 'mlp' | 'cnn';

/** `paper` is the source's size. */
export type DigitsSize = 'small' | 'paper';

/** Whose probabilities of corruption: the source's text’s, or its code’s. */
export type Corruption = 'text' | 'code';

/** ReLU as in the source, or linear layers in its place. */
export type DigitsActivation = 'relu' | 'linear';

/** One training run. */
export interface DigitsRun {
  readonly network: DigitsNetwork;
  /** 1 (early) to 5: the layer at which the branches meet. */
  readonly fusionLayer: number;
  /** An integer in `0…2³²−1`. */
  readonly seed: number;
  readonly size: DigitsSize;
  readonly corruption: Corruption;
  readonly activation: DigitsActivation;
}

/**
 * Layers with weights. The source's MLP has five. Its CNN has, by the text, five convolutions and a fully connected layer;
 * the fully connected layer of the code, 3200 = 32·10·10 inputs, fits four convolutions. We follow the text.
 */
export const DEPTH = { mlp: 5, cnn: 6 } as const;

/** Both networks can be fused at layers 1 to 5; the last layer of the CNN only reads out. */
export const FUSION_LAYERS = [1, 2, 3, 4, 5] as const;

/**
 * Probabilities that B alone, and that A alone is corrupted. The code draws two Bernoulli variables, A with 0.8 and AB with
 * 0.2, and keeps of B the share AB + (1 − A − AB) = 1 − A: the second draw cancels. B is corrupted whenever A = 1, and
 * A where both are 0.
 */
export const CORRUPTION = {
  text: { B: 0.6, A: 0.2 },
  code: { B: 0.8, A: 0.2 * 0.8 },
} as const;

/**
 * What is left of a corrupted, normalized image in the code: `0.1 x + n`, `n` of standard deviation 0.15. The text only says
 * that it is "corrupted by Gaussian noise".
 */
export const CORRUPTED = { signal: 0.1, noise: 0.15 } as const;

/** Mean and standard deviation of MNIST, by which the code normalizes; a blank image is 0 after that, not black. */
export const NORMALIZATION = { mean: 0.1307, std: 0.3081 } as const;

/** Decay of the learning rate an epoch. */
export const DECAY = 0.996;

/** A modality is learned when its unimodal test accuracy reaches this. */
export const LEARNED = 0.5;

/** What differs between sizes. */
export interface DigitsScale {
  /** Pixels along an edge that are averaged into one. */
  readonly pool: number;
  /** Units of a hidden layer, or channels. */
  readonly width: number;
  /** Images a step. */
  readonly batch: number;
  /** Images that are differentiated, or tested, at a time, where the memory of WebAssembly, 4 GiB, cannot hold a batch's. */
  readonly part?: number;
  /** At the first step. */
  readonly learningRate: number;
  /** A run is given up after so many. */
  readonly maxEpochs: number;
  /** Test images of an evaluation. */
  readonly tested: number;
  /** Steps between evaluations at the start of training. */
  readonly firstEvaluation: number;
}

/** The scale of each network at each size. */
export const SCALES: Readonly<Record<DigitsSize, Readonly<Record<DigitsNetwork, DigitsScale>>>> = {
  paper: {
    mlp: { pool: 1, width: 500, batch: 1000, learningRate: 0.04, maxEpochs: 100, tested: 10_000, firstEvaluation: 60 },
    cnn: {
      pool: 1,
      width: 32,
      batch: 1000,
      part: 100,
      learningRate: 0.002,
      maxEpochs: 100,
      tested: 10_000,
      firstEvaluation: 60,
    },
  },
  small: {
    mlp: { pool: 2, width: 100, batch: 256, learningRate: 0.1, maxEpochs: 60, tested: 1024, firstEvaluation: 16 },
    cnn: { pool: 2, width: 8, batch: 128, learningRate: 0.1, maxEpochs: 30, tested: 512, firstEvaluation: 16 },
  },
};

/** The scale of a run, its fusion layer checked. */
export function scaleOf({ network, size, fusionLayer }: DigitsRun): DigitsScale {
  requireInteger('fusionLayer', fusionLayer, 1, FUSION_LAYERS.length);
  return SCALES[size][network];
}
