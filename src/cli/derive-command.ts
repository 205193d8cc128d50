import { Command } from 'commander';
import { colours as pc } from './colours.js';
import { InputError } from '../problem/errors.js';
import type { DerivationReport, StepReport } from '../symbolic/derive.js';

/** `unimodal-bias derive`. */
export function deriveCommand(): Command {
  return new Command('derive')
    .description('check the derivations of the theory, step by step; exit status 1 if a step fails')
    .argument('[id]', 'the derivation, such as late-ratio; all of them unless given')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias derive
  $ unimodal-bias derive closed-rate --json`,
    )
    .action(async (id: string | undefined, options: { json?: boolean }) => {
      // Loaded here: mathjs costs more to load than the other commands take to run.
      const { derivations } = await import('../../formulas/derivations/index.js');
      const { deriveAll } = await import('../symbolic/derive.js');
      const chosen = id === undefined ? derivations : derivations.filter((derivation) => derivation.id === id);
      if (chosen.length === 0) {
        const known = derivations.map((derivation) => derivation.id).join(', ');
        throw new InputError(
          'formula',
          'derivation',
          id,
          `there is no derivation ${JSON.stringify(id)}; one of ${known}`,
        );
      }
      const reports = await deriveAll(chosen);
      const json = id === undefined ? reports : reports[0];
      const { statementText } = await import('../symbolic/unicode.js');
      const pages = reports.map((report) => page(report, statementText));
      process.stdout.write(`${options.json ? JSON.stringify(json, null, 2) : pages.join('\n\n')}\n`);
      if (reports.some(({ verdict }) => verdict === 'failed')) process.exitCode = 1;
    });
}

type Printer = (expression: string) => string;

function page(report: DerivationReport, print: Printer): string {
  const { id, title, hypotheses, conclusion, method, definitions, steps } = report;
  return [
    `${pc.bold(title)}  (${id}; ${method})`,
    `  from  ${hypotheses.join('; ')}`,
    ...Object.entries(definitions).map(([name, value]) => `  with  ${print(`${name} = ${value}`)}`),
    ...steps.map((step) => `  ${mark(step)} ${step.claim}\n      ${print(step.zero)} = 0  (${step.label})`),
    `  hence ${conclusion}`,
  ].join('\n');
}

const mark = ({ verdict }: StepReport): string =>
  verdict === 'proved' ? pc.green('✓') : verdict === 'checked' ? pc.yellow('≈') : pc.red('✗');
