/**
 * Writes docs/digits-report.md from the runs that `unimodal-bias digits --out DIR` has left in a folder, and from the theory's
 * timetable for the same moments: `node dist/scripts/digits-report.js DIR`. Runs that are not there are left out, and counted.
 */
import { writeFileSync } from 'node:fs';
import { digits } from '../src/check/harness/digits.js';
import { mean, meanInterval, slopeOf, standardDeviation } from '../src/check/harness/statistics.js';
import { runStore } from '../src/cli/digits/runs.js';
import {
  FUSION_LAYERS,
  SCALES,
  type Corruption,
  type DigitsActivation,
  type DigitsNetwork,
  type DigitsRun,
} from '../src/simulate/digits/protocol.js';
import { digitsRow, SOURCE_TABLE } from '../src/simulate/digits/table.js';
import { theorySection, heading, row, two, type Finished, type Timetable } from './digits-report-theory.js';
import { digitsProblem, theoryTimes } from './digits-theory.js';

const SEEDS = [1, 2, 3, 4, 5];

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
            slopeOf(
              [...FUSION_LAYERS],
              own.map(({ timeRatio }) => Math.log(timeRatio ?? NaN)),
            ),
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
