/** The worker that predicts: the page stays responsive however wide the data are. */
import { toyCorrelations } from '../problem/from-numbers.js';
import { learningLevels } from '../predict/levels.js';
import type { Prediction } from '../predict/types.js';
import { predict } from '../predict/predict.js';
import { reducedTrajectory } from '../predict/trajectory.js';
import { believed, endOfAxis } from './believed.js';
import { refusalOf, type Problem, type TheoryAnswer, type TheoryQuestion } from './messages.js';

function correlationsOf(problem: Problem) {
  return 'toy' in problem ? toyCorrelations(problem.toy) : problem.correlations;
}

/** Random weights take a dozen more integrations: what takes longer than this, in milliseconds, waits for a pause … */
const QUICK = 40;
/** … of so many milliseconds without a new question. */
const PAUSE = 60;

let newest = 0;
/** Milliseconds that the last complete answer took. */
let lastTook = 0;

/** Points of a curve: a few a pixel's width would show. */
const POINTS = 400;

function answer(question: TheoryQuestion): void {
  const { id, problem, network, training } = question;
  newest = id;
  const correlations = correlationsOf(problem);
  const { initScale, learningRate } = training;
  const balanced = { initScale, learningRate };
  const send = (prediction: Prediction, complete: boolean) => {
    const end = endOfAxis(believed(prediction.predictions[0], question.start));
    const times = Array.from({ length: POINTS + 1 }, (_, i) => (end * i) / POINTS);
    const trajectory = reducedTrajectory(correlations, { network, ...balanced, times });
    const levels = learningLevels(correlations, network, training.initScale);
    self.postMessage({ id, complete, correlations, prediction, trajectory, levels, end } satisfies TheoryAnswer);
  };
  const complete = () => {
    const began = performance.now();
    const prediction = predict(correlations, { network, ...training });
    lastTook = performance.now() - began;
    send(prediction, true);
  };
  if (lastTook < QUICK) {
    complete();
    return;
  }
  send(predict(correlations, { network, ...balanced }), false);
  setTimeout(() => {
    if (newest === id) attempt(id, complete);
  }, PAUSE);
}

function attempt(id: number, action: () => void): void {
  try {
    action();
  } catch (error) {
    self.postMessage(refusalOf(id, error));
  }
}

self.onmessage = ({ data }: MessageEvent<TheoryQuestion>) => {
  attempt(data.id, () => {
    answer(data);
  });
};
