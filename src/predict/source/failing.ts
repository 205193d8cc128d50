/** Which assumptions of the source's formulas fail on a problem, as codes of warnings. */
import { secondGrowth, secondNormAt2 } from '../../../formulas/learning-times.js';
import { spectralMeasure } from '../../numerics/lanczos.js';
import type { Correlations } from '../../problem/correlations.js';
import type { Network } from '../../problem/network.js';
import { signedSB, type OrientedTimes } from '../closed/closed-form.js';
import type { SourceQuantities } from './quantities.js';

/** A problem in which A is learned first. */
interface Case {
  readonly correlations: Correlations;
  readonly measures: SourceQuantities;
  readonly network: Network;
  readonly initScale: number;
  readonly learningRate: number;
  readonly times: OrientedTimes;
  /** The reduced system's, in steps. */
  readonly ode: { readonly timeRatio: number; readonly first: number } | null;
}

/** The code of an assumption that fails; `null` where it holds, or cannot be judged. */
type Judge = (problem: Case) => string | null;

/** A closed form further than this from the equation it is the limit of is not used at its own limit. */
const SMALL_U0 = 0.1;
/** B counts as small at t_A below this share of the size it is going to have. */
const SMALL_B = 0.3;
/** k above this is a tie: s_A and s_B of data are seldom known better. */
const TIE = 0.95;
/** Below this condition number a plateau that is not reached is the fault of a short phase, not of Σ_A. */
const ILL_CONDITIONED = 10;
/** Share of the plateau that may be missing at t_B. */
const MISSING = 0.05;

const smallInitialization: Judge = ({ times, ode }) => {
  if (!ode) return null;
  const off = Math.max(distance(times.first, ode.first), distance(times.ratio, ode.timeRatio));
  return off <= SMALL_U0 ? null : 'init-not-small';
};

const distance = (x: number, y: number): number =>
  x === y ? 0 : Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x / y - 1) : Infinity;

const firstIsA: Judge = ({ measures: { sA, sB } }) => (sB / sA <= TIE || sB > sA ? null : 'near-tie');

const secondStaysSmall: Judge = ({ measures, network: { depthB, depthA, depthShared }, initScale: u_0 }) => {
  if (depthA !== depthB || depthA === 1) return null;
  const k = Math.min(signedSB(measures) / measures.sA, 1);
  const grown = depthA === 2 ? secondNormAt2.evaluate({ k, u_0 }) : secondGrowth.evaluate({ k, L_f: depthA }) * u_0;
  return grown / measures.pA ** (1 / (depthA + depthShared)) < SMALL_B ? null : 'near-tie';
};

const notCollinear: Judge = ({ measures }) => (measures.rB > 0 ? null : 'never-learned');

/** The directions that carry some of the plateau, against the length of the unimodal phase. */
const plateauReached: Judge = ({ correlations, measures, network, learningRate, times }) => {
  const phase = times.second - times.first;
  if (!(phase > 0) || !Number.isFinite(phase)) return null;
  const L = network.depthA + network.depthShared;
  // On the plateau a direction that is not yet learned grows through the first layer: rate λ (C P_A)² = λ p^(2−2/L).
  const rate = (lambda: number) => learningRate * lambda * measures.pA ** (2 - 2 / L);
  const { values, shares } = spectralMeasure(correlations.sigmaA, measures.plateauA);
  const missing = Math.sqrt(
    values.reduce((sum, lambda, i) => sum + shares[i] * Math.exp(-2 * rate(Math.max(lambda, 0)) * phase), 0),
  );
  if (missing <= MISSING) return null;
  return values[values.length - 1] / values[0] < ILL_CONDITIONED ? 'near-tie' : 'ill-conditioned';
};

const gradientFlow: Judge = ({ correlations, measures, network, learningRate }) => {
  const L = network.depthA + network.depthShared;
  const { values } = spectralMeasure(correlations.sigmaA, correlations.sigmaYA);
  // Largest curvature of the loss on the plateau: all L layers move W along itself, each with p^(2−2/L).
  const sharpness = L * values[values.length - 1] * measures.pA ** (2 - 2 / L);
  return learningRate * sharpness <= 1 ? null : 'learning-rate-large';
};

const fullRank: Judge = ({ correlations: { samples, sigmaA, sigmaB }, measures: { singular } }) => {
  // Centring costs one dimension.
  if (samples !== null && samples - 1 < sigmaA.rows + sigmaB.rows) return 'fewer-samples-than-dimensions';
  return singular ? 'rank-deficient' : null;
};

/** What a network of either kind rests on. */
const ALWAYS: readonly Judge[] = [smallInitialization, gradientFlow, fullRank];
/** What a unimodal phase rests on besides. */
const UNIMODAL: readonly Judge[] = [firstIsA, secondStaysSmall, notCollinear, plateauReached];

/** What fails for a network; early fusion has no unimodal phase and fewer assumptions. */
export function failingOf(problem: Case): string[] {
  const { depthA, depthB } = problem.network;
  const early = depthA === 1 && depthB === 1;
  return [...ALWAYS, ...(early ? [] : UNIMODAL)].flatMap((judge) => judge(problem) ?? []);
}
