/** How strong a lever has to be for a time ratio. */
import { bisect } from '../../numerics/bisection.js';

/** A lever by its strength x. */
export interface Strength<T> {
  /** Where it does (next to) nothing, and the strongest that is tried. */
  readonly from: number;
  readonly to: number;
  /** Whether equal steps of strength are equal shares, equal factors, or whole numbers that grow by factors. */
  readonly scale: 'shares' | 'factors' | 'whole';
  /** The lever. */
  readonly at: (x: number) => T;
}

/** What came of a search. */
export interface Found<T> {
  readonly setting: T;
  /** Why the ratio is not reached; `null` where it is. */
  readonly short: string | null;
}

/** The time of the modality that comes second without levers over that of the leader: below 1 the order is turned around. */
export interface Ratio {
  /** `null` where neither comes. */
  readonly ratio: number | null;
  /** Whether steps are too large to follow the way. */
  readonly unstable: boolean;
}

/** Strengths at which is looked, as shares of the way to the strongest: the first change of sides is the weakest that does. */
const LOOKS = [0, 0.25, 0.5, 0.75, 1];
/** The strength is known to this share between looks. */
const PRECISION = 1e-3;
/** A ratio counts as reached so near to it: times are counted in steps, and some strengths are whole numbers. */
export const NEAR = 0.02;

/** Whether a ratio counts as reached. */
export const isNear = (ratio: number, target: number): boolean => Math.abs(Math.log(ratio / target)) <= NEAR;

/**
 * The weakest strength at which the ratio is `target`, by looking for a change of sides and halving. Nothing is assumed of how the
 * ratio depends on the strength.
 *
 * @param ratioOf - the ratio under a lever; as long as it is beyond `NEAR` of the target, a bound on the same side will do
 * @param plain - the ratio without the lever
 */
export function strengthFor<T>(
  { from, to, scale, at }: Strength<T>,
  ratioOf: (setting: T) => Ratio,
  plain: number,
  target: number,
): Found<T> {
  const strength = (s: number): number => {
    if (scale === 'shares') return from + s * (to - from);
    const x = from * (to / from) ** s;
    return scale === 'whole' ? Math.round(x) : x;
  };
  const seen = new Map<number, Ratio>();
  const look = (x: number): Ratio => {
    // Where a lever does nothing is known, and need not be a value that it may have.
    const found = seen.get(x) ?? (x === from && scale !== 'whole' ? { ratio: plain, unstable: false } : ratioOf(at(x)));
    seen.set(x, found);
    return found;
  };
  const isPast = (s: number): boolean => {
    const { ratio } = look(strength(s));
    return ratio !== null && ratio < target !== plain < target;
  };
  let before = 0;
  for (const next of LOOKS) {
    const { ratio, unstable } = look(strength(next));
    if (unstable)
      return { setting: at(strength(before)), short: 'stronger ones swing or diverge at this learning rate' };
    if (ratio === null) {
      return {
        setting: at(strength(before)),
        short: 'stronger ones bring neither to half of the plain solution in time',
      };
    }
    if (isPast(next)) {
      const s = next === 0 ? 0 : bisect(isPast, before, next, PRECISION);
      const apart = PRECISION * (next - before);
      const x = strength(s);
      const near = scale === 'whole' ? [x - 1, x, x + 1] : [x, strength(s - apart), strength(s + apart)];
      const off = (one: number) => Math.abs(Math.log((look(one).ratio ?? Infinity) / target));
      const best = near
        .filter((one) => (one - from) * (one - to) <= 0)
        .toSorted((one, other) => off(one) - off(other))[0];
      const reached = isNear(look(best).ratio ?? Infinity, target);
      return { setting: at(best), short: reached ? null : 'next to it the ratio jumps past what is wanted' };
    }
    before = next;
  }
  return { setting: at(to), short: 'stronger ones are not tried' };
}
