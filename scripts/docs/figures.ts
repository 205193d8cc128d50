/** Draws the figures for the site, whole and by panel, and writes their page. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawFigure, figures, contextFor, makeIn, type Figure } from '../../src/figures/index.js';
import { heading, worded } from './markdown.js';

/**
 * Writes `figure-3.svg`, its panels `figure-3a.svg` …, its numbers `figure-3.csv` and all of it as `figure-3.json` into a folder, for
 * every figure.
 * Captions are left to the pages, where they can be read on a phone.
 */
export async function drawFigures(folder: string, quick: boolean, tell: (what: string) => void): Promise<Figure[]> {
  mkdirSync(folder, { recursive: true });
  const save = async (figure: Figure, id: string, format: 'svg' | 'csv'): Promise<void> => {
    writeFileSync(join(folder, `figure-${id}.${format}`), await drawFigure(figure, format));
  };
  // One context: figures that show the same simulations share them.
  const context = contextFor({ quick });
  const drawn: Figure[] = [];
  for (const { id } of figures) {
    tell(`figure ${id}`);
    const figure = await makeIn(context, id);
    const bare = { ...figure, caption: '' };
    await save(bare, id, 'svg');
    await save(figure, id, 'csv');
    writeFileSync(join(folder, `figure-${id}.json`), JSON.stringify(figure));
    for (const panel of figure.panels)
      await save({ ...bare, id: id + panel.id, panels: [panel] }, id + panel.id, 'svg');
    drawn.push(figure);
  }
  return drawn;
}

/** The page of all figures. */
export function figuresPage(drawn: readonly Figure[]): string {
  return [
    '# Figures',
    '',
    'The figures of the source that hold numbers, and ours, reproduced from the formulas and simulations of this project. Lines are',
    'theory, marks are simulated networks; the numbers of the figures are those of the source. `unimodal-bias figure ID` draws one.',
    '',
    ...drawn.flatMap(({ id, title, caption }) => [
      `<a id="figure-${id}"></a>`,
      '',
      `## ${heading(title)}`,
      '',
      `![${title.replace(/[[\]]/g, '')}](../figures/figure-${id}.svg)`,
      '',
      `${/^\d/.test(id) ? `Figure ${id}` : `\`${id}\``} ([numbers](../figures/figure-${id}.csv)). ${worded(caption)}`,
      '',
    ]),
  ].join('\n');
}
