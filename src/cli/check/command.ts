import { Command, Option } from 'commander';
import { hanging, listing } from '../format.js';
import type { CheckReport, Claim, Keeping, Standing } from '../../check/index.js';
import { InputError } from '../../problem/errors.js';
import { shardFrom, WHOLE, type Shard } from '../../sweep/shard.js';
import { keepingIn } from './keeping.js';
import { interruption } from '../interruption.js';
import { printAnswer, progressBar } from '../options.js';
import { pendingFile } from '../pending-file.js';

interface CheckCommandOptions {
  readonly list?: boolean;
  readonly quick?: boolean;
  readonly full?: boolean;
  readonly out?: string;
  readonly shard?: string;
  readonly collect?: boolean;
  readonly json?: boolean;
  readonly report?: string;
  readonly standing?: string;
}

/** `unimodal-bias check`. Exit status 1 when a claim that should hold does not, 130 when it was interrupted. */
export function checkCommand(version: string): Command {
  return new Command('check')
    .description('hold the theory against full-matrix gradient descent')
    .argument('[claims...]', 'ids of claims; all of them unless told')
    .option('--list', 'the claims there are')
    .option('--quick', 'the part of it that takes about a minute')
    .addOption(new Option('--full', 'every claim at its full size, some hours; the default').conflicts('quick'))
    .option('--out <dir>', 'where results are kept, claim by claim; what is there is not measured again')
    .option('--shard <i/n>', 'with --out: one part of n; env or env/n: the one a scheduler’s array says')
    .addOption(
      new Option(
        '--collect',
        'with --out: measure nothing, report what is there, quick parts where there is no more',
      ).conflicts(['quick', 'full', 'shard']),
    )
    .option('--json', 'machine-readable output')
    .option('--report <file>', 'also write everything as a Markdown page')
    .option('--standing <file>', 'also write what every closed form is off by, as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias check --quick
  $ unimodal-bias check ratio-grid two-layer-times --json
  $ unimodal-bias check --full --out results --shard 1/8
  $ unimodal-bias check --collect --out results --report report.md`,
    )
    .action(async (ids: string[], options: CheckCommandOptions) => {
      // Loaded here: other commands need no simulator.
      const { claims } = await import('../../check/index.js');
      const { PROBLEMS } = await import('../../check/standing/standing.js');
      const { collectClaims, selectClaims } = await import('../../check/harness/run.js');
      const { checkMarkdown, checkTable } = await import('../../check/harness/report.js');
      const { quick = false, collect = false } = options;
      const selected = selectClaims(claims, ids, quick);
      if (options.list) {
        printAnswer(options, selected.map(listed), () => list(selected));
        return;
      }
      if (options.standing !== undefined && !selected.some(({ id }) => id === 'where-the-theory-stands')) {
        const message = 'is written by the claim where-the-theory-stands, which is not among those chosen';
        throw new InputError('usage', '--standing', options.standing, message);
      }
      if (collect && options.out === undefined) {
        throw new InputError('usage', '--collect', collect, 'needs --out, the folder where results are kept');
      }
      const shard = shardOf(options);
      const page = options.report === undefined ? null : await pendingFile('--report', options.report);
      const data = options.standing === undefined ? null : await pendingFile('--standing', options.standing);
      const counts = { there: 0, done: 0, missing: 0 };
      const keeping = options.out === undefined ? null : keepingIn(options.out, shard ?? WHOLE, version, counts);
      const report =
        collect && keeping !== null ? collectClaims(selected, keeping) : await run(selected, quick, keeping);
      if (shard !== null) {
        const { there, done, missing } = counts;
        process.stdout.write(`${done} parts of claims done, ${there} were there, ${missing} are missing\n`);
        return;
      }
      const provenance = {
        date: new Date().toISOString().slice(0, 10),
        versions: { 'unimodal-bias': version, Node: process.versions.node },
      };
      printAnswer(options, { ...provenance, ...report }, () => onScreen(checkTable(report)));
      if (!report.passed) process.exitCode ??= 1; // an interruption has set it
      // Part of a check takes the place of a whole one only where that was asked for.
      if (report.unfinished.length === 0 || collect) await page?.keep(checkMarkdown(report, provenance));
      const rows = report.claims.flatMap(({ standing, size }) => (collect && size === 'quick' ? [] : (standing ?? [])));
      if (rows.length > 0) await data?.keep(standingJson({ ...provenance, problems: PROBLEMS, rows }));
    });
}

/** Lines as wide as the screen, each indented as it begins. */
const onScreen = (text: string): string =>
  text
    .split('\n')
    .map((line) => hanging(/^ */.exec(line)?.[0] ?? '', line.trim()))
    .join('\n');

/** A row a line. */
function standingJson({ rows, ...rest }: Standing): string {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "rows": [\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]\n}\n`;
}

const listed = ({ id, equations, title, quick }: Claim) => ({ id, equations, title, quick });

function list(claims: readonly Claim[]): string {
  const rows = claims.map(({ id, equations, title }) => [id, `${title} (${equations})`]);
  return listing(['claim', 'what it says (equations)'], rows);
}

/** The part of the work that this process does; `null` for a whole check. @throws InputError `usage` */
function shardOf({ shard, out, report, standing, json }: CheckCommandOptions): Shard | null {
  if (shard === undefined) return null;
  if (out === undefined)
    throw new InputError('usage', '--shard', shard, 'needs --out, the folder that all parts share');
  const whole = Object.entries({ report, standing, json })
    .flatMap(([name, value]) => (value ? [name] : []))
    .at(0);
  if (whole === undefined) return shardFrom(shard, process.env);
  throw new InputError('usage', '--shard', shard, `is a part; --${whole} is of the whole, by a call without --shard`);
}

/** Runs claims until they are over or interrupted. */
async function run(claims: readonly Claim[], quick: boolean, keeping: Keeping | null): Promise<CheckReport> {
  const { runClaims } = await import('../../check/harness/run.js');
  const progress = progressBar('checking');
  const { signal, over } = interruption();
  try {
    return await runClaims(claims, { quick, signal, onProgress: progress.update, ...(keeping && { keeping }) });
  } finally {
    over();
    progress.stop();
  }
}
