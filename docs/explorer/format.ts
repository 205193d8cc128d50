/** Numbers as they are shown. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const significant = new Intl.NumberFormat('en', { maximumSignificantDigits: 4 });
const scientific = new Intl.NumberFormat('en', { notation: 'scientific', maximumSignificantDigits: 3 });

/** A number to four digits, whole from a thousand on. */
export function number(x: number): string {
  const size = Math.abs(x);
  if (!Number.isFinite(x)) return x === Infinity ? '∞' : '–';
  if (size >= 1e9 || (size > 0 && size < 1e-4)) return scientific.format(x).replace('E', ' × 10^');
  return size >= 1000 ? whole.format(x) : significant.format(x);
}

/** A number as one says it: to three digits. */
export function roughly(x: number): string {
  return number(Number(x.toPrecision(3)));
}

/** A time of the clock. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`;
  if (seconds < 5400) return `${Math.ceil(seconds / 60)} minutes`;
  return seconds < 172_800 ? `${Math.ceil(seconds / 3600)} hours` : `${whole.format(seconds / 86_400)} days`;
}
