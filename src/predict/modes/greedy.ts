/**
 * The story in leading order: greedy selection with a clock. The network goes from plateau to plateau; on each the drive of a
 * branch is what the others leave of its correlation, `G_m = Σ_ym − Σ_n W_n Σ_nm`, the branch that escapes first under its
 * drives, one after the other, is learned next, and the weights move to the best fit of those learned. For one output that is
 * group forward selection with times. A modality is used when its contribution is at half of its final one, on the way
 * between two plateaus.
 */
import { pseudoInverse } from '../../numerics/pseudo-inverse.js';
import { matrix, norm, row, rowTimesMatrix } from '../../numerics/matrix.js';
import { branchDepths, fusionLayerOf, type Network } from '../../problem/network.js';
import { contributions, finalWeights, usesAt } from '../../problem/use.js';
import { offsets, sigmaBlock, type Problem } from '../../problem/problem.js';
import { escapeLaw, type BranchStart, type Drive, type EscapeLaw, type Phase } from '../closed/escape-laws.js';

/** How Gaussian weights start: u₀ of the deep protocol or the standard deviation of every weight, and hidden neurons. */
export type ClosedFormStart =
  { readonly initScale: number; readonly width: number } | { readonly std: number; readonly width: number };

/** When a modality is used, in steps; `null` where that never happens or no law says when. */
export interface GreedyTime {
  /** Position among the problem's modalities. */
  readonly modality: number;
  readonly time: number | null;
  /** Why there is no time; `null` where there is one. */
  readonly reason: 'nothing left' | 'no contribution' | null;
}

/** The timetable in closed form. */
export interface GreedyTimes {
  /** In the order of the problem's modalities. */
  readonly times: readonly GreedyTime[];
  /** Modalities in the order in which they are learned; those that never are not among them. */
  readonly order: readonly number[];
  /** Names of the catalogue's entries behind the times. */
  readonly formulas: readonly string[];
}

/** A drive below this share of its terms is a rounded zero: correlations are given or measured as doubles. */
const NOTHING = 1e-9;

/**
 * Times of late fusion, one output, any number of modalities, by the escape laws of their depth; `null` for several outputs,
 * other networks and depths without a law.
 */
export function greedyTimes(
  problem: Problem,
  network: Network,
  start: ClosedFormStart,
  learningRate: number,
): GreedyTimes | null {
  const depth = fusionLayerOf(network);
  if (problem.outputs.length !== 1 || depth === null || network.depthShared > 0) return null;
  const laws = branchDepths(network, problem.modalities.length).map((_, m) =>
    escapeLaw(depth, branchStart(start, problem.modalities[m].inputs), learningRate),
  );
  if (laws.some((law) => law === null)) return null;
  return select(problem, laws as EscapeLaw[]);
}

/** Norms of the layers of a branch at the start. */
export function branchStart(start: ClosedFormStart, inputs: number): BranchStart {
  const N = start.width;
  if ('std' in start) {
    const size = start.std * Math.sqrt(N);
    return { first: size, last: size, hidden: size, equal: true };
  }
  const u0 = start.initScale;
  return { first: u0 / Math.sqrt(inputs), last: u0, hidden: u0 / Math.sqrt(N), equal: false };
}

/** Where the recursion stands. */
interface State {
  /** Clocks of the learned have ended: the drives of the others are constant from here. */
  readonly now: number;
  readonly learned: readonly number[];
  /** Total weights on the plateau, of all modalities. */
  readonly weights: Float64Array;
  /** What each modality has come through. */
  readonly past: readonly (readonly Phase[])[];
}

/** A branch on its way out. */
interface Candidate {
  readonly modality: number;
  readonly drive: Drive;
  readonly escape: number;
  readonly next: Float64Array;
}

function select(problem: Problem, laws: readonly EscapeLaw[]): GreedyTimes {
  const M = problem.modalities.length;
  const levels = usesAt(problem).map(({ level }) => level);
  const times: GreedyTime[] = levels.map((level, modality) => ({
    modality,
    time: null,
    reason: level > 0 ? 'nothing left' : 'no contribution',
  }));
  let state: State = {
    now: 0,
    learned: [],
    weights: new Float64Array(problem.sigma.rows),
    past: Array.from({ length: M }, () => []),
  };
  let before = new Map<number, number>();
  while (state.learned.length < M) {
    const candidates = candidatesAt(problem, laws, state, before);
    if (candidates.length === 0) break;
    const winner = candidates.reduce((best, other) => (other.escape < best.escape ? other : best));
    const law = laws[winner.modality];
    for (const entry of times) {
      if (entry.time !== null || levels[entry.modality] === 0) continue;
      const share = shareAtHalf(problem, entry.modality, levels[entry.modality], state.weights, winner.next);
      if (share === null) continue;
      const time = winner.escape + law.crossing(winner.drive, linePlateau(problem, winner), share);
      times[entry.modality] = { ...entry, time, reason: null };
    }
    before = new Map(candidates.map(({ modality, escape }) => [modality, escape]));
    state = onwards(
      state,
      candidates,
      winner,
      laws,
      winner.escape + law.clockEnd(winner.drive, linePlateau(problem, winner)),
    );
  }
  const formulas = laws[0].formulas.map((name) => `turning-drive/${name}`);
  return { times, order: state.learned, formulas };
}

/** The branches that are not learned and have something left, and when each would escape. */
function candidatesAt(
  problem: Problem,
  laws: readonly EscapeLaw[],
  { now, learned, weights, past }: State,
  before: ReadonlyMap<number, number>,
): Candidate[] {
  const explained = rowTimesMatrix(weights, problem.sigma);
  const at = offsets(problem);
  return laws.flatMap((law, modality) => {
    if (learned.includes(modality)) return [];
    const correlation = problem.sigmaYX.data.subarray(at[modality], at[modality + 1]);
    const taken = explained.subarray(at[modality], at[modality + 1]);
    const left = correlation.map((value, i) => value - taken[i]);
    const size = norm(left);
    if (!(size > NOTHING * (norm(correlation) + norm(taken)))) return [];
    const drive = { direction: left.map((value) => value / size), size };
    const next = fit(problem, [...learned, modality]);
    const candidate = { modality, drive, next, escape: 0 };
    const remaining = law.escape(past[modality], drive, fitPlateau(problem, candidate));
    // It was out before the last plateau was reached: then by the drive it had.
    const escape = remaining > 0 ? now + remaining : (before.get(modality) ?? now);
    return [{ ...candidate, escape }];
  });
}

/** The state once the winner's clock has ended. */
function onwards(
  { now, learned, past }: State,
  candidates: readonly Candidate[],
  winner: Candidate,
  laws: readonly EscapeLaw[],
  clockEnd: number,
): State {
  const duration = Math.max(0, clockEnd - now);
  const grown = past.map((phases, m) => {
    const candidate = candidates.find(({ modality }) => modality === m);
    if (!candidate || candidate === winner) return phases;
    return [
      ...phases,
      { direction: candidate.drive.direction, angle: laws[m].angle(phases, candidate.drive, duration) },
    ];
  });
  return { now: now + duration, learned: [...learned, winner.modality], weights: winner.next, past: grown };
}

/** The minimum-norm solution of some modalities, zero for the others. */
function fit(problem: Problem, chosen: readonly number[]): Float64Array {
  if (chosen.length === problem.modalities.length) return finalWeights(problem).data;
  const at = offsets(problem);
  const indices = chosen.flatMap((m) => Array.from({ length: at[m + 1] - at[m] }, (_, i) => at[m] + i));
  const n = indices.length;
  const sigma = matrix(n, n);
  indices.forEach((p, i) => {
    indices.forEach((q, j) => (sigma.data[i * n + j] = problem.sigma.data[p * problem.sigma.cols + q]));
  });
  const x = pseudoInverse(sigma)(Float64Array.from(indices, (p) => problem.sigmaYX.data[p]));
  const weights = new Float64Array(problem.sigma.rows);
  indices.forEach((p, i) => (weights[p] = x[i]));
  return weights;
}

const contributionOf = (problem: Problem, weights: Float64Array, m: number): number =>
  contributions(problem, row(weights), m)[0];

/** `d Σ_m dᵀ` of a direction. */
function variance(problem: Problem, m: number, direction: Float64Array): number {
  const image = rowTimesMatrix(direction, sigmaBlock(problem, m, m));
  return image.reduce((sum, value, i) => sum + value * direction[i], 0);
}

/** What the fit makes of a branch, as a weight along its growth. */
const fitPlateau = (problem: Problem, { modality, drive, next }: Omit<Candidate, 'escape'>): number =>
  contributionOf(problem, next, modality) / Math.sqrt(variance(problem, modality, drive.direction));

/** Where the growth along its line would end. */
const linePlateau = (problem: Problem, { modality, drive }: Candidate): number =>
  drive.size / variance(problem, modality, drive.direction);

/**
 * The share of the way between two plateaus at which a contribution first reaches half of its final value; `null` where it
 * does not, 0 where it is there already.
 */
function shareAtHalf(problem: Problem, m: number, level: number, from: Float64Array, to: Float64Array): number | null {
  const at = (share: number) =>
    contributionOf(
      problem,
      from.map((value, i) => value + share * (to[i] - value)),
      m,
    );
  // Up to the rounding of a contribution that ends exactly at its half.
  if (!(at(1) > (level / 2) * (1 + NOTHING))) return null;
  let [low, high] = [0, 1];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (at(middle) < level / 2) low = middle;
    else high = middle;
  }
  return high;
}
