/** `predict --simulate`: full matrices of the networks predicted, beside what was predicted of them. */
import { InputError } from '../../problem/errors.js';
import type { Problem } from '../../problem/problem.js';
import type { Samples } from '../../problem/samples.js';
import type { Answer, NetworkPrediction } from '../../predict/answer.js';
import type { Job } from '../../simulate/index.js';
import { DEFAULT_STEPS, jobsOf, type Experiment } from '../experiment.js';
import { runJobs, runTable, tellOfUnfinished, type RunTable } from '../runs.js';

/** A run is given up after so many times the latest time predicted. */
const LATE = 10;
const LEAST_STEPS = 1000;

/** Runs the seeds of every network of the answer, of the same width, start and learning rate. */
export async function simulatedBeside(
  answer: Answer,
  problem: Problem,
  samples: Samples | null,
  seeds: readonly number[],
): Promise<RunTable[]> {
  const { training } = answer;
  if (training.loss === 'logistic') {
    const why = 'trains under mean square error; leave --loss logistic out';
    throw new InputError('unsupported', '--simulate', String(seeds.length), why);
  }
  const start = startOf(training);
  const asked = start.kind === 'balanced' && training.batch === null ? seeds.slice(0, 1) : seeds;
  const limits = answer.predictions.map(stepsFor);
  const jobs = answer.predictions.flatMap((prediction, i): Job[] => {
    const experiment: Experiment = {
      networks: [prediction.network],
      width: typeof training.width === 'number' ? training.width : 100,
      start,
      learningRate: prediction.learningRate,
      loss: training.loss === 'torch-mse' ? 'torch-mse' : 'mse',
      maxSteps: limits[i],
      measure: 'output',
      activation: training.activation === null ? 'linear' : (training.activation.name as Experiment['activation']),
      seeds: asked,
      levers: training.levers ?? null,
      batch: training.batch,
    };
    return jobsOf(experiment, problem, { samples, test: null }).map((job) => untilUsed(job, answer.measure));
  });
  const results = await runJobs(jobs, asked);
  return results.map((runs, i) => {
    tellOfUnfinished(runs, limits[i]);
    return runTable(runs, problem, training.activation === null);
  });
}

function startOf({ start, initScale, std }: Answer['training']): Experiment['start'] {
  if (start === 'pytorch') return { kind: 'pytorch' };
  if (start === 'balanced') return { kind: 'balanced', initScale: initScale ?? NaN };
  return std === null ? { kind: 'gaussian', initScale: initScale ?? NaN } : { kind: 'gaussian', std };
}

function stepsFor({ randomStart, reducedOde }: NetworkPrediction): number {
  const times = randomStart
    ? randomStart.events.flatMap(({ time }) => time?.q95 ?? [])
    : [reducedOde?.tA ?? Infinity, reducedOde?.tB ?? Infinity];
  const last = Math.max(0, ...times);
  return Number.isFinite(last) ? Math.max(LEAST_STEPS, Math.ceil(LATE * last)) : DEFAULT_STEPS;
}

/** What is waited for is what `predict` waits for, and no more. */
function untilUsed(job: Job, measure: Answer['measure']): Job {
  return job.kind === 'linear' ? { ...job, settings: { ...job.settings, settle: 0, measure } } : job;
}
