// A worker thread of simulateSeeds: told a seed, it answers with that seed's simulation or with why there is none.
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../problem/errors.js';
import { runJob, type Job } from './jobs.js';
import type { Answer } from './seeds.js';

const job = workerData as Job;

async function answer(seed: number): Promise<Answer> {
  try {
    return { simulation: await runJob(job, seed) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A thread receives an error without its own fields, so they travel as plain data.
    const { code, field, value, message } = error;
    return { refused: { code, field, value, message: message.slice(`${field}: `.length) } };
  }
}

parentPort?.on('message', (seed: number) => {
  void answer(seed).then((reply) => parentPort?.postMessage(reply));
});
