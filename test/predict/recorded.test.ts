/**
 * Whole answers, number by number and word by word, as they were when every claim of the check report held. That they are true
 * is for those claims and for the tests beside this one (test/reference/README.md says which); this holds that nothing of them
 * changes unnoticed.
 */
import { describe, expect, it } from 'vitest';
import { dataFromArrays, worthOf } from '../../src/data/index.js';
import { fillNormal, randomSource } from '../../src/numerics/random.js';
import { closedFormTimes } from '../../src/predict/closed/closed-form.js';
import { batchEffect } from '../../src/predict/closed/mini-batches.js';
import { closedOrders } from '../../src/predict/closed/order.js';
import { slowPlateau } from '../../src/predict/closed/slow-plateau.js';
import { greedyTimes } from '../../src/predict/modes/greedy.js';
import { fusionInWords, headline, unseenInWords, worthInWords } from '../../src/predict/in-words.js';
import { levers } from '../../src/predict/levers/levers.js';
import { predict, type PredictOptions } from '../../src/predict/predict.js';
import type { Question } from '../../src/predict/question.js';
import type { Simulator } from '../../src/predict/starts/random-start.js';
import { randomTimes } from '../../src/predict/source/random-times.js';
import { solveFor } from '../../src/predict/source/solve.js';
import { sourceTheory } from '../../src/predict/source/theory.js';
import { sourceTimes } from '../../src/predict/source/times.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import { toyCorrelations } from '../../src/problem/from-numbers.js';
import { network, type NetworkInput } from '../../src/problem/network.js';
import type { Problem } from '../../src/problem/problem.js';
import type { Sampling } from '../../src/problem/samples.js';
import { twoModalities } from '../../src/problem/two-modalities.js';
import { given } from '../support/given.js';
import { expectSame, recordedIn } from '../support/recorded.js';
import { ALL_OF_TWO, classes, five, LATE, rows, three, toy, turning } from './problems.js';

const expectRecorded = recordedIn('answers.json');

const asked: Readonly<Record<string, [Problem, Question, PredictOptions?]>> = {
  'scalars, both fusion layers, a budget': [toy, { network: ALL_OF_TWO, steps: 60 }],
  'scalars, three layers, by weights': [
    toy,
    { network: { depth: 3, fusionLayer: [2] }, initScale: 0.1, measure: 'weights' },
  ],
  'scalars, four layers, balanced': [
    toy,
    { network: { depth: 4, fusionLayer: 'all' }, start: 'balanced', initScale: 0.1 },
  ],
  'scalars, unequal branches': [toy, { network: { depthA: 2, depthB: 3, depthShared: 1 }, initScale: 0.1, width: 50 }],
  'scalars, logistic': [toy, { network: { depth: 3, fusionLayer: 'all' }, initScale: 0.1, loss: 'logistic' }],
  'three modalities': [three, { network: ALL_OF_TWO, learningRate: 0.02, steps: 1000 }],
  'three modalities, one standard deviation': [three, { network: { depth: 3, fusionLayer: 3 }, std: 0.03 }],
  'three classes': [classes, { network: ALL_OF_TWO, loss: 'torch-mse' }],
  'three classes, by weights': [classes, { network: LATE, measure: 'weights', steps: 300 }],
  'five modalities': [five, { network: LATE, std: 1e-3, width: 40 }],
  'a layer of its own width each': [turning, { network: LATE, width: { A: [30], B: [20], shared: [] } }],
  'a turning drive': [turning, { network: { depth: 3, fusionLayer: 'all' }, initScale: 0.05 }],
  'weight decay': [toy, { network: LATE, levers: { weightDecay: 0.5 } }],
  momentum: [toy, { network: LATE, levers: { momentum: 0.5, level: 'plain' } }],
  'a lever on the data': [
    toy,
    { network: LATE, levers: { noise: { A: 1 }, scale: { B: 2 }, dropout: { A: 0.2 } }, loss: 'torch-mse' },
  ],
  'a remedy': [toy, { network: LATE, levers: { remedy: 'ogm:alpha=0.3' }, learningRate: 0.02 }],
};

const sixtyFour = rows(64, 1);
const twelve = rows(12, 3);
const testData = rows(40, 5).samples;
const ofRows: typeof asked = {
  'mini-batches by epochs': [sixtyFour.problem, { network: LATE, batch: 6, learningRate: 0.01 }, sixtyFour],
  'mini-batches with replacement': [
    sixtyFour.problem,
    { network: LATE, batch: 8, sampling: 'replacement', learningRate: 0.02 },
    sixtyFour,
  ],
  'leaky ReLU': [sixtyFour.problem, { network: LATE, activation: 'leaky:0.2' }, sixtyFour],
  'unseen rows': [twelve.problem, { network: LATE }, { testData, worth: worthOf(twelve.problem, twelve.samples) }],
  'unseen rows, training that is stopped': [sixtyFour.problem, { network: LATE, steps: 100 }, { testData }],
  'unseen rows that are not followed': [
    sixtyFour.problem,
    { network: LATE, levers: { momentum: 0.5 }, loss: 'torch-mse' },
    { testData },
  ],
  'more inputs than rows': [rows(3, 3).problem, { network: LATE }, { testData }],
};

describe('answers', () => {
  it.each(Object.entries({ ...asked, ...ofRows }))('%s', (name, [problem, question, options]) => {
    const { testData: unseenRows, samples, worth } = options ?? {};
    const answer = predict(problem, question, { testData: unseenRows, samples, worth: worth ?? null });
    const names = problem.modalities.map((modality) => modality.name);
    const unseen = answer.predictions.map((prediction) => unseenInWords(names, prediction));
    const words = { headline: headline(answer), fusion: answer.predictions.map(fusionInWords), unseen };
    expectRecorded(name, { ...answer, words, worth: worth && worthInWords(worth) });
  });
});

const at = (depth: number, fusionLayer: number): NetworkInput => ({ depth, fusionLayer });
const branches = (depthA: number, depthB: number, depthShared: number) => ({ depthA, depthB, depthShared });
const networks = [
  ...[at(2, 2), at(3, 3), at(4, 4), at(5, 5), at(7, 7), at(2, 1), at(3, 1), at(3, 2), at(4, 2), at(4, 3), at(6, 4)],
  ...[branches(1, 2, 1), branches(1, 3, 2), branches(2, 3, 0), branches(3, 4, 1), branches(4, 3, 1)],
];
const blocks = {
  parallel: toyCorrelations({ stdA: 2, stdB: 1, rho: 0.5 }),
  'second listed first': toyCorrelations({ stdA: 1, stdB: 2, rho: 0.3, wB: 0.8 }),
  opposite: toyCorrelations({ stdA: 2, stdB: 1, rho: -0.9 }),
  collinear: toyCorrelations({ stdA: 2, stdB: 1, rho: 0.5, wA: 1, wB: 0 }),
  turning: given(twoModalities(turning)),
};

describe.each(Object.entries(blocks))('closed forms, %s', (name, c) => {
  /** What it makes, or what it refuses. */
  const orRefused = <T>(make: () => T): T | string => {
    try {
      return make();
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('by output', () => {
    const starts = [
      { initScale: 0.02, width: 100 },
      { std: 0.004, width: 60 },
    ];
    const all = starts.flatMap((start) =>
      networks.map((net) =>
        orRefused(() => {
          const times = closedFormTimes(c, network(net), start, 0.04);
          return times && { ...times, orders: closedOrders(c, network(net), start, times) };
        }),
      ),
    );
    expectRecorded(`by output, ${name}`, { all, slow: starts.map((start) => slowPlateau(c, start, 0.04)) });
  });

  it('of the source', () => {
    const all = networks.map((net) =>
      orRefused(() => {
        const { first, closedForm, reducedOde, failing } = sourceTheory(c, {
          network: net,
          initScale: 0.05,
          learningRate: 0.02,
        });
        const printed = sourceTimes(c, network(net), { initScale: 0.05, width: 100 }, 0.02);
        return { first, closedForm, reducedOde, failing, printed };
      }),
    );
    const { misattribution, norms, plateaus } = sourceTheory(c, { network: LATE });
    expectRecorded(`of the source, ${name}`, { all, misattribution, norms, plateaus });
  });
});

const problemOfThree = (sigma: readonly (readonly number[])[], drive: readonly number[]) =>
  problem({ modalities: ['one', 'two', 'three'].map((name) => ({ name, dim: 1 })), sigma, sigmaYX: [drive] });

it('greedy selection with a clock', () => {
  const start = { initScale: 0.05, width: 100 };
  const all = [2, 3, 4, 5].map((depth) => greedyTimes(three, network(at(depth, depth)), start, 0.02));
  expectRecorded('greedy', all);
  const early = { depthA: 1, depthB: 1, depthShared: 1 };
  const unequal = { depthA: 2, depthB: 3, depthShared: 0 };
  const none = [
    greedyTimes(classes, network(LATE), start, 0.02),
    ...[early, unequal].map((net) => greedyTimes(toy, net, start, 0.02)),
  ];
  expect(none).toEqual([null, null, null]);
  // What counts as nothing is a share: in units of 10⁻¹² all is learned as it was.
  const [large, small] = [1, 1e-6].map((unit) => {
    const { sigma, sigmaYX } = three;
    const scaled = (data: Float64Array) => data.map((value) => value * unit * unit);
    const moments = {
      sigma: { ...sigma, data: scaled(sigma.data) },
      sigmaYX: { ...sigmaYX, data: scaled(sigmaYX.data) },
    };
    return greedyTimes({ ...three, ...moments }, network(at(3, 3)), start, 1e-3 / unit ** 2);
  });
  expectSame(small, large);
  // y = x_one + x_two: nothing is left for the third, which is correlated with both.
  const explained = problemOfThree([[1, 0, 0.5], [0, 2, 0.5], [0.5, 0.5, 1]], [1, 2, 1]); // prettier-ignore
  const reasons = greedyTimes(explained, network(at(2, 2)), start, 0.02)?.times.map(({ time, reason }) => [
    time === null,
    reason,
  ]);
  expect(reasons).toEqual([[false, null], [false, null], [true, 'no contribution']]); // prettier-ignore
  expect(greedyTimes(three, network(at(40, 40)), { std: 0.1, width: 30 }, 0.02)).toBeNull();
});

it('the comparison of levers', () => {
  expectRecorded('levers', levers(sixtyFour.problem, { network: LATE }, { testData }));
  expectRecorded(
    'levers at a ratio, second listed first, torch',
    levers(
      toyProblem({ stdA: 1, stdB: 2, rho: 0.3, wB: 0.8 }),
      { network: LATE, loss: 'torch-mse', initScale: 0.02, learningRate: 0.03 },
      { targetRatio: 2 },
    ),
  );
  const far = levers(toy, { network: LATE }, { targetRatio: 8 }).levers;
  expectRecorded(
    'levers at a larger ratio',
    far.map(({ setting, timeRatio, short }) => ({ setting, timeRatio, short })),
  );
});

it('progress is told network by network', () => {
  const fractions: number[] = [];
  predict(toy, { network: ALL_OF_TWO, onProgress: (fraction) => fractions.push(fraction) });
  expect(fractions.every((fraction, i) => fraction >= (fractions[i - 1] ?? 0) && fraction <= 1)).toBe(true);
  expect(fractions.some((fraction) => fraction > 0.3 && fraction <= 0.5)).toBe(true);
  expect(fractions.at(-1)).toBeGreaterThan(0.9);
  const told: number[] = [];
  levers(toy, { network: LATE }, { onProgress: (fraction) => told.push(fraction) });
  expect(told[0]).toBe(0);
  expect(told.every((fraction, i) => i === 0 || (fraction > told[i - 1] && fraction < 1))).toBe(true);
});

interface Batching {
  readonly data?: typeof sixtyFour;
  readonly net?: NetworkInput;
  readonly size?: number;
  readonly sampling?: Sampling;
  readonly std?: number;
}

it('the noise of mini-batches, or why it is not known', () => {
  const time = (mean: number, std: number) => ({ mean, std, q05: mean - std, q50: mean, q95: mean + std });
  const effect = (
    [tA, tB]: readonly [number | null, number | null],
    first: 'A' | 'B',
    { data = sixtyFour, net = LATE, size = 6, sampling = 'epochs', std = 4 }: Batching = {},
  ) => {
    const events = [tA, tB].map((mean, m) => ({ modality: 'AB'[m], time: mean === null ? null : time(mean, std) }));
    const orders = [{ modalities: first === 'A' ? ['A', 'B'] : ['B', 'A'], probability: 1 }];
    const batch = { size, sampling, samples: data.samples };
    return batchEffect(data.problem, batch, network(net), 0.02, { events, orders });
  };
  const more = (modalities: Record<string, readonly number[][]>, y: number[] | number[][]) => {
    const { problem: data, samples } = dataFromArrays({ modalities, y }, { samples: true });
    return { problem: data, samples: given(samples) };
  };
  const column = (seed: number) => [...fillNormal(randomSource(seed), new Float64Array(20))].map((value) => [value]);
  const one = { a: column(1), b: column(2) };
  expectRecorded('batches', {
    apart: effect([120, 560], 'A'),
    'second listed first': effect([560, 120], 'B'),
    'with replacement': effect([120, 560], 'A', { sampling: 'replacement' }),
    'a start that is certain': effect([121.5, 560], 'A', { size: 7, std: 0 }),
    'at the end of an epoch': effect([64, 560], 'A', { size: 4 }),
    'all samples': effect([120, 560], 'A', { size: 64 }),
    'at about one time': effect([120, 130], 'A'),
    'one alone': effect([120, null], 'A'),
    none: effect([null, null], 'A'),
    'early fusion': effect([120, 560], 'A', { net: at(2, 1) }),
    'three layers': effect([120, 560], 'A', { net: at(3, 3) }),
    'three modalities': effect([120, 560], 'A', { data: more({ ...one, c: column(3) }, column(4).flat()) }),
    'two outputs': effect([120, 560], 'A', {
      data: more(
        one,
        column(3).map(([v], i) => [v, column(4)[i][0]]),
      ),
    }),
    'above the plateau': effect([120, 560], 'A', { data: against() }),
  });
});

/** Modalities that are alike and act against each other: what the first contributes in the end is far above its plateau. */
function against() {
  const { samples } = sixtyFour;
  const A = Array.from({ length: 64 }, (_, p) => [samples.x.data[3 * p]]);
  const B = A.map(([a], p) => [a + 0.5 * samples.x.data[3 * p + 1]]);
  const { problem: data, samples: made } = dataFromArrays(
    { modalities: { A, B }, y: A.map(([a], p) => 2 * a - 1.2 * B[p][0]) },
    { samples: true },
  );
  return { problem: data, samples: given(made) };
}

it('what a simulator is asked', () => {
  const requests: unknown[] = [];
  const simulate: Simulator = ({ problem, onProgress, activation, ...request }) => {
    onProgress(1);
    requests.push({ ...request, sigma: problem.sigma, activation: activation?.name });
    return request.seeds.map(() => ({ times: [3, 7], reached: 9 }));
  };
  const even = rows(64, 1, true);
  predict(toy, { network: ALL_OF_TWO, start: 'pytorch', loss: 'torch-mse', learningRate: 0.03 }, { simulate });
  predict(toy, { network: LATE, levers: { optimizer: 'adam', scale: { B: 2 } }, std: 0.01 }, { simulate });
  predict(even.problem, { network: LATE, activation: 'leaky:0.1', width: 20 }, { simulate, samples: even.samples });
  expectRecorded('requests', requests);
});

it('inverse questions', () => {
  expectRecorded('solve', [
    solveFor({ for: 'rho', timeRatio: 10 }),
    solveFor({ for: 'init', timeRatio: 1.5, depth: 4, fusionLayer: 3 }),
    solveFor({ for: 'ratio', timeRatio: 2, depth: 4, fusionLayer: 3, init: 0.1, rho: 0.3 }),
    solveFor({ for: 'fusion', timeRatio: 4, depth: 4 }),
    solveFor({ for: 'rho', timeRatio: 2 }),
  ]);
});

it('random weights as the source counts them', () => {
  const asks = { network: at(3, 2), width: 50, start: { initScale: 0.1 }, learningRate: 0.02 };
  expectRecorded(
    'source, random',
    [blocks.parallel, blocks.collinear].map((c) => randomTimes(c, asks)),
  );
});
