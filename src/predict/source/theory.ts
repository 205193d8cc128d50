/**
 * The theory of the source as it stands: two modalities, one output, a balanced start, times by weight norms. What its
 * figures and the claims about its equations are held against; what a user is told comes from `predict`.
 */
import { norm } from '../../numerics/matrix.js';
import { InputError, requireNumber } from '../../problem/errors.js';
import type { Correlations } from '../../problem/correlations.js';
import { network, type NetworkInput } from '../../problem/network.js';
import { closedForm } from '../closed/closed-form.js';
import { failingOf } from './failing.js';
import { plateausOf, type SourcePlateau } from './plateaus.js';
import { inUserOrder, oriented, type Oriented } from './orientation.js';
import { integrateReduced } from '../starts/reduced-ode.js';
import type { LearningTimes } from '../answer.js';
import { equationsOf, namedBy } from './times.js';
import type { Loss, Modality } from './types.js';

/** Relative tolerance of a step of the reduced system: times to about six digits. */
const ODE_TOLERANCE = 1e-7;

/** The question put to {@link sourceTheory}. */
export interface SourceQuestion {
  readonly network: NetworkInput;
  /** u₀ in `(0, 1)`. Default 0.01. */
  readonly initScale?: number;
  /** η > 0. Default 0.04. */
  readonly learningRate?: number;
  /** Default `'mse'`. */
  readonly loss?: Loss;
}

/** What the source says, in the user's order of modalities; times in steps. */
export interface SourceTheory {
  /** Learned first by Eq 10a, 28. */
  readonly first: Modality;
  /** `‖Σ_yA‖`, `‖Σ_yB‖`, and the smaller over the larger of those as the theory orders them. */
  readonly norms: { readonly A: number; readonly B: number; readonly k: number };
  readonly closedForm: LearningTimes & { readonly equations: readonly string[]; readonly formulas: readonly string[] };
  /** The reduced system (Eq 44 with Eq 5); `null` under logistic loss or where the work ran out. */
  readonly reducedOde: LearningTimes | null;
  /** Codes of the assumptions that fail on the problem. */
  readonly failing: readonly string[];
  /** `Σ_y Σ⁻¹` of the modality learned first less its final weight. */
  readonly misattribution: { readonly plateau: readonly number[]; readonly difference: readonly number[] };
  readonly plateaus: readonly SourcePlateau[];
}

/** The source's answer. @throws InputError for a question that its formulas do not cover. */
export function sourceTheory(c: Correlations, question: SourceQuestion): SourceTheory {
  const { initScale = 0.01, learningRate = 0.04, loss = 'mse' } = question;
  requireNumber('initScale', initScale, { above: 0, below: 1 });
  requireNumber('learningRate', learningRate, { above: 0 });
  const net = network(question.network);
  const problem = oriented(c, net, initScale);
  const { first, measures } = problem;
  requireSmallStart(problem, initScale);
  const times = closedForm(problem.network, measures, initScale, 1 / learningRate, loss);
  const ode = loss === 'mse' ? reducedTimes(problem, initScale, 1 / learningRate) : null;
  return {
    first,
    norms: { ...inUserOrder(first)(measures.sA, measures.sB), k: measures.sB / measures.sA },
    closedForm: {
      ...userTimes(first, times.first, times.second, times.ratio),
      equations: equationsOf(times),
      formulas: namedBy(times).map(({ id }) => id),
    },
    reducedOde: ode && userTimes(first, ode.first, ode.second, ode.timeRatio),
    failing: failingOf({ ...problem, initScale, learningRate, times, ode }),
    misattribution: {
      plateau: [...measures.plateauA],
      difference: [...measures.plateauA].map((value, i) => value - measures.finalA[i]),
    },
    plateaus: plateausOf(c, problem),
  };
}

function userTimes(first: Modality, ofFirst: number, ofSecond: number, timeRatio: number): LearningTimes {
  const { A: tA, B: tB } = inUserOrder(first)(ofFirst, ofSecond);
  return { tA, tB, timeRatio };
}

/** A start that has already learned half of either modality has no learning time. */
function requireSmallStart({ network: net, correlations, measures }: Oriented, u0: number): void {
  const shared = (Math.SQRT2 * u0) ** net.depthShared;
  const limits = [
    { name: correlations.names.A, start: shared * u0 ** net.depthA, level: measures.pA },
    {
      name: correlations.names.B,
      start: shared * u0 ** net.depthB,
      level: measures.rB > 0 ? norm(measures.finalB) : Infinity,
    },
  ];
  for (const { name, start, level } of limits) {
    if (start < level / 2) continue;
    throw new InputError(
      'init-scale',
      'initScale',
      u0,
      `${u0} is too large for the small-weight formulas: the initial total weight of ${name} (${start.toPrecision(3)}) is not below half of what it learns (${level.toPrecision(3)})`,
    );
  }
}

function reducedTimes(problem: Oriented, u0: number, tau: number) {
  const { tA, tB } = integrateReduced(problem, u0, { earlyPhaseOnly: false, tolerance: ODE_TOLERANCE });
  if (tA === null || tB === null) return null;
  const [first, second] = [tau * tA, tau * tB];
  return { first, second, timeRatio: Math.max(first, second) / Math.min(first, second) };
}
