import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countResults } from '../../src/sweep/directory.js';
import { run } from '../cli/run.js';

const isPossible = process.getuid?.() === 0 && spawnSync('sbatch', ['--version']).error === undefined;
if (!isPossible) console.warn('Slurm is not installed, or this is not root: its tests are skipped.');
const there = test.skipIf(!isPossible);

const SCRIPT = 'scripts/slurm-test.sh';
let folder: string;
// Slurm takes seconds to start and to end on a busy machine.
const PATIENCE = 60_000;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slurm-'));
  if (!isPossible) return;
  process.env['SLURM_TEST_DIR'] = join(folder, 'cluster');
  process.env['SLURM_CONF'] = execFileSync(SCRIPT, ['start'], { encoding: 'utf8' }).trim();
}, PATIENCE);
afterAll(() => {
  if (isPossible) execFileSync(SCRIPT, ['stop']);
  rmSync(folder, { recursive: true, force: true });
}, PATIENCE);

const contents = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(directory, 'results'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(join(entry.parentPath, entry.name), 'utf8')]),
  );

there('200 tasks in an array are those of this machine, bit by bit; what is lost is done again', () => {
  const plan = join(folder, 'plan.json');
  const base = { toy: 'sigmaA=2,sigmaB=1', depth: 2, init: 0.05, width: 8, fusion: 'late' };
  writeFileSync(plan, JSON.stringify({ base, grid: { rho: [-0.2, 0, 0.2, 0.4] }, seeds: 49 }));
  const [here, cluster] = [join(folder, 'here'), join(folder, 'there')];
  expect(run('sweep', plan, '--out', here).stdout).toBe('200 tasks: 0 were there, 200 done, 0 refused\n');
  const submit = () => run('sweep', plan, '--out', cluster, '--engine', 'slurm', '--wait', '--', '--array=0-3');
  expect(submit()).toMatchObject({ status: 0, stdout: '200 tasks: 200 done, 0 refused, 0 missing\n' });
  const all = contents(here);
  expect(Object.keys(all)).toHaveLength(200);
  expect(contents(cluster)).toEqual(all);
  // A folder that has lost some and holds a damaged result.
  cpSync(cluster, join(folder, 'hurt'), { recursive: true });
  const [first, second] = Object.keys(all);
  const at = (name: string) => join(folder, 'hurt/results', name.slice(0, 2), name);
  rmSync(at(first));
  writeFileSync(at(second), 'damaged');
  expect(run('sweep', 'status', join(folder, 'hurt')).stdout).toContain('198 done, 0 refused, 2 missing');
  run('sweep', plan, '--out', join(folder, 'hurt'));
  expect(contents(join(folder, 'hurt'))).toEqual(all);
});

const slurm = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: 'utf8' });

/** Parts of arrays that are not over, by their ids. */
function queued(...states: string[]): { readonly array: string; readonly part: string }[] {
  const only = states.map((state) => `--states=${state}`);
  const lines = slurm('squeue', '--noheader', '--array', '--format=%F %K', ...only).match(/.+/g) ?? [];
  return lines.map((line) => line.split(' ')).map(([array, part]) => ({ array, part }));
}

/** What is asked for, once it is there. */
async function until<T>(what: string, ask: () => T | undefined | false): Promise<T> {
  const end = Date.now() + PATIENCE;
  while (Date.now() < end) {
    const answer = ask();
    if (answer !== undefined && answer !== false) return answer;
    await sleep(50);
  }
  throw new Error(`in vain: ${what}`);
}

there('two submissions at once, parts killed with -9 and put back: every task is done, and counts once', async () => {
  const plan = join(folder, 'slow.json');
  const base = { toy: 'sigmaA=2,sigmaB=1', depth: 2, init: 0.001, width: 100, fusion: 'late', lr: 0.002 };
  writeFileSync(plan, JSON.stringify({ base, grid: { rho: [0, 0.5] }, seeds: 20, do: ['simulate'] }));
  const [here, cluster] = [join(folder, 'once'), join(folder, 'twice')];
  // Without --wait: sbatch asks more and more seldom whether it is over.
  const args = ['dist/src/cli/main.js', 'sweep', plan, '--out', cluster, '--engine', 'slurm', '--', '--array=0-1'];
  const submitted = [1, 2].map(() => once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit'));
  const kill = (part: string) => slurm('scancel', '--batch', '--signal=KILL', part);
  const stateOf = (part: string) => slurm('scontrol', 'show', 'job', part);

  // Each submission measures three tasks; two processors are enough for the parts of one.
  const one = await until(
    'something done by a submission',
    () => countResults(cluster) > 6 && queued('running').at(0)?.array,
  );
  await until('its second part', () => queued('running').some(({ array, part }) => array === one && part === '1'));
  kill(`${one}_0`);
  slurm('scontrol', 'requeue', `${one}_1`);
  const isOther = ({ array, part }: { array: string; part: string }) => array !== one && part === '1';
  const two = await until('the other submission at work', () => queued('running').find(isOther)?.array);
  kill(`${two}_1`);
  // What is put back starts again when its old credential is over: after seconds, by cred_expire of the test's Slurm.
  await until('the end', () => queued().length === 0);
  expect(await Promise.all(submitted)).toEqual([
    [0, null],
    [0, null],
  ]);
  for (const part of [`${one}_0`, `${two}_1`]) expect(stateOf(part)).toContain('ExitCode=0:9');
  expect(stateOf(`${one}_1`)).toMatch(/JobState=COMPLETED[^]*Restarts=1/);
  expect(run('sweep', 'status', cluster).stdout).toContain('40 tasks: 40 done, 0 refused, 0 missing');
  run('sweep', plan, '--out', here);
  expect(contents(cluster)).toEqual(contents(here));
});

there('a full disk loses nothing, and what a killed process left half written counts for nothing', ({ skip }) => {
  const plan = join(folder, 'few.json');
  const base = { toy: 'sigmaA=2,sigmaB=1,rho=0', depth: 2, init: 0.05, width: 8, fusion: 'late' };
  writeFileSync(plan, JSON.stringify({ base, seeds: 30, do: ['simulate'] }));
  const [here, small] = [join(folder, 'whole'), join(folder, 'small')];
  run('sweep', plan, '--out', here);
  // A disk of fewer small files.
  mkdirSync(small);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=72k', 'tmpfs', small]);
  if (mounted.status !== 0) skip('this root may not mount a disk');
  try {
    const runs = join(small, 'runs');
    expect(run('sweep', plan, '--out', runs)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('ENOSPC') as string,
    });
    const all = contents(here);
    const nothingIsWrong = (): number => {
      const there = Object.entries(contents(runs));
      for (const [name, text] of there) expect(text).toBe(all[name]);
      return there.length;
    };
    const before = nothingIsWrong();
    expect(before).toBeLessThan(30);
    // Some more room, which the parts of an array fill.
    execFileSync('mount', ['-o', 'remount,size=104k', small]);
    const array = ['--out', runs, '--engine', 'slurm', '--wait', '--', '--array=0-1'];
    const full = run('sweep', plan, ...array);
    expect(full).toMatchObject({
      status: 1,
      stdout: expect.stringMatching(/30 tasks: \d+ done, 0 refused, [1-9]/) as string,
    });
    expect(nothingIsWrong()).toBeGreaterThan(before);
    execFileSync('mount', ['-o', 'remount,size=8m', small]);
    // What a process that was killed leaves behind: part of a result under another name.
    writeFileSync(join(runs, 'unfinished', 'gone-1.part'), '{"rows":[{"fus');
    expect(run('sweep', plan, ...array).stdout).toBe('30 tasks: 30 done, 0 refused, 0 missing\n');
    expect(contents(runs)).toEqual(all);
  } finally {
    execFileSync('umount', [small]);
  }
});
