/** `npm run bench`: what a sweep costs beside its work: a task, a result collected, a process that takes part. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvLines, tidyRows } from '../src/sweep/collect.js';
import { readPlan, taskCount } from '../src/sweep/plan.js';
import type { Sweep } from '../src/sweep/tasks.js';
import { worker } from '../src/sweep/work.js';

const TASKS = 100_000;
/** A row as long as that of a simulation. */
const ROW = { fusionLayer: 2, first: 'A', timeRatio: 2.5, 'time.A': 41.25, 'time.B': 103.125, stopped: 120, endLoss: 1e-3, finalLoss: 0, complete: true }; // prettier-ignore

const folder = mkdtempSync(join(tmpdir(), 'sweep-bench-'));
const said = (what: string, value: string) => {
  console.log(`${what.padEnd(64)} ${value}`);
};
const seconds = (from: number, cpu: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(cpu);
  return `${((performance.now() - from) / 1000).toFixed(1)} s (CPU ${((user + system) / 1e6).toFixed(1)} s)`;
};

try {
  const options = [
    { name: 'depth', aliases: [], kind: 'value', of: ['simulate'], description: '' },
    { name: 'init', aliases: [], kind: 'value', of: ['simulate'], description: '' },
  ] as const;
  const plan = readPlan({ grid: { depth: [2, 3, 4, 5], init: [1, 2, 3, 4, 5].map((i) => i / 10) }, seeds: TASKS / 20, do: ['simulate'] }, options); // prettier-ignore
  const sweep: Sweep = { plan, options, files: {}, version: 'bench' };
  // Tasks that take no time: what is left is finding, asking for and keeping them.
  const work = worker(sweep, folder, () => Promise.resolve(() => Promise.resolve([ROW])), 'bench');
  let [from, cpu] = [performance.now(), process.cpuUsage()];
  for (let number = 0; number < taskCount(plan); number++) await work(number);
  said(`sweep: ${TASKS.toLocaleString('en')} tasks that do nothing, one thread`, seconds(from, cpu));
  said('  a task', `${((performance.now() - from) / TASKS).toFixed(2)} ms (target 2)`);
  [from, cpu] = [performance.now(), process.cpuUsage()];
  for (let number = 0; number < taskCount(plan); number++) await work(number);
  said('  all found done by a second call', seconds(from, cpu));
  [from, cpu] = [performance.now(), process.cpuUsage()];
  let bytes = 0;
  for (const line of csvLines(() => tidyRows(sweep, folder))) bytes += line.length;
  said(`  collected as CSV, ${(bytes / 1e6).toFixed(0)} MB`, seconds(from, cpu));
  said('  resident at most', `${(process.resourceUsage().maxRSS / 1e3).toFixed(0)} MB`);
  // A part of an array that has nothing to do: the start of its process.
  const file = join(folder, 'plan.json');
  writeFileSync(file, JSON.stringify({ base: { toy: 'sigmaA=2,sigmaB=1,rho=0', depth: 2 }, do: ['predict'] }));
  const part = ['dist/src/cli/main.js', 'sweep', file, '--out', join(folder, 'one'), '--shard'];
  spawnSync(process.execPath, [...part, '1/1']);
  from = performance.now();
  spawnSync(process.execPath, [...part, '2/2']);
  said('  the start of a process, once a part of an array', `${((performance.now() - from) / 1000).toFixed(2)} s`);
} finally {
  rmSync(folder, { recursive: true });
}
