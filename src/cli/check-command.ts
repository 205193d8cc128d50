import { Command } from 'commander';
import { writeFile } from 'node:fs/promises';
import { table } from 'table';
import type { Claim } from '../check/index.js';
import { InputError } from '../problem/errors.js';
import { progressBar } from './options.js';

interface CheckCommandOptions {
  readonly list?: boolean;
  readonly quick?: boolean;
  readonly json?: boolean;
  readonly report?: string;
}

/** `unimodal-bias check`. Exit status 1 when a claim that should hold does not, or the check was interrupted. */
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
      const { runClaims, selectClaims } = await import('../check/harness/run.js');
      const { checkMarkdown, checkTable } = await import('../check/harness/report.js');
      const quick = options.quick ?? false;
      const selected = selectClaims(claims, ids, quick);
      if (options.list) {
        process.stdout.write(options.json ? `${JSON.stringify(selected.map(listed), null, 2)}\n` : list(selected));
        return;
      }
      const progress = progressBar('checking');
      const interrupt = interruption();
      const report = await runClaims(selected, { quick, signal: interrupt.signal, onProgress: progress.update });
      interrupt.over();
      progress.stop();
      const provenance = {
        date: new Date().toISOString().slice(0, 10),
        versions: { 'unimodal-bias': version, Node: process.versions.node },
      };
      if (options.report !== undefined) await writePage(options.report, checkMarkdown(report, provenance));
      const text = options.json ? JSON.stringify({ ...provenance, ...report }, null, 2) : checkTable(report);
      process.stdout.write(`${text}\n`);
      if (!report.passed) process.exitCode = 1;
    });
}

const listed = ({ id, equations, title, quick }: Claim) => ({ id, equations, title, quick });

function list(claims: readonly Claim[]): string {
  const rows = claims.map(({ id, equations, title }) => [id, equations, title]);
  return table([['claim', 'Eq', 'what it says'], ...rows], {
    columns: { 1: { width: 18, wrapWord: true }, 2: { width: 70, wrapWord: true } },
    drawHorizontalLine: (line, count) => line <= 1 || line === count,
  });
}

/** A signal that Ctrl-C sends once; a second Ctrl-C ends the program as usual. */
function interruption(): { signal: AbortSignal; over: () => void } {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
  };
  process.once('SIGINT', stop);
  return { signal: controller.signal, over: () => process.off('SIGINT', stop) };
}

async function writePage(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw new InputError('file', '--report', path, `cannot be written: ${(error as Error).message}`);
  }
}
