/** Beyond linear networks under mean square error: logistic loss (Eq 34–37) and ReLU (Sec. 5.1). */
import { firstTimeLate, logisticTime } from '../../../formulas/learning-times.js';
import { reluTime } from '../../../formulas/relu.js';
import { norm } from '../../numerics/matrix.js';
import { sourceQuantities } from '../../predict/source/quantities.js';
import { sourceTheory } from '../../predict/source/theory.js';
import type { Correlations } from '../../problem/correlations.js';
import {
  gaussianSamples,
  signCorrelations,
  normLevels,
  signTarget,
  type Job,
  type Samples,
  type Simulation,
} from '../../simulate/index.js';
import { claim, type CheckContext, type Claim, type ClaimResult } from '../harness/claim.js';
import { flowLimit } from '../harness/flow-limit.js';
import { compareEstimate, compareRefined, judged, reported, rowsOver } from '../harness/judge.js';
import {
  averages,
  figure3Grid,
  levelsOf,
  slowRate,
  STEP_LIMIT,
  timesOf,
  toy,
  TWO_LAYER_LATE,
  type Named,
} from '../harness/problems.js';
import type { Estimate } from '../harness/statistics.js';

const STARTS = [1e-9, 1e-18] as const;
/**
 * Two starts for the plateau. Where B’s drive reverses, what it grows from shrinks until t_A to a share `u_0^{2k}` of its
 * weights: far below 1e-18 that share is lost to rounding, and B with it.
 */
const REFINED = [1e-5, 1e-18] as const;
const incrementalReason =
  'Leading order in 1/ln(1/u_0): differences of times between two starts are free of the next order, Richardson removes that of η. A row may miss by what the last level of extrapolation changed, and by an eighth of a step for the interpolation of two crossings.';

/** `t(σ') − t(σ)` of both modalities, in units of τ, at one learning rate. */
function spans([near, far]: readonly Simulation[], learningRate: number): { A: number; B: number } {
  const [t, later] = [timesOf(near), timesOf(far)];
  return { A: (later.tA - t.tA) * learningRate, B: (later.tB - t.tB) * learningRate };
}

/**
 * Both differences in the limit η → 0. Linear interpolation of an exponential that grows by a tenth a step is off by up to
 * 1/80 of a step: an eighth of one more than covers two crossings and Richardson's weights.
 */
async function spanLimits(
  context: CheckContext,
  c: Correlations,
  jobAt: (std: number, learningRate: number) => Job,
): Promise<Spans> {
  const rate = slowRate(c);
  const limits = await flowLimit(context, rate, (at) => STARTS.map((std) => jobAt(std, at)), spans);
  const widened = ({ value, uncertainty }: Estimate): Estimate => ({ value, uncertainty: uncertainty + rate / 8 });
  return { A: widened(limits.A), B: widened(limits.B) };
}

/** A quotient, its relative uncertainties added. */
function quotient(p: Estimate, q: Estimate): Estimate {
  const value = p.value / q.value;
  return { value, uncertainty: value * (p.uncertainty / p.value + q.uncertainty / q.value) };
}

const laterOverFirst = ({ A, B }: Spans): Estimate => (A.value < B.value ? quotient(B, A) : quotient(A, B));

/** A two-layer late fusion ReLU network on scalars: total weights are twice the slopes of the function it computes. */
function reluJob(c: Correlations, std: number, learningRate: number, settle = 0): Job {
  const { A, B } = levelsOf(c);
  const settings = {
    start: { kind: 'gaussian', std },
    learningRate,
    maxSteps: STEP_LIMIT,
    levels: normLevels({ A: 2 * A, B: 2 * B }),
    settle,
    thinning: { maxRecords: 2 },
  } as const;
  return { kind: 'scalar-relu', signs: signCorrelations(c), settings };
}

/** Signs of `x_A + x_B` for Gaussian samples of a scalar problem. */
function signSamples(ratio: number, rho: number): Samples {
  const sigma = { rows: 2, cols: 2, data: Float64Array.of(ratio ** 2, rho * ratio, rho * ratio, 1) };
  const population = { sigma, inputsA: 1, target: Float64Array.of(1, 1), noise: 0 };
  return signTarget(gaussianSamples(population, { count: 400, seed: 1 }));
}

function sampleJob(
  samples: Samples,
  c: Correlations,
  loss: 'square' | 'logistic',
  std: number,
  learningRate: number,
): Job {
  const settings = {
    start: { kind: 'gaussian', std },
    width: 16,
    learningRate,
    maxSteps: STEP_LIMIT,
    levels: normLevels(levelsOf(c)),
    thinning: { maxRecords: 2 },
    loss,
  } as const;
  return { kind: 'samples', samples, network: TWO_LAYER_LATE, settings };
}

/** Claims about logistic loss and ReLU. */
export const nonlinearClaims: readonly Claim[] = [
  claim({
    id: 'logistic-times',
    equations: '34–37',
    title: 'Under logistic loss the first modality takes twice as long',
    predicted: 'twice the time under mean square error',
    problems: 'signs of x_A + x_B, 400 samples, σ_A/σ_B = 2, ρ = 0 and 0.5',
    measured: 'quotient of the differences of t_A between starts of standard deviation 1e-9 and 1e-18, η → 0',
    criterion: { kind: 'order', reason: incrementalReason },
    run: async (context) => {
      const found = await bothLosses(context);
      const twice = logisticTime.evaluate({ t_mse: 1 });
      return judged(
        found.map(({ name, square, logistic }) => compareEstimate(name, twice, quotient(logistic.A, square.A))),
      );
    },
  }),
  claim({
    id: 'logistic-ratio',
    equations: '34–37, Fig 9c',
    title: 'Under logistic loss the time ratio is that of mean square error',
    predicted: 'Eq 9',
    problems: 'as for logistic-times',
    measured: 't_B/t_A by the same differences of times',
    criterion: {
      kind: 'report',
      reason:
        'Both losses agree to first order in the output, but on the plateau the output is not small: what drives B there is ⟨y x_B/(1 + exp(y ŷ))⟩, not Σ̃_yB/2. The miss that leaves.',
    },
    run: async (context) => {
      const found = await bothLosses(context);
      const rows = found.map(({ name, c, logistic }) => {
        const { timeRatio } = sourceTheory(c, { network: TWO_LAYER_LATE }).closedForm;
        return compareEstimate(name, timeRatio, laterOverFirst(logistic));
      });
      return reported(rows);
    },
  }),
  claim({
    id: 'relu-ratio',
    equations: '9, Fig 3c',
    title: 'A ReLU network on a linear task has the time ratio of a linear one, and is twice as slow',
    predicted: 'Eq 9 with the sign of B’s drive; t_A = 2 τ/‖Σ_yA‖ ln(1/u_0)',
    problems: 'the grid of Fig 3c less σ_A = σ_B',
    measured:
      'differences of times between starts of standard deviation 1e-9 and 1e-18; exact moments of a Gaussian population, width 100, η → 0',
    criterion: { kind: 'order', reason: incrementalReason },
    run: reluRatios,
  }),
  claim({
    id: 'relu-misattribution',
    equations: '3.3, Fig 3d, 11',
    title: 'Its total weights are twice those of a linear network, in the end and on the plateau',
    predicted: '2 in the end, 2(1 + ρσ_B/σ_A) on the plateau',
    problems: 'the grid of Fig 3d less σ_A = σ_B',
    measured:
      'total weight of A at the stillest point, starts of standard deviation 1e-5 and 1e-18; and at 2 and 8 τ/‖Σ̃_yB‖ after t_B',
    criterion: {
      kind: 'order',
      reason:
        'Both are approached, the plateau as u_0 → 0 and the end with time: the refinement must move the measurement by more than what is still missing, which it does for no other limit.',
    },
    run: reluWeights,
  }),
];

/** Time differences of A and B under one loss. */
type Spans = Readonly<Record<'A' | 'B', Estimate>>;

async function bothLosses(
  context: CheckContext,
): Promise<{ name: string; c: Correlations; square: Spans; logistic: Spans }[]> {
  const results = [];
  for (const rho of context.quick ? [0.5] : [0, 0.5]) {
    const samples = signSamples(2, rho);
    const c = averages(samples);
    const limits = (loss: 'square' | 'logistic') =>
      spanLimits(context, c, (std, rate) => sampleJob(samples, c, loss, std, rate));
    results.push({ name: toy(2, rho).name, c, square: await limits('square'), logistic: await limits('logistic') });
    await context.progress(results.length / 2);
  }
  return results;
}

const withFirst = (quick: boolean): Named[] =>
  figure3Grid(quick).filter(({ correlations: c }) => c.sigmaA.data[0] > c.sigmaB.data[0]);

async function reluRatios(context: CheckContext): Promise<ClaimResult> {
  const rows = await rowsOver(context, withFirst(context.quick), async ({ name, correlations: c }) => {
    const limits = await spanLimits(context, c, (std, rate) => reluJob(c, std, rate));
    const { timeRatio } = sourceTheory(c, { network: TWO_LAYER_LATE }).closedForm;
    const t_linear = firstTimeLate.evaluate({ tau: 1, s_A: norm(c.sigmaYA), u_0: STARTS[1] / STARTS[0] });
    return [
      compareEstimate(`t_B/t_A, ${name}`, timeRatio, laterOverFirst(limits)),
      compareEstimate(`t_A, ${name}`, reluTime.evaluate({ alpha: 0, t_linear }), limits.A),
    ];
  });
  return judged(rows);
}

async function reluWeights(context: CheckContext): Promise<ClaimResult> {
  const rows = await rowsOver(context, withFirst(context.quick), async ({ correlations: c, name }) => {
    const rate = 0.05 / norm(c.sigmaYA);
    const settle = (times: number): number => Math.ceil(times / (rate * sourceQuantities(c).rB));
    const [coarse] = await context.simulate(reluJob(c, REFINED[0], rate, settle(2)), [1]);
    const [fine] = await context.simulate(reluJob(c, REFINED[1], rate, settle(8)), [1]);
    const { plateaus, misattribution } = sourceTheory(c, { network: TWO_LAYER_LATE });
    const end = plateaus.find(({ manifold }) => manifold === 'M_*')?.weightsA[0] ?? NaN;
    return [
      compareRefined(`plateau, ${name}`, 2 * misattribution.plateau[0], onPlateau(coarse), onPlateau(fine)),
      compareRefined(`in the end, ${name}`, 2 * end, coarse.final.totals[0][0], fine.final.totals[0][0]),
    ];
  });
  return judged(rows);
}

const onPlateau = ({ plateau }: Simulation): number => plateau?.totals[0][0] ?? NaN;
