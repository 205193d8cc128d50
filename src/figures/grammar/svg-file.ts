/** A figure as the text of an SVG file, drawn in Node with linkedom's document. */
import { parseHTML } from 'linkedom';
import { drawFigure } from './render.js';
import type { Figure, Layout } from './spec.js';

/**
 * The colour of text and axes of a file by itself: an image in a page knows nothing of the page's colours, but it knows
 * whether its reader prefers a dark page.
 */
const FILE_COLOURS = '.unimodal-bias{color:#1b1b1b}@media(prefers-color-scheme:dark){.unimodal-bias{color:#e8e8e8}}';

/** The figure as an SVG file: transparent, for light and dark pages. */
export function figureSvg(figure: Figure, layout: Layout = {}): string {
  const { document } = parseHTML('<!doctype html><html></html>');
  const svg = drawFigure(figure, document, layout);
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style');
  style.textContent = FILE_COLOURS;
  svg.setAttribute('class', 'unimodal-bias');
  svg.insertBefore(style, svg.firstChild);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg.outerHTML}\n`;
}
