/** Reading the values of options, and where the user's problem comes from. */
import cliProgress from 'cli-progress';
import { readFile } from 'node:fs/promises';
import { InputError, show } from '../problem/errors.js';
import type { Correlations } from '../problem/correlations.js';
import { correlationsFromFile } from '../data/from-data.js';
import { correlations, toyCorrelations } from '../problem/from-numbers.js';

/** Parses the text of an option as a finite number. */
export function numberOption(option: string, text: string): number {
  // `Number` alone would take '0x10'.
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new InputError('usage', option, text, `must be a number, but is ${show(text)}`);
}

/** The options that say what the data are. */
export interface ProblemOptions {
  readonly data?: string;
  readonly a?: string;
  readonly b?: string;
  readonly y?: string;
  readonly standardize?: boolean;
  readonly correlations?: string;
  readonly toy?: string;
}

/** The problem, from exactly one of `--data`, `--correlations`, `--toy`. */
export async function readProblem(options: ProblemOptions): Promise<Correlations> {
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
  if (options.data === undefined) {
    for (const name of ['a', 'b', 'y', 'standardize'] as const) {
      if (options[name] !== undefined) {
        throw new InputError('usage', `--${name}`, options[name], 'goes with --data only');
      }
    }
  }
  if (options.toy !== undefined) return toyFrom(options.toy);
  if (options.correlations !== undefined) return correlations(await readJson(options.correlations));
  return readData(options);
}

async function readData(options: ProblemOptions): Promise<Correlations> {
  const need = (name: 'data' | 'a' | 'b' | 'y'): string => {
    const text = options[name];
    if (text !== undefined) return text;
    throw new InputError(
      'usage',
      `--${name}`,
      undefined,
      'is needed with --data: the columns of a modality, or the target',
    );
  };
  const progress = progressBar('reading');
  try {
    return await correlationsFromFile(need('data'), {
      a: need('a'),
      b: need('b'),
      y: need('y'),
      standardize: options.standardize ?? false,
      onProgress: progress.update,
    });
  } finally {
    progress.stop();
  }
}

async function readJson(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new InputError('file', path, path, `cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError('file', path, path, `is not JSON: ${(error as Error).message}`);
  }
}

const TOY_KEYS = ['sigmaA', 'sigmaB', 'rho', 'wA', 'wB'] as const;

function toyFrom(text: string): Correlations {
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
    if (value === undefined)
      throw new InputError('usage', '--toy', text, `${key} is missing; sigmaA, sigmaB and rho are needed`);
    return value;
  };
  const [wA, wB] = [values.get('wA'), values.get('wB')];
  return toyCorrelations({
    sigmaA: need('sigmaA'),
    sigmaB: need('sigmaB'),
    rho: need('rho'),
    ...(wA === undefined ? {} : { wA }),
    ...(wB === undefined ? {} : { wB }),
  });
}

/** A bar on a terminal's stderr that appears only for what takes longer than two seconds. */
export function progressBar(what: string): { update: (fraction: number) => void; stop: () => void } {
  const started = performance.now();
  let bar: cliProgress.SingleBar | null = null;
  const update = (fraction: number) => {
    if (bar === null && process.stderr.isTTY && performance.now() - started > 2000) {
      bar = new cliProgress.SingleBar({
        format: `${what} {bar} {percentage}% | {eta_formatted} left`,
        stream: process.stderr,
        clearOnComplete: true,
        hideCursor: true,
      });
      bar.start(1, fraction);
    }
    bar?.update(fraction);
  };
  return { update, stop: () => bar?.stop() };
}
