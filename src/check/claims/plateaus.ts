/** The unimodal phase: what is lost and wrongly attributed on the plateau, and what collinear modalities do (Sec. 3.2–3.4). */
import { secondNorm, secondNormAt2 } from '../../../formulas/learning-times.js';
import { misattribution as misattributed } from '../../../formulas/misattribution.js';
import { dot, norm, row, transpose } from '../../numerics/matrix.js';
import { sourceTheory, type SourceTheory } from '../../predict/source/theory.js';
import { preferenceOf } from '../../predict/facts.js';
import type { Modality } from '../../predict/source/types.js';
import { problemOf } from '../../problem/two-modalities.js';
import { finalWeights } from '../../problem/use.js';
import type { Correlations } from '../../problem/correlations.js';
import { correlations, toyCorrelations } from '../../problem/from-numbers.js';
import type { FusedNetwork } from '../../problem/network.js';
import { squareLoss, timeOf, type PlateauState } from '../../simulate/index.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { compare, compareOrder, compareRefined, judged, rowsOver } from '../harness/judge.js';
import {
  figure3Grid,
  linearJob,
  randomProblem,
  slowRate,
  toy,
  trained,
  TWO_LAYER_LATE,
  type Named,
} from '../harness/problems.js';
import { convergenceOrder } from '../harness/statistics.js';

/** Two starts; the plateau is deeper the smaller they are. */
const STARTS = [1e-5, 1e-18] as const;
const refinedReason =
  'The plateau is approached as u_0 → 0: refining the start must move the measurement by more than what is still missing, which it does for no other limit.';

/** The stillest point between both learning times, from both starts. */
async function plateaus(context: CheckContext, problem: Named): Promise<(PlateauState | null)[]> {
  const states: (PlateauState | null)[] = [];
  for (const std of STARTS) {
    const job = linearJob(
      problem.correlations,
      TWO_LAYER_LATE,
      { kind: 'gaussian', std },
      slowRate(problem.correlations),
    );
    const [run] = await context.simulate(job, [1]);
    states.push(run.plateau);
  }
  return states;
}

const theoryOf = ({ correlations: c }: Named): SourceTheory => sourceTheory(c, { network: TWO_LAYER_LATE });

/** Scalar, uncorrelated inputs with `σ_B = w_A = 1`: the plane of Fig 4c. */
function figure4(stdA: number, wB: number): Named {
  return {
    name: `σ_A/σ_B = ${stdA}, w_B/w_A = ${wB}`,
    correlations: toyCorrelations({ stdA, stdB: 1, rho: 0, wA: 1, wB }),
  };
}

/** Claims about the unimodal phase. */
export const plateauClaims: readonly Claim[] = [
  claim({
    id: 'misattribution-grid',
    equations: '3.3, J.3',
    title: 'Mis-attribution in the unimodal phase over the grid of Fig 3d',
    predicted: 'W_B Σ_BA Σ_A⁻¹, of scalars ρσ_B/σ_A',
    problems: 'the grid of Fig 3d less σ_A = σ_B, where no modality is first; random problems',
    measured:
      'total weight at the stillest point between t_A and t_B less its final value, along what is predicted; starts of standard deviation 1e-5 and 1e-18',
    criterion: { kind: 'order', reason: refinedReason },
    run: misattribution,
  }),
  claim({
    id: 'plateau-loss',
    equations: '62',
    title: 'Loss in the unimodal phase',
    predicted: 'the loss of M_A (Eq 62)',
    problems: 'those of Fig 4a and 4b, correlated scalars, random problems',
    measured: 'loss at the stillest point between t_A and t_B; starts of standard deviation 1e-5 and 1e-18',
    criterion: { kind: 'order', reason: refinedReason },
    run: plateauLoss,
  }),
  claim({
    id: 'superficial-preference',
    equations: '10, 11, 61',
    title: 'Which modality is first and which contributes more: regions of Fig 4c',
    predicted: 'region I, II, III, or 0 where the figure has no name',
    problems: 'a grid over the plane of Fig 4c',
    measured: 'first by simulated times; contribution by the losses of networks trained with one branch only',
    criterion: { kind: 'identity', reason: 'A region is a region.' },
    run: superficialPreference,
  }),
  claim({
    id: 'collinear',
    equations: '9, Fig 8',
    title: 'Of collinear modalities the second is never learned',
    predicted:
      'W_B^tot keeps the size it has at t_A for ever: order 2(1 − k) in u_0 in two layers (Eq 30), L in deeper late fusion (Eq 51)',
    problems: 'Fig 8 (Σ = [4, 2; 2, 1]) in two to four layers; x_B a combination of three x_A',
    measured: '‖W_B^tot‖ ten learning times after the start, balanced aligned start; its order in u_0',
    criterion: { kind: 'order', reason: 'A modality that were learned after all would have order 0.' },
    run: collinear,
  }),
];

async function misattribution(context: CheckContext): Promise<ClaimResult> {
  const grid = figure3Grid(context.quick).filter(({ correlations: c }) => c.sigmaA.data[0] > c.sigmaB.data[0]);
  const problems = [...grid, randomProblem(3, 2, 1), randomProblem(2, 4, 2)];
  const rows = await rowsOver(context, problems, async (problem) => {
    const { first: modality } = theoryOf(problem);
    const c = problem.correlations;
    const W = finalWeights(problemOf(c)).data;
    const [W_A, W_B] = [W.subarray(0, c.sigmaYA.length), W.subarray(c.sigmaYA.length)];
    const [final, other, S_A, S_AB] =
      modality === 'A' ? [W_A, W_B, c.sigmaA, c.sigmaAB] : [W_B, W_A, c.sigmaB, transpose(c.sigmaAB)];
    const predicted = misattributed.evaluate({ W_B: row(other), S_AB, S_A }).data;
    const amount = norm(predicted);
    const measured = (await plateaus(context, problem)).map((state) => {
      const total = state?.totals[modality === 'A' ? 0 : 1];
      if (!total) return NaN;
      const difference = total.map((value, i) => value - final[i]);
      // Along what is predicted, so that a sign counts.
      return amount > 0 ? dot(difference, predicted) / amount : norm(difference);
    });
    return [compareRefined(problem.name, amount, measured[0], measured[1])];
  });
  return judged(rows);
}

async function plateauLoss(context: CheckContext): Promise<ClaimResult> {
  const problems = [figure4(3, 4), figure4(4, 3), toy(2, 0.5), randomProblem(3, 2, 1), randomProblem(2, 4, 2)];
  const rows = await rowsOver(context, problems, async (problem) => {
    const { first, plateaus: fixed } = theoryOf(problem);
    const predicted = fixed.find(({ manifold }) => manifold === `M_${first}`)?.loss ?? NaN;
    const measured = (await plateaus(context, problem)).map((state) =>
      state ? squareLoss(problemOf(problem.correlations), state.totals) : NaN,
    );
    return [compareRefined(problem.name, predicted, measured[0], measured[1])];
  });
  return judged(rows);
}

const REGIONS = { I: 1, II: 2, III: 3 } as const;

async function superficialPreference(context: CheckContext): Promise<ClaimResult> {
  const sigmas = context.quick ? [0.7, 3] : [0.3, 0.5, 0.7, 1.4, 2, 3];
  const weights = context.quick ? [0.3, 1.2, 2] : [0.2, 0.4, 0.8, 1.2, 1.7, 2.5, 5, 20];
  const problems = sigmas.flatMap((stdA) => weights.map((wB) => figure4(stdA, wB)));
  const rows = await rowsOver(context, problems, async (problem) => {
    const { first } = theoryOf(problem);
    const { region } = preferenceOf(problemOf(problem.correlations), first === 'A' ? 0 : 1);
    const predicted = region === null ? 0 : REGIONS[region];
    return [compare(problem.name, predicted, await measuredRegion(context, problem), 0)];
  });
  return judged(rows);
}

async function measuredRegion(context: CheckContext, problem: Named): Promise<number> {
  const start = { kind: 'gaussian', std: 1e-6 } as const;
  const c = problem.correlations;
  const [run] = await context.simulate(linearJob(c, TWO_LAYER_LATE, start, slowRate(c)), [1]);
  const isFirstA = (timeOf(run, 0) ?? Infinity) < (timeOf(run, 1) ?? Infinity);
  const contributesA = (await lossAlone(context, problem, 'A')) <= (await lossAlone(context, problem, 'B'));
  if (isFirstA) return contributesA ? REGIONS.I : REGIONS.III;
  return contributesA ? REGIONS.II : 0;
}

/** The loss that is left when the other branch stays at zero: with both of its layers zero it never moves. */
async function lossAlone(context: CheckContext, problem: Named, modality: Modality): Promise<number> {
  const layer = (value: number) => ({ rows: 1, cols: 1, data: Float64Array.of(value) });
  const branch = (name: Modality) => [layer(name === modality ? 0.1 : 0), layer(name === modality ? 0.1 : 0)];
  const weights = { branches: [branch('A'), branch('B')], shared: [] };
  const start = { kind: 'given', weights } as const;
  const c = problem.correlations;
  const settings = { start, learningRate: slowRate(c), maxSteps: 5000, levels: [] };
  const [run] = await trained(context, problemOf(c), TWO_LAYER_LATE, settings);
  return run.final.loss;
}

/** Three inputs of A, one of B that is a combination of them. */
const COMBINATION: Named = {
  name: 'x_B = x_A·(0.5, −0.3, 0.2)',
  correlations: correlations({
    sigmaA: [
      [2, 0.3, 0],
      [0.3, 1, 0.2],
      [0, 0.2, 1.5],
    ],
    sigmaB: 0.536,
    sigmaAB: [[0.91], [-0.11], [0.24]], // Σ_A m for m = (0.5, −0.3, 0.2); mᵀ Σ_A m = 0.536
    sigmaYA: [2, 1, 0.5],
    sigmaYB: 0.8, // m·Σ_yA
  }),
};

/** `‖W_B^tot‖` at t_A, late fusion: a product of layers of one norm (Eq 30, 51). */
function keptByB({ sigmaYA, sigmaYB }: Correlations, L: number, u_0: number): number {
  const k = norm(sigmaYB) / norm(sigmaYA);
  return (L === 2 ? secondNormAt2.evaluate({ k, u_0 }) : secondNorm.evaluate({ k, u_0, L_f: L })) ** L;
}

async function collinear(context: CheckContext): Promise<ClaimResult> {
  const figure8 = toy(2, 1);
  const cases: readonly (readonly [Named, FusedNetwork, readonly number[]])[] = [
    [figure8, TWO_LAYER_LATE, [1e-2, 1e-3, 1e-4]],
    [COMBINATION, TWO_LAYER_LATE, [1e-2, 1e-3, 1e-4]],
    [figure8, { depth: 3, fusionLayer: 3 }, [0.1, 0.05, 0.025]],
    [figure8, { depth: 4, fusionLayer: 4 }, [0.1, 0.05, 0.025]],
  ];
  const rows = await rowsOver(context, cases, async ([{ name, correlations: c }, network, scales]) => {
    const learningRate = slowRate(c);
    const totals: number[] = [];
    for (const initScale of scales) {
      const { tA, tB } = sourceTheory(c, { network, initScale, learningRate }).closedForm;
      const start = { kind: 'balanced', initScale } as const;
      const maxSteps = Math.ceil(10 * Math.min(tA, tB));
      const settings = { start, width: 10, learningRate, maxSteps, levels: [] };
      const [run] = await trained(context, problemOf(c), network, settings);
      totals.push(norm(run.final.totals[1]));
    }
    const kept = scales.map((u_0) => keptByB(c, network.depth, u_0));
    return [compareOrder(`L = ${network.depth}, ${name}`, convergenceOrder(scales, kept), scales, totals)];
  });
  return judged(rows);
}
