/** Laws of levers that are exact, when Adam keeps the unimodal phase, and two levers at once. */
import { branchRate, encoderRate } from '../../../formulas/levers.js';
import { signShare } from '../../../formulas/training.js';
import type { Levers } from '../../levers/levers.js';
import { rowTimesMatrix } from '../../numerics/matrix.js';
import { problemFromFile } from '../../data/index.js';
import { scaled } from '../../levers/moments.js';
import { toyProblem } from '../../problem/from-general.js';
import { network } from '../../problem/network.js';
import { offsets, sigmaBlock, type Problem } from '../../problem/problem.js';
import { finalWeights, partOf } from '../../problem/use.js';
import type { Weights } from '../../problem/weights.js';
import { simulate } from '../../simulate/simulate.js';
import { startWeights } from '../../simulate/start.js';
import { claim, type CheckContext, type Claim, type ClaimResult, type Row } from '../harness/claim.js';
import { compare, judged, judgedTogether, rowsOver } from '../harness/judge.js';
import { SOURCE_RATE } from '../harness/problems.js';
import { dataFile } from '../harness/diabetes.js';
import { diabetesCase, flowRows, initScaleOf, inWords, measuredTimes, randomCase, toyCase } from './levers.js';
import { mean } from '../harness/statistics.js';
import { contribution } from './lever-ends.js';

/** Steps are the same numbers up to rounding, and rounding grows no faster than weights do. */
const ROUNDING = 1e-9;

/**
 * `w_l = √κ v_l` for n of L layers: then `v` descends the loss of inputs `κ^(n/2) x` at the rate η without a factor, step for step,
 * from a start κ^(−1/2) times as large.
 */
async function rateFactors(context: CheckContext): Promise<ClaimResult> {
  const rows = await rowsOver(context, context.quick ? [2, 3] : [2, 3, 4, 5], async (depth) => {
    const { problem } = toyCase(0.4, depth);
    const layers = { depth, fusionLayer: depth };
    const settings = { width: 20, learningRate: SOURCE_RATE, maxSteps: 100_000, thinning: { maxRecords: 1 } };
    const start = { kind: 'gaussian', initScale: initScaleOf(depth) } as const;
    const drawn = startWeights(start, { network: network(layers), width: 20, seed: 1, problem });
    const from = (weights: Weights) => ({ ...settings, start: { kind: 'given', weights } as const });
    const rowsOf = async (kappa: number, name: string, levers: Levers, factors: number[], has: Where) => {
      const as = await simulate(problem, layers, { ...from(drawn), levers });
      const weights = startOf(drawn, (m, l) => (has(m, l) ? kappa ** -0.5 : 1));
      const plain = await simulate(scaled(problem, factors), layers, from(weights));
      return plain.events.map(({ time }, m) => {
        const t = time ?? NaN;
        const label = `${'AB'[m]}, ${name} × ${kappa}, ${depth} layers`;
        return compare(label, t, as.events[m].time ?? NaN, ROUNDING * t);
      });
    };
    const found: Row[] = [];
    for (const kappa of [0.5, 1.5]) {
      const encoders = encoderRate.evaluate({ kappa, L: depth });
      const branch = branchRate.evaluate({ kappa, L: depth });
      const encoder = { layerLr: { encoder: kappa } };
      const ofB = { lrOf: { B: kappa * SOURCE_RATE } };
      found.push(...(await rowsOf(kappa, 'encoders', encoder, [encoders, encoders], (_, l) => l < depth - 1)));
      found.push(...(await rowsOf(kappa, 'branch of B', ofB, [1, branch], (m) => m === 1)));
    }
    return found;
  });
  return judged(rows);
}

/** Whether a layer has the factor. */
type Where = (modality: number, layer: number) => boolean;

const startOf = ({ branches, shared }: Weights, factor: (m: number, l: number) => number): Weights => ({
  branches: branches.map((layers, m) =>
    layers.map((layer, l) => ({ ...layer, data: layer.data.map((value) => factor(m, l) * value) })),
  ),
  shared,
});

/** Of what the signs can reach; the condition of `training/adam-level`. */
const REACH = 0.8;

/** Whether the one clock of Adam serves a modality. */
function isReached(problem: Problem, m: number): boolean {
  const signs = problem.sigmaYX.data.map(Math.sign);
  const at = offsets(problem);
  const of = (row: Float64Array) => row.subarray(at[m], at[m + 1]);
  const along = (row: Float64Array) => of(signs).reduce((sum, sign, j) => sum + sign * row[j], 0);
  const share = signShare({
    half: contribution(problem, m, partOf(problem, finalWeights(problem), m)) / 2,
    v: along(rowTimesMatrix(of(signs), sigmaBlock(problem, m, m))),
    drive: along(of(problem.sigmaYX.data)),
    against: along(of(rowTimesMatrix(signs, problem.sigma))),
  });
  return share < REACH;
}

/** Times that are apart by more than this are a phase. */
const APART = 1.3;

async function adamPhase(context: CheckContext): Promise<ClaimResult> {
  const iris = dataFile('iris.csv');
  const modalities = { A: 'sepal_*', B: 'petal_*' };
  const cases = [0.9, 0.5, 0.2, -0.6, -0.8, -0.9].map((rho) => toyCase(rho, 2));
  if (iris !== null) {
    const problem = await problemFromFile(iris, { modalities, y: 'versicolor', standardize: true });
    cases.push({ name: 'iris', problem, depth: 2 });
  }
  const adam = { optimizer: 'adam' } as const;
  const rows = await rowsOver(context, context.quick ? cases.slice(1, 2) : cases, async (item) => {
    const [A, B] = await measuredTimes(context, item, adam, { count: 3, maxSteps: 6000, learningRate: 1e-4 });
    const ratio = Math.max(mean(A) / mean(B), mean(B) / mean(A));
    const oneClock = [0, 1].every((m) => isReached(item.problem, m));
    const name = `a phase is left under Adam, η = 10⁻⁴, ${item.name} (ratio ${ratio.toFixed(2)})`;
    return [compare(name, oneClock ? 0 : 1, ratio > APART ? 1 : 0, 0)];
  });
  return judged(rows);
}

/** Two levers at once. */
const PAIRS: readonly Levers[] = [
  { momentum: 0.6, weightDecay: 0.01 },
  { dropout: { A: 0.2 }, aux: 0.3 },
  { scale: { B: 1.3 }, remedy: 'ogm:alpha=0.3' },
  { noise: { A: 0.2 }, freeze: { A: 20 } },
  { layerLr: { encoder: 0.7 }, remedy: 'equal-drives' },
  { momentum: 0.5, remedy: 'alternate:every=2' },
  { initOf: { B: 0.02 }, remedy: 'alignment:weight=0.1' },
];

async function pairs(context: CheckContext): Promise<ClaimResult> {
  const cases = [
    toyCase(0.6, 2),
    { name: 'σ_A/σ_B = 1.5, ρ = 0.3, 3 layers', problem: toyProblem({ stdA: 1.5, stdB: 1, rho: 0.3 }), depth: 3 },
    randomCase(9, 2),
    await diabetesCase(),
  ];
  const rows: Row[] = [];
  for (const item of cases) rows.push(...(await flowRows(context, item, PAIRS)));
  return judged(rows);
}

/** Four and five layers. */
const DEEP: readonly Levers[] = [
  { remedy: 'ogm:alpha=0.3' },
  { remedy: 'equal-drives' },
  { layerLr: { encoder: 0.6 } },
  { dropout: { A: 0.3 }, dropoutScaling: 'inverted' },
  { dropout: { A: 0.2, B: 0.2 } },
  { momentum: 0.7 },
  { weightDecay: 2e-4 },
  { aux: { B: 0.5 } },
];

/** Each setting is a part: five layers take minutes. */
const DEEP_PARTS = [4, 5].flatMap((depth) =>
  DEEP.map((levers) => ({ name: `${depth} layers, ${inWords(levers)}`, depth, levers })),
);

async function deep(context: CheckContext, part: string): Promise<ClaimResult> {
  const found = DEEP_PARTS.find(({ name }) => name === part) ?? DEEP_PARTS[0];
  return judged(await flowRows(context, toyCase(0.4, found.depth), [found.levers]));
}

const statedBefore =
  'Stated beforehand: 4% of the mean or 2.5 standard errors of the seeds; never is never in every seed.';

/** Claims about where laws of levers hold. */
export const leverConditionClaims: readonly Claim[] = [
  claim({
    id: 'rate-factors',
    equations: '—',
    title:
      'A factor κ on the rate of n layers is κ^(n/2) on the inputs and κ^(−1/2) on the start of these layers, step for step',
    predicted: 'levers/encoder-rate and levers/branch-rate: plain training on scaled moments from a scaled start',
    problems: 'a toy problem, two to five layers, factors 0.5 and 1.5, width 20',
    measured: 'times of full matrices with the factors on the rates, the same draw',
    criterion: { kind: 'identity', reason: `Both are the same numbers but for rounding: ${ROUNDING} of a time.` },
    run: rateFactors,
  }),
  claim({
    id: 'adam-phase',
    equations: '—',
    title:
      'Adam abolishes the unimodal phase where the signs of the drives reach what is waited for, and not elsewhere',
    predicted: 'the condition of training/adam-level, by moments: where it fails for a modality a phase is left',
    problems: 'toys from redundant to suppressed, and iris by sepals and petals; η = 10⁻⁴',
    measured: `full matrices of width 100, 3 seeds: whether one time is ${APART} times the other`,
    criterion: { kind: 'interval', reason: 'There is a phase or there is none.' },
    quick: false,
    run: adamPhase,
  }),
  claim({
    id: 'lever-pairs',
    equations: '—',
    title: 'Times of use under two levers at once',
    predicted: 'starts drawn in the coordinates that descent uses',
    problems: 'toy problems, random 3 + 3 inputs, diabetes; two and three layers, N = 100',
    measured: `full matrices, η = ${SOURCE_RATE}, 8 seeds`,
    criterion: { kind: 'interval', reason: statedBefore },
    quick: false,
    run: pairs,
  }),
  claim({
    id: 'lever-deep',
    equations: '—',
    title: 'Times of use under levers, four and five layers',
    predicted: 'starts drawn in the coordinates that descent uses',
    problems: 'toy problems, N = 100',
    measured: `full matrices, η = ${SOURCE_RATE}, 8 seeds`,
    criterion: { kind: 'interval', reason: statedBefore },
    quick: false,
    run: deep,
    parts: {
      names: () => DEEP_PARTS.map(({ name }) => name),
      join: judgedTogether,
    },
  }),
];
