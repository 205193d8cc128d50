/** The field's remedies in words: where they come from, what they are here, their law, their end point. */

/** One remedy. */
export interface RemedyEntry {
  /** As `--remedy` takes it. */
  readonly name: string;
  /** Where it was published. */
  readonly source: string;
  /** What it is for linear branches and a squared loss. */
  readonly here: string;
  /** Catalogue id of its law; `null` where only the flow knows. */
  readonly law: string | null;
  /** What it does to the end point. */
  readonly end: 'none' | 'bias' | 'stacking';
  /** What it needs besides the network: a head, or a teacher, for each branch. */
  readonly extra: string | null;
}

const entry = (
  name: string,
  source: string,
  here: string,
  law: string | null,
  end: RemedyEntry['end'],
  extra: string | null = null,
): RemedyEntry => ({ name, source, here, law, end, extra });

const throttle = 'levers/throttle';

/** All that can be computed, in the order of `REMEDIES`. */
export const remedyTable: readonly RemedyEntry[] = [
  entry(
    'ogm',
    'OGM, CVPR 2022',
    'rate of the leading encoder × (1 − tanh αρ); score of a squared loss: our transcription',
    throttle,
    'none',
  ),
  entry(
    'ogm-ge',
    'OGM-GE, CVPR 2022',
    'as ogm; its noise has mean zero, changed no measured time, and is left out',
    throttle,
    'none',
  ),
  entry(
    'agm',
    'AGM, ICCV 2023',
    'rates of the encoders react to the change of the discrepancy; our transcription',
    null,
    'none',
  ),
  entry(
    'unimodal-losses',
    'MMPareto without conflict, ICML 2024',
    'unimodal losses through the same heads: a change of moments',
    'levers/auxiliary-drive',
    'bias',
  ),
  entry(
    'gradient-blending',
    'Gradient Blending, CVPR 2020',
    'weighted joint and unimodal losses; weights are given',
    'levers/own-heads',
    'bias',
  ),
  entry(
    'detached',
    'DGL, ICCV 2025',
    'encoders learn from own unimodal losses, the joint head from their features; with inputs of several columns it leaves the stacked solutions for the joint minimum, over 1/(η u₀²) steps',
    null,
    'stacking',
    'heads',
  ),
  entry('alternate', 'ReconBoost, ICML 2024 (its residual)', 'one branch a step, in turn', throttle, 'none'),
  entry('unimodal-ensemble', 'MLA, CVPR 2024; UME', 'each branch on its own loss: no cross moments', null, 'bias'),
  entry(
    'umt',
    'UMT, ICML 2023',
    'features regress on those of unimodal teachers; it comes by about their stacked solutions, and leaves them for the joint minimum as detached does',
    null,
    'none',
    'teachers',
  ),
  entry(
    'freeze-until',
    'two-stage training, practice',
    'the leader is held, so many steps or until the other is learned',
    'levers/freeze-steps',
    'none',
  ),
  entry('equal-drives', 'this theory', 'rate of the leader × s_B/s_A', throttle, 'none'),
  entry('boost', 'this theory', 'rate of the other × s_A/s_B', 'levers/boost', 'none'),
  entry(
    'speed-rebalancing',
    'Wu et al., ICML 2022',
    'a faster branch waits Q steps; speeds of branches: our transcription',
    throttle,
    'none',
  ),
  entry(
    'alignment',
    'LFM, NeurIPS 2024',
    'branches are to agree, squared: a change of moments',
    'levers/alignment-cross',
    'bias',
  ),
  entry('reinit', 'ReLearning, ECCV 2024', 'the leader is set back towards its start, once', throttle, 'none'),
  entry(
    'dropout',
    'modality dropout, practice',
    'modalities are dropped at random: a change of moments',
    'levers/dropout-inverted',
    'bias',
  ),
  entry(
    'opm',
    'OPM, TPAMI 2024',
    'the leader alone is dropped, one common factor on what is left; our transcription',
    'levers/dropout-own',
    'bias',
  ),
];

/** What has no meaning here, and why. */
export const uncomputable: readonly {
  /** Its name. */
  readonly name: string;
  /** Why. */
  readonly reason: string;
}[] = [
  { name: 'mmcosine', reason: 'it normalizes features and weights: norms, which are all of the clock, are gone' },
  { name: 'pmr', reason: 'its prototypes are class means of features; a squared loss has no classes' },
  { name: 'cml', reason: 'its confidence has no twin for a squared loss' },
];
