/** The two ways of doing a sweep: on the threads of this machine, or as an array of Slurm. */
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../problem/errors.js';
import { countResults, progressOf, signOfLife } from '../../sweep/directory.js';
import { taskCount } from '../../sweep/plan.js';
import { numbersOf, sizeOf, type Shard } from '../../sweep/shard.js';
import { requestFor, scriptFor, type Measured } from '../../sweep/slurm.js';
import type { Sweep } from '../../sweep/tasks.js';
import { runTasks } from '../../sweep/threads.js';
import { interruption } from '../interruption.js';
import { note, progressBar } from '../options.js';
import { inThisThread } from './session.js';

/** Does a part of a sweep here. Ctrl-C stops it; what is finished is kept. */
export async function runHere(sweep: Sweep, directory: string, shard: Shard): Promise<void> {
  const total = taskCount(sweep.plan);
  const size = sizeOf(shard, total);
  const counts = { there: 0, done: 0, refused: 0 };
  const { signal, over } = interruption();
  const progress = progressBar('sweeping');
  const sign = signOfLife(directory, size);
  try {
    // Where a process begins is of no consequence for what it computes.
    await runTasks(numbersOf(shard, total, Math.floor(Math.random() * size)), {
      script: new URL('./worker.js', import.meta.url),
      workerData: { sweep, directory },
      inTurn: inThisThread(sweep, directory),
      signal,
      onDone({ was }) {
        counts[was]++;
        sign.did(was !== 'there');
        progress.update((counts.there + counts.done + counts.refused) / size);
      },
    });
  } finally {
    over();
    sign.stop();
    progress.stop();
  }
  const { there, done, refused } = counts;
  const why = refused === 0 ? '' : ` (see sweep status ${directory})`;
  const text = `${size} tasks: ${there} were there, ${done} done, ${refused} refused${why}`;
  if (!signal.aborted) process.stdout.write(`${text}\n`);
  else note(`interrupted: ${text}; the same command goes on`);
}

/** How many missing tasks are done here for the sake of the estimate. */
const PROBES = 3;

/** Submits what is missing as an array; with `wait` follows it to its end. */
export async function submit(
  sweep: Sweep,
  directory: string,
  { wait, passed }: { readonly wait: boolean; readonly passed: readonly string[] },
): Promise<void> {
  const folder = resolve(directory);
  const measured = await probe(sweep, folder);
  const { missing, total } = progressOf(sweep, folder);
  if (missing === 0) {
    process.stdout.write(`${total} tasks: all are there\n`);
    return;
  }
  const request = requestFor(missing, measured);
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const script = join(folder, 'sbatch.sh');
  const command = [process.execPath, process.argv[1], 'sweep', join(folder, 'plan.json'), '--out', folder];
  writeFileSync(script, scriptFor(request, [...command, '--shard', 'env'], logs));
  const { parts, minutes, megabytes } = request;
  note(`${missing} of ${total} tasks are missing: ${parts} parts, ${minutes} minutes and ${megabytes} MB each`);
  const before = countResults(folder);
  const progress = progressBar('waiting for Slurm');
  const timer = setInterval(() => {
    if (wait) progress.update(Math.min(1, (countResults(folder) - before) / missing));
  }, 5000);
  try {
    const job = await sbatch([...(wait ? ['--wait'] : []), '--parsable', ...passed, script]);
    const follow = `sweep status ${directory} tells how far it is`;
    if (!wait) process.stdout.write(`submitted as job ${job}; ${follow}\n`);
  } finally {
    clearInterval(timer);
    progress.stop();
  }
  if (wait) tellOfEnd(sweep, directory);
}

function tellOfEnd(sweep: Sweep, directory: string): void {
  const { total, done, refused, missing } = progressOf(sweep, directory);
  const count = [...refused.values()].reduce((sum, one) => sum + one, 0);
  process.stdout.write(`${total} tasks: ${done} done, ${count} refused, ${missing} missing\n`);
  if (missing === 0) return;
  process.exitCode = 1;
  note(`see ${join(directory, 'logs')}; the same command submits what is missing`);
}

/** Does a few missing tasks from all over the plan, and measures them. */
async function probe(sweep: Sweep, directory: string): Promise<Measured> {
  const total = taskCount(sweep.plan);
  const work = inThisThread(sweep, directory);
  const seconds: number[] = [];
  for (let i = 0; i < PROBES; i++) {
    // The first that is missing from there on.
    const from = Math.floor((i * total) / PROBES);
    for (let number = from; number < total; number++) {
      const started = performance.now();
      if ((await work(number)).was === 'there') continue;
      seconds.push((performance.now() - started) / 1000);
      break;
    }
  }
  return { seconds, bytes: process.resourceUsage().maxRSS * 1024 };
}

/** The number of the job. @throws InputError `usage` with what sbatch says */
function sbatch(args: readonly string[]): Promise<string> {
  return new Promise((resolved, reject) => {
    const child = spawn('sbatch', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, said] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.on('error', () => {
      reject(
        new InputError(
          'usage',
          '--engine',
          'slurm',
          'there is no sbatch here; submit where Slurm is, or use --engine local',
        ),
      );
    });
    child.on('close', (status) => {
      // With --wait the status is that of the job, whose number is known by then.
      if (status === 0 || out !== '') resolved(out.trim().split(';')[0]);
      else reject(new InputError('usage', '--engine', args, `sbatch refused: ${said.trim() || `status ${status}`}`));
    });
  });
}
