import { Command } from 'commander';
import { colours as pc } from '../colours.js';
import { hanging, hangingFormula, wrapped } from '../format.js';
import { InputError } from '../../problem/errors.js';
import type { ErratumReport } from '../../symbolic/errata.js';
import { printAnswer } from '../options.js';

/** `unimodal-bias errata`. */
export function errataCommand(): Command {
  return new Command('errata')
    .description('the misprints of the source, each with a computation in which the printed form fails')
    .argument('[number]', 'only those of an equation or section of the source, such as 11')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias errata
  $ unimodal-bias errata 11
  $ unimodal-bias errata --json`,
    )
    .action(async (number: string | undefined, options: { json?: boolean }) => {
      // Loaded here: mathjs costs more to load than the other commands take to run.
      const { checkErrata } = await import('../../symbolic/errata.js');
      const { errata } = await import('../../../formulas/errata/index.js');
      const { nextTo, speakOfTheSame } = await import('../../../formulas/source-numbers.js');
      const chosen = number === undefined ? errata : errata.filter(({ where }) => speakOfTheSame(number, where));
      if (chosen.length === 0) {
        const next = nextTo(
          String(number),
          errata.map(({ where }) => where),
        );
        throw new InputError('usage', 'errata', number, `no erratum is known of ${number}${next}`);
      }
      const reports = checkErrata(chosen);
      printAnswer(options, reports, () => reports.map(entry).join('\n\n'));
    });
}

function entry({ where, printed, corrected, truth, check }: ErratumReport): string {
  const error = (value: number) => (Number.isFinite(value) ? value.toExponential(1) : 'no value');
  const verdict = (good: boolean, text: string) => (good ? pc.green(text) : pc.red(`NOT ${text}`));
  return [
    pc.bold(wrapped(where)),
    hangingFormula('  printed    ', printed),
    hangingFormula('  corrected  ', corrected),
    hanging('  against    ', truth),
    `  measured   ${verdict(check.printedFails, 'printed fails')} (${error(check.printedError)}),`,
    `             ${verdict(check.correctedHolds, 'corrected holds')} (${error(check.correctedError)}) at ${check.points} points`,
  ].join('\n');
}
