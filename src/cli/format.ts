/** How the reports for people write what they share: the data, a network, numbers. */
import { fusionLayerOf, type Network } from '../problem/network.js';
import type { ProblemSummary } from '../predict/types.js';

/** What the user called the columns of the two modalities. */
export interface Labels {
  readonly a?: string;
  readonly b?: string;
}

/** One line that says what the modalities are. */
export function dataLine({ names, dimA, dimB, samples }: ProblemSummary, { a, b }: Labels): string {
  const label = (name: string, columns: string | undefined) => (columns === undefined ? name : `${name} (${columns})`);
  const size = samples === null ? '' : `, ${samples} samples`;
  return `A = ${label(names.A, a)}, ${dimA} dim.   B = ${label(names.B, b)}, ${dimB} dim.${size}`;
}

/** The fusion layer, or the three depths of branches that are not equally deep. */
export function fusionName(net: Network): string {
  const layer = fusionLayerOf(net);
  if (layer === null) return `${net.depthA} and ${net.depthB}, then ${net.depthShared}`;
  if (layer === 1) return '1 (early)';
  return net.depthShared === 0 ? `${layer} (late)` : String(layer);
}

/** A time in gradient-descent steps. */
export function steps(t: number): string {
  if (t === Infinity) return 'never';
  return t < 1e6 ? t.toLocaleString('en', { maximumFractionDigits: t < 1000 ? 1 : 0 }) : t.toExponential(3);
}

/** Any other number, to four digits. */
export function digits(x: number): string {
  if (x === Infinity) return '∞';
  return x !== 0 && (Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3) ? x.toExponential(3) : String(Number(x.toPrecision(4)));
}

/** `mean ± std`, the latter to two digits; a dash where there is no mean, no `±` where there is no spread. */
export function spread(mean: number | null, std: number | null, write: (x: number) => string): string {
  if (mean === null) return '—';
  return std === null ? write(mean) : `${write(mean)} ± ${write(Number(std.toPrecision(2)))}`;
}
