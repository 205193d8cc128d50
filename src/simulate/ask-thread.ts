/** A question to a worker thread, and its answer. */
import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { InputError, type Refused } from '../problem/errors.js';

/** Sends a message and waits for the answer; a thread that ends first is an error, where waiting would never end. */
export async function askThread<Answer extends object>(
  thread: Worker,
  message: unknown,
  what: string,
): Promise<Exclude<Answer, Refused>> {
  const gone = () => {
    throw new Error(`a worker thread ended before ${what} was finished`);
  };
  // That of a thread that has ended already.
  if (thread.threadId === -1) gone();
  thread.postMessage(message);
  const over = new AbortController();
  const exit = once(thread, 'exit', { signal: over.signal }).then(gone);
  const [answer] = (await Promise.race([once(thread, 'message', { signal: over.signal }), exit]).finally(() => {
    over.abort();
  })) as [Answer | Refused];
  if (!('refused' in answer)) return answer as Exclude<Answer, Refused>;
  const { code, field, value, message: text } = answer.refused;
  throw new InputError(code, field, value, text);
}
