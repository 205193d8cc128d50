/** The timetable of the user's own data, for `figure timetable`. */
import type { Command } from 'commander';
import type { Figure, FigureOptions } from '../figures/index.js';
import { InputError } from '../problem/errors.js';
import { addDataOptions, readDataProblem, type DataOptionValues } from './data-options.js';
import { numberOption } from './options.js';
import { isGiven, networkFrom } from './question.js';

/** The values of {@link addTimetableOptions}, as text. */
export interface TimetableOptions extends DataOptionValues {
  readonly depth?: string;
  readonly fusion: string;
  readonly init: string;
  readonly lr: string;
  readonly width: string;
}

/** Adds what `figure timetable` asks: the data, and the network; `--y` has one more meaning in another figure. */
export function addTimetableOptions(command: Command, otherY: string): Command {
  const made = addDataOptions(command);
  const y = made.options.find((option) => option.attributeName() === 'y');
  if (y !== undefined) y.description += `; ${otherY}`;
  return made
    .option('--depth <L>', 'with timetable: layers of the network', '2')
    .option('--fusion <L_f>', 'with timetable: layer at which the branches are added, early or late', 'late')
    .option('--init <u0>', 'with timetable: initial norm of a layer before the fusion', '0.01')
    .option('--lr <eta>', 'with timetable: learning rate', '0.04')
    .option('--width <N>', 'with timetable: units of every hidden layer', '100');
}

/** The options of {@link addTimetableOptions} that were given, for other figures to refuse; `--y` is not among them. */
export function givenTimetableOptions(command: Command): string[] {
  const names = command.options.map((option) => option.attributeName());
  const own = names.slice(names.indexOf('data'));
  return own.filter((name) => name !== 'y' && isGiven(command, name)).map((name) => `--${name}`);
}

/** The figure of the user's data, or ours where there are none. */
export async function timetableFigureFrom(
  options: TimetableOptions,
  command: Command,
  how: FigureOptions,
): Promise<Figure> {
  const { makeFigure, makeTimetable } = await import('../figures/index.js');
  const isOurs = ['data', 'correlations', 'toy'].every((name) => !isGiven(command, name));
  if (isOurs) {
    const unused = [...givenTimetableOptions(command), ...(isGiven(command, 'y') ? ['--y'] : [])].at(0);
    if (unused !== undefined)
      throw new InputError('usage', unused, undefined, 'goes with --data, --correlations or --toy');
    return makeFigure('timetable', how);
  }
  const { problem } = await readDataProblem(options);
  const [initScale, learningRate, width] = (['init', 'lr', 'width'] as const).map((name) =>
    numberOption(`--${name}`, options[name]),
  );
  const asked = networkFrom(options, isGiven(command, 'fusion'));
  const start = { initScale };
  if (!('fusionLayer' in asked)) return makeTimetable({ problem, network: asked, width, start, learningRate }, how);
  const { depth, fusionLayer } = asked;
  if (typeof fusionLayer !== 'number') {
    throw new InputError('usage', '--fusion', options.fusion, 'must be one layer for a timetable');
  }
  return makeTimetable({ problem, network: { depth, fusionLayer }, width, start, learningRate }, how);
}
