import { Command } from 'commander';
import { InputError } from '../../problem/errors.js';
import { fusionLayerOf } from '../../problem/network.js';
import { DEFAULT_WIDTH } from '../../simulate/index.js';
import {
  DEFAULT_STEPS,
  experimentFrom,
  jobsOf,
  wantsSamples,
  type Experiment,
  type SimulateOptions,
} from '../experiment.js';
import { addTestOptions, filesRead, readDataProblem } from '../data-options.js';
import { addLeverOptions } from '../lever-options.js';
import { pendingFile, type PendingFile } from '../pending-file.js';
import { addQuestionOptions } from '../question.js';
import { runJobs, runTable, tellOfUnfinished } from '../runs.js';
import { simulationReport, type NetworkRuns } from './report.js';
import { trajectoryCsv } from './trajectory-csv.js';
import { printAnswer } from '../options.js';

/** `unimodal-bias simulate`. */
export function simulateCommand(): Command {
  const command = new Command('simulate').description(
    'train networks by full-matrix gradient descent and measure when each modality is used',
  );
  const asked = addQuestionOptions(command, { help: '1, early, late, a list (1,3) or all', default: 'late' });
  return addLeverOptions(addTestOptions(asked))
    .optionsGroup('Network:')
    .option('--width <N>', 'units of every hidden layer', String(DEFAULT_WIDTH))
    .optionsGroup('Training:')
    .option('--seeds <n>', 'how many seeds, 1 to n, or a list of at least two: 3,7,11', '5')
    .option('--start <start>', 'gaussian, or balanced: aligned and rank one, as predict’s reduced system', 'gaussian')
    .option('--std <sigma>', 'Gaussian weights of this standard deviation, instead of layers of norm --init')
    .option(
      '--measure <what>',
      'used by output (half of the final contribution), or by the norm of the weights',
      'output',
    )
    .option('--steps <max>', 'give a run up after so many steps', String(DEFAULT_STEPS))
    .option(
      '--activation <name>',
      'linear, relu, or leaky:α with the slope α below zero: late fusion, two modalities, no biases',
      'linear',
    )
    .optionsGroup('Output:')
    .option('--trajectory <file>', 'write the curves of all runs as CSV')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
A mode of a modality is used at the step at which it first reaches half of its
final contribution to the output. --init pytorch starts as nn.Linear does;
--loss torch-mse is the loss without ½, averaged over outputs.

Examples:
  $ unimodal-bias simulate --toy sigmaA=2,sigmaB=1,rho=0 --depth 4 --fusion 2 \\
      --init 0.1 --seeds 20
  $ unimodal-bias simulate --toy sigmaA=2,sigmaB=1,rho=0.5 --depth 2 \\
      --std 1e-4 --activation relu --json
  $ unimodal-bias simulate --data data/diabetes.csv --a s1..s6 \\
      --b age,sex,bmi,bp --y progression --standardize --depth 3 --init 0.1 \\
      --start balanced --trajectory curves.csv
  $ unimodal-bias simulate --toy sigmaA=2,sigmaB=1,rho=0.5 --depth 2 \\
      --remedy ogm:alpha=1 --level plain`,
    )
    .action(async (options: SimulateOptions, command: Command) => {
      const experiment = experimentFrom(options, command);
      const { problem, samples, test, notes } = await readDataProblem(options, { samples: wantsSamples(experiment) });
      const jobs = jobsOf(experiment, problem, { samples, test });
      const file = await trajectoryFile(options, experiment);
      const results = await runJobs(jobs, experiment.seeds);
      const tables = results.map((runs, i) => ({
        network: experiment.networks[i],
        ...runTable(runs, problem, experiment.activation === 'linear'),
      }));
      printAnswer(options, { ...asJson(experiment, tables), notes }, () =>
        simulationReport({ experiment, problem, tables, notes }),
      );
      if (results[0].length > 0) await file?.keep(trajectoryCsv(results[0], problem));
      results.forEach((runs, i) => {
        const where = jobs.length === 1 ? '' : ` with fusion layer ${fusionLayerOf(experiment.networks[i]) ?? '—'}`;
        tellOfUnfinished(runs, experiment.maxSteps, where);
      });
    });
}

async function trajectoryFile(options: SimulateOptions, { networks }: Experiment): Promise<PendingFile | null> {
  const { trajectory } = options;
  if (trajectory === undefined) return null;
  if (networks.length === 1) return pendingFile('--trajectory', trajectory, filesRead(options));
  throw new InputError('usage', '--trajectory', trajectory, 'holds the curves of one network; give one --fusion layer');
}

/** One network's table, or those of several with their fusion layers. */
function asJson({ measure }: Experiment, tables: readonly NetworkRuns[]): object {
  const simulations = tables.map(({ network, ...table }) => ({ fusionLayer: fusionLayerOf(network), ...table }));
  if (tables.length > 1) return { measure, simulations };
  const { runs, mean, std, unseen } = tables[0];
  return { measure, runs, mean, std, ...(unseen ? { unseen } : {}) };
}
