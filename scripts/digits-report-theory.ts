/** The part of the digits report that sets the theory's timetable beside trained networks. */
import { mean } from '../src/check/harness/statistics.js';
import {
  FUSION_LAYERS,
  type Corruption,
  type DigitsActivation,
  type DigitsRun,
} from '../src/simulate/digits/protocol.js';
import type { DigitsRow } from '../src/simulate/digits/table.js';
import type { TheoryTimes } from './digits-theory.js';

/** A finished run. */
export type Finished = DigitsRow & Pick<DigitsRun, 'corruption' | 'activation'>;

/** The theory's times for one corruption and gain of the targets; words where there are none. */
export interface Timetable {
  readonly corruption: Corruption;
  readonly gain: number;
  readonly fusionLayer: number;
  readonly result: TheoryTimes | string;
}

/** Finished MLPs of one kind. */
type RunsOf = (L_f: number, corruption: Corruption, activation: DigitsActivation) => readonly Finished[];

/** Two decimals. */
export const two = (value: number): string => value.toFixed(2);
/** A row of a Markdown table. */
export const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
/** The head of a Markdown table. */
export const heading = (...cells: readonly string[]): string[] => [row(...cells), row(...cells.map(() => '---'))];

/** Modes whose times stand for a modality's: the first, and the middle of nine. */
const MODES = [1, 5] as const;

/** The section: every corruption, gain, mode and activation of which there are runs. */
export function theorySection(theory: readonly Timetable[], runsOf: RunsOf): string[] {
  const comparisons = (['text', 'code'] as const).flatMap((corruption) =>
    [1, 10].flatMap((gain) => {
      const entries = theory.filter((each) => each.corruption === corruption && each.gain === gain);
      return MODES.flatMap((mode) =>
        (['relu', 'linear'] as const).flatMap((activation) => comparison(entries, mode, activation, runsOf)),
      );
    }),
  );
  const missing = theory.flatMap(({ corruption, gain, fusionLayer, result }) =>
    typeof result === 'string'
      ? [`No timetable for ${corruption}, gain ${gain}, L_f = ${fusionLayer}: ${result}.`]
      : [],
  );
  return [
    '## The theory’s timetable',
    '',
    'Moments of the same corrupted views and of centred classes, five linear layers of the same width from PyTorch’s start, the flow of Gaussian',
    'starts (`flows/random`). No biases, no softmax, no ReLU, no batches; nothing fitted. Targets `y − 1/10` are what drives a softmax with small',
    'outputs; `10 (y − 1/10)` at η/10 is that softmax to first order. The theory has nine modes a view: t is when a mode has half of its final',
    'contribution, shown for the first and for the fifth. Trained: means of the MLPs above, with ReLU and with linear layers.',
    '',
    ...comparisons,
    ...missing,
  ];
}

/** One table: theory beside what was trained, at every fusion layer that has both. */
function comparison(
  entries: readonly Timetable[],
  mode: (typeof MODES)[number],
  activation: DigitsActivation,
  runsOf: RunsOf,
): string[] {
  const rows = FUSION_LAYERS.flatMap((L_f) => {
    const entry = entries.find(({ fusionLayer }) => fusionLayer === L_f);
    if (entry === undefined || typeof entry.result === 'string') return [];
    const runs = runsOf(L_f, entry.corruption, activation).filter(({ timeRatio }) => timeRatio !== null);
    if (runs.length === 0) return [];
    const [A, B] = [entry.result.A.at(mode - 1), entry.result.B.at(mode - 1)];
    // A mode that the flow does not reach has no time.
    if (A === undefined || B === undefined) return [];
    const [tA, tB] = [mean(runs.map(({ tA }) => tA ?? NaN)), mean(runs.map(({ tB }) => tB ?? NaN))];
    const later = Math.max(A, B) / Math.min(A, B);
    return [{ L_f, A, B, later, tA, tB, ratio: mean(runs.map(({ timeRatio }) => timeRatio ?? NaN)) }];
  });
  if (rows.length < 2) return [];
  const [{ corruption, gain }] = entries;
  const predicted = rows.flatMap(({ A, B }) => [A, B]);
  const trained = rows.flatMap(({ tA, tB }) => [tA, tB]);
  const quotients = trained.map((time, i) => time / predicted[i]).filter(Number.isFinite);
  const ofRatios = rankCorrelation(
    rows.map(({ later }) => later),
    rows.map(({ ratio }) => ratio),
  );
  const layers = activation === 'relu' ? 'ReLU' : 'linear layers';
  return [
    `### Corruption of the ${corruption}, targets ${gain === 1 ? 'y − 1/10' : '10 (y − 1/10)'}, mode ${mode}, ${layers}`,
    '',
    ...heading('L_f', 't_A, t_B, theory', 't_A, t_B, trained', 'ratio, theory', 'ratio, trained'),
    ...rows.map(({ L_f, A, B, later, tA, tB, ratio }) =>
      row(
        String(L_f),
        `${A.toFixed(0)}, ${B.toFixed(0)}`,
        `${tA.toFixed(0)}, ${tB.toFixed(0)}`,
        `${Number.isFinite(later) ? two(later) : '–'}${A > B ? ' (B first)' : ''}`,
        two(ratio),
      ),
    ),
    '',
    `Rank correlation of the ratios over \`L_f\`: ${two(ofRatios)}; of the ${trained.length} times: ${two(
      rankCorrelation(predicted, trained),
    )}. Trained times over the theory's: ${two(Math.min(...quotients))} to ${two(Math.max(...quotients))}, median ${two(median(quotients))}.`,
    '',
  ];
}

const median = (values: readonly number[]): number => [...values].sort((p, q) => p - q)[values.length >> 1];

/** Spearman's: the correlation of ranks, ties at their mean rank. */
function rankCorrelation(x: readonly number[], y: readonly number[]): number {
  const ranks = (values: readonly number[]): number[] =>
    values.map((value) => values.filter((v) => v < value).length + values.filter((v) => v === value).length / 2);
  const [p, q] = [ranks(x), ranks(y)];
  const [mp, mq] = [mean(p), mean(q)];
  const covariance = p.reduce((sum, value, i) => sum + (value - mp) * (q[i] - mq), 0);
  const size = (values: readonly number[], centre: number): number =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0));
  return covariance / (size(p, mp) * size(q, mq));
}
