import { describe, expect, it } from 'vitest';
import { headline } from '../../src/predict/in-words.js';
import { predict, type PredictOptions } from '../../src/predict/predict.js';
import type { Question } from '../../src/predict/question.js';
import { InputError } from '../../src/problem/errors.js';
import { problem, toyProblem } from '../../src/problem/from-general.js';
import type { ToyOptions } from '../../src/problem/from-numbers.js';
import type { Problem } from '../../src/problem/problem.js';
import { recordedIn } from '../support/recorded.js';
import { LATE, rows, toy } from './problems.js';

const expectRecorded = recordedIn('warnings.json');

type Asked = readonly [Problem, Partial<Question>?, PredictOptions?];

const scalars = (options: Partial<ToyOptions>) => toyProblem({ stdA: 2, stdB: 1, rho: 0.5, ...options });
const mixed = (sigma: readonly (readonly number[])[], sigmaYX: readonly number[], more: object = {}) =>
  problem({
    modalities: [
      { name: 'A', dim: 2 },
      { name: 'B', dim: 1 },
    ],
    sigma,
    sigmaYX: [sigmaYX],
    ...{ ySquared: 20, ...more },
  });
const plain = [
  [1, 0.2, 0.3],
  [0.2, 1, 0.1],
  [0.3, 0.1, 1],
];
const spread = (small: number) => [
  [4, 0, 0.5],
  [0, small, -0.05],
  [0.5, -0.05, 1],
];
const copied = [
  [1, 0.2, 1],
  [0.2, 1, 0.2],
  [1, 0.2, 1],
];
const uncorrelated = (small: number) => [
  [4, 0, 0],
  [0, small, 0],
  [0, 0, 1],
];
const LATE_QUESTION: Question = { network: LATE };
const drawn = rows(64, 1);
const even = rows(64, 1, true);
const between = { network: { depth: 3, fusionLayer: 2 }, initScale: 0.1 };
const seeds = (times: (seed: number) => (number | null)[]): PredictOptions => ({
  simulate: (request) => request.seeds.map((seed) => ({ times: times(seed), reached: 50 })),
});
/** A simulator for which descent diverges above a rate. */
const divergesAbove = (limit: number): PredictOptions => ({
  simulate: ({ learningRate, ...request }) => {
    if (learningRate > limit) throw new InputError('learning-rate', 'learningRate', learningRate, 'diverged');
    return request.seeds.map((seed) => ({ times: [2, 3 + seed], reached: 50 }));
  },
});
const pytorch = { start: 'pytorch' } as const;
const batch = { batch: 8, learningRate: 0.01 };

/** A problem that fires the warning, and one beside it that does not. */
const cases: Readonly<Record<string, [fires: Asked, neighbour: Asked]>> = {
  'never-learned': [[scalars({ wB: 0 })], [scalars({ wB: 0.01 })]],
  'never-learned, collinear': [[mixed(copied, [1, 0.5, 1])], [mixed(plain, [1, 0.5, 1])]],
  'never-learned, weight decay': [
    [toy, { levers: { weightDecay: 1.1 } }],
    [toy, { levers: { weightDecay: 0.9 } }],
  ],
  'order-random': [[scalars({ stdA: 1.01, rho: 0 })], [scalars({ stdA: 1.08, rho: 0 })]],
  'near-tie': [[scalars({ stdA: 1.04, rho: 0 })], [scalars({ stdA: 1.08, rho: 0 })]],
  'order-differs': [[mixed(uncorrelated(0.05), [1, 0.4, 0.9])], [mixed(uncorrelated(4), [1, 0.4, 0.9])]],
  'ill-conditioned': [
    [mixed(spread(0.05), [4, 0.1, 0.8]), between],
    [mixed(spread(1), [4, 0.1, 0.8]), between],
  ],
  suppression: [[scalars({ stdA: 1, rho: 0.95, wB: -0.8 })], [scalars({ stdA: 1, rho: 0.3, wB: -0.8 })]],
  'fewer-samples-than-dimensions': [
    [mixed(plain, [1, 0.5, 0.4], { samples: 3 })],
    [mixed(plain, [1, 0.5, 0.4], { samples: 4 })],
  ],
  'rank-deficient': [[mixed(copied, [1, 0.5, 1], { samples: 40 })], [mixed(plain, [1, 0.5, 0.4], { samples: 40 })]],
  'init-not-small': [
    [toy, pytorch, seeds((seed) => [0, 5 + seed])],
    [toy, pytorch, seeds((seed) => [1, 5 + seed])],
  ],
  'learning-rate-large, near': [
    [toy, { learningRate: 0.185 }],
    [toy, { learningRate: 0.175 }],
  ],
  'learning-rate-large, swings': [
    [toy, { learningRate: 0.3 }],
    [toy, { learningRate: 0.1 }],
  ],
  'learning-rate-large, diverges': [
    [toy, { learningRate: 0.5 }],
    [toy, { learningRate: 0.1 }],
  ],
  'learning-rate-large, at the end': [
    [scalars({ stdA: 1, rho: 0.9, wB: 0.2 }), { learningRate: 1.03 }],
    [scalars({ stdA: 1, rho: 0.9, wB: 0.2 }), { learningRate: 0.5 }],
  ],
  'learning-rate-large, PyTorch’s loss': [
    [toy, { learningRate: 0.0925, loss: 'torch-mse' }],
    [toy, { learningRate: 0.0875, loss: 'torch-mse' }],
  ],
  ...Object.fromEntries(
    [
      ['levers near', 0.19, { noise: { A: 0.01 } }],
      ['levers above', 0.25, { noise: { A: 0.01 } }],
      ['steps near', 0.19, { momentum: 0.05 }],
      ['steps above', 0.25, { remedy: 'ogm:alpha=0.01' }],
    ].map(([name, learningRate, levers]): [string, [Asked, Asked]] => [
      `learning-rate-large, ${name as string}`,
      [
        [toy, { learningRate, levers } as Question],
        [toy, { learningRate: 0.15, levers } as Question],
      ],
    ]),
  ),
  'learning-rate-large, PyTorch’s start': [
    [toy, { ...pytorch, learningRate: 0.3 }, seeds((seed) => [seed, 10 * seed])],
    [toy, pytorch, seeds((seed) => [seed, 10 * seed])],
  ],
  'learning-rate-large, a simulation that diverges': [
    [toy, { ...pytorch, learningRate: 0.3 }, divergesAbove(0.2)],
    [toy, pytorch, divergesAbove(0.2)],
  ],
  'logistic-closed-form-only': [[toy, { loss: 'logistic' }], [toy]],
  simulated: [[toy, pytorch, seeds((seed) => [seed, 10 * seed])], [toy]],
  'simulated, not to their ends': [[toy, pytorch, seeds((seed) => [seed, seed < 3 ? null : 30])], [toy]],
  'simulated, one of two': [[toy, pytorch, seeds((seed) => [seed, null])], [toy]],
  unfinished: [
    [toy, pytorch],
    [toy, { start: 'balanced' }],
  ],
  'unfinished, in no time': [[toy, pytorch, seeds(() => [null, null])], [toy]],
  'unfinished, Adam': [[toy, { levers: { optimizer: 'adam' } }], [toy]],
  'relu-asymmetric': [
    [even.problem, { activation: 'relu' }, even],
    [drawn.problem, { activation: 'relu' }, drawn],
  ],
  'relu-asymmetric, nearly': [
    [even.problem, { activation: 'leaky:0.7' }, even],
    [even.problem, { activation: 'leaky:0.9' }, even],
  ],
  'relu-unchecked': [
    [drawn.problem, { activation: 'relu' }],
    [drawn.problem, { activation: 'relu' }, drawn],
  ],
  'epoch-ends': [
    [drawn.problem, batch, drawn],
    [drawn.problem, { ...batch, sampling: 'replacement' }, drawn],
  ],
};

describe('each warning is fired by its problem and not by the one beside it', () => {
  it.each(Object.entries(cases))('%s', (name, sides) => {
    const [fires, neighbour] = sides.map(([data, question, { simulate, samples } = {}]) =>
      predict(data, { ...LATE_QUESTION, ...question }, { ...(simulate && { simulate }), samples }),
    );
    const [code] = name.split(',');
    const codes = (answer: typeof fires) => answer.warnings.map((one) => one.code);
    expect(codes(fires)).toContain(code);
    expect(codes(neighbour)).not.toContain(code);
    expectRecorded(name, { warnings: fires.warnings, headline: headline(fires) });
  });
});

it('a simulation that diverges at any rate is refused', () => {
  const question = { network: LATE, ...pytorch, learningRate: 0.3 };
  expect(() => predict(toy, question, divergesAbove(0))).toThrow(/^learningRate: training diverges at 0\.3/);
  expect(() => predict(toy, question, { simulate: () => { throw new Error('x'); } })).toThrow(/^x$/); // prettier-ignore
});
