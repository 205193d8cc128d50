/**
 * nerdamer in a worker thread under a limit of work. It is the only place that touches nerdamer, whose answers may be wrong
 * or never come: nothing from here is believed before an evaluation at random points agrees.
 */
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';

/**
 * Text, so that it runs the same beside the TypeScript sources and beside the compiled package. nerdamer looks at the clock
 * whenever it makes a symbol, and gives up when its time is over. Here the clock counts these looks, so what it finds does not
 * depend on the machine or its load.
 */
const PROGRAM = `
  const { parentPort, workerData } = require('node:worker_threads');
  let symbols = 0;
  Date.now = () => ++symbols;
  const nerdamer = require(workerData);
  parentPort.on('message', ({ expression, limit }) => {
    nerdamer.getCore().Settings.TIMEOUT = limit;
    let answer = null;
    try { answer = nerdamer(expression).toString(); } catch { /* an expression it cannot treat: no answer */ }
    parentPort.postMessage(answer);
  });`;

/** Milliseconds after which a question is an error: its work is limited, so this is no verdict but a program that hangs. */
const LAST_RESORT = 120_000;

/** A computer algebra system that answers or gives up. */
export interface Algebra {
  /** nerdamer's answer, or `null` if it has none by the time that it has made `limit` symbols; some ten thousand take a second. */
  ask(expression: string, limit: number): Promise<string | null>;
  /** Ends the worker. */
  close(): Promise<void>;
}

/** Starts nerdamer in a worker with the first question. */
export function startAlgebra(): Algebra {
  let worker: Worker | null = null;
  const close = async () => {
    const old = worker;
    worker = null;
    await old?.terminate();
  };
  const ask = async (expression: string, limit: number): Promise<string | null> => {
    worker ??= startWorker();
    worker.postMessage({ expression, limit });
    try {
      const [answer] = (await once(worker, 'message', { signal: AbortSignal.timeout(LAST_RESORT) })) as [string | null];
      return answer;
    } catch (cause) {
      await close();
      throw new Error(`nerdamer does not come to an end: ${expression}`, { cause });
    }
  };
  return { ask, close };
}

function startWorker(): Worker {
  return new Worker(PROGRAM, {
    eval: true,
    // What nerdamer has to say beside its answers is not for the user's terminal.
    stdout: true,
    stderr: true,
    workerData: createRequire(import.meta.url).resolve('nerdamer/all'),
  });
}
