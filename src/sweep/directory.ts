/** The folder of a sweep: its plan, who is at work in it, and what there is of it. */
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { InputError } from '../problem/errors.js';
import { taskCount } from './plan.js';
import { readResult, replaceFile } from './store.js';
import { identityOf, taskAt, type Sweep } from './tasks.js';

/** Names what a process writes. */
export const WRITER = `${hostname()}-${process.pid}`;

const planPath = (directory: string): string => join(directory, 'plan.json');

/** The plan that the folder was last used for, as text; `null` in a new one. */
export function planIn(directory: string): string | null {
  try {
    return readFileSync(planPath(directory), 'utf8');
  } catch {
    return null;
  }
}

/** Keeps the plan, as it was given. */
export function keepPlan(directory: string, text: string): void {
  if (planIn(directory) !== text) {
    replaceFile(planPath(directory), text, join(directory, 'unfinished', `${WRITER}.plan.part`));
  }
}

/** What a process says of itself while it works. */
export interface Sign {
  readonly process: string;
  /** Tasks of its part, and how many of them it has done or found done. */
  readonly total: number;
  readonly done: number;
  /** Tasks a second. */
  readonly rate: number;
}

/** Tells now and then, for `status`, that this process is alive; what a process that was killed last said goes stale. */
export function signOfLife(directory: string, total: number) {
  const started = performance.now();
  const path = join(directory, 'running', `${WRITER}.json`);
  let [done, made] = [0, 0];
  const tell = (): void => {
    const rate = (1000 * made) / (performance.now() - started);
    const sign: Sign = { process: WRITER, total, done, rate };
    replaceFile(path, JSON.stringify(sign), join(directory, 'unfinished', `${WRITER}.sign.part`));
  };
  tell();
  const timer = setInterval(() => {
    try {
      tell();
    } catch {
      // The disk is full, or gone for now: whoever keeps the next result will say so.
    }
  }, TOLD_EVERY);
  timer.unref();
  return {
    did: (isNew: boolean): void => {
      done++;
      if (isNew) made++;
    },
    stop: (): void => {
      clearInterval(timer);
      rmSync(path, { force: true });
    },
  };
}

const TOLD_EVERY = 5000;
const STALE_AFTER = 12 * TOLD_EVERY;
const FORGOTTEN_AFTER = 24 * 3600 * 1000;

/** Who works in the folder, and who stopped without a word. */
export function signsIn(directory: string): { readonly alive: readonly Sign[]; readonly lost: readonly string[] } {
  const signs = filesIn(join(directory, 'running')).flatMap(({ path, age }) => {
    try {
      return [{ sign: JSON.parse(readFileSync(path, 'utf8')) as Sign, age }];
    } catch {
      return []; // it has just stopped
    }
  });
  return {
    alive: signs.filter(({ age }) => age < STALE_AFTER).map(({ sign }) => sign),
    lost: signs.filter(({ age }) => age >= STALE_AFTER).map(({ sign }) => sign.process),
  };
}

/** Takes away what processes that were killed long ago left unfinished. */
export function tidy(directory: string): void {
  for (const { path, age } of ['unfinished', 'running'].flatMap((folder) => filesIn(join(directory, folder)))) {
    if (age > FORGOTTEN_AFTER) rmSync(path, { force: true });
  }
}

function filesIn(folder: string): { readonly path: string; readonly age: number }[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    return stat === undefined ? [] : [{ path, age: Date.now() - stat.mtimeMs }];
  });
}

/** How far a sweep is. */
export interface Progress {
  readonly total: number;
  readonly done: number;
  /** Tasks that ended with a reason instead of a result, those of the same reason together. */
  readonly refused: ReadonlyMap<string, number>;
  readonly missing: number;
}

/** Reads every result there should be. */
export function progressOf(sweep: Sweep, directory: string): Progress {
  const total = taskCount(sweep.plan);
  const refused = new Map<string, number>();
  let [done, missing] = [0, 0];
  for (let number = 0; number < total; number++) {
    const result = readResult(directory, identityOf(sweep, taskAt(sweep, number)));
    if (result === null) missing++;
    else if ('rows' in result) done++;
    else refused.set(result.refused, (refused.get(result.refused) ?? 0) + 1);
  }
  return { total, done, refused, missing };
}

/** The plan of a folder that must have one. @throws InputError `file` */
export function requirePlan(directory: string): string {
  const text = planIn(directory);
  if (text !== null) return text;
  throw new InputError('file', directory, directory, 'is no folder of a sweep: it has no plan.json');
}

/** How many results are there, of whatever plan, damaged or not. */
export function countResults(directory: string): number {
  const folder = join(directory, 'results');
  return filesIn(folder).reduce((count, { path }) => count + readdirSync(path).length, 0);
}
