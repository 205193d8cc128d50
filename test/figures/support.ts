/** Quick drafts of all figures, each made once; and what is read off an SVG. */
import { entries } from '../../src/figures/entries.js';
import { labFor, makeIn } from '../../src/figures/index.js';
import type { Figure } from '../../src/figures/index.js';
import type { Mark, FigureRow } from '../../src/figures/grammar/spec.js';

const lab = labFor({ quick: true });
const made = new Map<string, Promise<Figure>>();

/** The ids of all figures. */
export const ids = entries.map(({ id }) => id);

/** A figure's draft. */
export function draft(id: string): Promise<Figure> {
  const figure = made.get(id) ?? makeIn(lab, id);
  made.set(id, figure);
  return figure;
}

/** The marks of a panel that answer a description. */
export function marksOf(
  figure: Figure,
  panel: string,
  wanted: Partial<Pick<Mark, 'kind' | 'role' | 'series'>>,
): Mark[] {
  const found = figure.panels.find(({ id }) => id === panel)?.spec.marks ?? [];
  return found.filter((mark) =>
    Object.entries(wanted).every(([key, value]) => mark[key as keyof typeof wanted] === value),
  );
}

/** A number that must be there. */
export function need(row: FigureRow, field: 'x' | 'y' | 'low' | 'high'): number {
  const value = row[field];
  if (value === undefined) throw new Error(`a row without ${field}: ${JSON.stringify(row)}`);
  return value;
}
