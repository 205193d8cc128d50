/**
 * A run under way: which modalities its loss says it uses, and when the next comes. The heights of the plateaus are known
 * (Eq 62); the scale of time is not, but a transition that was seen calibrates it.
 */
import { finalWeights, usesAt, type Use } from '../problem/use.js';
import { InputError } from '../problem/errors.js';
import type { Network } from '../problem/network.js';
import type { Problem } from '../problem/problem.js';
import { distributionOf, firstUses, type TimeDistribution } from '../flows/random/distribution.js';
import { randomStart, type RandomStartInput } from '../flows/random/index.js';
import { branchScores, type BranchScore } from '../predict/branches.js';
import { fittedSets, lossAt } from '../predict/facts.js';
import { digits, percent, steps, stepsWithSpread } from '../predict/numbers.js';
import { scaleFor, wayOf } from './calibrate.js';
import { checkLog, fallsBelow, noiseOf, stretches, type RunLog, type Stretch } from './run-log.js';

export type { RunLog } from './run-log.js';

/** What is known of the run besides its log. */
export interface RunQuestion {
  readonly network: Network;
  /** u₀; calibrated on the transitions seen where it is not given. */
  readonly initScale?: number;
  /** Hidden width. */
  readonly width: number;
  /** η on `½⟨‖y − ŷ‖²⟩`. */
  readonly learningRate: number;
}

/** What a log says. */
export interface Diagnosis {
  /** The modalities in use at the end of the log. */
  readonly uses: readonly string[];
  /** How probable that is, by the heights of the plateaus and the orders that starts take. */
  readonly confidence: number;
  /** The plateau that the log is nearest to; its height, and what the log has there. */
  readonly plateau: { readonly name: string; readonly loss: number; readonly observed: number };
  /** How far the end of the log is from a run that has come down when it has, or from its plateau, as a share of all that can be learned. */
  readonly misfit: number;
  /** What was fitted to the last transition: u₀, a median over starts with their range; `null` where nothing was. */
  readonly calibrated: { readonly initScale: number; readonly q05: number; readonly q95: number } | null;
  /** The transitions that were seen. */
  readonly seen: readonly { readonly modality: string; readonly step: number }[];
  /** The modality that comes into use next; `time` is `null` where the log does not tell. */
  readonly next: { readonly modality: string; readonly time: TimeDistribution | null } | null;
  /** In words. */
  readonly advice: string;
  /** What a branch scores at the optimum, whatever the training: to be held beside what was measured. */
  readonly branches: readonly BranchScore[];
}

/** Starts that are brought to agree with the log. */
const STARTS = 10;
/** Heights are told apart by the noise, and by this share of what can be learned: slow directions, sagging plateaus. */
const BLUR = 0.03;
/** A log further from what it should be than this share of what can be learned fits nothing. */
const FITS = 0.1;
/** A set of modalities that no start takes on its way is still this probable. */
const UNLIKELY = 1e-3;

/** Reads a log. @throws InputError for a log that cannot be one of this problem, and what is not supported. */
export function diagnose(log: RunLog, problem: Problem, question: RunQuestion): Diagnosis {
  checkLog(log);
  if (problem.ySquared === null || problem.outputs.length > 1) {
    const what = problem.ySquared === null ? 'needs ⟨y²⟩: give data, or ySquared' : 'knows the plateaus of one output';
    throw new InputError('unsupported', 'problem', problem.outputs.length, `diagnose ${what}`);
  }
  const { network, width, learningRate, initScale } = question;
  const uses = usesAt(problem);
  const input: RandomStartInput = {
    problem,
    network,
    width,
    learningRate,
    uses,
    measure: 'output',
    start: { initScale: initScale ?? 0.01 },
  };
  const orders = ordersOf(input);
  const known = heightsOf(problem, orders);
  const parts = stretches(log);
  requireAbove(parts, known, noiseOf(log));
  const found = match(parts, known, noiseOf(log), orders);
  const forecast = forecastOf(input, initScale !== undefined, found, parts);
  const names = problem.modalities.map(({ name }) => name);
  const diagnosis = {
    uses: found.used.map((m) => names[m]),
    confidence: found.confidence,
    plateau: { name: found.manifold, loss: found.height, observed: found.observed },
    misfit: Math.abs(found.observed - (forecast.expected ?? found.height)) / known.range,
    calibrated: forecast.calibrated,
    seen: found.seen.map(({ modality, step }) => ({ modality: names[modality], step })),
    next: forecast.next === null ? null : { modality: names[forecast.next.modality], time: forecast.next.time },
    branches: branchScores(problem, finalWeights(problem)),
  };
  return { ...diagnosis, advice: adviceOf(diagnosis, parts, known, initScale !== undefined) };
}

interface Order {
  readonly modalities: readonly number[];
  readonly probability: number;
}

function ordersOf(input: RandomStartInput): readonly Order[] {
  const answer = randomStart(input);
  if (!('unfinished' in answer)) return answer.orders;
  throw new InputError('unsupported', 'network', input.network, `no forecast: ${answer.unfinished}`);
}

interface Heights {
  readonly sets: readonly { readonly manifold: string; readonly used: readonly number[]; readonly height: number }[];
  /** From no modality to all. */
  readonly range: number;
}

function heightsOf(problem: Problem, orders: readonly Order[]): Heights {
  const sets = fittedSets(problem, orders[0].modalities, finalWeights(problem)).map(({ manifold, used, weights }) => ({
    manifold,
    used,
    height: lossAt(problem, weights) ?? NaN,
  }));
  return { sets, range: sets[0].height - sets[sets.length - 1].height };
}

/** Nothing is below the global minimum. */
function requireAbove(parts: readonly Stretch[], { sets, range }: Heights, noise: number): void {
  const least = sets[sets.length - 1].height;
  const lowest = parts.reduce((one, other) => (other.loss < one.loss ? other : one));
  if (lowest.loss >= least - Math.max(4 * noise, 0.01 * range)) return;
  const ratio = digits(parts[0].loss / sets[0].height);
  const message = `has the loss ${digits(lowest.loss)} at step ${steps(lowest.step)}, below the least there is with these data, ${digits(least)}; it begins at ${ratio} times ½⟨y²⟩: mostly a factor 2 (--loss torch-mse halves), or another scale of the target`;
  throw new InputError('number', 'log', lowest.loss, message);
}

interface Match {
  readonly manifold: string;
  readonly used: readonly number[];
  readonly height: number;
  readonly observed: number;
  readonly confidence: number;
  readonly seen: readonly { readonly modality: number; readonly step: number; readonly level: number }[];
}

/** The set of modalities whose plateau the end of the log is at, and when it passed the others. */
function match(parts: readonly Stretch[], { sets, range }: Heights, noise: number, orders: readonly Order[]): Match {
  const observed = parts[parts.length - 1].loss;
  const blur = Math.max(noise, BLUR * range);
  const weights = sets.map(({ used, height }) => {
    const prior =
      UNLIKELY + orders.filter(({ modalities }) => startsWith(modalities, used)).reduce((s, o) => s + o.probability, 0);
    return Math.log(prior) - ((observed - height) / blur) ** 2 / 2;
  });
  const most = Math.max(...weights);
  const shares = weights.map((weight) => Math.exp(weight - most));
  const set = sets[weights.indexOf(most)];
  const path =
    orders.find(({ modalities }) => startsWith(modalities, set.used))?.modalities.slice(0, set.used.length) ?? set.used;
  const heightOf = (some: readonly number[]) =>
    sets.find(({ used }) => used.length === some.length && startsWith(some, used))?.height ?? NaN;
  const seen = path.flatMap((modality, i) => {
    const level = (heightOf(path.slice(0, i)) + heightOf(path.slice(0, i + 1))) / 2;
    const step = fallsBelow(level, parts);
    return step === null ? [] : [{ modality, step, level }];
  });
  return { ...set, observed, confidence: 1 / shares.reduce((sum, share) => sum + share, 0), seen };
}

/** Whether an order begins with the modalities of a set, in any order. */
const startsWith = (order: readonly number[], set: readonly number[]): boolean =>
  set.every((m) => order.slice(0, set.length).includes(m));

interface Forecast {
  readonly calibrated: Diagnosis['calibrated'];
  readonly next: { readonly modality: number; readonly time: TimeDistribution | null } | null;
  /** The loss at the end of the log of the starts that agree with it. */
  readonly expected: number | null;
}

/** Starts that agree with the last transition of the log say when the next one comes. */
function forecastOf(input: RandomStartInput, scaleKnown: boolean, found: Match, parts: readonly Stretch[]): Forecast {
  const now = parts[parts.length - 1].step;
  const last = found.seen.at(-1);
  const fits = last !== undefined && !scaleKnown ? agreeing(input, last) : [];
  const starts = fits.length > 0 ? fits : scaleKnown ? range(STARTS).map((draw) => ({ draw, start: input.start })) : [];
  const ways = starts.map(({ draw, start }) =>
    wayOf({ ...input, start }, { draw, level: last?.level ?? null, until: 'uses', lossAtStep: now }),
  );
  const uses = input.uses ?? [];
  const losses = ways.flatMap(({ lossThen }) => lossThen ?? []).sort((one, other) => one - other);
  const next = nextOf(input.problem, uses, found.used);
  return {
    calibrated: scalesOf(fits),
    expected: losses.length === 0 ? null : losses[losses.length >> 1],
    next: next(
      ways.map((way) => ({ ...way, times: inTime(way, scaleKnown ? last?.step : undefined) })),
      now,
    ),
  };
}

/** Where u₀ is known, a start that came down earlier or later than the log by a few steps goes on so. */
function inTime({ fell, times }: { fell: number | null; times: readonly (number | null)[] }, seen: number | undefined) {
  const shift = seen === undefined || fell === null ? 0 : seen - fell;
  return times.map((time) => (time === null ? null : time + shift));
}

function agreeing(input: RandomStartInput, { step, level }: { step: number; level: number }) {
  const typical = scaleFor(input, { draw: null, level, seen: step, guess: 0.01 });
  if (typical === null) return [];
  return range(STARTS).flatMap((draw) => {
    const scale = scaleFor(input, { draw, level, seen: step, guess: typical });
    return scale === null ? [] : [{ draw, start: { initScale: scale } }];
  });
}

const range = (n: number): number[] => [...Array(n).keys()];

function scalesOf(fits: readonly { readonly start: { readonly initScale: number } }[]): Diagnosis['calibrated'] {
  const of = distributionOf(fits.map(({ start }) => start.initScale));
  return of === null ? null : { initScale: of.q50, q05: of.q05, q95: of.q95 };
}

/** The modality that most starts use next, and when: of the starts that have not used it yet. */
function nextOf(problem: Problem, uses: readonly Use[], used: readonly number[]) {
  return (ways: readonly { readonly times: readonly (number | null)[] }[], now: number): Forecast['next'] => {
    const ever = range(problem.modalities.length).filter((m) =>
      uses.some((use) => use.modality === m && use.level > 0),
    );
    const left = ever.filter((m) => !used.includes(m));
    if (left.length === 0) return null;
    const firsts = ways.map(({ times }) =>
      firstUses(
        uses,
        times.map((time) => time ?? Infinity),
        problem.modalities.length,
      ),
    );
    const soonest = firsts.map((first) => left.reduce((best, m) => (first[m] < first[best] ? m : best), left[0]));
    const count = (m: number) => soonest.filter((one) => one === m).length;
    const modality = left.reduce((best, m) => (count(m) > count(best) ? m : best), left[0]);
    const times = firsts.map((first) => first[modality]).filter((time) => time > now);
    return { modality, time: distributionOf(times) };
  };
}

function adviceOf(
  { uses, confidence, plateau, misfit, next, calibrated, seen }: Omit<Diagnosis, 'advice'>,
  parts: readonly Stretch[],
  { sets }: Heights,
  scaleKnown: boolean,
): string {
  const ratio = parts[0].loss / sets[0].height;
  if (misfit > FITS || Math.abs(ratio - 1) > FITS) {
    const twice = Math.abs(ratio - 2) < 0.2 ? ': a factor 2, as of a mean square without the ½ (--loss torch-mse)' : '';
    const start = `the log begins at ${digits(ratio)} times ½⟨y²⟩${twice}`;
    return `The loss ${digits(plateau.observed)} is ${percent(misfit)} of all that can be learned away from where this network would be (${start}): other data, another scale, another architecture or a nonlinear one. Do not believe the forecast.`;
  }
  const now = uses.length === 0 ? 'no modality yet' : uses.join(' and ');
  const sure = `The network uses ${now} (${percent(confidence)} sure).`;
  if (next === null) return `${sure} All that can be used is in use: what is left is fine tuning.`;
  if (next.time === null) {
    const why =
      scaleKnown || seen.length > 0 ? 'no start agrees with the log' : 'give --init, or wait for the first transition';
    return `${sure} ${next.modality} comes next; when is not known: ${why}.`;
  }
  const by =
    calibrated === null
      ? 'by starts of the scale given'
      : `with u₀ = ${digits(calibrated.initScale)} fitted to the last transition`;
  return `${sure} ${next.modality} comes next, at step ${stepsWithSpread(next.time.mean, next.time.std)} (${steps(next.time.q05)} to ${steps(next.time.q95)}), ${by}. A flat loss is no sign of having finished.`;
}
