import { norm } from '../numerics/matrix.js';
import { InputError, requireInteger, requireNumber, show } from '../problem/errors.js';
import type { Correlations } from '../problem/correlations.js';
import { fusionLayerOf, network, type Network, type NetworkInput } from '../problem/network.js';
import { checkAssumptions } from './assumptions.js';
import { closedForm, type OrientedTimes } from './closed-form.js';
import type { GaussianStart } from '../../formulas/finite-width.js';
import { finiteWidthTimes } from './finite-width.js';
import { misattributionOf, plateausOf, preferenceOf } from './describe.js';
import { inUserOrder, orienter, type Oriented } from './orientation.js';
import { integrateReduced, PREDICT_WORK } from './reduced-ode.js';
import type {
  FiniteWidthPrediction,
  LearningTimes,
  Modality,
  NetworkPrediction,
  Prediction,
  Training,
} from './types.js';
import { collectWarnings, type NetworkCase } from './warnings.js';

/** Relative tolerance of a step of the reduced system: times to about six digits, which is more than anyone prints. */
const ODE_TOLERANCE = 1e-7;

/** All networks of one depth. */
export interface EveryFusionLayer {
  /** Total depth L, 2…1000. */
  readonly depth: number;
  /** Every fusion layer from early to late. */
  readonly fusionLayer: 'all';
}

/** The question put to {@link predict}. */
export interface PredictInput {
  /** One network, or a depth with `fusionLayer: 'all'` for every fusion layer from early to late. */
  readonly network: NetworkInput | EveryFusionLayer;
  /** Initial Frobenius norm u₀ of a pre-fusion layer. Default 0.01. */
  readonly initScale?: number;
  /** Hidden width N of a network with Gaussian weights; without it `finiteWidth` is `null`. */
  readonly width?: number;
  /** Standard deviation σ > 0 of every weight, instead of `initScale`, which is then `σ √(N/2)`; goes with `width`. */
  readonly std?: number;
  /** Learning rate η. Default 0.04, the source's. */
  readonly learningRate?: number;
  /** Loss. Default `'mse'`. */
  readonly loss?: Training['loss'];
}

/**
 * Predicts which modality is learned first, when each is learned, what is wrong meanwhile, and what the fusion layer
 * changes (Eq 6–12, 20–62). Every number says which formula it came from, and warnings say which assumption fails.
 *
 * @formula learning-time/first-two-layer, learning-time/first, learning-time/first-at-2,
 *   learning-time/second-two-layer, learning-time/second, learning-time/second-at-2, time-ratio/late,
 *   time-ratio/above-2, time-ratio/at-2, modality-preference/first, misattribution/any-dimension
 * @param correlations - the data, from `correlations`, {@link toyCorrelations} or {@link correlationsFromFile}
 * @throws InputError `number`, `network` for a question out of range; `init-scale` when u₀ is too large for the
 * small-weight formulas; `unsupported` for an architecture without a leading order, or logistic loss on other targets
 * than −1, +1.
 *
 * @example
 * ```ts
 * import { predict, toyCorrelations } from 'unimodal-bias';
 * const toy = toyCorrelations({ sigmaA: 2, sigmaB: 1, rho: 0 });
 * const answer = predict(toy, { network: { depth: 2, fusionLayer: 2 }, initScale: 1e-6 });
 * answer.first; // => 'A'
 * answer.predictions[0].closedForm.timeRatio; // => 4
 * ```
 */
export function predict(correlations: Correlations, input: PredictInput): Prediction {
  const training = checkTraining(input, correlations);
  const orient = orienter(correlations);
  const networks = networksOf(input.network);
  const maxWork = PREDICT_WORK / networks.length;
  const gaussian = gaussianStart(input, training);
  const cases = networks.map((net) => predictNetwork(net, training, gaussian, orient, maxWork));
  const { oriented, prediction } = cases[0];
  const { sA, sB } = oriented.measures;
  const byUser = inUserOrder(oriented.first);
  return {
    problem: {
      names: correlations.names,
      dimA: correlations.sigmaYA.length,
      dimB: correlations.sigmaYB.length,
      samples: correlations.samples,
    },
    training,
    units: { time: 'steps', norms: '[y][x]', weights: '[y]/[x]', loss: '[y]²' },
    first: prediction.first,
    norms: { ...byUser(sA, sB), k: sB / sA },
    predictions: cases.map((item) => item.prediction),
    misattribution: misattributionOf(oriented),
    preference: preferenceOf(oriented),
    plateaus: plateausOf(correlations, oriented),
    warnings: collectWarnings(cases, training),
  };
}

function checkTraining(input: PredictInput, { binaryTarget, names }: Correlations): Training {
  const { learningRate = 0.04, loss = 'mse' } = input;
  const initScale = scaleOfStd(input) ?? input.initScale ?? 0.01;
  requireNumber('initScale', initScale, { above: 0 });
  requireNumber('learningRate', learningRate, { above: 0 });
  if (initScale >= 1) {
    throw new InputError(
      'init-scale',
      'initScale',
      initScale,
      `must be below 1 for the small-weight formulas (ln 1/u0), but is ${initScale}`,
    );
  }
  if (!['mse', 'logistic'].includes(loss))
    throw new InputError('usage', 'loss', loss, `must be mse or logistic, but is ${show(loss)}`);
  if (loss === 'logistic' && binaryTarget === false) {
    throw new InputError(
      'unsupported',
      'loss',
      loss,
      `logistic loss needs targets -1 and +1 (modalities ${names.A}, ${names.B}); recode the target or use mse`,
    );
  }
  return { initScale, learningRate, loss };
}

/** A balanced two-layer start of the same growing mode as weights of standard deviation σ. */
function scaleOfStd({ std, width, initScale }: PredictInput): number | undefined {
  if (std === undefined) return undefined;
  requireNumber('std', std, { above: 0 });
  if (initScale !== undefined) throw new InputError('usage', 'std', std, 'cannot go with initScale: give one of them');
  if (width === undefined) throw new InputError('usage', 'std', std, 'needs a width');
  return std * Math.sqrt(requireInteger('width', width, 1, 1e9) / 2);
}

/** How the weights are drawn, if a width is asked for. */
function gaussianStart({ width, std }: PredictInput, { initScale, loss }: Training): Gaussian | null {
  if (width === undefined || loss !== 'mse') return null;
  requireInteger('width', width, 1, 1e9);
  return { width, start: std === undefined ? { initScale } : { std } };
}

interface Gaussian {
  readonly width: number;
  readonly start: GaussianStart;
}

function networksOf(input: PredictInput['network']): Network[] {
  if (!('fusionLayer' in input) || input.fusionLayer !== 'all') return [network(input)];
  const deepest = network({ depth: input.depth, fusionLayer: input.depth });
  return Array.from({ length: deepest.depthA }, (_, i) => network({ depth: input.depth, fusionLayer: i + 1 }));
}

function userTimes(first: Modality, ofFirst: number, ofSecond: number, timeRatio: number): LearningTimes {
  const { A: tA, B: tB } = inUserOrder(first)(ofFirst, ofSecond);
  return { tA, tB, timeRatio };
}

function predictNetwork(
  net: Network,
  training: Training,
  gaussian: Gaussian | null,
  orientFor: ReturnType<typeof orienter>,
  maxWork: number,
): NetworkCase {
  const oriented = orientFor(net, training.initScale);
  const { first, correlations, measures } = oriented;
  const turnedNet = first === 'A' ? net : { ...net, depthA: net.depthB, depthB: net.depthA };
  const tau = 1 / training.learningRate;
  requireSmallStart(turnedNet, oriented, training.initScale);
  const times = closedForm(turnedNet, measures, training.initScale, tau, training.loss);
  const ode = training.loss === 'mse' ? reducedTimes(turnedNet, oriented, training.initScale, tau, maxWork) : null;
  const checks = checkAssumptions({ correlations, measures, network: turnedNet, training, times, ode });
  // Early fusion learns both in one transition: there is no order to differ from.
  const orderDiffers =
    ode && ode.second < ode.first && net.depthA + net.depthB > 2 ? orderMessage(correlations, ode) : null;
  const prediction: NetworkPrediction = {
    fusionLayer: fusionLayerOf(net),
    network: net,
    first,
    closedForm: {
      ...userTimes(first, times.first, times.second, times.ratio),
      equations: equationsOf(times),
      formulas: {
        first: times.sources.first.id,
        second: times.sources.second.id,
        timeRatio: times.sources.ratio?.id ?? null,
      },
    },
    reducedOde: ode && {
      ...userTimes(first, ode.first, ode.second, ode.timeRatio),
      steps: ode.steps,
      tolerance: ODE_TOLERANCE,
    },
    finiteWidth: gaussian && finiteWidthOf(turnedNet, oriented, gaussian, tau),
    assumptions: checks.map(({ id, statement, holds, detail }) => ({ id, statement, holds, detail })),
  };
  return { oriented, prediction, checks, orderDiffers, unfinished: training.loss === 'mse' && ode === null };
}

function finiteWidthOf(
  net: Network,
  { first, correlations, measures }: Oriented,
  { width, start }: Gaussian,
  tau: number,
): FiniteWidthPrediction | null {
  const times = finiteWidthTimes(correlations, net, measures, width, start);
  if (!times) return null;
  const { std } = times;
  return {
    ...userTimes(first, tau * times.first, tau * times.second, times.ratio),
    std: userTimes(first, tau * std.first, tau * std.second, std.ratio),
    width,
  };
}

/** A start that has already learned half of either modality has no learning time. */
function requireSmallStart(net: Network, { correlations, measures }: Oriented, u0: number): void {
  const shared = (Math.SQRT2 * u0) ** net.depthShared;
  const limits = [
    { name: correlations.names.A, start: shared * u0 ** net.depthA, level: measures.pA },
    {
      name: correlations.names.B,
      start: shared * u0 ** net.depthB,
      level: measures.rB > 0 ? norm(measures.finalB) : Infinity,
    },
  ];
  for (const { name, start, level } of limits) {
    if (start < level / 2) continue;
    throw new InputError(
      'init-scale',
      'initScale',
      u0,
      `${u0} is too large for the small-weight formulas: the initial total weight of ${name} (${start.toPrecision(3)}) is not below half of what it learns (${level.toPrecision(3)})`,
    );
  }
}

function reducedTimes(net: Network, { correlations, measures }: Oriented, u0: number, tau: number, maxWork: number) {
  const { tA, tB, steps } = integrateReduced(correlations, net, measures, u0, {
    earlyPhaseOnly: false,
    tolerance: ODE_TOLERANCE,
    maxWork,
  });
  if (tA === null || tB === null) return null;
  const [first, second] = [tau * tA, tau * tB];
  return { first, second, timeRatio: Math.max(first, second) / Math.min(first, second), steps };
}

function orderMessage({ names }: Correlations, ode: { first: number; second: number }): string {
  return `the theory puts ${names.A} first because ‖Σ_y${names.A}‖ is larger, but the reduced system learns ${names.B} first (${ode.second.toPrecision(3)} against ${ode.first.toPrecision(3)} steps): the spectrum, not the norm, decides here`;
}

function equationsOf({ sources, extra }: OrientedTimes): string[] {
  const all = [sources.first, sources.second, ...(sources.ratio ? [sources.ratio] : []), ...extra];
  return [...new Set(all.flatMap(({ equation }) => equation.split(', ')))];
}
