/** What the page and its workers say to each other. */
import type { Curves } from '../../src/figures/grammar/panels.js';
import type { ByModality, Correlations } from '../../src/problem/correlations.js';
import { InputError } from '../../src/problem/errors.js';
import type { ToyOptions } from '../../src/problem/from-numbers.js';
import type { Answer } from '../../src/predict/answer.js';
import type { SimulationSettings } from '../../src/simulate/simulate.js';
import type { FusedNetwork } from '../../src/problem/network.js';
import type { DataChoice, StartKind } from './state.js';

/** Scalar inputs by their parameters, or the correlations of a table. */
export type Problem = { readonly toy: ToyOptions } | { readonly correlations: Correlations };

/** A question to the theory worker. */
export interface TheoryQuestion {
  readonly id: number;
  readonly problem: Problem;
  readonly network: FusedNetwork;
  readonly start: StartKind;
  readonly training: { readonly initScale: number; readonly learningRate: number; readonly width: number };
}

/** Its answer. The first comes at once, for a balanced start; the second is complete where the start is random. */
export interface TheoryAnswer {
  readonly id: number;
  readonly complete: boolean;
  readonly correlations: Correlations;
  readonly prediction: Answer;
  /** Loss and total weights from 0 to the end of the time axis, by theory. */
  readonly curves: Curves;
  /** Where the curves start: as is set, or balanced where the effective start of random weights is not known. */
  readonly follows: StartKind;
  /** The end of the time axis, in steps. */
  readonly end: number;
  /** The norms whose halves are the learning times. */
  readonly levels: ByModality<number>;
}

/** What the simulation worker is asked to do: run this, or stop. */
export type SimulationOrder =
  | {
      readonly run: number;
      readonly correlations: Correlations;
      readonly network: FusedNetwork;
      readonly settings: Omit<SimulationSettings, 'levels'> & { readonly levels?: ByModality<number> };
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
  /** `‖W_A^tot‖`, itself where both are numbers. */
  readonly totalA: number;
  readonly totalB: number;
}

/** What the simulation worker reports of a run. */
export interface SimulationReport {
  readonly run: number;
  /** New points since the last report. */
  readonly points: readonly SimulatedPoint[];
  readonly tA: number | null;
  readonly tB: number | null;
  /** `running` until the last report. */
  readonly status: 'running' | 'finished' | 'step-limit';
}

/** What the data worker is asked: read a file's header, or turn its columns into correlations. */
export type DataQuestion =
  | { readonly id: number; readonly name: string; readonly file: Blob }
  | { readonly id: number; readonly choice: DataChoice };

/** Its answer. */
export type DataAnswer =
  | { readonly id: number; readonly header: readonly string[] }
  | { readonly id: number; readonly correlations: Correlations };

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
