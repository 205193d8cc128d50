/** A diagnosis in words. */
import { digits, percent, steps, stepsWithSpread } from '../predict/numbers.js';
import type { ActivationSummary } from '../predict/answer.js';
import type { Diagnosis } from './index.js';

/** A log further from what it should be than this share of what can be learned fits nothing. */
const FITS = 0.1;
/** A start of a larger norm is not small. */
const SMALL = 1;

/** What is known of the run besides its diagnosis. */
export interface RunFacts {
  /** The first loss over `½⟨y²⟩`, where the log has the first steps. */
  readonly start: number | null;
  /** That is known to this, for the noise. */
  readonly startError: number;
  readonly scaleKnown: boolean;
  /** Of an activation that is not linear. */
  readonly verdict: ActivationSummary['verdict'] | null;
}

/** What to think and do. */
export function adviceOf(diagnosis: Omit<Diagnosis, 'advice'>, facts: RunFacts): string {
  const { plateau, misfit, plateaus } = diagnosis;
  const { start, startError, verdict } = facts;
  const startsElsewhere = start !== null && Math.abs(start - 1) > FITS + startError;
  const observed = `The loss ${digits(plateau.observed)} is ${percent(misfit)} of all that can be learned`;
  if (verdict !== null && !startsElsewhere && plateau.observed < plateaus[plateaus.length - 1].loss && misfit > FITS) {
    return `${observed} below the least of a linear network: the nonlinearity has found what no linear one can, and the plateaus of these do not tell what is in use.`;
  }
  if (misfit > FITS || startsElsewhere) {
    const twice =
      start !== null && Math.abs(start - 2) < 0.2
        ? ': a factor 2, as of a mean square without the ½ (--loss torch-mse)'
        : '';
    const from = start === null ? '' : ` (the log begins at ${digits(start)} times ½⟨y²⟩${twice})`;
    return `${observed} away from where this network would be${from}: other data, another scale, another architecture or a nonlinear one. Do not believe the forecast.`;
  }
  return [
    nowInWords(diagnosis),
    nextInWords(diagnosis, facts),
    ...contradictions(diagnosis),
    ...(verdict === 'simulate' ? [ASYMMETRIC] : []),
  ].join(' ');
}

const ASYMMETRIC =
  'But these data are far from symmetric under (x, y) → (−x, −y): a ReLU network learns from them what no linear one can, in another order perhaps.';

/** `71% sure`. */
export const surenessOf = (confidence: number): string =>
  `${confidence > 0.99 ? 'over 99%' : percent(confidence)} sure`;

function nowInWords({ uses, confidence }: Pick<Diagnosis, 'uses' | 'confidence'>): string {
  const now = uses.length === 0 ? 'no modality yet' : uses.join(' and ');
  return `The network uses ${now} (${surenessOf(confidence)}).`;
}

function nextInWords({ uses, next, seen, calibrated }: Omit<Diagnosis, 'advice'>, { scaleKnown }: RunFacts): string {
  if (next === null) return 'All that can be used is in use: what is left is fine tuning.';
  const what = next.mode > 1 ? `${next.modality} (mode ${next.mode})` : next.modality;
  const comes =
    next.probability < SURE ? `${what} comes next, probably (${percent(next.probability)})` : `${what} comes next`;
  if (next.time === null) {
    const isCut = seen.length === 0 && uses.length > 0;
    const give = isCut
      ? 'the log begins after the last transition; give --init'
      : 'give --init, or wait for the first transition';
    const why = scaleKnown || seen.length > 0 ? 'no start of such a network agrees with the log' : give;
    return `${comes}; when is not known: ${why}.`;
  }
  const { mean, std, q05, q95 } = next.time;
  return [
    `${comes}, at step ${stepsWithSpread(mean, std)} (${steps(q05)} to ${steps(q95)}), ${startsInWords(calibrated)}.`,
    'A flat loss is no sign of having finished.',
    ...(next.ratioOnly
      ? [
          'The network is not linear: only the ratio of this time to that of the last transition means something, and that roughly.',
        ]
      : []),
  ].join(' ');
}

/** What is surer than this is said without its probability. */
const SURE = 0.9;

function startsInWords(calibrated: Diagnosis['calibrated']): string {
  if (calibrated === null) return 'by starts of the scale given';
  const fitted = `with u₀ = ${digits(calibrated.initScale)} fitted to the last transition`;
  return calibrated.initScale > SMALL
    ? `${fitted} (no small start: if it was one, the optimizer or the rate is another)`
    : fitted;
}

/** What the other columns say against it. */
function contradictions({ evidence }: Pick<Diagnosis, 'evidence'>): string[] {
  return evidence
    .filter(({ agrees }) => !agrees)
    .map(({ column, measured, here }) => {
      const what = column.startsWith('contribution_')
        ? 'a standard deviation, in units of the target'
        : 'of this run and these data, ½ mean square';
      return `But ${column} is ${digits(measured)} where it would be ${digits(here)}, which contradicts the rest: is it ${what}?`;
    });
}
