import { Command } from 'commander';
import { extname } from 'node:path';
import { InputError, show } from '../../problem/errors.js';
import { csvLines, jsonLines, summaryRows, tidyRows } from '../../sweep/collect.js';
import { progressOf, signsIn } from '../../sweep/directory.js';
import { shardFrom, WHOLE } from '../../sweep/shard.js';
import { pendingFile } from '../pending-file.js';
import { runHere, submit } from './engines.js';
import { openSweep, sweepIn } from './session.js';
import { note } from '../options.js';

interface SweepOptions {
  readonly out?: string;
  readonly engine: string;
  readonly shard?: string;
  readonly wait?: boolean;
}

/** `unimodal-bias sweep`. */
export function sweepCommand(version: string): Command {
  return new Command('sweep')
    .description('put many questions, here or on a cluster: every combination of options, predicted and simulated')
    .argument('<plan>', 'JSON: { base: {option: value}, grid: {option: [values]}, zip: …, seeds: n, do: […] }')
    .argument('[sbatch...]', 'behind --, options for sbatch')
    .option('--out <dir>', 'where results are kept; what is there is not done again')
    .option('--engine <engine>', 'local, all cores of this machine, or slurm, an array of jobs', 'local')
    .option('--shard <i/n>', 'one part of n; env or env/n: the one a scheduler’s array says')
    .option('--wait', 'with slurm: follow the jobs to their end')
    .addHelpText(
      'after',
      `
Options in a plan go by their flags without leading dashes; parts of --toy have
their own names, such as rho. Ctrl-C keeps what is finished; the same command
goes on from there.

Examples:
  $ unimodal-bias sweep plan.json --out runs
  $ unimodal-bias sweep plan.json --out runs --engine slurm --wait -- \\
      --partition=short
  $ unimodal-bias sweep status runs
  $ unimodal-bias sweep collect runs -o runs.csv --summary`,
    )
    .action(async (plan: string, passed: readonly string[], options: SweepOptions) => {
      const { out, engine, shard, wait = false } = options;
      if (engine !== 'local' && engine !== 'slurm') {
        throw new InputError('usage', '--engine', engine, `must be local or slurm, but is ${show(engine)}`);
      }
      if (engine === 'local' && (wait || passed.length > 0)) {
        throw new InputError('usage', wait ? '--wait' : passed[0], passed, 'goes with --engine slurm only');
      }
      if (engine === 'slurm' && shard !== undefined) {
        throw new InputError('usage', '--shard', shard, 'is one part, done here; --engine slurm submits all of them');
      }
      if (out === undefined)
        throw new InputError('usage', '--out', out, 'is needed: the folder where results are kept');
      const part = shard === undefined ? WHOLE : shardFrom(shard, process.env);
      const sweep = await openSweep(plan, out, version);
      await (engine === 'slurm' ? submit(sweep, out, { wait, passed }) : runHere(sweep, out, part));
    })
    .addCommand(statusCommand(version))
    .addCommand(collectCommand(version));
}

function statusCommand(version: string): Command {
  return new Command('status')
    .description('how far a sweep is, and what went wrong')
    .argument('<dir>', 'its folder')
    .action(async (directory: string) => {
      const { total, done, refused, missing } = progressOf(await sweepIn(directory, version), directory);
      const { alive, lost } = signsIn(directory);
      const count = [...refused.values()].reduce((sum, one) => sum + one, 0);
      const rate = alive.reduce((sum, one) => sum + one.rate, 0);
      const left = rate > 0 && missing > 0 ? `, about ${duration(missing / rate)} left` : '';
      const lines = [
        `${total} tasks: ${done} done, ${count} refused, ${missing} missing`,
        `${alive.length} ${alive.length === 1 ? 'process is' : 'processes are'} at work${left}`,
        ...lost.map((name) => `${name} stopped without a word; run the sweep again for what it left`),
        ...[...refused].map(([reason, times]) => `refused ${times}×: ${reason}`),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}

function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}

interface CollectOptions {
  readonly output: string;
  readonly summary?: boolean;
}

function collectCommand(version: string): Command {
  return new Command('collect')
    .description('gather the results of a sweep in one table, a row a prediction or seed')
    .argument('<dir>', 'its folder')
    .requiredOption('-o, --output <file>', 'F.csv, or F.jsonl for a line of JSON a row')
    .option('--summary', 'a row a setting: mean, standard deviation and standard error over seeds')
    .action(async (directory: string, { output, summary }: CollectOptions) => {
      const format = extname(output).toLowerCase();
      if (format !== '.csv' && format !== '.jsonl') {
        throw new InputError('usage', '--output', output, `must end in .csv or .jsonl, but is ${show(output)}`);
      }
      const file = await pendingFile('--output', output);
      const sweep = await sweepIn(directory, version);
      let missing = 0;
      const rows = (isCounted: boolean) =>
        (summary ? summaryRows : tidyRows)(sweep, directory, () => {
          if (isCounted) missing++;
        });
      let passes = 0;
      const lines = format === '.csv' ? csvLines(() => rows(passes++ === 0)) : jsonLines(rows(true));
      await file.keep(batches(lines));
      if (missing === 0) return;
      process.exitCode = 1;
      note(`${missing} tasks have no result yet and are not in ${output}`);
    });
}

const BATCH = 1000;

/** Lines, many at once: a write each would take longer than what is in it. */
function* batches(lines: Iterable<string>): Generator<string> {
  let batch: string[] = [];
  for (const line of lines) {
    if (batch.push(line) < BATCH) continue;
    yield batch.join('');
    batch = [];
  }
  yield batch.join('');
}
