import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

/** What a run of the command left behind. */
export interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command, as a user's shell would: standard output is no terminal. */
export function run(...args: string[]): Run {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/src/cli/main.js', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** The parsed output of a command that must succeed. */
export function json(...args: string[]): unknown {
  const { status, stdout, stderr } = run(...args, '--json');
  if (status !== 0) throw new Error(`exit ${status}: ${stderr}`);
  return JSON.parse(stdout);
}

/** The one line on standard error of a command that must be refused. */
export function refused(...args: string[]): string {
  const { status, stdout, stderr } = run(...args);
  if (status !== 2 || stdout !== '' || !/^[^\n]+\n$/.test(stderr)) {
    throw new Error(
      `not refused in one line: exit ${status}, stdout ${JSON.stringify(stdout)}, stderr ${JSON.stringify(stderr)}`,
    );
  }
  return stderr;
}

const WATCHER = `process.on('newListener', (name) => name === 'SIGTERM' && process.send('watching'));`;

/** The command, begun, as soon as it watches for being told to stop. */
export async function watching(...args: string[]): Promise<ChildProcessByStdio<null, Readable, Readable>> {
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${WATCHER}`, 'dist/src/cli/main.js', ...args],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  ) as ChildProcessByStdio<null, Readable, Readable>;
  await once(child, 'message');
  return child;
}
