// A worker thread of trainAll: told a run, it tells of records as they come and answers with all of them.
import { workerData } from 'node:worker_threads';
import type { ImageSets } from '../../problem/labelled-images.js';
import { answerQuestions } from '../worker-threads.js';
import type { DigitsRun } from './protocol.js';
import { trainDigits } from './train.js';

answerQuestions(async ({ run, maxSteps }: { run: DigitsRun; maxSteps: number | undefined }, onRecord) => {
  const settings = { ...(maxSteps !== undefined && { maxSteps }), onRecord };
  return { records: await trainDigits(run, workerData as ImageSets, settings) };
});
