import type { Check } from './assumptions.js';
import type { Oriented } from './orientation.js';
import type { NetworkPrediction, Training, Warning, WarningCode } from './types.js';

/** One network's prediction with what there is to warn of. */
export interface NetworkCase {
  readonly oriented: Oriented;
  readonly prediction: NetworkPrediction;
  readonly checks: readonly Check[];
  readonly orderDiffers: string | null;
  readonly unfinished: boolean;
}

/** One warning a code: the message of the first network it concerns, and the fusion layers of all of them. */
export function collectWarnings(cases: readonly NetworkCase[], training: Training): Warning[] {
  const found = new Map<WarningCode, { message: string; layers: number[] }>();
  const add = (code: WarningCode, message: string, fusionLayer: number | null) => {
    const entry = found.get(code) ?? { message, layers: [] };
    if (fusionLayer !== null) entry.layers.push(fusionLayer);
    found.set(code, entry);
  };
  for (const { prediction, checks, orderDiffers, unfinished, oriented } of cases) {
    for (const { warning } of checks) if (warning) add(warning.code, warning.message, prediction.fusionLayer);
    if (orderDiffers) add('order-differs', orderDiffers, prediction.fusionLayer);
    if (unfinished)
      add(
        'reduced-ode-unfinished',
        'the reduced system is too wide and too stiff here to be integrated within the work predict allows itself; closed forms only (reducedTrajectory has no such bound)',
        prediction.fusionLayer,
      );
    if (oriented.measures.reversed && prediction.fusionLayer !== 1) {
      const { A, B } = oriented.correlations.names;
      add(
        'direction-reversal',
        `the drive of ${B} reverses when ${A} is learned (Σ̃_y${B} points against Σ_y${B}): Eq 9–12 read with norms do not hold; the times given start ${B} along what it learns in the end, ‖Σ_y${B}‖ and k entering with a minus sign`,
        prediction.fusionLayer,
      );
    }
  }
  if (training.loss === 'logistic')
    add(
      'logistic-closed-form-only',
      'under logistic loss, with targets −1 and +1, only the early phase is the theory’s (Eq 37): weights grow for ever, there is no plateau to integrate to, and no reduced system is given; the first time doubles exactly, but the ratio of simulations is larger than Eq 9 (check logistic-ratio)',
      null,
    );
  const ofData: readonly WarningCode[] = [
    'never-learned',
    'fewer-samples-than-dimensions',
    'rank-deficient',
    'logistic-closed-form-only',
  ];
  return [...found].map(([code, { message, layers }]) =>
    layers.length === 0 || ofData.includes(code)
      ? { code, message }
      : { code, message, fusionLayers: [...new Set(layers)] },
  );
}
