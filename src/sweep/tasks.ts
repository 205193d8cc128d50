/** Tasks by number, and their identities: what a task's result depends on, and nothing else. */
import { createHash } from 'node:crypto';
import { canonical, settingAt, tasksPerSetting, type Doing, type Plan, type PlanOption, type Setting } from './plan.js';

/** One prediction, or one seed of a simulation. */
export interface Task {
  readonly doing: Doing;
  /** The number of its setting. */
  readonly setting: number;
  /** The options of its command; what only the other knows is left out. */
  readonly options: Setting;
  readonly seed: number | null;
}

/** All that the tasks of a plan depend on. */
export interface Sweep {
  readonly plan: Plan;
  readonly options: readonly PlanOption[];
  /** Hash of what every file named in the plan holds, by the text that names it. */
  readonly files: Readonly<Record<string, string>>;
  /** Of the package: another one may compute otherwise. */
  readonly version: string;
}

/** A task by its number. */
export function taskAt({ plan, options }: Sweep, number: number): Task {
  const each = tasksPerSetting(plan);
  const place = number % each;
  const setting = (number - place) / each;
  const isPrediction = plan.doing[0] === 'predict' && place === 0;
  const doing = isPrediction ? 'predict' : 'simulate';
  const seed = isPrediction ? null : plan.seeds[place - (plan.doing[0] === 'predict' ? 1 : 0)];
  const known = new Set(options.filter(({ of }) => of.includes(doing)).map(({ name }) => name));
  const own = Object.entries(settingAt(plan, setting)).filter(([name]) => known.has(name));
  return { doing, setting, options: Object.fromEntries(own), seed };
}

/** What a task's result depends on, as a text: files by what they hold, not by where they are. */
export function contentOf({ options, files, version }: Sweep, task: Task): string {
  const kinds = new Map(options.map(({ name, kind }) => [name, kind]));
  const named = Object.keys(task.options)
    .sort()
    .map((name) => {
      const value = task.options[name];
      const isFile = kinds.get(name) === 'file' || kinds.get(name) === 'files';
      return [name, isFile ? [value].flat().map((text) => files[String(text)]) : value];
    });
  return canonical([version, task.doing, ...named.flat(), task.seed ?? ''] as never);
}

/** The identity of a task: 128 bits of a hash of its content. */
export function identityOf(sweep: Sweep, task: Task): string {
  return identity(contentOf(sweep, task));
}

/** The identity of whatever depends on a content and nothing else. */
export const identity = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 32);

/** The texts in a plan that name files, with the paths where they stand. */
export function filesIn(plan: Plan, options: readonly PlanOption[]): Map<string, string> {
  const isFile = (name: string): boolean =>
    options.some((option) => option.name === name && (option.kind === 'file' || option.kind === 'files'));
  const values = [
    ...Object.entries(plan.base).map(([name, value]) => ({ name, value, path: `base.${name}` })),
    ...plan.axes.flatMap(({ names, rows, path }) =>
      rows.flatMap((row, r) => names.map((name, i) => ({ name, value: row[i], path: `${path}[${r}]` }))),
    ),
  ];
  const texts = values
    .filter(({ name }) => isFile(name))
    .flatMap(({ value, path }) => [value].flat().map((text) => [String(text), path] as const));
  return new Map(texts);
}
