/** Reading a prediction: what to believe of it, in which order modalities are used, and when. */
import type { ClosedFormTimes, Event, NetworkPrediction, SelectionTimes, TimeDistribution } from './answer.js';
import type { Checked } from './question.js';

type Parts = Pick<NetworkPrediction, 'closedForm' | 'reducedOde' | 'randomStart'>;

/** Which part of a prediction to believe, and why. */
export function believed(
  { start, loss }: Pick<Checked, 'start' | 'loss'>,
  { reducedOde, randomStart }: Parts,
): Pick<NetworkPrediction, 'believe' | 'why'> {
  if (randomStart) return { believe: 'randomStart', why: `weights start at random; by the ${randomStart.method}` };
  if (reducedOde && start === 'balanced') return { believe: 'reducedOde', why: 'it is exact for a balanced start' };
  const why =
    loss === 'logistic' ? 'logistic loss has closed forms only' : 'there is nothing better; leading order only';
  return reducedOde
    ? { believe: 'reducedOde', why: 'the random start could not be computed; for a balanced start' }
    : { believe: 'closedForm', why };
}

/** Whether there is anything to believe: without it a time that is missing is not known, which is not never. */
export const isAnswered = (prediction: NetworkPrediction): boolean => prediction[prediction.believe] !== null;

/** When each modality is first used, whichever of its modes it is, by the part to believe; `null` for never. */
export function firstUses(names: readonly string[], prediction: NetworkPrediction): (TimeDistribution | null)[] {
  const { randomStart } = prediction;
  if (prediction.believe === 'randomStart' && randomStart) {
    return names.map((name) => firstEvent(name, randomStart.events)?.time ?? null);
  }
  return sureTimes(names, prediction).map((time) => (Number.isFinite(time) ? sure(time) : null));
}

/** The event that is the first use of a modality; `undefined` where it is never used. */
export function firstEvent(name: string, events: readonly Event[]): Event | undefined {
  const [first] = events.filter(({ modality, time }) => modality === name && time !== null).sort(soonest);
  return first;
}

/** The order of events by their mean time, never last. */
export const soonest = (one: Event, other: Event): number =>
  (one.time?.mean ?? Infinity) - (other.time?.mean ?? Infinity);

/** In which share of starts a modality comes into use at all; where no starts were followed, or not to their ends, all. */
export function everUsed(name: string, { believe, randomStart }: NetworkPrediction): number {
  if (believe !== 'randomStart' || randomStart?.horizon !== null) return 1;
  return Math.max(...randomStart.events.map(({ modality, probability }) => (modality === name ? probability : 0)));
}

/** The order of first use that is most probable, as positions among the modalities; those never used are left out. */
export function orderOf(names: readonly string[], prediction: NetworkPrediction): number[] {
  const { randomStart } = prediction;
  const isRandom = prediction.believe === 'randomStart' && randomStart !== null;
  if (isRandom && randomStart.orders.length > 0) {
    return randomStart.orders[0].modalities.map((name) => names.indexOf(name));
  }
  // Where no start could be followed to an order: of what has come in some.
  const times = isRandom
    ? firstUses(names, prediction).map((time) => time?.mean ?? Infinity)
    : sureTimes(names, prediction);
  return [...times.keys()].filter((m) => Number.isFinite(times[m])).sort((m, n) => times[m] - times[n]);
}

/** Times without a spread, `Infinity` for never. */
function sureTimes(names: readonly string[], { believe, reducedOde, closedForm }: NetworkPrediction): number[] {
  const pair = believe === 'reducedOde' ? reducedOde : closedForm;
  if (pair === null) return names.map(() => Infinity);
  return isSelection(pair) ? pair.times.map(({ time }) => time ?? Infinity) : [pair.tA, pair.tB];
}

const isSelection = (times: SelectionTimes | { tA: number; tB: number }): times is SelectionTimes => 'times' in times;

/** The closed form of two modalities, if that is what there is. */
export function pairOf({ closedForm }: NetworkPrediction): ClosedFormTimes | null {
  return closedForm !== null && !isSelection(closedForm) ? closedForm : null;
}

const sure = (time: number): TimeDistribution => ({ mean: time, std: 0, q05: time, q50: time, q95: time });
