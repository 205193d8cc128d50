/** Which of the predicted times to believe for a network, why, and what the closed form's failed assumptions do to it. */
import type { Check } from './assumptions.js';
import type { Advice, LearningTimes, Modality, NetworkPrediction } from './types.js';

/** Below this relative difference two predictions count as the same: simulations of single seeds differ by more. */
const SAME = 0.05;

const METHODS = { closedForm: 'closed form', reducedOde: 'reduced ODE', finiteWidth: 'random weights' } as const;

/** Judges a network's times by what is there of them and by which assumptions fail. */
export function advise(
  prediction: Pick<NetworkPrediction, 'closedForm' | 'reducedOde' | 'finiteWidth'>,
  checks: readonly Check[],
): Advice {
  const { closedForm, reducedOde, finiteWidth } = prediction;
  const compared = (times: LearningTimes) => comparison(closedForm, times);
  if (finiteWidth) {
    const why = `weights start at random; ${compared(finiteWidth) ?? 'the closed form agrees'}`;
    return advice('finiteWidth', why, finiteWidth);
  }
  const failed = checks.flatMap(({ warning }) => (warning ? [warning.code] : []));
  const difference = reducedOde && compared(reducedOde);
  if (reducedOde && difference) {
    const because = failed.length > 0 ? ` (${failed.join(', ')})` : '';
    return advice('reducedOde', `${difference}${because}; for a balanced start`, reducedOde);
  }
  const why = reducedOde
    ? 'the reduced ODE agrees; for a balanced start'
    : 'there is nothing else; for a balanced start';
  return advice('closedForm', why, closedForm);
}

/** Whether the times to believe are not those of the closed form. */
export function closedFormMisses({ closedForm, advice: { times } }: NetworkPrediction): boolean {
  return comparison(closedForm, times) !== null;
}

function advice(believe: Advice['believe'], why: string, { tA, tB, timeRatio }: LearningTimes): Advice {
  const learnedFirst: Modality = tB < tA ? 'B' : 'A';
  return { believe, method: METHODS[believe], why, learnedFirst, times: { tA, tB, timeRatio } };
}

/** How the closed form differs from times to be believed before it, in words; `null` where it hardly does. */
function comparison(closedForm: LearningTimes, believed: LearningTimes): string | null {
  const parts = [
    ...(['tA', 'tB'] as const).map((key) => factor(`t_${key[1]}`, closedForm[key], believed[key])),
    changed(closedForm.timeRatio, believed.timeRatio)
      ? `its ratio ${show(closedForm.timeRatio)} instead of ${show(believed.timeRatio)}`
      : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : `the closed form has ${parts.join(', ')}`;
}

function factor(name: string, closedForm: number, believed: number): string | null {
  if (!changed(closedForm, believed)) return null;
  if (!Number.isFinite(closedForm) || !Number.isFinite(believed)) return `${name} ${show(closedForm)}`;
  const times = believed / closedForm;
  return times > 1 ? `${name} ${show(times)} times too early` : `${name} ${show(1 / times)} times too late`;
}

const changed = (x: number, y: number): boolean =>
  x !== y && !(Number.isFinite(x) && Number.isFinite(y) && Math.abs(x / y - 1) < SAME);

const show = (x: number): string => (Number.isFinite(x) ? x.toPrecision(3) : 'never');
