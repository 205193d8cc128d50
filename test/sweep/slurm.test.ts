import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run } from '../cli/run.js';

const isPossible = process.getuid?.() === 0 && spawnSync('sbatch', ['--version']).error === undefined;
if (!isPossible) console.warn('Slurm is not installed, or this is not root: its tests are skipped.');
const there = test.skipIf(!isPossible);

const SCRIPT = 'scripts/slurm-test.sh';
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slurm-'));
  if (!isPossible) return;
  process.env['SLURM_TEST_DIR'] = join(folder, 'cluster');
  process.env['SLURM_CONF'] = execFileSync(SCRIPT, ['start'], { encoding: 'utf8' }).trim();
});
afterAll(() => {
  if (isPossible) execFileSync(SCRIPT, ['stop']);
  rmSync(folder, { recursive: true, force: true });
});

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

there('a full disk loses nothing, and what a killed process left half written counts for nothing', ({ skip }) => {
  const plan = join(folder, 'few.json');
  const base = { toy: 'sigmaA=2,sigmaB=1,rho=0', depth: 2, init: 0.05, width: 8, fusion: 'late' };
  writeFileSync(plan, JSON.stringify({ base, seeds: 30, do: ['simulate'] }));
  const [here, small] = [join(folder, 'whole'), join(folder, 'small')];
  run('sweep', plan, '--out', here);
  // A disk of some twenty small files.
  mkdirSync(small);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=112k', 'tmpfs', small]);
  if (mounted.status !== 0) skip('this root may not mount a disk');
  try {
    const runs = join(small, 'runs');
    expect(run('sweep', plan, '--out', runs)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('ENOSPC') as string,
    });
    const before = Object.entries(contents(runs));
    const all = contents(here);
    expect(before.length).toBeLessThan(30);
    for (const [name, text] of before) expect(text).toBe(all[name]);
    execFileSync('mount', ['-o', 'remount,size=8m', small]);
    // What a process that was killed leaves behind: part of a result under another name.
    writeFileSync(join(runs, 'unfinished', 'gone-1.part'), '{"rows":[{"fus');
    expect(run('sweep', plan, '--out', runs).stdout).toBe(
      `30 tasks: ${before.length} were there, ${30 - before.length} done, 0 refused\n`,
    );
    expect(contents(runs)).toEqual(all);
  } finally {
    execFileSync('umount', [small]);
  }
});
