/** The drafts of all figures, as `npm run docs:draft` made them; and what is read off an SVG. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entries } from '../../src/figures/entries.js';
import type { Figure } from '../../src/figures/index.js';
import type { Mark, FigureRow } from '../../src/figures/grammar/spec.js';

/** Where the draft of the site has its figures (the test command makes it first). */
export const DRAWN = 'site-draft/figures';

/** The ids of all figures. */
export const ids = entries.map(({ id }) => id);

/** A figure's draft. */
export function draft(id: string): Figure {
  return JSON.parse(readFileSync(join(DRAWN, `figure-${id}.json`), 'utf8')) as Figure;
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
