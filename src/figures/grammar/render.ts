/// <reference lib="dom" />
/**
 * Draws panels and figures as SVG elements with the document given: a browser's, or linkedom's in Node. No style sheet, no
 * background; text and axes are in the colour of the page (`currentColor`).
 */
import * as Plot from '@observablehq/plot';
import { COLOURS, DASHES } from './palette.js';
import { PANEL_SIZE, plotOptions } from './plot-options.js';
import type { Figure, Layout, LegendEntry, Panel, PanelSize } from './spec.js';
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

/** Points on paper of one of our pixels: text of 14 pixels is of 7 points, subscripts of 6. */
const PAPER_POINTS = 0.5;
const PIXELS_PER_MM = 72 / 25.4 / PAPER_POINTS;

/** A panel with its title and legend, `width` pixels wide, the plot as high as its own proportions have it. */
interface Head {
  readonly panel: Panel;
  readonly titles: readonly string[];
  readonly legend: readonly (readonly Placed[])[];
  /** Height of titles and legend. */
  readonly head: number;
  /** Height of the plot. */
  readonly plot: number;
}

function measured(panel: Panel, width: number): Head {
  const size = panel.spec.size ?? PANEL_SIZE;
  const titles = wrap(panel.title, width - 2 * GAP);
  const legend = layOut(panel.spec.legend, width);
  const head = LINE * (titles.length + legend.length) + 4;
  return { panel, titles, legend, head, plot: Math.round((size.height * width) / size.width) };
}

/** Draws a panel, its plot of this size below a head of this height. */
function drawPanel({ panel, titles, legend }: Head, head: number, size: PanelSize, document: Document): SVGElement {
  const svg = svgOf(document, size.width, head + size.height);
  titles.forEach((line, i) => {
    svg.appendChild(make(document, 'text', { x: 4, y: LINE * (i + 1) - 5, 'font-weight': 'bold' }, line));
  });
  legend.forEach((line, i) => {
    for (const { entry, x } of line) svg.append(...swatch(document, entry, x, LINE * (titles.length + i + 1) - 5));
  });
  svg.appendChild(placed(plotOf({ ...panel, spec: { ...panel.spec, size } }, document), 0, head));
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

/** Width of a figure in pixels: of one panel, and of two in a row. */
const ONE = 520;
const TWO = 792;

/** A whole figure: title, panels of equal height in a row, two where there is room, and the caption below. */
export function drawFigure(figure: Figure, document: Document, layout: Layout = {}): SVGElement {
  const { title: hasTitle = true, caption: hasCaption = true, widthMm } = layout;
  const paper = widthMm === undefined ? null : Math.round(widthMm * PIXELS_PER_MM);
  const perRow = figure.panels.length === 1 || (paper ?? TWO) < TWO ? 1 : 2;
  const width = paper ?? (perRow === 1 ? ONE : TWO);
  const column = Math.floor((width - GAP) / perRow) - GAP;
  const svg = svgOf(document, width, 0);
  const slug = `figure-${figure.id.replace(/\W+/g, '-')}`;
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-labelledby', `${slug}-title ${slug}-desc`);
  svg.appendChild(named(document, 'title', `${slug}-title`, figure.title));
  svg.appendChild(named(document, 'desc', `${slug}-desc`, figure.caption));
  let y = 0;
  if (hasTitle) {
    for (const line of wrap(figure.title, width - 2 * GAP, TITLE_SIZE)) {
      const at = { x: GAP, y: y + 26, 'font-size': TITLE_SIZE, 'font-weight': 'bold' };
      svg.appendChild(make(document, 'text', at, line));
      y += 24;
    }
  }
  y += GAP;
  const panels = figure.panels.map((panel) => measured(panel, column));
  for (let i = 0; i < panels.length; i += perRow) {
    const row = panels.slice(i, i + perRow);
    const head = Math.max(...row.map((panel) => panel.head));
    const size = { width: column, height: Math.max(...row.map(({ plot }) => plot)) };
    row.forEach((panel, place) => {
      svg.appendChild(placed(drawPanel(panel, head, size, document), GAP + place * (column + GAP), y));
    });
    y += head + size.height + GAP;
  }
  if (hasCaption && figure.caption !== '') {
    for (const line of wrap(figure.caption, width - 2 * GAP, CAPTION_SIZE)) {
      y += 18;
      svg.appendChild(make(document, 'text', { x: GAP, y, 'font-size': CAPTION_SIZE }, line));
    }
    y += GAP;
  }
  svg.setAttribute('viewBox', `0 0 ${width} ${y}`);
  svg.setAttribute('width', widthMm === undefined ? String(width) : `${widthMm}mm`);
  svg.setAttribute('height', widthMm === undefined ? String(y) : `${((widthMm * y) / width).toFixed(3)}mm`);
  return svg;
}

const TITLE_SIZE = 17;
const CAPTION_SIZE = 13;

/** A title or description, which no markup belongs in. */
function named(document: Document, name: 'title' | 'desc', id: string, text: string): SVGElement {
  const element = make(document, name, { id });
  element.textContent = text;
  return element;
}
