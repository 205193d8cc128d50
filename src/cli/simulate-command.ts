import { Command } from 'commander';
import { DEFAULT_WIDTH } from '../simulate/index.js';
import { DEFAULT_STEPS, experimentFrom, jobOf, levelsOf, type SimulateOptions } from './experiment.js';
import { readProblem } from './options.js';
import { addQuestionOptions } from './question.js';
import { runJobs, runTable, tellOfUnfinished } from './runs.js';
import { simulationReport } from './simulate-report.js';
import { requireWritable, writeTrajectories } from './trajectory-csv.js';

/** `unimodal-bias simulate`. */
export function simulateCommand(): Command {
  const command = new Command('simulate').description(
    'train networks by full-matrix gradient descent and measure when each modality is learned',
  );
  return addQuestionOptions(command, { help: '1 (early) to L (late)', default: 'late' })
    .option('--width <N>', 'units of every hidden layer', String(DEFAULT_WIDTH))
    .option('--seeds <n>', 'how many seeds, 1 to n, or a list of at least two: 3,7,11', '5')
    .option('--start <start>', 'gaussian, or balanced: aligned and rank one, as predict’s reduced system', 'gaussian')
    .option('--std <sigma>', 'Gaussian weights of this standard deviation, instead of layers of norm --init')
    .option('--steps <max>', 'give a run up after so many steps', String(DEFAULT_STEPS))
    .option('--activation <name>', 'linear, or relu: two layers, late fusion, scalar Gaussian inputs', 'linear')
    .option('--trajectory <file>', 'write the curves of all runs as CSV')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
A time is the step at which a total weight first reaches half of its level, as in predict.

Examples:
  $ unimodal-bias simulate --toy sigmaA=2,sigmaB=1,rho=0 --depth 4 --fusion 2 --init 0.1 --seeds 20
  $ unimodal-bias simulate --toy sigmaA=2,sigmaB=1,rho=0.5 --depth 2 --std 1e-4 --activation relu --json
  $ unimodal-bias simulate --data data/diabetes.csv --a s1..s6 --b age,sex,bmi,bp --y progression \\
      --standardize --depth 3 --init 0.1 --start balanced --trajectory curves.csv`,
    )
    .action(async (options: SimulateOptions, command: Command) => {
      const experiment = experimentFrom(options, command);
      const correlations = await readProblem(options);
      if (options.trajectory !== undefined) await requireWritable(options.trajectory);
      const levels = levelsOf(experiment, correlations);
      const [runs] = await runJobs([jobOf(experiment, correlations, levels)], experiment.seeds);
      if (options.trajectory !== undefined) await writeTrajectories(options.trajectory, runs, correlations);
      const table = runTable(runs, correlations);
      const text = options.json
        ? JSON.stringify(table, null, 2)
        : simulationReport({ experiment, correlations, levels, table, labels: options });
      process.stdout.write(`${text}\n`);
      tellOfUnfinished(table.runs, experiment.maxSteps);
    });
}
