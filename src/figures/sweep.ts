/** A figure of a sweep's rows: lines are predictions, points simulations with error bars. */
import { InputError } from '../problem/errors.js';
import { SWEEP } from './grammar/palette.js';
import { sweepPanel, type Sweep } from './grammar/panels.js';
import type { Figure, FigureRow } from './grammar/spec.js';
import { markOf } from './protocol.js';

/** A row of a sweep, as it is collected. */
type SweepRow = Readonly<Record<string, unknown>>;

/** What is drawn over what; lines and colours by a third column. */
export interface SweepAxes {
  readonly x: string;
  readonly y: string;
  readonly by: string | null;
}

/**
 * A panel of `y` over `x`: means and standard deviations of what is simulated, and what is predicted.
 *
 * @param varied - options that differ between settings, those together that vary together: one of each must be `x` or `by`, lest unlike settings share a point
 * @param fixed - options that all settings share, which stand over the panel
 * @throws InputError `usage` for columns that are not there, are no numbers, or leave something out that varies
 */
export function sweepFigure(
  rows: readonly SweepRow[],
  { x, y, by }: SweepAxes,
  varied: readonly (readonly string[])[],
  fixed: Readonly<Record<string, unknown>>,
): Figure {
  for (const [option, name] of Object.entries({ '--x': x, '--y': y })) {
    if (rows.some((row) => Number.isFinite(numberIn(row, name)))) continue;
    throw new InputError('usage', option, name, `${name} is no column of numbers in this sweep`);
  }
  const hidden = varied.find((names) => names.every((name) => name !== x && name !== by))?.at(0);
  if (hidden !== undefined) {
    throw new InputError('usage', '--by', by, `${hidden} varies as well: give it as --by, or sweep over less`);
  }
  const groups = [...new Set(rows.map((row) => nameOf(row, by)))];
  if (groups.length > SWEEP.length) {
    throw new InputError('usage', '--by', by, `has ${groups.length} values; ${SWEEP.length} can be told apart`);
  }
  const sweeps = groups.map((label, i): Sweep => {
    const own = rows.filter((row) => nameOf(row, by) === label);
    return { label, style: SWEEP[i], theory: lineOf(own, x, y), simulation: pointsOf(own, x, y) };
  });
  const seeds = new Set(rows.flatMap(({ seed }) => (typeof seed === 'number' ? [seed] : []))).size;
  const bars = seeds === 0 ? '' : `; points, simulations: mean ± standard deviation of up to ${seeds} seeds`;
  const title = Object.entries(fixed)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
  return {
    id: 'sweep',
    title: `${y} over ${x}`,
    caption: `Lines are predictions${bars}.`,
    panels: [sweepPanel({ id: 'a', title, x: { label: x }, y: { label: y }, sweeps })],
  };
}

/** Numbers as they are, and as options have them: `"0.5"`. */
function numberIn(row: SweepRow, name: string): number {
  const value = row[name];
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : NaN;
}

const nameOf = (row: SweepRow, by: string | null): string => (by === null ? 'all' : `${by} = ${String(row[by])}`);

/** Every place on the axis with what stands there, from left to right. */
function placesOf(rows: readonly SweepRow[], x: string, y: string, doing: string): [number, number[]][] {
  const places = new Map<number, number[]>();
  for (const row of rows) {
    const [at, value] = [numberIn(row, x), numberIn(row, y)];
    if (row['do'] === doing && Number.isFinite(at) && Number.isFinite(value)) {
      places.set(at, [...(places.get(at) ?? []), value]);
    }
  }
  return [...places].sort(([p], [q]) => p - q);
}

function lineOf(rows: readonly SweepRow[], x: string, y: string): FigureRow[] {
  return placesOf(rows, x, y, 'predict').flatMap(([at, values]) => values.map((value) => ({ x: at, y: value })));
}

function pointsOf(rows: readonly SweepRow[], x: string, y: string): FigureRow[] {
  return placesOf(rows, x, y, 'simulate').flatMap(([at, values]) => markOf(at, values));
}
