import { Command } from 'commander';
import { InputError } from '../problem/errors.js';
import type { Correlations } from '../problem/correlations.js';
import type { Loss, Prediction } from '../predict/types.js';
import { predict } from '../predict/predict.js';
import type { PredictInput } from '../predict/question.js';
import { numberOption, progressBar, readProblem } from './options.js';
import { predictionReport } from './predict-report.js';
import { countedSeeds } from './seeds.js';
import { simulateBeside, type ComparedPrediction } from './simulated-beside.js';
import { addQuestionOptions, isGiven, networkFrom, type QuestionOptions } from './question.js';

interface PredictOptions extends QuestionOptions {
  readonly simulate?: string;
  readonly width?: string;
  readonly std?: string;
  readonly json?: boolean;
}

/** `unimodal-bias predict`. */
export function predictCommand(): Command {
  const command = new Command('predict').description(
    'predict which modality is learned first, when, and what the fusion layer changes',
  );
  return addQuestionOptions(command, { help: '1 (early) to L (late), or all', default: 'all' })
    .option('--width <N>', 'predict for random Gaussian weights of this width too')
    .option('--std <sigma>', 'with --width: standard deviation of every weight, instead of --init')
    .option('--simulate <n>', 'train every network from seeds 1 to n too: width 100, Gaussian start of the same --init')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias predict --toy sigmaA=2,sigmaB=1,rho=0.5 --depth 4
  $ unimodal-bias predict --data data/diabetes.csv --a s1..s6 --b age,sex,bmi,bp --y progression \\
      --standardize --depth 2 --fusion 2 --init 1e-3 --json
  $ unimodal-bias predict --toy sigmaA=2,sigmaB=1,rho=0 --depth-a 3 --depth-b 4 --depth-shared 1`,
    )
    .action(async (options: PredictOptions, command: Command) => {
      const correlations = await readProblem(options);
      const progress = progressBar('predicting');
      const prediction = predict(correlations, {
        network: networkFrom(options, isGiven(command, 'fusion')),
        ...startFrom(options, isGiven(command, 'init')),
        learningRate: numberOption('--lr', options.lr),
        loss: options.loss as Loss, // checked by predict
        onProgress: progress.update,
      });
      progress.stop();
      const answer = await compared(prediction, correlations, options.simulate);
      const text = options.json ? JSON.stringify(answer, null, 2) : predictionReport(answer, options);
      process.stdout.write(`${text}\n`);
    });
}

/** Where the weights start: `--init`, or `--std` with a width. */
function startFrom({ init, width, std }: PredictOptions, initGiven: boolean): Partial<PredictInput> {
  if (std !== undefined && initGiven) throw new InputError('usage', '--std', std, 'cannot go with --init');
  return {
    ...(width === undefined ? {} : { width: numberOption('--width', width) }),
    ...(std === undefined ? { initScale: numberOption('--init', init) } : { std: numberOption('--std', std) }),
  };
}

/** The prediction, with simulated times beside it if they were asked for. */
async function compared(
  prediction: Prediction,
  correlations: Correlations,
  simulate: string | undefined,
): Promise<ComparedPrediction> {
  if (simulate === undefined) return prediction;
  const seeds = countedSeeds('--simulate', simulate);
  if (prediction.training.loss === 'mse') return simulateBeside(prediction, correlations, seeds);
  throw new InputError('unsupported', '--simulate', simulate, 'simulates mean square error only; drop --loss logistic');
}
