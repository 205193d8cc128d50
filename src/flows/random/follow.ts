/** One start, followed piece by piece. */
import type { Problem } from '../../problem/problem.js';
import type { Use } from '../../problem/use.js';
import { descendAlongCurve, descendBySteps, plainUpdate, type OnPiece } from './descent.js';
import { gradientOf } from './gradient.js';
import { MAX_WORK, normals, startsOf, TOLERANCE, usesOf, type RandomStartInput } from './starts.js';
import { sizesOf, watchFor } from './use-times.js';

/** A piece of the way of one start, steps `from` to `to`. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** The total weights `W` (`C × D`, row-major) in between; a buffer that the next call fills again. */
  readonly weightsAt: (step: number) => Float64Array;
  /** The step of each use, in their order; `Infinity` for never, `null` for not yet. */
  readonly times: readonly (number | null)[];
}

/** Which start {@link followStart} follows, and who is told. */
export interface Follow {
  /** Starts 0, 1, …: pairs of opposite sign; `null` is the typical start. */
  readonly draw: number | null;
  /** Return true to stop. */
  readonly onPiece: (piece: Piece) => boolean;
}

/**
 * Follows one start piece by piece until it is stopped, or the work allowed runs out; answers with the work it took. Steps that swing
 * are followed one by one: no curve goes through them.
 */
export function followStart(input: RandomStartInput, { draw, onPiece }: Follow): number {
  const { problem, measure, learningRate, swings, maxWork = MAX_WORK } = input;
  const uses = input.uses ?? usesOf(problem, measure);
  const net = startsOf(input)(draw === null ? null : normals(draw >> 1, draw % 2 === 0 ? 1 : -1));
  const gradient = gradientOf(net, problem);
  const watch = watchFor(problem, uses, sizesOf(problem, measure), gradient);
  const told: OnPiece = (from, to, at) => {
    watch.onPiece(from, to, at);
    return onPiece({ from, to, weightsAt: (step) => gradient.total(at(step)), times: watch.times });
  };
  const { work } = swings
    ? descendBySteps(net, gradient, {
        update: plainUpdate(learningRate),
        maxSteps: Math.floor(maxWork / gradient.work),
        onPiece: told,
      })
    : descendAlongCurve(net, gradient, { learningRate, tolerance: TOLERANCE, maxWork, onPiece: told });
  return work;
}

/** The way of one start. */
export interface Trajectory {
  readonly points: readonly { readonly step: number; readonly weights: Float64Array; readonly loss: number | null }[];
  /** The step of each use; `null` where it has not come, or never does. */
  readonly events: readonly (Use & { readonly step: number | null })[];
}

/**
 * The total weights `W` (`C × D`, row-major) and the training loss `½⟨‖y − ŷ‖²⟩` on the way of the typical start, or of a
 * drawn one: at step 0, as densely as they change, and at step `until` (given), or where all has come into use.
 */
export function typicalTrajectory(
  input: RandomStartInput & { readonly until?: number; readonly draw?: number },
): Trajectory {
  const { problem, measure, until = Infinity, draw = null } = input;
  const uses = input.uses ?? usesOf(problem, measure);
  const points: Trajectory['points'][number][] = [];
  let times: readonly (number | null)[] = [];
  const onPiece = ({ from, to, weightsAt, times: now }: Piece) => {
    const add = (step: number) => {
      const weights = weightsAt(step).slice();
      points.push({ step, weights, loss: lossOf(problem, weights) });
    };
    if (points.length === 0) add(from);
    for (const share of [0.25, 0.5, 0.75, 1]) {
      const t = from + share * (to - from);
      if (t < until) add(t);
    }
    if (to >= until) add(until);
    times = now;
    return to >= until || (!Number.isFinite(until) && now.every((time) => time !== null));
  };
  followStart({ ...input, uses }, { draw, onPiece });
  const events = uses.map((use, u) => {
    const step = times[u];
    return { ...use, step: step !== null && step <= until ? step : null };
  });
  return { points, events };
}

/** `½⟨‖y − ŷ‖²⟩ = ½ (⟨‖y‖²⟩ − 2 tr Σ_yx Wᵀ + tr W Σ Wᵀ)`; `null` where `⟨‖y‖²⟩` is not known. */
export function lossOf({ sigma, sigmaYX, ySquared }: Problem, weights: Float64Array): number | null {
  if (ySquared === null) return null;
  const [C, D] = [sigmaYX.rows, sigmaYX.cols];
  let sum = ySquared;
  for (let c = 0; c < C; c++) {
    for (let i = 0; i < D; i++) {
      let drive = -2 * sigmaYX.data[c * D + i];
      for (let j = 0; j < D; j++) drive += weights[c * D + j] * sigma.data[i * D + j];
      sum += weights[c * D + i] * drive;
    }
  }
  return sum / 2;
}
