import { Command } from 'commander';
import { listing } from './format.js';
import type { CheckReport, Claim } from '../check/index.js';
import { interruption } from './interruption.js';
import { progressBar } from './options.js';
import { pendingFile } from './pending-file.js';

interface CheckCommandOptions {
  readonly list?: boolean;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly report?: string;
}

/** `unimodal-bias check`. Exit status 1 when a claim that should hold does not, 130 when it was interrupted. */
export function checkCommand(version: string): Command {
  return new Command('check')
    .description('hold the theory against full-matrix gradient descent')
    .argument('[claims...]', 'ids of claims; all of them unless told')
    .option('--list', 'the claims there are')
    .option('--quick', 'the part of it that takes about a minute')
    .option('--json', 'machine-readable output')
    .option('--report <file>', 'also write everything as a Markdown page')
    .addHelpText(
      'after',
      `
Examples:
  $ unimodal-bias check --quick
  $ unimodal-bias check ratio-grid two-layer-times --json`,
    )
    .action(async (ids: string[], options: CheckCommandOptions) => {
      // Loaded here: other commands need no simulator.
      const { claims } = await import('../check/index.js');
      const { selectClaims } = await import('../check/harness/run.js');
      const { checkMarkdown, checkTable } = await import('../check/harness/report.js');
      const quick = options.quick ?? false;
      const selected = selectClaims(claims, ids, quick);
      if (options.list) {
        process.stdout.write(options.json ? `${JSON.stringify(selected.map(listed), null, 2)}\n` : list(selected));
        return;
      }
      const page = options.report === undefined ? null : await pendingFile('--report', options.report, []);
      try {
        const report = await run(selected, quick);
        const provenance = {
          date: new Date().toISOString().slice(0, 10),
          versions: { 'unimodal-bias': version, Node: process.versions.node },
        };
        const text = options.json ? JSON.stringify({ ...provenance, ...report }, null, 2) : checkTable(report);
        process.stdout.write(`${text}\n`);
        if (!report.passed) process.exitCode ??= 1; // an interruption has set it
        // Part of a check does not take the place of a whole one.
        if (report.unfinished.length === 0) await page?.keep(checkMarkdown(report, provenance));
      } finally {
        await page?.drop();
      }
    });
}

const listed = ({ id, equations, title, quick }: Claim) => ({ id, equations, title, quick });

function list(claims: readonly Claim[]): string {
  const rows = claims.map(({ id, equations, title }) => [id, `${title} (${equations})`]);
  return `${listing(['claim', 'what it says (equations)'], rows)}\n`;
}

/** Runs claims until they are over or interrupted. */
async function run(claims: readonly Claim[], quick: boolean): Promise<CheckReport> {
  const { runClaims } = await import('../check/harness/run.js');
  const progress = progressBar('checking');
  const { signal, over } = interruption();
  try {
    return await runClaims(claims, { quick, signal, onProgress: progress.update });
  } finally {
    over();
    progress.stop();
  }
}
