/** Reading the values of options, and progress while something takes long. */
import cliProgress from 'cli-progress';
import { InputError, show, visible } from '../problem/errors.js';

/** Parses the text of an option as a finite number. */
export function numberOption(option: string, text: string): number {
  // `Number` alone would take '0x10'.
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new InputError('usage', option, text, `must be a number, but is ${show(text)}`);
}

/** Gathers the values of an option that may be repeated. */
export const several = (value: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  value,
];

/** The flag of an option by its attribute. */
export const flagOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The fields that are given. */
export function given<T extends object>(fields: T): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Prints an answer: as JSON where that is asked for, else in words. */
export function printAnswer(
  { json = false }: { readonly json?: boolean },
  answer: object,
  inWords: () => string,
): void {
  process.stdout.write(`${json ? JSON.stringify(answer, null, 2) : visible(inWords())}\n`);
}

/** Says something beside the answer. */
export function note(message: string): void {
  process.stderr.write(`unimodal-bias: ${visible(message)}\n`);
}

/** What a JSON file says. @throws InputError `file` */
export function parsedJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError('file', path, path, `is not JSON: ${(error as Error).message}`);
  }
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
