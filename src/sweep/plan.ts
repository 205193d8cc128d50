/** Plans: many questions in one object, checked whole, and counted and found by number without listing them. */
import { InputError, requireInteger, show } from '../problem/errors.js';

/** What is done with a setting. */
export type Doing = 'predict' | 'simulate';

/** The value of an option; a list is that of one that may be given repeatedly. */
export type Value = string | number | boolean | readonly (string | number)[];

/** Options by name. */
export type Setting = Readonly<Record<string, Value>>;

/** Options that vary together: a row has a value of each. */
export interface Axis {
  readonly names: readonly string[];
  /** Where in the plan a row came from: `grid.rho[3]`. */
  readonly path: string;
  readonly rows: readonly (readonly Value[])[];
}

/** A checked plan. Settings are numbered with the first axis slowest; a setting's tasks are its prediction, then its seeds. */
export interface Plan {
  readonly base: Setting;
  readonly axes: readonly Axis[];
  readonly seeds: readonly number[];
  readonly doing: readonly Doing[];
}

/** An option that a plan may give. */
export interface PlanOption {
  /** The flag without its leading dashes. */
  readonly name: string;
  /** Other spellings of the name. */
  readonly aliases: readonly string[];
  /** A switch, one value, one value that names a file, or such values that may be repeated. */
  readonly kind: 'switch' | 'value' | 'file' | 'values' | 'files';
  /** Which commands know it. */
  readonly of: readonly Doing[];
  readonly description: string;
}

const KEYS = ['$schema', 'base', 'grid', 'zip', 'seeds', 'do'];
const MAX_SEEDS = 1_000_000;
/** More tasks than fit on a disk: a slip. */
const MAX_TASKS = 1e8;

/**
 * A plan from parsed JSON. Names and shapes are checked here; whether the values make questions, by who knows the options.
 *
 * @throws InputError `usage` or `number`, its field the path in the plan: `grid.depth[2]`
 */
export function readPlan(json: unknown, options: readonly PlanOption[]): Plan {
  const given = record('plan', json);
  for (const key of Object.keys(given)) {
    if (!KEYS.includes(key)) refuse(key, given[key], `is no part of a plan; these are ${KEYS.slice(1).join(', ')}`);
  }
  const doing = doingOf(given['do']);
  const known = options.filter(({ of }) => of.some((one) => doing.includes(one)));
  const find = (path: string, name: string): PlanOption => {
    const option = known.find((one) => one.name === name || one.aliases.includes(name));
    if (option !== undefined) return option;
    return refuse(
      path,
      name,
      `is no option of ${doing.join(' or ')}; options go by their flags without leading dashes`,
    );
  };
  const seen = new Map<string, string>();
  const claim = (path: string, { name }: PlanOption): void => {
    const before = seen.get(name);
    if (before !== undefined) refuse(path, name, `is given at ${before} already`);
    seen.set(name, path);
  };
  const base = Object.entries(optional('base', given['base'])).map(([key, value]): [string, Value] => {
    const option = find(`base.${key}`, key);
    claim(`base.${key}`, option);
    return [option.name, checked(`base.${key}`, value, option)];
  });
  const columns = (part: 'grid' | 'zip') =>
    Object.entries(optional(part, given[part])).map(([key, values]) => {
      const path = `${part}.${key}`;
      const option = find(path, key);
      claim(path, option);
      const list = nonEmpty(path, values).map((value, i) => checked(`${path}[${i}]`, value, option));
      return { name: option.name, path, list };
    });
  const grid = columns('grid').map(({ name, path, list }): Axis => ({
    names: [name],
    path,
    rows: distinct(
      path,
      list.map((value) => [value]),
    ),
  }));
  const zipped = columns('zip');
  const uneven = zipped.find(({ list }) => list.length !== zipped[0].list.length);
  if (uneven !== undefined) {
    refuse(uneven.path, uneven.list, `must be as long as ${zipped[0].path}, ${zipped[0].list.length} values`);
  }
  const zip: Axis[] =
    zipped.length === 0
      ? []
      : [
          {
            names: zipped.map(({ name }) => name),
            path: 'zip',
            rows: distinct(
              'zip',
              zipped[0].list.map((_, i) => zipped.map(({ list }) => list[i])),
            ),
          },
        ];
  const plan = {
    base: Object.fromEntries(base),
    axes: [...grid, ...zip],
    seeds: seedsOf(given['seeds'], doing),
    doing,
  };
  if (taskCount(plan) > MAX_TASKS)
    refuse('grid', taskCount(plan), `makes ${taskCount(plan)} tasks; at most ${MAX_TASKS}`);
  return plan;
}

/** How many settings a plan has. */
export const settingCount = ({ axes }: Plan): number => axes.reduce((count, { rows }) => count * rows.length, 1);

/** How many tasks a setting has. */
export const tasksPerSetting = ({ doing, seeds }: Plan): number =>
  doing.reduce((count, one) => count + (one === 'predict' ? 1 : seeds.length), 0);

/** How many tasks a plan has. */
export const taskCount = (plan: Plan): number => settingCount(plan) * tasksPerSetting(plan);

/** Rows of the axes at a setting, the first axis slowest. */
export function rowsAt({ axes }: Plan, setting: number): number[] {
  let rest = setting;
  return axes
    .toReversed()
    .map(({ rows }) => {
      const row = rest % rows.length;
      rest = (rest - row) / rows.length;
      return row;
    })
    .reverse();
}

/** The options of a setting, those of `base` first. */
export function settingAt(plan: Plan, setting: number): Setting {
  const rows = rowsAt(plan, setting);
  const varied = plan.axes.flatMap(({ names, rows: all }, a) => names.map((name, i) => [name, all[rows[a]][i]]));
  return { ...plan.base, ...(Object.fromEntries(varied) as Setting) };
}

/** Where in the plan an option of a setting is given; all that varies where it is not known which. */
export function pathOf(plan: Plan, setting: number, name: string | undefined): string {
  const rows = rowsAt(plan, setting);
  const varied = plan.axes.map((axis, a) => ({ axis, path: `${axis.path}[${rows[a]}]` }));
  if (name !== undefined && name in plan.base) return `base.${name}`;
  const own = varied.find(({ axis }) => name !== undefined && axis.names.includes(name));
  if (own !== undefined) return own.path;
  return varied.length === 0 ? 'base' : varied.map(({ path }) => path).join(', ');
}

function refuse(path: string, value: unknown, message: string): never {
  throw new InputError('usage', path, value, message);
}

function record(path: string, value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  return refuse(path, value, `must be an object, but is ${show(value)}`);
}

const optional = (path: string, value: unknown) => (value === undefined ? {} : record(path, value));

function nonEmpty(path: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  return refuse(path, value, `must be a list of values, but is ${show(value)}`);
}

/** A value that an option can have; numbers as they are, so that 4 and "4" are told apart nowhere. */
function checked(path: string, value: unknown, { kind }: PlanOption): Value {
  const isText = (one: unknown): one is string | number =>
    typeof one === 'string' || (typeof one === 'number' && Number.isFinite(one));
  if (kind === 'switch') {
    if (typeof value === 'boolean') return value;
    return refuse(path, value, `must be true or false, but is ${show(value)}`);
  }
  if (isText(value)) return kind === 'values' || kind === 'files' ? [value] : value;
  if (kind === 'values' || kind === 'files') {
    if (Array.isArray(value) && value.length > 0 && value.every(isText)) return value;
    return refuse(path, value, `must be a value or a list of them, but is ${show(value)}`);
  }
  const hint = Array.isArray(value) ? '; what should vary goes into grid or zip' : '';
  return refuse(path, value, `must be one text or number, but is ${show(value)}${hint}`);
}

/** What is twice in a plan would be counted twice. */
function distinct(path: string, rows: readonly (readonly Value[])[]): readonly (readonly Value[])[] {
  const seen = new Set<string>();
  rows.forEach((row, i) => {
    const key = canonical(row);
    if (seen.has(key)) refuse(`${path}[${i}]`, row, 'is in the list before');
    seen.add(key);
  });
  return rows;
}

/** Values as text, the same for a number and for what is written like it. */
export const canonical = (value: Value | readonly Value[]): string =>
  JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? String(one) : one));

function doingOf(value: unknown): readonly Doing[] {
  const list = value === undefined ? ['predict', 'simulate'] : nonEmpty('do', value);
  list.forEach((one, i) => {
    if (one !== 'predict' && one !== 'simulate') {
      refuse(`do[${i}]`, one, `must be predict or simulate, but is ${show(one)}`);
    }
    if (list.indexOf(one) < i) refuse(`do[${i}]`, one, 'is in the list before');
  });
  return (['predict', 'simulate'] as const).filter((one) => list.includes(one));
}

function seedsOf(value: unknown, doing: readonly Doing[]): readonly number[] {
  if (!doing.includes('simulate')) {
    return value === undefined ? [] : refuse('seeds', value, 'goes with simulate; a prediction has no seeds');
  }
  if (value === undefined) return refuse('seeds', value, 'is missing: how many seeds, or a list of them');
  if (!Array.isArray(value)) {
    return Array.from({ length: requireInteger('seeds', value, 1, MAX_SEEDS, 'number') }, (_, i) => i + 1);
  }
  const list = nonEmpty('seeds', value);
  return list.map((seed, i) => {
    if (list.indexOf(seed) < i) refuse(`seeds[${i}]`, seed, 'is in the list before');
    return requireInteger(`seeds[${i}]`, seed, 0, 2 ** 32 - 1, 'number');
  });
}
