/** Random starts by output: means, spreads and probabilities of first use, for M modalities and C outputs. */
import { predict } from '../../predict/predict.js';
import { normalMatrix, randomSource } from '../../numerics/random.js';
import { multiply, nested, transpose } from '../../numerics/matrix.js';
import { problem, toyProblem } from '../../problem/from-general.js';
import type { Problem } from '../../problem/problem.js';
import { problemOf } from '../../problem/two-modalities.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { diabetes } from '../harness/diabetes.js';
import { compare, judged, reported, rowsOver } from '../harness/judge.js';
import { seedsFrom, SOURCE_RATE, STEP_LIMIT, trained } from '../harness/problems.js';
import { mean, standardDeviation, tWidth } from '../harness/statistics.js';

/** A network of random weights on a problem. */
export interface Case {
  readonly name: string;
  readonly problem: Problem;
  readonly depth: number;
  readonly fusionLayer: number;
  readonly initScale: number;
  readonly width: number;
  /** The source's unless given. */
  readonly learningRate?: number;
}

/** A mode of a modality: what random starts say of it, and when every simulated seed used it. */
export interface Measured {
  readonly name: string;
  readonly modality: string;
  readonly predicted: { readonly mean: number; readonly std: number };
  readonly times: readonly number[];
}

/** A case in figures. */
export interface Compared {
  readonly events: readonly Measured[];
  /** For each modality how probably it is used first, predicted and counted. */
  readonly first: readonly { readonly modality: string; readonly predicted: number; readonly counted: number }[];
  readonly closed: ReturnType<typeof predict>['predictions'][number]['closedForm'];
  /** What `predict` warns of. */
  readonly warnings: readonly string[];
}

/** The runner of all tables: a prediction, and full matrices from `count` seeds of their own. */
export async function compared(context: CheckContext, item: Case, index: number, count: number): Promise<Compared> {
  const { depth, fusionLayer, initScale, width, learningRate = SOURCE_RATE } = item;
  const network = { depth, fusionLayer };
  const question = { network, initScale, width, learningRate };
  const { predictions, warnings } = predict(item.problem, question);
  const [{ randomStart, closedForm }] = predictions;
  const codes = warnings.map(({ code }) => code);
  if (randomStart === null) return { events: [], first: [], closed: closedForm, warnings: codes };
  const settings = { start: { kind: 'gaussian', initScale }, width, learningRate, maxSteps: STEP_LIMIT } as const;
  const runs = await trained(context, item.problem, network, settings, seedsFrom(index * count + 1, count));
  const times = runs.map(({ events }) => events.map(({ time }) => time ?? Infinity));
  const events = randomStart.events.flatMap(({ modality, mode, level, time }, e) => {
    const name = `${modality}${item.problem.outputs.length > 1 ? ` mode ${mode}` : ''}, ${item.name}`;
    const predicted = time ?? { mean: NaN, std: NaN };
    return level > 0 ? [{ name, modality, predicted, times: times.map((run) => run[e]) }] : [];
  });
  const firsts = times.map((_, r) => events.reduce((best, event) => (event.times[r] < best.times[r] ? event : best)));
  const first = item.problem.modalities.map(({ name }) => ({
    modality: name,
    predicted: sum(randomStart.orders.filter(({ modalities }) => modalities[0] === name)),
    counted: firsts.filter(({ modality }) => modality === name).length / count,
  }));
  return { events, first, closed: closedForm, warnings: codes };
}

const sum = (orders: readonly { readonly probability: number }[]): number =>
  orders.reduce((total, { probability }) => total + probability, 0);

const SHARE = 0.03;
const SEEDS = 12;
const MANY_SEEDS = 200;

/** Means within 3% and the t-interval of the seeds, all comparisons of the claim together at 95%. */
export async function means(context: CheckContext, cases: readonly Case[]): Promise<ClaimResult> {
  const found: Measured[] = [];
  for (const [index, item] of cases.entries()) {
    found.push(...(await compared(context, item, index, SEEDS)).events);
    await context.progress((index + 1) / cases.length);
  }
  const width = tWidth(1 - 0.05 / found.length, SEEDS - 1);
  return judged(
    found.map(({ name, predicted, times }) => {
      const error = standardDeviation(times) / Math.sqrt(SEEDS);
      return compare(name, predicted.mean, mean(times), SHARE * predicted.mean + width * error);
    }),
  );
}

/** Means, spreads and probabilities of first use where the order is random. */
async function orders(context: CheckContext, cases: readonly Case[]): Promise<ClaimResult> {
  const count = context.quick ? 100 : MANY_SEEDS;
  // Bonferroni over two numbers for each event and one for the order.
  const width = tWidth(1 - 0.05 / (5 * cases.length), count - 1);
  const rows = await rowsOver(context, cases, async (item, index) => {
    const { events, first } = await compared(context, item, index, count);
    const ofTimes = events.flatMap(({ name, predicted, times }) => {
      const std = standardDeviation(times);
      return [
        compare(`mean, ${name}`, predicted.mean, mean(times), (width * std) / Math.sqrt(count) + 0.01 * std),
        compare(`std, ${name}`, predicted.std, std, std * (width / Math.sqrt(count - 1))),
      ];
    });
    const ofOrders = first.slice(0, -1).map(({ modality, predicted, counted }) => {
      // Both are counted: the prediction among as many drawn starts at most.
      const error = Math.sqrt((2 * Math.max(predicted * (1 - predicted), 1 / count)) / count);
      return compare(`P(${modality} first), ${item.name}`, predicted, counted, width * error);
    });
    return [...ofTimes, ...ofOrders];
  });
  return judged(rows);
}

/** How far the closed forms of late fusion are off by output. */
async function closedForms(context: CheckContext, cases: readonly Case[]): Promise<ClaimResult> {
  const rows = await rowsOver(context, cases, async (item, index) => {
    const { events, closed } = await compared(context, item, index, 4);
    if (closed === null || !('tA' in closed)) return [];
    const beside = (label: string, { tA, tB }: { readonly tA: number; readonly tB: number }) =>
      [tA, tB].map((time, e) => compare(label + events[e].name, time, mean(events[e].times), null));
    return [...beside('', closed), ...(closed.source ? beside('the source’s own: ', closed.source) : [])];
  });
  const misses = (isSource: boolean) =>
    rows
      .filter(({ problem: name }) => name.startsWith('the source') === isSource)
      .map((row) => row.miss / row.measured);
  const median = (values: number[]) => values.sort((x, y) => x - y)[Math.floor(values.length / 2)] ?? NaN;
  const percent = (values: number[]) => `${(100 * median(values)).toPrecision(2)}%`;
  return reported(rows, `median miss ${percent(misses(false))}, the source’s own ${percent(misses(true))}`);
}

/** Well-conditioned random moments: a Wishart Σ of four times as many degrees of freedom as inputs, Gaussian weights. */
export function randomCase(
  dims: readonly number[],
  outputs: number,
  depth: number,
  fusionLayer: number,
  seed: number,
): Case {
  const D = dims.reduce((total, dim) => total + dim, 0);
  const source = randomSource(seed);
  const normal = (rows: number, cols: number) => normalMatrix(source, rows, cols);
  const factor = normal(D, 4 * D);
  const sigma = multiply(factor, transpose(factor));
  sigma.data.forEach((value, i) => (sigma.data[i] = value / (4 * D)));
  const weights = normal(outputs, D);
  const sigmaYX = multiply(weights, sigma);
  const ySquared = multiply(sigmaYX, transpose(weights)).data.reduce(
    (total, value, i) => total + (i % (outputs + 1) === 0 ? value : 0),
    0,
  );
  const modalities = dims.map((dim, m) => ({ name: String.fromCharCode(65 + m), dim }));
  const C = outputs === 1 ? '' : `, C = ${outputs}`;
  return {
    name: `${dims.join(' + ')} inputs${C}, seed ${seed}, L = ${depth}, L_f = ${fusionLayer}`,
    problem: problem({ modalities, sigma: nested(sigma), sigmaYX: nested(sigmaYX), ySquared }),
    depth,
    fusionLayer,
    initScale: [0.01, 0.05, 0.1][depth - 2],
    width: 100,
  };
}

const RANDOM = [
  randomCase([2, 3], 1, 2, 2, 1),
  randomCase([2, 2, 3], 2, 2, 2, 2),
  randomCase([3, 2], 3, 2, 1, 3),
  randomCase([2, 2, 2, 2], 1, 2, 2, 4),
  randomCase([4, 4], 5, 2, 2, 5),
  randomCase([2, 2, 2], 1, 3, 3, 6),
  randomCase([3, 3], 2, 3, 2, 7),
  randomCase([2, 2, 2], 1, 4, 3, 8),
  randomCase([2, 2, 2, 2], 3, 3, 3, 9),
  randomCase([2, 2, 2], 4, 2, 1, 10),
  randomCase([3, 2], 2, 4, 4, 17),
];

const toyCase = (stdA: number, rho: number, depth: number, fusionLayer: number, initScale: number): Case => ({
  name: `σ_A/σ_B = ${stdA}, ρ = ${rho}, L = ${depth}, L_f = ${fusionLayer}, u_0 = ${initScale}`,
  problem: toyProblem({ stdA, stdB: 1, rho }),
  depth,
  fusionLayer,
  initScale,
  width: 50,
});

const RANDOM_ORDER = [
  toyCase(1.01, 0, 2, 2, 0.01),
  toyCase(1.005, 0.3, 2, 2, 0.01),
  toyCase(1.02, -0.3, 2, 2, 0.05),
  toyCase(1.02, 0, 3, 3, 0.05),
  toyCase(1.04, 0.4, 3, 3, 0.05),
  toyCase(1.02, 0, 4, 4, 0.1),
  toyCase(1.05, 0.3, 4, 3, 0.1),
];

async function diabetesCase(depth: number, fusionLayer: number): Promise<Case> {
  const name = `diabetes, L = ${depth}, L_f = ${fusionLayer}`;
  return { name, problem: problemOf(await diabetes()), depth, fusionLayer, initScale: 0.1, width: 100 };
}

const measured = (seeds: string) => `full matrices by output, η = ${SOURCE_RATE}, ${seeds} seeds`;
const PREDICTED = 'starts drawn in the coordinates that descent uses, by output';

/** Claims about random starts by output. */
export const manyModalityClaims: readonly Claim[] = [
  claim({
    id: 'random-order',
    equations: '—',
    title: 'Where the order is random: means, spreads, and the probability of being used first',
    predicted: PREDICTED,
    problems: 'two nearly equal scalar modalities, two to four layers, N = 50; diabetes, four layers late, N = 100',
    measured: measured(`${MANY_SEEDS} (quick: 100)`),
    criterion: {
      kind: 'interval',
      reason:
        'Means by their t-interval and 1% of a standard deviation for the tolerance of the flow, standard deviations by 1/√(2(n−1)) twice over since starts are a sample too, probabilities by the binomial error of both counts; all comparisons of a claim together at 95%.',
    },
    run: async (context) =>
      orders(context, context.quick ? RANDOM_ORDER.slice(0, 2) : [...RANDOM_ORDER, await diabetesCase(4, 4)]),
  }),
  claim({
    id: 'many-modalities',
    equations: '—',
    title: 'Times of every mode, for two to four modalities and one to five outputs',
    predicted: PREDICTED,
    problems: 'random well-conditioned moments, two to four layers, N = 100',
    measured: measured(String(SEEDS)),
    criterion: {
      kind: 'interval',
      reason: `Means may miss by ${100 * SHARE}%, what is promised, and by the t-interval that ${SEEDS} seeds leave open, for all together at 95%.`,
    },
    run: (context) => means(context, context.quick ? RANDOM.slice(1, 2) : RANDOM),
  }),
  claim({
    id: 'closed-forms-by-output',
    equations: '9, 12, 27–33, 57',
    title: 'The closed forms by output on random and real problems',
    predicted: 'closed form by output, and the source’s own beside it',
    problems: 'random moments of 3 + 3 inputs, and diabetes; two and three layers',
    measured: measured('4'),
    criterion: { kind: 'report', reason: 'Leading order: the size of the miss is what is measured.' },
    quick: false,
    run: async (context) =>
      closedForms(context, [
        ...[11, 12, 13, 14, 15, 16].flatMap((seed) => [2, 3].map((depth) => randomCase([3, 3], 1, depth, depth, seed))),
        ...(await Promise.all([diabetesCase(2, 2), diabetesCase(3, 3), diabetesCase(3, 2)])).map((item) => ({
          ...item,
          initScale: item.depth === 2 ? 0.01 : 0.05,
        })),
      ]),
  }),
];
