/** Computations that the errata of the learning times, the initial weights and the protocol are held against. */
import { equalDepthIntegral } from '../depth-integrals.js';
import { relative, type Discrepancy } from './erratum.js';
import { timeRatioScalarAbove2 } from '../time-ratio.js';
import { dot, norm } from '../../src/numerics/matrix.js';
import { integrate } from '../../src/numerics/quadrature.js';
import { fillNormal, type RandomSource, uniform, uniformBetween, unitVector } from '../../src/numerics/random.js';

/** Eq 49: the time `∫ du_A / u̇_A` of Eq 46 from `u_0` to ∞ in units of `τ/s_A`, against `u_0^(2−L_f) I` and `u_0^(2−L) I`. */
export function escapeTime(source: RandomSource): Discrepancy {
  const depth = 4 + Math.floor(5 * uniform(source));
  const fusionLayer = 3 + Math.floor((depth - 3) * uniform(source));
  const [k, u0] = [uniformBetween(source, 0.1, 0.9), uniformBetween(source, 0.01, 0.3)];
  const m = fusionLayer - 2;
  // u_A = u_0 e^y; beyond y = 40 less than 10⁻¹⁶ is left.
  const inverseRate = (y: number): number => {
    const uA = u0 * Math.exp(y);
    const uB = (k * uA ** -m + (1 - k) * u0 ** -m) ** (-1 / m);
    return uA ** (2 - fusionLayer) * (uA * uA + uB * uB) ** ((fusionLayer - depth) / 2);
  };
  const truth = integrate(inverseRate, 0, 40).value;
  const I = equalDepthIntegral(depth, fusionLayer, k).value;
  return { printed: relative(u0 ** (2 - fusionLayer) * I, truth), corrected: relative(u0 ** (2 - depth) * I, truth) };
}

/** Moments of two scalar inputs with `σ_B = 1` and `y = x_A + x_B`. */
interface Scalars {
  readonly varianceA: number;
  readonly cross: number;
}

/** `|p|²` and `|q|²` of a branch at the start, `p` and `q` half the sum and the difference of its two layers. */
type Modes = readonly [number, number];

/**
 * Eq 3 of a branch of two layers is `ṗ = e p`, `q̇ = −e q` for scalar inputs and τ = 1, so that its total weight
 * `|p|² − |q|²` is a function of `E = ∫ e dt`. In these variables nothing cancels where one mode is far below the other.
 */
const totalOf = ([p, q]: Modes, E: number): number => p * Math.exp(2 * E) - q * Math.exp(-2 * E);

/** One step of the classical Runge–Kutta method. */
function advance(flow: (y: number[]) => number[], y: number[], dt: number): number[] {
  const moved = (by: number, slope: number[]) => y.map((x, i) => x + by * slope[i]);
  const k1 = flow(y);
  const k2 = flow(moved(dt / 2, k1));
  const k3 = flow(moved(dt / 2, k2));
  const k4 = flow(moved(dt, k3));
  return y.map((x, i) => x + (dt / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]));
}

/** `t_B/t_A` of random weights of size 10⁻¹⁰⁰, so small that leading order is within a few hundredths. */
function simulatedRatio({ varianceA, cross }: Scalars, source: RandomSource): number {
  const modes = (): Modes => [1e-200 * uniformBetween(source, 0.5, 2), 1e-200 * uniformBetween(source, 0.5, 2)];
  const [startA, startB] = [modes(), modes()];
  const totals = ([EA, EB]: number[]) => [totalOf(startA, EA), totalOf(startB, EB)];
  // Eq 5 with Σ_B = 1 and y = x_A + x_B.
  const flow = (y: number[]): number[] => {
    const [lackA, lackB] = totals(y).map((total) => 1 - total);
    return [lackA * varianceA + lackB * cross, lackA * cross + lackB];
  };
  const dt = 0.2 / varianceA;
  const halfA = (1 + cross / varianceA) / 2;
  let tA = 0;
  let y = [0, 0];
  for (let t = 0; t < 1e4; t += dt, y = advance(flow, y, dt)) {
    const [totalA, totalB] = totals(y);
    if (tA === 0 && totalA >= halfA) tA = t;
    if (totalB >= 0.5) return t / tA;
  }
  return NaN;
}

/** Eq 9 where `Σ_yB` and `Σ̃_yB` point in opposite directions: `s_B` counts against what B has to do. */
export function oppositeDrives(source: RandomSource): Discrepancy {
  const [sigmaA, rho] = [uniformBetween(source, 2, 3), uniformBetween(source, -0.9, -0.75)];
  const problem = { varianceA: sigmaA ** 2, cross: rho * sigmaA };
  const truth = simulatedRatio(problem, source);
  const [sA, signedB] = [problem.varianceA + problem.cross, 1 + problem.cross];
  const left = 1 - rho ** 2;
  return {
    printed: relative(1 + (sA - Math.abs(signedB)) / left, truth),
    corrected: relative(1 + (sA - signedB) / left, truth),
  };
}

/** Sec. 4.2: the sign of the change of Eq 12 from ρ = 0 to a weak positive correlation, scalars with y = x_A + x_B. */
export function weakCorrelation(source: RandomSource): Discrepancy {
  const L = 4 + Math.floor(5 * uniform(source));
  const L_f = 3 + Math.floor((L - 3) * uniform(source));
  const [q, u_0] = [uniformBetween(source, 1.2, 4), uniformBetween(source, 0.01, 0.1)];
  const ratio = (rho: number) => timeRatioScalarAbove2.evaluate({ q, rho, u_0, L, L_f });
  const change = Math.sign(ratio(1e-3) - ratio(0));
  return { printed: change > 0 ? 0 : 1, corrected: change < 0 ? 0 : 1 };
}

/** Eq 43e: `W^Lᵀ W^L = W^(L−1) W^(L−1)ᵀ` (Eq 38) with the last layer along `r^L` or `r^(L−1)`; the cosine must be ±1. */
export function lastLayer(source: RandomSource): Discrepancy {
  const [before, last] = [unitVector(source, 5), unitVector(source, 5)];
  const misaligned = (r: Float64Array) => Math.abs(1 - dot(r, before) ** 2);
  return { printed: misaligned(last), corrected: misaligned(before) };
}

const drawn = (source: RandomSource, count: number, std: number) => fillNormal(source, new Float64Array(count), std);

/** J.3, Figure 6: the norms of a 100×1 first and a 100×100 hidden layer, which Eq 40 wants equal. */
export function equalNorms(source: RandomSource): Discrepancy {
  const norms = (std: (count: number) => number) =>
    [100, 10_000].map((count) => norm(drawn(source, count, std(count))));
  const apart = ([first, hidden]: number[]) => relative(hidden, first);
  return { printed: apart(norms(() => 1e-2)), corrected: apart(norms((count) => 0.1 / Math.sqrt(count))) };
}

/** J.3: the variance of weights drawn as the authors' code draws them, against the number in `N(0, ·)`. */
export function weightVariance(source: RandomSource): Discrepancy {
  const count = 10_000;
  const variance = norm(drawn(source, count, 1e-9)) ** 2 / count;
  return { printed: relative(1e-9, variance), corrected: relative(1e-9 ** 2, variance) };
}

/** Table 1: mean time ratios of MLP and CNN, fusion layers 1 to 5. */
const TABLE_1 = [1.3, 1.53, 1.9, 3.38, 6.38, 1.04, 1.1, 1.08, 1.32, 2.53];

/** Appendix I: what a ratio of the table would be if times `t_first < t_second` were divided as each reading says. */
export function tableRatio(source: RandomSource): Discrepancy {
  const first = uniformBetween(source, 1, 100);
  const second = first * uniformBetween(source, 1, 10);
  const contradicted = (ratio: number) => TABLE_1.filter((entry) => entry > 1 !== ratio > 1).length / TABLE_1.length;
  return { printed: contradicted(first / second), corrected: contradicted(second / first) };
}
