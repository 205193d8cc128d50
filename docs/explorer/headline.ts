/** The prediction in words: which modality is used first, when the others follow, and what is wrong meanwhile. */
import type { Answer, TimeDistribution } from '../../src/predict/answer.js';
import { firstUses, orderOf } from '../../src/predict/times.js';
import { chancesInWords, isFirstUncertain } from '../../src/predict/warnings.js';
import { badge, byId, make } from './dom.js';
import { percent } from '../../src/predict/numbers.js';
import { roughly } from './format.js';
import type { TheoryAnswer } from './messages.js';

/** Times nearer to one another than this are one. */
const TOGETHER = 1.01;

/** Shows the prediction; while random weights are still computed it says what it is for. */
export function showHeadline(
  { prediction, levered, problem, stage }: TheoryAnswer,
  fusion: number,
  isRandom: boolean,
): void {
  const names = problem.modalities.map(({ name }) => name);
  const times = timesOf(names, prediction);
  const order = orderFrom(names, prediction, times);
  const [first] = order;
  const orders = prediction.predictions[0].randomStart?.orders ?? [];
  const used = times.filter(Number.isFinite);
  const isTogether = used.length === names.length && (fusion === 1 || Math.max(...used) / Math.min(...used) < TOGETHER);
  const when = `at step ${roughly(times[first])}`;
  const lines: HTMLElement[] = isTogether
    ? [
        make('p', { class: 'first' }, `${names.length === 2 ? 'Both' : 'All'} come into use together, ${when}`),
        make('p', {}, 'There is no unimodal phase.'),
      ]
    : isFirstUncertain(orders)
      ? [
          make('p', { class: 'first' }, 'Which is used first is a matter of chance'),
          make('p', { class: 'note' }, `First is ${chancesInWords(orders).join(', ')}.`),
          ...order.map((m) => make('p', { class: 'then' }, badge(names[m], m), ` ${around(times[m])}`)),
        ]
      : [
          make('p', { class: 'first' }, badge(names[first], first), ` is used first, ${when}`),
          ...order
            .slice(1)
            .map((m) => make('p', { class: 'then' }, badge(names[m], m), follows(times[m], times[first]))),
          make('p', { class: 'note' }, meanwhile(prediction)),
        ];
  if (stage === 'quick' && isRandom)
    lines.push(make('p', { class: 'note' }, 'For a balanced start; random weights are being computed …'));
  if (levered !== null) lines.push(underLevers(names, times, levered.prediction));
  byId('headline', HTMLElement).replaceChildren(...lines);
  byId('strip', HTMLElement).replaceChildren(
    ...(isTogether
      ? [`all ${when}`]
      : order.flatMap((m, i) => [i === 0 ? '' : ', ', badge(names[m], m), ` ${at(times[m])}`])),
  );
}

const around = (time: number): string => (time === Infinity ? 'never' : `around step ${roughly(time)}`);
const at = (time: number): string => (time === Infinity ? 'never' : `at step ${roughly(time)}`);

const timesOf = (names: readonly string[], { predictions: [prediction] }: Answer): number[] =>
  firstUses(names, prediction).map((time: TimeDistribution | null) => time?.mean ?? Infinity);

/** The most probable order, and last those that are never used. */
function orderFrom(
  names: readonly string[],
  { predictions: [prediction] }: Answer,
  times: readonly number[],
): number[] {
  const order = orderOf(names, prediction);
  return [...order, ...times.keys()].filter((m, i, all) => all.indexOf(m) === i);
}

function follows(time: number, first: number): string {
  if (time === Infinity) return ' is never used: nothing is left for it.';
  const factor = time / first;
  return ` follows at step ${roughly(time)}, ${roughly(Number(factor.toPrecision(factor < 2 ? 3 : 2)))} times as late.`;
}

function underLevers(names: readonly string[], plain: readonly number[], answer: Answer): HTMLElement {
  const times = timesOf(names, answer);
  const words = times.flatMap((time, m) => {
    const was = plain[m];
    const factor = time / was;
    const change = !Number.isFinite(factor)
      ? ''
      : factor < 1
        ? ` (${roughly(1 / factor)} times as early)`
        : ` (${roughly(factor)} times as late)`;
    return [
      m === 0 ? ' ' : ', ',
      badge(names[m], m),
      ` ${at(time)}${Math.abs(factor - 1) < 0.005 ? ' (as before)' : change}`,
    ];
  });
  return make('p', { class: 'levered' }, 'With the levers:', ...words, '.');
}

/** Mis-attribution and preference, the price of the unimodal phase. */
function meanwhile({ misattribution, preference }: Answer): string {
  const { modality, relative } = misattribution;
  const wrong =
    relative < 1e-9
      ? `Until then the network is unimodal; what ${modality} adds to the output is what it adds in the end.`
      : `Until then the network is unimodal, and what ${modality} adds to the output off by ${percent(relative)} of what it adds in the end (mis-attribution).`;
  const superficial = preference.superficial
    ? ` ${preference.contributes} alone would take more off the loss (superficial preference, Eq 10).`
    : '';
  return wrong + superficial;
}
