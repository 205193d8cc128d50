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

let newest = 0;
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
  send(predict(correlations, { network, ...balanced }), false);
  // Random weights take a dozen more integrations, or many; a question that has come meanwhile goes first.
  setTimeout(() => {
    if (newest !== id) return;
    attempt(id, () => {
      send(predict(correlations, { network, ...training }), true);
    });
  });
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
