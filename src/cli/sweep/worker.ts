// A worker thread of a sweep: told the number of a task, it does it and answers what became of it.
import { threadId, workerData } from 'node:worker_threads';
import { answerQuestions } from '../../simulate/worker-threads.js';
import { WRITER } from '../../sweep/directory.js';
import type { Sweep } from '../../sweep/tasks.js';
import { worker } from '../../sweep/work.js';
import { preparation } from './work.js';

const { sweep, directory } = workerData as { sweep: Sweep; directory: string };

answerQuestions(worker(sweep, directory, preparation(), `${WRITER}-${threadId}`));
