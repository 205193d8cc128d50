/** What is refused, by code, field and the whole message; and that its neighbour is not. */
import { describe, it } from 'vitest';
import { levers, type LeversOptions } from '../../src/predict/levers/levers.js';
import { predict, type PredictOptions } from '../../src/predict/predict.js';
import type { Question } from '../../src/predict/question.js';
import { exactSolution } from '../../src/predict/source/exact.js';
import { branchIntegral, depthIntegral } from '../../src/predict/source/integrals.js';
import { balancedStart, weightsOnManifold, weightsWithTotals } from '../../src/predict/source/manifolds.js';
import { solveFor } from '../../src/predict/source/solve.js';
import { sourceTheory } from '../../src/predict/source/theory.js';
import { reducedTrajectory } from '../../src/predict/source/trajectory.js';
import { InputError } from '../../src/problem/errors.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import { twoModalities } from '../../src/problem/two-modalities.js';
import { given } from '../support/given.js';
import { recordedIn } from '../support/recorded.js';
import { classes, LATE, rows, three, toy } from './problems.js';

const expectRecorded = recordedIn('refusals.json');

/** What is said of each, and `accepted` of those that are not refused. */
function told(actions: readonly (() => unknown)[]): unknown[] {
  return actions.map((action) => {
    try {
      action();
      return 'accepted';
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { code, field, message } = error;
      return { code, field, message };
    }
  });
}

const labelled = problem({
  modalities: [
    { name: 'A', dim: 1 },
    { name: 'B', dim: 1 },
  ],
  sigma: [
    [4, 1],
    [1, 1],
  ],
  sigmaYX: [[0.5, 0.2]],
  ySquared: 0.5,
  target: 'zero-one',
});
const eight = rows(8, 2);
const ask =
  (question: object, options: PredictOptions = {}, data: unknown = toy) =>
  () =>
    predict(data as typeof toy, { ...LATE_QUESTION, ...question } as Question, options);
const LATE_QUESTION = { network: LATE, start: 'balanced' };
const random = (question: object) => ({ start: 'random', ...question });
const column = (count: number, cols = 1) => ({ rows: count, cols, data: new Float64Array(count * cols) });

describe('predict', () => {
  it('refuses settings out of range', () => {
    const settings = [
      ...[{ start: 'x' }, { loss: 'x' }, { measure: 'x' }, { colour: 1 }, { measure: 'weights' }],
      ...[
        { learningRate: 0 },
        { learningRate: -1 },
        { learningRate: 'a' },
        { initScale: 0 },
        { std: 0, start: 'random' },
      ],
      ...[{ std: 0.1 }, { std: 0.1, initScale: 0.1 }, { start: 'pytorch', std: 1 }, { start: 'pytorch', initScale: 1 }],
      ...[{ width: 0 }, { width: 1 }, { width: 1.5 }, { width: 1e9 }, { width: 1e9 + 1 }],
      ...[{ steps: 0 }, { steps: 1 }, { steps: 1.5 }, { steps: 1e15 }, { steps: 2e15 }],
      ...[{ network: null }, { network: 5 }, { network: { depth: 3, fusionLayer: [] } }],
      ...[{ network: { depth: 3, fusionLayer: 'some' } }, { network: { depth: 3, fusionLayer: [1, 2, 1] } }],
      ...[{ network: { depth: 1001, fusionLayer: 'all' } }, { network: { depth: 2, fusionLayer: [3] } }],
      { loss: 'logistic', width: 5 },
    ];
    expectRecorded('settings', told(settings.map((question) => ask(question))));
  });

  it('refuses what does not go together', () => {
    const drawn = { samples: eight.samples };
    const few = { batch: 2, learningRate: 0.01 };
    const together = [
      ask({ levers: { momentum: 0.5 } }),
      ask(random({ levers: {}, loss: 'logistic' })),
      ask(random({ levers: { momentum: 0.5 }, loss: 'logistic' })),
      ask(random({ ...few, levers: { momentum: 0.5 } }), drawn, eight.problem),
      ask(random({ activation: 'relu', levers: { momentum: 0.5 } })),
      ask(random({ ...few, activation: 'relu' }), drawn, eight.problem),
      ask({ activation: 'relu' }),
      ask({ activation: 'linear' }),
      ask(random({ activation: 'relu', loss: 'logistic' })),
      ask(random({ activation: 'leaky:1' })),
      ask(random({ activation: 'relu', network: { depth: 3, fusionLayer: 3 } })),
      ask(random({ activation: 'relu', network: { depth: 2, fusionLayer: 'all' } })),
      ask(random({ activation: 'relu', network: { depthA: 2, depthB: 3, depthShared: 0 } })),
      ask({ sampling: 'epochs' }),
      ask(random(few)),
      ask(random(few), { samples: { x: column(8, 2), y: column(8) } }, eight.problem),
      ask(random({ ...few, batch: 9 }), drawn, eight.problem),
      ask(random({ ...few, sampling: 'x' }), drawn, eight.problem),
      ask({ loss: 'logistic' }, {}, { ...labelled, target: 'numbers' }),
      ask({ loss: 'logistic' }, {}, { ...labelled, centred: false }),
      ask({ loss: 'logistic' }, {}, labelled),
      ask({ network: { depthA: 2, depthB: 3, depthShared: 0 } }, {}, three),
    ];
    expectRecorded('together', told(together));
  });

  it('refuses what is no problem, no option, and test data of other shapes', () => {
    const tests = [column(3, 2), column(2, 2), column(3, 3)].map((x) => ({ testData: { x, y: column(x.rows) } }));
    const others = [
      ...[null, undefined, {}, 5, { modalities: [] }].map((data) => () => predict(data as never, { network: LATE })),
      ask({}, { unknown: 1 } as never),
      ...tests.map((options) => ask({}, options)),
      ask({}, { testData: { x: column(3, 2), y: column(4) } }),
    ];
    expectRecorded('data', told(others));
  });

  it('has its reasons where a part is missing', () => {
    const reasons = (question: object, data = toy) =>
      predict(data, { ...LATE_QUESTION, ...question } as Question).predictions.map(({ believe, why, missing }) => ({
        believe,
        why,
        missing,
      }));
    const all = { depth: 3, fusionLayer: 'all' };
    expectRecorded('reasons', [
      reasons({}),
      reasons({ initScale: 0.99 }),
      reasons({ initScale: 1.01 }),
      reasons({ initScale: 1.5, start: 'random' }),
      reasons({ initScale: 1e-300, network: { depth: 4, fusionLayer: 4 } }),
      reasons({ width: { A: [4], B: [3], shared: [] }, start: 'random' }),
      reasons({ start: 'pytorch' }),
      reasons({ network: all }, three),
      reasons({ network: all, std: 0.05, start: 'random' }, three),
      reasons({ network: all }, classes),
      reasons({ loss: 'logistic' }),
      // Of times on both sides of the largest number.
      reasons({ loss: 'logistic', initScale: 3e-154, network: { depth: 4, fusionLayer: 4 } }),
      reasons({ loss: 'logistic', initScale: 5e-154, network: { depth: 4, fusionLayer: 4 } }),
      reasons({ loss: 'logistic', network: all }, three),
      reasons({ network: { depthA: 1, depthB: 2, depthShared: 0 } }),
    ]);
  });
});

it('levers refuses other problems, networks and ratios', () => {
  const compare =
    (question: object, data = toy, options: LeversOptions = {}) =>
    () =>
      levers(data, { network: LATE, ...question }, options);
  expectRecorded(
    'levers',
    told([
      compare({}, three),
      compare({}, classes),
      compare({ network: { depth: 2, fusionLayer: 'all' } }),
      compare({ network: { depth: 3, fusionLayer: 2 } }),
      compare({ levers: { momentum: 0.5 } }),
      compare({ start: 'balanced' }),
      compare({ loss: 'logistic' }, labelled),
      compare({}, { ...toy, ySquared: null }),
      compare({}, toy, { targetRatio: 0.9 }),
      compare({}, toy, { testData: { x: column(2, 2), y: column(2) } }),
    ]),
  );
});

it('the parts of the source’s theory refuse what is out of their range', () => {
  const c = toyProblem({ stdA: 2, stdB: 1, rho: 0 });
  const blocks = given(twoModalities(c));
  const two = { depth: 2, fusionLayer: 2 };
  const net = { network: two, width: 3, seed: 1 };
  const trajectory = (more: object) => () =>
    reducedTrajectory(c, { network: two, initScale: 0.1, learningRate: 0.04, ...more });
  const integral = (depthA: number, depthB: number, depthShared: number, k: number, initScale = 0.1) =>
    (() => branchIntegral({ depthA, depthB, depthShared, k, initScale })) as () => unknown;
  const skewed = problem({
    modalities: [
      { name: 'A', dim: 2 },
      { name: 'B', dim: 1 },
    ],
    sigma: [
      [1, 0, 0],
      [0, 2, 0],
      [0, 0, 1],
    ],
    sigmaYX: [[1, 1, 1]],
  });
  const exact = (data: typeof c, initScale: number, learningRate: number) => () =>
    exactSolution(data, { initScale, learningRate });
  expectRecorded(
    'source',
    told([
      ...[exact(c, 0.1, 0), exact(c, 0, 0.1), exact(c, 0.71, 0.1), exact(c, 0.7, 0.1)],
      ...[exact(toy, 0.1, 0.1), exact(skewed, 0.1, 0.1)],
      ...[{ initScale: 0 }, { initScale: 1 }, { learningRate: 0 }, { times: [-1] }, { times: [2, 1] }].map(trajectory),
      trajectory({ times: [1, 1] }),
      ...[-0.1, 0, 1, 1.1].map((k) => () => depthIntegral({ depth: 3, fusionLayer: 3, k })),
      ...[2, 3].map((depth) => () => depthIntegral({ depth, fusionLayer: 1, k: 0.5 })),
      ...[integral(1, 1, 1, 0.5), integral(2, 2, 1, 0), integral(3, 3, 0, 1), integral(3, 3, 0, 1.1)],
      ...[
        integral(3, 2, 1, 0.5),
        integral(1, 2, 2, 5),
        integral(2, 4, 1, 5),
        integral(3, 4, 1, 4),
        integral(3, 4, 1, 6),
      ],
      ...[integral(4, 3, 1, 0.5), integral(4, 3, 1, 0.1), integral(3, 3, 0, 0.5, 1), integral(3, 3, 0, 0.5, 0)],
      ...(['M_0', 'M_A', 'M_B', 'M_*'] as const).flatMap((manifold) =>
        [two, { depth: 2, fusionLayer: 1 }].map((network) => () => weightsOnManifold(c, manifold, { ...net, network })),
      ),
      ...[0, 0.1].map((initScale) => () => balancedStart(c, { ...net, initScale })),
      ...[
        { width: 0 },
        { width: 1 },
        { width: 1e6 + 1 },
        { seed: -1 },
        { seed: 0 },
        { seed: 2 ** 32 - 1 },
        { seed: 2 ** 32 },
      ].map((more) => () => weightsWithTotals({ ...net, ...more, totalA: [1], totalB: [1] })),
      () => weightsWithTotals({ ...net, totalA: [], totalB: [1] }),
      () => weightsWithTotals({ ...net, totalA: [1], totalB: [1, NaN] }),
      ...[0, 1].map((initScale) => () => sourceTheory(blocks, { network: two, initScale })),
      () => sourceTheory(blocks, { network: two, learningRate: 0 }),
      () => sourceTheory(blocks, { network: { depth: 3, fusionLayer: 2 }, initScale: 0.9 }),
      () => sourceTheory(blocks, { network: { depthA: 1, depthB: 2, depthShared: 0 } }),
      () => sourceTheory(blocks, { network: { depthA: 3, depthB: 2, depthShared: 0 }, initScale: 0.6 }),
      () => sourceTheory(blocks, { network: { depthA: 3, depthB: 2, depthShared: 0 }, initScale: 0.1 }),
      () => sourceTheory(blocks, { network: { depthA: 3, depthB: 2, depthShared: 0 }, initScale: 0.9 }),
      ...[{ timeRatio: 0.9 }, { ratio: 0 }, { init: 0 }, { init: 1 }, { for: 'x' }, { for: 'init' }, { colour: 1 }].map(
        (more) => () => solveFor({ for: 'rho', timeRatio: 2, ...more } as never),
      ),
    ]),
  );
});
