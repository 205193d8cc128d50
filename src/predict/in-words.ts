/** The answer in one or two sentences, in the user's own names. */
import type { Answer, NetworkPrediction, TimeDistribution, Unseen } from './answer.js';
import type { Worth } from '../problem/worth.js';
import type { Separation } from './modes/separates.js';
import { digits, laterOverEarlier, percent, setting, steps, stepsWithSpread } from './numbers.js';
import { everUsed, firstUses, isAnswered, orderOf } from './times.js';
import { chancesInWords, firstShares, isFirstUncertain, knownOf } from './warnings.js';

/** Below this ratio of times a network is not called unimodal. */
const TOGETHER = 1.1;
/** What is there before the first step is there from the start. */
const AT_ONCE = 1;

/**
 * Which modality is used first, when, how surely, how long the network is unimodal and what the loss is meanwhile: of the
 * last network of the answer, which is unimodal longest.
 */
export function headline(answer: Answer): string {
  const prediction = answer.predictions[answer.predictions.length - 1];
  const names = answer.problem.modalities.map(({ name }) => name);
  const times = firstUses(names, prediction);
  const order = orderOf(names, prediction);
  const { learningRate } = answer.training;
  const rate =
    prediction.learningRate < learningRate
      ? `learning rate ${setting(learningRate)} diverges; at ${setting(prediction.learningRate)}, `
      : '';
  const others =
    answer.training.start !== 'balanced' && prediction.believe !== 'randomStart' && isAnswered(prediction)
      ? `what random weights do is not known; ${prediction.believe === 'reducedOde' ? 'from balanced ones' : 'in leading order'}, `
      : '';
  const where = answer.predictions.length > 1 ? `with ${fusionInWords(prediction)}, ` : '';
  return capital(rate + where + others + sentence(answer, prediction, names, order, times));
}

function sentence(
  answer: Answer,
  prediction: NetworkPrediction,
  names: readonly string[],
  order: readonly number[],
  times: readonly (TimeDistribution | null)[],
): string {
  const { randomStart } = prediction;
  const open = randomStart && randomStart.orders[0]?.modalities.length === 0 ? knownOf(randomStart) : null;
  if (open !== null) return `${open}.`;
  if (order.every((m) => times[m] === null)) {
    if (prediction.missing.length === 0)
      return 'no modality comes to half of its part in the minimum-norm solution: training ends at another minimum.';
    const reasons = new Set(prediction.missing.map(({ reason }) => reason));
    return `no answer: ${[...reasons].join('; ')}.`;
  }
  const known = order.filter((m) => times[m] !== null);
  const when = known.map((m) => times[m]).filter((time) => time !== null);
  const said = known.map((m) => names[m]);
  const rest = withoutTime(
    names.filter((name) => !said.includes(name)),
    prediction,
  );
  const orders = randomStart?.orders ?? [];
  const shares = firstShares(orders);
  const beginning = said.filter((_, i) => when[i].mean < AT_ONCE);
  if (beginning.length > 0) {
    const later = said.slice(beginning.length).map((name, i) => `, ${name} at step ${at(when[beginning.length + i])}`);
    return `${list(beginning)} ${beginning.length > 1 ? 'are' : 'is'} in use from the start${later.join('')}.${rest}`;
  }
  if (when.length === 1) return `${said[0]} is used, at step ${at(when[0])}.${rest}${losses(answer, said)}`;
  if (isFirstUncertain(orders)) {
    const chances = chancesInWords(orders);
    const each = said.map((name, i) => `${name} around step ${at(when[i])}`);
    return `which modality is used first is a matter of chance: ${list(chances)}; ${list(each)}.${rest}`;
  }
  if (laterOverEarlier([when[0].mean, when[1].mean]) < TOGETHER)
    return `${list(said)} come into use together, at step ${at(when[0])}.${rest}`;
  const sure = shares.length > 0 && shares[0][1] < 0.995 ? ` (in ${percent(shares[0][1])} of starts)` : '';
  const followers = said.slice(1).map((name, i) => `${name} at step ${at(when[i + 1])}${inSome(name, prediction)}`);
  const alone = when[1].mean - when[0].mean;
  return `${said[0]} is used first, at step ${at(when[0])}${sure}, ${list(followers)}: for ${steps(alone)} steps, ${percent(alone / when[1].mean)} of the way to the second, ${said[0]} works alone.${losses(answer, said)}${noise(answer, said[0])}${rest}`;
}

/** That what the first takes off the training loss is nothing on rows that were left out. */
function noise({ worth }: Answer, first: string): string {
  const found = worth?.find(({ modality }) => modality === first);
  if (!found || found.aloneGain > 0) return '';
  return ` That is training loss: on rows left out, ${first} alone is worse than nothing.`;
}

/** What there is to say of modalities that the likeliest order leaves out. */
function withoutTime(names: readonly string[], prediction: NetworkPrediction): string {
  const { randomStart } = prediction;
  const rest = names.filter((name) => [0, 1].includes(everUsed(name, prediction)));
  const sometimes = names
    .filter((name) => !rest.includes(name))
    .map((name) => {
      const [time] = firstUses([name], prediction);
      return ` ${name} is used${time === null ? '' : ` at step ${at(time)}`}${inSome(name, prediction)}.`;
    });
  if (rest.length === 0) return sometimes.join('');
  const verb = rest.length > 1 ? 'are' : 'is';
  const horizon = randomStart?.horizon ?? null;
  if (horizon !== null) {
    return ` ${list(rest)} ${verb} not in use by step ${steps(horizon)}, as far as starts were followed.`;
  }
  return `${sometimes.join('')} ${list(rest)} ${verb} never used: training ends without ${rest.length > 1 ? 'them' : 'it'}.`;
}

/** How many starts a modality comes into use in, where it does not in all. */
function inSome(name: string, prediction: NetworkPrediction): string {
  const ever = everUsed(name, prediction);
  return ever < 1 ? ` (in ${percent(ever)} of starts, in the others never)` : '';
}

/** The loss before, while the first modality is alone, and in the end. */
function losses({ plateaus, training }: Answer, [first]: readonly string[]): string {
  // A ReLU network that follows no linear one learns more than a linear function; levers may end elsewhere.
  if (training.activation?.verdict === 'simulate' || training.levers !== undefined) return '';
  const of = (wanted: readonly string[]) =>
    plateaus.find(({ modalities }) => modalities.join('\n') === wanted.join('\n'));
  const [start, alone, end] = [of([]), of([first]), plateaus.at(-1)];
  if (!start || !alone || !end || start.loss === null || alone.loss === null || end.loss === null) return '';
  const write = (loss: number) => digits(loss, start.loss ?? 1);
  return ` The loss is ${write(start.loss)} at the start, near ${write(alone.loss)} meanwhile, and ${write(end.loss)} in the end.`;
}

/** `setosa from the others`; for numbers, which move together or against each other, `height and weight against age`. */
export function separationInWords(
  { one, other }: Separation,
  { outputs, target }: Pick<Answer['problem'], 'outputs' | 'target'>,
): string {
  if (target !== 'classes') return other.length === 0 ? list(one) : `${list(one)} against ${list(other)}`;
  const rest = one.length + other.length === outputs.length && other.length > 1 ? 'the others' : other.join(', ');
  return `${one.join(', ')} from ${rest}`;
}

/** What unseen data say of a network: where to stop, and what for; `null` where there are none. */
export function unseenInWords(names: readonly string[], { unseen, randomStart }: NetworkPrediction): string | null {
  if (unseen === null) return null;
  const { samples, bestStep, bestLoss, trainedLoss, trainedStep, spread, usedAtBest, plateaus } = unseen;
  const write = (loss: number) => digits(loss, plateaus[0].test);
  const bias = biasInWords(unseen, write);
  const rows = `On the ${samples.toLocaleString('en')} unseen rows the loss`;
  const from = trainedStep === null ? 'further than starts were followed' : `from step ${steps(trainedStep)} on`;
  const end = `the end, ${write(trainedLoss)} (${from})`;
  if (bestStep === Infinity) return `${rows} falls to ${end}: train to the end.${bias}`;
  const ever = randomStart
    ? names.filter((name) => randomStart.events.some((e) => e.modality === name && e.time))
    : names;
  const before = ever.filter((name) => !usedAtBest.includes(name));
  const when = before.length === 0 ? '' : `, before ${list(before)} ${before.length > 1 ? 'are' : 'is'} used`;
  const gain = trainedLoss > bestLoss ? `, ${percent(1 - bestLoss / trainedLoss)} below ${end}` : '';
  return `${rows} is least at step ${stepsWithSpread(bestStep, spread.bestStep)}: ${write(bestLoss)}${gain}. Stop there${when}.${bias}`;
}

/** Training that ends this much from the minimum-norm solution, as a share of the loss, ends elsewhere. */
const ELSEWHERE = 0.01;

/** Where training ends elsewhere than at the minimum-norm solution, and what it leaves out (Sec. 3.4). */
function biasInWords({ endLoss, trainedLoss, shares, spread }: Unseen, write: (loss: number) => string): string {
  if (Math.abs(trainedLoss - endLoss) <= ELSEWHERE * endLoss) return '';
  const chance = spread.trainedLoss === 0 ? '' : ` (± ${write(spread.trainedLoss)} from start to start)`;
  const of = (part: 'end' | 'minimumNorm') => list(shares.map((share) => `${share.modality} ${percent(share[part])}`));
  return ` Training ends biased, not at the minimum-norm solution${chance}: of what it explains ${of('end')}, of that solution ${of('minimumNorm')}, which has ${write(endLoss)} on unseen rows.`;
}

/** What a p-value below this says is more than chance. */
const CHANCE = 0.05;

/** What each modality is worth alone and beside the others, on data that were left out. */
export function worthInWords(worth: readonly Worth[]): string {
  const each = worth.map(({ modality, without, gain, gainError, pValue }) => {
    const p = pValue === null ? '' : `, p ${pValue < 1e-4 ? '< 0.0001' : `= ${Number(pValue.toPrecision(2))}`}`;
    const beyond = pValue === null ? gain > 2 * gainError : pValue < CHANCE;
    if (!beyond) return `${modality} nothing beyond chance${p}`;
    const [share, error] = [percent(Math.abs(gain) / without), percent(gainError / without)];
    if (gain > 0) return `${modality} takes ${share} ± ${error} off the loss of the others${p}`;
    return `${modality} says something${p}, but with too few rows for its columns it costs ${share} ± ${error}`;
  });
  const alone = worth.map(({ modality, alone: loss, aloneGain, aloneGainError }) => {
    const [share, error] = [aloneGain, aloneGainError].map((value) => percent(Math.abs(value) / (loss + aloneGain)));
    return `${modality} ${aloneGain > 0 ? 'takes' : 'adds'} ${share} ± ${error}`;
  });
  // That a modality alone is worse than nothing is where few rows show.
  const told = worth.some(({ aloneGain }) => aloneGain <= 0) ? ` Alone, of the loss of none: ${list(alone)}.` : '';
  return `On rows left out one by one, at the end of training: ${each.join('; ')}.${told}`;
}

/** `early fusion`, `late fusion (layer 4)`, `fusion at layer 2`. */
export function fusionInWords({ fusionLayer, network }: NetworkPrediction): string {
  if (fusionLayer === null) return `branches of ${network.depthA} and ${network.depthB} layers`;
  if (fusionLayer === 1) return 'early fusion';
  return network.depthShared === 0 ? `late fusion (layer ${fusionLayer})` : `fusion at layer ${fusionLayer}`;
}

const at = ({ mean, std }: TimeDistribution): string => stepsWithSpread(mean, std);

/** With a capital letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `a`, `a and b`, `a, b and c`. */
function list(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
