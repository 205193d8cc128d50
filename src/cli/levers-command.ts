import { Command } from 'commander';
import { levers, type LeverRow, type LeversAnswer, type LeverUnseen } from '../predict/levers/levers.js';
import { digits, steps } from '../predict/numbers.js';
import { InputError } from '../problem/errors.js';
import type { Loss } from '../predict/answer.js';
import type { Worth } from '../problem/worth.js';
import { uncomputable } from '../levers/table.js';
import { addTestOptions, readDataProblem } from './data-options.js';
import { notesInWords } from './reading-notes.js';
import { listing, tableOrList, wrapped } from './format.js';
import { numberOption, printAnswer, progressBar } from './options.js';
import { addQuestionOptions, isGiven, networkFrom, type QuestionOptions } from './question.js';

interface LeversOptions extends QuestionOptions {
  readonly width?: string;
  readonly targetRatio?: string;
  readonly json?: boolean;
}

/** `unimodal-bias levers`. */
export function leversCommand(): Command {
  const command = new Command('levers').description(
    'what would change it: every lever and every remedy of the literature, computed on your data',
  );
  return addTestOptions(addQuestionOptions(command, { help: 'late', default: 'late' }))
    .optionsGroup('Network:')
    .option('--width <N>', 'width of the hidden layers; 100 unless told')
    .optionsGroup('Output:')
    .option(
      '--target-ratio <r>',
      'each lever at the weakest strength with which the second time is r times the first, or why there is none',
    )
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias levers --toy sigmaA=2,sigmaB=1,rho=0.5 --depth 2
  $ unimodal-bias levers --toy sigmaA=2,sigmaB=1,rho=0.5 --depth 2 \\
      --target-ratio 1.5`,
    )
    .action(async (options: LeversOptions, self: Command) => {
      if (options.batch !== undefined) {
        throw new InputError('unsupported', '--batch', options.batch, 'levers are of all samples at once');
      }
      if (options.init === 'pytorch') {
        const message = 'levers are of small starts; simulate knows levers from PyTorch’s';
        throw new InputError('unsupported', '--init', options.init, message);
      }
      const { problem, samples, test, notes } = await readDataProblem(options, { samples: 'few' });
      const question = {
        network: networkFrom(options, isGiven(self, 'fusion')),
        initScale: numberOption('--init', options.init),
        learningRate: numberOption('--lr', options.lr),
        loss: options.loss as Loss,
        ...(options.width === undefined ? {} : { width: numberOption('--width', options.width) }),
      };
      const progress = progressBar('following levers');
      const answer = levers(problem, question, {
        testData: test ?? undefined,
        onProgress: progress.update,
        ...(options.targetRatio === undefined
          ? {}
          : { targetRatio: numberOption('--target-ratio', options.targetRatio) }),
      });
      progress.stop();
      const names = problem.modalities.map(({ name }) => name);
      const worth = samples === null ? null : (await import('../data/worth.js')).worthOf(problem, samples);
      const noise = worth?.find(({ modality, aloneGain }) => modality === answer.verdict.leader && aloneGain <= 0);
      printAnswer(options, { ...answer, worth, notes }, () =>
        [...notesInWords(notes), ...(noise ? [leftOut(noise)] : []), report(answer, names)].join('\n\n'),
      );
    });
}

/** A leader that is worth nothing has to go, before any lever. */
const leftOut = ({ modality }: Worth): string =>
  wrapped(
    `On rows left out one by one, ${modality} alone is worse than nothing: too many columns for these rows. Leave it out, or take fewer of its columns, before any lever.`,
  );

const time = (value: number | null): string => (value === null ? '—' : steps(value));

/** When both are used and nearly all is explained; or the latter, and the least loss on unseen data with that when both are used. */
function lateCells(both: number | null, loss: number | null, unseen: LeverUnseen | undefined): string[] {
  if (unseen === undefined) return [time(both), time(loss)];
  const short = (value: number) => value.toPrecision(3);
  return [time(loss), `${short(unseen.bestLoss)}/${unseen.atBothUsed === null ? '—' : short(unseen.atBothUsed)}`];
}

function report(answer: LeversAnswer, names: readonly string[]): string {
  const reached = answer.levers.filter(({ short }) => typeof short !== 'string');
  const rows = reached.map((row) => [
    row.setting,
    time(row.tA),
    time(row.tB),
    ...lateCells(row.bothUsed, row.lossTime, row.unseen),
    costInWords(row),
  ]);
  const { baseline } = answer;
  const plain = [
    'nothing',
    time(baseline.tA),
    time(baseline.tB),
    ...lateCells(baseline.bothUsed, baseline.loss, baseline.unseen),
    '',
  ];
  const unseen = baseline.unseen !== undefined;
  // Within 80 columns: when both are used is the later of two that are there.
  const header = ['lever', ...names, unseen ? '95%' : 'both', unseen ? 'unseen' : '95%', 'cost'];
  const legend =
    'When each modality is used (half of the plain solution), both are, and 95% of what can be is explained: steps of the typical start; — is not within eight times the plain run. Cost: excess of the mean square error at the end over ⟨y²⟩ (? is not known), and what is added for each branch.' +
    (answer.levers.some(({ step }) => step >= 2)
      ? ' swings: steps are above their limit at this learning rate, swing or diverge.'
      : '') +
    (unseen ? ' Unseen: the least loss ½⟨(y − ŷ)²⟩ on unseen rows, and that when both are used.' : '');
  const left = `Not computable here: ${uncomputable.map(({ name, reason }) => `${name} (${reason})`).join('; ')}.`;
  return [
    wrapped(verdictInWords(answer, names)),
    ...targetInWords(answer),
    tableOrList(header, [plain, ...rows]),
    wrapped(legend),
    ...outOfReach(answer),
    wrapped(left),
  ].join('\n\n');
}

/** What was asked for, and what there is without levers. */
function targetInWords({ targetRatio, baseline, verdict }: LeversAnswer): string[] {
  if (targetRatio === undefined) return [];
  const without = baseline.timeRatio === null ? 'not known' : digits(baseline.timeRatio);
  const text = `Each lever at the weakest strength with which the time of the other is ${digits(targetRatio)} times that of ${verdict.leader} (within 2%); without levers it is ${without}.`;
  return [wrapped(text)];
}

/** What does not reach it, and why. */
function outOfReach({ levers: rows }: LeversAnswer): string[] {
  const short = rows.flatMap(({ setting, short: why }) => (typeof why === 'string' ? [[setting, why]] : []));
  if (short.length === 0) return [];
  return ['Out of reach, with the nearest strength:', listing(['lever', 'why'], short)];
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

function costInWords({ excess, extra, step }: LeverRow): string {
  const bias = excess === null ? '?' : excess > 1e-9 ? `+${digits(excess)}` : '';
  return [bias, extra ?? '', step >= 2 ? 'swings' : ''].filter((part) => part !== '').join(', ');
}
