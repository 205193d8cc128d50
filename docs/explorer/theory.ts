/** Asks the theory worker, one question at a time; of those that come meanwhile only the last is asked. */
import type { Refusal, TheoryAnswer, TheoryQuestion } from './messages.js';

/** A question without its number. */
export type Asked = Omit<TheoryQuestion, 'id'>;

/** A worker that has worked on an outdated question for so many milliseconds is replaced: deep networks take it seconds. */
const TOO_LONG = 300;

const startWorker = () => new Worker(new URL('./theory-worker.js', import.meta.url), { type: 'module' });

/** Starts the worker; `onAnswer` is called with answers to the newest question only, `onRefused` with its one line. */
export function theory(
  onAnswer: (answer: TheoryAnswer) => void,
  onRefused: (message: string) => void,
): { ask: (question: Asked) => void; forget: () => void } {
  let worker = startWorker();
  let newest = 0;
  /** Whether no answer has come yet to the question sent last, and since when its complete answer is computed. */
  let busy = false;
  let completing: number | null = null;
  let waiting: TheoryQuestion | null = null;

  const send = (question: TheoryQuestion) => {
    if (completing !== null && performance.now() - completing > TOO_LONG) {
      worker.terminate();
      worker = startWorker();
    }
    [busy, completing, waiting] = [true, null, null];
    worker.onmessage = receive;
    worker.postMessage(question);
  };
  const receive = ({ data }: MessageEvent<TheoryAnswer | Refusal>) => {
    busy = false;
    completing = 'refused' in data || data.complete ? null : performance.now();
    if (waiting) send(waiting);
    if (data.id !== newest) return;
    if ('refused' in data) onRefused(data.refused);
    else onAnswer(data);
  };
  return {
    ask: (asked) => {
      const question = { ...asked, id: ++newest };
      if (busy) waiting = question;
      else send(question);
    },
    forget: () => {
      newest++;
      waiting = null;
    },
  };
}
