/**
 * The best closed form that there is for two modalities and one output, by output: half of the standard deviation of the final
 * contribution. Late fusion: the escape laws with the turn of the drive; fusion before the last layer: Eq 12 and 57 with the
 * sign of the turn; everything else is the source's.
 */
import { firstTime, firstTimeAt2 } from '../../../formulas/learning-times.js';
import { secondTimeSigned, secondTimeSignedAt2 } from '../../../formulas/turning-drive.js';
import { dot, norm, rowTimesMatrix, type Matrix } from '../../numerics/matrix.js';
import type { Correlations } from '../../problem/correlations.js';
import { fusionLayerOf, type Network } from '../../problem/network.js';
import { problemOf } from '../../problem/two-modalities.js';
import { usesAt } from '../../problem/use.js';
import { laterOverEarlier } from '../numbers.js';
import { fusedTimes } from './fused-laws.js';
import { greedyTimes, type ClosedFormStart, type GreedyTimes } from '../modes/greedy.js';
import { sourceQuantities, swapped } from '../source/quantities.js';
import { SLOW_PLATEAU_FORMULAS, slowPlateau } from './slow-plateau.js';
import { balancedScale, isFirstA, sourceTimes } from '../source/times.js';

export { closedForm, isFirstA, signedSB, sourceTimes, type OrientedTimes, type SourceTimes } from '../source/times.js';
export { greedyTimes, type ClosedFormStart, type GreedyTime, type GreedyTimes } from '../modes/greedy.js';

/** Closed-form times by output, for the user's A and B. */
export interface ClosedFormByOutput {
  /** In steps; `Infinity` means never. */
  readonly tA: number;
  readonly tB: number;
  /** Later over earlier. */
  readonly timeRatio: number;
  /** Equations of the source that hold as they are, or that the entries correct. */
  readonly equations: readonly string[];
  /** Names of the catalogue's entries. */
  readonly formulas: readonly string[];
}

/**
 * The best leading-order times of a network of two modalities and one output from Gaussian weights.
 *
 * @param c - the blocks of the problem, the user's A and B in any order
 * @param net - depths and fusion layer
 * @param start - u₀ of the deep protocol or the standard deviation of every weight, and hidden neurons
 * @param learningRate - η; times are in steps
 * @returns `null` where there is no closed form
 * @throws InputError `unsupported` for networks of unequal depth that have no leading order.
 */
export function closedFormTimes(
  c: Correlations,
  net: Network,
  start: ClosedFormStart,
  learningRate: number,
): ClosedFormByOutput | null {
  const depth = fusionLayerOf(net);
  if (depth !== null && net.depthShared === 0) {
    const late = greedyTimes(problemOf(c), net, start, learningRate);
    if (late) return ofLateFusion(depth === 2 ? throughSlowPlateaus(late, c, start, learningRate) : late);
  }
  if (depth !== null && depth > 1) return ofEarlierFusion(c, net, start, learningRate);
  const { tA, tB, timeRatio, equations, formulas } = sourceTimes(c, net, start, learningRate);
  return { tA, tB, timeRatio, equations, formulas };
}

function ofLateFusion({ times, formulas }: GreedyTimes): ClosedFormByOutput {
  const [tA, tB] = times.map(({ time }) => time ?? Infinity);
  return { ...inOrder(tA, tB), equations: ['8', '9', '27', '33', '54'], formulas };
}

/** Two layers: the angle law with quadratures where plateaus are reached slowly, unless a block is collinear. */
function throughSlowPlateaus(
  late: GreedyTimes,
  c: Correlations,
  start: ClosedFormStart,
  learningRate: number,
): GreedyTimes {
  const first = late.order.at(0);
  if (first === undefined) return late;
  const path = slowPlateau(first === 0 ? c : swapped(c), start, learningRate);
  if (path === null || path.isCollinear) return late;
  const [before, after] = [late.times[first].time, late.times[1 - first].time];
  const tB = after === null ? null : path.tB;
  // A that is used on the way to its final weight keeps its distance from the second transition.
  const together = tB !== null && before !== null && after !== null ? tB + before - after : before;
  const times = late.times.map((each) => ({ ...each, time: each.modality === first ? (path.tA ?? together) : tB }));
  return { ...late, times, formulas: [...SLOW_PLATEAU_FORMULAS] };
}

const inOrder = (tA: number, tB: number) => ({ tA, tB, timeRatio: laterOverEarlier([tA, tB]) });

/** Eq 48, 54, 56 with the cosine of the turn, and levels by output. */
function ofEarlierFusion(
  c: Correlations,
  net: Network,
  start: ClosedFormStart,
  learningRate: number,
): ClosedFormByOutput {
  const u_0 = balancedScale(net, start);
  const isA = isFirstA(net, norm(c.sigmaYA), norm(c.sigmaYB), u_0);
  const turned = isA ? c : swapped(c);
  const m = sourceQuantities(turned);
  const [L_f, L, tau] = [net.depthA, net.depthA + net.depthShared, 1 / learningRate];
  const [s_A, s_B, r_B] = [m.sA, m.sB, m.rB];
  const k = s_B / s_A;
  const p_A = Math.sqrt(m.gainA) / Math.sqrt(variance(turned.sigmaYA, turned.sigmaA));
  // Where A's growth along its line would end.
  const line = s_A / variance(turned.sigmaYA, turned.sigmaA);
  const cosine = r_B > 0 ? Math.max(-1, Math.min(1, dot(m.residualB, turned.sigmaYB) / (r_B * s_B))) : 1;
  const uses = usesAt(problemOf(turned));
  const random = fusedTimes(
    {
      ...{ tau, s_A, s_B, r_B, c: cosine, p_A, line, plateau: m.pA },
      l_B: r_B > 0 ? uses[1].level / Math.sqrt(variance(m.residualB, turned.sigmaB)) : NaN,
      inputs: turned.inputs ?? { A: turned.sigmaYA.length, B: turned.sigmaYB.length },
    },
    net,
    start,
  );
  const t_A =
    random?.first.time ??
    (L_f === 2 ? firstTimeAt2.evaluate({ tau, s_A, u_0, k, L }) : firstTime.evaluate({ tau, s_A, u_0, k, L, L_f }));
  const plain = () =>
    L_f === 2
      ? secondTimeSignedAt2.evaluate({ t_A, tau, s_A, s_B, c: cosine, r_B, p_A, L, u_0 })
      : secondTimeSigned.evaluate({ t_A, tau, s_A, s_B, c: cosine, p_A, r_B, u_0, L, L_f });
  const t_B = r_B === 0 ? Infinity : (random?.second.time ?? plain());
  // Half of the final contribution may lie above the plateau: then it is reached with the second transition.
  const used = uses[0].level / 2 < Math.sqrt(m.gainA) ? t_A : t_B;
  return {
    ...(isA ? inOrder(used, t_B) : inOrder(t_B, used)),
    equations: L_f === 2 ? ['56a', '56b', '57'] : ['12', '48', '54'],
    formulas: random
      ? [...random.first.formulas, ...random.second.formulas]
      : L_f === 2
        ? [firstTimeAt2.id, secondTimeSignedAt2.id]
        : [firstTime.id, secondTimeSigned.id],
  };
}

/** `n Σ nᵀ` of the unit vector along `d`. */
const variance = (d: Float64Array, sigma: Matrix): number => dot(rowTimesMatrix(d, sigma), d) / dot(d, d);
