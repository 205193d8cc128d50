/** Which plateau the end of a log is at, by heights alone, and when the log passed the others. */
import { missOf, type Column, type Heights, type KnownPlateau, type Order } from './evidence.js';
import { descentOf, fallsBelow, partAt, type Stretch } from './run-log.js';

/** A plateau left behind. */
export interface Passed {
  readonly use: number;
  /** When the log was half way down to the next. */
  readonly step: number;
  /** That is known to this share of it, for the noise. */
  readonly error: number;
  /** The loss there. */
  readonly level: number;
  /** Whether the time of it means much: a slow direction is half learned at any time. */
  readonly isSharp: boolean;
}

/** The plateau whose height the end of the log has. */
export interface Match extends KnownPlateau {
  readonly observed: number;
  readonly confidence: number;
  readonly seen: readonly Passed[];
}

/** A set of modalities that no start takes on its way is still this probable. */
const UNLIKELY = 1e-3;
/** A plateau is where the loss does not fall: what it fell in the last fifth of the way is not known of its height. */
const LATELY = 0.8;

/** The set of modalities whose plateau the end of the log is at; heights are known to `blur`. */
export function match(
  parts: readonly Stretch[],
  { sets }: Heights,
  columns: readonly Column[],
  orders: readonly Order[],
  blur: number,
): Match {
  const { step: now, loss: observed, error } = parts[parts.length - 1];
  const fell = partAt(parts, LATELY * now).loss - observed;
  const width = Math.max(error, fell, blur);
  const weights = sets.map(({ used, height, weights: W }) => {
    const prior =
      UNLIKELY + orders.filter((order) => startsWith(order.uses, used)).reduce((sum, o) => sum + o.probability, 0);
    const others = columns.reduce((sum, column) => sum + missOf(column, W) ** 2, 0);
    return Math.log(prior) - (((observed - height) / width) ** 2 + others) / 2;
  });
  const most = Math.max(...weights);
  const set = sets[weights.indexOf(most)];
  const order = orders.find(({ uses }) => startsWith(uses, set.used));
  const path = order?.uses.slice(0, set.used.length) ?? (set.used.length === 1 ? set.used : []);
  return {
    ...set,
    observed,
    confidence: 1 / weights.reduce((sum, weight) => sum + Math.exp(weight - most), 0),
    seen: passed(path, sets, parts),
  };
}

/** A fall is sharp where its middle half takes no more than doubling the time. */
const SHARP = 2;

/** When the log fell half way from one plateau on the path to the next; uses without a plateau between them came together. */
function passed(path: readonly number[], sets: readonly KnownPlateau[], parts: readonly Stretch[]): readonly Passed[] {
  const curve = descentOf(parts);
  let [before, from] = [sets[0].height, 0];
  return path.flatMap((_, i) => {
    const some = path.slice(0, i + 1);
    const here = sets.find(({ used }) => used.length === some.length && startsWith(some, used));
    if (here === undefined) return [];
    const level = (before + here.height) / 2;
    const quarter = (before - here.height) / 4;
    const [step, start, end] = [level, level + quarter, level - quarter].map((height) => fallsBelow(height, curve));
    const together = path.slice(from, i + 1);
    [before, from] = [here.height, i + 1];
    if (step === null) return [];
    const { error: around } = partAt(parts, step);
    const [early, late] = [level + around, level - around].map((height) => fallsBelow(height, curve) ?? step);
    const error = step > 0 ? (late - early) / (2 * step) : 0;
    const isSharp = start !== null && end !== null && end <= SHARP * start;
    return together.map((use) => ({ use, step, error, level, isSharp }));
  });
}

/** A step known to this share of it is known well; else one is worse than another with so many times its error. */
const KNOWN = { well: 0.01, worse: 1.5 };

/** The transitions, that first which tells most of the start: the last sharp one, but none that noise hides more than another. */
export function anchorsOf(seen: readonly Passed[]): Passed[] {
  const sharp = seen.filter(({ isSharp }) => isSharp);
  const some = sharp.length > 0 ? sharp : seen;
  const known = Math.max(KNOWN.well, KNOWN.worse * Math.min(...some.map(({ error }) => error)));
  const isKnown = ({ error }: Passed) => error <= known;
  return [...some.filter(isKnown).reverse(), ...some.filter((one) => !isKnown(one)).reverse()];
}

/** Whether an order begins with the uses of a set, in any order. */
const startsWith = (order: readonly number[], set: readonly number[]): boolean =>
  set.every((m) => order.slice(0, set.length).includes(m));
