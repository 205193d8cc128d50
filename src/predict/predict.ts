import { norm } from '../numerics/matrix.js';
import { InputError } from '../problem/errors.js';
import type { Correlations } from '../problem/correlations.js';
import { fusionLayerOf, type Network } from '../problem/network.js';
import { advise } from './advice.js';
import { checkAssumptions } from './assumptions.js';
import { closedForm, type OrientedTimes } from './closed-form.js';
import { finiteWidthTimes } from './finite-width.js';
import type { FiniteWidthTimes } from './random-times.js';
import { finiteWidthClosedForm, type ClosedTimes } from './finite-width-closed.js';
import { misattributionOf, plateausOf, preferenceOf } from './describe.js';
import { inUserOrder, orienter, type Oriented } from './orientation.js';
import { checkTraining, gaussianStart, networksOf, type Gaussian, type PredictInput } from './question.js';
import { integrateReduced, PREDICT_WORK } from './reduced-ode.js';
import type {
  FiniteWidthClosedForm,
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

/**
 * Predicts which modality is learned first, when each is learned, what is wrong meanwhile, and what the fusion layer
 * changes (Eq 6–12, 20–62). Every number says which formula it came from, and warnings say which assumption fails.
 *
 * @formula learning-time/first-two-layer, learning-time/first, learning-time/first-at-2,
 *   learning-time/second-two-layer, learning-time/second, learning-time/second-at-2, time-ratio/late,
 *   time-ratio/above-2, time-ratio/at-2, modality-preference/first, misattribution/any-dimension
 * @param correlations - the data, from `correlations`, {@link toyCorrelations} or `correlationsFromFile`
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
  const gaussian = gaussianStart(input, training);
  const cases = networks.map((net, i) =>
    predictNetwork(net, training, gaussian, orient, (fraction) => {
      input.onProgress?.((i + fraction) / networks.length);
    }),
  );
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

function userTimes(first: Modality, ofFirst: number, ofSecond: number, timeRatio: number): LearningTimes {
  const { A: tA, B: tB } = inUserOrder(first)(ofFirst, ofSecond);
  return { tA, tB, timeRatio };
}

function predictNetwork(
  net: Network,
  training: Training,
  gaussian: Gaussian | null,
  orientFor: ReturnType<typeof orienter>,
  onProgress: (fraction: number) => void,
): NetworkCase {
  const oriented = orientFor(net, training.initScale);
  const { first, correlations, measures } = oriented;
  const turnedNet = first === 'A' ? net : { ...net, depthA: net.depthB, depthB: net.depthA };
  const tau = 1 / training.learningRate;
  requireSmallStart(turnedNet, oriented, training.initScale);
  const times = closedForm(turnedNet, measures, training.initScale, tau, training.loss);
  const ode = training.loss === 'mse' ? reducedTimes(turnedNet, oriented, training.initScale, tau) : null;
  const checks = checkAssumptions({ correlations, measures, network: turnedNet, training, times, ode });
  const predicted = {
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
    finiteWidth: gaussian && finiteWidthOf(turnedNet, oriented, gaussian, tau, onProgress),
  };
  const prediction: NetworkPrediction = {
    fusionLayer: fusionLayerOf(net),
    network: net,
    first,
    ...predicted,
    advice: advise(predicted, checks),
    assumptions: checks.map(({ id, statement, holds, detail }) => ({ id, statement, holds, detail })),
  };
  return { oriented, prediction, checks, unfinished: training.loss === 'mse' && ode === null };
}

function finiteWidthOf(
  net: Network,
  { first, correlations, measures }: Oriented,
  { width, start }: Gaussian,
  tau: number,
  onProgress: (fraction: number) => void,
): FiniteWidthPrediction | null {
  const turned = first === 'A' || typeof width === 'number' ? width : { A: width.B, B: width.A, shared: width.shared };
  const times = finiteWidthTimes(correlations, net, measures, turned, start, 1 / tau, onProgress);
  if (!times) return null;
  const { std, method } = times;
  const inSteps = (t: FiniteWidthTimes) => userTimes(first, tau * t.first, tau * t.second, t.ratio);
  const closed =
    method === 'growing mode' && typeof width === 'number'
      ? finiteWidthClosedForm(correlations, net, measures, width, start, tau)
      : null;
  const closedForm = closed && closedTimes(first, closed);
  return { ...inSteps(times), std: inSteps(std), method, width, closedForm };
}

function closedTimes(byFirst: Modality, { first, second, ratio, formulas }: ClosedTimes): FiniteWidthClosedForm {
  const { A: tA, B: tB } = inUserOrder(byFirst)<number | null>(first, second);
  return { tA, tB, timeRatio: ratio, formulas };
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

function reducedTimes(net: Network, { correlations, measures }: Oriented, u0: number, tau: number) {
  const { tA, tB, steps } = integrateReduced(correlations, net, measures, u0, {
    earlyPhaseOnly: false,
    tolerance: ODE_TOLERANCE,
    maxWork: PREDICT_WORK,
  });
  if (tA === null || tB === null) return null;
  const [first, second] = [tau * tA, tau * tB];
  return { first, second, timeRatio: Math.max(first, second) / Math.min(first, second), steps };
}

function equationsOf({ sources, extra }: OrientedTimes): string[] {
  const all = [sources.first, sources.second, ...(sources.ratio ? [sources.ratio] : []), ...extra];
  return [...new Set(all.flatMap(({ equation }) => equation.split(', ')))];
}
