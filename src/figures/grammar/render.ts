/// <reference lib="dom" />
/**
 * Draws panels and figures as SVG elements with the document given: a browser's, or linkedom's in Node. No style sheet, no
 * background; text and axes are in the colour of the page (`currentColor`).
 */
import * as Plot from '@observablehq/plot';
import { COLOURS, DASHES } from './palette.js';
import { PANEL_SIZE, plotOptions } from './plot-options.js';
import type { Figure, LegendEntry, Panel, PanelSize } from './spec.js';
import { FONT_SIZE, setText, SVG, widthOf, wrap } from './text.js';

const FONTS = "system-ui, 'DejaVu Sans', Verdana, sans-serif";
const LINE = 20;
const GAP = 16;
/** Width of a swatch in the legend, with and without a line. */
const swatchOf = ({ dash }: LegendEntry): number => (dash ? 32 : 12);

type Attributes = Readonly<Record<string, string | number>>;

function make(document: Document, name: string, attributes: Attributes, text?: string): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  if (text !== undefined) setText(element, text);
  return element;
}

function svgOf(document: Document, width: number, height: number): SVGElement {
  const svg = make(document, 'svg', { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` });
  const font = { fill: 'currentColor', 'font-family': FONTS, 'font-size': FONT_SIZE };
  for (const [key, value] of Object.entries(font)) svg.setAttribute(key, String(value));
  return svg;
}

/** A panel with its title and legend, as an SVG element of its own. */
export function drawPanel(panel: Panel, document: Document): SVGElement {
  const { width, height } = panel.spec.size ?? PANEL_SIZE;
  const titles = wrap(panel.title, width - 2 * GAP);
  const legend = layOut(panel.spec.legend, width);
  const top = LINE * (titles.length + legend.length) + 4;
  const svg = svgOf(document, width, top + height);
  titles.forEach((line, i) => {
    svg.appendChild(make(document, 'text', { x: 4, y: LINE * (i + 1) - 5, 'font-weight': 'bold' }, line));
  });
  legend.forEach((line, i) => {
    for (const { entry, x } of line) svg.append(...swatch(document, entry, x, LINE * (titles.length + i + 1) - 5));
  });
  svg.appendChild(placed(plotOf(panel, document), 0, top));
  return svg;
}

/** The plot itself, without the style sheet that Plot brings along, and with its text set as ours. */
function plotOf({ spec }: Panel, document: Document): SVGElement {
  const svg = Plot.plot({ ...plotOptions(spec), document }) as unknown as SVGElement;
  svg.querySelector('style')?.remove();
  for (const name of ['class', 'font-family', 'font-size', 'fill']) svg.removeAttribute(name);
  svg.setAttribute('font-size', String(FONT_SIZE));
  for (const text of svg.querySelectorAll('text')) {
    if (/[_^]/.test(text.textContent)) setText(text, text.textContent);
  }
  return svg;
}

function placed(svg: SVGElement, x: number, y: number): SVGElement {
  svg.setAttribute('x', String(x));
  svg.setAttribute('y', String(y));
  return svg;
}

interface Placed {
  readonly entry: LegendEntry;
  readonly x: number;
}

/** The entries of a legend, line by line. */
function layOut(legend: readonly LegendEntry[], width: number): Placed[][] {
  const lines: Placed[][] = [];
  let x = 0;
  for (const entry of legend) {
    const needed = swatchOf(entry) + 6 + widthOf(entry.label);
    if (lines.length === 0 || x + needed > width) {
      lines.push([]);
      x = 4;
    }
    lines[lines.length - 1].push({ entry, x });
    x += needed + GAP;
  }
  return lines;
}

function swatch(document: Document, entry: LegendEntry, x: number, y: number): Element[] {
  const colour = COLOURS[entry.colour];
  const middle = y - 5;
  const width = swatchOf(entry);
  const elements: Element[] = [];
  if (entry.dash) {
    const line = { x1: x, x2: x + width, y1: middle, y2: middle, stroke: colour, 'stroke-width': 2 };
    const pattern = DASHES[entry.dash];
    elements.push(make(document, 'line', pattern === null ? line : { ...line, 'stroke-dasharray': pattern }));
  }
  if (entry.symbol) {
    elements.push(symbolAt(document, entry, entry.symbol, x + width / 2, middle));
  }
  elements.push(make(document, 'text', { x: x + width + 6, y }, entry.label));
  return elements;
}

/** A symbol as Plot draws it: by asking Plot. */
function symbolAt(
  document: Document,
  { colour, filled = false }: LegendEntry,
  symbol: NonNullable<LegendEntry['symbol']>,
  x: number,
  y: number,
): Element {
  const paint = COLOURS[colour];
  const dot = Plot.dot([0], {
    x: () => x, y: () => y, symbol, r: 4, stroke: paint, strokeWidth: 1.75, ...(filled ? { fill: paint } : {}),
  }); // prettier-ignore
  const identity = { type: 'identity', axis: null } as const;
  const svg = Plot.plot({ document, marks: [dot], x: identity, y: identity, color: { type: 'identity' } });
  const drawn = svg.querySelector('g');
  if (drawn === null) throw new Error(`no symbol ${symbol}`);
  return drawn;
}

/** A whole figure: title, panels two in a row, and the caption below. */
export function drawFigure(figure: Figure, document: Document): SVGElement {
  const panels = figure.panels.map((panel) => drawPanel(panel, document));
  const sizes = panels.map(sizeOf);
  const perRow = Math.min(2, panels.length);
  const columns = Math.max(...sizes.map(({ width }) => width));
  const width = Math.max(perRow * columns + (perRow - 1) * GAP + 2 * GAP, 520);
  const titles = wrap(figure.title, width - 2 * GAP, TITLE_SIZE);
  const svg = svgOf(document, width, 0);
  const slug = `figure-${figure.id.replace(/\W+/g, '-')}`;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-labelledby', `${slug}-title ${slug}-desc`);
  svg.appendChild(named(document, 'title', `${slug}-title`, figure.title));
  svg.appendChild(named(document, 'desc', `${slug}-desc`, figure.caption));
  titles.forEach((line, i) => {
    const at = { x: GAP, y: 26 + i * 24, 'font-size': TITLE_SIZE, 'font-weight': 'bold' };
    svg.appendChild(make(document, 'text', at, line));
  });
  let y = 24 * titles.length + GAP;
  for (let i = 0; i < panels.length; i += perRow) {
    panels.slice(i, i + perRow).forEach((panel, column) => {
      svg.appendChild(placed(panel, GAP + column * (columns + GAP), y));
    });
    y += Math.max(...sizes.slice(i, i + perRow).map(({ height }) => height)) + GAP;
  }
  wrap(figure.caption, width - 2 * GAP, CAPTION_SIZE).forEach((line) => {
    y += 18;
    svg.appendChild(make(document, 'text', { x: GAP, y, 'font-size': CAPTION_SIZE }, line));
  });
  const height = y + GAP;
  svg.setAttribute('height', String(height));
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  return svg;
}

const TITLE_SIZE = 17;
const CAPTION_SIZE = 13;

const sizeOf = (svg: SVGElement): PanelSize => ({
  width: Number(svg.getAttribute('width')),
  height: Number(svg.getAttribute('height')),
});

/** A title or description, which no markup belongs in. */
function named(document: Document, name: 'title' | 'desc', id: string, text: string): SVGElement {
  const element = make(document, name, { id });
  element.textContent = text;
  return element;
}
