/** Units far beyond those that are counted in: inputs in units of 1/a, targets of 1/b, layers of 1/c, c = (b/a)^{1/L}, powers of two. */
import { describe, expect, it } from 'vitest';
import type { Answer, NetworkPrediction, WeightRows } from '../../src/predict/answer.js';
import { predict } from '../../src/predict/predict.js';
import type { Question } from '../../src/predict/question.js';
import { inOwnUnits } from '../../src/predict/units.js';
import { checkQuestion } from '../../src/predict/question.js';
import type { Problem } from '../../src/problem/problem.js';
import { expectSame } from '../support/recorded.js';
import { classes, LATE, three, toy } from './problems.js';

const [START, RATE] = [0.01, 0.04];

const inUnits = (problem: Problem, a: number, b: number): Problem => ({
  ...problem,
  sigma: { ...problem.sigma, data: problem.sigma.data.map((value) => value * a * a) },
  sigmaYX: { ...problem.sigmaYX, data: problem.sigmaYX.data.map((value) => value * a * b) },
  ySquared: problem.ySquared === null ? null : problem.ySquared * b * b,
});

/** The same training in other units. */
function trained(
  problem: Problem,
  question: Question,
  [alpha, beta, kappa]: readonly [number, number, number],
): Answer {
  const [a, b, c] = [2 ** alpha, 2 ** beta, 2 ** kappa];
  const rate = ((RATE / b) * c * c) / b;
  const start = question.std === undefined ? { initScale: START * c } : { std: START * c };
  return predict(inUnits(problem, a, b), { ...question, ...start, learningRate: rate });
}

/** What does not depend on units, and what is left of the rest without them. */
function withoutUnits(answer: Answer, [alpha, beta]: readonly [number, number, number]) {
  const [a, b] = [2 ** alpha, 2 ** beta];
  const weight = (rows: WeightRows) => rows.flat().map((value) => (value * a) / b);
  const square = (value: number | null) => (value === null ? null : value / b / b);
  const { norms, preference, misattribution, plateaus, predictions, problem, ...rest } = answer;
  const { k, ...byName } = norms;
  const prediction = ({ randomStart, ...others }: NetworkPrediction) => ({
    ...others,
    learningRate: null,
    randomStart: randomStart && {
      ...randomStart,
      events: randomStart.events.map((event) => ({ ...event, level: event.level / b })),
    },
  });
  return {
    ...rest,
    training: null,
    k,
    norms: Object.values(byName).map((norm) => norm / a / b),
    preference: { ...preference, gains: Object.values(preference.gains).map(square) },
    misattribution: {
      ...misattribution,
      plateau: weight(misattribution.plateau),
      final: weight(misattribution.final),
      difference: weight(misattribution.difference),
      amount: (misattribution.amount * a) / b,
    },
    plateaus: plateaus.map((plateau) => ({
      ...plateau,
      weights: plateau.weights.map(({ weights }) => weight(weights)),
      loss: square(plateau.loss),
      meanSquareError: square(plateau.meanSquareError),
    })),
    predictions: predictions.map(prediction),
    names: problem.modalities,
  };
}

const bare = (problem: Problem): Problem => ({ ...problem, samples: null });

describe('powers of two change nothing but the units', () => {
  it.each<[string, Problem, Question, [number, number, number]]>([
    ['large inputs', toy, { network: LATE }, [200, 0, -100]],
    ['small inputs and targets', bare(three), { network: LATE }, [-200, -200, 0]],
    ['a large target', classes, { network: LATE, std: START }, [0, 300, 150]],
    ['small inputs, three layers', toy, { network: { depth: 3, fusionLayer: [2] } }, [-150, 0, 50]],
    ['unequal branches', toy, { network: { depthA: 2, depthB: 3, depthShared: 0 } }, [120, 120, 0]],
  ])('%s', (_, problem, question, units) => {
    const plain = withoutUnits(trained(problem, question, [0, 0, 0]), [0, 0, 0]);
    expectSame(withoutUnits(trained(problem, question, units), units), plain);
  });

  it('of logistic loss, whose targets keep their unit', () => {
    const asked = { network: LATE, loss: 'logistic' } as const;
    const times = (units: readonly [number, number, number]) => {
      const [{ closedForm }] = trained(toy, asked, units).predictions;
      return closedForm !== null && 'tA' in closedForm ? [closedForm.tA, closedForm.tB] : [];
    };
    expect(times([130, 0, -65])).toEqual(times([0, 0, 0]));
    expect(times([0, 0, 0])).toHaveLength(2);
  });
});

it('units are left where numbers do not run out, and where something has units of its own', () => {
  const of = (problem: Problem, question: Partial<Question>) =>
    inOwnUnits(problem, checkQuestion({ network: LATE, ...question }, problem)).problem === problem;
  const large = inUnits(toy, 2 ** 100, 1);
  expect(of(toy, {})).toBe(true);
  expect(of(inUnits(toy, 2 ** 90, 1), {})).toBe(true);
  expect(of(large, {})).toBe(false);
  expect(of(large, { levers: { momentum: 0.5 } })).toBe(true);
  expect(of(toy, { initScale: 2 ** -95 })).toBe(true);
  expect(of(toy, { initScale: 2 ** -97 })).toBe(false);
});
