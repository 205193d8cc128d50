import { Command } from 'commander';
import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { listing, wrapped } from '../format.js';
import { InputError } from '../../problem/errors.js';
import { filesRead } from '../data-options.js';
import { numberOption, printAnswer, progressBar } from '../options.js';
import {
  addFigureQuestionOptions,
  isQuestionFigure,
  questionFigure,
  refuseQuestion,
  type FigureQuestionOptions,
} from './question-figures.js';
import type { Figure, FigureFormat, Layout } from '../../figures/index.js';
import { pendingFile, writeWhole } from '../pending-file.js';

/** Makes the figure that is written. */
type Make = (onProgress: (fraction: number) => void) => Promise<Figure> | Figure;

interface FigureCommandOptions extends FigureQuestionOptions {
  readonly output?: string;
  readonly quick?: boolean;
  readonly seeds?: string;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly x?: string;
  readonly by?: string;
  readonly widthMm?: string;
  /** `false` with `--no-title`. */
  readonly title: boolean;
  /** `false` with `--no-caption`. */
  readonly caption: boolean;
}

/** The folder of `figure all` unless told. */
const FOLDER = 'figures';

/** `unimodal-bias figure`. */
export function figureCommand(version: string): Command {
  const command = new Command('figure')
    .description('draw the figures of the source, and ours, from formulas and simulations')
    .argument('[id]', 'a figure (2, 3, …), one of its panels (3c), all, or sweep')
    .argument('[dir]', 'with sweep: the folder of `unimodal-bias sweep`')
    .option('-o, --output <file>', 'F.svg, F.pdf, F.png or F.csv; with all, the folder')
    .option('--width-mm <mm>', 'width on paper, 50 to 500, with text of 7 points; panels are laid out for it')
    .option('--no-title', 'without the title')
    .option('--no-caption', 'without the caption, which says how it was made')
    .option('--quick', 'a draft in seconds, with fewer points and seeds')
    .option('--seeds <n>', 'seeds of every point of a sweep')
    .option('--x <column>', 'with sweep: what is on the horizontal axis, an option of the plan')
    .option('--by <column>', 'with sweep: a line for each of its values')
    .option('--list', 'the figures there are')
    .option('--json', 'print the specification: panels, marks, rows and the caption');
  return addFigureQuestionOptions(
    command,
    'with sweep: what is predicted and measured, a column of what collect writes',
  )
    .addHelpText(
      'after',
      `
Without -o a figure is written to figure-ID.svg, and all figures into ${FOLDER}/.

Examples:
  $ unimodal-bias figure 6 -o figure-6.pdf --width-mm 170 --no-title \\
      --no-caption
  $ unimodal-bias figure 3c --quick --json
  $ unimodal-bias figure all -o figures
  $ unimodal-bias figure timetable --data data/iris.csv --a 'sepal_*' \\
      --b 'petal_*' --y species --standardize
  $ unimodal-bias figure unseen --data data/iris.csv --a 'sepal_*' \\
      --b 'petal_*' --y species --standardize --holdout 0.8
  $ unimodal-bias figure diagnose --log run.csv --data data/cancer.csv \\
      --a 'mean_*' --b 'error_*' --y benign --standardize --depth 2 --lr 0.03 \\
      -o run.png
  $ unimodal-bias figure sweep runs --x rho --y timeRatio --by fusion`,
    )
    .action(
      async (id: string | undefined, directory: string | undefined, options: FigureCommandOptions, self: Command) => {
        // Loaded here: other commands need neither simulator nor figures.
        const { figures } = await import('../../figures/index.js');
        if (options.list) {
          const rows = figures.map((f) => [f.id, f.title]);
          printAnswer(options, figures, () => listing(['figure', 'what it shows'], rows));
        } else if (id === undefined) {
          throw new InputError('usage', 'figure', id, 'needs the id of a figure, all, or --list');
        } else if (id === 'sweep') {
          const { sweepFigureIn } = await import('../sweep/figure.js');
          await writeOne(id, options, () => sweepFigureIn(directory, options, version));
        } else if (directory !== undefined) {
          throw new InputError('usage', 'figure', directory, 'a folder goes with figure sweep only');
        } else if (id === 'all') {
          await writeAll(
            figures.map((figure) => figure.id),
            options,
          );
        } else {
          await writeOne(id, options, async (onProgress) => {
            const how = { quick: options.quick ?? false, ...seedsOption(options), onProgress };
            if (isQuestionFigure(id)) return questionFigure(id, options, self, how);
            refuseQuestion(self);
            const { makeFigure } = await import('../../figures/index.js');
            return makeFigure(id, how);
          });
        }
      },
    );
}

const FORMATS = ['svg', 'pdf', 'png', 'csv'] as const satisfies readonly FigureFormat[];

function formatOf(path: string): FigureFormat {
  const extension = extname(path).slice(1);
  const format = FORMATS.find((candidate) => candidate === extension.toLowerCase());
  if (format !== undefined) return format;
  throw new InputError('usage', '--output', path, `must end in .svg, .pdf, .png or .csv, but is ${path}`);
}

/** How it is laid out. */
const layoutOf = ({ title, caption, widthMm }: FigureCommandOptions): Layout => ({
  title,
  caption,
  ...(widthMm !== undefined && { widthMm: numberOption('--width-mm', widthMm) }),
});

const seedsOption = ({ seeds }: FigureCommandOptions) =>
  seeds === undefined ? {} : { seeds: numberOption('--seeds', seeds) };

async function writeOne(id: string, options: FigureCommandOptions, make: Make): Promise<void> {
  const { drawFigure } = await import('../../figures/index.js');
  const path = options.output ?? `figure-${id}.svg`;
  const format = formatOf(path);
  const writes = options.json !== true || options.output !== undefined;
  const file = writes ? await pendingFile('--output', path, [...filesRead(options), options.log ?? []].flat()) : null;
  const progress = progressBar(`figure ${id}`);
  try {
    const figure = await make(progress.update);
    await file?.keep(await drawFigure(figure, format, layoutOf(options)));
    progress.stop();
    printAnswer(options, figure, () => wrapped(`${path}: ${figure.title}`));
  } finally {
    progress.stop();
  }
}

async function writeAll(ids: readonly string[], options: FigureCommandOptions): Promise<void> {
  const { drawFigure, contextFor, makeIn } = await import('../../figures/index.js');
  const folder = options.output ?? FOLDER;
  if (options.json) throw new InputError('usage', '--json', 'all', 'goes with one figure, or with --list');
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new InputError('file', '--output', folder, `cannot be made a folder: ${(error as Error).message}`);
  });
  const progress = progressBar('drawing figures');
  let done = 0;
  const onProgress = (fraction: number): void => {
    progress.update((done + fraction) / ids.length);
  };
  // One context: figures that show the same simulations share them.
  const context = contextFor({ quick: options.quick ?? false, ...seedsOption(options), onProgress });
  for (const id of ids) {
    const figure = await makeIn(context, id);
    await writeWhole('--output', join(folder, `figure-${id}.svg`), await drawFigure(figure, 'svg', layoutOf(options)));
    done += 1;
    onProgress(0);
  }
  progress.stop();
  process.stdout.write(`${ids.length} figures in ${folder}\n`);
}
