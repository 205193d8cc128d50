/** What comes of runs: times, their ratio, and its mean and spread over seeds, beside the source's Table 1. */
import { mean, standardDeviation } from '../../numerics/statistics.js';
import type { DigitsNetwork, DigitsRun } from './protocol.js';
import { learningTimes, type DigitsRecord } from './train.js';

/** A run, measured. Times are in steps; `null` where a view alone did not reach half of the test digits. */
export interface DigitsRow {
  readonly network: DigitsNetwork;
  readonly fusionLayer: number;
  readonly seed: number;
  /** The view learned first. */
  readonly first: 'A' | 'B' | null;
  readonly tA: number | null;
  readonly tB: number | null;
  /** The later time over the earlier. */
  readonly timeRatio: number | null;
}

/** Time ratios over seeds; `null` where no run, or for the spread only one, has both times. */
export interface DigitsCell {
  readonly network: DigitsNetwork;
  readonly fusionLayer: number;
  readonly mean: number | null;
  /** Sample standard deviation. */
  readonly std: number | null;
}

/** Table 1 of the source: mean and standard deviation of the time ratio over five seeds, `L_f` = 1…5. */
export const SOURCE_TABLE: Readonly<Record<DigitsNetwork, readonly (readonly [mean: number, std: number])[]>> = {
  mlp: [
    [1.3, 0.24],
    [1.53, 0.4],
    [1.9, 0.39],
    [3.38, 1.13],
    [6.38, 1.12],
  ],
  cnn: [
    [1.04, 0.03],
    [1.1, 0.05],
    [1.08, 0.03],
    [1.32, 0.16],
    [2.53, 0.45],
  ],
};

/** The measurements of a run. */
export function digitsRow({ network, fusionLayer, seed }: DigitsRun, records: readonly DigitsRecord[]): DigitsRow {
  const { A, B } = learningTimes(records);
  const first = A === null ? (B === null ? null : 'B') : B === null || A <= B ? 'A' : 'B';
  const timeRatio = A === null || B === null || Math.min(A, B) === 0 ? null : Math.max(A, B) / Math.min(A, B);
  return { network, fusionLayer, seed, first, tA: A, tB: B, timeRatio };
}

/** Mean and spread of each network and fusion layer, in the order in which they come. */
export function digitsTable(rows: readonly DigitsRow[]): DigitsCell[] {
  const first = rows.filter((row, i) => rows.findIndex((other) => isSameCell(row, other)) === i);
  return first.map((cell) => {
    const ratios = rows.filter((row) => isSameCell(row, cell)).flatMap(({ timeRatio }) => timeRatio ?? []);
    return {
      network: cell.network,
      fusionLayer: cell.fusionLayer,
      mean: ratios.length === 0 ? null : mean(ratios),
      std: ratios.length < 2 ? null : standardDeviation(ratios),
    };
  });
}

function isSameCell(p: DigitsRow, q: DigitsRow): boolean {
  return p.network === q.network && p.fusionLayer === q.fusionLayer;
}
