/** A lever followed from the typical start. */
import { wayOf } from '../../flows/random/levered.js';
import type { OnPiece } from '../../flows/random/descent.js';
import { scaledSamples } from '../../levers/moments.js';
import type { Plan } from '../../levers/plan.js';
import { bisect } from '../../numerics/bisection.js';
import { matrix } from '../../numerics/matrix.js';
import { finalWeights, type Use } from '../../problem/use.js';
import { explainedBy } from '../facts.js';
import type { LeverUnseen } from './levers.js';
import type { Checked } from '../question.js';
import { leastIn, unseenLoss, type TestData } from '../starts/unseen.js';

const EXPLAINED = 0.95;
/** Its step is known to this share of a piece of the way. */
const PRECISION = 1e-4;
/** How far a lever is followed: so many times the plain steps, and multiplications. */
const LIMITS = { times: 8, work: 6e7 };
/** With unseen data: so many times the steps until both are used. */
const UNSEEN_TIMES = 3;

/** What was found on the way. */
export interface Way {
  /** When each modality is used; `null` is not within the run. */
  readonly times: readonly (number | null)[];
  /** When 95% of the explainable variance is explained. */
  readonly lossTime: number | null;
  readonly unseen: LeverUnseen | null;
  /** The step it came to. */
  readonly reached: number;
  /** The largest factor that a rule has put on a rate. */
  readonly fastest: number;
  /** Whether weights ran away. */
  readonly diverged: boolean;
}

/** How a lever is followed. */
export interface Following {
  /** The step at which the last modality is used without levers, by which the run is limited; `null` for no such limit. */
  readonly last: number | null;
  /** Unseen data, if the loss on them is wanted. */
  readonly testData?: TestData | undefined;
  /** Told the step and the times so far, says whether nothing more is wanted; unless told all that {@link Way} has is. */
  readonly isEnough?: (step: number, times: readonly (number | null)[]) => boolean;
}

/** The typical start under a lever: when modalities are used, and when nearly all is explained. */
export function follow(
  plan: Plan,
  checked: Checked,
  uses: readonly Use[],
  { last, testData, isEnough }: Following,
): Way {
  const { networks, width, scale: start, learningRate, measure } = checked;
  const way = wayOf({ plan, network: networks[0], width, start, learningRate, measure });
  const problem = plan.measured;
  const unseen = testData && unseenLoss(scaledSamples(testData, problem, plan.scale), problem);
  const watch = way.watch(uses);
  const explained = (weights: Float64Array) => explainedBy(problem, matrix(1, problem.sigma.cols, weights));
  const wanted = EXPLAINED * explained(finalWeights(problem).data);
  let lossTime: number | null = null;
  let come = false;
  let diverged = false;
  let best = { step: 0, loss: Infinity };
  let atBothUsed: number | null = null;
  const maxSteps = Math.ceil(Math.min(last === null ? Infinity : LIMITS.times * last, way.stepsFor(LIMITS.work)));
  const onPiece: OnPiece = (from, to, at) => {
    diverged = !way.total(at(to)).every(Number.isFinite);
    if (diverged) return true;
    const isExplained = (t: number) => explained(way.total(at(t))) >= wanted;
    if (lossTime === null && isExplained(to)) lossTime = bisect(isExplained, from, to, PRECISION);
    come = watch.onPiece(from, to, at);
    let farEnough = true;
    if (unseen !== undefined) {
      const loss = (t: number) => unseen.of(way.total(at(t)));
      const found = leastIn(loss, { from, to }, best.loss);
      if (found.loss < best.loss) best = found;
      const both = Math.max(...watch.times.map((time) => time ?? Infinity));
      if (both < Infinity) atBothUsed ??= loss(Math.min(Math.max(both, from), to));
      farEnough = to > UNSEEN_TIMES * both;
    }
    return (isEnough?.(to, watch.times) ?? (come && lossTime !== null && farEnough)) || to > maxSteps;
  };
  const { reached, fastest } = way.descend(way.start(null), { onPiece, maxSteps, maxWork: LIMITS.work });
  const times = watch.times.map((time) => (time === null || !Number.isFinite(time) ? null : time));
  const ofUnseen = unseen === undefined ? null : { bestLoss: best.loss, bestStep: best.step, atBothUsed };
  return { times, lossTime, unseen: ofUnseen, reached, fastest, diverged };
}
