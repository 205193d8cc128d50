/** The figures that are asked about the user's own problem: its timetable, its losses on unseen data, and the log of a run. */
import type { Command } from 'commander';
import type { Figure, FigureOptions, TimetableQuestion } from '../../figures/index.js';
import { networksOf } from '../../predict/question.js';
import { InputError } from '../../problem/errors.js';
import { readDataProblem } from '../data-options.js';
import { flagOf, numberOption } from '../options.js';
import { isGiven, networkFrom } from '../question.js';
import { addRunOptions, runUnderWay, type RunOptions } from '../diagnose/run-under-way.js';

export type { RunOptions as FigureQuestionOptions };

/** Options of a run that a figure has no use for. */
const REFUSED = {
  timetable: ['test', 'holdout', 'log', 'stepsPerEpoch', 'loss', 'activation', 'batch', 'sampling'],
  unseen: ['log', 'stepsPerEpoch', 'loss', 'activation', 'batch', 'sampling'],
  diagnose: ['batch', 'sampling'],
} as const;

/** A figure that can be asked about the user's problem. */
export type QuestionFigure = keyof typeof REFUSED;

/** Whether a figure is one. */
export const isQuestionFigure = (id: string): id is QuestionFigure => Object.hasOwn(REFUSED, id);

/** Adds what these figures ask: the data, the network, and what is known of a run; `--y` has one more meaning in another figure. */
export function addFigureQuestionOptions(command: Command, otherY: string): Command {
  const before = command.options.length;
  const made = addRunOptions(command);
  for (const option of made.options.slice(before)) {
    if (option.attributeName() === 'y') option.description += `; ${otherY}`;
    if (option.attributeName() === 'depth') option.description += '; with timetable and unseen 2 unless told';
  }
  return made;
}

/** The options of {@link addFigureQuestionOptions} that were given, as attributes; `y` is not among them. */
function given(command: Command): string[] {
  const names = command.options.map((option) => option.attributeName());
  return names.slice(names.indexOf('data')).filter((name) => name !== 'y' && isGiven(command, name));
}

/** For figures that are about problems of their own: none of these options. */
export function refuseQuestion(command: Command): void {
  const other = given(command).at(0);
  if (other === undefined) return;
  const message = 'goes with the figures timetable, unseen and diagnose only';
  throw new InputError('usage', flagOf(other), undefined, message);
}

/** The figure of the user's problem, or ours where there is none. */
export async function questionFigure(
  id: QuestionFigure,
  options: RunOptions,
  command: Command,
  how: FigureOptions,
): Promise<Figure> {
  const { makeDiagnosis, makeFigure, makeTimetable, makeUnseen } = await import('../../figures/index.js');
  const refused = REFUSED[id].find((name) => isGiven(command, name));
  if (refused !== undefined) throw new InputError('usage', flagOf(refused), undefined, `does not go with figure ${id}`);
  const isOurs = ['data', 'correlations', 'toy'].every((name) => !isGiven(command, name));
  if (isOurs) {
    const unused = [...given(command), ...(isGiven(command, 'y') ? ['y'] : [])].at(0);
    if (unused === undefined) return makeFigure(id, how);
    throw new InputError('usage', flagOf(unused), undefined, 'goes with --data, --correlations or --toy');
  }
  if (id === 'diagnose') {
    const { read, log, question, diagnosis } = await runUnderWay(options, command);
    return makeDiagnosis({ problem: read.problem, log, diagnosis, ...question });
  }
  const { problem, test } = await readDataProblem(options);
  const asked = questionFrom(id, options, command);
  if (id === 'timetable') return makeTimetable({ problem, ...asked }, how);
  if (test !== null) return makeUnseen({ problem, testData: test, ...asked }, how);
  throw new InputError('usage', '--test', undefined, 'is needed, or --holdout: the unseen data');
}

/** Network, width, start and rate. */
function questionFrom(id: string, options: RunOptions, command: Command): Omit<TimetableQuestion, 'problem'> {
  const branches = ['depthA', 'depthB', 'depthShared'] as const;
  const hasDepth = ['depth', ...branches].some((name) => isGiven(command, name));
  const networks = networksOf(
    networkFrom({ ...options, ...(hasDepth ? {} : { depth: '2' }) }, isGiven(command, 'fusion')),
  );
  if (networks.length !== 1) {
    throw new InputError('usage', '--fusion', options.fusion, `must be one layer for figure ${id}`);
  }
  const [initScale, learningRate, width] = (['init', 'lr', 'width'] as const).map((name) =>
    numberOption(`--${name}`, options[name]),
  );
  return { network: networks[0], width, start: { initScale }, learningRate };
}
