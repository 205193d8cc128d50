/** The options that say what is known of a run under way, and its diagnosis: of `diagnose` and `figure diagnose`. */
import type { Command } from 'commander';
import { diagnose, type Diagnosis, type RunLog, type RunQuestion } from '../../diagnose/index.js';
import { networksOf } from '../../predict/question.js';
import { InputError, requireInteger, requireNumber, show } from '../../problem/errors.js';
import { addTestOptions, readDataProblem, type ReadProblem } from '../data-options.js';
import { readLog } from './log-file.js';
import { numberOption } from '../options.js';
import { addQuestionOptions, isGiven, networkFrom, type QuestionOptions } from '../question.js';

/** The values of {@link addRunOptions}, as text. */
export interface RunOptions extends QuestionOptions {
  readonly log?: string;
  readonly stepsPerEpoch?: string;
  readonly width: string;
  readonly activation: string;
}

/** A run, and what its log says. */
export interface RunUnderWay {
  readonly read: ReadProblem;
  readonly log: RunLog;
  readonly question: RunQuestion;
  readonly diagnosis: Diagnosis;
}

/** Adds the options that say what is known of a run. */
export function addRunOptions(command: Command): Command {
  const asked = addQuestionOptions(command, { help: '1 or early, …, L or late', default: 'late' });
  return addTestOptions(asked)
    .option('--log <file>', 'CSV with the columns step (or epoch) and loss; - is standard input')
    .option('--steps-per-epoch <n>', 'steps of an epoch, for a log by epochs')
    .option('--width <N>', 'width of the hidden layers', '100')
    .option('--activation <name>', 'of the hidden layers: linear, or relu (the forecast is by ratio only)', 'linear');
}

/** Reads data and log, and makes the diagnosis. */
export async function runUnderWay(options: RunOptions, command: Command): Promise<RunUnderWay> {
  const { log: path, loss, data, stepsPerEpoch, activation } = options;
  if (path === undefined) throw new InputError('usage', '--log', undefined, 'is needed: the log of the run');
  if (loss !== 'mse' && loss !== 'torch-mse') {
    throw new InputError('unsupported', '--loss', loss, `must be mse or torch-mse, but is ${show(loss)}`);
  }
  if (activation !== 'linear' && activation !== 'relu') {
    throw new InputError(
      'unsupported',
      '--activation',
      activation,
      `must be linear or relu, but is ${show(activation)}`,
    );
  }
  if (path === '-' && data?.some((file) => file === '-' || file.endsWith('=-'))) {
    throw new InputError(
      'usage',
      '--log',
      path,
      'and --data cannot both be standard input: give one of them as a file',
    );
  }
  const networks = networksOf(networkFrom(options, isGiven(command, 'fusion')));
  if (networks.length !== 1) {
    throw new InputError('usage', '--fusion', options.fusion, 'must be one layer: that of the run');
  }
  const rate = requireNumber('--lr', numberOption('--lr', options.lr), { above: 0 });
  const width = requireInteger('--width', numberOption('--width', options.width), 1, 1e9);
  const initScale = isGiven(command, 'init')
    ? { initScale: requireNumber('--init', numberOption('--init', options.init), { above: 0 }) }
    : {};
  const epoch = stepsPerEpoch === undefined ? null : numberOption('--steps-per-epoch', stepsPerEpoch);
  if (epoch !== null) requireNumber('--steps-per-epoch', epoch, { above: 0 });
  const read = await readDataProblem(options, { samples: 'few' });
  // PyTorch's mean square has no ½, and is a mean over outputs too.
  const half = loss === 'torch-mse';
  const outputs = read.problem.outputs.length;
  const log = await readLog(path, { stepsPerEpoch: epoch, lossFactor: half ? outputs / 2 : 1 });
  const question = {
    network: networks[0],
    width,
    learningRate: half ? (2 * rate) / outputs : rate,
    testData: read.test ?? undefined,
    samples: read.samples ?? undefined,
    activation,
    ...initScale,
  } as const;
  return { read, log, question, diagnosis: diagnose(log, read.problem, question) };
}
