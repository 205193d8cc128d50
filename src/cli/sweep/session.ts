/** A plan and its folder, opened: read, checked whole, and held against what is there. */
import { readFile } from 'node:fs/promises';
import { InputError } from '../../problem/errors.js';
import { keepPlan, planIn, progressOf, requirePlan, tidy, WRITER } from '../../sweep/directory.js';
import { pathOf, readPlan, settingCount, tasksPerSetting, type Plan, type PlanOption } from '../../sweep/plan.js';
import { filesIn, taskAt, type Sweep } from '../../sweep/tasks.js';
import { worker } from '../../sweep/work.js';
import { optionOf } from '../flags.js';
import { note, parsedJson, progressBar } from '../options.js';
import { hashesOf, planOptions, preparation } from './work.js';

/** The sweep of a plan's text, its names and shapes checked. @throws InputError that names the path in the plan */
export async function sweepOf(where: string, text: string, version: string): Promise<Sweep> {
  const options = planOptions();
  const plan = readPlan(parsedJson(where, text), options);
  return { plan, options, files: await hashesOf(filesIn(plan, options)), version };
}

/** The sweep that a folder was last used for. */
export const sweepIn = (directory: string, version: string): Promise<Sweep> =>
  sweepOf(`${directory}/plan.json`, requirePlan(directory), version);

/**
 * The sweep of a plan's file, ready to be done in its folder. A plan that is new there is checked whole, every setting as its
 * commands would, and then kept.
 */
export async function openSweep(path: string, directory: string, version: string): Promise<Sweep> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new InputError('file', path, path, `cannot be read: ${(error as Error).message}`);
  });
  const sweep = await sweepOf(path, text, version);
  const before = planIn(directory);
  if (before === text) return sweep;
  await checkSettings(sweep);
  if (before !== null) {
    const { total, missing } = progressOf(sweep, directory);
    const reused = `${total - missing} of ${total} results are there and used again, ${missing} are missing`;
    note(`the plan is not the one that was in ${directory}: ${reused}`);
  }
  keepPlan(directory, text);
  tidy(directory);
  return sweep;
}

/** Does tasks in this thread. */
export const inThisThread = (sweep: Sweep, directory: string) => worker(sweep, directory, preparation(), WRITER);

/** Makes every setting a question before anything runs. */
async function checkSettings(sweep: Sweep): Promise<void> {
  const { plan, options } = sweep;
  const prepare = preparation();
  const progress = progressBar('checking the plan');
  const [count, each] = [settingCount(plan), tasksPerSetting(plan)];
  try {
    for (let setting = 0; setting < count; setting++) {
      // The first task of a setting is its prediction, if there is one; the last a simulation.
      for (const place of plan.doing.length === 1 ? [0] : [0, each - 1]) {
        const task = taskAt(sweep, setting * each + place);
        await prepare(task.doing, task.options).catch((error: unknown) => {
          throw error instanceof InputError ? placed(error, plan, setting, options) : error;
        });
      }
      progress.update(setting / count);
    }
  } finally {
    progress.stop();
  }
}

/** A refusal with the path in the plan of what is at fault, as well as that is known. */
function placed(
  { code, field, value, message }: InputError,
  plan: Plan,
  setting: number,
  options: readonly PlanOption[],
) {
  const name = optionOf(field.split(' ').at(-1) ?? '');
  const option = options.find((one) => one.name === name || one.aliases.includes(name));
  const path = pathOf(plan, setting, option?.name);
  const own = option !== undefined && message.startsWith(`${field}: `);
  return new InputError(code, path, value, own ? message.slice(`${field}: `.length) : message);
}
