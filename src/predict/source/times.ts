import {
  firstTime,
  firstTimeAt2,
  firstTimeLate,
  firstTimeShallow,
  firstTimeShallowTwo,
} from '../../../formulas/learning-times.js';
import {
  firstTimeUnequal,
  logisticTime,
  secondTime,
  secondTimeAt2,
  secondTimeLate,
} from '../../../formulas/learning-times.js';
import { secondTimeShallow, secondTimeShallowAt2, secondTimeUnequal } from '../../../formulas/learning-times.js';
import { timeEarly, timeEarlyTwoLayer } from '../../../formulas/learning-times.js';
import { learnedFirst, learnedFirstAt2, learnedFirstUnequal } from '../../../formulas/modality-preference.js';
import { timeRatio, timeRatioAt2, timeRatioLate, timeRatioUnequal } from '../../../formulas/time-ratio.js';
import { norm } from '../../numerics/matrix.js';
import type { Correlations } from '../../problem/correlations.js';
import { InputError } from '../../problem/errors.js';
import type { Network } from '../../problem/network.js';
import type { ClosedFormStart } from '../modes/greedy.js';
import { sourceQuantities, swapped, type SourceQuantities } from './quantities.js';
import type { Loss } from './types.js';

/** What a catalogue entry says of itself: all that is kept of the formulas a number came from. */
interface Source {
  readonly id: string;
  readonly equation: string;
}

/** Closed-form times of a problem in which A is learned first, in steps. */
export interface OrientedTimes {
  readonly first: number;
  readonly second: number;
  readonly ratio: number;
  readonly sources: { readonly first: Source; readonly second: Source; readonly ratio: Source | null };
  readonly extra: readonly Source[];
}

/** Times of the source's formulas as they are printed, with its levels, for the user's A and B. */
export interface SourceTimes {
  /** In steps; `Infinity` means never. */
  readonly tA: number;
  readonly tB: number;
  /** Later over earlier. */
  readonly timeRatio: number;
  readonly equations: readonly string[];
  readonly formulas: readonly string[];
}

/**
 * What the source says (Eq 8, 9, 12, 27–33, 48–59): times at half of the norm of a plateau, and of a final weight, from a
 * balanced start; `s_B` enters as the norm it is printed as, whatever the direction.
 *
 * @throws InputError `unsupported` for networks of unequal depth that have no leading order.
 */
export function sourceTimes(
  correlations: Correlations,
  net: Network,
  start: ClosedFormStart,
  learningRate: number,
): SourceTimes {
  const u_0 = balancedScale(net, start);
  const [sA, sB] = [norm(correlations.sigmaYA), norm(correlations.sigmaYB)];
  const isA = isFirstA(net, sA, sB, u_0);
  const turned = isA ? net : { ...net, depthA: net.depthB, depthB: net.depthA };
  const measures = sourceQuantities(isA ? correlations : swapped(correlations));
  const times = closedForm(turned, { ...measures, reversed: false }, u_0, 1 / learningRate, 'mse');
  const { first, second, ratio } = times;
  return {
    tA: isA ? first : second,
    tB: isA ? second : first,
    timeRatio: ratio,
    equations: equationsOf(times),
    formulas: [...new Set([...namedBy(times), ...times.extra].map(({ id }) => id))],
  };
}

/** The formulas of both times and of the ratio, where it has one. */
export const namedBy = ({ sources: { first, second, ratio } }: OrientedTimes): Source[] => [
  first,
  second,
  ...(ratio ? [ratio] : []),
];

/** The equations of the source that times come from. */
export function equationsOf(times: OrientedTimes): string[] {
  return [...new Set([...namedBy(times), ...times.extra].flatMap(({ equation }) => equation.split(', ')))];
}

/** The norm of a balanced start that has the same growing mode. */
export function balancedScale({ depthA, depthB, depthShared }: Network, start: ClosedFormStart): number {
  if ('initScale' in start) return start.initScale;
  const layers = Math.max(depthA, depthB) + depthShared;
  return start.std * Math.sqrt(start.width / (layers === 2 ? 2 : 1));
}

/** Whether A is learned first (Eq 10a, 28; for unequal depths the condition under Eq 60). Of equals, A. */
export function isFirstA({ depthA, depthB }: Network, sA: number, sB: number, u_0: number): boolean {
  if (depthA === depthB) return !learnedFirst.evaluate({ s_A: sB, s_B: sA });
  if (depthA > depthB) return !isFirstA({ depthA: depthB, depthB: depthA, depthShared: 0 }, sB, sA, u_0);
  // From here on A is the shallower branch.
  if (depthA === 1) return true;
  if (depthA === 2) return learnedFirstAt2.evaluate({ s_A: sA, s_B: sB, L_B: depthB, u_0 });
  return learnedFirstUnequal.evaluate({ s_A: sA, s_B: sB, L_A: depthA, L_B: depthB, u_0 });
}

/**
 * The leading-order times of a network in which A is learned first. Where B's drive reverses at t_A its start is taken
 * along what it learns in the end, against what drives it at first: `s_B` and `k` enter with a minus sign.
 */
export function closedForm(net: Network, m: SourceQuantities, u_0: number, tau: number, loss: Loss): OrientedTimes {
  const times = net.depthA === net.depthB ? equalDepths(net, m, u_0, tau) : unequalDepths(net, m, u_0, tau);
  // Nothing is left for B: it is never learned (unless both are learned in one transition).
  const never = m.rB === 0 && net.depthA + net.depthB > 2;
  const mse = never ? { ...times, second: Infinity, ratio: Infinity } : times;
  if (loss === 'mse') return mse;
  const doubled = (t_mse: number) => logisticTime.evaluate({ t_mse });
  return { ...mse, first: doubled(mse.first), second: doubled(mse.second), extra: [...mse.extra, logisticTime] };
}

/** `s_B` with the sign of its drive relative to what B learns in the end. */
export const signedSB = (m: SourceQuantities): number => (m.reversed ? -m.sB : m.sB);

function equalDepths(net: Network, m: SourceQuantities, u_0: number, tau: number): OrientedTimes {
  const L_f = net.depthA;
  const L = L_f + net.depthShared;
  const s_A = m.sA;
  const s_B = signedSB(m);
  const [r_B, p_A, k] = [m.rB, m.pA, s_B / m.sA];
  if (L_f === 1) {
    const source = L === 2 ? timeEarlyTwoLayer : timeEarly;
    const t =
      L === 2
        ? timeEarlyTwoLayer.evaluate({ tau, s_A, s_B, u_0 })
        : timeEarly.evaluate({ tau, s_A, u_0, k: m.sB / m.sA, L });
    return { first: t, second: t, ratio: 1, sources: { first: source, second: source, ratio: null }, extra: [] };
  }
  if (L === 2) {
    const first = firstTimeLate.evaluate({ tau, s_A, u_0 });
    const second = secondTimeLate.evaluate({ t_A: first, tau, s_A, s_B, r_B, u_0 });
    const ratio = timeRatioLate.evaluate({ s_A, s_B, r_B });
    return {
      first,
      second,
      ratio,
      sources: { first: firstTimeLate, second: secondTimeLate, ratio: timeRatioLate },
      extra: [],
    };
  }
  if (L_f === 2) {
    const first = firstTimeAt2.evaluate({ tau, s_A, u_0, k, L });
    const second = secondTimeAt2.evaluate({ t_A: first, tau, s_A, s_B, r_B, p_A, L, u_0 });
    const ratio = timeRatioAt2.evaluate({ s_A, s_B, r_B, p_A, u_0, L });
    return {
      first,
      second,
      ratio,
      sources: { first: firstTimeAt2, second: secondTimeAt2, ratio: timeRatioAt2 },
      extra: [],
    };
  }
  const first = firstTime.evaluate({ tau, s_A, u_0, k, L, L_f });
  const second = secondTime.evaluate({ t_A: first, tau, s_A, s_B, p_A, r_B, u_0, L, L_f });
  const ratio = timeRatio.evaluate({ s_A, s_B, r_B, p_A, u_0, L, L_f });
  const extra = L_f === L ? [timeRatioLate] : [];
  return { first, second, ratio, sources: { first: firstTime, second: secondTime, ratio: timeRatio }, extra };
}

function unequalDepths(net: Network, m: SourceQuantities, u_0: number, tau: number): OrientedTimes {
  const { depthA: L_A, depthB: L_B, depthShared: L_c } = net;
  const s_A = m.sA;
  const s_B = signedSB(m);
  const [r_B, p_A] = [m.rB, m.pA];
  if (L_A + L_c === 1) {
    throw unsupported(
      'depthShared',
      L_c,
      'a branch of depth 1 with no post-fusion layer is linear regression: it has no small-weight phase and its learning time no leading order in u0; use a deeper branch or depthShared >= 1',
    );
  }
  if (L_A > 2 && L_B <= 2) {
    throw unsupported(
      'initScale',
      u_0,
      `as u0 -> 0 the branch of depth ${L_B} always escapes first; at this u0 the other one does, and the theory has no leading order for that; use a smaller u0`,
    );
  }
  if (L_A > 2) {
    const first = firstTimeUnequal.evaluate({ tau, s_A, s_B, u_0, L_A, L_B, L_c });
    const second = secondTimeUnequal.evaluate({ t_A: first, tau, s_A, s_B, p_A, r_B, u_0, L_A, L_B, L_c });
    const ratio = timeRatioUnequal.evaluate({ s_A, s_B, r_B, p_A, u_0, L_A, L_B, L_c });
    return {
      first,
      second,
      ratio,
      sources: { first: firstTimeUnequal, second: secondTimeUnequal, ratio: timeRatioUnequal },
      extra: [],
    };
  }
  const firstSource = L_A + L_c === 2 ? firstTimeShallowTwo : firstTimeShallow;
  const first =
    L_A + L_c === 2
      ? firstTimeShallowTwo.evaluate({ tau, s_A, u_0 })
      : firstTimeShallow.evaluate({ tau, s_A, u_0, L_A, L_c });
  // L_B > L_A here: either it is 2 beside a branch of depth 1, or it is above 2.
  const secondSource = L_B === 2 ? secondTimeShallowAt2 : secondTimeShallow;
  const q = L_A === 2 ? s_B / s_A : 0;
  const second =
    L_B === 2
      ? secondTimeShallowAt2.evaluate({ t_A: first, tau, p_A, r_B, u_0, L_c })
      : secondTimeShallow.evaluate({ t_A: first, tau, p_A, r_B, u_0, q, L_A, L_B, L_c });
  return {
    first,
    second,
    ratio: second / first,
    sources: { first: firstSource, second: secondSource, ratio: null },
    extra: [],
  };
}

const unsupported = (field: string, value: unknown, message: string) =>
  new InputError('unsupported', field, value, message);
