/** Many questions to worker threads: each is asked for the next answer when it has given one. */
import { parentPort, Worker } from 'node:worker_threads';
import { InputError, type Refused } from '../problem/errors.js';

/** Threads of one script. */
export interface Threads {
  /** Which must be compiled. */
  readonly script: URL;
  /** What each is told at its start. */
  readonly workerData: unknown;
  readonly count: number;
  /** Ends them; what is unfinished is lost. */
  readonly signal?: AbortSignal | undefined;
}

/** Asks threads until there are no more questions, the signal comes, or `ask` throws, which ends all of them. */
export async function shareOut<Question>(
  questions: Iterator<Question, unknown>,
  { script, workerData, count, signal }: Threads,
  ask: (thread: Worker, question: Question) => Promise<void>,
): Promise<void> {
  if (signal?.aborted) return;
  const threads = Array.from({ length: count }, () => new Worker(script, { workerData }));
  const end = () => Promise.all(threads.map((thread) => thread.terminate()));
  const stop = () => void end();
  const errors: unknown[] = [];
  const work = async (thread: Worker): Promise<void> => {
    try {
      for (let next = questions.next(); next.done !== true; next = questions.next()) {
        await ask(thread, next.value);
        if (signal?.aborted) return;
      }
    } catch (error) {
      if (!signal?.aborted) errors.push(error);
      stop();
    }
  };
  signal?.addEventListener('abort', stop);
  try {
    await Promise.all(threads.map(work));
  } finally {
    signal?.removeEventListener('abort', stop);
    await end();
  }
  if (errors.length > 0) throw errors[0];
}

/** What a thread says before its answer. */
interface News {
  readonly news: unknown;
}

/** Sends a message and waits for the answer; a thread that ends first is an error, where waiting would never end. */
export function askThread<Answer extends object>(
  thread: Worker,
  message: unknown,
  what: string,
  onNews?: (news: unknown) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => {
      over();
      reject(error);
    };
    const gone = () => {
      refuse(new Error(`a worker thread ended before ${what} was finished`));
    };
    const hear = (reply: Answer | Refused | News) => {
      if ('news' in reply) {
        onNews?.(reply.news);
      } else if ('refused' in reply) {
        const { code, field, value, message: text } = reply.refused;
        refuse(new InputError(code, field, value, text));
      } else {
        over();
        resolve(reply);
      }
    };
    const over = () => thread.off('message', hear).off('error', refuse).off('exit', gone);
    thread.on('message', hear).on('error', refuse).on('exit', gone);
    // One that has ended already says nothing any more.
    if (thread.threadId === -1) gone();
    else thread.postMessage(message);
  });
}

/** In a thread: answers what it is asked. A refusal travels as plain data, as an error would arrive without its own fields. */
export function answerQuestions(answer: (question: never, tell: (news: unknown) => void) => Promise<object>): void {
  const tell = (news: unknown) => parentPort?.postMessage({ news });
  parentPort?.on('message', (question: unknown) => {
    void answer(question as never, tell)
      .catch(asData)
      .then((reply) => parentPort?.postMessage(reply));
  });
}

function asData(error: unknown): Refused {
  if (!(error instanceof InputError)) throw error;
  const { code, field, value, message } = error;
  return { refused: { code, field, value, message: message.slice(`${field}: `.length) } };
}
