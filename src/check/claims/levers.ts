/** Levers and remedies: the flow of random starts, and the rules for moments, against full matrices and literal losses. */
import type { Levers } from '../../levers/levers.js';
import { planOf } from '../../levers/plan.js';
import { nested, norm } from '../../numerics/matrix.js';
import { fillNormal, normalMatrix, randomSource } from '../../numerics/random.js';
import { predict } from '../../predict/predict.js';
import { problem, toyProblem } from '../../problem/from-general.js';
import { offsets, type Problem } from '../../problem/problem.js';
import { momentsOf, type Samples } from '../../problem/samples.js';
import { problemOf } from '../../problem/two-modalities.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { diabetes } from '../harness/diabetes.js';
import { compare, judged, judgedTogether, rowsOver } from '../harness/judge.js';
import { randomProblem, seedsFrom, SOURCE_RATE, trained } from '../harness/problems.js';
import { mean, standardDeviation } from '../harness/statistics.js';

/** A problem with its depth. */
export interface LeverCase {
  readonly name: string;
  readonly problem: Problem;
  readonly depth: number;
  /** The depth, unless told. */
  readonly fusionLayer?: number;
}

const WIDTH = 100;
/** Stated beforehand: what the project promises of a time under a lever. */
const LIMITS = { share: 0.04, errors: 2.5 };

/** u₀ by depth, as the reference values have it; of five layers so large that B is used before step 20,000. */
export const initScaleOf = (depth: number): number => [0.01, 0.05, 0.1, 0.25][depth - 2];

export const toyCase = (rho: number, depth: number): LeverCase => ({
  name: `σ_A/σ_B = 2, ρ = ${rho}, ${depth} layers`,
  problem: toyProblem({ stdA: 2, stdB: 1, rho }),
  depth,
});

export const randomCase = (seed: number, depth: number): LeverCase => {
  const { name, correlations } = randomProblem(3, 3, seed);
  return { name: `${name}, ${depth} layers`, problem: problemOf(correlations), depth };
};

export async function diabetesCase(): Promise<LeverCase> {
  return { name: 'diabetes, 2 layers', problem: problemOf(await diabetes()), depth: 2 };
}

/** Times of use in full matrices, a list for each modality; `Infinity` where a run of so many steps did not bring it. */
export async function measuredTimes(
  context: CheckContext,
  { problem: data, depth, fusionLayer = depth }: LeverCase,
  levers: Levers,
  { count, maxSteps, learningRate = SOURCE_RATE }: LeverRun,
): Promise<number[][]> {
  const start = { kind: 'gaussian', initScale: initScaleOf(depth) } as const;
  const settings = { start, width: WIDTH, learningRate, maxSteps, levers };
  const runs = await trained(context, data, { depth, fusionLayer }, settings, seedsFrom(1, count));
  return data.modalities.map((_, m) =>
    runs.map(({ events }) => events.find(({ modality }) => modality === m)?.time ?? Infinity),
  );
}

/** How often and how long a setting is simulated. */
export interface LeverRun {
  readonly count: number;
  readonly maxSteps: number;
  readonly learningRate?: number;
}

/** Every lever and remedy, at strengths that `remedies.json` of the notes does not have. */
const SETTINGS: readonly Levers[] = [
  { remedy: 'ogm:alpha=0.5' },
  { remedy: 'ogm:alpha=0.2,layers=branch' },
  { remedy: 'ogm:alpha=0.3,score=explained' },
  { remedy: 'agm:alpha=2' },
  { remedy: 'unimodal-losses:weight=0.5' },
  { remedy: 'gradient-blending:joint=0.5,leader=0.2,other=0.6' },
  { remedy: 'gradient-blending:heads=own,joint=0.5,leader=0.2,other=0.6' },
  { remedy: 'detached' },
  { remedy: 'alternate:every=3' },
  { remedy: 'unimodal-ensemble' },
  { remedy: 'umt:beta=20,teaching=400' },
  { remedy: 'freeze-until' },
  { remedy: 'freeze-until:steps=20' },
  { remedy: 'equal-drives' },
  { remedy: 'boost:factor=1.5' },
  { remedy: 'speed-rebalancing:steps=2' },
  { remedy: 'alignment:weight=0.2' },
  { remedy: 'reinit:at=60,share=0.9' },
  { remedy: 'dropout:q=0.2' },
  { remedy: 'opm:q=0.4' },
  { dropout: { A: 0.2, B: 0.1 } },
  { noise: { A: 0.5 } },
  { scale: { A: 1.3 } },
  { aux: { B: 0.5 } },
  { lrOf: { A: 0.03 } },
  { initOf: { B: 0.04 } },
  { layerLr: { encoder: 0.6, head: 1.2 } },
  { freeze: { B: 15 } },
  { momentum: 0.8 },
  { weightDecay: 0.03 },
  { trainedStart: ['B'] },
];

const QUICK: readonly Levers[] = [{ remedy: 'ogm:alpha=0.5' }, { remedy: 'detached' }, { momentum: 0.8 }];

/** The names of A and B stand for the first and second modality of any data. */
export function renamed(levers: Levers, { modalities }: Problem): Levers {
  const name = (of: string) => modalities[of === 'A' ? 0 : 1].name;
  const entries = Object.entries(levers).map(([key, value]: [string, unknown]): [string, unknown] => {
    if (key === 'layerLr' || typeof value !== 'object' || value === null) return [key, value];
    if (Array.isArray(value)) return [key, value.map((of: string) => name(of))];
    return [key, Object.fromEntries(Object.entries(value).map(([of, number]) => [name(of), number]))];
  });
  return Object.fromEntries(entries);
}

export const inWords = (levers: Levers): string =>
  Object.keys(levers).length === 1 && levers.remedy !== undefined
    ? levers.remedy
    : JSON.stringify(levers).replace(/[{}"]/g, '');

/** On what the flow is tried: each is a part of the claim. */
const FLOW_CASES: Readonly<Record<string, () => LeverCase | Promise<LeverCase>>> = {
  'toy 0.5, 2 layers': () => toyCase(0.5, 2),
  'toy −0.4, 2 layers': () => toyCase(-0.4, 2),
  'toy 0.2, 3 layers': () => toyCase(0.2, 3),
  'random 5, 2 layers': () => randomCase(5, 2),
  'random 6, 3 layers': () => randomCase(6, 3),
  'diabetes, 2 layers': () => diabetesCase(),
};

async function flows(context: CheckContext, part: string): Promise<ClaimResult> {
  return judged(await flowRows(context, await FLOW_CASES[part](), context.quick ? QUICK : SETTINGS));
}

/** Times of both modalities under every setting, predicted and of full matrices. */
export async function flowRows(context: CheckContext, item: LeverCase, settings: readonly Levers[]): Promise<Row[]> {
  const count = context.quick ? 4 : 8;
  const { problem, depth } = item;
  return rowsOver(context, settings, async (setting) => {
    const levers = renamed(setting, problem);
    const network = { depth, fusionLayer: depth };
    const question = { network, width: WIDTH, initScale: initScaleOf(depth), levers };
    const [{ randomStart }] = predict(problem, question).predictions;
    const times = problem.modalities.map(
      ({ name }) => randomStart?.events.find(({ modality }) => modality === name)?.time?.mean ?? Infinity,
    );
    const last = Math.max(...times.filter(Number.isFinite), 50);
    const found = await measuredTimes(context, item, levers, { count, maxSteps: Math.ceil(4 * last) });
    return found.map((ofModality, m) =>
      against(`${problem.modalities[m].name}, ${inWords(levers)}, ${item.name}`, times[m], ofModality),
    );
  });
}

/** Means within 4% or 2.5 standard errors; never against never, which is no number to compare. */
function against(name: string, predicted: number, times: readonly number[]): Row {
  const come = times.filter(Number.isFinite);
  if (predicted === Infinity || come.length < times.length) {
    const share = (value: number) => (Number.isFinite(value) ? 1 : 0);
    return compare(`comes: ${name}`, share(predicted), come.length / times.length, 0);
  }
  const error = (LIMITS.errors * standardDeviation(come)) / Math.sqrt(come.length);
  return compare(name, predicted, mean(come), Math.max(LIMITS.share * predicted, error));
}

/** Masks of the modalities with their probabilities, as dropout draws them. */
function masks(q: readonly number[]): { keep: boolean[]; p: number }[] {
  return Array.from({ length: 2 ** q.length }, (_, code) => {
    const keep = q.map((__, m) => (code >> m) % 2 === 0);
    return { keep, p: keep.reduce((p, kept, m) => p * (kept ? 1 - q[m] : q[m]), 1) };
  });
}

/** A loss of total weights as it is written down: an average over samples, and over what is random. */
type Literal = (weights: Float64Array, samples: Samples, at: readonly number[]) => number;

const parts = (weights: Float64Array, { x }: Samples, row: number, at: readonly number[]): number[] =>
  at.slice(1).map((to, m) => {
    let sum = 0;
    for (let j = at[m]; j < to; j++) sum += weights[j] * x.data[row * x.cols + j];
    return sum;
  });

const average = (samples: Samples, of: (row: number) => number): number =>
  Array.from({ length: samples.x.rows }, (_, row) => of(row)).reduce((sum, value) => sum + value, 0) / samples.x.rows;

const halfSquare = (y: number, outputs: readonly number[]): number =>
  (y - outputs.reduce((sum, value) => sum + value, 0)) ** 2 / 2;

/** Dropout: every mask, every sample; what is kept times `gain`. */
const dropping =
  (q: readonly number[], gain: (m: number) => number): Literal =>
  (weights, samples, at) =>
    masks(q).reduce((sum, { keep, p }) => {
      const masked = (row: number) =>
        parts(weights, samples, row, at).map((value, m) => (keep[m] ? gain(m) * value : 0));
      return sum + p * average(samples, (row) => halfSquare(samples.y.data[row], masked(row)));
    }, 0);

const Q = [0.3, 0.45];
const LOSSES: readonly { readonly levers: Levers; readonly loss: Literal }[] = [
  { levers: { dropout: { A: Q[0], B: Q[1] } }, loss: dropping(Q, () => 1) },
  {
    levers: { dropout: { A: Q[0], B: Q[1] }, dropoutScaling: 'inverted' },
    loss: dropping(Q, (m) => 1 / (1 - Q[m])),
  },
  {
    // Noise ±√v on each input, every combination of signs.
    levers: { noise: { A: 0.7 } },
    loss: (weights, samples, at) => {
      const combinations = 2 ** at[1];
      let sum = 0;
      for (let code = 0; code < combinations; code++) {
        let noise = 0;
        for (let j = 0; j < at[1]; j++) noise += weights[j] * Math.sqrt(0.7) * ((code >> j) % 2 === 0 ? 1 : -1);
        sum += average(samples, (row) => halfSquare(samples.y.data[row], [...parts(weights, samples, row, at), noise]));
      }
      return sum / combinations;
    },
  },
  { levers: { remedy: 'unimodal-losses:weight=0.6' }, loss: unimodal(1, [0.6, 0.6]) },
  { levers: { aux: { B: 0.4 } }, loss: unimodal(1, [0, 0.4]) },
  { levers: { remedy: 'unimodal-ensemble' }, loss: unimodal(0, [1, 1]) },
  {
    levers: { remedy: 'alignment:weight=0.35' },
    loss: (weights, samples, at) =>
      average(samples, (row) => {
        const [a, b] = parts(weights, samples, row, at);
        return halfSquare(samples.y.data[row], [a, b]) + (0.35 * (a - b) ** 2) / 2;
      }),
  },
];

function unimodal(joint: number, own: readonly number[]): Literal {
  return (weights, samples, at) =>
    average(samples, (row) => {
      const outputs = parts(weights, samples, row, at);
      const y = samples.y.data[row];
      return (
        joint * halfSquare(y, outputs) + outputs.reduce((sum, value, m) => sum + own[m] * halfSquare(y, [value]), 0)
      );
    });
}

/** Minus the gradient that the moments of a lever give, beside differences of the loss itself: exact, as it is quadratic. */
function momentRules(context: CheckContext): ClaimResult {
  const rows: Row[] = [];
  for (let seed = 1; seed <= (context.quick ? 2 : 20); seed++) {
    const samples = randomSamples(seed);
    const { sigma, sigmaYX, ySquared } = momentsOf(samples);
    const modalities = DIMS.map((dim, m) => ({ name: 'AB'[m], dim }));
    const data = problem({ modalities, sigma: nested(sigma), sigmaYX: nested(sigmaYX), ySquared });
    const at = offsets(data);
    const weights = fillNormal(randomSource(100 + seed), new Float64Array(sigma.rows));
    for (const { levers, loss } of LOSSES) {
      const { trained } = planOf(data, levers, SOURCE_RATE);
      const miss = new Float64Array(weights.length);
      const direct = new Float64Array(weights.length);
      weights.forEach((_, j) => {
        const at1 = (shift: number) =>
          loss(
            weights.map((w, i) => (i === j ? w + shift : w)),
            samples,
            at,
          );
        direct[j] = (at1(-1) - at1(1)) / 2;
        let fromMoments = trained.sigmaYX.data[j];
        for (let i = 0; i < weights.length; i++) fromMoments -= weights[i] * trained.sigma.data[i * weights.length + j];
        miss[j] = fromMoments - direct[j];
      });
      const size = norm(direct);
      rows.push(compare(`${inWords(levers)}, samples ${seed}`, size, size + norm(miss), ROUNDING * (1 + size)));
    }
  }
  return judged(rows);
}

const DIMS = [3, 2];
/** A few hundred sums of numbers of order one. */
const ROUNDING = 1e-12;

function randomSamples(seed: number): Samples {
  const [n, D] = [9, DIMS[0] + DIMS[1]];
  const source = randomSource(seed);
  return { x: normalMatrix(source, n, D), y: normalMatrix(source, n, 1) };
}

/** Claims about levers. */
export const leverClaims: readonly Claim[] = [
  claim({
    id: 'lever-moments',
    equations: '—',
    title: 'Dropout, noise, unimodal losses and alignment are changes of second moments',
    predicted: 'gradient by the total weights from the changed moments',
    problems: '9 random samples of 3 + 2 inputs, random weights',
    measured: 'central differences of the loss as it is written down, over all samples, masks and signs of the noise',
    criterion: {
      kind: 'identity',
      reason: `The losses are quadratic, so central differences are exact: ${ROUNDING} of rounding, of numbers of order one.`,
    },
    run: (context) => Promise.resolve(momentRules(context)),
  }),
  claim({
    id: 'lever-flow',
    equations: '—',
    title: 'Times of use under every lever and every named remedy',
    predicted: 'starts drawn in the coordinates that descent uses, by output, used as the lever’s own end has it',
    problems: 'toy problems, random 3 + 3 inputs, diabetes; two and three layers, N = 100',
    measured: `full matrices, η = ${SOURCE_RATE}, 8 seeds (quick: 4)`,
    criterion: {
      kind: 'interval',
      reason: 'Stated beforehand: 4% of the mean or 2.5 standard errors of the seeds; never is never in every seed.',
    },
    run: flows,
    parts: {
      names: (quick) => Object.keys(FLOW_CASES).slice(0, quick ? 1 : undefined),
      join: judgedTogether,
    },
  }),
];
