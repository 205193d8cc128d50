/** The pictures: the prediction drawn once a change, the simulation drawn over it as it runs. */
import { plot } from '@observablehq/plot';
import { COLOURS } from '../../src/figures/grammar/palette.js';
import { plotOptions } from '../../src/figures/grammar/plot-options.js';
import type { PanelSpec } from '../../src/figures/grammar/spec.js';
import { setText } from '../../src/figures/grammar/text.js';
import { make } from './dom.js';
import type { SimulatedPoint } from './messages.js';
import { lossPanel, phasePanel, weightsPanel, type Scene } from './panels.js';

/** A series of the simulation in a picture. */
interface Series {
  readonly colour: string;
  readonly x: (point: SimulatedPoint) => number;
  readonly y: (point: SimulatedPoint) => number;
}

/** A picture of the page. */
interface Picture {
  readonly title: string;
  readonly panel: (scene: Scene) => PanelSpec;
  readonly series: readonly Series[];
  readonly legend: readonly (readonly [swatch: string, meaning: string])[];
}

const SVG = 'http://www.w3.org/2000/svg';
const step = (point: SimulatedPoint) => point.step;
const weightA = (point: SimulatedPoint) => point.totalA;
const weightB = (point: SimulatedPoint) => point.totalB;

const PICTURES: readonly Picture[] = [
  {
    title: 'Loss',
    panel: lossPanel,
    series: [{ colour: COLOURS.green, x: step, y: (point) => point.loss }],
    legend: [
      ['line text', 'theory'],
      ['dots', 'simulation'],
      ['rule', 'predicted times, shaded: ± one standard deviation'],
    ],
  },
  {
    title: 'Total weights',
    panel: weightsPanel,
    series: [
      { colour: COLOURS.blue, x: step, y: (point) => Math.abs(point.totalA) },
      { colour: COLOURS.vermilion, x: step, y: (point) => Math.abs(point.totalB) },
    ],
    legend: [
      ['line blue', 'A'],
      ['line vermilion dashed', 'B'],
      ['dots', 'simulation'],
    ],
  },
  {
    title: 'Phase portrait',
    panel: phasePanel,
    series: [{ colour: COLOURS.text, x: weightA, y: weightB }],
    legend: [
      ['line green', 'theory'],
      ['dots', 'simulation'],
      ['cross', 'fixed point, unstable'],
      ['disc', 'everything learned'],
    ],
  },
];

/** Circles of the simulation: their radius, and how far from one another they are at least, in pixels. */
const RADIUS = 3;
const APART = 9;

/** Puts the pictures into `holder`. */
export function charts(holder: HTMLElement) {
  const drawings = PICTURES.map(drawing);
  holder.append(...drawings.map(({ figure }) => figure));
  let scene: Scene | null = null;
  let points: readonly SimulatedPoint[] = [];
  const redraw = () => {
    for (const { draw, simulate } of drawings) {
      if (scene) draw(scene);
      simulate(points);
    }
  };
  new ResizeObserver(redraw).observe(holder);
  return {
    predict: (next: Scene) => {
      scene = next;
      redraw();
    },
    simulate: (next: readonly SimulatedPoint[]) => {
      points = next;
      const reached = points.at(-1)?.step ?? 0;
      if (scene && reached > scene.end) {
        // Slower than predicted: the axis grows with it.
        scene = { ...scene, end: 1.25 * reached };
        redraw();
      }
      for (const { simulate } of drawings) simulate(points);
    },
  };
}

function drawing({ title, panel, series, legend }: Picture) {
  const room = make('div', { class: 'plot', role: 'img', 'aria-label': title });
  const first = legend[0][1];
  const entries = legend.map(([swatch, meaning]) => make('li', {}, make('i', { class: `swatch ${swatch}` }), meaning));
  const figure = make('figure', {}, make('figcaption', {}, title), room, make('ul', { class: 'legend' }, ...entries));
  let overlay: ((points: readonly SimulatedPoint[]) => void) | undefined;
  return {
    figure,
    draw: (scene: Scene) => {
      const width = room.clientWidth;
      if (width === 0) return;
      const size = { width, height: Math.round(Math.min(320, Math.max(240, 0.62 * width))) };
      const drawn = plot(plotOptions({ ...panel(scene), size }));
      // The picture around it has a name; Plot's groups have names without a role, which no reader of screens may use.
      drawn.querySelectorAll('g[aria-label]').forEach((group) => {
        group.setAttribute('role', 'group');
      });
      for (const text of drawn.querySelectorAll('text')) setText(text, text.textContent);
      room.replaceChildren(drawn);
      entries[0].lastChild?.replaceWith(scene.follows === scene.start ? first : `${first}, from a balanced start`);
      room.setAttribute('aria-label', `${title}, drawn from the numbers in the table`);
      overlay = overlayOn(drawn, series);
    },
    simulate: (points: readonly SimulatedPoint[]) => {
      overlay?.(points);
    },
  };
}

/** Draws series of points over a plot, by the plot's own scales; a path a series, so that a frame costs next to nothing. */
function overlayOn(drawn: ReturnType<typeof plot>, series: readonly Series[]) {
  const [x, y] = [drawn.scale('x'), drawn.scale('y')];
  const svg = drawn instanceof SVGElement ? drawn : drawn.querySelector('svg');
  const paths = series.map(({ colour }) => {
    const path = document.createElementNS(SVG, 'path');
    for (const [name, value] of Object.entries({ stroke: colour, fill: 'none', 'stroke-width': '1.5' })) {
      path.setAttribute(name, value);
    }
    svg?.append(path);
    return path;
  });
  return (points: readonly SimulatedPoint[]) => {
    series.forEach((one, i) => {
      const places = points.map((point): Place => [Number(x?.apply(one.x(point))), Number(y?.apply(one.y(point)))]);
      paths[i].setAttribute('d', apart(places).map(circle).join(''));
    });
  };
}

type Place = readonly [x: number, y: number];

/** Those places along a way that are far enough from the one before, and the last. */
function apart(places: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const [i, [x, y]] of places.entries()) {
    const before = kept.at(-1);
    const isApart = before === undefined || Math.hypot(x - before[0], y - before[1]) >= APART;
    if (isApart || i === places.length - 1) kept.push([x, y]);
  }
  return kept;
}

function circle([x, y]: Place): string {
  const around = `a${RADIUS},${RADIUS} 0 1,0`;
  return `M${(x - RADIUS).toFixed(1)},${y.toFixed(1)}${around} ${2 * RADIUS},0${around} ${-2 * RADIUS},0`;
}
