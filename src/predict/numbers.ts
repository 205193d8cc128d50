/** How numbers are written for people, everywhere. */

/** The latest of times over the earliest: 1 where they are the same, also at step 0 or both never. */
export function laterOverEarlier(times: readonly number[]): number {
  const [earliest, latest] = [Math.min(...times), Math.max(...times)];
  return earliest === latest ? 1 : latest / earliest;
}

/** A time in gradient-descent steps. */
export function steps(t: number): string {
  if (t === Infinity) return 'never';
  if (t >= 1e6) return Number(t.toPrecision(4)).toExponential();
  return t.toLocaleString('en', { maximumFractionDigits: t < 10 ? 1 : 0 });
}

/** `mean ± std` of a time; the spread to two digits, left out where it is less than half a step. */
export function stepsWithSpread(mean: number, std: number): string {
  return std < 0.5 ? steps(mean) : `${steps(mean)} ± ${steps(Number(std.toPrecision(2)))}`;
}

/** Any other number, to four digits; what is zero but for rounding is 0. */
export function digits(x: number, scale = 1): string {
  if (x === Infinity) return '∞';
  if (Math.abs(x) < 1e-12 * scale) return '0';
  return Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3
    ? Number(x.toPrecision(4)).toExponential()
    : String(Number(x.toPrecision(4)));
}

/** A learning rate, or the size of a start: what was asked for, which is never zero but for rounding. */
export const setting = (x: number): string => digits(x, 0);

/** Shares of one whole as whole percents that add up to 100%: the largest remainders are rounded up. */
export function percents(shares: readonly number[]): string[] {
  const parts = shares.map((share) => Math.floor(100 * share + 1e-9));
  const left = Math.round(100 * shares.reduce((sum, share) => sum + share, 0)) - parts.reduce((sum, p) => sum + p, 0);
  const remainder = (i: number): number => 100 * shares[i] - parts[i];
  const up = [...parts.keys()].sort((i, j) => remainder(j) - remainder(i)).slice(0, Math.max(0, left));
  return parts.map((part, i) => {
    const whole = part + (up.includes(i) ? 1 : 0);
    return whole === 0 && shares[i] > 0 ? 'under 1%' : `${whole}%`;
  });
}

/** A share, to two digits. */
export function percent(x: number): string {
  return `${Number((100 * x).toPrecision(2))}%`;
}
