import { Command } from 'commander';
import { digits } from '../../check/harness/digits.js';
import { readDigits } from '../../data/arrays/idx.js';
import { InputError, show } from '../../problem/errors.js';
import type { ImageSets } from '../../problem/labelled-images.js';
import {
  FUSION_LAYERS,
  SCALES,
  type Corruption,
  type DigitsActivation,
  type DigitsNetwork,
  type DigitsRun,
  type DigitsSize,
} from '../../simulate/digits/protocol.js';
import { digitsRow, digitsTable, SOURCE_TABLE, type DigitsCell, type DigitsRow } from '../../simulate/digits/table.js';
import { trainAll } from '../../simulate/digits/threads.js';
import { runStore } from './runs.js';
import { tableOrList } from '../format.js';
import { interruption } from '../interruption.js';
import { note, numberOption, printAnswer, progressBar } from '../options.js';
import { seedsFrom } from '../seeds.js';

interface DigitsOptions {
  readonly network: string;
  readonly fusion: string;
  readonly seeds: string;
  readonly size: string;
  readonly corruption: string;
  readonly activation: string;
  readonly data?: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `unimodal-bias digits`. */
export function digitsCommand(): Command {
  return new Command('digits')
    .description('train networks on two views of a digit, one of them often corrupted: the source’s realistic task')
    .optionsGroup('Data:')
    .option('--data <dir>', 'folder of idx files: t10k-images-idx3-ubyte(.gz) and so on')
    .option('--size <size>', 'small (14 × 14 pixels, narrow), or paper: the source’s', 'small')
    .option(
      '--corruption <whose>',
      'probabilities of the source’s text (B 0.6, A 0.2), or its code (0.8, 0.16)',
      'text',
    )
    .optionsGroup('Network:')
    .option('--network <name>', 'mlp, cnn or both', 'both')
    .option('--fusion <L_f>', 'all, early, late, a layer from 1 to 5, or a list: 1,5', 'all')
    .option('--activation <name>', 'relu, or linear layers in its place', 'relu')
    .optionsGroup('Training:')
    .option('--seeds <n>', 'how many seeds, 1 to n, or a list: 3,7,11', '5')
    .optionsGroup('Output:')
    .option('--out <dir>', 'where curves are kept; runs found there are not trained again', 'digits-runs')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
A time is the step at which the test accuracy of one view, the other blank,
first reaches 50%. Ctrl-C keeps what is finished; the same command goes on from
there. Needs the package @jax-js/jax. The digits of the source, 60,000 and
10,000, are not part of this package: give their folder by --data.

Examples:
  $ unimodal-bias digits --network mlp --fusion 1,5 --seeds 2
  $ unimodal-bias digits --size paper --data mnist --out table-1 --json`,
    )
    .action(async (options: DigitsOptions) => {
      const runs = runsFrom(options);
      const sets = options.data === undefined ? await digits() : await readDigits(options.data);
      noteFewDigits(options.size, sets);
      const store = await runStore(options.out, sets);
      const rows = new Map<DigitsRun, DigitsRow>();
      for (const run of runs) {
        const records = await store.read(run);
        if (records !== null) rows.set(run, digitsRow(run, records));
      }
      const missing = runs.filter((run) => !rows.has(run));
      const { signal, over } = interruption();
      const progress = runProgress(missing);
      try {
        await trainAll(missing, sets, {
          signal,
          onRecord: progress.record,
          async onFinished(run, records) {
            await store.write(run, records);
            rows.set(run, digitsRow(run, records));
            progress.finished(run);
          },
        });
      } finally {
        over();
        progress.stop();
      }
      const finished = runs.flatMap((run) => rows.get(run) ?? []);
      const cells = digitsTable(finished);
      printAnswer(options, { runs: finished, table: cells }, () => report(finished, cells));
      if (!signal.aborted) return;
      const known = `${finished.length} of ${runs.length} runs are finished and kept in ${options.out}`;
      note(`interrupted: ${known}; the same command goes on`);
    });
}

const SOURCE_DIGITS = 60_000;

/** Said, not refused: a smaller set is a trial of the protocol. */
function noteFewDigits(size: string, { train }: ImageSets): void {
  if (size !== 'paper' || train.count >= SOURCE_DIGITS) return;
  note(`note: the source trains on 60,000 digits, these are ${train.count}; give the folder of all by --data`);
}

function runsFrom(options: DigitsOptions): DigitsRun[] {
  const network = choice<DigitsNetwork | 'both'>('--network', options.network, ['mlp', 'cnn', 'both']);
  const size = choice<DigitsSize>('--size', options.size, ['small', 'paper']);
  const corruption = choice<Corruption>('--corruption', options.corruption, ['text', 'code']);
  const activation = choice<DigitsActivation>('--activation', options.activation, ['relu', 'linear']);
  const layers = layersFrom(options.fusion);
  const seeds = seedsFrom('--seeds', options.seeds);
  return (network === 'both' ? (['mlp', 'cnn'] as const) : [network]).flatMap((network) =>
    layers.flatMap((fusionLayer) =>
      seeds.map((seed) => ({ network, fusionLayer, seed, size, corruption, activation })),
    ),
  );
}

function choice<T extends string>(option: string, text: string, names: readonly T[]): T {
  const name = names.find((each) => each === text);
  if (name !== undefined) return name;
  throw new InputError('usage', option, text, `must be ${names.join(' or ')}, but is ${show(text)}`);
}

function layersFrom(text: string): number[] {
  if (text === 'all') return [...FUSION_LAYERS];
  const named: Readonly<Record<string, number>> = { early: 1, late: FUSION_LAYERS.length };
  const layers = text.split(',').map((part) => named[part.trim()] ?? numberOption('--fusion', part));
  const wrong = layers.find((layer, i) => !FUSION_LAYERS.some((each) => each === layer) || layers.indexOf(layer) < i);
  if (wrong === undefined) return layers;
  const message = `must be all, early, late, or different layers from 1 to ${FUSION_LAYERS.length}, but is ${show(text)}`;
  throw new InputError('network', '--fusion', text, message);
}

/** A progress bar over runs: the length of those that are not over is taken from those that are. */
function runProgress(runs: readonly DigitsRun[]) {
  const bar = progressBar('training');
  const steps = new Map<DigitsRun, number>();
  const lengths: number[] = [];
  const update = (): void => {
    const typical = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    const shares = [...steps].map(([{ size, network }, step]) => {
      const expected = lengths.length > 0 ? typical : 10 * SCALES[size][network].maxEpochs;
      return Math.min(0.99, step / expected);
    });
    bar.update((lengths.length + shares.reduce((sum, share) => sum + share, 0)) / runs.length);
  };
  return {
    record: (run: DigitsRun, { step }: { readonly step: number }): void => {
      steps.set(run, step);
      update();
    },
    finished: (run: DigitsRun): void => {
      lengths.push(steps.get(run) ?? 0);
      steps.delete(run);
      update();
    },
    stop: bar.stop,
  };
}

function report(rows: readonly DigitsRow[], cells: readonly DigitsCell[]): string {
  const lines = cells.map(({ network, fusionLayer, mean, std }) => {
    const own = rows.filter((row) => row.network === network && row.fusionLayer === fusionLayer);
    const [sourceMean, sourceStd] = SOURCE_TABLE[network][fusionLayer - 1];
    const average = (of: 'tA' | 'tB'): string => {
      const times = own.flatMap((row) => row[of] ?? []);
      const rounded = (times.reduce((sum, time) => sum + time, 0) / times.length).toFixed(0);
      return times.length === 0 ? '–' : times.length < own.length ? `${rounded} (${times.length} runs)` : rounded;
    };
    const first = own.filter((row) => row.first === 'A').length;
    const spread = std === null ? '' : ` ± ${std.toFixed(2)}`;
    return [
      network.toUpperCase(),
      String(fusionLayer),
      average('tA'),
      average('tB'),
      mean === null ? '–' : `${mean.toFixed(2)}${spread}`,
      `${sourceMean.toFixed(2)} ± ${sourceStd.toFixed(2)}`,
      `${first} of ${own.length}`,
    ];
  });
  const header = ['network', 'L_f', 't_A (steps)', 't_B (steps)', 'time ratio', 'Table 1', 'A first'];
  return tableOrList(header, lines);
}
