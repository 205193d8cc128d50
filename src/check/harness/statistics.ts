/** The few statistics the harness judges by: t-intervals, fitted lines, orders of convergence, Richardson's limits. */
import { mean, standardDeviation } from '../../numerics/statistics.js';
import { tQuantile } from '../../numerics/stdlib.js';

export { mean, standardDeviation };

/** A value with what it may be off by. */
export interface Estimate {
  readonly value: number;
  /** Half of a confidence interval's width, or a numerical method's own estimate of its error. */
  readonly uncertainty: number;
}

/** Half of the width of a two-sided t-interval in standard errors. */
export function tWidth(level: number, degrees: number): number {
  return tQuantile((1 + level) / 2, degrees);
}

/**
 * The t-interval of a mean: `x̄ ± t s/√n`.
 *
 * @param values - at least two independent numbers
 * @param level - probability that such an interval covers the true mean
 */
export function meanInterval(values: readonly number[], level: number): Estimate {
  const n = values.length;
  return { value: mean(values), uncertainty: (tWidth(level, n - 1) * standardDeviation(values)) / Math.sqrt(n) };
}

/** The slope of the least-squares line through at least two points. */
export function slopeOf(x: readonly number[], y: readonly number[]): number {
  const [centreX, centreY] = [mean(x), mean(y)];
  const sxx = x.reduce((sum, value) => sum + (value - centreX) ** 2, 0);
  return x.reduce((sum, value, i) => sum + (value - centreX) * (y[i] - centreY), 0) / sxx;
}

/** The value of a sample below which a share of the others lies, by rank. */
export function ranked(values: readonly number[], share: number): number {
  return values.toSorted((p, q) => p - q)[Math.floor(share * (values.length - 1))];
}

/**
 * The order `p` of `error ∝ h^p`, from the slope of `ln error` against `ln h`.
 *
 * @param h - what was refined, at least two values
 * @param errors - the errors there, all above 0
 */
export function convergenceOrder(h: readonly number[], errors: readonly number[]): number {
  return slopeOf(h.map(Math.log), errors.map(Math.log));
}

/**
 * The limit `h → 0` of a quantity with an expansion in powers of `h`, measured at `h`, `h/2` and `h/4` (Richardson).
 * Its uncertainty is what the last level of extrapolation still changed, an error estimate that needs no tolerance.
 */
export function richardson([v0, v1, v2]: readonly [number, number, number]): Estimate {
  const [coarse, fine] = [2 * v1 - v0, 2 * v2 - v1];
  const value = (4 * fine - coarse) / 3;
  return { value, uncertainty: Math.abs(value - fine) };
}
