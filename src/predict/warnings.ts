import type { Check } from './assumptions.js';
import type { Oriented } from './orientation.js';
import { closedFormMisses } from './advice.js';
import type { Advice, NetworkPrediction, Training, Warning, WarningCode, WarningEffect } from './types.js';

/** One network's prediction with what there is to warn of. */
export interface NetworkCase {
  readonly oriented: Oriented;
  readonly prediction: NetworkPrediction;
  readonly checks: readonly Check[];
  readonly unfinished: boolean;
}

/** One warning a code: the message of the first network it concerns, and the fusion layers of all of them. */
export function collectWarnings(cases: readonly NetworkCase[], training: Training): Warning[] {
  const found = new Map<WarningCode, { message: string; layers: number[]; effect: WarningEffect | null }>();
  const add = (code: WarningCode, message: string, { fusionLayer, closedForm, advice }: NetworkPrediction) => {
    const { tA, tB, timeRatio } = closedForm;
    const { believe, times: believed, method } = advice;
    const effect = believe === 'closedForm' ? null : { closedForm: { tA, tB, timeRatio }, believed, method };
    const entry = found.get(code) ?? { message, layers: [], effect };
    if (fusionLayer !== null) entry.layers.push(fusionLayer);
    found.set(code, entry);
  };
  for (const { prediction, checks, unfinished, oriented } of cases) {
    const { names } = oriented.correlations;
    for (const { warning } of checks) if (warning) add(warning.code, warning.message, prediction);
    if (closedFormMisses(prediction) && prediction.advice.believe === 'finiteWidth')
      add('random-start', RANDOM_START, prediction);
    if (orderDiffers(prediction)) add('order-differs', orderMessage(names, prediction.advice), prediction);
    if (unfinished)
      add(
        'reduced-ode-unfinished',
        'the reduced system is too wide and too stiff here to be integrated within the work predict allows itself; closed forms only (reducedTrajectory has no such bound)',
        prediction,
      );
    if (oriented.measures.reversed && prediction.fusionLayer !== 1) {
      const { A, B } = names;
      add(
        'direction-reversal',
        `the drive of ${B} reverses when ${A} is learned (Σ̃_y${B} points against Σ_y${B}): Eq 9–12 read with norms do not hold; the times given start ${B} along what it learns in the end, ‖Σ_y${B}‖ and k entering with a minus sign`,
        prediction,
      );
    }
  }
  if (training.loss === 'logistic')
    add(
      'logistic-closed-form-only',
      'under logistic loss, with targets −1 and +1, only the early phase is the theory’s (Eq 37): weights grow for ever, there is no plateau to integrate to, and no reduced system is given; the first time doubles exactly, but the ratio of simulations is larger than Eq 9 (check logistic-ratio)',
      cases[0].prediction,
    );
  const ofData: readonly WarningCode[] = [
    'never-learned',
    'fewer-samples-than-dimensions',
    'rank-deficient',
    'logistic-closed-form-only',
  ];
  return [...found].map(([code, { message, layers, effect }]) => {
    if (ofData.includes(code)) return { code, message };
    const where = layers.length === 0 ? {} : { fusionLayers: [...new Set(layers)] };
    return { code, message, ...where, ...(effect ? { effect } : {}) };
  });
}

const RANDOM_START =
  'random Gaussian weights are not the balanced, aligned start of the closed forms and the reduced system: a hidden N×N matrix of norm u0 passes on a length of about u0/√N only, so that everything takes longer, and fusion before the last layer leaves less of a unimodal phase';

/** Early fusion learns both in one transition: there is no order to differ from. */
const orderDiffers = ({ network, first, advice }: NetworkPrediction): boolean =>
  network.depthA + network.depthB > 2 && advice.learnedFirst !== first;

/** `names.A` is the modality the theory puts first. */
function orderMessage(names: { A: string; B: string }, { method, times: { tA, tB } }: Advice): string {
  const [early, late] = [Math.min(tA, tB), Math.max(tA, tB)].map((t) => t.toPrecision(3));
  return `the theory puts ${names.A} first because ‖Σ_y${names.A}‖ is larger, but ${names.B} is learned first (${early} against ${late} steps by the ${method === 'reduced ODE' ? method : 'prediction for random weights'}): the spectrum, not the norm, decides here`;
}
