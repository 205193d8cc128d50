import type { LearningTimes, NetworkPrediction } from '../predict/types.js';
import type { StartKind } from './state.js';

/** The prediction to believe for the start that is set: the one the words and pictures speak of. */
export function believed({ closedForm, reducedOde, finiteWidth }: NetworkPrediction, start: StartKind): LearningTimes {
  const balanced = reducedOde ?? closedForm;
  return start === 'gaussian' ? (finiteWidth ?? balanced) : balanced;
}

/** The end of the pictures' time axis, in steps: past both transitions, so that one sees where the network settles. */
export function endOfAxis({ tA, tB }: LearningTimes): number {
  const [first, last] = [Math.min(tA, tB), Math.max(tA, tB)];
  return 1.35 * (Number.isFinite(last) ? last : 4 * first);
}
