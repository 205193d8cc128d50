import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { predictCommand } from '../../src/cli/predict/command.js';
import { output } from '../cli/in-process.js';
import { watching } from '../cli/run.js';

const MAIN = 'dist/src/cli/main.js';
const folder = mkdtempSync(join(tmpdir(), 'trust-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A command in a shell, where output goes to what the test is about. */
const shell = (redirected: string) => spawnSync('sh', ['-c', redirected], { encoding: 'utf8' });

const endless = ['simulate', '--toy', 'sigmaA=2,sigmaB=1,rho=1', '--depth', '2', '--steps', '1e9', '--seeds', '2'];

describe.skipIf(!existsSync('/dev/full'))('the boundary of the process', () => {
  test('a full disk is one line and a status, not a trace', () => {
    const { status, stderr } = shell(`'${process.execPath}' ${MAIN} formula --list > /dev/full`);
    expect(stderr).toMatch(/^unimodal-bias: standard output cannot be written: ENOSPC.*\n$/);
    expect(status).toBe(2);
  });

  test('a reader that goes away is no error', () => {
    const { stderr, stdout } = shell(`'${process.execPath}' ${MAIN} formula --list | true`);
    expect([stderr, stdout]).toEqual(['', '']);
  });

  test('a pipe is read as a file is', () => {
    const asked = `predict --a a --b b --y y --depth 2 --start balanced --json --data`;
    const piped = `printf 'a,b,y\\n1,2,3\\n2,1,4\\n5,5,1\\n3,1,1\\n' | '${process.execPath}' ${MAIN} ${asked}`;
    const { status, stdout, stderr } = shell(`${piped} /dev/fd/0`);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toBe(shell(`${piped} -`).stdout);
  });

  test('what nobody foresaw is one line that says so; where it happened only for those who ask', () => {
    // An error of Node's own, thrown below every border.
    const broken = join(folder, 'broken.mjs');
    writeFileSync(broken, `Math.sqrt = () => { throw new RangeError('two\\nlines\\u001b'); };`);
    const args = ['--import', broken, MAIN, 'predict', '--toy', 'sigmaA=2,sigmaB=1,rho=0', '--depth', '2'];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toMatch(/^unimodal-bias: this is a defect[^\n]*RangeError: two lines\\u001b[^\n]*\n$/);
    expect(status).toBe(70);
    const env = { ...process.env, UNIMODAL_BIAS_DEBUG: '1' };
    expect(spawnSync(process.execPath, args, { encoding: 'utf8', env }).stderr).toMatch(/\n +at /);
  });
});

test('what a name in a file tells a terminal is shown, not done', async () => {
  const path = join(folder, 'names.csv');
  writeFileSync(path, 'a,\u001b]0;title\u0007b\u202e,y\n1,2,3\n2,1,4\n5,5,1\n3,1,1\n');
  const shown = await output(predictCommand(), ...['--data', path, '--a', 'a', '--b', '*b*', '--y', 'y', '--depth', '2', '--start', 'balanced']); // prettier-ignore
  expect(shown).toMatch(/B: \\u001b\]0;title\\u0007b\\u202e \(1/);
  expect(shown).not.toMatch(/[^\P{C}\n]/u);
});

describe('a worker thread that is killed', () => {
  test('ends a sweep and a simulation with a line, where both waited for ever or ended without a word', () => {
    const killer = join(folder, 'killer.mjs');
    writeFileSync(
      killer,
      `import { isMainThread } from 'node:worker_threads'; if (!isMainThread) setTimeout(() => process.exit(9), 50);`,
    );
    const plan = join(folder, 'plan.json');
    writeFileSync(
      plan,
      '{ "base": { "toy": "sigmaA=2,sigmaB=1,rho=0.5", "depth": 2 }, "do": ["simulate"], "seeds": 200 }',
    );
    const sweep = ['sweep', plan, '--out', join(folder, 'runs')];
    for (const args of [sweep, [...endless, '--trajectory', join(folder, 'none.csv')]]) {
      const { status, stderr } = spawnSync(process.execPath, ['--import', killer, MAIN, ...args], { encoding: 'utf8' });
      expect(stderr).toMatch(/a worker thread ended before (seed|task) \d+ was finished/);
      expect(status).toBe(70);
    }
    expect(readdirSync(folder)).not.toContain('none.csv');
  });
});

describe('being told to stop', () => {
  test('a polite kill ends a simulation with its status, and leaves what was there before', async () => {
    const path = join(folder, 'curves.csv');
    writeFileSync(path, 'precious');
    const child = await watching(...endless, '--trajectory', path);
    await wait(300);
    // Nothing is begun under another name either, which a kill that cannot be caught would leave.
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([143, null]);
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});
