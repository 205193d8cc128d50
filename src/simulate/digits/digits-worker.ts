// A worker thread of trainAll: told a run, it answers with records as they come and then with all of them.
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../../problem/errors.js';
import type { ImageSets } from '../../problem/labelled-images.js';
import type { DigitsRun } from './protocol.js';
import type { Message } from './threads.js';
import { trainDigits, type DigitsRecord } from './train.js';

const sets = workerData as ImageSets;
const say = (message: Message): void => parentPort?.postMessage(message);

async function answer(run: DigitsRun, maxSteps: number | undefined): Promise<void> {
  try {
    const onRecord = (record: DigitsRecord): void => {
      say({ record });
    };
    say({ records: await trainDigits(run, sets, { ...(maxSteps === undefined ? {} : { maxSteps }), onRecord }) });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A thread receives an error without its own fields, so they travel as plain data.
    const { code, field, value, message } = error;
    say({ refused: { code, field, value, message: message.slice(`${field}: `.length) } });
  }
}

parentPort?.on('message', ({ run, maxSteps }: { run: DigitsRun; maxSteps?: number }) => {
  void answer(run, maxSteps);
});
