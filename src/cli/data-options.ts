/** The options that say what the data are, and the problem that they make: one home for every command. */
import { Option, type Command } from 'commander';
import { readFile, stat } from 'node:fs/promises';
import { filesFrom, readData } from '../data/from-files.js';
import type { Note, Samples } from '../data/index.js';
import type { TextOptions } from '../data/text/layout.js';
import { InputError, show } from '../problem/errors.js';
import { problem, toyProblem } from '../problem/from-general.js';
import type { Problem } from '../problem/problem.js';
import { given, numberOption, parsedJson, progressBar, several } from './options.js';

/** The values of {@link addDataOptions}, as commander has them. */
export interface DataOptionValues {
  readonly data?: readonly string[];
  readonly modality?: readonly string[];
  readonly a?: string;
  readonly b?: string;
  readonly y?: string;
  readonly classes?: boolean;
  readonly standardize?: boolean;
  /** `false` with `--no-center`. */
  readonly center?: boolean;
  readonly missing?: string;
  /** `false` with `--no-header`, `true` with `--header`. */
  readonly header?: boolean;
  readonly comment?: string;
  readonly delimiter?: string;
  readonly decimal?: string;
  readonly test?: readonly string[];
  readonly holdout?: string;
  readonly correlations?: string;
  readonly toy?: string;
}

/** The problem of a command line, and what came with it. */
export interface ReadProblem {
  readonly problem: Problem;
  /** The samples, if they were asked for and there are any. */
  readonly samples: Samples | null;
  /** What was held out or is in the test file. */
  readonly test: Samples | null;
  /** What the user should be told, once each: before the answer, and in its JSON. */
  readonly notes: readonly Note[];
}

/** Adds the options that say what the data are. */
export function addDataOptions(command: Command): Command {
  return command
    .optionsGroup('Data:')
    .option(
      '--data <file>',
      'CSV, TSV or other text with a header, .npy, .npz; - is standard input; NAME=FILE, repeated, for a file a modality and y=FILE',
      several,
    )
    .option(
      '--modality <name=columns>',
      "columns of a modality, repeated: names, ranges (s1..s6), globs ('s*'), all but (!s3), separated by commas",
      several,
    )
    .option('--a <columns>', 'the same as --modality A=columns')
    .option('--b <columns>', 'the same as --modality B=columns')
    .option('--y <columns>', 'the target: columns of numbers, or one of labels')
    .option('--classes', 'numbers in the target are names of classes, as text always is')
    .option('--standardize', 'scale every input to unit variance, and the outputs by one factor')
    .option('--no-center', 'keep the means: raw second moments')
    .option('--missing <what>', 'drop: leave out rows with a missing cell in a selected column')
    .option('--header', 'the first row holds names, even if they are numbers')
    .addOption(new Option('--no-header', 'the first row is data; columns are 0, 1, …').default(undefined))
    .option('--comment <sign>', 'what comments in a text begin with')
    .option('--delimiter <sign>', 'what separates the columns of a text: a character, tab or space')
    .option('--decimal <sign>', 'what separates decimals: . or ,')
    .option(
      '--correlations <file>',
      'JSON with sigmaA, sigmaB, sigmaAB, sigmaYA, sigmaYB, or modalities, sigma, sigmaYX [, ySquared, samples]',
    )
    .option('--toy <values>', 'scalar inputs: sigmaA=2,sigmaB=1,rho=0.5[,wA=1,wB=1]');
}

/** Adds `--test` and `--holdout`, for commands that ask about unseen data. */
export function addTestOptions(command: Command): Command {
  return command
    .optionsGroup('Data:')
    .option('--test <file>', 'unseen data: a file with the same columns (NAME=FILE as for --data)', several)
    .option('--holdout <f[:seed]>', 'unseen data: a share of the rows, drawn with a seed');
}

const WITH_DATA = [
  'modality',
  'a',
  'b',
  'y',
  'classes',
  'standardize',
  'missing',
  'header',
  'comment',
  'delimiter',
  'decimal',
  'test',
  'holdout',
] as const;

/**
 * The problem, from exactly one of `--data`, `--correlations`, `--toy`.
 *
 * @param want - whether to keep the samples, and whether targets keep their scale, as the logistic loss needs
 */
export async function readDataProblem(
  options: DataOptionValues,
  want: { readonly samples?: boolean | 'few'; readonly keepTarget?: boolean } = {},
): Promise<ReadProblem> {
  const given = (['data', 'correlations', 'toy'] as const).filter((name) => options[name] !== undefined);
  if (given.length !== 1) {
    const what = given.length === 0 ? 'none is given' : `${given.map((name) => `--${name}`).join(' and ')} are given`;
    throw new InputError(
      'usage',
      '--data',
      given,
      `exactly one of --data, --correlations and --toy is needed; ${what}`,
    );
  }
  if (options.data !== undefined) return fromFiles(options, options.data, want);
  for (const name of WITH_DATA) {
    if (options[name] !== undefined) throw new InputError('usage', `--${name}`, options[name], 'goes with --data only');
  }
  if (options.center === false) throw new InputError('usage', '--no-center', false, 'goes with --data only');
  const made = options.toy !== undefined ? toyFrom(options.toy) : await fromJson(options.correlations ?? '');
  return { problem: made, samples: null, test: null, notes: [] };
}

/** The files that these options name, which no output may replace. */
export function filesRead({ data = [], test = [], correlations }: DataOptionValues): string[] {
  const named = [data, test].map((given) => (given.length > 0 ? filesFrom('--data', given) : {}));
  return [...named, correlations ?? {}].flatMap((files) =>
    typeof files === 'string' ? [files] : Object.values(files),
  );
}

async function fromFiles(
  options: DataOptionValues,
  data: readonly string[],
  { samples = false, keepTarget = false }: { readonly samples?: boolean | 'few'; readonly keepTarget?: boolean },
): Promise<ReadProblem> {
  const modalities = modalitiesOf(options);
  const files = filesFrom('--data', data);
  if (typeof files === 'string') {
    const count = Object.keys(modalities).length;
    for (const [missing, option] of [
      [count < 1, '--a'],
      [count < 2, '--b'],
      [options.y === undefined, '--y'],
    ] as const) {
      if (missing)
        throw new InputError(
          'usage',
          option,
          undefined,
          'is needed with --data: the columns of a modality (or --modality NAME=columns), and of the target',
        );
    }
  }
  if (options.missing !== undefined && options.missing !== 'drop') {
    throw new InputError('usage', '--missing', options.missing, `must be drop, but is ${show(options.missing)}`);
  }
  if (options.test !== undefined && options.holdout !== undefined) {
    throw new InputError('usage', '--holdout', options.holdout, 'cannot go with --test');
  }
  const progress = progressBar('reading');
  try {
    const read = await readData(files, {
      modalities,
      ...textOptions(options),
      ...given({ y: options.y, missing: options.missing }),
      ...(options.test !== undefined && { test: filesFrom('--test', options.test) }),
      ...(options.holdout !== undefined && { holdout: holdoutOf(options.holdout) }),
      classes: options.classes ?? false,
      standardize: options.standardize ?? false,
      center: options.center ?? true,
      samples,
      keepTarget,
      onProgress: progress.update,
    });
    return { problem: read.problem, samples: read.samples, test: read.test, notes: read.notes };
  } finally {
    progress.stop();
  }
}

/** The columns of each modality, in the order of the options: `--a` and `--b` first. */
function modalitiesOf({ a, b, modality = [] }: DataOptionValues): Record<string, string> {
  const named = modality.map((text): [string, string] => {
    const at = text.indexOf('=');
    if (at > 0 && text.slice(at + 1).trim() !== '') return [text.slice(0, at).trim(), text.slice(at + 1)];
    throw new InputError('usage', '--modality', text, `must be NAME=columns, but is ${show(text)}`);
  });
  const all = [...(a === undefined ? [] : [['A', a]]), ...(b === undefined ? [] : [['B', b]]), ...named] as [
    string,
    string,
  ][];
  const columns = new Map<string, string>();
  for (const [name, spec] of all) {
    if (columns.has(name)) throw new InputError('usage', '--modality', name, `${name} is given twice`);
    if (name === 'y') throw new InputError('usage', '--modality', name, 'y is the target: give it as --y');
    columns.set(name, spec);
  }
  return Object.fromEntries(columns);
}

function textOptions({ header, comment, delimiter, decimal }: DataOptionValues): TextOptions {
  if (decimal !== undefined && decimal !== '.' && decimal !== ',') {
    throw new InputError('usage', '--decimal', decimal, `must be . or , but is ${show(decimal)}`);
  }
  if (comment === '') throw new InputError('usage', '--comment', comment, 'must be what comments begin with');
  return given({ header, comment, delimiter, decimal });
}

function holdoutOf(text: string): { fraction: number; seed: number } {
  const [fraction, seed = '1', ...rest] = text.split(':');
  const value = numberOption('--holdout', rest.length > 0 ? text : fraction);
  const integer = numberOption('--holdout seed', seed);
  if (!Number.isSafeInteger(integer)) throw new InputError('usage', '--holdout', text, 'has a seed that is no integer');
  return { fraction: value, seed: integer };
}

const MAX_JSON = 500_000_000;

async function fromJson(path: string): Promise<Problem> {
  let text: string;
  try {
    const { size } = await stat(path);
    if (size > MAX_JSON) throw new Error(`it has ${size} bytes; at most ${MAX_JSON} are read`);
    text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    throw new InputError('file', path, path, `cannot be read: ${(error as Error).message}`);
  }
  return problem(parsedJson(path, text));
}

/** What --toy is made of; its σ are the library's `std`. */
export const TOY_KEYS = ['sigmaA', 'sigmaB', 'rho', 'wA', 'wB'] as const;

/** The toy problem; what is refused of it is a value of the option, not an option. */
function toyFrom(text: string): Problem {
  const values = toyValues(text);
  try {
    return toyProblem(values);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, field, value, message } = error;
    throw new InputError(code, `--toy ${field.replace('std', 'sigma')}`, value, message.slice(`${field}: `.length));
  }
}

function toyValues(text: string) {
  const values = new Map<string, number>();
  for (const part of text.split(',')) {
    const pieces = part.split('=').map((piece) => piece.trim());
    const [key, value] = pieces;
    if (pieces.length !== 2 || !TOY_KEYS.includes(key as (typeof TOY_KEYS)[number])) {
      throw new InputError('usage', '--toy', part, `${show(part)} is not one of ${TOY_KEYS.join('=…, ')}=…`);
    }
    if (values.has(key)) throw new InputError('usage', '--toy', key, `${key} is given twice`);
    values.set(key, numberOption(`--toy ${key}`, value));
  }
  const need = (key: string): number => {
    const value = values.get(key);
    if (value !== undefined) return value;
    throw new InputError('usage', '--toy', text, `${key} is missing; sigmaA, sigmaB and rho are needed`);
  };
  const weights = given({ wA: values.get('wA'), wB: values.get('wB') });
  return { stdA: need('sigmaA'), stdB: need('sigmaB'), rho: need('rho'), ...weights };
}
