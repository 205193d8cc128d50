/** The worker that predicts: the page stays responsive however wide the data are. */
import { asCurves, expectedCurves } from '../figures/theory.js';
import type { Correlations } from '../problem/correlations.js';
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

function answer(question: TheoryQuestion): void {
  const { id, problem, network, training } = question;
  newest = id;
  const correlations = correlationsOf(problem);
  const { initScale, learningRate } = training;
  const balanced = { initScale, learningRate };
  const send = (prediction: Prediction, complete: boolean) => {
    const end = endOfAxis(believed(prediction.predictions[0], question.start));
    const curves = curvesOf(question, correlations, prediction, end);
    const levels = learningLevels(correlations, network, training.initScale);
    self.postMessage({ id, complete, correlations, prediction, ...curves, levels, end } satisfies TheoryAnswer);
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

/** Points of a curve: about as many as it has pixels. */
const POINTS = 600;

/** The flow from the start that is set. For random weights that is their effective start, where it is known. */
function curvesOf(
  { network, start, training }: TheoryQuestion,
  correlations: Correlations,
  { predictions: [{ finiteWidth }] }: Prediction,
  end: number,
): Pick<TheoryAnswer, 'curves' | 'follows'> {
  const { width, learningRate, initScale } = training;
  if (start === 'gaussian' && finiteWidth?.method === 'growing mode') {
    const experiment = { correlations, network, width, start: { initScale }, learningRate, end };
    return { curves: asCurves(expectedCurves(experiment)), follows: 'gaussian' };
  }
  const times = Array.from({ length: POINTS + 1 }, (_, i) => (end * i) / POINTS);
  return { curves: reducedTrajectory(correlations, { network, initScale, learningRate, times }), follows: 'balanced' };
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
