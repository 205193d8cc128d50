/** From a panel's specification to the options of Observable Plot. Runs in a browser as well as in Node. */
import * as Plot from '@observablehq/plot';
import { COLOURS, DASHES, diverging } from './palette.js';
import type { Axis, Mark, PanelSpec, PointsMark, FigureRow, RuleMark, TextMark } from './spec.js';

/** Room for the ticks and the labels of the axes, in pixels. */
export const MARGINS = { marginLeft: 58, marginRight: 26, marginTop: 30, marginBottom: 48 } as const;

/** The size of a panel that does not say. */
export const PANEL_SIZE = { width: 372, height: 280 } as const;

/** Pixels from tick to tick, wide enough for the longest labels. */
const X_SPACING = 76;
const Y_SPACING = 45;

/** Options for `Plot.plot` but for the document to draw in. */
export function plotOptions({ x, y, marks, size = PANEL_SIZE }: PanelSpec): Plot.PlotOptions {
  return {
    ...size,
    ...MARGINS,
    x: scaleOf(x),
    y: scaleOf(y),
    color: { type: 'identity' },
    symbol: { type: 'identity' },
    marks: [
      Plot.axisX({ ...axisOptions(x, X_SPACING), labelAnchor: 'center', labelOffset: 40 }),
      Plot.axisY({ ...axisOptions(y, Y_SPACING), labelAnchor: 'top', labelOffset: MARGINS.marginLeft - 4 }),
      Plot.gridX({ ...ticksOf(x, X_SPACING), strokeOpacity: 0.12 }),
      Plot.gridY({ ...ticksOf(y, Y_SPACING), strokeOpacity: 0.12 }),
      ...marks.flatMap((mark) => (mark.rows.length === 0 ? [] : plotMarks(mark))),
    ],
  };
}

function scaleOf({ scale = 'linear', domain }: Axis): Plot.ScaleOptions {
  return { type: scale, label: null, ...(domain ? { domain: [...domain] } : { nice: scale === 'linear' }) };
}

function axisOptions(axis: Axis, spacing: number) {
  // A text of our own for every tick asked for: the format of a logarithmic scale leaves some of them out, that of a linear one
  // has whole numbers as 1.0.
  const write = axis.scale === 'log' ? powerOfTen : asItIs;
  const text = axis.ticks ? { text: write } : axis.scale === 'log' ? { tickFormat: write } : {};
  return { label: axis.label, labelArrow: 'none', ...ticksOf(axis, spacing), ...text } as const;
}

/** The ticks asked for, or about one every so many pixels. */
const ticksOf = ({ ticks }: Axis, tickSpacing: number) => (ticks ? { ticks: [...ticks] } : { tickSpacing });

const asItIs = (value: number): string => value.toLocaleString('en').replace('-', '−');

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** `10ⁿ` beyond what reads easily as it is. */
function powerOfTen(value: number): string {
  const exponent = Math.floor(Math.log10(value) + 1e-9);
  if (value >= 1e-3 && value < 1e5) return Number(value.toPrecision(3)).toLocaleString('en');
  const mantissa = Number((value / 10 ** exponent).toPrecision(3));
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)]);
  return `${mantissa === 1 ? '' : `${mantissa}·`}10${exponent < 0 ? '⁻' : ''}${digits}`;
}

function plotMarks(mark: Mark): Plot.Markish[] {
  const colour = COLOURS[mark.colour];
  const { rows } = mark;
  switch (mark.kind) {
    case 'line':
      return [Plot.line(rows, { x: 'x', y: 'y', stroke: colour, strokeWidth: 2, ...dashed(mark.dash) })];
    case 'band':
      return [Plot.areaY(rows, { x: 'x', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.22 })];
    case 'arrows': {
      const ends = { x1: 'x', y1: 'y', x2: 'x2', y2: 'y2' };
      return [Plot.arrow(rows, { ...ends, stroke: colour, strokeWidth: mark.width, headLength: 5, inset: 0 })];
    }
    case 'points':
      return points(mark, colour);
    case 'rule':
      return rules(mark, colour);
    case 'text':
      return [words(mark, colour)];
  }
}

const dashed = (dash: keyof typeof DASHES) => {
  const pattern = DASHES[dash];
  return pattern === null ? {} : { strokeDasharray: pattern };
};

function points({ rows, symbol, radius = 4, filled = false }: PointsMark, colour: string): Plot.Markish[] {
  const withBars = rows.filter(({ low, high }) => low !== undefined && high !== undefined);
  const paint = rows.some(({ value }) => value !== undefined) ? (row: FigureRow) => diverging(row.value ?? 0) : colour;
  return [
    ...(withBars.length === 0
      ? []
      : [Plot.link(withBars, { x: 'x', y1: 'low', y2: 'high', stroke: colour, strokeWidth: 1.5 })]),
    Plot.dot(rows, {
      x: 'x',
      y: 'y',
      symbol,
      r: radius,
      stroke: paint,
      strokeWidth: 1.75,
      ...(filled ? { fill: paint } : {}),
    }),
  ];
}

function rules({ rows, dash }: RuleMark, colour: string): Plot.Markish[] {
  const stroke = { stroke: colour, strokeWidth: 1.25, ...dashed(dash) };
  const vertical = rows.filter(({ x }) => x !== undefined);
  const horizontal = rows.filter(({ y }) => y !== undefined);
  return [
    ...(vertical.length === 0 ? [] : [Plot.ruleX(vertical, { x: 'x', ...stroke })]),
    ...(horizontal.length === 0 ? [] : [Plot.ruleY(horizontal, { y: 'y', ...stroke })]),
  ];
}

function words({ rows, anchor, offset: [dx, dy] }: TextMark, colour: string): Plot.Markish {
  return Plot.text(rows, { x: 'x', y: 'y', text: 'label', textAnchor: anchor, dx, dy, fill: colour });
}
