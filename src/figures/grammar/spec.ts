/**
 * A figure as plain data: what is drawn, in which units, and what it says of itself. Nothing here knows how it is drawn,
 * and JSON can hold all of it. Text may have subscripts and superscripts: `t_B/t_A`, `W_A^{tot}`, `10^{-9}`.
 */

/** Names of colours that are told apart by everyone, on white and on black (see `palette.ts`). */
export type Colour = 'blue' | 'vermilion' | 'green' | 'purple' | 'grey' | 'text';

/** Strokes that are told apart without colour. */
export type Dash = 'solid' | 'dashed' | 'dotted' | 'dashdot';

/** Marks that are told apart without colour. */
export type MarkSymbol = 'circle' | 'times' | 'square' | 'triangle' | 'diamond' | 'star' | 'plus';

/** Where the numbers of a mark come from. */
export type Role = 'theory' | 'simulation' | 'reference';

/** One datum, in the units of the axes. A mark says which fields it reads. */
export interface FigureRow {
  /** Where on the horizontal axis. */
  readonly x?: number;
  /** Where on the vertical axis. */
  readonly y?: number;
  /** Lower end of an error bar or a band. */
  readonly low?: number;
  /** Upper end of an error bar or a band. */
  readonly high?: number;
  /** Where an arrow ends. */
  readonly x2?: number;
  /** Where an arrow ends. */
  readonly y2?: number;
  /** From −1 (blue) over 0 (grey) to 1 (vermilion), for points coloured by a number. */
  readonly value?: number;
  /** The words of a text. */
  readonly label?: string;
}

interface MarkBase {
  /** What it shows; the name in the CSV file. */
  readonly series: string;
  /** Where its numbers come from. */
  readonly role: Role;
  /** Its colour. */
  readonly colour: Colour;
  /** Its data. */
  readonly rows: readonly FigureRow[];
}

/** A line through `x`, `y`. */
export interface LineMark extends MarkBase {
  /** Tells the marks apart. */
  readonly kind: 'line';
  /** Its stroke. */
  readonly dash: Dash;
}

/** Symbols at `x`, `y`, with error bars from `low` to `high` where a row has them, coloured by `value` where it has one. */
export interface PointsMark extends MarkBase {
  /** Tells the marks apart. */
  readonly kind: 'points';
  /** Its shape. */
  readonly symbol: MarkSymbol;
  /** Radius in pixels; 4 unless told. */
  readonly radius?: number;
  /** Filled, rather than an outline. */
  readonly filled?: boolean;
}

/** The area between `low` and `high` over `x`. */
export interface BandMark extends MarkBase {
  /** Tells the marks apart. */
  readonly kind: 'band';
}

/** Arrows from `x`, `y` to `x2`, `y2`. */
export interface ArrowsMark extends MarkBase {
  /** Tells the marks apart. */
  readonly kind: 'arrows';
  /** Stroke width in pixels. */
  readonly width: number;
}

/** Straight lines across the panel: vertical at `x`, or horizontal at `y`. */
export interface RuleMark extends MarkBase {
  /** Tells the marks apart. */
  readonly kind: 'rule';
  /** Its stroke. */
  readonly dash: Dash;
}

/** Words beside `x`, `y`. */
export interface TextMark extends MarkBase {
  /** Tells the marks apart. */
  readonly kind: 'text';
  /** Which end of the words is at the point. */
  readonly anchor: 'start' | 'middle' | 'end';
  /** Pixels right and down from the point. */
  readonly offset: readonly [number, number];
}

/** Anything that can be drawn in a panel. */
export type Mark = LineMark | PointsMark | BandMark | ArrowsMark | RuleMark | TextMark;

/** An axis. */
export interface Axis {
  /** Quantity and unit. */
  readonly label: string;
  /** Linear unless told. */
  readonly scale?: 'linear' | 'log';
  /** Ends; the extent of the data unless told. */
  readonly domain?: readonly [number, number];
  /** Where the ticks are; chosen unless told. */
  readonly ticks?: readonly number[];
}

/** A line of the legend: a swatch and what it means. */
export interface LegendEntry {
  /** What it means. */
  readonly label: string;
  /** Of line and symbol. */
  readonly colour: Colour;
  /** Its line, if it has one. */
  readonly dash?: Dash;
  /** Its symbol, if it has one. */
  readonly symbol?: MarkSymbol;
  /** Whether the symbol is filled. */
  readonly filled?: boolean;
}

/** A size in pixels. */
export interface PanelSize {
  /** From left to right. */
  readonly width: number;
  /** From top to bottom. */
  readonly height: number;
}

/** What is drawn in a panel, later marks over earlier ones. */
export interface PanelSpec {
  /** Horizontal axis. */
  readonly x: Axis;
  /** Vertical axis. */
  readonly y: Axis;
  /** What is drawn, first to last. */
  readonly marks: readonly Mark[];
  /** What the marks mean. */
  readonly legend: readonly LegendEntry[];
  /** Size in pixels with its axes but without title and legend; 372 × 280 unless told. */
  readonly size?: PanelSize;
}

/** One panel of a figure. */
export interface Panel {
  /** Short and unique in its figure: the letter in the source. */
  readonly id: string;
  /** What stands above it. */
  readonly title: string;
  /** What is in it. */
  readonly spec: PanelSpec;
}

/** A figure: panels with a caption that says by which settings and seeds they came about. */
export interface Figure {
  /** What it was asked for by. */
  readonly id: string;
  /** What it shows, in a line. */
  readonly title: string;
  /** By which settings and seeds, and where theory and simulation differ. */
  readonly caption: string;
  /** Two in a row. */
  readonly panels: readonly Panel[];
}

/** How a figure is laid out. */
export interface Layout {
  /** Its title above it; `true` unless told. */
  readonly title?: boolean;
  /** Its caption below it; `true` unless told. */
  readonly caption?: boolean;
  /** Width on paper in millimetres, 50 to 500: panels are then laid out for text of 7 points. In pixels unless told. */
  readonly widthMm?: number;
}
