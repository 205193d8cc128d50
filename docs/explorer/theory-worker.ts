/** The worker that predicts: the page stays responsive however wide the data are. */
import { asCurves, expectedCurves } from '../../src/figures/theory.js';
import type { Correlations } from '../../src/problem/correlations.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';
import { learningLevels } from '../../src/predict/levels.js';
import { predict } from '../../src/predict/predict.js';
import type { Question } from '../../src/predict/question.js';
import { firstUses } from '../../src/predict/times.js';
import { problemOf } from '../../src/problem/two-modalities.js';
import { reducedTrajectory } from '../../src/predict/trajectory.js';
import { refusalOf, type Problem, type TheoryAnswer, type TheoryQuestion } from './messages.js';

function correlationsOf(problem: Problem) {
  return 'toy' in problem ? toyCorrelations(problem.toy) : problem.correlations;
}

let newest = 0;

function answer(question: TheoryQuestion): void {
  const { id, problem, network, training, start } = question;
  newest = id;
  const correlations = correlationsOf(problem);
  const { initScale, learningRate, width } = training;
  const levels = learningLevels(correlations, network, initScale);
  const send = (input: Question, complete: boolean) => {
    const prediction = predict(problemOf(correlations), input);
    const [tA, tB] = firstUses(['A', 'B'], prediction.predictions[0]).map((time) => time?.mean ?? Infinity);
    const end = endOfAxis(tA, tB);
    const curves = curvesOf(question, correlations, complete, end);
    self.postMessage({ id, complete, correlations, prediction, ...curves, levels, end } satisfies TheoryAnswer);
  };
  const settings = { network, initScale, learningRate };
  send({ ...settings, start: 'balanced' }, start === 'balanced');
  if (start === 'balanced') return;
  // Random weights take many more integrations; a question that has come meanwhile goes first.
  setTimeout(() => {
    if (newest !== id) return;
    attempt(id, () => {
      send({ ...settings, width }, true);
    });
  });
}

/** The end of the pictures' time axis, in steps: past both transitions, so that one sees where the network settles. */
function endOfAxis(tA: number, tB: number): number {
  const [first, last] = [Math.min(tA, tB), Math.max(tA, tB)];
  return 1.35 * (Number.isFinite(last) ? last : 4 * first);
}

/** Points of a curve: about as many as it has pixels. */
const POINTS = 600;

/** The way from the start that is set; of random weights the typical one, once the answer is complete. */
function curvesOf(
  { network, start, training }: TheoryQuestion,
  correlations: Correlations,
  complete: boolean,
  end: number,
): Pick<TheoryAnswer, 'curves' | 'follows'> {
  const { width, learningRate, initScale } = training;
  if (start === 'gaussian' && complete) {
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
