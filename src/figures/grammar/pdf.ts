/// <reference lib="dom" />
/**
 * A figure as a PDF of one page, by pdfkit with DejaVu's fonts embedded. It draws the elements that figures are made of (`render.ts` and
 * Plot), each in the style it inherits; anything else is a mistake of ours and an exception.
 */
import { createRequire } from 'node:module';
import { parseHTML } from 'linkedom';
import type PDFDocument from 'pdfkit';
import { optional } from '../../problem/optional.js';
import { drawFigure } from './render.js';
import type { Figure, Layout } from './spec.js';
import { FONT_SIZE } from './text.js';

type Pdf = InstanceType<typeof PDFDocument>;

/** Text and axes, which are in the colour of the page. */
const INK = '#1b1b1b';
/** A pixel where no width on paper is asked for: CSS's. */
const CSS_POINTS = 0.75;

/** Attributes that children inherit. */
const INHERITED = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-miterlimit',
  'fill-opacity',
  'stroke-opacity',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;
type Style = Readonly<Partial<Record<(typeof INHERITED)[number], string>>>;

async function load() {
  const { resolve } = createRequire(import.meta.url);
  const { default: Document } = await import('pdfkit');
  const font = (name: string) => resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`);
  return { Document, plain: font('DejaVuSans'), bold: font('DejaVuSans-Bold') };
}

/** The figure as a PDF file; identical figures give identical files. */
export async function figurePdf(figure: Figure, layout: Layout = {}): Promise<Uint8Array> {
  const { Document, plain, bold } = await optional('format pdf', ['pdfkit', 'dejavu-fonts-ttf'], load);
  const { document } = parseHTML('<!doctype html><html></html>');
  const svg = drawFigure(figure, document, layout);
  const [, , width, height] = (svg.getAttribute('viewBox') ?? '').split(' ').map(Number);
  const unit = layout.widthMm === undefined ? CSS_POINTS : (layout.widthMm * 72) / 25.4 / width;
  const pdf = new Document({
    size: [width * unit, height * unit],
    margin: 0,
    // Of no day: identical figures are identical files.
    info: { Title: figure.title, Creator: 'unimodal-bias', CreationDate: new Date(0) },
    lang: 'en',
    font: plain,
  });
  pdf.registerFont('plain', plain);
  pdf.registerFont('bold', bold);
  const parts: Uint8Array[] = [];
  pdf.on('data', (part: Uint8Array) => parts.push(part));
  const ended = new Promise((resolve, reject) => pdf.on('end', resolve).on('error', reject));
  pdf.scale(unit);
  draw(pdf, svg, { fill: 'black', stroke: 'none' });
  pdf.end();
  await ended;
  return Buffer.concat(parts);
}

function draw(pdf: Pdf, element: Element, inherited: Style): void {
  if (['title', 'desc', 'style'].includes(element.localName)) return;
  const own = INHERITED.flatMap((name) => {
    const value = element.getAttribute(name);
    return value === null ? [] : [[name, value] as const];
  });
  const style: Style = { ...inherited, ...Object.fromEntries(own) };
  const at = (name: string): number => lengthOf(element.getAttribute(name), style);
  pdf.save();
  for (const [, name, values] of (element.getAttribute('transform') ?? '').matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [x, y] = values.split(/[\s,]+/).map(Number);
    if (name === 'translate') pdf.translate(x, y || 0);
    else if (name === 'rotate') pdf.rotate(x);
    else throw new Error(`a figure has transform ${name}`);
  }
  switch (element.localName) {
    case 'svg':
      pdf.translate(at('x'), at('y'));
      for (const child of element.children) draw(pdf, child, style);
      break;
    case 'g':
      for (const child of element.children) draw(pdf, child, style);
      break;
    case 'path':
      paint(pdf, style, () => pdf.path(element.getAttribute('d') ?? ''));
      break;
    case 'line':
      paint(pdf, { ...style, fill: 'none' }, () => pdf.moveTo(at('x1'), at('y1')).lineTo(at('x2'), at('y2')));
      break;
    case 'circle':
      paint(pdf, style, () => pdf.circle(at('cx'), at('cy'), at('r')));
      break;
    case 'text':
      write(pdf, element, style, at('x'), at('y') + at('dy'));
      break;
    default:
      throw new Error(`a figure has an element ${element.localName}`);
  }
  pdf.restore();
}

/** A length in pixels; `0.32em` is of the font. */
function lengthOf(text: string | null, style: Style): number {
  const value = Number.parseFloat(text ?? '0');
  return text?.endsWith('em') ? value * sizeOf(style) : value;
}

const sizeOf = (style: Style): number => Number(style['font-size'] ?? FONT_SIZE);

const colourOf = (value: string | undefined): string | null =>
  value === undefined || value === 'none' ? null : value === 'currentColor' ? INK : hexOf(value);

/** pdfkit knows `#rrggbb` and names. */
function hexOf(colour: string): string {
  const channels = /^rgb\((\d+),\s*(\d+),\s*(\d+)\)$/.exec(colour)?.slice(1);
  return channels ? `#${channels.map((channel) => Number(channel).toString(16).padStart(2, '0')).join('')}` : colour;
}

/** Lays a path and fills and strokes it. Nothing may stand between the two, so the style comes first. */
function paint(pdf: Pdf, style: Style, lay: () => void): void {
  const [fill, stroke] = [colourOf(style.fill), colourOf(style.stroke)];
  if (fill === null && stroke === null) return;
  pdf.fillOpacity(Number(style['fill-opacity'] ?? 1)).strokeOpacity(Number(style['stroke-opacity'] ?? 1));
  pdf.lineWidth(Number(style['stroke-width'] ?? 1));
  pdf.lineCap(style['stroke-linecap'] ?? 'butt').lineJoin(style['stroke-linejoin'] ?? 'miter');
  pdf.miterLimit(Number(style['stroke-miterlimit'] ?? 4));
  const dashes = (style['stroke-dasharray'] ?? '').split(/[\s,]+/).filter((length) => length !== '');
  // @ts-expect-error -- pdfkit takes a list of dashes and gaps; its types know one number only
  if (dashes.length > 0) pdf.dash(dashes.map(Number));
  if (fill !== null) pdf.fillColor(fill);
  if (stroke !== null) pdf.strokeColor(stroke);
  lay();
  if (fill !== null && stroke !== null) pdf.fillAndStroke();
  else if (fill !== null) pdf.fill();
  else pdf.stroke();
}

interface Run {
  readonly text: string;
  readonly size: number;
  /** How far below the line. */
  readonly shift: number;
}

/** A line of text, its subscripts and superscripts in `tspan`s. */
function write(pdf: Pdf, element: Element, style: Style, x: number, y: number): void {
  let shift = 0;
  const runs = [...element.childNodes].flatMap((node): Run[] => {
    const part = node.nodeType === 1 ? (node as Element) : null;
    if (part?.localName === 'title') return [];
    shift += lengthOf(part?.getAttribute('dy') ?? null, style);
    const size = Number(part?.getAttribute('font-size') ?? sizeOf(style));
    return [{ text: node.textContent ?? '', size, shift }];
  });
  pdf.font(style['font-weight'] === 'bold' ? 'bold' : 'plain');
  pdf.fillOpacity(Number(style['fill-opacity'] ?? 1)).fillColor(colourOf(style.fill) ?? INK);
  const widths = runs.map(({ text, size }) => pdf.fontSize(size).widthOfString(text));
  const share = { start: 0, middle: 0.5, end: 1 }[style['text-anchor'] ?? 'start'] ?? 0;
  let left = x - share * widths.reduce((sum, width) => sum + width, 0);
  runs.forEach(({ text, size, shift: below }, i) => {
    pdf.fontSize(size).text(text, left, y + below, { lineBreak: false, baseline: 'alphabetic' });
    left += widths[i];
  });
}
