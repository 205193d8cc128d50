/**
 * How a late-fusion branch of Gaussian weights escapes from zero when its drive turns from phase to phase: one law a depth.
 * While weights are small the branch is linear, `[W¹, q]˙ = [W¹, q] [[0, nᵀ], [n, 0]]` along a drive of direction n in a clock
 * of its own; everything that a later drive can use is a projection of what has grown. Two drives are the entries of
 * formulas/turning-drive.ts.
 */
import {
  clockEnd,
  crossing,
  crossingTime,
  crossingTwoLayer,
  EQUAL_VARIANCE_CONSTANTS,
  firstTimeEqualVariances,
  secondTimeFourLayer,
  secondTimeTwoLayer,
} from '../../../formulas/turning-drive.js';
import { dot } from '../../numerics/matrix.js';
import { integrate } from '../../numerics/quadrature.js';

/** What drives a branch: a direction of its inputs, a unit vector, and a size. */
export interface Drive {
  readonly direction: Float64Array;
  readonly size: number;
}

/** A phase that is over: its direction and how far the branch has come along it, in its own clock. */
export interface Phase {
  readonly direction: Float64Array;
  readonly angle: number;
}

/** The law of a branch; times in steps, counted from the last change of its drive. */
export interface EscapeLaw {
  /** Names of the entries that it evaluates. */
  readonly formulas: readonly string[];
  /** When it escapes: at half of `plateau` for two layers, to infinity for more. */
  escape(past: readonly Phase[], drive: Drive, plateau: number): number;
  /** How far it comes in a time. */
  angle(past: readonly Phase[], drive: Drive, duration: number): number;
  /** From the escape to a share of the plateau. */
  crossing(drive: Drive, plateau: number, share: number): number;
  /** From the escape to where its clock ends for the others. */
  clockEnd(drive: Drive, plateau: number): number;
}

/** How the layers of a branch start: norms of a column of the first, of the last, of the hidden ones seen along a vector. */
export interface BranchStart {
  /** `α`: `u₀/√D`, or `σ√N`. */
  readonly first: number;
  /** `β`: `u₀`, or `σ√N`. */
  readonly last: number;
  /** `u₀/√N`, or `σ√N`. */
  readonly hidden: number;
  /** Whether all are equal: one standard deviation for all weights. */
  readonly equal: boolean;
}

/** The law of a branch of `depth` layers; `null` where none is known. */
export function escapeLaw(depth: number, start: BranchStart, learningRate: number): EscapeLaw | null {
  const tau = 1 / learningRate;
  if (depth === 2) return twoLayers(start, tau);
  if (depth === 3) return threeLayers(start, tau);
  if (depth === 4 && !start.equal) return fourLayers(start, tau);
  return manyLayers(depth, start, tau);
}

/** `Π_j exp(x_j [[0, n_jᵀ], [n_j, 0]]) (a; b)`, the last phase first: squared lengths of its two parts. */
function grown(past: readonly Phase[], a: Float64Array, b: number): { first: number; last: number } {
  const first = a.slice();
  let last = b;
  for (const { direction, angle } of past.toReversed()) {
    const along = dot(direction, first);
    // By the two modes: nothing cancels where one is far below the other, as for opposite drives.
    const [up, down] = [((last + along) / 2) * Math.exp(angle), ((last - along) / 2) * Math.exp(-angle)];
    for (let i = 0; i < first.length; i++) first[i] = first[i] - along * direction[i] + (up - down) * direction[i];
    last = up + down;
  }
  return { first: dot(first, first), last: last ** 2 };
}

/** `t_B` of two layers: a step of length η multiplies a mode of drive s by 1 + ηs. */
function twoLayers({ first: alpha, last: beta }: BranchStart, tau: number): EscapeLaw {
  const rate = ({ size }: Drive) => tau * Math.log1p(size / tau);
  return {
    formulas: ['half-time-two-layer', 'size-two-layer', 'second-two-layer', 'crossing-two-layer'],
    escape(past, drive, plateau) {
      const { first, last } = grown(past, drive.direction, 1);
      const P = (alpha ** 2 * first + beta ** 2 * last) / 2;
      return secondTimeTwoLayer.evaluate({ T_A: 0, tau, r_B: rate(drive), l_B: plateau, P });
    },
    angle: (_, drive, duration) => (rate(drive) * duration) / tau,
    crossing: (drive, _, share) => crossingTwoLayer.evaluate({ T: 0, tau, s: rate(drive), f: share }),
    clockEnd: () => 0,
  };
}

/** What three and more layers share: saturation to first order in u₀. */
const saturating = (L: number, tau: number): Pick<EscapeLaw, 'crossing' | 'clockEnd'> => ({
  crossing: ({ size: s }, l, share) =>
    crossingTime.evaluate({ T: 0, tau, g: crossing.evaluate({ L, y: share ** (1 / L) }), s, l, L }),
  clockEnd: ({ size: s_A }, l_A) => clockEnd.evaluate({ T_A: 0, tau, s_A, l_A, L }),
});

/** The clock is `dθ = s w dt`, w the norm of the last layer, `w² = u₀² + |q|²`; equal variances run at a clock of c₃. */
function threeLayers({ first: v, last: u, equal }: BranchStart, tau: number): EscapeLaw {
  const pace = equal ? Math.PI / 2 / EQUAL_VARIANCE_CONSTANTS[3] : 1;
  const clock = (past: readonly Phase[], { direction }: Drive) => {
    const none = new Float64Array(direction.length);
    return (theta: number) => {
      const { first } = grown([...past, { direction, angle: theta }], none, 1);
      return 1 / Math.sqrt(u * u + v * v * first);
    };
  };
  return {
    formulas: equal
      ? ['first-equal-variances', 'ratio-three-layer']
      : ['first-three-layer', 'clock-three-layer', 'second-three-layer', 'clock-end', 'crossing-time'],
    // Beyond θ = 40 less than 10⁻¹⁶ is left.
    escape: (past, drive) => (tau / (pace * drive.size)) * integrate(clock(past, drive), 0, 40, 1e-10).value,
    angle(past, drive, duration) {
      const speed = clock(past, drive);
      const need = (pace * drive.size * duration) / tau;
      let [low, high] = [0, 40];
      for (let i = 0; i < 60; i++) {
        const middle = (low + high) / 2;
        if (integrate(speed, 0, middle, 1e-10).value < need) low = middle;
        else high = middle;
      }
      return (low + high) / 2;
    },
    ...saturating(3, tau),
  };
}

/** The outer layers hardly move: the two hidden ones are a two-layer problem of rate s v u₀. */
function fourLayers({ first: v, last: u, hidden }: BranchStart, tau: number): EscapeLaw {
  return {
    formulas: ['first-four-layer', 'size-four-layer', 'second-four-layer', 'clock-end', 'crossing-time'],
    escape(past, drive) {
      const { first, last } = grown(past, drive.direction, 1);
      const P = (hidden ** 2 / 4) * (first + last);
      return secondTimeFourLayer.evaluate({ T: 0, tau, r_B: drive.size, v, u_0: u, P });
    },
    angle: (_, drive, duration) => (drive.size * v * u * duration) / tau,
    ...saturating(4, tau),
  };
}

/** No closed angle law is known: what has grown counts by its projection on the present drive (`ratio-signed`). */
function manyLayers(L: number, start: BranchStart, tau: number): EscapeLaw | null {
  // Layers of one norm: the outer ones stand still, the L − 2 hidden ones have one variance.
  const inner = start.equal ? L : L - 2;
  const c_L = EQUAL_VARIANCE_CONSTANTS[inner] as number | undefined;
  if (c_L === undefined) return null;
  const outer = start.equal ? 1 : start.first * start.last;
  const need = firstTimeEqualVariances.evaluate({ tau: 1 / outer, c_L, s_A: 1, sigma: start.hidden, N: 1, L: inner });
  return {
    formulas: ['first-equal-variances', 'ratio-signed', 'clock-end', 'crossing-time'],
    escape: (past, { direction, size }) =>
      (tau / size) * (need - past.reduce((sum, phase) => sum + phase.angle * dot(phase.direction, direction), 0)),
    angle: (_, drive, duration) => (drive.size * duration) / tau,
    ...saturating(L, tau),
  };
}
