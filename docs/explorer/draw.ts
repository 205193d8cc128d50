/**
 * Draws a panel's specification as SVG, as the project's figures are drawn, without their library: with d3 it is 200 kB, which is
 * more than all of the theory.
 */
import { COLOURS, DASHES } from '../../src/figures/grammar/palette.js';
import type { Axis, Mark, PanelSpec, PointsMark } from '../../src/figures/grammar/spec.js';
import { setText, SVG } from '../../src/figures/grammar/text.js';

/** Room for the ticks and the labels of the axes, in pixels. */
const MARGIN = { left: 58, right: 26, top: 30, bottom: 48 } as const;
/** Pixels from tick to tick, at least. */
const SPACING = { x: 64, y: 30 } as const;

/** From a number to a place. */
type Scale = (value: number) => number;

/** A picture, and the scales it is drawn by. */
export interface Drawing {
  readonly svg: SVGSVGElement;
  readonly x: Scale;
  readonly y: Scale;
}

/** Draws a panel with domains of its own, so many pixels wide and high. */
export function draw({ x: xAxis, y: yAxis, marks }: PanelSpec, size: { width: number; height: number }): Drawing {
  const { width, height } = size;
  const right = width - MARGIN.right;
  const bottom = height - MARGIN.bottom;
  const x = scaleOf(xAxis, MARGIN.left, right);
  const y = scaleOf(yAxis, bottom, MARGIN.top);
  const svg = element('svg', { viewBox: `0 0 ${width} ${height}`, width, height });
  const grid = element('g', { stroke: 'currentColor', 'stroke-opacity': 0.12, 'aria-hidden': 'true' });
  const words = element('g', { fill: 'currentColor', class: 'axes' });
  for (const value of ticksOf(xAxis, (right - MARGIN.left) / SPACING.x)) {
    const at = x(value);
    grid.append(element('line', { x1: at, x2: at, y1: MARGIN.top, y2: bottom }));
    words.append(text(tickLabel(value), at, bottom + 18, 'middle'));
  }
  for (const value of ticksOf(yAxis, (bottom - MARGIN.top) / SPACING.y)) {
    const at = y(value);
    grid.append(element('line', { x1: MARGIN.left, x2: right, y1: at, y2: at }));
    words.append(text(tickLabel(value), MARGIN.left - 7, at + 4, 'end'));
  }
  words.append(text(xAxis.label, (MARGIN.left + right) / 2, height - 6, 'middle'), text(yAxis.label, 4, 18, 'start'));
  const ends = { left: MARGIN.left, right, top: MARGIN.top, bottom };
  svg.append(grid, words, ...marks.map((mark) => group(mark, x, y, ends)));
  return { svg, x, y };
}

/** An element of SVG; lengths to a hundredth of a pixel. */
export function element<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, typeof value === 'number' ? String(Math.round(value * 100) / 100) : value);
  }
  return made;
}

/** Words with subscripts and superscripts at a place. */
export function text(words: string, x: number, y: number, anchor: string): SVGTextElement {
  const made = element('text', { x, y, 'text-anchor': anchor });
  setText(made, words);
  return made;
}

function scaleOf({ scale, domain = [0, 1] }: Axis, from: number, to: number): Scale {
  const of = scale === 'log' ? Math.log : (value: number) => value;
  const [low, high] = domain.map(of);
  return (value) => from + ((to - from) * (of(value) - low)) / (high - low);
}

/** Round numbers in the domain, about so many; on a logarithmic axis powers of ten, and with room 2 and 5, or 3, between them. */
function ticksOf({ scale, domain = [0, 1], ticks }: Axis, most: number): readonly number[] {
  if (ticks) return ticks;
  const [low, high] = [Math.min(...domain), Math.max(...domain)];
  if (scale === 'log') {
    const first = Math.floor(Math.log10(low));
    const powers = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => 10 ** (first + i));
    const every = Math.ceil(powers.length / most);
    const inside = (values: readonly number[]) => values.filter((value) => value >= low && value <= high);
    const sparse = inside(powers.filter((_, i) => i % every === 0));
    const between = [
      [1, 2, 5],
      [1, 3],
    ].map((factors) => inside(powers.flatMap((p) => factors.map((f) => f * p))));
    return between.find((ticks) => ticks.length <= Math.round(most)) ?? sparse;
  }
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, i) => (first + i) * step);
}

function tickLabel(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-3)) {
    const [digits, exponent] = value.toExponential(2).split('e');
    const mantissa = String(Number(digits));
    return `${mantissa === '1' ? '' : `${mantissa}·`}10^{${Number(exponent)}}`;
  }
  return Number(value.toPrecision(6)).toLocaleString('en', { maximumFractionDigits: 6 }).replace('-', '−');
}

interface Ends {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function group(mark: Mark, x: Scale, y: Scale, ends: Ends): SVGGElement {
  const made = element('g', { class: `mark ${mark.kind}` });
  const paint = COLOURS[mark.colour];
  const dash = 'dash' in mark ? DASHES[mark.dash] : null;
  const stroke = { stroke: paint, fill: 'none', ...(dash === null ? {} : { 'stroke-dasharray': dash }) };
  const rows = mark.rows.map(({ x: a = 0, y: b = 0, ...row }) => ({ ...row, x: x(a), y: y(b) }));
  switch (mark.kind) {
    case 'line':
      made.append(element('path', { d: way(rows), ...stroke, 'stroke-width': 2 }));
      break;
    case 'band': {
      const upper = rows.map((row) => ({ x: row.x, y: y(row.high ?? 0) }));
      const lower = rows.map((row) => ({ x: row.x, y: y(row.low ?? 0) })).reverse();
      made.append(element('path', { d: `${way([...upper, ...lower])}Z`, fill: paint, 'fill-opacity': 0.22 }));
      break;
    }
    case 'rule':
      for (const [i, { x: a, y: b }] of mark.rows.entries()) {
        if (a !== undefined)
          made.append(element('line', { x1: rows[i].x, x2: rows[i].x, y1: ends.top, y2: ends.bottom, ...stroke }));
        if (b !== undefined)
          made.append(element('line', { x1: ends.left, x2: ends.right, y1: rows[i].y, y2: rows[i].y, ...stroke }));
      }
      break;
    case 'arrows':
      made.append(...rows.map((row) => arrow(row, { x: x(row.x2 ?? 0), y: y(row.y2 ?? 0) }, paint, mark.width)));
      break;
    case 'points':
      for (const row of rows) {
        if (row.low !== undefined && row.high !== undefined) {
          made.append(
            element('line', { x1: row.x, x2: row.x, y1: y(row.low), y2: y(row.high), ...stroke, 'stroke-width': 1.5 }),
          );
        }
        made.append(symbol(row, mark, paint));
      }
      break;
    case 'text':
      for (const row of rows) {
        const words = text(row.label ?? '', row.x + mark.offset[0], row.y + mark.offset[1] + 4, mark.anchor);
        words.setAttribute('fill', paint);
        made.append(words);
      }
  }
  return made;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

const way = (places: readonly Place[]): string =>
  places.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${x.toFixed(1)},${y.toFixed(1)}`).join('');

function arrow(from: Place, to: Place, stroke: string, width: number): SVGPathElement {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const barb = (turn: number) => ({ x: to.x - 5 * Math.cos(angle + turn), y: to.y - 5 * Math.sin(angle + turn) });
  const d = way([from, to]) + way([barb(0.5), to, barb(-0.5)]);
  return element('path', { d, stroke, fill: 'none', 'stroke-width': width });
}

/** Symbols by their corners, in radii. */
const CORNERS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  square: [
    [-0.9, -0.9],
    [0.9, -0.9],
    [0.9, 0.9],
    [-0.9, 0.9],
  ],
  triangle: [
    [0, -1.2],
    [1.1, 0.8],
    [-1.1, 0.8],
  ],
  diamond: [
    [0, -1.3],
    [1, 0],
    [0, 1.3],
    [-1, 0],
  ],
  star: [
    [0, -1.4],
    [0.4, -0.4],
    [1.4, 0],
    [0.4, 0.4],
    [0, 1.4],
    [-0.4, 0.4],
    [-1.4, 0],
    [-0.4, -0.4],
  ],
};

function symbol(
  { x, y }: Place,
  { symbol: kind, radius: r = 4, filled = false }: PointsMark,
  paint: string,
): SVGElement {
  const style = { stroke: paint, 'stroke-width': 1.75, fill: filled ? paint : 'none' };
  if (kind === 'circle') return element('circle', { cx: x, cy: y, r, ...style });
  const at = ([dx, dy]: readonly [number, number]): Place => ({ x: x + r * dx, y: y + r * dy });
  if (kind === 'times')
    return element('path', { d: way([at([-1, -1]), at([1, 1])]) + way([at([-1, 1]), at([1, -1])]), ...style });
  if (kind === 'plus')
    return element('path', { d: way([at([-1.2, 0]), at([1.2, 0])]) + way([at([0, -1.2]), at([0, 1.2])]), ...style });
  return element('path', { d: `${way(CORNERS[kind].map(at))}Z`, ...style });
}
