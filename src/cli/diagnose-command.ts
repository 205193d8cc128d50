import { Command } from 'commander';
import { worthOf } from '../data/worth.js';
import { diagnose, type Diagnosis } from '../diagnose/index.js';
import { worthInWords } from '../predict/in-words.js';
import { digits, steps } from '../predict/numbers.js';
import { networksOf } from '../predict/question.js';
import { InputError, requireInteger, requireNumber } from '../problem/errors.js';
import type { Worth } from '../problem/worth.js';
import { readDataProblem } from './data-options.js';
import { notesInWords } from './reading-notes.js';
import { screenWidth, wrapped } from './format.js';
import { readLog } from './log-file.js';
import { numberOption } from './options.js';
import { branchTable } from './predict-explanation.js';
import { addQuestionOptions, isGiven, networkFrom, type QuestionOptions } from './question.js';

interface DiagnoseOptions extends QuestionOptions {
  readonly log?: string;
  readonly stepsPerEpoch?: string;
  readonly width: string;
  readonly json?: boolean;
}

/** `unimodal-bias diagnose`. */
export function diagnoseCommand(): Command {
  const command = new Command('diagnose').description(
    'read the log of a run: which modalities it uses now, and when the next comes into use',
  );
  return addQuestionOptions(command, { help: '1 or early, …, L or late', default: 'late' })
    .option('--log <file>', 'CSV with the columns step (or epoch) and loss; - is standard input')
    .option('--steps-per-epoch <n>', 'steps of an epoch, for a log by epochs')
    .option('--width <N>', 'width of the hidden layers', '100')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Without --init the scale of the start is fitted to the last transition of the log.

Example:
  $ unimodal-bias diagnose --log run.csv --data data/cancer.csv --a 'mean_*' --b 'error_*' --y benign \\
      --standardize --depth 2 --lr 0.03`,
    )
    .action(async (options: DiagnoseOptions, command: Command) => {
      if (options.log === undefined) throw new InputError('usage', '--log', undefined, 'is needed: the log of the run');
      if (options.loss !== 'mse' && options.loss !== 'torch-mse') {
        throw new InputError('unsupported', '--loss', options.loss, 'must be mse or torch-mse');
      }
      const networks = networksOf(networkFrom(options, isGiven(command, 'fusion')));
      if (networks.length !== 1)
        throw new InputError('usage', '--fusion', options.fusion, 'must be one layer: that of the run');
      const { problem, samples, notes } = await readDataProblem(options, { samples: 'few' });
      const half = options.loss === 'torch-mse';
      const log = await readLog(options.log, {
        stepsPerEpoch:
          options.stepsPerEpoch === undefined ? null : numberOption('--steps-per-epoch', options.stepsPerEpoch),
        lossFactor: half ? 0.5 : 1,
      });
      const rate = requireNumber('--lr', numberOption('--lr', options.lr), { above: 0 });
      const found = diagnose(log, problem, {
        network: networks[0],
        width: requireInteger('--width', numberOption('--width', options.width), 1, 1e9),
        learningRate: half ? 2 * rate : rate,
        ...(isGiven(command, 'init')
          ? { initScale: requireNumber('--init', numberOption('--init', options.init), { above: 0 }) }
          : {}),
      });
      const worth = samples === null ? null : worthOf(problem, samples);
      const text = options.json
        ? JSON.stringify({ ...found, worth, notes }, null, 2)
        : [...notesInWords(notes), report(found, worth)].join('\n\n');
      process.stdout.write(`${text}\n`);
    });
}

function report({ advice, seen, plateau, branches }: Diagnosis, worth: readonly Worth[] | null): string {
  const line = (text: string) => wrapped(text, screenWidth());
  const before = seen.map(({ modality, step }) => `${modality} at step ${steps(step)}`).join(', ');
  const where = `Nearest plateau: ${plateau.name}, loss ${digits(plateau.loss)}; the log ends at ${digits(plateau.observed)}.`;
  return [
    line(advice),
    line(before === '' ? where : `Seen: ${before}. ${where}`),
    ...(worth === null ? [] : [line(worthInWords(worth))]),
    branchTable(branches),
  ].join('\n\n');
}
