/**
 * Quantiles of the standard normal distribution: below which three quarters and 95% of it are, and the middles of nine equal parts.
 * A test holds them against @stdlib, whose functions would make `predict` larger.
 */
export const NORMAL = {
  q75: 0.6744897501960817,
  q95: 1.6448536269514722,
  ninths: [
    -1.5932188180230503, -0.9674215661017014, -0.5894557978497785, -0.2822161470625081, 0, 0.2822161470625081,
    0.5894557978497785, 0.9674215661017014, 1.5932188180230503,
  ],
} as const;

/** The arithmetic mean. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation of a sample (`n − 1`). */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
}

/** Mean and standard deviation of numbers that come one after the other and are not kept (Welford); `null` where there are too few. */
export class RunningMoments {
  count = 0;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    const miss = value - this.#mean;
    this.#mean += miss / ++this.count;
    this.#squares += miss * (value - this.#mean);
  }

  get mean(): number | null {
    return this.count === 0 ? null : this.#mean;
  }

  get standardDeviation(): number | null {
    return this.count < 2 ? null : Math.sqrt(this.#squares / (this.count - 1));
  }
}
