/** Closed forms for random weights (docs/finite-width-closed-forms.md): where they apply, and what they give. */
import {
  escape32,
  escape42,
  escape43,
  escapeFourLayer,
  escapeThreeLayer,
  seedShiftFourLayer,
  seedShiftThreeLayer,
  seedShiftTwoLayer,
  spreadFourLayer,
  spreadThreeLayer,
  spreadTwoLayer,
} from '../../formulas/random-weights-escape.js';
import {
  firstTwoLayer,
  halfTime,
  lag,
  ratioLate,
  secondLate,
  spectralShift,
  switchTime,
} from '../../formulas/random-weights.js';
import { effectiveStart, randomNorms, type EffectiveStart } from '../flows/random/growing-mode.js';
import { dot, norm, rowTimesMatrix, type Matrix } from '../numerics/matrix.js';
import type { Correlations } from '../problem/correlations.js';
import type { Network } from '../problem/network.js';
import type { GaussianStart } from '../problem/start.js';
import { signedSB } from './closed-form.js';
import type { Measures } from './measures.js';

/**
 * Largest squared sine of an angle that still counts as none: what is left out of a time is then of the order of a hundredth
 * of `τ/s_A`, against times of `τ/s_A` times a logarithm or `1/u₀`.
 */
const NEARLY = 0.01;

/** Mean times over seeds in steps, A learned first; `second` and `ratio` are `null` where only A has a closed form. */
export interface ClosedTimes {
  readonly first: number;
  readonly second: number | null;
  readonly ratio: number | null;
  /** Catalogue ids. */
  readonly formulas: readonly string[];
}

/** What the catalogue's entries need of a problem and a start. */
interface Setting {
  readonly c: Correlations;
  readonly net: Network;
  readonly m: Measures;
  readonly N: number;
  readonly tau: number;
  readonly start: EffectiveStart;
}

/** The closed forms, or `null`: other networks, or a Σ_yA that is no eigenvector of Σ_A. */
export function finiteWidthClosedForm(
  c: Correlations,
  net: Network,
  m: Measures,
  N: number,
  gaussian: GaussianStart,
  tau: number,
): ClosedTimes | null {
  const L = net.depthA + net.depthShared;
  if (net.depthA !== net.depthB || net.depthA === 1 || L > 4 || ('std' in gaussian && L > 2)) return null;
  const spread = offAxis(imageOf(c.sigmaA, c.sigmaYA), c.sigmaYA);
  if (spread > NEARLY || offAxis(m.plateauA, c.sigmaYA) > NEARLY) return null;
  const norms = randomNorms(c.sigmaYA.length, c.sigmaYB.length, net, N, gaussian);
  const setting = { c, net, m, N, tau, start: effectiveStart(net, norms, m.sA, m.sB) };
  const times = L === 2 ? twoLayers(setting, spread / (1 - spread)) : deep(setting, L);
  // B before A, or a start that is not small: then nothing of this holds.
  return times.first > 0 && (times.second ?? Infinity) > times.first ? times : null;
}

function twoLayers(setting: Setting, epsilon: number): ClosedTimes {
  const { m, N, tau, start } = setting;
  // Whatever the protocol: the standard deviation of equal weights that grow from the same length.
  const alone = (s_A: number, p_A: number, length: number) =>
    firstTwoLayer.evaluate({ tau, s_A, p_A, N, sigma_w: length * Math.sqrt(2 / N) }) +
    seedShiftTwoLayer.evaluate({ tau, s_A, N });
  const t_A = alone(m.sA, plateauOf(setting), start.lengthA) + spectralShift.evaluate({ tau, s_A: m.sA, epsilon });
  const std_A = spreadTwoLayer.evaluate({ tau, s_A: m.sA, N });
  const later = withSecond(setting, { t_A, t_1: t_A, std_A }, (w_B) => alone(m.rB, w_B, start.lengthB));
  const used = [firstTwoLayer, seedShiftTwoLayer, ...(epsilon > 1e-12 ? [spectralShift] : [])];
  return { first: t_A, ...later, formulas: [...used.map(({ id }) => id), ...later.formulas] };
}

function deep(setting: Setting, L: number): ClosedTimes {
  const { net, m, N, tau, start } = setting;
  const { T_A, entry } = escapeOf(setting);
  const { layers } = start;
  const last = net.depthShared === 0 ? layers.A[1] : layers.shared[layers.shared.length - 1];
  const seedsOf = (s_A: number, v: number, w: number, g: number) =>
    L === 3
      ? {
          shift: seedShiftThreeLayer.evaluate({ tau, s_A, N, v, w }),
          std: spreadThreeLayer.evaluate({ tau, s_A, N, v, w }),
        }
      : {
          shift: seedShiftFourLayer.evaluate({ tau, s_A, N, v, w, g }),
          std: spreadFourLayer.evaluate({ tau, s_A, N, v, w, g }),
        };
  const p_A = plateauOf(setting);
  const seeds = seedsOf(m.sA, start.lengthA, last.scale, layers.A[0].scale);
  const t_A = halfTime.evaluate({ T_A, tau, s_A: m.sA, p_A, L }) + seeds.shift;
  const used = [entry, halfTime, L === 3 ? seedShiftThreeLayer : seedShiftFourLayer].map(({ id }) => id);
  if (net.depthShared > 0) return { first: t_A, second: null, ratio: null, formulas: used };
  const t_1 = switchTime.evaluate({ T_A, tau, s_A: m.sA, p_A, L }) + seeds.shift;
  const ofB = { v: start.lengthB, w: layers.B[1].scale, g: layers.B[0].scale };
  const later = withSecond(setting, { t_A, t_1, std_A: seeds.std }, (w_B) => {
    const escape = L === 3 ? escapeThreeLayer : escapeFourLayer;
    const alone = escape.evaluate({ tau, s_A: m.rB, ...ofB });
    return halfTime.evaluate({ T_A: alone, tau, s_A: m.rB, p_A: w_B, L }) + seedsOf(m.rB, ofB.v, ofB.w, ofB.g).shift;
  });
  const second = later.formulas.length > 0 ? [switchTime.id, ...later.formulas] : [];
  return { first: t_A, ...later, formulas: [...used, ...second] };
}

/** The escape of A in three or four layers, and the entry it is from. */
function escapeOf({ net, m, tau, start }: Setting) {
  const { lengthA: v, lengthB, layers } = start;
  const s_A = m.sA;
  if (net.depthShared === 0) {
    const [w, g] = [layers.A[1].scale, layers.A[0].scale];
    return g === 0
      ? { T_A: escapeThreeLayer.evaluate({ tau, s_A, v, w }), entry: escapeThreeLayer }
      : { T_A: escapeFourLayer.evaluate({ tau, s_A, v, w, g }), entry: escapeFourLayer };
  }
  const [g_A, g_B] = [layers.A[0].scale, layers.B[0].scale];
  const w = layers.shared[layers.shared.length - 1].scale;
  // Hidden layers start along Σ_yB where a single one carries the sign, else along what B learns in the end.
  const k = (net.depthA === 3 ? signedSB(m) : m.sB) / s_A;
  const common = { tau, s_A, k };
  if (g_A === 0) return { T_A: escape32.evaluate({ ...common, v_A: v, v_B: lengthB, w }), entry: escape32 };
  const U = Math.sqrt(w ** 2 - g_A ** 2 - g_B ** 2);
  if (net.depthA === 2) {
    return { T_A: escape42.evaluate({ ...common, v_A: v, v_B: lengthB, U, g_A, g_B }), entry: escape42 };
  }
  const [V_A, V_B] = [Math.sqrt(v ** 2 - g_A ** 2), Math.sqrt(lengthB ** 2 - g_B ** 2)];
  // Beyond this B escapes before A.
  const behind = Math.asinh(V_B / g_A) > ((k * V_B) / V_A) * Math.asinh(V_A / g_A);
  return { T_A: behind ? escape43.evaluate({ ...common, V_A, V_B, U, g: g_A }) : NaN, entry: escape43 };
}

/** Late fusion: the time of B, if it stays on its line as well; `alone` is what it takes to a weight `w_B` under `r_B`. */
function withSecond(
  setting: Setting,
  { t_A, t_1, std_A }: { readonly t_A: number; readonly t_1: number; readonly std_A: number },
  alone: (w_B: number) => number,
): Omit<ClosedTimes, 'first'> {
  const { c, net, m, tau } = setting;
  if (m.rB === 0) return { second: Infinity, ratio: Infinity, formulas: [] };
  const onLine = [imageOf(c.sigmaB, c.sigmaYB), m.residualB, m.finalB].every((x) => offAxis(x, c.sigmaYB) <= NEARLY);
  const p_A = plateauOf(setting);
  const g = 1 - dot(m.finalA, c.sigmaYA) / (m.sA * p_A);
  // A weight of A that changes its sign while B is learned has no balance to follow.
  if (!onLine || offAxis(m.finalA, c.sigmaYA) > NEARLY || g >= 1) return { second: null, ratio: null, formulas: [] };
  const w_B = norm(m.finalB);
  const rho = Math.sqrt(Math.max(0, 1 - m.rB / (eigenvalue(c.sigmaB, c.sigmaYB) * w_B)));
  const L = net.depthA;
  const t_lag = lag.evaluate({ tau, s_A: m.sA, p_A, L, rho, g });
  const s_B = signedSB(m);
  const t_B = secondLate.evaluate({ T_B: alone(w_B), s_B, r_B: m.rB, t_1, t_lag });
  const ratio = ratioLate.evaluate({ t_A, t_B, s_B, r_B: m.rB, std_A });
  return { second: t_B, ratio, formulas: [secondLate, lag, ratioLate].map(({ id }) => id) };
}

/** `s_A/λ_A`. */
const plateauOf = ({ c, m }: Setting): number => m.sA / eigenvalue(c.sigmaA, c.sigmaYA);

/** Σ's mean eigenvalue as a vector sees it. */
const eigenvalue = (sigma: Matrix, y: Float64Array): number => dot(imageOf(sigma, y), y) / dot(y, y);

const imageOf = (sigma: Matrix, y: Float64Array): Float64Array => rowTimesMatrix(y, sigma);

/** Squared sine of the angle between a vector and an axis; 0 for a zero vector. */
function offAxis(x: Float64Array, axis: Float64Array): number {
  const along = dot(x, axis) / norm(axis);
  return dot(x, x) === 0 ? 0 : Math.max(0, 1 - along ** 2 / dot(x, x));
}
