/** Asks the theory worker, one question at a time; of those that come meanwhile only the last is asked. */
import type { LayersAnswer, Refusal, TheoryAnswer, TheoryQuestion } from './messages.js';
import { startWorker } from './workers.js';

/** A question without its number. */
export type Asked = Omit<TheoryQuestion, 'id'>;

/** What the page does with answers to the newest question. */
export interface TheoryListener {
  readonly onAnswer: (answer: TheoryAnswer) => void;
  readonly onLayers: (answer: LayersAnswer) => void;
  /** With the one line that says why there is none. */
  readonly onRefused: (message: string) => void;
}

/** A worker that has worked on an outdated question for so many milliseconds is replaced: deep networks take it seconds. */
const TOO_LONG = 300;

/** Starts the worker. */
export function theory({ onAnswer, onLayers, onRefused }: TheoryListener): {
  ask: (question: Asked) => void;
  forget: () => void;
} {
  const receive = (data: unknown) => {
    hear(data as TheoryAnswer | LayersAnswer | Refusal);
  };
  let worker = startWorker('theory', receive);
  let newest = 0;
  /** Whether no answer has come yet to the question sent last, and since when its other answers are computed. */
  let busy = false;
  let completing: number | null = null;
  let waiting: TheoryQuestion | null = null;

  const send = (question: TheoryQuestion) => {
    if (completing !== null && performance.now() - completing > TOO_LONG) {
      worker.end();
      worker = startWorker('theory', receive);
    }
    [busy, completing, waiting] = [true, null, null];
    worker.post(question);
  };
  const hear = (data: TheoryAnswer | LayersAnswer | Refusal) => {
    busy = false;
    const isLast = 'refused' in data || data.stage === 'layers';
    completing = isLast ? null : (completing ?? performance.now());
    if (waiting) send(waiting);
    if (data.id !== newest) return;
    if ('refused' in data) onRefused(data.refused);
    else if (data.stage === 'layers') onLayers(data);
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
