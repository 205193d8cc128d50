/** What the reader should know before trusting a number, held against the problem asked about. */
import { cholesky } from '../numerics/linear-algebra.js';
import { spectralMeasure } from '../numerics/lanczos.js';
import { type Matrix } from '../numerics/matrix.js';
import { driveNorms, type Problem, sigmaBlock, sigmaYBlock } from '../problem/problem.js';
import type { Stability } from '../flows/random/index.js';
import type { Use } from '../problem/use.js';
import type { NetworkPrediction, RandomStart, Warning, WarningCode } from './answer.js';
import type { Checked } from './question.js';
import { digits, percent, percents, setting, steps } from './numbers.js';
import { everUsed, firstUses, orderOf, pairOf } from './times.js';

/** One network's prediction with what there is to warn of. */
export interface NetworkCase {
  readonly prediction: NetworkPrediction;
  /** Why it had to be simulated; `null` where it had not. */
  readonly simulated: string | null;
  /** The largest curvature on the way. */
  readonly steepest: number;
  /** The learning rate the times are for. */
  readonly learningRate: number;
  /** What steps of the one asked for do. Under levers it is not followed; `stepped` where the times are of single steps. */
  readonly stability: Stability | 'levered' | 'stepped';
}

/** The learning rate times the largest curvature: above 2 descent swings to and fro or diverges, near it it settles slowly. */
const NEAR_THE_LIMIT = 1.8;
const LIMIT = 2;
/** An order less probable than this is told as a matter of chance. */
const CERTAIN = 0.95;
/** Times closer than this come together: the seeds of one network differ by as much. */
const TOGETHER = 1.1;
/** A closed form off by more than this misleads. */
const OFF = 1.2;
/** Final contributions whose squares sum to so many times the explained variance cancel each other. */
const CANCELS = 2;

interface Found {
  readonly code: WarningCode;
  readonly message: string;
}

/** One warning a code: the message of the first network it concerns, and the fusion layers of all of them. */
export function warningsOf(
  problem: Problem,
  global: Matrix,
  uses: readonly Use[],
  checked: Checked,
  cases: readonly NetworkCase[],
): Warning[] {
  const warnings = new Map<WarningCode, { message: string; layers: number[] }>();
  for (const item of cases) {
    for (const { code, message } of ofNetwork(problem, uses, checked, item)) {
      // The message is that of the last network, which is unimodal longest.
      const entry = { message, layers: warnings.get(code)?.layers ?? [] };
      if (item.prediction.fusionLayer !== null) entry.layers.push(item.prediction.fusionLayer);
      warnings.set(code, entry);
    }
  }
  const ofNetworks = [...warnings].map(([code, { message, layers }]) =>
    layers.length === 0 ? { code, message } : { code, message, fusionLayers: layers },
  );
  return [
    ...ofNetworks.filter(leads),
    ...ofData(problem, global, uses, checked),
    ...ofNetworks.filter((w) => !leads(w)),
  ];
}

/** What makes all other numbers conditional comes first. */
const leads = ({ code }: Warning): boolean => code === 'learning-rate-large';

function ofNetwork(problem: Problem, uses: readonly Use[], checked: Checked, item: NetworkCase): Found[] {
  return [
    rateWarning(checked, item),
    simulatedWarning(item),
    startTooLarge(problem, item),
    leftOut(problem, uses, checked, item),
    chance(item),
    tie(problem, item),
    orderDiffers(problem, item),
    slow(problem, item),
    epochEnds(item),
  ].filter((found) => found !== null);
}

function rateWarning(
  { learningRate, rateUnit, training, levers }: Checked,
  { steepest, stability, learningRate: used }: NetworkCase,
): Found | null {
  const step = learningRate * steepest;
  if (step <= NEAR_THE_LIMIT) return null;
  const inUserUnits = (rate: number) => setting(rate / rateUnit);
  const what = {
    diverges: `diverges: times the largest curvature it is ${digits(step)}, and ${LIMIT} is the limit; the times given are for ${inUserUnits(used)}${levers?.lrOf ? ', and rates of branches in proportion' : ''}`,
    swings: `is above its limit on the way: times the largest curvature it is ${digits(step)}, and above ${LIMIT} the loss swings to and fro; descent comes through, and the times are of what it does; use at most ${inUserUnits(1 / steepest)}`,
    smooth:
      step > LIMIT
        ? `is too large for the end of training, not for the times given: times the curvature there it is ${digits(step)}, and above ${LIMIT} the loss swings to and fro; to train on, use at most ${inUserUnits(1 / steepest)}`
        : `is near its limit: times the largest curvature it is ${digits(step)}, and above ${LIMIT} the loss swings to and fro; use at most ${inUserUnits(1 / steepest)}`,
    levered:
      step > LIMIT
        ? `may diverge: times the largest curvature under these levers it is up to ${digits(step)}, and above ${LIMIT} steps swing or diverge, which the times given do not know; \`simulate\` with the same options tells`
        : `may be near its limit: times the largest curvature under these levers it is up to ${digits(step)}, and above ${LIMIT} steps swing or diverge`,
    stepped:
      step > LIMIT
        ? `is above its limit under these levers: times the largest curvature and rates it is up to ${digits(step)}, and above ${LIMIT} steps swing or diverge; the times given are of such steps, what comes behind them may not be`
        : `may be near its limit: times the largest curvature under these levers it is up to ${digits(step)}, and above ${LIMIT} steps swing or diverge`,
  }[stability];
  return { code: 'learning-rate-large', message: `learning rate ${setting(training.learningRate)} ${what}` };
}

function simulatedWarning({ simulated, prediction }: NetworkCase): Found | null {
  const { randomStart, missing, believe } = prediction;
  if (simulated !== null && randomStart) {
    return {
      code: 'simulated',
      message: `${simulated}: the times are a ${randomStart.method}${followedTo(randomStart)}`,
    };
  }
  if (randomStart && randomStart.horizon !== null) {
    return { code: 'unfinished', message: `the work allowed ran out${followedTo(randomStart)}` };
  }
  // What was not asked for is not missed.
  const unfinished = missing.findLast(
    ({ part, reason }) => (part === believe || part === 'randomStart') && !/balanced|logistic/.test(reason),
  );
  if (believe === 'randomStart' || unfinished === undefined) return null;
  const of = unfinished.part === 'randomStart' ? ' for random weights' : '';
  return { code: 'unfinished', message: `no answer${of}: ${unfinished.reason}` };
}

const followedTo = (start: RandomStart): string => {
  const known = knownOf(start);
  return known === null ? '' : `; ${known} (means are of those)`;
};

/** What is known of starts that could not be followed to their ends; `null` where all were. */
export function knownOf({ horizon, events }: RandomStart): string | null {
  if (horizon === null) return null;
  const open = events.filter(({ level, probability }) => level > 0 && probability < 1);
  const each = open.map(({ modality, mode, probability }) => {
    const what = mode > 1 ? `mode ${mode} of ${modality}` : modality;
    return probability === 0 ? `${what} in none` : `${what} in ${percent(probability)} of starts`;
  });
  return `by step ${steps(horizon)}, as far as all starts were followed, ${each.join(', ')} came into use`;
}

/** What is there at the start is not learned: times of a start that is not small mean nothing. */
function startTooLarge(problem: Problem, { prediction }: NetworkCase): Found | null {
  const times = firstUses(namesOf(problem), prediction);
  const names = problem.modalities.filter((_, m) => times[m]?.q05 === 0).map(({ name }) => name);
  if (names.length === 0) return null;
  const message = `${names.join(', ')} may already be in use at step 0: the initial weights are not small; start smaller`;
  return { code: 'init-not-small', message };
}

/** A modality that has a part in what training can end at, but never or not always comes to it. */
function leftOut(
  problem: Problem,
  uses: readonly Use[],
  { levers }: Checked,
  { prediction }: NetworkCase,
): Found | null {
  const times = firstUses(namesOf(problem), prediction);
  if (times.every((time) => time === null)) return null;
  const isOpen = (prediction.randomStart?.horizon ?? null) !== null;
  const some = problem.modalities.filter(({ name }, m) => {
    const has = uses.some(({ modality, level }) => modality === m && level > 0);
    return has && !isOpen && (times[m] === null || everUsed(name, prediction) < 1);
  });
  if (some.length === 0) return null;
  const names = some.map(({ name }) => name).join(', ');
  const isNever = times.every((time, m) => time === null || !some.includes(problem.modalities[m]));
  const how = isNever ? 'never used' : 'not used in every start';
  const why =
    (levers?.weightDecay ?? 0) > 0
      ? 'weight decay outweighs its growth, and what it takes does not come back'
      : 'once the others are nothing is left for it, as they are collinear with it';
  return { code: 'never-learned', message: `${names} is ${how}: ${why}` };
}

/** An order that is a matter of chance: its times may be far apart all the same, where starts tell two stories. */
function chance({ prediction: { randomStart } }: NetworkCase): Found | null {
  if (!randomStart || !isFirstUncertain(randomStart.orders)) return null;
  const message = `which modality is used first depends on the random start: ${chancesInWords(randomStart.orders).join(', ')}`;
  return { code: 'order-random', message };
}

/** The first two modalities come together. */
function tie(problem: Problem, { prediction }: NetworkCase): Found | null {
  const order = orderOf(namesOf(problem), prediction);
  if (order.length < 2) return null;
  const [first, second] = order.map((m) => problem.modalities[m].name);
  const times = firstUses(namesOf(problem), prediction);
  const [t1, t2] = order.map((m) => times[m]?.mean ?? Infinity);
  if (!(t2 / t1 < TOGETHER)) return null;
  const message = `${first} and ${second} come into use almost together: the second within ${percent(t2 / t1 - 1)} of the time of the first`;
  return { code: 'near-tie', message };
}

type Orders = NonNullable<NetworkPrediction['randomStart']>['orders'];

/** Whether more than one modality is first in some starts, and none in as good as all of those that have come to one. */
export function isFirstUncertain(orders: Orders): boolean {
  const shares = firstShares(orders).map(([, share]) => share);
  return shares.length > 1 && shares[0] < CERTAIN * shares.reduce((sum, share) => sum + share, 0);
}

/** How probably each modality is used first, the most probable first; starts that have come to none are left out. */
export function firstShares(orders: Orders): [name: string, share: number][] {
  const shares = new Map<string, number>();
  for (const { modalities, probability } of orders) {
    if (modalities.length === 0) continue;
    const [first] = modalities;
    shares.set(first, (shares.get(first) ?? 0) + probability);
  }
  return [...shares].sort((one, other) => other[1] - one[1]);
}

/** `A in 51% of starts`, of every modality that is ever first. */
export function chancesInWords(orders: Orders): string[] {
  const shares = firstShares(orders);
  const chances = percents(shares.map(([, share]) => share));
  return shares.map(([name], i) => `${name} in ${chances[i]} of starts`);
}

/** The modality with the largest `‖Σ_ym‖` is not the one used first, beyond a tie. */
function orderDiffers(problem: Problem, { prediction }: NetworkCase): Found | null {
  const { depthA, depthB } = prediction.network;
  const order = orderOf(namesOf(problem), prediction);
  if (order.length < 2 || depthA !== depthB || depthA === 1) return null;
  const norms = driveNorms(problem);
  const largest = norms.indexOf(Math.max(...norms));
  const times = firstUses(namesOf(problem), prediction);
  const [t1, t2] = order.map((m) => times[m]?.mean ?? Infinity);
  if (order[0] === largest || !(t2 / t1 > 1.05)) return null;
  const [one, other] = [problem.modalities[order[0]].name, problem.modalities[largest].name];
  const message = `${one} is used first, although ‖Σ_y${other}‖ is larger, by which Eq 10a puts ${other} first: how soon half of a contribution is reached depends on the spectrum of its inputs too`;
  return { code: 'order-differs', message };
}

/** A closed form that is early because the plateau of the first modality is reached slowly. */
function slow(problem: Problem, { prediction }: NetworkCase): Found | null {
  const closed = pairOf(prediction);
  if (!closed || prediction.believe === 'closedForm') return null;
  // Below late fusion some closed forms are of a balanced start, and a random one is another matter.
  const isOfRandom = closed.formulas.some((id) => id.startsWith('turning-drive/second-random'));
  if (prediction.network.depthShared > 0 && !isOfRandom) return null;
  const times = firstUses(namesOf(problem), prediction).map((time) => time?.mean ?? Infinity);
  const [first, second] = times[0] <= times[1] ? [0, 1] : [1, 0];
  const factor = times[second] / [closed.tA, closed.tB][second];
  const off = Math.max(factor, 1 / factor);
  if (!Number.isFinite(factor) || off < OFF) return null;
  const { name } = problem.modalities[first];
  const { values } = spectralMeasure(
    sigmaBlock(problem, first, first),
    sigmaYBlock(problem, first).data.subarray(0, problem.modalities[first].dim),
  );
  const condition = values[values.length - 1] / Math.max(values[0], Number.MIN_VALUE);
  if (condition < 10) return null;
  const how = factor === 0 ? 'never used' : `${digits(off)} times too ${factor > 1 ? 'early' : 'late'}`;
  const message = `the closed form has ${problem.modalities[second].name} ${how}: Σ_${name} is ill-conditioned (${digits(condition)} along what it learns), and while ${name} approaches its plateau slowly the drive of ${problem.modalities[second].name} changes`;
  return { code: 'ill-conditioned', message };
}

function epochEnds({ prediction: { batch } }: NetworkCase): Found | null {
  if (!batch?.atEpochEnd) return null;
  const [{ modality }] = batch.modalities;
  const message = `an epoch ends at about the time of ${modality}, and what batches do cancels over an epoch: the spread that is left is known to a fifth only`;
  return { code: 'epoch-ends', message };
}

function ofData(problem: Problem, global: Matrix, uses: readonly Use[], { loss, training }: Checked): Found[] {
  const found: Found[] = [];
  const add = (code: WarningCode, message: string) => found.push({ code, message });
  const never = problem.modalities.filter((_, m) => uses.every(({ modality, level }) => modality !== m || level === 0));
  for (const { name } of never) {
    add('never-learned', `${name} is never used: the other modalities explain all that it could`);
  }
  const cancelling = suppression(problem, global, uses);
  if (cancelling !== null) add('suppression', cancelling);
  const inputs = problem.modalities.reduce((sum, modality) => sum + modality.inputs, 0);
  if (problem.samples !== null && problem.samples - (problem.centred ? 1 : 0) < inputs) {
    add(
      'fewer-samples-than-dimensions',
      `${problem.samples} samples in ${inputs} dimensions: the training loss goes to zero and says nothing of unseen data`,
    );
  } else if (cholesky(problem.sigma) === null) {
    add(
      'rank-deficient',
      'some columns are combinations of others: final weights are those of the minimum norm, to which a small start leads',
    );
  }
  const relu = training.activation;
  if (relu?.verdict === 'unchecked') {
    add(
      'relu-unchecked',
      `${relu.name} follows a linear network where (x, y) and (−x, −y) have the same law; without samples that is assumed`,
    );
  } else if (relu !== null && relu.verdict !== 'believe') {
    const what = relu.verdict === 'nearly' ? 'times hold nearly' : 'of a linear network times and order may be wrong';
    add(
      'relu-asymmetric',
      `the data are not symmetric under (x, y) → (−x, −y): the even part of ${relu.name} gains ${digits(relu.evenPart ?? 0)} of what the drive does; ${what}`,
    );
  }
  if (loss === 'logistic') {
    add(
      'logistic-closed-form-only',
      'under logistic loss only the early phase is the theory’s (Eq 37): the first time doubles exactly, but ratios of simulations are larger than Eq 9',
    );
  }
  return found;
}

/** Final contributions that are large and cancel: half of one is reached though the output hardly changes. */
function suppression({ sigmaYX, modalities }: Problem, global: Matrix, uses: readonly Use[]): string | null {
  const explained = global.data.reduce((sum, w, i) => sum + w * sigmaYX.data[i], 0);
  const squares = uses.reduce((sum, { level }) => sum + level ** 2, 0);
  if (squares <= CANCELS * explained) return null;
  const names = modalities.map(({ name }) => name).join(' and ');
  return `the final contributions of ${names} are large and cancel (their variances sum to ${digits(squares / explained)} times what they explain together): look at the loss beside the times`;
}

const namesOf = ({ modalities }: Problem): string[] => modalities.map(({ name }) => name);
