import type { Model } from './model.js';
import type { LayerNorms } from './stepper.js';

/** The state of a simulation at one step, less the weights themselves. */
export interface TrajectoryPoint {
  /** Steps done. */
  readonly step: number;
  /** `W_m^tot` of each modality, `C × D_m`, row by row. */
  readonly totals: readonly Float64Array[];
  /** Training loss; for mean square error without a known `⟨y²⟩` up to the constant `½⟨‖y‖²⟩`. */
  readonly loss: number;
  /** Loss on unseen data, where there are any. */
  readonly unseenLoss?: number;
  /** Frobenius norms of the layers. */
  readonly layerNorms: LayerNorms;
}

/** A trajectory of evenly spaced points. */
export interface FixedStride {
  /** Gradient-descent steps from one point to the next, at least 1. */
  readonly every: number;
}

/** A trajectory that fits in memory, however long it gets. */
export interface RecordLimit {
  /** Points at most, at least 1, besides the one for the last step. */
  readonly maxRecords: number;
}

/** How densely a trajectory is recorded: every so many steps, or no more than so many points. */
export type Thinning = FixedStride | RecordLimit;

export interface Recorder {
  see(step: number): void;
  /** The points, with one for the last step whatever the thinning. */
  finish(step: number): TrajectoryPoint[];
}

/** The model's state at `step`, with its loss on unseen data if that is watched. */
export function observe(model: Model, step: number, unseenLoss?: number): TrajectoryPoint {
  return {
    step,
    totals: model.totals.map((total) => total.slice()),
    loss: model.loss(),
    ...(unseenLoss === undefined ? {} : { unseenLoss }),
    layerNorms: model.layerNorms(),
  };
}

/**
 * Records a trajectory. With `maxRecords` it starts at every step and, whenever the points exceed the limit, keeps every
 * second one and doubles its stride: any number of steps fits in memory, evenly spaced.
 */
export function recorder(model: Model, thinning: Thinning, unseenLoss: () => number | undefined): Recorder {
  let every = 'every' in thinning ? thinning.every : 1;
  const limit = 'every' in thinning ? Infinity : thinning.maxRecords;
  let points: TrajectoryPoint[] = [];
  return {
    see(step) {
      if (step % every !== 0) return;
      points.push(observe(model, step, unseenLoss()));
      if (points.length <= limit) return;
      every *= 2;
      points = points.filter((point) => point.step % every === 0);
    },
    finish(step) {
      return points.at(-1)?.step === step ? points : [...points, observe(model, step, unseenLoss())];
    },
  };
}
