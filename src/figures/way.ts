/** The way of the typical start of random weights on any problem, under levers as well, as sizes that can be drawn. */
import { lossOf, typicalTrajectory } from '../flows/random/index.js';
import { wayOf } from '../flows/random/levered.js';
import type { Levers } from '../levers/levers.js';
import { planOf } from '../levers/plan.js';
import { norm } from '../numerics/matrix.js';
import { network as networkOf, type NetworkInput } from '../problem/network.js';
import { offsets, type Problem } from '../problem/problem.js';
import type { GaussianStart } from '../problem/start.js';

/** What is followed, and how far. */
export interface WayInput {
  readonly problem: Problem;
  readonly network: NetworkInput;
  readonly width: number;
  readonly start: GaussianStart;
  readonly learningRate: number;
  /** `null` for plain descent. */
  readonly levers: Levers | null;
  /** How many steps to follow it. */
  readonly end: number;
}

/** A way of training; arrays of equal length, times in steps. */
export interface DrawnWay {
  readonly t: readonly number[];
  /** `½⟨‖y − ŷ‖²⟩`, or where `⟨‖y‖²⟩` is not known its difference from half of that. */
  readonly loss: readonly number[];
  /** For each modality the norm of its total weights; itself where it is a number. */
  readonly totals: readonly (readonly number[])[];
}

interface Point {
  readonly step: number;
  readonly weights: Float64Array;
  readonly loss: number | null;
}

/** Points of a curve under levers: about as many as a picture has pixels. */
const POINTS = 600;
/** Multiplications for it. */
const WORK = 2e8;

/** Follows the typical start. @throws InputError as `planOf` does */
export function wayOfTypicalStart(input: WayInput): DrawnWay {
  const { problem, network, width, start, learningRate, levers, end } = input;
  if (levers !== null) return underLevers(input, levers);
  const question = { network: networkOf(network), width, start, learningRate, measure: 'output' } as const;
  const { points } = typicalTrajectory({ problem: withLoss(problem), ...question, until: end });
  return drawn(problem, points);
}

function underLevers({ problem, network, width, start, learningRate, end }: WayInput, levers: Levers): DrawnWay {
  const plan = planOf(problem, levers, learningRate);
  const way = wayOf({ plan, network: networkOf(network), width, start, learningRate, measure: 'output' });
  const known = withLoss(plan.measured);
  const points: Point[] = [];
  const apart = end / POINTS;
  const onPiece = (from: number, to: number, at: (step: number) => Float64Array) => {
    const add = (step: number) => {
      const weights = way.total(at(step)).slice();
      points.push({ step, weights, loss: lossOf(known, weights) });
    };
    if (points.length === 0) add(from);
    const pieces = Math.min(POINTS, Math.floor((to - from) / apart));
    for (let i = 1; i < pieces; i++) add(from + ((to - from) * i) / pieces);
    if (to - points[points.length - 1].step >= apart) add(to);
    return to >= end;
  };
  way.descend(way.start(null), { onPiece, maxSteps: Math.ceil(end), maxWork: WORK });
  return drawn(plan.measured, points);
}

const withLoss = (problem: Problem): Problem => ({ ...problem, ySquared: problem.ySquared ?? 0 });

function drawn(problem: Problem, points: readonly Point[]): DrawnWay {
  const sizes = points.map(({ weights }) => sizesOf(problem, weights));
  return {
    t: points.map(({ step }) => step),
    loss: points.map(({ loss }) => loss ?? NaN),
    totals: problem.modalities.map((_, m) => sizes.map((size) => size[m])),
  };
}

/** Of `C × D` total weights, row-major, the size of each modality's. */
function sizesOf(problem: Problem, weights: Float64Array): number[] {
  const at = offsets(problem);
  const [C, D] = [problem.outputs.length, problem.sigma.cols];
  return problem.modalities.map((_, m) => {
    const parts = Array.from({ length: C }, (_row, c) => weights.subarray(c * D + at[m], c * D + at[m + 1]));
    return C === 1 && parts[0].length === 1 ? parts[0][0] : Math.hypot(...parts.map(norm));
  });
}
