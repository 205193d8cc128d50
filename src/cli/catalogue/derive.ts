import { Command } from 'commander';
import { colours as pc } from '../colours.js';
import { hanging, hangingFormula, listing, wrapped } from '../format.js';
import type { Derivation } from '../../../formulas/derivations/derivation.js';
import { InputError } from '../../problem/errors.js';
import type { DerivationReport, StepReport } from '../../symbolic/derive.js';
import { printAnswer } from '../options.js';

/** `unimodal-bias derive`. */
export function deriveCommand(): Command {
  return new Command('derive')
    .description('check the derivations of the theory, step by step; exit status 1 if a step fails')
    .argument(
      '[id]',
      'a derivation, such as late-ratio, or a number of the source, such as 54; all of them unless given',
    )
    .option('--list', 'what is derived, without checking it')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias derive --list
  $ unimodal-bias derive 54
  $ unimodal-bias derive closed-rate --json`,
    )
    .action(async (id: string | undefined, options: { json?: boolean; list?: boolean }) => {
      // Loaded here: mathjs costs more to load than the other commands take to run.
      const { derivations } = await import('../../../formulas/derivations/index.js');
      const chosen = id === undefined ? derivations : await named(derivations, id);
      if (chosen.length === 0) {
        const { isSourceNumber, nextTo } = await import('../../../formulas/source-numbers.js');
        const message =
          id !== undefined && isSourceNumber(id)
            ? `no derivation arrives at ${id} of the source${nextTo(
                id,
                (await arrivals(derivations)).flatMap(([, numbers]) => numbers),
              )}`
            : `there is no derivation ${JSON.stringify(id)}; see derive --list`;
        throw new InputError('formula', 'derivation', id, message);
      }
      if (options.list) {
        printAnswer(options, chosen.map(listed), () => list(chosen));
        return;
      }
      const { deriveAll } = await import('../../symbolic/derive.js');
      const reports = await deriveAll(chosen);
      const json = reports.length === 1 && reports[0].id === id ? reports[0] : reports;
      const { statementText } = await import('../../symbolic/unicode.js');
      printAnswer(options, json, () => reports.map((report) => page(report, statementText)).join('\n\n'));
      if (reports.some(({ verdict }) => verdict === 'failed')) process.exitCode = 1;
    });
}

/** Those of that name, or that arrive at the number of the source. */
async function named(derivations: readonly Derivation[], name: string): Promise<readonly Derivation[]> {
  const { isSourceNumber, speakOfTheSame } = await import('../../../formulas/source-numbers.js');
  if (!isSourceNumber(name)) return derivations.filter(({ id }) => id === name);
  const found = await arrivals(derivations);
  return found.flatMap(([derivation, numbers]) =>
    numbers.some((text) => speakOfTheSame(name, text)) ? [derivation] : [],
  );
}

/** With each derivation the numbers of the source at which it arrives, by itself or by a formula of the catalogue. */
async function arrivals(derivations: readonly Derivation[]): Promise<(readonly [Derivation, readonly string[]])[]> {
  const { catalogue } = await import('../../../formulas/index.js');
  const { numbersOf } = await import('../../../formulas/source-numbers.js');
  return derivations.map((derivation) => {
    const { conclusion } = derivation;
    const numbers = conclusion.match(/Eq [\da-e, –]+|Sec\. [\d.]+|\b[A-Z]\.\d+/g) ?? [];
    const formulas = catalogue.filter(({ id }) => conclusion.split(/[\s(),;]+/).includes(id));
    return [derivation, [...numbers, ...formulas.map(numbersOf)]] as const;
  });
}

const listed = ({ id, title, conclusion, method }: Derivation) => ({ id, title, conclusion, method });

function list(derivations: readonly Derivation[]): string {
  const rows = derivations.map(({ id, title }) => [id, title]);
  return listing(['derivation', 'what is derived'], rows);
}

type Printer = (expression: string) => string;

function page(report: DerivationReport, print: Printer): string {
  const { id, title, hypotheses, conclusion, method, definitions, steps } = report;
  return [
    pc.bold(wrapped(`${title}  (${id}; ${method})`)),
    hangingFormula('  from  ', hypotheses.join('; ')),
    ...Object.entries(definitions).map(([name, value]) => hangingFormula('  with  ', print(`${name} = ${value}`))),
    ...steps.flatMap((step) => [
      `  ${mark(step)} ${hanging('    ', step.claim).trimStart()}`,
      hangingFormula('      ', `${print(step.zero)} = 0  (${step.label})`),
    ]),
    hangingFormula('  hence ', conclusion),
  ].join('\n');
}

const mark = ({ verdict }: StepReport): string =>
  verdict === 'proved' ? pc.green('✓') : verdict === 'checked' ? pc.yellow('≈') : pc.red('✗');
