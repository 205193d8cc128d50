/** Uses of modalities and simulated ways, on an axis of time. */
import type { Event } from '../predict/answer.js';
import type { Mark } from './grammar/spec.js';

/** Marks of a simulated curve. */
const MARKS = 22;

/** About {@link MARKS} points, evenly spaced on a logarithmic axis. */
export function spaced<Point extends { readonly step: number }>(points: readonly Point[], from: number): Point[] {
  const last = points[points.length - 1].step;
  const apart = (last / from) ** (1 / MARKS);
  const kept: Point[] = [];
  let next = from;
  for (const point of points) {
    if (point.step < next) continue;
    kept.push(point);
    next = point.step * apart;
  }
  return kept;
}

/** What subscripts and superscripts are written with is no part of a name. */
export const plainName = (name: string): string => name.replaceAll(/[_^]/g, ' ');

/** A vertical line for each use, its name at the top; of two that are close the later name stands lower. */
export function eventRules(uses: readonly Event[], top: number): Mark[] {
  return uses.flatMap(({ modality, time }, i): Mark[] => {
    if (time === null) return [];
    const base = { series: `use of ${modality}`, role: 'theory' } as const;
    const rows = [{ x: time.mean, y: top, label: plainName(modality) }];
    return [
      { ...base, kind: 'rule', colour: 'grey', dash: 'dashdot', rows: [{ x: time.mean }] },
      { ...base, kind: 'text', colour: 'text', anchor: 'end', offset: [-4, 8 + 14 * (i % 3)], rows },
    ];
  });
}
