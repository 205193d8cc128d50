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
