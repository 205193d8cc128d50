/** The part of the worker that predicts: the page stays responsive however wide the data are. */
import { wayOfTypicalStart } from '../../src/figures/way.js';
import type { Levers } from '../../src/levers/levers.js';
import { phasePortraitPanel } from '../../src/figures/grammar/panels.js';
import type { PanelSpec } from '../../src/figures/grammar/spec.js';
import type { Answer } from '../../src/predict/answer.js';
import { predict } from '../../src/predict/predict.js';
import { sourcePlateaus } from '../../src/predict/source/plateaus.js';
import { firstUses } from '../../src/predict/times.js';
import { reducedTrajectory } from '../../src/predict/source/trajectory.js';
import { toyProblem } from '../../src/problem/from-general.js';
import type { Problem } from '../../src/problem/problem.js';
import { sharedBlocks } from '../../src/problem/two-modalities.js';
import {
  refusalOf,
  type Curves,
  type Inputs,
  type LayersAnswer,
  type TheoryAnswer,
  type TheoryQuestion,
} from './messages.js';

/** Points of a curve: about as many as it has pixels. */
const POINTS = 600;
/** Networks deeper than this are not asked for all of their fusion layers: that takes minutes. */
const DEEPEST = 12;

const NOTHING: Curves = { t: [], loss: [], totals: [] };

let newest = 0;

/** Answers in parts: at once for a balanced start, then completely, then for every fusion layer. */
export function answerQuestion(question: TheoryQuestion): void {
  newest = question.id;
  const { id, network, start, levers } = question;
  const problem = problemFrom(question.inputs);
  const { initScale, learningRate, width } = question.training;
  const balanced = { network, initScale, learningRate, start: 'balanced' } as const;
  const asked = start === 'balanced' ? balanced : { network, initScale, learningRate, width };
  const quick = predict(problem, balanced);
  const quickly = levers === null && start === 'balanced';
  post(answerOf(question, problem, quick, null, quickly));
  const steps = [
    () => {
      if (quickly) return;
      const prediction = start === 'balanced' ? quick : predict(problem, asked);
      const levered = levers === null ? null : predict(problem, { ...asked, levers });
      post(answerOf(question, problem, prediction, levered, true));
    },
    () => {
      const { depth } = network;
      if (depth > DEEPEST) return;
      const { predictions, recommended } = predict(problem, { ...asked, network: { depth, fusionLayer: 'all' } });
      const names = namesOf(problem);
      const layers = predictions.map((prediction, i) => ({ fusionLayer: i + 1, times: firstUses(names, prediction) }));
      post({ id, stage: 'layers', layers, recommended });
    },
  ];
  // Random weights take many more integrations; a question that has come meanwhile goes first.
  const next = () => {
    const step = steps.shift();
    if (step === undefined || newest !== id) return;
    attempt(id, step);
    setTimeout(next);
  };
  setTimeout(next);
}

const post = (answer: TheoryAnswer | LayersAnswer) => {
  self.postMessage(answer);
};

const namesOf = ({ modalities }: Problem) => modalities.map(({ name }) => name);

function problemFrom(inputs: Inputs): Problem {
  return 'toy' in inputs ? toyProblem(inputs.toy) : inputs.problem;
}

function answerOf(
  question: TheoryQuestion,
  problem: Problem,
  prediction: Answer,
  levered: Answer | null,
  complete: boolean,
): TheoryAnswer {
  const end = endOfAxis(problem, levered === null ? [prediction] : [prediction, levered]);
  const follows = complete ? question.start : 'balanced';
  const curves =
    follows === 'gaussian' ? typicalCurves(question, problem, end, null) : balancedCurves(question, problem, end);
  return {
    id: question.id,
    stage: complete ? 'complete' : 'quick',
    problem,
    prediction,
    curves,
    follows,
    levered: levered && { prediction: levered, curves: typicalCurves(question, problem, end, question.levers) },
    phase: phaseOf(question, problem, curves),
    end,
  };
}

/** The end of the pictures' time axis, in steps: past the last use, so that one sees where the network settles. */
function endOfAxis(problem: Problem, answers: readonly Answer[]): number {
  const times = answers.flatMap(({ predictions: [prediction] }) =>
    firstUses(namesOf(problem), prediction).flatMap((time) => (time === null ? [] : [time.mean])),
  );
  const [first, last] = [Math.min(...times), Math.max(...times)];
  return 1.35 * (first === last ? 3 * first : last);
}

/** The way of the typical start of random weights, or that under levers. */
function typicalCurves(
  { network, training }: TheoryQuestion,
  problem: Problem,
  end: number,
  levers: Levers | null,
): Curves {
  const { width, learningRate, initScale } = training;
  return wayOfTypicalStart({ problem, network, width, start: { initScale }, learningRate, levers, end });
}

/** From balanced layers: of two modalities and one output. */
function balancedCurves({ network, training }: TheoryQuestion, problem: Problem, end: number): Curves {
  if (sharedBlocks(problem) === null) return NOTHING;
  const times = Array.from({ length: POINTS + 1 }, (_, i) => (end * i) / POINTS);
  const { learningRate, initScale } = training;
  const { t, loss, totalA, totalB } = reducedTrajectory(problem, { network, initScale, learningRate, times });
  return { t, loss, totals: [totalA, totalB] };
}

/** The plane of both total weights, with the flow between the fixed points where both are numbers. */
function phaseOf({ network }: TheoryQuestion, problem: Problem, { totals, loss, t }: Curves): PanelSpec | null {
  const c = sharedBlocks(problem);
  if (c === null) return null;
  const scalar = c.sigmaYA.length === 1 && c.sigmaYB.length === 1;
  const [totalA, totalB] = scalar ? totals : totals.map((total) => total.map(Math.abs));
  return phasePortraitPanel({
    id: 'phase',
    title: 'Phase portrait',
    theory: { t, loss, totalA, totalB },
    simulation: null,
    correlations: c,
    network,
    plateaus: sourcePlateaus(c),
  }).spec;
}

/** Does something for a question; what is refused is said. */
export function attempt(id: number, action: () => void): void {
  try {
    action();
  } catch (error) {
    self.postMessage(refusalOf(id, error));
  }
}
