/** Asks the data worker, which is started with the first table. */
import type { Problem } from '../../src/problem/problem.js';
import type { DataAnswer, DataQuestion, Header, Refusal } from './messages.js';
import type { DataChoice } from './state.js';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
type Reply = DataAnswer | Refusal;

/** A table in the worker. */
export interface OpenTable {
  readonly name: string;
  readonly header: Header;
}

let worker: Worker | undefined;
let asked = 0;
const pending = new Map<number, (reply: Reply) => void>();

function startWorker(): Worker {
  const started = new Worker(new URL('./data-worker.js', import.meta.url), { type: 'module' });
  started.onmessage = ({ data }: MessageEvent<Reply>) => {
    pending.get(data.id)?.(data);
    pending.delete(data.id);
  };
  return started;
}

async function ask(question: WithoutId<DataQuestion>): Promise<DataAnswer> {
  worker ??= startWorker();
  const id = ++asked;
  worker.postMessage({ ...question, id });
  const reply = await new Promise<Reply>((resolve) => pending.set(id, resolve));
  if ('refused' in reply) throw new Error(reply.refused);
  return reply;
}

/** Reads the header of a table; it stays open until the next. Rejects with the one line that says why it cannot. */
export async function openTable(name: string, file: Blob): Promise<OpenTable> {
  const answer = await ask({ name, file });
  if ('header' in answer) return { name, header: answer.header };
  throw new Error('the data worker mixed up its answers');
}

/** What the open table's columns come to, and what is to be said of them. */
export interface Read {
  readonly problem: Problem;
  readonly notes: readonly string[];
}

/** The moments of the open table's columns. Rejects with the one line that says why there are none. */
export async function readColumns(choice: DataChoice): Promise<Read> {
  const answer = await ask({ choice });
  if ('problem' in answer) return answer;
  throw new Error('the data worker mixed up its answers');
}

/** A table that the page brings along. */
export async function fetchExample(file: string): Promise<Blob> {
  const response = await fetch(new URL(`./${file}`, import.meta.url));
  if (!response.ok) throw new Error(`${file}: cannot be loaded (${response.status})`);
  return response.blob();
}
