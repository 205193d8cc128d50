/** Which part of the tasks a process does. */
import { InputError, show } from '../problem/errors.js';

/** Part `index` of `count`, from 1: the tasks whose numbers leave the rest `index − 1`. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/** Everything. */
export const WHOLE: Shard = { index: 1, count: 1 };

/** Where schedulers say which part of an array, from 0, a process is. */
const INDICES = ['SLURM_ARRAY_TASK_ID', 'JOB_COMPLETION_INDEX', 'AWS_BATCH_JOB_ARRAY_INDEX'] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A part from `i/n`; or `env/n`, the part of an array that a scheduler has started this process for; or `env`, where it is
 * Slurm, which tells n as well.
 *
 * @throws InputError `usage` for other texts, and where no scheduler has said anything
 */
export function shardFrom(text: string, environment: Environment): Shard {
  const match = /^(?:(\d+)|env)(?:\/(\d+))?$/.exec(text);
  const [named, of] = [match?.at(1), match?.at(2)];
  if (match === null || (named !== undefined && of === undefined)) {
    throw refusal(text, `must be i/n, from 1/n to n/n, or env or env/n, but is ${show(text)}`);
  }
  const count = of === undefined ? slurmCount(text, environment) : Number(of);
  const index = named !== undefined ? Number(named) : indexIn(text, environment) + 1;
  if (index >= 1 && index <= count) return { index, count };
  throw refusal(
    text,
    named !== undefined ? `parts are 1 to ${count}` : `arrays are from 0 to ${count - 1}, but this is ${index - 1}`,
  );
}

function indexIn(text: string, environment: Environment): number {
  const name = INDICES.find((one) => environment[one] !== undefined);
  if (name === undefined) throw refusal(text, `none of ${INDICES.join(', ')} is set; give the part as i/n`);
  const index = Number(environment[name]);
  if (Number.isSafeInteger(index) && index >= 0) return index;
  throw refusal(text, `${name} must be an integer from 0, but is ${show(environment[name])}`);
}

function slurmCount(text: string, environment: Environment): number {
  const [count, least, most] = ['COUNT', 'MIN', 'MAX'].map((what) => Number(environment[`SLURM_ARRAY_TASK_${what}`]));
  if (Number.isSafeInteger(count) && least === 0 && most === count - 1) return count;
  throw refusal(text, 'knows the number of parts from a whole Slurm array 0-(n−1) only; give it as env/n');
}

const refusal = (text: string, message: string): InputError => new InputError('usage', '--shard', text, message);

/** How many of `total` tasks are in a part. */
export const sizeOf = ({ index, count }: Shard, total: number): number =>
  Math.max(0, Math.ceil((total - index + 1) / count));

/**
 * The numbers of a part's tasks, from the place `start` on and around: processes that do the same part at once begin at
 * different places, and meet what the others have done.
 */
export function* numbersOf({ index, count }: Shard, total: number, start = 0): Generator<number> {
  const size = sizeOf({ index, count }, total);
  for (let i = 0; i < size; i++) yield index - 1 + count * ((start + i) % size);
}
