/**
 * Times of three and four layers that are fused between, from Gaussian weights with layers of one norm: the first by the escape of A
 * with B in the layers they share, the second by what of B's growth lies along its drive after the turn.
 */
import { halfTime } from '../../../formulas/random-weights.js';
import { escape32, escape42, escape43 } from '../../../formulas/random-weights-escape.js';
import { crossing, crossingTime, sizeFourLayer, sizeTwoLayer } from '../../../formulas/turning-drive.js';
import { clockEndFused, growthFused, secondTimeFused } from '../../../formulas/turning-fused.js';
import { clockEndFused43, growthFused43, secondTimeFused43 } from '../../../formulas/turning-fused-late.js';
import { fusionLayerOf, type Network } from '../../problem/network.js';

/** A problem as these laws see it, A learned first. */
export interface FusedProblem {
  readonly tau: number;
  readonly s_A: number;
  readonly s_B: number;
  readonly r_B: number;
  /** Cosine of the turn of B's drive. */
  readonly c: number;
  /** Plateau of A as a weight along its growth, and where that growth would end along its line. */
  readonly p_A: number;
  readonly line: number;
  /** Norm of A's plateau. */
  readonly plateau: number;
  /** Final contribution of B, as a weight along its growth. */
  readonly l_B: number;
  readonly inputs: { readonly A: number; readonly B: number };
}

/** A time in steps, and the entries that it evaluates. */
export interface LawTime {
  readonly time: number;
  readonly formulas: readonly string[];
}

/** The start of a law: `u₀/√D` for first layers seen along a direction, `g = u₀/√(2N)` for hidden ones. */
interface Lengths {
  readonly L: number;
  readonly L_f: number;
  readonly u_0: number;
  readonly N: number;
  readonly v_A: number;
  readonly v_B: number;
  readonly g: number;
}

/** The times of both modalities; `null` for other networks and starts. */
export function fusedTimes(
  problem: FusedProblem,
  net: Network,
  start: { readonly width: number; readonly initScale?: number },
): { first: LawTime; second: LawTime } | null {
  const lengths = lengthsOf(problem, net, start);
  if (lengths === null) return null;
  const { tau, s_A, p_A } = problem;
  const { id, T_A } = escapeOf(problem, lengths);
  const time = halfTime.evaluate({ T_A, tau, s_A, p_A, L: lengths.L });
  const second = lengths.L_f === 2 ? secondAt2(problem, lengths, T_A) : secondAt3(problem, lengths, T_A);
  return { first: { time, formulas: [id, halfTime.id] }, second };
}

function lengthsOf(
  { inputs }: FusedProblem,
  net: Network,
  { width: N, initScale: u_0 }: { readonly width: number; readonly initScale?: number },
): Lengths | null {
  const L_f = fusionLayerOf(net);
  const L = net.depthA + net.depthShared;
  if (u_0 === undefined || L_f === null || L > 4 || L_f < 2 || L_f === L) return null;
  const [v_A, v_B, g] = [u_0 / Math.sqrt(inputs.A), u_0 / Math.sqrt(inputs.B), u_0 / Math.sqrt(2 * N)];
  return g < Math.min(v_A, v_B) ? { L, L_f, u_0, N, v_A, v_B, g } : null;
}

/** The escape of A, to infinity. */
function escapeOf({ tau, s_A, s_B }: FusedProblem, { L, L_f, u_0, v_A, v_B, g }: Lengths): { id: string; T_A: number } {
  const k = s_B / s_A;
  const w = Math.SQRT2 * u_0;
  const U = Math.sqrt(w ** 2 - 2 * g ** 2);
  if (L === 3) return { id: escape32.id, T_A: escape32.evaluate({ tau, s_A, k, v_A, v_B, w }) };
  if (L_f === 2) return { id: escape42.id, T_A: escape42.evaluate({ tau, s_A, k, v_A, v_B, U, g_A: g, g_B: g }) };
  const [V_A, V_B] = [beyond(v_A, g), beyond(v_B, g)];
  return { id: escape43.id, T_A: escape43.evaluate({ tau, s_A, k, V_A, V_B, U, g }) };
}

const beyond = (v: number, g: number): number => Math.sqrt((v - g) * (v + g));

/** The two layers of B before the fusion are a two-layer problem. */
function secondAt2({ tau, s_A, s_B, r_B, c, line, plateau, l_B }: FusedProblem, { L, v_A, v_B }: Lengths, T_A: number) {
  const x = growthFused.evaluate({ s_B, s_A, p_A: line, L, v_A });
  const P = sizeTwoLayer.evaluate({ alpha: v_B, beta: 0, c, x });
  const T = clockEndFused.evaluate({ T_A, tau, s_A, p_A: line, L });
  const time = secondTimeFused.evaluate({ T, tau, r_B, p_A: plateau, L, l_B, P });
  return { time, formulas: [secondTimeFused.id, sizeTwoLayer.id, growthFused.id, clockEndFused.id] };
}

/** Those of four layers before the fusion at the third are three, of which the first stands still until B escapes. */
function secondAt3(
  { tau, s_A, s_B, r_B, c, line, plateau, l_B }: FusedProblem,
  { u_0, N, v_A, v_B, g }: Lengths,
  T_A: number,
): LawTime {
  const [V_A, V_B] = [beyond(v_A, g), beyond(v_B, g)];
  const x = growthFused43.evaluate({ s_B, s_A, V_A, V_B, g, p_A: line });
  const P = sizeFourLayer.evaluate({ u_0, N, c, x });
  const T = clockEndFused43.evaluate({ T_A, tau, s_A, p_A: line });
  const escape = secondTimeFused43.evaluate({ T, tau, r_B, p_A: plateau, V_B, g, P });
  // The three layers of B, the shared one held at that of A's plateau.
  const pace = plateau ** (1 / 4);
  const half = crossing.evaluate({ L: 3, y: 0.5 ** (1 / 3) });
  const time = crossingTime.evaluate({ T: escape, tau, g: half, s: r_B * pace, l: l_B / pace, L: 3 });
  return {
    time,
    formulas: [
      secondTimeFused43.id,
      sizeFourLayer.id,
      growthFused43.id,
      clockEndFused43.id,
      crossing.id,
      crossingTime.id,
    ],
  };
}
