/** Asks the data worker, which is started with the first table. */
import type { Correlations } from '../../src/problem/correlations.js';
import type { DataAnswer, DataQuestion, Refusal } from './messages.js';
import type { DataChoice } from './state.js';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
type Reply = DataAnswer | Refusal;

/** A table in the worker. */
export interface OpenTable {
  readonly name: string;
  readonly header: readonly string[];
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

/** The correlations of the open table's columns. Rejects with the one line that says why there are none. */
export async function tableCorrelations(choice: DataChoice): Promise<Correlations> {
  const answer = await ask({ choice });
  if ('correlations' in answer) return answer.correlations;
  throw new Error('the data worker mixed up its answers');
}

/** The table that the page brings along. */
export async function fetchDiabetes(): Promise<Blob> {
  const response = await fetch(new URL('./diabetes.csv', import.meta.url));
  if (!response.ok) throw new Error(`diabetes.csv: cannot be loaded (${response.status})`);
  return response.blob();
}
