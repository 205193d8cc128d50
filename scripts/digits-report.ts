/**
 * Writes docs/digits-report.md from the runs that `unimodal-bias digits --out DIR` has left in a folder, and from the theory's
 * timetable for the same moments: `node dist/scripts/digits-report.js DIR`. Runs that are not there are left out, and counted.
 */
import { writeFileSync } from 'node:fs';
import { digits } from '../src/check/harness/digits.js';
import { fitLine, mean, meanInterval, standardDeviation } from '../src/check/harness/statistics.js';
import { runStore } from '../src/cli/digits-runs.js';
import {
  FUSION_LAYERS,
  SCALES,
  type Corruption,
  type DigitsActivation,
  type DigitsNetwork,
  type DigitsRun,
} from '../src/simulate/digits/protocol.js';
import { digitsRow, SOURCE_TABLE, type DigitsRow } from '../src/simulate/digits/table.js';
import { digitsProblem, theoryTimes, type TheoryTimes } from './digits-theory.js';

/** A finished run. */
export type Finished = DigitsRow & Pick<DigitsRun, 'corruption' | 'activation'>;

/** The theory's times for one corruption and gain of the targets; words where there are none. */
export interface Timetable {
  readonly corruption: Corruption;
  readonly gain: number;
  readonly fusionLayer: number;
  readonly result: TheoryTimes | string;
}

const SEEDS = [1, 2, 3, 4, 5];
const two = (value: number): string => value.toFixed(2);
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const heading = (...cells: readonly string[]): string[] => [row(...cells), row(...cells.map(() => '---'))];

function spread(values: readonly number[]): string {
  if (values.length === 0) return '–';
  const number = values.length === SEEDS.length ? '' : ` (${values.length} ${values.length === 1 ? 'seed' : 'seeds'})`;
  return `${two(mean(values))}${values.length > 1 ? ` ± ${two(standardDeviation(values))}` : ''}${number}`;
}

const average = (values: readonly number[]): string => (values.length === 0 ? '–' : mean(values).toFixed(0));

/** The page. */
export function digitsReport(finished: readonly Finished[], theory: readonly Timetable[]): string {
  const of = (
    network: DigitsNetwork,
    fusionLayer: number,
    corruption: Corruption,
    activation: DigitsActivation = 'relu',
  ): Finished[] =>
    finished.filter(
      (run) =>
        run.network === network &&
        run.fusionLayer === fusionLayer &&
        run.corruption === corruption &&
        run.activation === activation,
    );
  const ratios = (runs: readonly Finished[]): number[] => runs.flatMap(({ timeRatio }) => timeRatio ?? []);
  const { mlp, cnn } = SCALES.small;

  const table = (network: DigitsNetwork): string[] => [
    ...heading(
      'L_f',
      't_A, text',
      't_B, text',
      'ratio, text',
      'A first, text',
      'ratio, code',
      'A first, code',
      'Table 1',
    ),
    ...FUSION_LAYERS.map((L_f) => {
      const [text, code] = [of(network, L_f, 'text'), of(network, L_f, 'code')];
      const first = (runs: readonly Finished[]): string =>
        runs.length === 0 ? '–' : `${runs.filter((run) => run.first === 'A').length} of ${runs.length}`;
      const [sourceMean, sourceStd] = SOURCE_TABLE[network][L_f - 1];
      return row(
        String(L_f),
        average(text.flatMap(({ tA }) => tA ?? [])),
        average(text.flatMap(({ tB }) => tB ?? [])),
        spread(ratios(text)),
        first(text),
        spread(ratios(code)),
        first(code),
        `${two(sourceMean)} ± ${two(sourceStd)}`,
      );
    }),
  ];

  const trend = (network: DigitsNetwork, corruption: Corruption, activation: DigitsActivation): string[] => {
    const slopes = SEEDS.flatMap((seed) => {
      const own = FUSION_LAYERS.flatMap((L_f) =>
        of(network, L_f, corruption, activation).filter((run) => run.seed === seed),
      );
      const complete = own.length === FUSION_LAYERS.length && own.every(({ timeRatio }) => timeRatio !== null);
      return complete
        ? [
            fitLine(
              [...FUSION_LAYERS],
              own.map(({ timeRatio }) => Math.log(timeRatio ?? NaN)),
            ).slope,
          ]
        : [];
    });
    if (slopes.length < 2) return [];
    const { value, uncertainty } = meanInterval(slopes, 0.95);
    const verdict = value > uncertainty ? 'above 0: holds' : 'reaches 0: not shown';
    const name = `${network.toUpperCase()}, ${activation}, corruption of the ${corruption}`;
    return [row(name, String(slopes.length), `${value.toFixed(3)} ± ${uncertainty.toFixed(3)}`, verdict)];
  };
  const trends = (['mlp', 'cnn'] as const).flatMap((network) =>
    (['text', 'code'] as const).flatMap((corruption) =>
      (['relu', 'linear'] as const).flatMap((activation) => trend(network, corruption, activation)),
    ),
  );

  const linear = FUSION_LAYERS.flatMap((L_f) => {
    const plain = of('mlp', L_f, 'text', 'linear');
    const relu = of('mlp', L_f, 'text').filter(({ seed }) => plain.some((run) => run.seed === seed));
    if (plain.length === 0) return [];
    const times = (runs: readonly Finished[]): string =>
      `${average(runs.flatMap(({ tA }) => tA ?? []))}, ${average(runs.flatMap(({ tB }) => tB ?? []))}`;
    return row(String(L_f), times(relu), times(plain), spread(ratios(relu)), spread(ratios(plain)));
  });

  return [
    '# Noisy digits: what was trained and what came out',
    '',
    'Made by `scripts/digits-report.ts` from runs of `unimodal-bias digits`, size `small`. Ten thousand real digits, 8,192 to train on and',
    `${mlp.tested.toLocaleString('en')} (CNN: ${cnn.tested}) of the others to test with, 14 × 14 pixels. MLP: five layers of width ${mlp.width}, batches of ${mlp.batch}, η = ${mlp.learningRate}. CNN: five`,
    `3 × 3 convolutions of ${cnn.width} channels and a fully connected layer, batches of ${cnn.batch}, η = ${cnn.learningRate}. ReLU, cross-entropy, decay 0.996 an epoch, PyTorch's`,
    'start and biases. The source: 28 × 28 pixels, 60,000 digits, width 500 or 32 channels, batches of 1000, η = 0.04 and 0.002. A time is the',
    'step at which one view alone, the other blank, first classifies half of the clean test digits; the ratio is the later over the earlier.',
    'Mean ± standard deviation over five seeds unless it says how many.',
    '',
    '## Table 1',
    '',
    'Text: B corrupted with probability 0.6, A with 0.2. Code: what the source’s code does, 0.8 and 0.16.',
    '',
    '### MLP',
    '',
    ...table('mlp'),
    '',
    '### CNN',
    '',
    ...table('cnn'),
    '',
    '## The trend over fusion layers',
    '',
    'Stated before the runs: the slope of ln(ratio) over `L_f` in each seed; the 95% t-interval of its mean must lie above 0.',
    '',
    ...heading('runs', 'seeds', 'slope', 'verdict'),
    ...trends,
    '',
    ...(linear.length === 0
      ? []
      : [
          '## Linear layers in place of ReLU',
          '',
          'MLP, corruption of the text; ReLU from the same seeds as linear.',
          '',
          ...heading('L_f', 't_A, t_B, ReLU', 't_A, t_B, linear', 'ratio, ReLU', 'ratio, linear'),
          ...linear,
          '',
        ]),
    ...theorySection(theory, (L_f, corruption, activation) => of('mlp', L_f, corruption, activation)),
    '',
  ].join('\n');
}

/** Modes whose times stand for a modality's: the first, and the middle of nine. */
const MODES = [1, 5] as const;

function theorySection(
  theory: readonly Timetable[],
  runsOf: (L_f: number, corruption: Corruption, activation: DigitsActivation) => readonly Finished[],
): string[] {
  const lines = [
    '## The theory’s timetable',
    '',
    'Moments of the same corrupted views and of centred classes, five linear layers of the same width from PyTorch’s start, the flow of Gaussian',
    'starts (`flows/random`). No biases, no softmax, no ReLU, no batches; nothing fitted. Targets `y − 1/10` are what drives a softmax with small',
    'outputs; `10 (y − 1/10)` at η/10 is that softmax to first order. The theory has nine modes a view: t is when a mode has half of its final',
    'contribution, shown for the first and for the fifth. Trained: means of the MLPs above.',
    '',
  ];
  for (const corruption of ['text', 'code'] as const) {
    for (const gain of [1, 10]) {
      for (const mode of MODES) {
        const rows = FUSION_LAYERS.flatMap((L_f) => {
          const entry = theory.find(
            (each) => each.corruption === corruption && each.gain === gain && each.fusionLayer === L_f,
          );
          const runs = runsOf(L_f, corruption, 'relu').filter(({ timeRatio }) => timeRatio !== null);
          if (entry === undefined || typeof entry.result === 'string' || runs.length === 0) return [];
          const [A, B] = [entry.result.A[mode - 1], entry.result.B[mode - 1]];
          const [tA, tB] = [mean(runs.map(({ tA }) => tA ?? NaN)), mean(runs.map(({ tB }) => tB ?? NaN))];
          const later = Math.max(A, B) / Math.min(A, B);
          return [{ L_f, A, B, later, tA, tB, ratio: mean(runs.map(({ timeRatio }) => timeRatio ?? NaN)) }];
        });
        if (rows.length < 2) continue;
        const theoryTimesAll = rows.flatMap(({ A, B }) => [A, B]);
        const trainedAll = rows.flatMap(({ tA, tB }) => [tA, tB]);
        const quotients = trainedAll.map((time, i) => time / theoryTimesAll[i]).filter(Number.isFinite);
        lines.push(
          `### Corruption of the ${corruption}, targets ${gain === 1 ? 'y − 1/10' : '10 (y − 1/10)'}, mode ${mode}`,
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
          `Rank correlation of the ratios over \`L_f\`: ${two(
            rankCorrelation(
              rows.map(({ later }) => later),
              rows.map(({ ratio }) => ratio),
            ),
          )}; of the ${trainedAll.length} times: ${two(rankCorrelation(theoryTimesAll, trainedAll))}. Trained times over the theory's: ${two(Math.min(...quotients))} to ${two(Math.max(...quotients))}, median ${two(median(quotients))}.`,
          '',
        );
      }
    }
  }
  for (const { corruption, gain, fusionLayer, result } of theory) {
    if (typeof result === 'string')
      lines.push(`No timetable for ${corruption}, gain ${gain}, L_f = ${fusionLayer}: ${result}.`);
  }
  return lines;
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

/** Every run of size small that is in the folder. */
export async function finishedRuns(directory: string): Promise<Finished[]> {
  const store = await runStore(directory, await digits());
  const finished: Finished[] = [];
  for (const corruption of ['text', 'code'] as const) {
    for (const activation of ['relu', 'linear'] as const) {
      for (const network of ['mlp', 'cnn'] as const) {
        for (const fusionLayer of FUSION_LAYERS) {
          for (const seed of SEEDS) {
            const run: DigitsRun = { network, fusionLayer, seed, size: 'small', corruption, activation };
            const records = await store.read(run);
            if (records !== null) finished.push({ ...digitsRow(run, records), corruption, activation });
          }
        }
      }
    }
  }
  return finished;
}

/** The theory for both corruptions and both first orders of the softmax: some minutes. */
async function timetables(): Promise<Timetable[]> {
  const sets = await digits();
  const all: Timetable[] = [];
  for (const corruption of ['text', 'code'] as const) {
    for (const gain of [1, 10]) {
      const moments = digitsProblem(sets, corruption, gain);
      for (const fusionLayer of FUSION_LAYERS) {
        all.push({ corruption, gain, fusionLayer, result: theoryTimes(moments, fusionLayer, gain) });
      }
    }
  }
  return all;
}

if (process.argv[1].endsWith('digits-report.js')) {
  const [, , directory] = process.argv;
  writeFileSync('docs/digits-report.md', digitsReport(await finishedRuns(directory), await timetables()));
}
