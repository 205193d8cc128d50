import { Command } from 'commander';
import { worthOf } from '../../data/worth.js';
import type { Diagnosis, Evidence } from '../../diagnose/index.js';
import { worthInWords } from '../../predict/in-words.js';
import { digits, steps } from '../../predict/numbers.js';
import type { Worth } from '../../problem/worth.js';
import { notesInWords } from '../reading-notes.js';
import { tableOrList, wrapped } from '../format.js';
import { branchTable } from '../predict/explanation.js';
import { addRunOptions, runUnderWay, type RunOptions } from './run-under-way.js';
import { printAnswer } from '../options.js';

interface DiagnoseOptions extends RunOptions {
  readonly json?: boolean;
}

/** `unimodal-bias diagnose`. */
export function diagnoseCommand(): Command {
  const command = new Command('diagnose').description(
    'read the log of a run: which modalities it uses now, and when the next comes into use',
  );
  return addRunOptions(command)
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      `
Without --init the scale of the start is fitted to the last transition of the
log. Columns that it may have besides are evidence of what is used: test_loss
(on --test or --holdout), loss_without_NAME (that branch's output taken out),
contribution_NAME (the standard deviation of that branch's output).

Example:
  $ unimodal-bias diagnose --log run.csv --data data/cancer.csv --a 'mean_*' \\
      --b 'error_*' --y benign --standardize --depth 2 --lr 0.03`,
    )
    .action(async (options: DiagnoseOptions, command: Command) => {
      const { read, diagnosis } = await runUnderWay(options, command);
      const worth = read.samples === null ? null : worthOf(read.problem, read.samples);
      printAnswer(options, { ...diagnosis, worth, notes: read.notes }, () =>
        [...notesInWords(read.notes), report(diagnosis, worth)].join('\n\n'),
      );
    });
}

function report({ advice, seen, plateau, evidence, branches }: Diagnosis, worth: readonly Worth[] | null): string {
  const before = seen.map(({ modality, step }) => `${modality} at step ${steps(step)}`).join(', ');
  const where = `Nearest plateau: ${plateau.name}, loss ${digits(plateau.loss)}; the log ends at ${digits(plateau.observed)}.`;
  return [
    wrapped(advice),
    wrapped(before === '' ? where : `Seen: ${before}. ${where}`),
    ...(evidence.length === 0 ? [] : [evidenceTable(evidence)]),
    ...(worth === null ? [] : [wrapped(worthInWords(worth))]),
    branchTable(branches),
  ].join('\n\n');
}

/** What was measured besides the loss, beside what it is here and at the optimum. */
function evidenceTable(evidence: readonly Evidence[]): string {
  const rows = evidence.map(({ column, measured, here, atOptimum, agrees }) => [
    column,
    digits(measured),
    digits(here),
    digits(atOptimum),
    agrees ? '' : 'contradicts',
  ]);
  return tableOrList(['measured', 'in the log', 'should be', 'at the optimum', ''], rows);
}
