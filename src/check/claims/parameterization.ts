/** Few samples or many (Sec. 3.5, Fig 5): what a long unimodal phase does to the generalization error. */
import { problemOf } from '../../problem/two-modalities.js';
import { matrix, norm } from '../../numerics/matrix.js';
import type { Modality } from '../../predict/source/types.js';
import type { Correlations } from '../../problem/correlations.js';
import { network } from '../../problem/network.js';
import { mapLayers } from '../../problem/weights.js';
import {
  gaussianSamples,
  isotropicPopulation,
  populationCorrelations,
  normLevels,
  squareLoss,
  startWeights,
  timeOf,
  type Simulation,
  type Start,
} from '../../simulate/index.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { compareEstimate, compareSign, judged } from '../harness/judge.js';
import { averages, levelsOf, seedsFrom, SOURCE_RATE, SOURCE_STD } from '../harness/problems.js';
import { stated } from '../harness/stated.js';
import { meanInterval } from '../harness/statistics.js';

const POPULATION = isotropicPopulation({ inputs: 50, varianceA: 1, varianceB: 3, target: 0.1, noise: 0.5 });
const TRUE = populationCorrelations(POPULATION);
const LEVEL = 0.99;

/** Generalization error along a run. */
function errorsAlong({ trajectory }: Simulation): { step: number; error: number }[] {
  return trajectory.map(({ step, totals }) => ({ step, error: squareLoss(problemOf(TRUE), totals) }));
}

/** How often the error goes down: its local minima, an end that still goes down included. */
function dips(errors: readonly { error: number }[]): number {
  const falls = errors.slice(1).map(({ error }, i) => error < errors[i].error);
  return falls.filter((fall, i) => fall && (i + 1 === falls.length || !falls[i + 1])).length;
}

/** What one seed, for data and weights, shows. */
interface Outcome {
  readonly dips: number;
  /** Lowest error up to t_2, its value in the end, and at the two early stops of the late network. */
  readonly best: number;
  readonly end: number;
  readonly atFirst: number;
  readonly atSecond: number;
  /** Lowest error that a network with one modality reaches on the same data. */
  readonly unimodal: number;
}

async function outcome(context: CheckContext, count: number, fusionLayer: number, seed: number): Promise<Outcome> {
  const c = averages(gaussianSamples(POPULATION, { count, seed }));
  const start = { kind: 'gaussian', std: SOURCE_STD } as const;
  const run = await trained(context, c, fusionLayer, start, seed);
  const errors = errorsAlong(run);
  const times = [timeOf(run, 0) ?? NaN, timeOf(run, 1) ?? NaN];
  const [t1, t2] = [Math.min(...times), Math.max(...times)];
  const lowest = (from: number, to: number): number =>
    Math.min(...errors.filter(({ step }) => step >= from && step <= to).map(({ error }) => error));
  const alone = await Promise.all((['A', 'B'] as const).map((modality) => bestAlone(context, c, modality, seed)));
  return {
    dips: dips(errors),
    best: lowest(0, Infinity),
    end: errors[errors.length - 1].error,
    atFirst: lowest(t1, (t1 + t2) / 2),
    atSecond: lowest((t1 + t2) / 2, Infinity),
    unimodal: Math.min(...alone),
  };
}

async function trained(
  context: CheckContext,
  c: Correlations,
  fusionLayer: number,
  start: Start,
  seed: number,
): Promise<Simulation> {
  const training = { start, learningRate: SOURCE_RATE, width: 50, maxSteps: 4000, settle: 1500 };
  const waited = { measure: 'weights', levels: normLevels(levelsOf(c)) } as const;
  const job = { kind: 'linear', problem: problemOf(c), network: { depth: 2, fusionLayer } } as const;
  return (await context.simulate({ ...job, settings: { ...training, ...waited } }, [seed]))[0];
}

/** Lowest error of a network whose other branch stays at zero. */
async function bestAlone(context: CheckContext, c: Correlations, modality: Modality, seed: number): Promise<number> {
  const net = network({ depth: 2, fusionLayer: 2 });
  const start = { kind: 'gaussian', std: SOURCE_STD } as const;
  const random = startWeights(start, { network: net, width: 50, seed, problem: problemOf(c) });
  const weights = mapLayers(random, (layer, { branch }) =>
    branch === (modality === 'A' ? 1 : 0) ? matrix(layer.rows, layer.cols) : layer,
  );
  const run = await trained(context, c, 2, { kind: 'given', weights }, seed);
  return Math.min(...errorsAlong(run).map(({ error }) => error));
}

/** Claims about the generalization error. */
export const parameterizationClaims: readonly Claim[] = [
  claim({
    id: 'parameterization',
    equations: '3.5, Fig 5',
    title: 'A long unimodal phase costs generalization when samples are few',
    predicted:
      '70 samples: early fusion dips once and stops below every unimodal network; late fusion dips twice, is worse at the second stop than at the first, and worse there than the best unimodal network. 700 samples: both end below every unimodal network',
    problems: 'Fig 5: 50 + 50 inputs, Σ_A = I, Σ_B = 3I, w* = 1/10, noise 0.5',
    measured: `generalization error under the true correlations along training; mean over seeds with its t-interval at ${100 * LEVEL}%`,
    criterion: {
      kind: 'interval',
      reason:
        'Differences are paired by seed (data and weights): their t-interval must lie on the predicted side of zero.',
    },
    quick: false,
    run: generalization,
  }),
];

async function generalization(context: CheckContext): Promise<ClaimResult> {
  const seeds = seedsFrom(1, context.quick ? 4 : 20);
  const all: Record<string, Outcome[]> = {};
  for (const [name, count, fusionLayer] of [
    ['over early', 70, 1],
    ['over late', 70, 2],
    ['under early', 700, 1],
    ['under late', 700, 2],
  ] as const) {
    all[name] = [];
    for (const seed of seeds) {
      await context.progress(((Object.keys(all).length - 1) * seeds.length + seed) / seeds.length / 4);
      all[name].push(await outcome(context, count, fusionLayer, seed));
    }
  }
  const interval = (name: string, read: (o: Outcome) => number) => meanInterval(all[name].map(read), LEVEL);
  const dips = (o: Outcome): number => o.dips;
  const side = (label: string, what: Parameters<typeof stated>[0], name: string, read: (o: Outcome) => number) =>
    compareSign(`${label} ${stated(what) < 0 ? '<' : '>'} 0`, stated(what), interval(name, read));
  const rows = [
    compareEstimate('70 samples, early fusion: dips', stated('dipsOfEarlyFusion'), interval('over early', dips)),
    compareEstimate('70 samples, late fusion: dips', stated('dipsOfLateFusion'), interval('over late', dips)),
    side('70, early: best − unimodal', 'bestOverUnimodal', 'over early', (o) => o.best - o.unimodal),
    side('70, early: end − best', 'endOverBest', 'over early', (o) => o.end - o.best),
    side('70, late: at second stop − at first', 'secondStopOverFirst', 'over late', (o) => o.atSecond - o.atFirst),
    side('70, late: at second stop − unimodal', 'secondStopOverUnimodal', 'over late', (o) => o.atSecond - o.unimodal),
    side('700, early: end − unimodal', 'endOverUnimodal', 'under early', (o) => o.end - o.unimodal),
    side('700, late: end − unimodal', 'endOverUnimodal', 'under late', (o) => o.end - o.unimodal),
  ];
  return judged(rows, `true ‖Σ_yA‖ = ${norm(TRUE.sigmaYA).toFixed(3)}, ‖Σ_yB‖ = ${norm(TRUE.sigmaYB).toFixed(3)}`);
}
