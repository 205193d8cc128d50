/** A diagnosis in words. */
import { digits, percent, steps, stepsWithSpread } from '../predict/numbers.js';
import type { Diagnosis } from './index.js';

/** A log further from what it should be than this share of what can be learned fits nothing. */
const FITS = 0.1;

/** What to think and do; `start` is the first loss over `½⟨y²⟩`. */
export function adviceOf(diagnosis: Omit<Diagnosis, 'advice'>, start: number, scaleKnown: boolean): string {
  const { plateau, misfit } = diagnosis;
  if (misfit > FITS || Math.abs(start - 1) > FITS) {
    const twice = Math.abs(start - 2) < 0.2 ? ': a factor 2, as of a mean square without the ½ (--loss torch-mse)' : '';
    const from = `the log begins at ${digits(start)} times ½⟨y²⟩${twice}`;
    return `The loss ${digits(plateau.observed)} is ${percent(misfit)} of all that can be learned away from where this network would be (${from}): other data, another scale, another architecture or a nonlinear one. Do not believe the forecast.`;
  }
  return [nowInWords(diagnosis), nextInWords(diagnosis, scaleKnown), ...contradictions(diagnosis)].join(' ');
}

function nowInWords({ uses, confidence }: Pick<Diagnosis, 'uses' | 'confidence'>): string {
  const now = uses.length === 0 ? 'no modality yet' : uses.join(' and ');
  return `The network uses ${now} (${percent(confidence)} sure).`;
}

function nextInWords({ next, seen, calibrated }: Omit<Diagnosis, 'advice'>, scaleKnown: boolean): string {
  if (next === null) return 'All that can be used is in use: what is left is fine tuning.';
  if (next.time === null) {
    const why =
      scaleKnown || seen.length > 0 ? 'no start agrees with the log' : 'give --init, or wait for the first transition';
    return `${next.modality} comes next; when is not known: ${why}.`;
  }
  const by =
    calibrated === null
      ? 'by starts of the scale given'
      : `with u₀ = ${digits(calibrated.initScale)} fitted to the last transition`;
  const { mean, std, q05, q95 } = next.time;
  const ratio = next.ratioOnly
    ? ' The network is not linear: only the ratio of this time to that of the last transition means something, and that roughly.'
    : '';
  const what = next.mode > 1 ? `${next.modality} (mode ${next.mode})` : next.modality;
  return `${what} comes next, at step ${stepsWithSpread(mean, std)} (${steps(q05)} to ${steps(q95)}), ${by}. A flat loss is no sign of having finished.${ratio}`;
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
