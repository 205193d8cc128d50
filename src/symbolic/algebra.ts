/**
 * nerdamer in a worker thread under a time limit. It is the only place that touches nerdamer, whose answers may be wrong
 * or never come: nothing from here is believed before an evaluation at random points agrees.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/** Text, so that it runs the same beside the TypeScript sources and beside the compiled package. */
const PROGRAM = `
  const { parentPort, workerData } = require('node:worker_threads');
  const nerdamer = require(workerData);
  parentPort.on('message', (expression) => {
    let answer = null;
    try { answer = nerdamer(expression).toString(); } catch { /* an expression it cannot treat: no answer */ }
    parentPort.postMessage(answer);
  });`;

/** A computer algebra system that answers in time or not at all. */
export interface Algebra {
  /** nerdamer's answer, or `null` if it has none within the time limit (in milliseconds). */
  ask(expression: string, limit: number): Promise<string | null>;
  /** Ends the worker. */
  close(): Promise<void>;
}

/** Starts nerdamer in a worker; a question that exceeds its time costs the worker, the next one starts another. */
export function startAlgebra(): Algebra {
  let worker: Worker | null = null;
  const close = async () => {
    const old = worker;
    worker = null;
    await old?.terminate();
  };
  const ask = async (expression: string, limit: number): Promise<string | null> => {
    worker ??= await startWorker();
    worker.postMessage(expression);
    try {
      const [answer] = (await once(worker, 'message', { signal: AbortSignal.timeout(limit) })) as [string | null];
      return answer;
    } catch {
      await close();
      return null;
    }
  };
  return { ask, close };
}

/** Loading takes longer than most questions and does not count against their time. */
async function startWorker(): Promise<Worker> {
  const worker = new Worker(PROGRAM, {
    eval: true,
    // What nerdamer has to say beside its answers is not for the user's terminal.
    stdout: true,
    stderr: true,
    workerData: createRequire(import.meta.url).resolve('nerdamer/all'),
  });
  worker.postMessage('0');
  await once(worker, 'message');
  return worker;
}
