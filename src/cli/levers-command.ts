import { Command } from 'commander';
import { levers, type LeverRow, type LeversAnswer } from '../predict/levers.js';
import { digits, steps } from '../predict/numbers.js';
import type { Loss } from '../predict/answer.js';
import { uncomputable } from '../levers/table.js';
import { readDataProblem } from './data-options.js';
import { notesInWords } from './reading-notes.js';
import { screenWidth, tableOrList, wrapped } from './format.js';
import { numberOption } from './options.js';
import { addQuestionOptions, isGiven, networkFrom, type QuestionOptions } from './question.js';

interface LeversOptions extends QuestionOptions {
  readonly width?: string;
  readonly json?: boolean;
}

/** `unimodal-bias levers`. */
export function leversCommand(): Command {
  const command = new Command('levers').description(
    'what would change it: every lever and every remedy of the literature, computed on your data',
  );
  return addQuestionOptions(command, { help: 'late', default: 'late' })
    .option('--width <N>', 'width of the hidden layers; 100 unless told')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Example:
  $ unimodal-bias levers --toy sigmaA=2,sigmaB=1,rho=0.5 --depth 2`,
    )
    .action(async (options: LeversOptions, self: Command) => {
      const { problem, notes } = await readDataProblem(options);
      const answer = levers(problem, {
        network: networkFrom(options, isGiven(self, 'fusion')),
        initScale: numberOption('--init', options.init),
        learningRate: numberOption('--lr', options.lr),
        loss: options.loss as Loss,
        ...(options.width === undefined ? {} : { width: numberOption('--width', options.width) }),
      });
      const names = problem.modalities.map(({ name }) => name);
      const text = options.json
        ? JSON.stringify({ ...answer, notes }, null, 2)
        : [...notesInWords(notes), report(answer, names)].join('\n\n');
      process.stdout.write(`${text}\n`);
    });
}

const time = (value: number | null): string => (value === null ? '—' : steps(value));

function report(answer: LeversAnswer, names: readonly string[]): string {
  const rows = answer.levers.map((row) => [
    row.setting,
    time(row.tA),
    time(row.tB),
    time(row.bothUsed),
    time(row.lossTime),
    costInWords(row),
  ]);
  const { baseline } = answer;
  const plain = ['nothing', time(baseline.tA), time(baseline.tB), time(baseline.bothUsed), time(baseline.loss), ''];
  const header = ['lever', ...names, 'both', '95%', 'cost'];
  const legend =
    'When each modality is used (half of the plain solution), both are, and 95% of what can be is explained: steps of the typical start; — is not within eight times the plain run. Cost: excess of the mean square error at the end over ⟨y²⟩ (? is not known), and what is added for each branch.';
  const left = `Not computable here: ${uncomputable.map(({ name, reason }) => `${name} (${reason})`).join('; ')}.`;
  return [
    wrapped(verdictInWords(answer, names), screenWidth()),
    tableOrList(header, [plain, ...rows]),
    wrapped(legend, screenWidth()),
    wrapped(left, screenWidth()),
  ].join('\n\n');
}

function verdictInWords({ verdict }: LeversAnswer, names: readonly string[]): string {
  const { leader, regime, driveRatio, throttleSlope, freezeSteps, boost, wait } = verdict;
  const weak = names.find((name) => name !== leader) ?? '';
  const moves =
    regime === 'redundant'
      ? `a step of delay of ${leader} brings ${weak} forward by ${digits(-throttleSlope)} steps`
      : regime === 'suppressed'
        ? `slowing ${leader} delays ${weak} too, by ${digits(throttleSlope)} steps a step: do not`
        : `slowing ${leader} does nothing for ${weak}`;
  const tries = [
    ...(freezeSteps === null ? [] : [`freeze ${leader} for ${freezeSteps} steps`]),
    `multiply the learning rate of ${weak} by ${digits(boost)}`,
  ];
  const waiting = wait ? ' Waiting explains more sooner than slowing the leader does.' : '';
  return `${leader} leads. ${weak} is ${regime} (its drive is ${digits(driveRatio)} times what it is beside ${leader}): ${moves}. Try first: ${tries.join(', or ')}.${waiting}`;
}

function costInWords({ excess, extra }: LeverRow): string {
  const bias = excess === null ? '?' : excess > 1e-9 ? `+${digits(excess)}` : '';
  return [bias, extra ?? ''].filter((part) => part !== '').join(', ');
}
