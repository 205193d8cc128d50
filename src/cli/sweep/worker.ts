// A worker thread of a sweep: told the number of a task, it does it and answers what became of it.
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { InputError } from '../../problem/errors.js';
import { WRITER } from '../../sweep/directory.js';
import type { Sweep } from '../../sweep/tasks.js';
import type { Reply } from '../../sweep/threads.js';
import { worker } from '../../sweep/work.js';
import { preparation } from './work.js';

const { sweep, directory } = workerData as { sweep: Sweep; directory: string };
const work = worker(sweep, directory, preparation(), `${WRITER}-${threadId}`);

async function answer(number: number): Promise<Reply> {
  try {
    return await work(number);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A thread receives an error without its own fields, so they travel as plain data.
    const { code, field, value, message } = error;
    return { refused: { code, field, value, message: message.slice(`${field}: `.length) } };
  }
}

parentPort?.on('message', (number: number) => {
  void answer(number).then((reply) => parentPort?.postMessage(reply));
});
