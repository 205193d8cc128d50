/** Inverse questions: which scalar problem, start or fusion layer has a given time ratio. */
import { bisect } from '../../numerics/bisection.js';
import { InputError, requireFields, requireNumber, show } from '../../problem/errors.js';
import { toyCorrelations } from '../../problem/from-numbers.js';
import { network } from '../../problem/network.js';
import { closedForm } from '../closed/closed-form.js';
import { oriented } from './orientation.js';
import { networksOf } from '../question.js';

/** What is asked for: ρ, u₀, the ratio σ_A/σ_B of standard deviations, or the fusion layer. */
export type Unknown = 'rho' | 'init' | 'ratio' | 'fusion';

/** Two scalar modalities with `y = x_A + x_B` in a network; what is asked for may be left out. */
export interface SolveInput {
  /** What is asked for. */
  readonly for: Unknown;
  /** The time ratio wanted, later over earlier, at least 1. */
  readonly timeRatio: number;
  /** Total depth L. Default 2. */
  readonly depth?: number;
  /** Fusion layer L_f. Default: late fusion. */
  readonly fusionLayer?: number;
  /** σ_A/σ_B. Default 2. */
  readonly ratio?: number;
  /** ρ. Default 0. */
  readonly rho?: number;
  /** Initial norm u₀ of a pre-fusion layer. Default 0.01. */
  readonly init?: number;
}

/** The answers, and what can be reached at all. */
export interface Solutions {
  /** What was asked for. */
  readonly for: Unknown;
  /** Every value found, ascending; empty if there is none. */
  readonly solutions: readonly number[];
  /** Where it was looked for. */
  readonly searched: readonly [number, number];
  /** Smallest and largest time ratio met there. */
  readonly reached: readonly [number, number];
}

const FIELDS: readonly (keyof SolveInput)[] = ['for', 'timeRatio', 'depth', 'fusionLayer', 'ratio', 'rho', 'init'];

type Known = Required<Omit<SolveInput, 'for' | 'timeRatio'>>;

/** The unknowns that vary continuously, where they are looked for, and whether evenly in the logarithm. */
const RANGES = {
  rho: { from: -0.999, to: 0.999, logarithmic: false },
  init: { from: 1e-8, to: 0.99, logarithmic: true },
  ratio: { from: 0.01, to: 100, logarithmic: true },
} as const;

/** Grid on which sign changes are looked for; even, so that ρ = 0 and σ_A = σ_B are among its points. */
const GRID = 400;
/** Relative distance at which a time ratio counts as the one wanted. */
const TOLERANCE = 1e-10;

/**
 * Values of one unknown for which the closed form has the wanted time ratio (Eq 9, 12, 57), by bracketing.
 *
 * @formula time-ratio/scalar, time-ratio/above-2, time-ratio/at-2
 * @throws InputError `number` or `network` for values out of range; `zero-correlation` where a modality says nothing of the target; `unsupported` if the time ratio does not depend on
 * the unknown (late fusion does not depend on u₀)
 *
 * @example
 * ```ts
 * import { solveFor } from 'unimodal-bias';
 * const { solutions } = solveFor({ for: 'ratio', timeRatio: 9 });
 * solutions.map((ratio) => Number(ratio.toFixed(9))); // => [0.333333333, 3]
 * solveFor({ for: 'rho', timeRatio: 2 }).solutions; // => []
 * ```
 */
export function solveFor(input: SolveInput): Solutions {
  requireFields('input', input, FIELDS);
  const wanted = requireNumber('timeRatio', input.timeRatio, { atLeast: 1 });
  const depth = input.depth ?? 2;
  const known = { depth, fusionLayer: depth, ratio: 2, rho: 0, init: 0.01, ...input };
  requireNumber('ratio', known.ratio, { above: 0 });
  requireNumber('init', known.init, { above: 0, below: 1 });
  if (input.for === 'fusion') return fusionLayers(known, wanted);
  if (!Object.hasOwn(RANGES, input.for)) {
    throw new InputError('usage', 'for', input.for, `must be rho, init, ratio or fusion, but is ${show(input.for)}`);
  }
  return continuous(input.for, known, wanted);
}

/** Time ratio of the closed form; NaN where a modality says nothing about the target. */
function timeRatioOf({ depth, fusionLayer, ratio, rho, init }: Known): number {
  const net = network({ depth, fusionLayer });
  if (1 + rho * ratio === 0 || ratio + rho === 0) return NaN;
  const { measures } = oriented(toyCorrelations({ stdA: ratio, stdB: 1, rho }), net, init);
  return closedForm(net, measures, init, 1, 'mse').ratio;
}

function fusionLayers(known: Known, wanted: number): Solutions {
  const layers = networksOf({ depth: known.depth, fusionLayer: 'all' }).map(({ depthA }) => depthA);
  const ratios = layers.map((fusionLayer) => timeRatioOf({ ...known, fusionLayer }));
  return {
    for: 'fusion',
    solutions: layers.filter((_, i) => isNear(ratios[i], wanted)),
    searched: [1, known.depth],
    reached: rangeOf(ratios),
  };
}

function continuous(unknown: keyof typeof RANGES, known: Known, wanted: number): Solutions {
  const { from, to, logarithmic } = RANGES[unknown];
  const valueAt = (share: number) => (logarithmic ? from * (to / from) ** share : from + (to - from) * share);
  const ratioAt = (share: number) => timeRatioOf({ ...known, [unknown]: valueAt(share) });
  const shares = Array.from({ length: GRID + 1 }, (_, i) => i / GRID);
  const ratios = shares.map(ratioAt);
  const reached = rangeOf(ratios);
  if (isNear(reached[0], reached[1])) {
    throw new InputError('unsupported', 'for', unknown, `the time ratio, ${reached[0]}, does not depend on it`);
  }
  const hits = shares.filter((_, i) => isNear(ratios[i], wanted));
  const roots = shares.slice(1).flatMap((share, i) => {
    if ((ratios[i] - wanted) * (ratios[i + 1] - wanted) >= 0 || hits.includes(share) || hits.includes(shares[i]))
      return [];
    const before = Math.sign(ratios[i] - wanted);
    const root = bisect((s) => Math.sign(ratioAt(s) - wanted) !== before, shares[i], share);
    // A jump across the wanted value is no solution.
    return isNear(ratioAt(root), wanted) ? [root] : [];
  });
  const solutions = [...hits, ...roots].sort((p, q) => p - q).map(valueAt);
  return { for: unknown, solutions, searched: [from, to], reached };
}

function rangeOf(ratios: readonly number[]): [number, number] {
  const values = ratios.filter((ratio) => !Number.isNaN(ratio));
  if (values.length === 0) {
    const message = 'with this ratio a modality is uncorrelated with the target, and no network learns from it alone';
    throw new InputError('zero-correlation', 'rho', undefined, message);
  }
  return [Math.min(...values), Math.max(...values)];
}

const isNear = (ratio: number, wanted: number): boolean => Math.abs(ratio - wanted) <= TOLERANCE * wanted;
