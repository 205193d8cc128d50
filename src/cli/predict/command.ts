import type { Measure } from '../../problem/use.js';
import { Command } from 'commander';
import { InputError } from '../../problem/errors.js';
import type { Problem } from '../../problem/problem.js';
import type { Samples } from '../../problem/samples.js';
import { predict } from '../../predict/predict.js';
import type { Answer, Loss, StartKind } from '../../predict/answer.js';
import type { Question } from '../../predict/question.js';
import { addTestOptions, readDataProblem } from '../data-options.js';
import { addLeverOptions, leversFrom, type LeverOptions } from '../lever-options.js';
import { numberOption, printAnswer, progressBar } from '../options.js';
import { predictionReport } from './report.js';
import { doubtsIn } from '../reading-notes.js';
import { countedSeeds } from '../seeds.js';
import { simulator } from './simulator.js';
import { addQuestionOptions, batchFrom, isGiven, networkFrom, type QuestionOptions } from '../question.js';

/** The values of the options of predict, as text. */
export interface PredictOptions extends QuestionOptions, LeverOptions {
  readonly start: string;
  readonly width?: string;
  readonly std?: string;
  readonly measure: string;
  readonly steps?: string;
  readonly activation: string;
  readonly simulate?: string;
  readonly explain?: boolean;
  readonly json?: boolean;
}

/** `unimodal-bias predict`. */
export function predictCommand(): Command {
  const command = new Command('predict').description(
    'predict which modality a network uses first, when each is used, and what the fusion layer changes',
  );
  const asked = addQuestionOptions(command, {
    help: '1 or early, …, L or late, a list (1,4), or all',
    default: 'all',
  });
  return addLeverOptions(addTestOptions(asked))
    .optionsGroup('Training:')
    .option('--start <start>', 'random (Gaussian weights), or balanced: aligned layers of equal norm', 'random')
    .optionsGroup('Network:')
    .option(
      '--activation <name>',
      'linear, relu, or leaky:α with the slope α below zero: two layers, late fusion',
      'linear',
    )
    .option('--width <N>', 'width of the hidden layers; 100 unless told')
    .optionsGroup('Training:')
    .option('--std <sigma>', 'standard deviation of every weight, instead of --init')
    .optionsGroup('Output:')
    .option('--measure <measure>', 'a modality is used by its output, or by its weights as in the source', 'output')
    .option(
      '--steps <T>',
      'a budget: how probably is each modality in use by step T, and what is the unseen loss there',
    )
    .option('--simulate <n>', 'train full networks too, of the same width from n seeds, and show both')
    .option('--explain', 'add where the numbers come from: closed forms, reduced system, plateaus')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias predict --toy sigmaA=2,sigmaB=1,rho=0.5 --depth 2 \\
      --simulate 12
  $ unimodal-bias predict --data data/diabetes.csv --a s1..s6 \\
      --b age,sex,bmi,bp --y progression --standardize --depth 4 --init 0.1 \\
      --explain
  $ unimodal-bias predict --toy sigmaA=2,sigmaB=1,rho=0 --depth-a 3 \\
      --depth-b 4 --depth-shared 1 --init 0.1`,
    )
    .action(async (options: PredictOptions, command: Command) => {
      const question = questionFrom(options, command);
      const seeds = options.simulate === undefined ? null : countedSeeds('--simulate', options.simulate);
      const { problem, samples, test, notes } = await readDataProblem(options, {
        keepTarget: question.loss === 'logistic',
        samples: question.batch === undefined && question.activation === 'linear' ? 'few' : true,
      });
      // What it is in squares says nothing of a logistic loss.
      const ofSquares = question.loss !== 'logistic';
      const worth =
        samples === null || !ofSquares ? null : (await import('../../data/worth.js')).worthOf(problem, samples);
      const progress = progressBar('predicting');
      const predicted = predict(
        problem,
        { ...question, onProgress: progress.update },
        { simulate: simulator, testData: test ?? undefined, worth, samples: samples ?? undefined },
      );
      progress.stop();
      const warned = { ...predicted, warnings: [...predicted.warnings, ...doubtsIn(notes)], notes };
      const answer = seeds === null ? warned : await withSimulation(warned, problem, samples, seeds);
      printAnswer(options, answer, () => predictionReport(answer, options.explain ?? false, notes));
    });
}

/** The answer, with the runs of full networks in each of its predictions. */
async function withSimulation<A extends Answer>(
  answer: A,
  problem: Problem,
  samples: Samples | null,
  seeds: readonly number[],
): Promise<A> {
  const { simulatedBeside } = await import('./simulation.js');
  const tables = await simulatedBeside(answer, problem, samples, seeds);
  return { ...answer, predictions: answer.predictions.map((one, i) => ({ ...one, simulation: tables[i] })) };
}

/** The question, all of it but the data. What is no choice of the library's is refused by it. */
export function questionFrom(options: PredictOptions, command: Command): Question {
  const { init, width, std, steps } = options;
  const initGiven = isGiven(command, 'init');
  if (std !== undefined && initGiven) throw new InputError('usage', '--std', std, 'cannot go with --init');
  const isPytorch = init === 'pytorch';
  if (isPytorch && isGiven(command, 'start')) {
    throw new InputError('usage', '--start', options.start, 'cannot go with --init pytorch, which is a start');
  }
  const scale = isPytorch
    ? {}
    : std === undefined
      ? { initScale: numberOption('--init', init) }
      : { std: numberOption('--std', std) };
  return {
    network: networkFrom(options, isGiven(command, 'fusion')),
    start: isPytorch ? 'pytorch' : (options.start as StartKind),
    ...scale,
    ...(width !== undefined && { width: numberOption('--width', width) }),
    learningRate: numberOption('--lr', options.lr),
    loss: options.loss as Loss,
    measure: options.measure as Measure,
    levers: leversFrom(options),
    ...(steps === undefined ? {} : { steps: numberOption('--steps', steps) }),
    ...batchFrom(options),
    activation: options.activation as 'relu',
  };
}
