/** Reading the values of options, and progress while something takes long. */
import cliProgress from 'cli-progress';
import { InputError, show } from '../problem/errors.js';

/** Parses the text of an option as a finite number. */
export function numberOption(option: string, text: string): number {
  // `Number` alone would take '0x10'.
  const value = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : NaN;
  if (Number.isFinite(value)) return value;
  throw new InputError('usage', option, text, `must be a number, but is ${show(text)}`);
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
