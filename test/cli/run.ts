import { spawnSync } from 'node:child_process';

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
