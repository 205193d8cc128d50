/** Asks the theory worker, one question at a time; of those that come meanwhile only the last is asked. */
import type { Refusal, TheoryAnswer, TheoryQuestion } from './messages.js';

/** A question without its number. */
export type Asked = Omit<TheoryQuestion, 'id'>;

/** Starts the worker; `onAnswer` is called with answers to the newest question only, `onRefused` with its one line. */
export function theory(
  onAnswer: (answer: TheoryAnswer) => void,
  onRefused: (message: string) => void,
): { ask: (question: Asked) => void; forget: () => void } {
  const worker = new Worker(new URL('./theory-worker.js', import.meta.url), { type: 'module' });
  let newest = 0;
  let busy = false;
  let waiting: TheoryQuestion | null = null;

  const send = (question: TheoryQuestion) => {
    busy = true;
    worker.postMessage(question);
  };
  worker.onmessage = ({ data }: MessageEvent<TheoryAnswer | Refusal>) => {
    const next = waiting;
    waiting = null;
    busy = false;
    if (next) send(next);
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
