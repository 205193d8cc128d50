/** Every assumption behind a prediction, held against the user's problem; the ones that fail become warnings. */
import * as vocabulary from '../../formulas/vocabulary.js';
import type { Assumption } from '../../formulas/formula.js';
import { secondGrowth, secondNormAt2 } from '../../formulas/learning-times.js';
import { spectralMeasure } from '../numerics/lanczos.js';
import type { Correlations } from '../problem/correlations.js';
import type { Network } from '../problem/network.js';
import { signedSB, type OrientedTimes } from './closed/closed-form.js';
import type { SourceQuantities } from './source/quantities.js';
import type { CheckedAssumption, SourceTraining } from './source/types.js';

/** What the checks look at: a problem in which A is learned first, under the user's names. */
export interface Case {
  readonly correlations: Correlations;
  readonly measures: SourceQuantities;
  readonly network: Network;
  readonly training: SourceTraining;
  readonly times: OrientedTimes;
  /** First and second time of the reduced system, in steps. */
  readonly ode: { readonly timeRatio: number; readonly first: number; readonly second: number } | null;
}

/** An assumption, whether it holds, and the warning it becomes where it does not. */
export interface Check extends CheckedAssumption {
  readonly warning: { readonly code: string; readonly message: string } | null;
}

type Judge = (problem: Case) => { holds: boolean | null; detail: string; code?: string; message?: string };

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

const percent = (x: number) => `${(100 * x).toPrecision(2)}%`;
const number = (x: number) => x.toPrecision(3);

const smallInitialization: Judge = ({ times, ode, training }) => {
  if (!ode) return { holds: null, detail: 'no reduced system to compare with' };
  const off = Math.max(distance(times.first, ode.first), distance(times.ratio, ode.timeRatio));
  const holds = off <= SMALL_U0;
  const detail = `closed form and reduced system differ by ${percent(off)}`;
  if (holds) return { holds, detail };
  return {
    holds,
    detail,
    code: 'init-not-small',
    message: `the closed forms are leading order in u0 = ${training.initScale} and differ from the reduced system they are the limit of: first time ${number(times.first)} against ${number(ode.first)} steps, ratio ${number(times.ratio)} against ${number(ode.timeRatio)}; believe the reduced system, or use a smaller u0`,
  };
};

const distance = (x: number, y: number): number =>
  x === y ? 0 : Number.isFinite(x) && Number.isFinite(y) ? Math.abs(x / y - 1) : Infinity;

const balancedAlignedStart: Judge = () => ({
  holds: null,
  detail:
    'depends on your initialization: random matrices of the same norms start slower, and fuse with a smaller ratio',
});

const firstIsA: Judge = ({ measures: { sA, sB }, correlations: { names } }) => {
  const k = sB / sA;
  const holds = k <= TIE;
  const detail = `k = ${number(k)}`;
  if (holds || k > 1) return { holds: true, detail };
  return {
    holds,
    detail,
    code: 'near-tie',
    message: `‖Σ_y${names.A}‖ = ${number(sA)} and ‖Σ_y${names.B}‖ = ${number(sB)} are nearly equal (k = ${number(k)}): which modality is learned first, and every time here, depends on the random start`,
  };
};

const secondStaysSmall: Judge = ({
  measures,
  network: { depthB, depthA, depthShared },
  training: { initScale: u_0 },
  correlations,
}) => {
  const k = Math.min(signedSB(measures) / measures.sA, 1);
  if (depthA !== depthB || depthA === 1) return { holds: null, detail: 'not estimated for this architecture' };
  const grown = depthA === 2 ? secondNormAt2.evaluate({ k, u_0 }) : secondGrowth.evaluate({ k, L_f: depthA }) * u_0;
  const share = grown / measures.pA ** (1 / (depthA + depthShared));
  const holds = share < SMALL_B;
  const detail = `a layer of B is at ${percent(share)} of one of A when A is learned`;
  if (holds) return { holds, detail };
  const { names } = correlations;
  return {
    holds,
    detail,
    code: 'near-tie',
    message: `${names.B} has grown to ${percent(share)} of ${names.A} when ${names.A} is learned (k = ${number(k)}): there is hardly a unimodal phase, and its length depends on the random start`,
  };
};

const notCollinear: Judge = ({ measures, correlations: { names } }) => {
  if (measures.rB > 0) return { holds: true, detail: `‖Σ̃_y${names.B}‖ = ${number(measures.rB)}` };
  return {
    holds: false,
    detail: `‖Σ̃_y${names.B}‖ = 0`,
    code: 'never-learned',
    message: `${names.B} is never learned: once ${names.A} is learned nothing is left for it (Σ_y${names.B} − Σ_y${names.A} Σ_${names.A}⁻¹ Σ_${names.A}${names.B} = 0; the modalities are collinear, or ${names.B} adds nothing to ${names.A})`,
  };
};

/** The slowest direction that carries some of the plateau, against the length of the unimodal phase. */
const plateauReached: Judge = ({ correlations, measures, network, training, times }) => {
  const phase = times.second - times.first;
  if (!(phase > 0) || !Number.isFinite(phase)) return { holds: null, detail: 'no second transition to compare with' };
  const L = network.depthA + network.depthShared;
  // On the plateau a direction that is not yet learned grows through the first layer: rate λ (C P_A)² = λ p^(2−2/L).
  const rate = (lambda: number) => training.learningRate * lambda * measures.pA ** (2 - 2 / L);
  const { values, shares } = spectralMeasure(correlations.sigmaA, measures.plateauA);
  const missing = Math.sqrt(
    values.reduce((sum, lambda, i) => sum + shares[i] * Math.exp(-2 * rate(Math.max(lambda, 0)) * phase), 0),
  );
  const slowest = values.findIndex((_, i) => shares[i] >= MISSING ** 2);
  const slowTime = 1 / rate(values[slowest]);
  const condition = values[values.length - 1] / values[0];
  const detail = `slowest direction takes ${number(slowTime)} steps, the unimodal phase ${number(phase)}; ${percent(missing)} of the plateau is missing when it ends`;
  if (missing <= MISSING) return { holds: true, detail };
  const { names } = correlations;
  if (condition < ILL_CONDITIONED) {
    return {
      holds: false,
      detail,
      code: 'near-tie',
      message: `the unimodal phase (${number(phase)} steps) is shorter than ${names.A} takes to reach its plateau (${number(slowTime)} steps): both modalities are learned almost together, and the ratio depends on the random start`,
    };
  }
  return {
    holds: false,
    detail,
    code: 'ill-conditioned',
    message: `Σ_${names.A} is ill-conditioned (condition number ${number(condition)}): the slowest direction of its plateau takes ${number(slowTime)} steps, the unimodal phase only ${number(phase)}, so ${names.B} starts while ${percent(missing)} of the plateau is still missing; closed-form times of the second modality and the ratio are not to be trusted, the reduced system is`,
  };
};

const gradientFlow: Judge = ({ correlations, measures, network, training }) => {
  const L = network.depthA + network.depthShared;
  const { values } = spectralMeasure(correlations.sigmaA, correlations.sigmaYA);
  // Largest curvature of the loss on the plateau: all L layers move W along itself, each with p^(2−2/L).
  const sharpness = L * values[values.length - 1] * measures.pA ** (2 - 2 / L);
  const step = training.learningRate * sharpness;
  const detail = `η × largest curvature = ${number(step)} on the plateau (2 is unstable)`;
  if (step <= 1) return { holds: true, detail };
  return {
    holds: false,
    detail,
    code: 'learning-rate-large',
    message: `learning rate ${training.learningRate} times the largest curvature on the plateau is ${number(step)}: ${step >= 2 ? 'gradient descent diverges there (limit 2)' : 'gradient descent no longer follows its flow closely'}; use at most ${number(0.5 / sharpness)}`,
  };
};

const fullRank: Judge = ({ correlations: { samples, sigmaA, sigmaB }, measures: { singular } }) => {
  const dimensions = sigmaA.rows + sigmaB.rows;
  // Centring costs one dimension.
  const enough = samples === null || samples - 1 >= dimensions;
  const detail = `${samples ?? 'unknown number of'} samples, ${dimensions} dimensions, Σ ${singular ? 'is singular' : 'has full rank'}`;
  if (enough && !singular) return { holds: true, detail };
  if (enough) {
    return {
      holds: false,
      detail,
      code: 'rank-deficient',
      message:
        'Σ is singular (columns that are combinations of others): final weights are those of the minimum-norm pseudo-inverse, to which a small start leads',
    };
  }
  return {
    holds: false,
    detail,
    code: 'fewer-samples-than-dimensions',
    message: `${samples} samples in ${dimensions} dimensions: Σ has no full rank, the training loss goes to zero and says nothing of generalization; times are those of the training loss, with the minimum-norm pseudo-inverse`,
  };
};

/** What a network of either kind rests on. */
const ALWAYS: readonly (readonly [Assumption, Judge])[] = [
  [vocabulary.smallInitialization, smallInitialization],
  [vocabulary.balancedAlignedStart, balancedAlignedStart],
  [vocabulary.gradientFlow, gradientFlow],
  [vocabulary.fullRank, fullRank],
];
/** What a unimodal phase rests on besides. */
const UNIMODAL: readonly (readonly [Assumption, Judge])[] = [
  [vocabulary.firstIsA, firstIsA],
  [vocabulary.secondStaysSmall, secondStaysSmall],
  [vocabulary.notCollinear, notCollinear],
  [vocabulary.plateauReached, plateauReached],
];

/** Checks the assumptions of a network's prediction; early fusion has no unimodal phase and fewer of them. */
export function checkAssumptions(problem: Case): Check[] {
  const { depthA, depthB } = problem.network;
  const early = depthA === 1 && depthB === 1;
  return [...ALWAYS, ...(early ? [] : UNIMODAL)].map(([{ id, statement }, judge]) => {
    const { holds, detail, code, message } = judge(problem);
    const warning = code !== undefined && message !== undefined ? { code, message } : null;
    return { id, statement, holds, detail, warning };
  });
}
