// A worker thread of simulateSeeds: told a seed, it answers with that seed's simulation.
import { workerData } from 'node:worker_threads';
import { runJob, type Job } from './jobs.js';
import { answerQuestions } from './worker-threads.js';

answerQuestions(async (seed: number) => ({ simulation: await runJob(workerData as Job, seed) }));
