/** What the page and its workers say to each other. */
import type { DrawnWay } from '../../src/figures/way.js';
import type { PanelSpec } from '../../src/figures/grammar/spec.js';
import type { Levers } from '../../src/levers/levers.js';
import type { Answer, TimeDistribution } from '../../src/predict/answer.js';
import { InputError } from '../../src/problem/errors.js';
import type { ToyOptions } from '../../src/problem/from-numbers.js';
import type { FusedNetwork } from '../../src/problem/network.js';
import type { Problem } from '../../src/problem/problem.js';
import type { SimulationSettings } from '../../src/simulate/simulate.js';
import type { LayerNorms } from '../../src/simulate/stepper.js';
import type { DataChoice, StartKind } from './state.js';

/** Scalar inputs by their parameters, or the moments of a table. */
export type Inputs = { readonly toy: ToyOptions } | { readonly problem: Problem };

/** A question to the theory worker. */
export interface TheoryQuestion {
  readonly id: number;
  readonly inputs: Inputs;
  readonly network: FusedNetwork;
  readonly start: StartKind;
  readonly training: { readonly initScale: number; readonly learningRate: number; readonly width: number };
  /** `null` without any. */
  readonly levers: Levers | null;
}

/** A way of training. */
export type Curves = DrawnWay;

/** The answer on the network that is set. The quick one comes at once, for a balanced start; the other is complete. */
export interface TheoryAnswer {
  readonly id: number;
  readonly stage: 'quick' | 'complete';
  readonly problem: Problem;
  readonly prediction: Answer;
  readonly curves: Curves;
  /** Where the curves start: as is set, or balanced where random weights are not followed yet. */
  readonly follows: StartKind;
  /** The same network under the levers; `null` without any. */
  readonly levered: { readonly prediction: Answer; readonly curves: Curves } | null;
  /** The plane of both total weights; `null` for anything but two modalities and one output. */
  readonly phase: PanelSpec | null;
  /** The end of the time axis, in steps. */
  readonly end: number;
}

/** When each modality is used, for every fusion layer. */
export interface LayersAnswer {
  readonly id: number;
  readonly stage: 'layers';
  readonly layers: readonly { readonly fusionLayer: number; readonly times: readonly (TimeDistribution | null)[] }[];
  /** The fusion layer with which all are in use soonest. */
  readonly recommended: number | null;
}

/** What the simulation worker is asked to do: run this, or stop. */
export type SimulationOrder =
  | {
      readonly run: number;
      readonly problem: Problem;
      readonly network: FusedNetwork;
      readonly settings: SimulationSettings;
      /** Steps between two reports. */
      readonly slice: number;
      /** Milliseconds a slice takes at least, so that one can watch; 0 as fast as it goes. */
      readonly pace: number;
    }
  | { readonly stop: true };

/** One state of a simulation as it is drawn. */
export interface SimulatedPoint {
  readonly step: number;
  readonly loss: number;
  /** As in {@link Curves}. */
  readonly totals: readonly number[];
  /** How much of each modality's final contribution there is, by standard deviation; `null` where it ends at none. */
  readonly shares: readonly (number | null)[];
  /** Norms of the layers, as shares of `‖W*‖^{1/L}`, about that of a layer at the end. */
  readonly layers: LayerNorms;
}

/** What the simulation worker reports of a run. */
export interface SimulationReport {
  readonly run: number;
  /** New points since the last report. */
  readonly points: readonly SimulatedPoint[];
  /** When each modality was first used; `null` for not yet. */
  readonly times: readonly (number | null)[];
  /** `running` until the last report. */
  readonly status: 'running' | 'finished' | 'step-limit';
}

/** What the data worker is asked: read a file's header, or turn its columns into moments. */
export type DataQuestion =
  | { readonly id: number; readonly name: string; readonly file: Blob }
  | { readonly id: number; readonly choice: DataChoice };

/** The columns of a table; arrays of an archive are groups of them. */
export interface Header {
  readonly columns: readonly string[];
  readonly groups: ReadonlyMap<string, readonly number[]>;
}

/** Its answer. */
export type DataAnswer =
  | { readonly id: number; readonly header: Header }
  | { readonly id: number; readonly problem: Problem; readonly notes: readonly string[] };

/** A refusal on its way from a worker: errors arrive there without their own fields. */
export interface Refusal {
  readonly id: number;
  readonly refused: string;
}

/** The one line a refusal is shown as. Anything but an InputError is a defect, and named as one. */
export function refusalOf(id: number, error: unknown): Refusal {
  if (error instanceof InputError) return { id, refused: error.message };
  return { id, refused: `this should not happen: ${error instanceof Error ? error.message : String(error)}` };
}
