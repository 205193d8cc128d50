/** Timetables of real data with several classes and modalities, and the greedy recursion as their story. */
import { problemFromFile } from '../../data/from-files.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { dataFile } from '../harness/diabetes.js';
import { compare, reported, rowsOver } from '../harness/judge.js';
import { SOURCE_RATE } from '../harness/problems.js';
import { mean, ranked } from '../harness/statistics.js';
import { compared, means, randomCase, type Case } from './many-modalities.js';

interface Asked {
  readonly file: string;
  readonly modalities: Readonly<Record<string, string>>;
  readonly y: string;
  readonly networks: readonly (readonly [depth: number, fusionLayer: number])[];
  /** Where columns are so collinear that the usual rate is too large. */
  readonly learningRate?: number;
}

const REAL: readonly Asked[] = [
  {
    ...{ file: 'iris.csv', modalities: { sepal: 'sepal_*', petal: 'petal_*' }, y: 'species' },
    networks: [
      [2, 2],
      [2, 1],
    ],
  },
  {
    ...{ file: 'diabetes.csv', modalities: { blood: 's1..s6', body: 'bmi,bp', person: 'age,sex' }, y: 'progression' },
    networks: [
      [2, 2],
      [3, 2],
      [3, 3],
      [4, 3],
    ],
  },
  {
    ...{ file: 'cancer.csv', modalities: { mean: 'mean_*', error: 'error_*', worst: 'worst_*' }, y: 'benign' },
    networks: [
      [2, 2],
      [2, 1],
    ],
    learningRate: 0.02,
  },
];

async function realCases(quick: boolean): Promise<Case[]> {
  const asked = quick ? [{ ...REAL[1], networks: REAL[1].networks.slice(0, 1) }] : REAL;
  const cases: Case[] = [];
  for (const { file, modalities, y, networks, learningRate = SOURCE_RATE } of asked) {
    const path = dataFile(file);
    if (path === null) continue;
    const problem = await problemFromFile(path, { modalities, y, standardize: true });
    for (const [depth, fusionLayer] of networks) {
      const name = `${file.replace('.csv', '')}, L = ${depth}, L_f = ${fusionLayer}`;
      const initScale = [0.01, 0.05, 0.1][depth - 2];
      cases.push({ name, problem, depth, fusionLayer, initScale, width: 100, learningRate });
    }
  }
  return cases;
}

/** Inputs of the modalities of the random problems. */
const SHAPES = [
  [1, 1, 1],
  [2, 2, 2],
  [1, 1, 1, 1],
  [2, 1, 2, 1],
];
/** Problems of each shape and depth. */
const [COUNTS, QUICK_COUNT] = [{ 2: 8, 3: 4, 4: 2 } as const, 1];

/** How often the order of the recursion is that of the network, and how far its times are off. */
async function recursion(context: CheckContext): Promise<ClaimResult> {
  const told: string[] = [];
  const cases = ([2, 3, 4] as const)
    .slice(0, context.quick ? 1 : 3)
    .flatMap((depth) =>
      SHAPES.flatMap((shape, s) =>
        Array.from({ length: context.quick ? QUICK_COUNT : COUNTS[depth] }, (_, i) =>
          randomCase(shape, 1, depth, depth, 1000 * depth + 100 * s + i),
        ),
      ),
    );
  const found = new Map<number, { orders: number; problems: number; misses: number[][] }>();
  const rows = await rowsOver(context, cases, async (item, index) => {
    const { events, closed } = await compared(context, item, index, 3);
    if (closed === null || !('times' in closed)) throw new Error(`no recursion for ${item.name}`);
    const said = new Map(closed.times.map(({ modality, time }) => [modality, time ?? Infinity]));
    const seen = events
      .map(({ modality, times }) => ({ modality, time: mean(times), predicted: said.get(modality) ?? Infinity }))
      .sort((p, q) => p.time - q.time);
    const own = found.get(item.depth) ?? { orders: 0, problems: 0, misses: [[], [], []] };
    own.problems += 1;
    own.orders += seen.every(({ predicted }, i) => i === 0 || seen[i - 1].predicted <= predicted) ? 1 : 0;
    found.set(item.depth, own);
    return seen.map(({ modality, time, predicted }, rank) => {
      own.misses[Math.min(rank, 2)].push(Math.abs(predicted / time - 1));
      return compare(`use ${rank + 1}: ${modality}, ${item.name}`, predicted, time, null);
    });
  });
  const percent = (values: readonly number[], share: number) => `${(100 * ranked(values, share)).toPrecision(2)}%`;
  for (const [depth, { orders, problems, misses }] of found) {
    const each = misses.map((of) => `${percent(of, 0.5)} (${percent(of, 0.9)})`).join(', ');
    told.push(`L = ${depth}: order right in ${orders} of ${problems}; first, second, later times off by ${each}`);
  }
  return reported(rows, `${told.join('. ')}. Medians, nine in ten in brackets`);
}

/** Claims about timetables. */
export const timetableClaims: readonly Claim[] = [
  claim({
    id: 'real-timetables',
    equations: '—',
    title:
      'Times of every mode on real data: iris with three classes, diabetes in three groups, cancer in three groups of ten',
    predicted: 'starts drawn in the coordinates that descent uses, by output',
    problems: 'iris, diabetes and cancer (those that are there), two to four layers, N = 100',
    measured: `full matrices by output, η = ${SOURCE_RATE} (cancer: 0.02), 12 seeds`,
    criterion: {
      kind: 'interval',
      reason: 'As of many-modalities: 3%, what is promised, and the t-interval of the seeds, for all together at 95%.',
    },
    run: async (context) => means(context, await realCases(context.quick)),
  }),
  claim({
    id: 'greedy-selection',
    equations: '8, 9, 27–33, 54',
    title: 'Greedy selection with a clock: order and times of three and four modalities',
    predicted: 'the closed form of late fusion, phase after phase',
    problems:
      'random well-conditioned moments of three and four modalities of one or two inputs, one output, two to four layers',
    measured: `full matrices by output, η = ${SOURCE_RATE}, 3 seeds`,
    criterion: {
      kind: 'report',
      reason: 'Leading order: how far it is off, and how often its order is wrong, is what is measured.',
    },
    run: recursion,
  }),
];
